"""Which groups and steps are put together so that no count is small; pure arrays of counts.

A count is small where it is not 0 and below the least that may be kept. Whoever knows a total and
all but one of its parts knows that part as well, so what is held back of several groups must not
be small in sum either.
"""

from collections.abc import Callable

import numpy as np

from evenhand.arrays import Ints, Mask
from evenhand.counting import MISSING


def by_kind(n: Ints, kinds: Ints, size: int) -> Ints:
    """Cases added up by kind.

    Args:
        n: how many cases.
        kinds: which kind each is of.
        size: how many kinds there are.
    """
    return np.bincount(kinds, n, size).astype(np.int64)  # exact: all cases are at most 2**53


def against(positive: int, said: Ints, *known: Ints) -> Ints:
    """The classes of an answer where all but the positive one are together.

    Answers that are equal to the label, or to each other, stay so.

    Args:
        positive: the place of the positive class.
        said: an answer, as a place in the classes.
        known: what it may be equal to.
    """
    found = np.full(len(said), len(known) + 1)
    for place, one in reversed(list(enumerate(known, 1))):
        found = np.where(said == one, place, found)
    return np.where(said == MISSING, MISSING, np.where(said == positive, 0, found))


def coded(*keys: Ints) -> tuple[Ints, Ints]:
    """Several keys as one, numbered from 0, and where each number is first.

    Args:
        keys: of the same length.
    """
    _, first, kinds = np.unique(
        np.stack(keys, axis=1), axis=0, return_index=True, return_inverse=True
    )
    return kinds.reshape(-1).astype(np.int64), first


def fits(counts: Ints, least: int) -> Mask:
    """Whether each row has no small count.

    Args:
        counts: rows by kinds of case.
        least: the smallest count that may be kept.

    >>> fits(np.array([[0, 12], [3, 40]]), 11).tolist()
    [True, False]
    """
    return np.asarray(np.all((counts == 0) | (counts >= least), axis=-1))


def held_back(counts: Ints, least: int, already: Mask | None = None) -> Mask:
    """The groups whose counts are held back: those that do not fit, and what hides their sum.

    The smallest groups are added until the sum of all that is held back has no small count.

    Args:
        counts: groups by kinds of case.
        least: the smallest count that may be kept.
        already: groups that are held back in any case.

    >>> held_back(np.array([[5, 0], [40, 20], [30, 15]]), 11).tolist()
    [True, False, True]
    """
    held = ~fits(counts, least)
    held = held if already is None else held | already
    sizes = counts.sum(axis=1)
    while held.any() and not held.all() and not fits(counts[held].sum(axis=0), least):
        others = np.flatnonzero(~held)
        held[others[np.argmin(sizes[others])]] = True
    return held


def steps(counts: Ints, least: int) -> Ints:
    """Neighbouring values put together until no step has a small count, from the last to the first.

    Args:
        counts: values in their order by streams, such as groups and labels, none of which may have
            a small count in a step; over all values together none has.
        least: the smallest count that may be kept.

    Returns:
        Of each value the first value of its step.

    >>> steps(np.array([[4], [8], [0], [20]]), 11).tolist()
    [0, 0, 2, 3]
    >>> steps(np.array([[4], [20], [20]]), 11).tolist()
    [0, 0, 2]
    """
    return _neighbours(counts, lambda step: bool(fits(step, least)))


def filled(counts: Ints, needed: Ints) -> Ints:
    """Neighbouring values put together until every step has enough of everything; else all are one.

    Args:
        counts: values in their order by streams.
        needed: of each stream, in each step.

    >>> filled(np.array([[4, 0], [8, 1], [9, 9], [9, 9]]), np.array([9, 9])).tolist()
    [0, 0, 0, 3]
    """
    return _neighbours(counts, lambda step: bool((step >= needed).all()))


def _neighbours(counts: Ints, is_enough: Callable[[Ints], bool]) -> Ints:
    """Of each value the first one of its step, from the last to the first."""
    starts: list[int] = []
    sums: list[Ints] = []
    first, waiting = len(counts), np.zeros(counts.shape[1], dtype=np.int64)
    for place in range(len(counts) - 1, -1, -1):
        waiting = waiting + counts[place]
        if is_enough(waiting):
            first = place
            starts.append(place)
            sums.append(waiting)
            waiting = np.zeros_like(waiting)
    while sums and first and not is_enough(waiting):
        waiting = waiting + sums.pop()
        starts.pop()
    if first:
        starts.append(0)
    rising = np.array(starts[::-1], dtype=np.int64)
    return np.asarray(rising[np.searchsorted(rising, np.arange(len(counts)), side="right") - 1])
