"""What an audit finds: frozen values whose fields are the keys of the findings document.

`Findings.to_json()` is that document, and every page, sentence and report is made from the same
values. None of these types computes anything; a field that is `None` was asked for and cannot be
known, and a field that is `OMITTED` was not asked for and is left out of the document.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum
from typing import Any, Final

from evenhand.sources import Problem

SCHEMA: Final = "evenhand.findings/1"


class Omitted(Enum):
    """The value of a field that was not asked for."""

    OMITTED = "omitted"


OMITTED: Final = Omitted.OMITTED


_OPTIONAL: Final = {"optional": True}  # None here means that the review did not ask


class State(Enum):
    """Where a whole interval lies against a limit."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its interval and the cases it was counted from.

    Attributes:
        value: the estimate; None where nothing can be estimated.
        low: lower end of the interval.
        high: upper end of the interval.
        n: the denominator, in cases; for two samples their sum.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """Labelled and answered cases: the positive class against the rest."""

    tp: int
    fp: int
    tn: int
    fn: int


# candidates.NAME


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


# comparison


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
    cost_per_1000: CostComparison | None = field(metadata=_OPTIONAL)
    baseline_counts: Counts
    model_counts: Counts
    switched: Mapping[str, tuple[Switched, ...]]


# handoff


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What happens at one confidence threshold.

    Attributes:
        threshold: k/1000.
        coverage: share of cases decided alone.
        automatic_error: share of those that are wrong; None where there are none with a label.
    """

    threshold: float
    coverage: float
    automatic_error: float | None


@dataclass(frozen=True, slots=True)
class HandoffGroup:
    """The handoff in one group, at the review's threshold."""

    group: str
    n: int
    coverage: Estimate
    handed_off: Estimate
    automatic_error: Estimate


@dataclass(frozen=True, slots=True)
class HandoffCost:
    """Cost of 1,000 cases with the handoff: mistakes and reviews."""

    mistakes: float | None
    reviews: float
    total: float | None


@dataclass(frozen=True, slots=True)
class Guarantee:
    """The promise: automatic error at most `max_error`, with probability `assurance`."""

    max_error: float
    assurance: float
    threshold: float | None
    coverage: float | None
    cases_needed: int | None


@dataclass(frozen=True, slots=True)
class Staffing:
    """The queue of cases handed off (Erlang C).

    Attributes:
        people: how many there are.
        utilisation: share of their time at the queue; 1 or more never settles.
        wait_minutes: mean wait; None where it never settles.
        probability_of_waiting: None where it never settles.
        people_needed: the fewest that reach the service level, or that settle where none is set.
        cases_per_hour: how many are handed off.
        grows_per_day: cases a day by which an unsettled queue grows; 0 where it settles.
    """

    people: int
    utilisation: float | None
    wait_minutes: float | None
    probability_of_waiting: float | None
    people_needed: int | None
    cases_per_hour: float
    grows_per_day: float


@dataclass(frozen=True, slots=True)
class GroupCurve:
    """One group's counts along the slider's stops, largest set first.

    Attributes:
        group: the group.
        n: answered cases of the group.
        alone: cases decided alone, at each stop.
        labelled: those of them that have a label.
        wrong: those of them that are wrong.
    """

    group: str
    n: int
    alone: tuple[int, ...]
    labelled: tuple[int, ...]
    wrong: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Handoff:
    """What happens when unsure cases go to a person.

    Attributes:
        reason: why nothing can be handed off, if so; then all estimates are empty.
        human: `measured` from a column, `assumed` by the review, or None.
        stops: the slider's thresholds, the review's own among them.
        all_cases: the counts of everybody along the stops.
        group_curves: the same by attribute and group.
        stop_costs: what 1,000 cases cost at each stop; empty without costs or labels.
        presets: thresholds worth a button, by name: `today`, `cheapest`, `capacity`, `guaranteed`.
    """

    candidate: str
    threshold: float
    n: int
    coverage: Estimate
    automatic_error: Estimate
    team_accuracy: Estimate
    human: str | None
    cost_per_1000: HandoffCost | None = field(metadata=_OPTIONAL)
    curve: tuple[CurvePoint, ...]
    groups: Mapping[str, tuple[HandoffGroup, ...]]
    guarantee: Guarantee | Omitted | None
    staffing: Staffing | Omitted | None
    reason: str | None = None
    stops: tuple[float, ...] = field(default=(), metadata={"document": False})
    all_cases: GroupCurve | None = field(default=None, metadata={"document": False})
    group_curves: Mapping[str, tuple[GroupCurve, ...]] = field(
        default_factory=dict, metadata={"document": False}
    )
    stop_costs: tuple[float, ...] = field(default=(), metadata={"document": False})
    presets: Mapping[str, float] = field(default_factory=dict, metadata={"document": False})


# fairness.NAME.ATTRIBUTE


@dataclass(frozen=True, slots=True)
class GroupFindings:
    """One group: how the candidate did on it.

    Attributes:
        group: its name.
        n: answered cases.
        eligible: large enough, and known, to take part in gaps and tests.
        counts: labelled cases, positive against the rest.
        metrics: by metric.
    """

    group: str
    n: int
    eligible: bool
    counts: Counts
    metrics: Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class Gap:
    """The distance of a metric between the lowest and the highest eligible group."""

    difference: Estimate
    ratio: Estimate
    lowest: str | None
    highest: str | None
    p_value: float | None
    q_value: float | None


@dataclass(frozen=True, slots=True)
class ImpactRatio:
    """A group's favourable rate against the highest; `four_fifths` is a screen, never a finding."""

    group: str
    n: int
    selected: int
    rate: float | None
    ratio: Estimate
    four_fifths: str | None


@dataclass(frozen=True, slots=True)
class UnknownBounds:
    """What the smallest impact ratio could be if the unknown people's groups were known."""

    n: int
    ratio_low: float | None
    ratio_high: float | None


@dataclass(frozen=True, slots=True)
class AttributeFindings:
    """One candidate by the groups of one attribute."""

    groups: tuple[GroupFindings, ...]
    gaps: Mapping[str, Gap]
    impact_ratio: tuple[ImpactRatio, ...]
    unknown: UnknownBounds


# criteria


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """A criterion of the review, and where its simultaneous interval lies.

    Attributes:
        reason: why it cannot be told, where there is more to say than the interval does.
        group: the group, or pair, that decides the state, if any.
    """

    finding: str
    candidate: str | None
    attribute: str | None
    gap: str | None
    at_most: float | Omitted | None
    at_least: float | Omitted | None
    value: Estimate
    state: State
    cases_needed: int | None
    required: bool
    group: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Attestation:
    """A question that only a named person can answer."""

    attest: str
    answer: str | None
    by: str | None
    on: str | None
    required: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """`Go`, `Go with limits`, `Not yet` or `Can't tell yet`; None where there are no criteria."""

    word: str | None
    reasons: tuple[str, ...]


# the document


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """What was audited."""

    title: str
    rows: int
    labelled_rows: int
    fingerprint: str | None
    interval: float
    seed: int
    versions: Mapping[str, str]
    question: str | None = None
    synthetic: str | None = None


@dataclass(frozen=True, slots=True)
class DataCheck:
    """Every row accounted for: read = used + reported."""

    rows_read: int
    rows_used: int
    rows_reported: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """All findings of one audit."""

    review: ReviewFacts
    data_check: DataCheck
    candidates: Mapping[str, CandidateFindings]
    comparison: Comparison | None = field(metadata=_OPTIONAL)
    handoff: Handoff | None = field(metadata=_OPTIONAL)
    fairness: Mapping[str, Mapping[str, AttributeFindings]]
    criteria: tuple[CriterionResult | Attestation, ...]
    verdict: Verdict
    schema: str = SCHEMA

    def to_dict(self) -> dict[str, Any]:
        """The findings document as plain dictionaries and lists."""
        plain: dict[str, Any] = _plain(self)
        return plain

    def to_json(self) -> str:
        """The findings document: sorted keys, no timings, the same bytes for the same data."""
        return json.dumps(
            self.to_dict(), sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False
        )


def _left_out(metadata: Mapping[str, bool], item: object) -> bool:
    """Whether a field is not in the document: not asked for, or for the slider alone."""
    asked_for = item is not OMITTED and not (item is None and metadata.get("optional", False))
    return not asked_for or not metadata.get("document", True)


def _plain(value: Any) -> Any:  # noqa: ANN401  # any finding in, any JSON value out
    if is_dataclass(value):
        pairs = ((f, getattr(value, f.name)) for f in fields(value))
        return {f.name: _plain(item) for f, item in pairs if not _left_out(f.metadata, item)}
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.value if isinstance(value, Enum) else value
