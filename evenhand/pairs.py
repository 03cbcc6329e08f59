"""Groups two by two: how far each pair is apart, and where that lies against a limit.

Everything is worked out for all pairs at once; 200 groups have 19,900. Arrays may have more axes in
front, one log each, as simulations do.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, Self

import numpy as np
from numpy.typing import ArrayLike

from evenhand import statistics
from evenhand.arrays import Floats, Ints, Mask
from evenhand.findings import State
from evenhand.review import Method
from evenhand.statistics import Estimates
from evenhand.tally import UNKNOWN

Places = tuple[Ints, Ints]
"""The first and the second group of each pair, as places in an array of groups."""


def every(groups: int) -> Places:
    """All pairs of so many groups.

    >>> [side.tolist() for side in every(3)]
    [[0, 0, 1], [1, 2, 2]]
    """
    first, second = np.triu_indices(groups, 1)
    return np.asarray(first, dtype=np.int64), np.asarray(second, dtype=np.int64)


def eligible(names: Sequence[str], n: Ints, method: Method) -> Mask:
    """Which groups are known and large enough to take part in gaps, tests and criteria.

    Args:
        names: of the groups.
        n: cases of each.
        method: the review's smallest group and smallest share.
    """
    known = np.array([name != UNKNOWN for name in names], dtype=bool)
    share = n / max(1, n.sum())  # not min_share · n, which 7 of 100 would miss
    large = (n >= method.min_group) & (share >= method.min_share)
    return np.asarray(known & large & (n > 0))


def ends(values: Floats, able: Ints) -> tuple[int, int]:
    """The groups with the lowest and the highest value; of equals the first by name.

    Args:
        values: of all groups, sorted by name.
        able: places of at least two groups that have a value.
    """
    lowest, highest = able[values[able].argmin()], able[values[able].argmax()]
    return int(lowest), int(highest if highest != lowest else able[1])


# Limits


@dataclass(frozen=True, slots=True)
class Limit:
    """A bound that a review sets; one of the two is None."""

    at_most: float | None = None
    at_least: float | None = None

    def beyond(self, low: Floats, high: Floats) -> Mask:
        """Which intervals lie wholly on the bad side; an end that is NaN is infinitely far."""
        least, most = self._ends
        return np.asarray((low > most) | (high < least))

    def within(self, low: Floats, high: Floats) -> Mask:
        """Which intervals lie wholly on the good side; an end that is NaN is infinitely far."""
        least, most = self._ends
        good_low = (low >= least) | np.isneginf(least)
        return np.asarray(good_low & ((high <= most) | np.isposinf(most)))

    @property
    def _ends(self) -> tuple[float, float]:
        least = -np.inf if self.at_least is None else self.at_least
        return least, np.inf if self.at_most is None else self.at_most

    def state(self, low: ArrayLike, high: ArrayLike) -> State:
        """Outside if some interval lies wholly beyond the limit, inside if all lie wholly within.

        >>> Limit(at_most=0.3).state([0.05, 0.1], [0.2, 0.4]).value
        'cannot_tell'
        """
        low, high = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
        if self.beyond(low, high).any():
            return State.OUTSIDE
        return State.INSIDE if self.within(low, high).all() else State.CANNOT_TELL


@dataclass(frozen=True, slots=True)
class Question:
    """Whether any two groups are further apart than a limit.

    Attributes:
        limit: on the difference, whichever is higher, or on the lower over the higher.
        level: simultaneous over all pairs of groups.
        ratio: whether it is a ratio.
    """

    limit: Limit
    level: float = 0.95
    ratio: bool = False

    def pairwise(self, groups: int) -> float:
        """The level of each pair (Bonferroni).

        >>> round(Question(Limit(at_most=0.1)).pairwise(3), 5)
        0.98333
        """
        return 1 - (1 - self.level) / max(1, groups * (groups - 1) // 2)


# Groups


class Groups(Protocol):
    """What is known of each group; the last axis of every array is the groups."""

    def compared(self, places: Places, level: float, *, ratio: bool) -> Estimates:
        """The first of each pair against the second."""

    def ratios_beside(self, places: Places, at: float, level: float) -> tuple[Mask, Mask]:
        """Which pairs' ratios lie wholly below a value, and which wholly above it."""

    def only(self, places: Ints) -> Self:
        """Some of the groups."""

    def grown(self, times: Floats) -> Self:
        """Each group so many times as large, with the same values."""

    def alike(self, logs: int, seed: int) -> Self:
        """So many logs of groups of these sizes between which there is no difference."""

    def no_difference(self) -> float | None:
        """The p-value of "all groups have one value"; None with fewer than two."""

    @property
    def values(self) -> Floats:
        """The value of each; NaN where nothing can be estimated."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Groups of which k of n were counted.

    Attributes:
        k: how many.
        n: of how many.
        f1: whether it is an F1 score: k true positives of n that are positive by either.
    """

    k: Ints | Floats
    n: Ints | Floats
    f1: bool = False

    @property
    def values(self) -> Floats:
        """The share or the F1 score of each."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(2 * self.k / (self.n + self.k) if self.f1 else self.k / self.n)

    def _ends(self, level: float) -> Estimates:
        if self.f1:
            return statistics.f1_shares(self.k, self.n - self.k, level)
        return statistics.wilson((self.k, self.n), level)

    def compared(self, places: Places, level: float, *, ratio: bool) -> Estimates:
        """Newcombe's or Katz's intervals; MOVER for F1."""
        if ratio and not self.f1:
            one, two = ((self.k[..., side], self.n[..., side]) for side in places)
            return statistics.ratios(one, two, level)
        ends = self._ends(level)
        way = statistics.over if ratio else statistics.apart
        return way(ends.at(places[0]), ends.at(places[1]))

    def ratios_beside(self, places: Places, at: float, level: float) -> tuple[Mask, Mask]:
        """Which pairs' ratios lie wholly below a value, and which wholly above it."""
        if self.f1:
            return _beside(self.compared(places, level, ratio=True), at)
        one, two = ((self.k[..., side], self.n[..., side]) for side in places)
        return statistics.ratios_beside(one, two, at, level)

    def no_difference(self) -> float | None:
        """Fisher's exact test of two groups, else chi-square.

        For F1 too: given how many cases are positive by either, the true positives of each group
        are binomial, and equal shares of them are equal F1 scores.
        """
        return statistics.no_difference(np.stack([self.k, self.n], axis=-1))

    def only(self, places: Ints) -> Self:
        """Some of the groups."""
        return type(self)(self.k[..., places], self.n[..., places], self.f1)

    def grown(self, times: Floats) -> Self:
        """Counts in the same proportion; rounded to whole cases, they would have other rates."""
        return type(self)(self.k * times, self.n * times, self.f1)

    def alike(self, logs: int, seed: int) -> Self:
        """Counts drawn from the pooled share."""
        return self.drawn(np.full(self.n.shape, self.k.sum() / max(1, self.n.sum())), logs, seed)

    def drawn(self, rates: Floats, logs: int, seed: int) -> Self:
        """So many logs of groups of these sizes, with counts drawn at these rates."""
        n = np.asarray(self.n, dtype=np.int64)
        by_group = n[:, None], rates[:, None]  # group by group, which is twice as fast
        draw = np.random.default_rng(seed).binomial(*by_group, size=(len(n), logs)).T
        return type(self)(draw, np.broadcast_to(n, draw.shape), self.f1)


@dataclass(frozen=True, slots=True)
class Means:
    """Groups with a mean each.

    Attributes:
        values: the means.
        errors: their standard errors.
        n: cases.
        signed: whether they may be negative, so that a ratio means nothing.
    """

    values: Floats
    errors: Floats
    n: Ints
    signed: bool = False

    def compared(self, places: Places, level: float, *, ratio: bool) -> Estimates:
        """Welch's intervals of differences; MOVER for ratios."""
        one, two = (
            (self.values[..., side], self.errors[..., side], self.n[..., side]) for side in places
        )
        if not ratio:
            return statistics.welch(one, two, level)
        if self.signed:
            nothing = np.full(one[0].shape, np.nan)
            return Estimates(nothing, nothing, nothing, 0 * one[2])
        ends = [statistics.means(*group, level) for group in (one, two)]
        return statistics.over(*(replace(end, low=np.maximum(0.0, end.low)) for end in ends))

    def ratios_beside(self, places: Places, at: float, level: float) -> tuple[Mask, Mask]:
        """Which pairs' ratios lie wholly below a value, and which wholly above it."""
        return _beside(self.compared(places, level, ratio=True), at)

    def no_difference(self) -> float | None:
        """Welch's test of equal means."""
        return statistics.equal_means(self.values, self.errors, self.n)

    def only(self, places: Ints) -> Self:
        """Some of the groups."""
        values, errors = self.values[..., places], self.errors[..., places]
        return type(self)(values, errors, self.n[..., places], self.signed)

    def grown(self, times: Floats) -> Self:
        """Standard errors shrink with the root of the size."""
        n = np.rint(self.n * times).astype(np.int64)
        return type(self)(self.values, self.errors / np.sqrt(times), n, self.signed)

    def alike(self, logs: int, seed: int) -> Self:
        """Means drawn from normal distributions around the pooled mean."""
        middle = float((self.values * self.n).sum() / max(1, self.n.sum()))
        size = (logs, len(self.values))
        values = np.random.default_rng(seed).normal(middle, self.errors, size)
        errors, n = np.broadcast_to(self.errors, size), np.broadcast_to(self.n, size)
        return type(self)(values, errors, n, self.signed)


# Pairs


def compare(groups: Groups, places: Places, level: float, *, ratio: bool) -> Estimates:
    """Pairs of groups, whichever is higher: how far apart, or the lower over the higher.

    Args:
        groups: what is known of each.
        places: which pairs.
        level: of each pair's interval.
        ratio: whether the ratio is asked for.

    >>> two = Shares(np.array([60, 30]), np.array([100, 100]))
    >>> found = compare(two, every(2), 0.95, ratio=True).one(0)
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
    (0.5, 0.3561, 0.7021)
    """
    found = groups.compared(places, level, ratio=ratio)
    return _lower_over_higher(found) if ratio else _either_way(found)


def judged(groups: Groups, places: Places, question: Question) -> tuple[Mask, Mask]:
    """Which pairs lie wholly beyond the limit, and which wholly within it.

    As the intervals of `compare` have it; but an interval of a ratio has to be searched for, and
    whether the limit is in it has not.

    Args:
        groups: all of them, which the level is shared among.
        places: which pairs.
        question: the limit.
    """
    level, least = question.pairwise(groups.values.shape[-1]), question.limit.at_least
    if question.ratio and least is not None and 0 < least <= 1:
        below, above = groups.ratios_beside(places, least, level)
        under, over = groups.ratios_beside(places, 1 / least, level)
        return below | over, above & under
    found = compare(groups, places, level, ratio=question.ratio)
    limit = question.limit
    return limit.beyond(found.low, found.high), limit.within(found.low, found.high)


def _beside(found: Estimates, at: float) -> tuple[Mask, Mask]:
    return np.asarray(found.high < at), np.asarray(found.low > at)


def _either_way(found: Estimates) -> Estimates:
    low = np.maximum(0.0, np.maximum(found.low, -found.high))
    return Estimates(np.abs(found.value), low, np.maximum(-found.low, found.high), found.n)


def _lower_over_higher(found: Estimates) -> Estimates:
    """The ratio or its inverse, whichever is at most 1, and never an end above 1."""
    turned = (found.value > 1) | (np.isnan(found.value) & np.isposinf(found.high))
    with np.errstate(divide="ignore"):
        value = np.where(turned, 1 / np.where(np.isnan(found.value), np.inf, found.value), 0)
        value = np.where(turned, value, found.value)
        low = np.where(turned, 1 / found.high, found.low)
        high = np.where(turned, 1 / found.low, found.high)
        low = np.where(high > 1, np.minimum(low, 1 / high), low)
    return Estimates(value, low, np.minimum(1.0, high), found.n)
