"""Means over cases of which only kinds are known, each with its value: accuracy, costs, gains."""

from typing import Final

import numpy as np

from evenhand.arrays import Floats, Ints, Mask
from evenhand.statistics.intervals import Estimates, critical

UNSEEN: Final = 1e-6
"""A weight for a kind that could have been seen: enough to know where the interval must reach."""


def score_means(
    values: Floats, counts: Ints, level: float, unseen: Floats | float = 0.0
) -> Estimates:
    """Means of a value that each kind of case has, with score intervals.

    An interval holds the means that the cases do not speak against, with the spread that cases of
    that mean would have: those at hand, tilted towards it. To second order that spread is a
    quadratic in the mean (Morris 1982), and the interval the root of another. For a share it is
    Wilson's to the last digit; for rare and dear mistakes it reaches further up than down, where
    the usual interval covers too seldom.

    Args:
        values: of each kind, along the last axis.
        counts: how many cases, of the same shape or one that spreads to it.
        level: of each interval.
        unseen: cases of each kind, beside those counted, that only the interval reckons with.

    Returns:
        One estimate for each row of kinds; empty where there is no case, or a value is not known.

    >>> found = score_means(np.array([0.0, 1.0]), np.array([20, 0]), 0.95, np.array([0, UNSEEN]))
    >>> found.high.round(4).tolist()
    0.1611
    """
    weight: Floats = np.add(counts, unseen, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        value, middle = _mean(values, counts), _mean(values, weight)
        second, slope, bend = _spread(values - middle[..., None], weight)
        share = critical(level) ** 2 / weight.sum(axis=-1)
        width, lean = 1 - share * bend, share * slope
        reach = np.sqrt(lean**2 + 4 * width * share * second)
        low, high = (middle + (lean + side * reach) / (2 * width) for side in (-1, 1))
    n = np.broadcast_to(counts.sum(axis=-1), value.shape)
    return Estimates(value, np.minimum(low, value), np.maximum(high, value), n)


def _spread(off: Floats, weight: Floats) -> tuple[Floats, Floats, Floats]:
    """The variance, how it changes with the mean, and how it bends; never upwards.

    Derivatives of the cumulants' own generating function: by how much each cumulant changes with
    the tilt is the next one. Of two values the bend is -1: p (1 - p).
    """
    second, third, fourth = (_mean(off**power, weight) for power in (2, 3, 4))
    slope = np.where(second > 0, third / second, 0.0)
    bend = np.where(second > 0, (fourth / second**2 - 3 - third**2 / second**3) / 2, 0.0)
    return second, slope, np.clip(bend, -1.0, 0.0)


def _mean(values: Floats, weights: Ints | Floats) -> Floats:
    """Mean of each row; what has no weight is not looked at."""
    known = np.where(weights > 0, values, 0.0)
    return np.asarray((known * weights).sum(axis=-1) / weights.sum(axis=-1), dtype=np.float64)


def standing_in(values: Floats, known: Mask, counts: Ints) -> Floats:
    """A value for every kind of case, where it is known of some kinds only.

    Their mean over all cases is the mean over those of which it is known, and so is their spread:
    what is worked out of it is worked out as if each case had such a value (linearization).

    Args:
        values: of each kind, along the last axis.
        known: the kinds that have one.
        counts: how many cases of each kind.

    Returns:
        As many values; not known (NaN) where no case tells, and 0 where there is no case at all.

    >>> standing_in(np.array([1.0, 0.0, 0.0]), np.array([True, True, False]), np.array([3, 1, 4]))
    array([ 1.25, -0.75,  0.75])
    """
    judged = np.where(known, counts, 0)
    n, m = counts.sum(axis=-1)[..., None], judged.sum(axis=-1)[..., None]
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(n > 0, (judged * values).sum(axis=-1)[..., None] / m, 0.0)
        return np.asarray(np.where(known & (m > 0), mean + n / m * (values - mean), mean))
