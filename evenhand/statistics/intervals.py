"""Intervals of shares, of their differences and of their ratios, over arrays of counts."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from evenhand.arrays import Floats, Ints, Mask
from evenhand.findings import Estimate

_JUST_ABOVE: Final = 1e-12
_USUAL: Final = 0.95
_FAR: Final = 60.0  # a ratio of e^60 is out of every sample's reach

Counted = tuple[ArrayLike, ArrayLike]
"""How many, of how many: two arrays, or two numbers, of the same shape."""


@dataclass(frozen=True, slots=True)
class Estimates:
    """Many estimates at once, each array of the same shape.

    Attributes:
        value: NaN where nothing can be estimated.
        low: lower ends; NaN where there is none.
        high: upper ends; infinite where there is no end.
        n: the denominators, in cases.
    """

    value: Floats
    low: Floats
    high: Floats
    n: Ints

    def at(self, places: Ints) -> "Estimates":
        """Some of them, by their places along the last axis."""
        value, low, high = (ends[..., places] for ends in (self.value, self.low, self.high))
        return Estimates(value, low, high, self.n[..., places])

    def one(self, place: int) -> Estimate:
        """A single one of them; what is not finite is None."""
        value, low, high = (
            float(ends[place]) if math.isfinite(ends[place]) else None
            for ends in (self.value, self.low, self.high)
        )
        return Estimate(value, low, high, int(self.n[place]))

    def each(self) -> list[Estimate]:
        """All of them, in order; what is not finite is None."""
        ends = (_finite(self.value), _finite(self.low), _finite(self.high))
        return [Estimate(*one) for one in zip(*ends, self.n.tolist(), strict=True)]


def _finite(values: Floats) -> list[float | None]:
    return [value if math.isfinite(value) else None for value in values.tolist()]


def critical(level: float) -> float:
    """The standard normal's two-sided critical value.

    >>> round(critical(0.95), 4)
    1.96
    """
    return float(special.ndtri((1 + level) / 2))


def _pair(counted: Counted) -> tuple[Floats, Floats]:
    k, n = np.broadcast_arrays(*(np.atleast_1d(np.asarray(c, dtype=np.float64)) for c in counted))
    return k, n


# Shares


def wilson(counted: Counted, level: float) -> Estimates:
    """Shares k/n with their Wilson intervals (Wilson 1927).

    Args:
        counted: k and n.
        level: of each interval.

    >>> found = wilson(([0, 5, 0], [20, 10, 0]), 0.95)
    >>> found.high.round(4).tolist()
    [0.1611, 0.7634, nan]
    """
    k, n = _pair(counted)
    z = critical(level)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = k / n
        middle = (k + z * z / 2) / (n + z * z)
        half = z / (n + z * z) * np.sqrt(k * (1 - value) + z * z / 4)
    low = np.where(k == 0, 0 * value, np.maximum(0.0, middle - half))
    high = np.where(k == n, value, np.minimum(1.0, middle + half))
    return Estimates(value, low, high, n.astype(np.int64))


def f1_shares(tp: ArrayLike, errors: ArrayLike, level: float) -> Estimates:
    """F1 scores with intervals in closed form.

    Given how many cases are positive by either, tp of tp + fp + fn is a share: F* (Hand, Christen
    and Kirielle 2021). F1 = 2F*/(1 + F*) rises with it, so its interval is Wilson's, transformed.

    Args:
        tp: true positives.
        errors: false positives and false negatives together.
        level: of each interval.

    >>> found = f1_shares([30], [20], 0.95)
    >>> [float(end[0].round(3)) for end in (found.value, found.low, found.high)]
    [0.75, 0.632, 0.84]
    """
    tp, errors = np.asarray(tp), np.asarray(errors)
    found = wilson((tp, tp + errors), level)
    value, low, high = (2 * ends / (1 + ends) for ends in (found.value, found.low, found.high))
    return Estimates(value, low, high, found.n)


def rates(ks: Sequence[int], ns: Sequence[int], level: float) -> list[Estimate]:
    """Many shares at once, each with its Wilson interval.

    >>> rates([0, 5], [20, 10], 0.95)[1].value
    0.5
    """
    return wilson((ks, ns), level).each()


def rate(k: int, n: int, level: float) -> Estimate:
    """A share k/n with its Wilson interval.

    >>> rate(0, 20, 0.95)
    Estimate(value=0.0, low=0.0, high=0.1611..., n=20)
    >>> rate(0, 0, 0.95)
    Estimate(value=None, low=None, high=None, n=0)
    """
    return wilson((k, n), level).one(0)


# Differences


def apart(one: Estimates, two: Estimates) -> Estimates:
    """Differences of independent estimates, from the interval of each (MOVER; Zou and Donner 2008).

    Args:
        one: what is subtracted from.
        two: what is subtracted; both with intervals of the level wanted.
    """
    value = one.value - two.value
    low = value - np.hypot(one.value - one.low, two.high - two.value)
    high = value + np.hypot(one.high - one.value, two.value - two.low)
    return Estimates(value, low, high, one.n + two.n)


def differences(one: Counted, two: Counted, level: float) -> Estimates:
    """k1/n1 - k2/n2 with Newcombe's intervals (Newcombe 1998, method 10).

    Args:
        one: k1 and n1.
        two: k2 and n2.
        level: of each interval.
    """
    return apart(wilson(one, level), wilson(two, level))


def difference(one: tuple[int, int], two: tuple[int, int], level: float) -> Estimate:
    """k1/n1 - k2/n2 with Newcombe's interval.

    >>> found = difference((56, 70), (48, 80), 0.95)
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4), found.n
    (0.2, 0.0524, 0.3339, 150)
    """
    return differences(one, two, level).one(0)


Mean = tuple[ArrayLike, ArrayLike, ArrayLike]
"""Means, their standard errors, and of how many cases."""


def welch(one: Mean, two: Mean, level: float) -> Estimates:
    """Differences of means of two samples whose spreads may differ (Welch 1947).

    Args:
        one: mean, standard error and cases of what is subtracted from.
        two: of what is subtracted.
        level: of each interval.

    >>> found = welch((5.0, 0.3, 20), (4.0, 0.4, 30), 0.95).one(0)
    >>> found.value, round(found.low, 3), round(found.high, 3), found.n
    (1.0, -0.005, 2.005, 50)
    """
    (m1, e1, n1), (m2, e2, n2) = (
        [np.atleast_1d(np.asarray(part, dtype=np.float64)) for part in sample]
        for sample in (one, two)
    )
    value, spread = m1 - m2, e1**2 + e2**2
    with np.errstate(divide="ignore", invalid="ignore"):
        freedom = spread**2 / (e1**4 / (n1 - 1) + e2**4 / (n2 - 1))
        half = special.stdtrit(freedom, (1 + level) / 2) * np.sqrt(spread)
    half = np.where((spread == 0) & (n1 > 1) & (n2 > 1), 0.0, half)
    return Estimates(value, value - half, value + half, (n1 + n2).astype(np.int64))


# Ratios


def over(one: Estimates, two: Estimates) -> Estimates:
    """Ratios of independent estimates that are never negative, from the interval of each.

    Source: MOVER for ratios, Donner and Zou 2012; the lower end with its root moved to the
    denominator, so that it is defined wherever the estimates are.

    Args:
        one: what is divided.
        two: what it is divided by; both with intervals of the level wanted.
    """
    product = one.value * two.value
    below, above = one.low * (2 * one.value - one.low), two.high * (2 * two.value - two.high)
    top, bottom = one.high * (2 * one.value - one.high), two.low * (2 * two.value - two.low)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = one.value / two.value
        low = below / (product + np.sqrt(np.maximum(0.0, product**2 - below * above)))
        high = (product + np.sqrt(np.maximum(0.0, product**2 - top * bottom))) / bottom
    nothing = ~np.isfinite(product) | ((one.value == 0) & (two.value == 0))
    value = np.where(nothing | (two.value == 0), np.nan, value)
    low = np.where(nothing, np.nan, np.where(one.low == 0, 0.0, low))
    high = np.where(nothing, np.nan, np.where(bottom > 0, high, np.inf))
    return Estimates(value, low, high, one.n + two.n)


def ratios(one: Counted, two: Counted, level: float) -> Estimates:
    """(k1/n1) / (k2/n2) with Katz's log intervals, or score intervals at a count of none or all.

    Source: Katz et al. 1978; Koopman 1984. Where k2 is 0 there is no value, and no upper end. The
    further out in the tail, the more cases Katz's interval needs; simultaneous intervals of many
    pairs are therefore score intervals up to `_few` cases.

    Args:
        one: k1 and n1.
        two: k2 and n2.
        level: of each interval.
    """
    counts = _counts(one, two)
    k1, n1, k2, n2 = counts
    found, score = _katz(counts, level)
    low, high = found.low, found.high
    below, above = score & (k1 > 0), score & (k2 > 0)
    low[score], high[score] = 0.0, np.inf
    low[below] = 1 / _score_limits((k2[below], n2[below]), (k1[below], n1[below]), level)
    high[above] = _score_limits((k1[above], n1[above]), (k2[above], n2[above]), level)
    return found


def ratios_beside(one: Counted, two: Counted, at: float, level: float) -> tuple[Mask, Mask]:
    """Which intervals of `ratios` lie wholly below a ratio, and which wholly above it.

    Far quicker than the intervals themselves, since a score interval has to be searched for.

    Args:
        one: k1 and n1.
        two: k2 and n2.
        at: the ratio, above 0.
        level: of each interval.
    """
    counts = _counts(one, two)
    k1, n1, k2, n2 = counts
    found, score = _katz(counts, level)
    below, above = found.high < at, found.low > at
    k1, n1, k2, n2 = (count[score] for count in counts)
    statistic = _score(np.full(len(k1), math.log(at)), k1, n1, k2, n2)
    far, side = statistic > critical(level) ** 2, k1 * n2 - at * k2 * n1
    below[score], above[score] = far & (side < 0), far & (side > 0)
    return below, above


_Four = tuple[Floats, Floats, Floats, Floats]


def _counts(one: Counted, two: Counted) -> _Four:
    """The counts k1, n1, k2 and n2, of one shape."""
    k1, n1, k2, n2 = np.broadcast_arrays(*_pair(one), *_pair(two))
    return k1, n1, k2, n2


def _katz(counts: _Four, level: float) -> tuple[Estimates, Mask]:
    """Katz's intervals, and which ratios need score intervals in their place."""
    k1, n1, k2, n2 = counts
    with np.errstate(divide="ignore", invalid="ignore"):
        value = (k1 * n2) / (n1 * k2)  # rounded once: 48 of 100 over 60 of 100 is .8
        wide = np.exp(critical(level) * np.sqrt((1 / k1 - 1 / n1) + (1 / k2 - 1 / n2)))
        low, high = value / wide, value * wide
    known = (n1 > 0) & (n2 > 0) & ((k1 > 0) | (k2 > 0))
    least = np.minimum.reduce([k1, n1 - k1, k2, n2 - k2])
    value, low, high = (np.where(known, each, np.nan) for each in (value, low, high))
    value[k2 == 0] = np.nan
    n = (n1 + n2).astype(np.int64)
    return Estimates(value, low, high, n), np.asarray(known & (least <= _few(level)))


def _few(level: float) -> float:
    """How many cases, or all but how many, Katz's log interval is too narrow for.

    None at 95 %. Of 300 reviews without any difference, with 12 limits on up to 20 groups, 48 were
    outside when score intervals were used at a count of none alone; with these, 12.

    >>> _few(0.95), round(_few(1 - 0.05 / 190), 1)
    (0.0, 9.5)
    """
    return max(0.0, critical(level) ** 2 - critical(_USUAL) ** 2)


def _score_limits(one: tuple[Floats, Floats], two: tuple[Floats, Floats], level: float) -> Floats:
    """The upper ends of the score intervals of ratios; k2 is never 0.

    Statsmodels 0.15 has it wrong where all of a group were counted: .98 for 0 of 5 against
    300 of 300, where it is .43.
    """
    (k1, n1), (k2, n2), most = one, two, critical(level) ** 2
    if not len(k1):
        return k1
    from scipy.optimize import elementwise  # noqa: PLC0415  # slow to import, and seldom needed

    def beyond(at: Floats, *counts: Floats) -> Floats:
        return _score(at, *counts) - most

    some: Mask = k1 > 0
    start = np.full(len(k1), -_FAR)
    start[some] = np.log(k1[some] / n1[some] / (k2[some] / n2[some])) + _JUST_ABOVE
    found = elementwise.find_root(beyond, (start, np.full(len(k1), _FAR)), args=(k1, n1, k2, n2))
    return np.exp(np.asarray(found.x))


def _score(at: Floats, k1: Floats, n1: Floats, k2: Floats, n2: Floats) -> Floats:
    """The score statistics of supposed log ratios (Koopman 1984, Miettinen and Nurminen 1985)."""
    ratio = np.exp(at)
    b = ratio * (n1 + k2) + k1 + n2
    root = np.sqrt(np.maximum(0.0, b * b - 4 * (n1 + n2) * ratio * (k1 + k2)))
    second = 2 * (k1 + k2) / (b + root)
    first = np.minimum(1.0, ratio * second)
    variance = first * (1 - first) / n1 + ratio**2 * second * (1 - second) / n2
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (k1 / n1 - ratio * k2 / n2) ** 2 / variance
    return np.asarray(np.where(variance > 0, found, 0.0))


def ratio(one: tuple[int, int], two: tuple[int, int], level: float) -> Estimate:
    """(k1/n1) / (k2/n2) with its interval; an end that is infinite is None.

    >>> found = ratio((30, 100), (60, 100), 0.95)
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
    (0.5, 0.3561, 0.7021)
    """
    return ratios(one, two, level).one(0)
