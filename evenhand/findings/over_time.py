"""The two that are compared, period after period: `comparison.over_time` of the document."""

from dataclasses import dataclass

from evenhand.findings.values import Estimate


@dataclass(frozen=True, slots=True)
class PeriodRates:
    """How one candidate did in one period.

    Attributes:
        accuracy: how often it was right.
        true_positive_rate: of the real positives, how many it found.
        selection_rate: how often it said yes, of all that it answered.
    """

    accuracy: Estimate
    true_positive_rate: Estimate
    selection_rate: Estimate


@dataclass(frozen=True, slots=True)
class ComparedPeriod:
    """Both in one period.

    Attributes:
        period: its name: `2026-03`, `2026 Q1`, `2026`, or its first day.
        cases: those that were compared, with or without an outcome.
        n: of them, those whose outcome is known.
        eligible: whether these are enough to be judged.
        baseline: how the baseline did.
        model: how the model did.
        difference: model minus baseline, of the measure.
        q_value: of "no difference in this period", among all eligible ones; None for the others.
    """

    period: str
    cases: int
    n: int
    eligible: bool
    baseline: PeriodRates
    model: PeriodRates
    difference: Estimate
    q_value: float | None = None


@dataclass(frozen=True, slots=True)
class OverTime:
    """Whether the difference between the two held.

    Attributes:
        unit: `day`, `week`, `month`, `quarter` or `year`; `period` where several are put together.
        measure: `accuracy`, or `true_positive_rate` where positives are rare.
        periods: one after another, those without a case among them.
        p_value: of "the difference is the same in all eligible periods"; None with fewer than two.
        earlier: cases before the first of these periods, where there were too many.
    """

    unit: str
    measure: str
    periods: tuple[ComparedPeriod, ...]
    p_value: float | None
    earlier: int
