"""What criteria are judged on, and what judging one gives."""

from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.fairness import Tables
from evenhand.findings import (
    OMITTED,
    CandidateFindings,
    Chances,
    Comparison,
    Estimate,
    Handoff,
    Omitted,
    State,
)
from evenhand.review import Review
from evenhand.tally import Tally


@dataclass(frozen=True, slots=True)
class Evidence:
    """What criteria are judged on."""

    tally: Tally
    review: Review
    tables: Tables
    candidates: Mapping[str, CandidateFindings]
    comparison: Comparison | None
    handoff: Handoff | None


@dataclass(frozen=True, slots=True)
class Needed:
    """What would settle a criterion, were the rates to stay.

    Attributes:
        cases: about how many more; None where no number of cases would, or it is not known.
        of: of which group; None where of all.
        among: how many of them a share is counted among; None where all are.
    """

    cases: int | None = None
    of: str | None = None
    among: int | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """One criterion, judged.

    Attributes:
        value: the estimate, at the criterion's own level; of the worst pair, where there are pairs.
        state: where it lies.
        needed: what would settle it, where it cannot be told.
        group: which pair is the worst.
        reason: why there is nothing to measure.
        at_parity: how often each state would come if groups did not differ.
    """

    value: Estimate
    state: State
    needed: Needed = Needed()
    group: str | None = None
    reason: str | None = None
    at_parity: Chances | Omitted = OMITTED
