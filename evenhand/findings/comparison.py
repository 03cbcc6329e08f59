"""The baseline beside the model: `comparison` of the document."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from evenhand.findings.arms import Arms
from evenhand.findings.benefit import NetBenefit
from evenhand.findings.over_time import OverTime
from evenhand.findings.positives import Positives
from evenhand.findings.values import OMITTED, OPTIONAL, Counts, Estimate, Omitted


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
class NonInferiority:
    """Whether the model is at least about as good: the interval against 0 and minus the margin.

    Attributes:
        margin: how much less often right is still good enough, as the review wrote beforehand.
        answer: `better`, the whole interval lies above 0; `worse`, below 0; else `good_enough`
            where it lies above minus the margin, or `not_measurably_better`; None without cases.
        p_value: one-sided, of "worse by the margin or more".
    """

    margin: float
    answer: str | None
    p_value: float | None


@dataclass(frozen=True, slots=True)
class CostsBeside:
    """Cost of a number of cases decided alone, in the review's currency."""

    baseline: Estimate
    model: Estimate
    difference: Estimate


@dataclass(frozen=True, slots=True)
class BreakEven:
    """At which price of a missed one, against a wrong yes, the two cost the same.

    Attributes:
        ratio: price of a missed one over that of a wrong yes; without a value where there is none
            above 0. An end that is None is none: no ratio so low, or so high, is ruled out.
        above: which of the two is cheaper where a missed one costs more, `baseline` or `model`.
        always: which of the two is cheaper at every ratio; None where it hangs on the ratio.
        here: the review's own ratio; None where a wrong yes costs nothing.
    """

    ratio: Estimate
    above: str | None
    always: str | None
    here: float | None


@dataclass(frozen=True, slots=True)
class CostComparison(CostsBeside):
    """Cost of 1,000 cases decided alone, in the review's currency.

    Attributes:
        per_year: the same for a year's cases; left out where the review does not say how many.
        break_even: at which ratio of prices the two cost the same; None without cases.
        cases_needed: about how many more cases would tell which is cheaper, were the rates to stay;
            None where that is told, or more cases would not tell.
    """

    per_year: CostsBeside | Omitted = OMITTED
    break_even: BreakEven | None = None
    cases_needed: int | None = None


@dataclass(frozen=True, slots=True)
class FoundSwitched:
    """What a switch does to the real ones of a group, and to its others.

    Attributes:
        real: positive cases with a known outcome.
        newly_found: of these, those that only the model finds.
        no_longer_found: those that only the baseline finds.
        newly_flagged: other cases of which only the model wrongly says yes.
        no_longer_flagged: of which only the baseline does.
        net: share of the real ones that is newly found minus share that no longer is.
        p_value: of "as many each way", McNemar's exact test on the real ones; None for groups that
            are too small, or unknown, and without a real one.
        q_value: the same among all groups of all attributes (Benjamini-Hochberg).
    """

    real: int
    newly_found: int
    no_longer_found: int
    newly_flagged: int
    no_longer_flagged: int
    net: Estimate
    p_value: float | None = None
    q_value: float | None = None


@dataclass(frozen=True, slots=True)
class Switched:
    """Who gets another answer if the model replaces the baseline, in one group.

    Attributes:
        group: the group.
        n: cases both answered.
        to_positive: cases that become positive; None where only right and wrong are kept.
        to_negative: cases that stop being positive; likewise.
        labelled: of the cases, those whose outcome is known.
        become_right: of the labelled ones, those that only the model answers rightly.
        become_wrong: those that only the baseline answers rightly.
        net: share that becomes right minus share that becomes wrong.
        p_value: of "as many become right as wrong", McNemar's exact test; None for groups that are
            too small, or unknown.
        q_value: the same among all groups of all attributes (Benjamini-Hochberg).
        found: the same of the positive cases; left out in a class review.
    """

    group: str
    n: int
    to_positive: int | None
    to_negative: int | None
    labelled: int = 0
    become_right: int = 0
    become_wrong: int = 0
    net: Estimate = field(default_factory=Estimate)
    p_value: float | None = None
    q_value: float | None = None
    found: FoundSwitched | Omitted = OMITTED


@dataclass(frozen=True, slots=True)
class Beside:
    """One candidate beside the baseline.

    Attributes:
        cost_per_1000: on the labelled cases that it answered.
        automatic: share that it would decide alone at the handoff's threshold; None where there is
            no handoff, or it does not say how sure it is.
        paired: on the cases that both answered; None for the baseline itself, and where the two
            could not be counted together.
        accuracy_difference: minus the baseline; where they were not counted together with the
            interval of two samples.
        mcnemar_p: exact; None where they were not counted together.
    """

    cost_per_1000: Estimate | None = field(metadata=OPTIONAL)
    automatic: Estimate | None
    paired: Paired | None
    accuracy_difference: Estimate
    mcnemar_p: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The baseline beside the model, on cases with a label that both answered.

    Between arms no case was answered by both: each is counted on its own, `paired` and `mcnemar_p`
    are None, and `arms` says what came of the cases of each.
    """

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
    non_inferiority: NonInferiority | None = None
    arms: Arms | None = field(default=None, metadata=OPTIONAL)
    positives: Positives | None = None
    net_benefit: NetBenefit | None = None
    candidates: Mapping[str, Beside] = field(default_factory=dict)
    over_time: OverTime | Omitted = OMITTED
