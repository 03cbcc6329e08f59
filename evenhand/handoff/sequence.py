"""Which thresholds can be promised: exact binomial tails, in a fixed sequence from three starts.

Everything here is for many groups at once: counts are groups by thresholds, thresholds rising.
"""

from typing import Final

import numpy as np
from scipy import special

from evenhand.arrays import Floats, Ints, Mask
from evenhand.statistics import at_most

STARTS: Final = (0.25, 0.5, 0.75)
_CLOSE: Final = 1e-9
_HALVINGS: Final = 20
_MOST_NEEDED: Final = 2.0**40


def lowest(alone: Ints, wrong: Ints, max_error: float, delta: float) -> Ints:
    """The place of the lowest threshold of which "at most `max_error` are wrong" can be promised.

    From each start (the highest threshold that still decides 25, 50, 75 % alone) a fixed sequence
    of tests goes down the thresholds until one fails, each start with a third of `delta`. All that
    passed hold together with probability 1 - `delta`, so the lowest of them may be picked. Source:
    Learn then Test, Angelopoulos et al. 2021, https://arxiv.org/abs/2110.01052, section 2.3.

    Args:
        alone: labelled cases decided alone; groups by thresholds.
        wrong: those of them that are wrong.
        max_error: the largest share of wrong ones that is promised.
        delta: the probability with which a group's promise may be broken.

    Returns:
        A place for each group; the number of thresholds where nothing can be promised.
    """
    return passed_run(alone, wrong, max_error, delta)[0]


def passed_run(alone: Ints, wrong: Ints, max_error: float, delta: float) -> tuple[Ints, Ints]:
    """The lowest place as `lowest` has it, and the start from which it was reached.

    The promise holds at every threshold between the two, and not for certain above.

    Args:
        alone: as `lowest` takes them.
        wrong: likewise.
        max_error: likewise.
        delta: likewise.
    """
    passed = passes(alone, wrong, max_error, delta / len(STARTS))
    places = np.arange(alone.shape[1])
    failed = np.maximum.accumulate(np.where(passed, -1, places), axis=1)
    starts = _starts(alone)
    started = np.take_along_axis(passed, starts, axis=1)
    reached = np.where(started, np.take_along_axis(failed, starts, axis=1) + 1, alone.shape[1])
    low = reached.min(axis=1)
    high = np.where(reached == low[:, None], starts, -1).max(axis=1)
    return np.asarray(low, dtype=np.int64), np.asarray(high, dtype=np.int64)


def passes(alone: Ints, wrong: Ints, max_error: float, delta: float) -> Mask:
    """Whether P(at most so many wrong among so many, were the error `max_error`) <= `delta`.

    That tail is exact. It is worked out only where the bounds of Zubkov and Serov (2013, A complete
    proof of universal inequalities for the distribution function of the binomial law) leave it
    open: with G(k) the signed root of the deviance, the tail lies between the normal probabilities
    of G(k) and G(k + 1). That is one count of errors in a thousand, and ten times as fast.
    """
    if not 0 < max_error < 1:
        return np.asarray((at_most(wrong, alone, max_error) <= delta) & (alone > 0))
    cut = special.ndtri(delta)
    passed = _root(wrong + 1, alone, max_error) < cut - _CLOSE
    is_open = ~passed & (_root(wrong, alone, max_error) < cut + _CLOSE)
    passed[is_open] = at_most(wrong[is_open], alone[is_open], max_error) <= delta
    return passed


def _root(wrong: Ints, alone: Ints, max_error: float) -> Floats:
    """The signed root of the deviance of so many wrong from `max_error`."""
    n = np.maximum(alone, 1).astype(np.float64)
    share = np.minimum(wrong / n, 1.0)
    deviance = special.rel_entr(share, max_error) + special.rel_entr(1 - share, 1 - max_error)
    root = np.sqrt(np.maximum(2 * n * deviance, 0.0))
    return np.asarray(np.where((share < max_error) & (alone > 0), -root, root))


def cases_needed(alone: Ints, wrong: Ints, max_error: float, delta: float) -> Floats:
    """How many labelled cases a group needs for some start to pass, errors staying as they are.

    The binomial tail is taken at the same share of errors among more cases, between whole numbers
    by the incomplete beta function. The start that takes the fewest cases counts, since something
    can be promised exactly where some start passes.

    Args:
        alone: as `lowest` takes them.
        wrong: likewise.
        max_error: likewise.
        delta: likewise.

    Returns:
        All of a group's cases, those there are among them; NaN where more would not help, since
        errors are too many at every start.
    """
    starts = _starts(alone)
    n, k = (np.take_along_axis(counts, starts, axis=1) for counts in (alone, wrong))
    rate = k / np.maximum(n, 1)
    helps = (n > 0) & (rate < max_error)
    few = np.full(rate.shape, np.nan)
    times = alone[:, :1] / np.maximum(n, 1)
    few[helps] = _needed(rate[helps], max_error, delta / len(STARTS)) * times[helps]
    return np.asarray(np.fmin.reduce(few, axis=1))


def _needed(rate: Floats, max_error: float, delta: float) -> Floats:
    """The fewest decided alone that pass at a share of errors; halving between powers of two."""
    low, high = np.zeros_like(rate), np.full(rate.shape, np.log2(_MOST_NEEDED))
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        n = np.exp2(middle)
        enough = special.betaincc(rate * n + 1, (1 - rate) * n, max_error) <= delta
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return np.asarray(np.exp2(high))


def _starts(alone: Ints) -> Ints:
    """For each group and start, the highest threshold that still decides that share alone."""
    shares = np.array(STARTS)[None, :, None] * alone[:, :1, None]
    reached = (alone[:, None, :] >= shares).sum(axis=2) - 1
    return np.asarray(reached, dtype=np.int64)
