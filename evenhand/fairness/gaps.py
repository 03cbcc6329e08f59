"""Gaps: how far the lowest and the highest eligible group are apart, by each metric."""

from typing import Final

import numpy as np

from evenhand import metrics, pairs, statistics
from evenhand.arrays import Mask
from evenhand.findings import Estimate, Gap, NoDifference
from evenhand.metrics import Table
from evenhand.pairs import Groups
from evenhand.review import Method

_MOST_LOGS: Final = 2_000
_FEWEST_LOGS: Final = 100
_MOST_DRAWN: Final = 20_000  # groups in all logs together: some milliseconds


def eligible(counted: Table, method: Method) -> Mask:
    """Which groups are known and large enough to take part in gaps, tests and criteria."""
    return pairs.eligible(counted.names, counted.n, method)


def gap(counted: Table, name: str, large: Mask, method: Method, tables: int = 1) -> Gap:
    """Highest minus lowest, and lowest over highest, of the eligible groups.

    Args:
        counted: the groups' counts.
        name: of the metric.
        large: which groups are eligible.
        method: level and seed.
        tables: how many such tables there are, which share the draws there are time for.
    """
    every = metrics.compared(counted, name)
    able = np.flatnonzero(large & np.isfinite(every.values))
    if len(able) < 2:  # noqa: PLR2004  # one group has no gap
        return Gap(Estimate(), Estimate(), None, None, None, None)
    ends = pairs.ends(every.values, able)
    if name == "f1":
        difference, ratio = _f1_gap(counted, ends, method, tables)
    else:
        difference, ratio = _gap(counted, name, ends, method)
    lowest, highest = (counted.names[place] for place in ends)
    groups = every.only(able)
    return Gap(
        difference, ratio, lowest, highest, groups.no_difference(), None, by_chance(groups, method)
    )


def _gap(
    counted: Table, name: str, ends: tuple[int, int], method: Method
) -> tuple[Estimate, Estimate]:
    groups, (low, high) = metrics.compared(counted, name), (np.array([end]) for end in ends)
    difference = groups.compared((high, low), method.interval, ratio=False)
    ratio = groups.compared((low, high), method.interval, ratio=True)
    return difference.one(0), ratio.one(0)


def _f1_gap(
    counted: Table, ends: tuple[int, int], method: Method, tables: int
) -> tuple[Estimate, Estimate]:
    """Both groups are drawn on their own, from different seeds."""
    tp, errors, groups = counted.tp, counted.fp + counted.fn, len(counted.names) * tables
    low, high = (
        statistics.f1_draws(
            int(tp[i]), int(errors[i]), int(counted.labelled[i]), method.seed + number, groups
        )
        for number, i in enumerate(ends)
    )
    values = metrics.by_arrays(counted)["f1"]
    worst, best = (float(values[i]) for i in ends)
    n = int(counted.labelled[list(ends)].sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = low / high
    return (
        statistics.spread(high - low, best - worst, n, method.interval),
        statistics.spread(ratios, worst / best if best else None, n, method.interval),
    )


def by_chance(groups: Groups, method: Method) -> NoDifference:
    """How large the largest gap comes in logs of these sizes in which groups do not differ.

    Many small groups are far apart by chance alone, so a gap among them says little by itself.

    Args:
        groups: the eligible ones, with a value each.
        method: level and seed.
    """
    count = len(groups.values)
    logs = max(_FEWEST_LOGS, min(_MOST_LOGS, _MOST_DRAWN // count))
    values = groups.alike(logs, method.seed).values
    gaps = values.max(axis=-1) - values.min(axis=-1)
    return NoDifference(float(gaps.mean()), float(np.quantile(gaps, method.interval)))
