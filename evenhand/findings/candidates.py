"""How each candidate did: `candidates.NAME` of the document."""

from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.findings.values import OMITTED, Counts, Estimate, Omitted


@dataclass(frozen=True, slots=True)
class Auc:
    """Area under the ROC curve; where scores were counted in bins, how far off it can be."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    exact: bool
    bound: float


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Cases whose score, or confidence in a class review, fell in one tenth.

    Attributes:
        low: lower edge of the bin.
        high: upper edge.
        mean: the mean score or confidence said.
        observed: how often it came true.
    """

    low: float
    high: float
    mean: float
    observed: Estimate


@dataclass(frozen=True, slots=True)
class Calibration:
    """Whether a candidate's confidence can be believed.

    Attributes:
        of: `score` (probability of positive) or `confidence` (of being right), what is judged.
        brier: mean squared distance between what was said and what came true.
        skill: how much better than always saying the base rate, at most 1.
        error: expected calibration error over ten bins; biased upward in small samples.
        bins: the reliability diagram.
    """

    of: str
    brier: float | None
    skill: float | None
    error: float | None
    bins: tuple[ReliabilityBin, ...]


@dataclass(frozen=True, slots=True)
class ClassMetrics:
    """One class against the rest."""

    counts: Counts
    metrics: Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class Latency:
    """How long a candidate's answers take, in milliseconds.

    Attributes:
        p50: half of them at most.
        p95: 95 of 100 at most.
        mean: on average.
    """

    p50: Estimate
    p95: Estimate
    mean: Estimate


@dataclass(frozen=True, slots=True)
class Running:
    """What running a candidate costs for 1,000 cases, in the review's currency.

    Attributes:
        running: its `cost_per_case`; left out where the review does not say.
        waiting: what waiting for it costs; left out where the review or the log does not say.
        together: both, as far as they are known.
    """

    running: float | Omitted
    waiting: Estimate | Omitted
    together: Estimate


@dataclass(frozen=True, slots=True)
class CandidateFindings:
    """One candidate on all cases it answered; `role` and `threshold` are the review's."""

    role: str
    threshold: float | None
    n: int
    counts: Counts
    metrics: Mapping[str, Estimate]
    auc: Auc | None
    calibration: Calibration | None
    classes: Mapping[str, ClassMetrics] | Omitted = OMITTED
    latency: Latency | Omitted = OMITTED
    running: Running | Omitted = OMITTED
