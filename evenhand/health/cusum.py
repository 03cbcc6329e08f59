"""Has accuracy fallen for good? One-sided sums of how far it lies below the reference."""

from typing import Final

import numpy as np

from evenhand.arrays import Floats

SLACK: Final = 1.0
"""In standard errors of a period: what is forgiven each time, half of the fall found soonest."""

LIMIT: Final = 4.0
"""In standard errors: where the sum says that it fell.

Without a fall, and with a third of the periods as the reference, about one of a hundred logs says
so, of 3 periods or of 36: a test simulates it. The reference is an estimate too, and all later
periods share its error, so the sum gets there more often than the textbook's table says.
"""


def sums(right: Floats, n: Floats, of: tuple[int, int]) -> Floats:
    """Page's cumulative sum after each period.

    Args:
        right: by period, answers that were right.
        n: by period, answers with an outcome; none adds nothing.
        of: right answers and all of them in the reference.

    >>> sums(np.array([90.0, 70.0, 70.0]), np.full(3, 100.0), (900, 1000)).round(1).tolist()
    [0.0, 5.3, 10.7]
    """
    share = (of[0] + 0.5) / (of[1] + 1)  # never 0 or 1, where nothing would have a spread
    error = np.sqrt(share * (1 - share) * (1 / np.maximum(n, 1) + 1 / of[1]))
    below = np.where(n > 0, (share - right / np.maximum(n, 1)) / error - SLACK, 0.0)
    found = np.zeros(len(n))
    total = 0.0
    for place, step in enumerate(below):  # periods, at most some dozens; each needs the one before
        total = max(0.0, total + step)
        found[place] = total
    return found


def began(found: Floats) -> int | None:
    """The first period of a fall that lasts to the end; None where the sum tells of none.

    >>> began(np.array([0.0, 0.4, 0.0, 2.0, 5.5, 6.0])), began(np.array([2.0, 6.0, 0.0]))
    (3, None)
    """
    calm = np.flatnonzero(found == 0)
    start = int(calm[-1]) + 1 if len(calm) else 0
    return start if (found[start:] >= LIMIT).any() else None
