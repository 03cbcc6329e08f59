"""Intervals that hold at every look at a growing log, however often one looks.

A usual interval is right once. Who looks every week and stops when it leaves a limit is wrong far
more often. These are confidence sequences: with the level's probability the truth lies inside at
all looks together, since the evidence against it is a martingale (Ville's inequality). The method
of mixtures with Jeffreys' prior: Robbins 1970, https://doi.org/10.1214/aoms/1177696786; Howard,
Ramdas, McAuliffe and Sekhon 2021, https://doi.org/10.1214/20-AOS1991. Cases are taken to be alike.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from scipy import special

from evenhand.arrays import Floats, Ints

_PRIOR: Final = 0.5
_HALVINGS: Final = 50

_Ends = tuple[Floats, Floats]


def share_sequence(k: Ints, n: Ints, level: float) -> _Ends:
    """Between what a share lies, at each of many looks together.

    Args:
        k: cases so far, at each look.
        n: of how many.
        level: such as 0.95.

    Returns:
        Low and high ends; 0 and 1 where there is no case.

    >>> low, high = share_sequence(np.array([90]), np.array([100]), 0.95)
    >>> round(float(low[0]), 3), round(float(high[0]), 3)
    (0.772, 0.971)
    """
    counts = np.stack([k, n - k], axis=-1).astype(np.float64)

    def fit(share: Floats) -> Floats:
        return np.asarray(special.xlogy(k, share) + special.xlogy(n - k, 1 - share))

    best = np.where(n > 0, k / np.maximum(n, 1), 0.5)
    return _ends(counts, fit, best, (0.0, 1.0), level)


def difference_sequence(more: Ints, fewer: Ints, n: Ints, level: float) -> _Ends:
    """Between what a paired difference of shares lies, at each of many looks together.

    Args:
        more: cases so far that speak for the first, at each look.
        fewer: that speak for the second.
        n: all cases so far.
        level: such as 0.95.

    Returns:
        Low and high ends; -1 and 1 where there is no case.
    """
    same = n - more - fewer
    counts = np.stack([more, fewer, same], axis=-1).astype(np.float64)

    def fit(gap: Floats) -> Floats:
        """The likelihood of the likeliest shares with this difference: a quadratic's root."""
        middle = (more + fewer) * (1 - gap) - 2 * gap * (fewer + same)
        root = np.sqrt(np.maximum(middle**2 + 8 * n * fewer * gap * (1 - gap), 0.0))
        second = (middle + root) / (4 * np.maximum(n, 1))
        second = np.clip(second, np.maximum(0.0, -gap), (1 - gap) / 2)
        first = second + gap
        return np.asarray(
            special.xlogy(more, np.maximum(first, 0.0))
            + special.xlogy(fewer, second)
            + special.xlogy(same, np.maximum(1 - first - second, 0.0))
        )

    best = (more - fewer) / np.maximum(n, 1)
    return _ends(counts, fit, best, (-1.0, 1.0), level)


def _ends(
    counts: Floats,
    fit: Callable[[Floats], Floats],
    best: Floats,
    bounds: tuple[float, float],
    level: float,
) -> _Ends:
    """Where the evidence against a value reaches 1 / (1 - level), on both sides of the best."""
    mixed = _mixed(counts) + np.log1p(-level)
    found = []
    for bound in bounds:
        inside, outside = best.astype(np.float64), np.full(best.shape, bound)
        reaches = mixed <= fit(outside)  # also the last value is not ruled out
        for _ in range(_HALVINGS):
            middle = (inside + outside) / 2
            kept = mixed <= fit(middle)
            inside, outside = np.where(kept, middle, inside), np.where(kept, outside, middle)
        found.append(np.where(reaches, bound, inside))
    return found[0], found[1]


def _mixed(counts: Floats) -> Floats:
    """The logarithm of the likelihood of a sequence, averaged over Jeffreys' prior."""
    prior = np.full(counts.shape[-1], _PRIOR)
    own = special.gammaln(counts + prior).sum(axis=-1) - special.gammaln(
        counts.sum(axis=-1) + prior.sum()
    )
    return np.asarray(own - special.gammaln(prior).sum() + special.gammaln(prior.sum()))
