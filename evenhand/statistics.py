"""Intervals and tests on counts: each a library's method, guarded where the library is wrong.

Every function takes counts, never rows, and a confidence level such as 0.95. Where nothing can be
estimated the answer is an empty `Estimate`, never 0.
"""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from evenhand.findings import Estimate

MOST_EXACT: Final = 10**9
REPLICATES: Final = 20_000
_JUST_ABOVE: Final = 1e-12
_FAR: Final = 60.0  # a ratio of e^60 is out of every sample's reach
Floats = NDArray[np.float64]


def rate(k: int, n: int, level: float) -> Estimate:
    """A share k/n with its Wilson interval (Wilson 1927; statsmodels).

    >>> rate(0, 20, 0.95)
    Estimate(value=0.0, low=0.0, high=0.1611..., n=20)
    >>> rate(0, 0, 0.95)
    Estimate(value=None, low=None, high=None, n=0)
    """
    from statsmodels.stats.proportion import proportion_confint  # noqa: PLC0415  # slow to import

    if n == 0:
        return Estimate()
    low, high = proportion_confint(k, n, alpha=1 - level, method="wilson")
    return Estimate(k / n, max(0.0, float(low)), min(1.0, float(high)), n)


def rates(ks: Sequence[int], ns: Sequence[int], level: float) -> list[Estimate]:
    """Many shares at once, each as by `rate`; a thousand take no longer than one.

    >>> rates([0, 5], [20, 10], 0.95)[1].value
    0.5
    """
    from statsmodels.stats.proportion import proportion_confint  # noqa: PLC0415  # slow to import

    k, n = np.asarray(ks, dtype=np.int64), np.asarray(ns, dtype=np.int64)
    lows, highs = proportion_confint(k, np.maximum(n, 1), alpha=1 - level, method="wilson")
    ends = zip(np.maximum(lows, 0.0).tolist(), np.minimum(highs, 1.0).tolist(), strict=True)
    return [
        Estimate(count / cases, low, high, cases) if cases else Estimate()
        for count, cases, (low, high) in zip(k.tolist(), n.tolist(), ends, strict=True)
    ]


def difference(one: tuple[int, int], two: tuple[int, int], level: float) -> Estimate:
    """k1/n1 - k2/n2 with Newcombe's interval (Newcombe 1998, method 10; statsmodels).

    >>> found = difference((56, 70), (48, 80), 0.95)
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4), found.n
    (0.2, 0.0524, 0.3339, 150)
    """
    from statsmodels.stats.proportion import confint_proportions_2indep  # noqa: PLC0415

    (k1, n1), (k2, n2) = one, two
    if not n1 or not n2:
        return Estimate(n=n1 + n2)
    low, high = confint_proportions_2indep(
        k1, n1, k2, n2, compare="diff", method="newcomb", alpha=1 - level
    )
    return Estimate(k1 / n1 - k2 / n2, float(low), float(high), n1 + n2)


def ratio(one: tuple[int, int], two: tuple[int, int], level: float) -> Estimate:
    """(k1/n1) / (k2/n2) with Katz's log interval, or the score interval at a count of none or all.

    Source: Katz et al. 1978; Koopman 1984; statsmodels. A limit that is infinite is None.

    >>> found = ratio((30, 100), (60, 100), 0.95)
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
    (0.5, 0.3561, 0.7021)
    """
    (k1, n1), (k2, n2) = one, two
    if not n1 or not n2 or (k1 == 0 and k2 == 0):
        return Estimate(n=n1 + n2)
    if k1 and k2 and (k1 < n1 or k2 < n2):
        low, high = _katz(one, two, level)
    else:
        low = 0.0 if k1 == 0 else 1 / _score_limit(two, one, level)
        high = math.inf if k2 == 0 else _score_limit(one, two, level)
    value = (k1 / n1) / (k2 / n2) if k2 else None
    return Estimate(value, low, high if math.isfinite(high) else None, n1 + n2)


def _katz(one: tuple[int, int], two: tuple[int, int], level: float) -> tuple[float, float]:
    from statsmodels.stats.proportion import confint_proportions_2indep  # noqa: PLC0415

    low, high = confint_proportions_2indep(
        *one, *two, compare="ratio", method="log", alpha=1 - level, correction=False
    )
    return float(low), float(high)


def _score_limit(one: tuple[int, int], two: tuple[int, int], level: float) -> float:
    """The upper end of the score interval of a ratio.

    Statsmodels 0.15 has it wrong where all of a group were counted: .98 for 0 of 5 against
    300 of 300, where it is .43.
    """
    (k1, n1), (k2, n2) = one, two
    most = critical(level) ** 2

    def beyond(log_ratio: float) -> float:
        """How far the score statistic is above the critical value, for one supposed ratio."""
        ratio = math.exp(log_ratio)
        b = ratio * (n1 + k2) + k1 + n2
        root = math.sqrt(max(0.0, b * b - 4 * (n1 + n2) * ratio * (k1 + k2)))
        second = 2 * (k1 + k2) / (b + root)
        first = min(1.0, ratio * second)
        variance = first * (1 - first) / n1 + ratio**2 * second * (1 - second) / n2
        return float((k1 / n1 - ratio * k2 / n2) ** 2 - most * variance)

    start = math.log(k1 / n1 / (k2 / n2)) + _JUST_ABOVE if k1 else -_FAR
    return math.exp(optimize.brentq(beyond, start, _FAR))


def no_difference(table: Sequence[tuple[int, int]]) -> float | None:
    """The p-value of "all groups have one rate": Fisher's exact test for two, else chi-square.

    Above a thousand million cases the two give the same, and only chi-square can be worked out.

    Args:
        table: (k, n) of each group.

    >>> round(no_difference([(3, 10), (8, 10)]), 4)
    0.0698
    """
    known = np.array([(k, n - k) for k, n in table if n])
    if len(known) < 2:  # noqa: PLR2004  # one group has nothing to differ from
        return None
    if not known.sum(axis=0).all():
        return 1.0
    if len(known) == 2 and known.sum() <= MOST_EXACT:  # noqa: PLR2004
        return float(stats.fisher_exact(known).pvalue)
    return float(stats.chi2_contingency(known, correction=False).pvalue)


def adjusted(p_values: Sequence[float]) -> list[float]:
    """Benjamini-Hochberg q-values, in the order given.

    >>> [round(q, 3) for q in adjusted([0.01, 0.04, 0.03])]
    [0.03, 0.04, 0.04]
    """
    return [float(q) for q in stats.false_discovery_control(p_values)] if p_values else []


def resampled(counts: Sequence[int], seed: int, replicates: int = REPLICATES) -> NDArray[np.int64]:
    """Row bootstraps of a table of counts: in law, drawing as many cases from the cells.

    Returns:
        `replicates` rows, one column per cell.
    """
    cells = np.asarray(counts, dtype=np.int64)
    total = int(cells.sum())
    drawn = np.random.default_rng(seed).multinomial(total, cells / total, size=replicates)
    return np.asarray(drawn, dtype=np.int64)


def spread(draws: Floats, value: float | None, n: int, level: float) -> Estimate:
    """A bootstrap's percentile interval around a value; draws that are not finite are left out."""
    known = draws[np.isfinite(draws)]
    if value is None or not len(known):
        return Estimate(n=n)
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(value, float(low), float(high), n)


def f1(tp: int, errors: int, n: int, level: float, seed: int) -> Estimate:
    """F1 = 2tp / (2tp + fp + fn) with a multinomial-bootstrap interval.

    Args:
        tp: true positives.
        errors: false positives and false negatives together.
        n: all labelled cases.
        level: of the interval.
        seed: of the bootstrap.

    >>> found = f1(30, 20, 100, 0.95, 1)
    >>> found.value
    0.75
    """
    if tp + errors == 0:
        return Estimate(n=n)
    value = 2 * tp / (2 * tp + errors)
    return spread(f1_draws(tp, errors, n, seed), value, n, level)


def f1_draws(tp: int, errors: int, n: int, seed: int) -> Floats:
    """Bootstrap replicates of F1; NaN where a replicate holds no positive of either kind."""
    drawn = resampled((tp, errors, n - tp - errors), seed)
    with np.errstate(invalid="ignore"):
        return np.asarray(2 * drawn[:, 0] / (2 * drawn[:, 0] + drawn[:, 1]), dtype=np.float64)


def critical(level: float) -> float:
    """The standard normal's two-sided critical value.

    >>> round(critical(0.95), 4)
    1.96
    """
    return float(stats.norm.ppf((1 + level) / 2))
