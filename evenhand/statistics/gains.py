"""The same cases judged twice: how much more often the second is right, of many groups at once."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from evenhand.arrays import Floats
from evenhand.statistics.intervals import Estimates, critical

_HALF = 0.5


def gains(gained: ArrayLike, lost: ArrayLike, n: ArrayLike, level: float) -> Estimates:
    """Shares gained minus lost, with the paired Wald interval, 0.5 added to each discordant count.

    The half (Agresti and Min 2005) keeps an interval from shrinking to a point where nothing
    changes.

    Args:
        gained: cases that become right.
        lost: cases that become wrong.
        n: all cases, changed or not.
        level: of each interval.

    >>> found = gains([50], [20], [1000], 0.95)
    >>> [float(end[0].round(4)) for end in (found.value, found.low, found.high)]
    [0.03, 0.0136, 0.0463]
    """
    up, down, size = (np.asarray(count, dtype=np.float64) for count in (gained, lost, n))
    centre, error = _around(up, down, size)
    wide = critical(level) * error
    with np.errstate(divide="ignore", invalid="ignore"):
        value = (up - down) / size
    ends = (np.maximum(-1.0, centre - wide), np.minimum(1.0, centre + wide))
    low, high = (np.where(size > 0, end, np.nan) for end in ends)
    return Estimates(value, low, high, size.astype(np.int64))


def no_worse(gained: int, lost: int, n: int, margin: float) -> float | None:
    """The one-sided p-value of "worse by the margin or more", by the same centre and error.

    Below half of 1 - level exactly where the interval of `gains` lies above minus the margin.

    >>> round(no_worse(50, 50, 1000, 0.02), 4)
    0.0231
    """
    if not n:
        return None
    centre, error = _around(*(np.array(count, dtype=np.float64) for count in (gained, lost, n)))
    return float(special.ndtr(-(centre + margin) / error))


def _around(gained: Floats, lost: Floats, n: Floats) -> tuple[Floats, Floats]:
    """The middle of the interval, and its standard error."""
    up, down, size = gained + _HALF, lost + _HALF, n + 4 * _HALF
    return (up - down) / size, np.sqrt(up + down - (up - down) ** 2 / size) / size
