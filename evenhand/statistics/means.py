"""Means of numbers by group, and their intervals."""

from typing import Final

import numpy as np
from scipy import special

from evenhand.arrays import Floats, Ints
from evenhand.statistics.intervals import Estimates

_NOISE: Final = 1e-14  # what is left of a spread of 0 after sums of squares are subtracted


def standard_errors(n: Floats, total: Floats, square: Floats) -> Floats:
    """Standard errors of means, from sums; NaN for fewer than two cases.

    Args:
        n: cases.
        total: the sum of their numbers.
        square: the sum of the squares.

    >>> standard_errors(np.array([4.0, 1.0]), np.array([2.0, 1.0]), np.array([2.0, 1.0])).round(3)
    array([0.289,   nan])
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = (square - total**2 / n) / (n - 1)
    spread = np.where(spread < _NOISE, 0.0, spread)
    return np.asarray(np.sqrt(np.where(n > 1, spread, np.nan) / np.maximum(n, 1)))


def means(values: Floats, errors: Floats, n: Ints, level: float) -> Estimates:
    """Means with Student's intervals.

    Args:
        values: the means; NaN where there is no case.
        errors: their standard errors; NaN for fewer than two cases.
        n: cases.
        level: of each interval.

    >>> found = means(np.array([5.0]), np.array([0.3]), np.array([20]), 0.95)
    >>> found.low.round(3).tolist(), found.high.round(3).tolist()
    ([4.372], [5.628])
    """
    with np.errstate(invalid="ignore"):
        half = special.stdtrit(np.maximum(n - 1, 1), (1 + level) / 2) * errors
    return Estimates(values, values - half, values + half, n)
