"""Two groups compared within strata: Mantel and Haenszel's way of adding up 2x2 tables.

The closed forms are those of statsmodels' `StratifiedTable`, which the tests hold them to. They
stand here because that class divides by zero where a stratum lacks a group, lets its continuity
correction overshoot 0, and has neither a rate difference nor a p-value below 1e-16.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from evenhand import statistics
from evenhand.arrays import Floats, Ints
from evenhand.findings import Estimate

_CORRECTION = 0.5


@dataclass(frozen=True, slots=True)
class Strata:
    """Favourable answers of two groups, of how many, by stratum.

    Attributes:
        one: favourable answers of the first group.
        n_one: of how many.
        two: favourable answers of the second group.
        n_two: of how many.
    """

    one: Ints
    n_one: Ints
    two: Ints
    n_two: Ints

    def pooled(self) -> "Strata":
        """Everybody in one stratum."""
        return Strata(*(np.array([getattr(self, name).sum()]) for name in self.__slots__))

    def _columns(self) -> tuple[Floats, Floats, Floats, Floats]:
        """As numbers, of the strata that hold both groups; the others have nothing to compare."""
        both = (self.n_one > 0) & (self.n_two > 0)
        x1, n1, x2, n2 = (getattr(self, name)[both].astype(np.float64) for name in self.__slots__)
        return x1, n1, x2, n2


def odds_ratio(strata: Strata, level: float) -> Estimate:
    """The Mantel-Haenszel odds ratio, the second group's odds over the first's.

    Interval: Robins, Breslow and Greenland 1986, which is Woolf's for a single stratum. Empty where
    the first group's odds are nowhere against anything; a ratio of 0 has no interval.

    Args:
        strata: the counts.
        level: of the interval.

    >>> one = Strata(*(np.array([k]) for k in (10, 100, 20, 100)))
    >>> found = odds_ratio(one, 0.95)
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
    (2.25, 0.9943, 5.0915)
    """
    x1, n1, x2, n2 = strata._columns()  # noqa: SLF001  # the same module
    n = n1 + n2
    up, down = x2 * (n1 - x1) / n, (n2 - x2) * x1 / n
    if not down.sum():
        return Estimate(n=int(n.sum()))
    value = float(up.sum() / down.sum())
    if not value:
        return Estimate(value, n=int(n.sum()))
    with_, against = (x2 + n1 - x1) / n, (n2 - x2 + x1) / n
    variance = (
        (with_ * up).sum() / up.sum() ** 2
        + (with_ * down + against * up).sum() / (up.sum() * down.sum())
        + (against * down).sum() / down.sum() ** 2
    ) / 2
    reach = math.exp(statistics.critical(level) * math.sqrt(float(variance)))
    return Estimate(value, value / reach, value * reach, int(n.sum()))


def difference(strata: Strata, level: float) -> Estimate:
    """The Mantel-Haenszel rate difference, second group minus first.

    Interval: Klingenberg 2014, which inverts Sato's variance (1989) and so holds with few large
    strata and with many small ones; none where every stratum got one and the same answer.

    Args:
        strata: the counts.
        level: of the interval.

    >>> one = Strata(*(np.array([k]) for k in (10, 100, 20, 100)))
    >>> found = difference(one, 0.95)
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
    (0.1, 0.0001, 0.1961)
    """
    x1, n1, x2, n2 = strata._columns()  # noqa: SLF001  # the same module
    n = n1 + n2
    weight = float((n1 * n2 / n).sum())
    if not weight:
        return Estimate()
    value = float(((x2 * n1 - x1 * n2) / n).sum() / weight)
    slopes = (n2**2 * x1 - n1**2 * x2 + n1 * n2 * (n1 - n2) / 2) / n**2
    spread = float(((x2 * (n1 - x1) + x1 * (n2 - x2)) / (2 * n)).sum()) / weight**2
    if not spread:
        return Estimate(value, n=int(n.sum()))
    square = statistics.critical(level) ** 2
    middle = value + square * float(slopes.sum()) / weight**2 / 2
    reach = math.sqrt(max(0.0, middle**2 - value**2 + square * spread))
    return Estimate(value, max(-1.0, middle - reach), min(1.0, middle + reach), int(n.sum()))


def no_difference(strata: Strata) -> tuple[float | None, float | None]:
    """The Cochran-Mantel-Haenszel statistic, with continuity correction, and its p-value.

    Args:
        strata: the counts.

    Returns:
        Two times None where within every stratum all got the same answer.

    >>> no_difference(Strata(*(np.array([k, k]) for k in (10, 100, 20, 100))))
    (7.04..., 0.0079...)
    """
    x1, n1, x2, n2 = strata._columns()  # noqa: SLF001  # the same module
    n, x = n1 + n2, x1 + x2
    variance = (n1 * n2 * x * (n - x) / (n**2 * (n - 1))).sum()
    if not variance:
        return None, None
    apart = abs(float((x2 - n2 * x / n).sum()))
    statistic = max(0.0, apart - _CORRECTION) ** 2 / float(variance)
    return statistic, float(stats.chi2.sf(statistic, 1))
