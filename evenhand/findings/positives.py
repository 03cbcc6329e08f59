"""How well the positive cases are found: `comparison.positives`."""

from dataclasses import dataclass

from evenhand.findings.values import Estimate


@dataclass(frozen=True, slots=True)
class RecallPoint:
    """One place to cut a ranking: which share of the positives is above, and how pure that is."""

    recall: float
    precision: float


@dataclass(frozen=True, slots=True)
class TopShare:
    """What looking at the cases that rank highest finds.

    Attributes:
        share: of all cases, those looked at.
        capacity: whether that is as many as the people of the review can look at.
        recall: of the positives, those among them.
        precision: of those looked at, the positives.
        lift: how many times as many as among as many cases at random; None without positives.
    """

    share: float
    capacity: bool
    recall: Estimate
    precision: Estimate
    lift: float | None


@dataclass(frozen=True, slots=True)
class Retrieved:
    """How well one candidate finds the positives.

    Attributes:
        recall: of the positives that both answered, those it says yes to.
        precision: of those it says yes to, the positives.
        mcc: Matthews' correlation of its answer and the truth.
        ranked_by: `score`, or `answer` where it gives none: two ranks, then, each in any order.
        n: labelled cases that were ranked.
        average_precision: over all cuts of the ranking; the interval as for a share of positives.
        exact: false where scores were counted in steps.
        bound: how far off average precision may be then.
        curve: recall and precision at the first cut that finds each further hundredth.
        top: what the cases that rank highest hold.
    """

    recall: Estimate
    precision: Estimate
    mcc: Estimate
    ranked_by: str | None
    n: int
    average_precision: Estimate
    exact: bool
    bound: float
    curve: tuple[RecallPoint, ...]
    top: tuple[TopShare, ...]


@dataclass(frozen=True, slots=True)
class Positives:
    """How well baseline and model find the positive cases, on those that both answered.

    Attributes:
        prevalence: share of cases that are positive.
        lead: whether they are so rare that accuracy must not lead: under 1 in 10 of two answers.
        capacity: share of cases that the people of the review can look at; None where it does not
            say how many come in, how long one takes, and how many people there are.
        baseline: how well the baseline finds them.
        model: how well the model does.
        recall_difference: model minus baseline, on the positives.
        recall_p: of "both find as many", McNemar's exact test on the positives.
        precision_difference: model minus baseline.
    """

    prevalence: Estimate
    lead: bool
    capacity: float | None
    baseline: Retrieved
    model: Retrieved
    recall_difference: Estimate
    recall_p: float | None
    precision_difference: Estimate
