"""What acting on an answer is worth: `comparison.net_benefit`."""

from dataclasses import dataclass

from evenhand.findings.values import Estimate


@dataclass(frozen=True, slots=True)
class BenefitPoint:
    """Net benefit where one acts from one chance on.

    Attributes:
        threshold: the chance of positive from which on one would act.
        baseline: of the baseline; where it gives no score, of its answers.
        model: of acting where the model's score is at least the threshold.
        everybody: of acting on every case; on none it is 0.
    """

    threshold: float
    baseline: float
    model: float
    everybody: float


@dataclass(frozen=True, slots=True)
class NetBenefit:
    """Right yeses a case, less wrong ones at the odds of the threshold.

    Attributes:
        threshold: of this review.
        source: what says so: `costs`, price of a wrong yes over both prices, or the candidate's
            own `threshold`.
        baseline: at that threshold.
        model: at that threshold.
        everybody: acting on every case, at that threshold.
        difference: model minus baseline.
        exact: false where scores were counted in steps, and cases may be off by one.
        curve: along thresholds.
    """

    threshold: float
    source: str
    baseline: Estimate
    model: Estimate
    everybody: Estimate
    difference: Estimate
    exact: bool
    curve: tuple[BenefitPoint, ...]
