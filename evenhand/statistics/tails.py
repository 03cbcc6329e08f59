"""The tail of the binomial law, at any number of cases."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from evenhand.arrays import Floats


def at_most(k: ArrayLike, n: ArrayLike, share: float) -> Floats:
    """P(at most k of n are such), where each is with this probability.

    By the incomplete beta function, not SciPy's `bdtr`: that one is off by a third at a thousand
    million cases, and undefined from 2**31 on.

    Args:
        k: of how many; -1 or more.
        n: among how many.
        share: the probability.

    >>> float(at_most(2, 12, 0.5).round(6))
    0.019287
    >>> float(at_most(5 * 10**8, 10**9, 0.5).round(6))
    0.500013
    """
    few, many = np.asarray(k, dtype=np.float64), np.asarray(n, dtype=np.float64)
    inside = (few >= 0) & (few < many)
    left = np.where(inside, many - few, 1.0)
    tail = special.betainc(left, np.where(inside, few + 1, 1.0), 1 - share)
    return np.asarray(np.where(inside, tail, few >= many), dtype=np.float64)
