"""The baseline beside the model: `comparison` of the document."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from evenhand.findings.values import OPTIONAL, Counts, Estimate


@dataclass(frozen=True, slots=True)
class Paired:
    """The same cases judged by both."""

    both_right: int
    only_baseline: int
    only_model: int
    both_wrong: int


@dataclass(frozen=True, slots=True)
class AucDifference:
    """Model minus baseline, DeLong; where scores were counted in steps, how far off it can be."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    p_value: float | None
    exact: bool
    bound: float


@dataclass(frozen=True, slots=True)
class CostComparison:
    """Cost of 1,000 cases decided alone, in the review's currency."""

    baseline: Estimate
    model: Estimate
    difference: Estimate


@dataclass(frozen=True, slots=True)
class Switched:
    """Who gets another answer if the model replaces the baseline, in one group.

    Attributes:
        group: the group.
        n: cases both answered.
        to_positive: cases that become positive.
        to_negative: cases that stop being positive.
    """

    group: str
    n: int
    to_positive: int
    to_negative: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """The baseline beside the model, on cases with a label that both answered."""

    baseline: str
    model: str
    n: int
    paired: Paired | None
    accuracy_difference: Estimate
    mcnemar_p: float | None
    auc_difference: AucDifference | None
    cost_per_1000: CostComparison | None = field(metadata=OPTIONAL)
    baseline_counts: Counts
    model_counts: Counts
    switched: Mapping[str, tuple[Switched, ...]]
