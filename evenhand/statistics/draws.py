"""Bootstraps of counts."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evenhand.arrays import Floats
from evenhand.findings import Estimate

REPLICATES: Final = 20_000
FEWEST: Final = 2_000
_MOST_DRAWN: Final = 500_000
_UNSEEN: Final = 0.5


def replicates_for(groups: int) -> int:
    """How many replicates each of so many groups gets, so that all take a fraction of a second.

    >>> replicates_for(20), replicates_for(200), replicates_for(3000)
    (20000, 2500, 2000)
    """
    return max(FEWEST, min(REPLICATES, _MOST_DRAWN // max(1, groups)))


def resampled(counts: Sequence[int], seed: int, replicates: int = REPLICATES) -> NDArray[np.int64]:
    """Row bootstraps of a table of counts: in law, drawing as many cases from the cells.

    Returns:
        `replicates` rows, one column per cell.
    """
    cells = np.asarray(counts, dtype=np.int64)
    total = int(cells.sum())
    drawn = np.random.default_rng(seed).multinomial(total, cells / total, size=replicates)
    return np.asarray(drawn, dtype=np.int64)


def spread(draws: Floats, value: float | None, n: int, level: float) -> Estimate:
    """A bootstrap's percentile interval around a value; draws that are not finite are left out."""
    known = draws[np.isfinite(draws)]
    if value is None or not len(known):
        return Estimate(n=n)
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(value, float(low), float(high), n)


def f1(tp: int, errors: int, n: int, level: float, seed: int, groups: int = 1) -> Estimate:
    """F1 = 2tp / (2tp + fp + fn) with a multinomial-bootstrap interval.

    Args:
        tp: true positives.
        errors: false positives and false negatives together.
        n: all labelled cases.
        level: of the interval.
        seed: of the bootstrap.
        groups: how many groups are asked for, which share the draws there are time for.

    >>> found = f1(30, 20, 100, 0.95, 1)
    >>> found.value
    0.75
    """
    if tp + errors == 0:
        return Estimate(n=n)
    value = 2 * tp / (2 * tp + errors)
    return spread(f1_draws(tp, errors, n, seed, groups), value, n, level)


def f1_draws(tp: int, errors: int, n: int, seed: int, groups: int = 1) -> Floats:
    """Bootstrap replicates of F1; NaN where a replicate holds no positive of either kind.

    Drawn with half a case more of either kind than there are. Without it, what was not seen can
    never be drawn: of 30 cases the interval then covers F1 in 89 of 100 logs instead of 95, and
    without any error it shrinks to a point.
    """
    cells = np.array([tp + _UNSEEN, errors + _UNSEEN, n - tp - errors])
    generator, replicates = np.random.default_rng(seed), replicates_for(groups)
    drawn = generator.multinomial(n, cells / cells.sum(), size=replicates)
    with np.errstate(invalid="ignore"):
        return np.asarray(2 * drawn[:, 0] / (2 * drawn[:, 0] + drawn[:, 1]), dtype=np.float64)
