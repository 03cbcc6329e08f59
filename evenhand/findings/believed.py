"""Whether confidence can be believed at the handoff: `handoff.believed` and `handoff.order`."""

from dataclasses import dataclass, field

from evenhand.findings.values import OPTIONAL, Estimate


@dataclass(frozen=True, slots=True)
class ConfidenceBin:
    """Cases that the candidate was about equally sure of.

    Attributes:
        low: lower edge of the bin.
        high: upper edge.
        mean: the mean confidence said.
        observed: how often it was right.
        few: whether there are too few cases to judge by.
    """

    low: float
    high: float
    mean: float
    observed: Estimate
    few: bool


@dataclass(frozen=True, slots=True)
class BrierParts:
    """What the Brier score is made of, over the bins.

    The score is reliability - resolution + uncertainty + within_spread - within_match, to the last
    digit. Source: Murphy 1973; the last two, Stephenson, Coelho and Jolliffe 2008.

    Attributes:
        reliability: how far what is said lies from what comes true; 0 is best.
        resolution: how far what comes true differs between bins; more is better.
        uncertainty: what saying the overall accuracy every time would score.
        within_spread: how much what is said differs inside bins.
        within_match: twice how much of that goes with what comes true.
    """

    reliability: float
    resolution: float
    uncertainty: float
    within_spread: float
    within_match: float


@dataclass(frozen=True, slots=True)
class CalibrationError:
    """How far off confidence is on average, beside what chance alone gives.

    Attributes:
        value: the expected calibration error over the bins.
        if_perfect: what confidence without any fault shows on average in logs of these sizes.
        if_perfect_upper: what that stays under in 95 of 100 such logs.
    """

    value: float
    if_perfect: float
    if_perfect_upper: float


@dataclass(frozen=True, slots=True)
class BestCut:
    """What the best cut of the scores reaches on this log; no interval, since it was chosen there.

    Attributes:
        accuracy: share right today.
        best_accuracy: the highest that any cut reaches.
        best_accuracy_at: the score from which on that cut says yes; None where it never does.
        f1: today; None where nothing is positive by either.
        best_f1: the highest that any cut reaches.
        best_f1_at: the score from which on that cut says yes.
        if_scores_right: the best accuracy, were every score right.
    """

    accuracy: float
    best_accuracy: float
    best_accuracy_at: float | None
    f1: float | None
    best_f1: float | None
    best_f1_at: float | None
    if_scores_right: float


@dataclass(frozen=True, slots=True)
class Believed:
    """Whether what a candidate says of being right comes true that often.

    Attributes:
        n: labelled cases.
        said: the mean confidence.
        right: the share that is right.
        brier: mean squared distance between the confidence and being right (1) or wrong (0).
        parts: what that is made of.
        skill: how much better than saying the overall accuracy every time, at most 1; None where
            all are right, or all wrong.
        error: the calibration error.
        bins: the reliability diagram.
        best_cut: of the scores of a binary review; None where there are none to cut.
        steps: of a kept review, how far what was said may be from the middle of its step, on
            average; left out elsewhere.
    """

    n: int
    said: float
    right: Estimate
    brier: Estimate
    parts: BrierParts
    skill: float | None
    error: CalibrationError
    bins: tuple[ConfidenceBin, ...]
    best_cut: BestCut | None
    steps: float | None = field(default=None, metadata=OPTIONAL)


@dataclass(frozen=True, slots=True)
class Order:
    """What the area under risk and coverage could be, with as many wrong answers.

    Attributes:
        by_chance: where confidence says nothing: the error of all cases.
        best: where every right answer is surer than every wrong one.
        excess: how far the area is above the best.
        exact: whether confidence is known of every case, and not in steps.
        bound: how far off the area can be where it is counted in steps.
    """

    by_chance: float
    best: float
    excess: float
    exact: bool
    bound: float
