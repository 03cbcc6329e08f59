"""An A/B test: what came of the cases of each candidate, `comparison.arms` of the document."""

from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.findings.values import OMITTED, Estimate, Omitted


@dataclass(frozen=True, slots=True)
class Arm:
    """The cases on which one candidate really acted.

    Attributes:
        name: the candidate's.
        n: its cases, with or without an answer or an outcome.
        outcome: of those whose outcome is known, the share in which it is positive.
        earned: what 1,000 cases earn: positive outcomes by their worth, minus running and waiting;
            left out where the review does not say what one is worth.
        planned: the share of cases that it was to get; left out where the review does not say.
        first: the day of its first case; left out where the log does not say when.
        last: the day of its last case.
    """

    name: str
    n: int
    outcome: Estimate
    earned: Estimate | Omitted
    planned: float | Omitted
    first: str | Omitted
    last: str | Omitted


@dataclass(frozen=True, slots=True)
class ArmPair:
    """One arm minus another.

    Attributes:
        one: the candidate that comes later in the review.
        other: the earlier one.
        outcome: how much larger the share of positive outcomes is.
        earned: how much more 1,000 cases earn; left out as of one arm.
        p_value: no difference in outcomes (Fisher).
        q_value: the same, allowing for all pairs.
    """

    one: str
    other: str
    outcome: Estimate
    earned: Estimate | Omitted
    p_value: float | None
    q_value: float | None


@dataclass(frozen=True, slots=True)
class Balance:
    """Whether the arms hold the same kinds of case, by one column.

    Attributes:
        column: protected or context.
        group: the group whose share differs most between two arms.
        difference: by how much, in standard deviations.
        p_value: no difference between arms, over all groups (chi-square).
        q_value: the same, allowing for all columns.
    """

    column: str
    group: str | None
    difference: float | None
    p_value: float | None
    q_value: float | None


@dataclass(frozen=True, slots=True)
class ArmGroup:
    """The comparison within one group: the share of positive outcomes, model minus baseline."""

    group: str
    n: int
    model: Estimate
    baseline: Estimate
    difference: Estimate


@dataclass(frozen=True, slots=True)
class WaitingBand:
    """A quarter of one arm's cases, by how long its answers took.

    Attributes:
        low: the shortest time in it, in milliseconds.
        high: the longest.
        outcome: the share of positive outcomes.
    """

    low: float
    high: float
    outcome: Estimate


@dataclass(frozen=True, slots=True)
class Waited:
    """Outcomes of one arm by how long its answers took: an association, not a cause.

    Attributes:
        bands: from the quickest quarter to the slowest.
        difference: the slowest minus the quickest.
        p_value: no difference between these two (Fisher).
    """

    bands: tuple[WaitingBand, ...]
    difference: Estimate
    p_value: float | None


@dataclass(frozen=True, slots=True)
class Arms:
    """What came of the cases of each arm.

    Attributes:
        arms: every candidate, in the review's order.
        nobody: cases on which no candidate acted.
        pairs: every two of them.
        split_p_value: the arms have their planned shares; left out where none are planned.
        balance: by column, least even first.
        groups: by attribute, model minus baseline within each group.
        waited: by candidate, outcomes by time; only where the log has its times.
    """

    arms: tuple[Arm, ...]
    nobody: int
    pairs: tuple[ArmPair, ...]
    split_p_value: float | Omitted | None
    balance: tuple[Balance, ...]
    groups: Mapping[str, tuple[ArmGroup, ...]]
    waited: Mapping[str, Waited]

    def arm(self, name: str) -> Arm:
        """The arm of one candidate."""
        return next(one for one in self.arms if one.name == name)

    @property
    def best(self) -> Arm | None:
        """The arm that earns most; where that is not known, the one with most outcomes."""
        key = "outcome" if any(one.earned is OMITTED for one in self.arms) else "earned"
        known = [one for one in self.arms if getattr(one, key).value is not None]
        return max(known, key=lambda one: getattr(one, key).value, default=None)
