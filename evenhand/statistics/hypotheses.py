"""Tests of "no difference", and what is left of them among many."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from evenhand.arrays import Floats, Ints
from evenhand.statistics.tails import at_most

MOST_EXACT: Final = 10**9
_ALIKE: Final = 1 + 1e-7  # tables this close in probability are equally likely, as in R
_REACH: Final = 40.0  # standard deviations; beyond them lies less than 1e-300
_SURE: Final = 800.0  # e^-800, of at most a thousand million tables, is 0 as a number


def no_difference(table: ArrayLike) -> float | None:
    """The p-value of "all groups have one rate": Fisher's exact test for two, else chi-square.

    Above a thousand million cases the two give the same, and only chi-square can be worked out.

    Args:
        table: (k, n) of each group; those without cases say nothing.

    >>> round(no_difference([(3, 10), (8, 10)]), 4)
    0.0698
    """
    k, n = np.asarray(table, dtype=np.int64).reshape(-1, 2).T
    k, n = k[n > 0], n[n > 0]
    if len(n) < 2:  # noqa: PLR2004  # one group has nothing to differ from
        return None
    if k.sum() in {0, n.sum()}:
        return 1.0
    if len(n) == 2 and n.sum() <= MOST_EXACT:  # noqa: PLR2004
        return _fisher(*k.tolist(), *n.tolist())
    expected = n * (k.sum() / n.sum())
    distance = ((k - expected) ** 2 * (1 / expected + 1 / (n - expected))).sum()
    return float(special.chdtrc(len(n) - 1, distance))


def _fisher(k1: int, k2: int, n1: int, n2: int) -> float:
    """Fisher's exact two-sided test: the tables with these margins that are no likelier.

    Their probabilities come from the ratio of each to the next, from the likeliest on; that is
    exact enough where logarithms of factorials are not, and `scipy.stats` takes 30 MB to import.
    """
    k, n = k1 + k2, n1 + n2
    if _exponent(k1 / n1, k / n) * n1 > _SURE:
        return 0.0
    mean = k * n1 / n
    reach = _REACH * (np.sqrt(mean * (n2 / n) * (1 - k / n)) + 1)
    first = max(0, k - n2, min(k1, int(mean - reach)))
    last = min(k, n1, max(k1, int(mean + reach) + 1))
    x = np.arange(first, last, dtype=np.float64)
    steps = np.log(((k - x) / (x + 1)) * ((n1 - x) / (n2 - k + x + 1)))
    heights: Floats = np.concatenate([[0.0], np.cumsum(steps)])
    chances = np.exp(heights - heights.max())
    return float(chances[chances <= chances[k1 - first] * _ALIKE].sum() / chances.sum())


def _exponent(share: float, of_all: float) -> float:
    """So often n goes the chance of such a share, or one further out, down as e^-n (Hoeffding)."""
    yes, no = special.rel_entr(share, of_all), special.rel_entr(1 - share, 1 - of_all)
    return float(yes + no)


def equal_means(means: Floats, errors: Floats, n: Ints) -> float | None:
    """The p-value of "all groups have one mean", spreads of any size (Welch 1951).

    Args:
        means: of each group.
        errors: their standard errors.
        n: cases; groups of one case take no part.

    Returns:
        None with fewer than two groups, and where one has no spread: it cannot be weighed, and
        without it the test would be of the others alone.

    >>> round(equal_means(np.array([1.0, 2.0]), np.array([0.3, 0.4]), np.array([20, 30])), 4)
    0.0512
    """
    able = n > 1
    means, errors, n, groups = means[able], errors[able], n[able], int(able.sum())
    if groups < 2 or not errors.all():  # noqa: PLR2004  # one group has nothing to differ from
        return None
    weight = 1 / errors**2
    share = weight / weight.sum()
    between = (weight * (means - share @ means) ** 2).sum() / (groups - 1)
    loose = ((1 - share) ** 2 / (n - 1)).sum() / (groups**2 - 1)
    statistic = between / (1 + 2 * (groups - 2) * loose)
    return float(special.fdtrc(groups - 1, 1 / (3 * loose), statistic))


def mcnemar(one: int, other: int) -> float:
    """The exact p-value of McNemar's test: of cases that changed, as many each way.

    >>> round(mcnemar(2, 10), 4)
    0.0386
    """
    return float(each_way(np.array([one]), np.array([other]))[0])


def each_way(one: Ints, other: Ints) -> Floats:
    """The same of many, one by one.

    >>> each_way(np.array([2, 0]), np.array([10, 0])).round(4)
    array([0.0386, 1.    ])
    """
    return np.minimum(1.0, 2 * at_most(np.minimum(one, other), one + other, 0.5))


def binomial(k: int, n: int, share: float) -> float:
    """The exact p-value of "a case is such with this probability": twice the smaller tail.

    >>> round(binomial(60, 100, 0.5), 4)
    0.0569
    """
    below, above = at_most(k, n, share), at_most(n - k, n, 1 - share)
    return min(1.0, 2 * float(min(below, above)))


def adjusted(p_values: Sequence[float]) -> list[float]:
    """Benjamini-Hochberg q-values, in the order given.

    >>> [round(q, 3) for q in adjusted([0.01, 0.04, 0.03])]
    [0.03, 0.04, 0.04]
    """
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(-p, kind="stable")
    among = p[order] * (len(p) / np.arange(len(p), 0, -1))
    found = np.empty(len(p))
    found[order] = np.minimum(1.0, np.minimum.accumulate(among))
    return [float(q) for q in found]
