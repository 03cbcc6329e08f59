"""Whether the log holds groups as the population that the review names does."""

from collections.abc import Mapping

import numpy as np

from evenhand import statistics
from evenhand.findings import Estimate, Representation, Represented
from evenhand.tally import UNKNOWN


def representation(
    sizes: Mapping[str, int], population: Mapping[str, float], level: float
) -> Representation:
    """Every group's share of the cases of known group, beside its share in the population.

    Tested (chi-square goodness of fit) are the groups that the review lists, in their proportions
    to one another; groups of the log that it does not list are shown without a population.

    Args:
        sizes: cases by group, answered or not.
        population: shares by group, above 0.
        level: of the intervals.
    """
    known = {name: n for name, n in sizes.items() if name != UNKNOWN}
    names = sorted({*known, *population})
    total = sum(known.values())
    counts = [known.get(name, 0) for name in names]
    shares = statistics.rates(counts, [total] * len(names), level)
    groups = (
        Represented(name, n, share, population.get(name), _ratio(share, population.get(name)))
        for name, n, share in zip(names, counts, shares, strict=True)
    )
    return Representation(tuple(groups), _p_value(known, population))


def _ratio(share: Estimate, of: float | None) -> Estimate:
    if of is None or share.value is None or share.low is None or share.high is None:
        return Estimate()
    return Estimate(share.value / of, share.low / of, share.high / of, share.n)


def _p_value(known: Mapping[str, int], population: Mapping[str, float]) -> float | None:
    from scipy.stats import chisquare  # noqa: PLC0415  # slow to import, and seldom needed

    counts = np.array([known.get(name, 0) for name in population])
    wanted = np.array(list(population.values()))
    if len(wanted) < 2 or not counts.sum():  # noqa: PLR2004  # one group always fits
        return None
    return float(chisquare(counts, counts.sum() * wanted / wanted.sum()).pvalue)
