"""What cases cost, decided one way or another: parts of `handoff`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from evenhand.findings.values import OPTIONAL, Estimate, Omitted


@dataclass(frozen=True, slots=True)
class CostPoint:
    """What 1,000 cases cost at one stop of the slider."""

    threshold: float
    team: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What a number of cases costs under each way of deciding them, in the review's currency.

    Attributes:
        rule: the baseline decides all; left out where there is none.
        model: the handoff's candidate decides all.
        people: a person looks at every case.
        team: the model where it is sure, a person elsewhere.
        difference: the team minus the cheapest of the others; an interval of its own, since all
            are about the same cases.
    """

    rule: Estimate | None = field(default=None, metadata=OPTIONAL)
    model: Estimate
    people: Estimate
    team: Estimate
    difference: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class CostsOfDeciding(Costs):
    """What 1,000 cases cost under each way of deciding them: `handoff.costs`.

    Attributes:
        cheapest_other: the cheapest of `rule`, `model` and `people`; None where it is not known.
        people_known: whether it is known how often people are right; if not, they are taken to be.
        running: what running a candidate costs for 1,000 cases, by its name; part of the above.
        per_year: the same for a year's cases; left out where the review does not say how many.
    """

    cheapest_other: str | None
    people_known: bool
    running: Mapping[str, float]
    per_year: Costs | Omitted
