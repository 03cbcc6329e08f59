"""The same cases judged by both: how much more often one is right, and whether that is chance."""

from evenhand import statistics
from evenhand.arrays import Mask
from evenhand.comparison import both
from evenhand.findings import Estimate, NonInferiority, Paired
from evenhand.review import Method, Review
from evenhand.tally import Cells, Tally


def paired_of(tally: Tally, review: Review) -> Paired:
    """The counts of right and wrong alone, on cases with a label that both answered."""
    return paired(both.judged(tally, review))


def paired(cells: Cells) -> Paired:
    """Who is right how often, on cases with a label that both answered."""
    model, baseline = cells.answer == cells.label, cells.other == cells.label

    def cases(keep: Mask) -> int:
        return int(cells.n[keep].sum())

    return Paired(
        cases(model & baseline),
        cases(baseline & ~model),
        cases(model & ~baseline),
        cases(~model & ~baseline),
    )


def accuracy_difference(paired: Paired, level: float) -> Estimate:
    """Model minus baseline, with the paired interval of `statistics.gains`."""
    n = _n(paired)
    return statistics.gains([paired.only_model], [paired.only_baseline], [n], level).one(0)


def non_inferiority(paired: Paired, method: Method) -> NonInferiority:
    """Better, good enough, not measurably better or worse, by the margin written beforehand."""
    gap = accuracy_difference(paired, method.interval)
    p_value = statistics.no_worse(
        paired.only_model, paired.only_baseline, _n(paired), method.margin
    )
    return NonInferiority(method.margin, answer(gap, method.margin), p_value)


def answer(gap: Estimate, margin: float) -> str | None:
    """What the interval of a difference says, against 0 and minus the margin.

    >>> answer(Estimate(0.004, -0.005, 0.013, 900), 0.01)
    'good_enough'
    """
    if gap.low is None or gap.high is None:
        return None
    if gap.low > 0:
        return "better"
    if gap.high < 0:
        return "worse"
    return "good_enough" if gap.low > -margin else "not_measurably_better"


def _n(paired: Paired) -> int:
    return paired.both_right + paired.both_wrong + paired.only_baseline + paired.only_model


def mcnemar(paired: Paired) -> float | None:
    """The exact p-value of "both are right equally often"; None without cases."""
    if not _n(paired):
        return None
    return statistics.mcnemar(paired.only_baseline, paired.only_model)
