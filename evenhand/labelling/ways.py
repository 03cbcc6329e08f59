"""How a list of cases to label is ordered: the same rules for counts and for rows."""

import numpy as np

from evenhand.arrays import Ints


def by_chance(cases: int) -> int:
    """How many of a mixed list are drawn by chance: half, rounded up.

    >>> by_chance(100), by_chance(5)
    (50, 3)
    """
    return cases - cases // 2


def evenly(known: Ints, free: Ints, cases: int) -> Ints:
    """How many cases of each group a list has, where always the group that is known worst is next.

    Args:
        known: outcomes that are known, by group.
        free: cases that can still be labelled, by group.
        cases: how long the list is; shorter where fewer are free.

    >>> evenly(np.array([10, 2, 0]), np.array([50, 50, 1]), 6).tolist()
    [0, 5, 1]
    """
    low, high = 0, int((known + free).max(initial=0)) + 1

    def up_to(level: int) -> Ints:
        return np.clip(level - known, 0, free)

    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if up_to(middle).sum() <= cases else (low, middle)
    given = up_to(low)
    next_ones = np.flatnonzero((known + given <= low) & (given < free))
    given[next_ones[: max(0, cases - int(given.sum()))]] += 1
    return given
