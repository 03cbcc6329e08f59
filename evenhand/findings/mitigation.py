"""What mitigation would cost: worked out when asked for, and no part of the findings document.

All of it is in-sample: what was chosen on a log looks better on that log than it will on the next
one, so these numbers carry no interval.
"""

from dataclasses import dataclass

from evenhand.findings.values import Estimate


@dataclass(frozen=True, slots=True)
class MitigatedGroup:
    """One group under one way to decide.

    Attributes:
        group: its name.
        threshold: a yes from this score on, infinite where nobody gets one; None where no one
            threshold says it (a coin toss).
        rate: the metric that was to be made equal.
        accuracy: how often it is right on this group.
    """

    group: str
    threshold: float | None
    rate: Estimate
    accuracy: Estimate


@dataclass(frozen=True, slots=True)
class Option:
    """One way to decide, and what it gives.

    Attributes:
        kind: `today` (the review's threshold), `per_group` (a threshold for each group), or
            `coin_toss` (Fairlearn's `ThresholdOptimizer`, which tosses a coin near a threshold).
        constraint: what was made equal, in the library's words where it is the library's.
        accuracy: over everybody with a known outcome.
        gap: of the metric, highest minus lowest of the groups compared.
        groups: those compared.
        tossed: the share of cases that a coin decides.
    """

    kind: str
    constraint: str | None
    accuracy: Estimate
    gap: float | None
    groups: tuple[MitigatedGroup, ...]
    tossed: float = 0.0


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """The best accuracy that thresholds by group reach at a gap no larger than this one.

    Attributes:
        gap: of the metric.
        accuracy: over everybody with a known outcome.
        thresholds: one a group, as in the option's groups; infinite where nobody gets a yes.
    """

    gap: float
    accuracy: float
    thresholds: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What it would cost to make a rate equal by a threshold for each group, or by a coin toss.

    Attributes:
        candidate: whose scores.
        attribute: whose groups.
        metric: the rate made equal: selection, true positive or false positive rate.
        within: the gap that was to be reached.
        today: as the review decides now.
        per_group: the best thresholds by group with a gap of at most `within`.
        coin_tosses: Fairlearn's: the same rate made equal, and equalized odds; none where a group
            lacks one of the outcomes, or with more than 20 groups.
        frontier: accuracy against gap, from the smallest gap on; no point is worse in both.
    """

    candidate: str
    attribute: str
    metric: str
    within: float
    today: Option
    per_group: Option
    coin_tosses: tuple[Option, ...]
    frontier: tuple[FrontierPoint, ...]


@dataclass(frozen=True, slots=True)
class ReviewedGroup:
    """One group's handoff, today and with more review.

    Attributes:
        group: its name.
        n: answered cases.
        threshold: the confidence needed to be decided alone; None where all go to a person.
        handed_off_today: the share that goes to a person now.
        handed_off: the share that would.
        error_today: wrong among those decided alone now.
        error: wrong among those that would be.
    """

    group: str
    n: int
    threshold: float | None
    handed_off_today: Estimate
    handed_off: Estimate
    error_today: Estimate
    error: Estimate


@dataclass(frozen=True, slots=True)
class ReviewMore:
    """A handoff threshold for each group, so that the worst group's automatic error is smallest.

    Attributes:
        candidate: whose confidence.
        attribute: whose groups.
        budget: the share of all cases that people can take.
        budget_from: `today` (what is handed off now), `people` (what the people of the review can
            do in their hours), or `asked`.
        threshold_today: the confidence that everybody needs now.
        handed_off_today: of all cases.
        handed_off: of all cases, with a threshold for each group.
        worst_today: the largest automatic error of a group now.
        worst: the same with a threshold for each group.
        groups: those compared.
    """

    candidate: str
    attribute: str
    budget: float
    budget_from: str
    threshold_today: float
    handed_off_today: Estimate
    handed_off: Estimate
    worst_today: float | None
    worst: float | None
    groups: tuple[ReviewedGroup, ...]
