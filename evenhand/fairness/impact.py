"""Impact ratios: how often the favourable answer comes, against the group where it comes most."""

from collections.abc import Iterator
from typing import Final

from evenhand import statistics
from evenhand.arrays import Mask
from evenhand.findings import Estimate, ImpactRatio
from evenhand.metrics import Table
from evenhand.review import Method

FLAGGED: Final = "flagged"
NOT_FLAGGED: Final = "not_flagged"

Rate = tuple[int, int]


def favourable(counted: Table, *, good: bool) -> list[Rate]:
    """How many of each group got the answer that is good for them, of how many answered."""
    picked = counted.selected if good else counted.n - counted.selected
    return [(int(k), int(n)) for k, n in zip(picked, counted.n, strict=True)]


def reference(rates: list[Rate], large: Mask) -> int | None:
    """The eligible group with the highest favourable rate; of equals the first by name."""
    known = [i for i, (_, n) in enumerate(rates) if large[i] and n]
    best: int | None = None
    for i in known:
        if best is None or rates[i][0] * rates[best][1] > rates[best][0] * rates[i][1]:
            best = i
    return best


def four_fifths(one: Rate, best: Rate) -> str:
    """Whether a rate is under four fifths of the best, in whole numbers, since floats flag ties.

    A screen of the 1978 Uniform Guidelines (29 CFR 1607.4D), never a finding.

    >>> [four_fifths((k, 100), (60, 100)) for k in (45, 48, 51)]
    ['flagged', 'not_flagged', 'not_flagged']
    """
    (k1, n1), (k2, n2) = one, best
    return FLAGGED if 5 * k1 * n2 < 4 * k2 * n1 else NOT_FLAGGED


def impact_ratios(
    names: tuple[str, ...], rates: list[Rate], large: Mask, method: Method
) -> Iterator[ImpactRatio]:
    """Every group against the eligible group with the highest favourable rate.

    Args:
        names: of the groups.
        rates: favourable answers, of how many answered.
        large: which groups are eligible.
        method: the level of the intervals.
    """
    best = reference(rates, large)
    for i, name in enumerate(names):
        k, n = rates[i]
        ratio, flag = Estimate(), None
        if best is not None and n:
            ratio = _against(rates[i], rates[best], method, same=i == best)
            flag = four_fifths(rates[i], rates[best]) if large[i] else None
        yield ImpactRatio(name, n, k, k / n if n else None, ratio, flag)


def _against(one: Rate, best: Rate, method: Method, *, same: bool) -> Estimate:
    if same:
        return Estimate(value=1.0, n=one[1])
    return statistics.ratio(one, best, method.interval)
