"""Quantiles of counted values, with intervals that suppose no distribution."""

import numpy as np

from evenhand.arrays import Floats, Ints
from evenhand.findings import Estimate
from evenhand.statistics.tails import at_most


def quantile(
    values: Floats, counts: Ints, share: float, level: float, times: float = 1.0
) -> Estimate:
    """The value that a share of cases does not exceed, with an interval of order statistics.

    How many cases lie below the true quantile is binomial, whatever the distribution; so two of the
    ordered values hold it between them with at least the probability wanted (Conover 1999, 3.2).

    Args:
        values: rising.
        counts: how many cases have each.
        share: of the cases, above 0 and below 1.
        level: of the interval.
        times: as if there were so many times as many cases.

    Returns:
        No lower, or upper, end where there are too few cases for one.

    >>> quantile(np.arange(1.0, 101.0), np.ones(100, dtype=np.int64), 0.5, 0.95)
    Estimate(value=50.0, low=40.0, high=61.0, n=100)
    """
    n = int(counts.sum())
    if not n:
        return Estimate()
    supposed = max(1, round(n * times))
    low = _least(supposed, share, (1 - level) / 2)
    high = _least(supposed, share, (1 + level) / 2) + 1
    reached = np.cumsum(counts)

    def at(rank: float) -> float | None:
        """The value of a rank among the cases supposed."""
        inside = 1 <= rank <= supposed
        return float(values[np.searchsorted(reached, rank * n / supposed)]) if inside else None

    value = float(values[np.searchsorted(reached, share * n * (1 - 1e-15))])
    return Estimate(value, at(low), at(high), n)


def _least(n: int, share: float, chance: float) -> int:
    """The least count that a binomial number exceeds with at most the rest of a probability."""
    low, high = -1, n
    while high - low > 1:
        middle = (low + high) // 2
        if at_most(middle, n, share) >= chance:
            high = middle
        else:
            low = middle
    return high
