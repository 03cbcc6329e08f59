"""Whether anything changed over time: `health` of the document."""

from dataclasses import dataclass
from typing import Literal

from evenhand.findings.values import Estimate

FaultKind = Literal[
    "label_rate", "unit", "missing", "no_number", "infinite", "negative", "repeated", "leak", "mail"
]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong with the data, rather than with the world.

    Attributes:
        kind: `label_rate`: outcomes are all the same; `unit`: values are of another size;
            `missing`, `no_number` (text among numbers), `infinite`, `negative` (where none was);
            `repeated`: cases are there twice; `leak`: an input that gives the outcome away; `mail`:
            e-mail addresses.
        column: which one; None where it is about whole cases.
        since: the first period with it, or for `repeated` the first day; None where it is about the
            whole log.
        periods: how many have it, or how many days.
        rows: cases with it.
        share: of the cases of these periods; of a `leak` the column's area under the ROC curve.
        before: of the cases that they are compared with; None where that says nothing.
        factor: of a `unit`, how many times as large values are, a power of ten.
        until: the last period with it, or for `repeated` the last day; None where the last one of
            all has it, or where it is about the whole log.
        is_over: whether the last two periods that can be judged are without.
    """

    kind: FaultKind
    column: str | None
    since: str | None
    periods: int
    rows: int
    share: float | None
    before: float | None = None
    factor: float | None = None
    until: str | None = None
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class ColumnDrift:
    """One column in one period beside the reference.

    Attributes:
        column: which one.
        period: which one.
        n: cases of the period with a value.
        psi: the population stability index.
        psi_p_value: of so large an index without any change.
        distance: of numbers Kolmogorov and Smirnov's, of categories Jensen and Shannon's.
        p_value: of "the same in both", Pearson's chi-square.
        q_value: the same among all columns and periods.
        matters: whether it is clear and large enough.
        wasserstein: of numbers, how far the average case moved in the order of the reference, from
            0 to 1; None of categories.
    """

    column: str
    period: str
    n: int
    psi: float
    psi_p_value: float
    distance: float
    p_value: float
    q_value: float
    matters: bool
    wasserstein: float | None


@dataclass(frozen=True, slots=True)
class HealthPeriod:
    """One period.

    Attributes:
        period: its name.
        is_reference: whether others are compared with it.
        cases: all of them.
        labelled: of how many the outcome is known.
        positive: how often it is positive.
        accuracy: how often the handoff's candidate is right; empty where outcomes cannot be
            believed.
        cusum: how far accuracy fell, added up since the reference; None in it, and where too few
            outcomes are known.
        expected: how often it should be right, by how sure it is, also where no outcome is known;
            empty in the reference, and from the period on in which that did not come true.
    """

    period: str
    is_reference: bool
    cases: int
    labelled: Estimate
    positive: Estimate
    accuracy: Estimate
    cusum: float | None
    expected: Estimate


@dataclass(frozen=True, slots=True)
class GapPeriod:
    """How far two groups are apart in one period.

    Attributes:
        period: its name.
        is_reference: whether others are compared with it.
        difference: the rate of the one minus that of the other; empty where either has too few
            cases.
        q_value: of "all groups moved alike since the reference" among all attributes, metrics and
            periods; None in the reference, and where too few groups have enough cases.
    """

    period: str
    is_reference: bool
    difference: Estimate
    q_value: float | None


@dataclass(frozen=True, slots=True)
class GapOverTime:
    """One rate by the groups of one attribute, period after period.

    Attributes:
        attribute: a protected column.
        metric: the rate.
        higher: of two groups the one with the higher rate now. Of more than two, the one that moved
            furthest is compared with all others together, which are None.
        lower: the one with the lower rate now, or None likewise.
        groups: how many have enough cases to be compared.
        periods: how far the two are apart, one period after another; below 0 the other way round.
        before: the same in the reference.
        after: now: in all periods together from `since` on, or in all later ones.
        change: the second minus the first; of more than two groups its interval holds for each that
            might have been told.
        q_value: of "all groups moved alike", of all later periods together.
        since: the first period that is clear and from which on they did not; None without one.
        matters: whether they clearly did not, by more than the review's margin.
    """

    attribute: str
    metric: str
    higher: str | None
    lower: str | None
    groups: int
    periods: tuple[GapPeriod, ...]
    before: Estimate
    after: Estimate
    change: Estimate
    q_value: float
    since: str | None
    matters: bool


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What was expected by how sure the candidate is, and did not come true.

    Attributes:
        since: the first period in which it did not.
        expected: how often it should have been right there, where the outcome is known.
        realised: how often it was.
        q_value: of so large a difference by chance, among all periods with enough outcomes.
    """

    since: str
    expected: Estimate
    realised: Estimate
    q_value: float


@dataclass(frozen=True, slots=True)
class Expectation:
    """What accuracy to expect where no outcome is known, learned on the reference.

    Attributes:
        n: known outcomes that it was learned from.
        enough: whether these are enough to expect anything.
        withdrawn: where it did not come true; None where it did, or where that can't be told.
    """

    n: int
    enough: bool
    withdrawn: Withdrawn | None


@dataclass(frozen=True, slots=True)
class AccuracyFell:
    """What accuracy was, and is since it fell.

    Attributes:
        since: the first period of the fall.
        before: in the reference.
        after: from that period on.
        difference: after minus before.
    """

    since: str
    before: Estimate
    after: Estimate
    difference: Estimate


@dataclass(frozen=True, slots=True)
class Health:
    """Has it changed, since when, does it matter?

    Attributes:
        unit: `day`, `week`, `month`, `quarter` or `year`.
        candidate: whose accuracy it is.
        faults: of the data, the worst first.
        fell: where accuracy fell by more than chance; None where it did not, or can't be told.
        periods: one after another, those without a case among them.
        drift: every column in every period after the reference, with enough cases.
        expectation: of accuracy without outcomes; None where the candidate does not say how sure
            it is.
        gaps: rates by the groups of each protected column, where two groups have enough cases.
    """

    unit: str
    candidate: str
    faults: tuple[Fault, ...]
    fell: AccuracyFell | None
    periods: tuple[HealthPeriod, ...]
    drift: tuple[ColumnDrift, ...]
    expectation: Expectation | None = None
    gaps: tuple[GapOverTime, ...] = ()
