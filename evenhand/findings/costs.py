"""What cases cost, decided one way or another: parts of `handoff`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from evenhand.findings.values import OPTIONAL, Estimate, Omitted


@dataclass(frozen=True, slots=True)
class CostPoint:
    """What 1,000 cases cost at one stop of the slider."""

    threshold: float
    team: Estimate


@dataclass(frozen=True, slots=True)
class Costs:
    """What cases cost under each way of deciding them, in the review's currency.

    Attributes:
        rule: the baseline; left out where there is none.
        model: the handoff's candidate, nothing handed off.
        people: a person looks at every case.
        team: the model where it is sure, a person elsewhere.
    """

    rule: Estimate | None = field(metadata=OPTIONAL)
    model: Estimate
    people: Estimate
    team: Estimate


@dataclass(frozen=True, slots=True)
class CostsOfDeciding:
    """What cases cost under each way of deciding them: `handoff.costs`.

    Attributes:
        per_1000: of 1,000 cases.
        per_year: of a year's cases; left out where the review does not say how many.
        people_known: whether it is known how often people are right; else they are taken to be.
        cheapest_other: the cheapest of `rule`, `model` and `people`; None where nothing is known.
        difference: of 1,000 cases, the team minus that one.
        running: what running the candidates costs for 1,000 cases, by name; 0 where not said.
    """

    per_1000: Costs
    per_year: Costs | Omitted
    people_known: bool
    cheapest_other: str | None
    difference: Estimate
    running: Mapping[str, float] = field(default_factory=dict)
