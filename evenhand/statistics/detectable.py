"""The smallest difference that so many cases would show, most of the time.

Two samples: the test of two shares with the common share in its null variance (Fleiss, Levin and
Paik 2003, formula 4.14 and those for samples of unequal size). The same cases judged twice:
McNemar's test, by the share on which the two disagree (Connor 1987).
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from evenhand.arrays import Floats
from evenhand.statistics.intervals import critical

POWER: Final = 0.8
"""How often a difference as large as that would show."""

_HALVINGS: Final = 50
_JUST_ABOVE: Final = 1e-12


def between(
    share: ArrayLike, n: ArrayLike, of: ArrayLike, level: float, power: float = POWER
) -> Floats:
    """The smallest difference of two shares that a test of two samples would show.

    It is that of the direction which needs the larger one; where one of both has no room, such as
    below a share near 0, that of the other.

    Args:
        share: the one that the other is set beside.
        n: cases that it is a share of.
        of: cases of the other.
        level: of the test, such as 0.95.
        power: how often the difference would show.

    Returns:
        Differences of two shares, above 0; NaN where none whatever would show.

    >>> between(0.5, 1_000, [1_000, 100, 4], 0.95).round(3)
    array([0.062, 0.145,   nan])
    """
    p, one, other = np.broadcast_arrays(*(np.asarray(a, np.float64) for a in (share, n, of)))

    def short(gap: Floats, sign: int) -> Floats:
        """How far a difference is below what would show."""
        q = np.clip(p + sign * gap, 0.0, 1.0)
        both = (one * p + other * q) / (one + other)
        alike = np.sqrt(both * (1 - both) * (1 / one + 1 / other))
        apart = np.sqrt(p * (1 - p) / one + q * (1 - q) / other)
        return np.asarray(critical(level) * alike + float(special.ndtri(power)) * apart - gap)

    with np.errstate(divide="ignore", invalid="ignore"):
        ways = [
            _least(lambda gap, sign=sign: short(gap, sign), room)  # type: ignore[misc]
            for sign, room in ((1, 1 - p), (-1, p))
        ]
        return np.asarray(np.fmax(*ways))


def paired(disagree: float, n: int, level: float, power: float = POWER) -> float | None:
    """The smallest difference of two shares of the same cases that McNemar's test would show.

    Args:
        disagree: the share of cases that only one of the two has.
        n: cases.
        level: of the test.
        power: how often the difference would show.

    Returns:
        None where not even all of those cases on one side would show.

    >>> round(paired(0.2, 1_000, 0.95) or 0, 4), paired(0.2, 10, 0.95)
    (0.0396, None)
    """
    if not n or not disagree:
        return None

    def short(gap: Floats) -> Floats:
        spread = np.sqrt(np.maximum(disagree - gap**2, 0.0) / n)
        alike = critical(level) * np.sqrt(disagree / n)
        return np.asarray(alike + float(special.ndtri(power)) * spread - gap)

    found = float(_least(short, np.array(disagree)))
    return None if np.isnan(found) else found


def _least(short: Callable[[Floats], Floats], room: Floats) -> Floats:
    """Where what is short of a difference becomes nothing, by halving; NaN where it never does.

    What is short is concave in the difference and not below 0 at none, so it does so once.
    """
    low, high = np.full_like(room, _JUST_ABOVE), np.array(room)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        is_short = short(middle) > 0
        low, high = np.where(is_short, middle, low), np.where(is_short, high, middle)
    return np.where((room > 0) & (short(room) <= 0), high, np.nan)
