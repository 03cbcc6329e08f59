"""Gaps: how far the lowest and the highest eligible group are apart, by each metric."""

from dataclasses import dataclass

import numpy as np

from evenhand import metrics, statistics
from evenhand.arrays import Mask
from evenhand.findings import Estimate, Gap
from evenhand.metrics import METRICS, Table
from evenhand.review import Method
from evenhand.tally import UNKNOWN


def eligible(counted: Table, method: Method) -> Mask:
    """Which groups are known and large enough to take part in gaps, tests and criteria."""
    known = np.array([name != UNKNOWN for name in counted.names], dtype=bool)
    share = counted.n / max(1, counted.n.sum())  # not min_share · n, which 7 of 100 would miss
    large = (counted.n >= method.min_group) & (share >= method.min_share)
    return np.asarray(known & large & (counted.n > 0))


@dataclass(frozen=True, slots=True)
class _Ends:
    """The groups with the lowest and the highest value of a metric, as places in a table."""

    lowest: int
    highest: int


def _ends(values: list[float | None], large: Mask) -> _Ends | None:
    """Among eligible groups with a value; of equals the first by name."""
    known = [(value, i) for i, value in enumerate(values) if large[i] and value is not None]
    if len(known) < 2:  # noqa: PLR2004  # one group has no gap
        return None
    lowest = min(known)[1]
    highest = min((-value, i) for value, i in known)[1]
    return _Ends(lowest, highest if highest != lowest else known[1][1])


def gap(counted: Table, name: str, large: Mask, method: Method) -> Gap:
    """Highest minus lowest, and lowest over highest, of the eligible groups.

    Args:
        counted: the groups' counts.
        name: of the metric.
        large: which groups are eligible.
        method: level and seed.
    """
    found = metrics.by_arrays(counted)[name]
    known = metrics.defined(counted, name)
    ends = _ends([float(v) if k else None for v, k in zip(found, known, strict=True)], large)
    if ends is None:
        return Gap(Estimate(), Estimate(), None, None, None, None)
    difference, ratio = _gap_estimates(counted, name, ends, method)
    return Gap(
        difference,
        ratio,
        counted.names[ends.lowest],
        counted.names[ends.highest],
        None if METRICS[name].among is None else _no_difference(counted, name, large),
        None,
    )


def _no_difference(counted: Table, name: str, large: Mask) -> float | None:
    shares = [metrics.share(counted, name, int(i)) for i in np.flatnonzero(large)]
    return statistics.no_difference(shares)


def _gap_estimates(
    counted: Table, name: str, ends: _Ends, method: Method
) -> tuple[Estimate, Estimate]:
    if METRICS[name].among is None:
        return _f1_gap(counted, ends, method)
    low = metrics.share(counted, name, ends.lowest)
    high = metrics.share(counted, name, ends.highest)
    return (
        statistics.difference(high, low, method.interval),
        statistics.ratio(low, high, method.interval),
    )


def _f1_gap(counted: Table, ends: _Ends, method: Method) -> tuple[Estimate, Estimate]:
    """Both groups are drawn on their own, from different seeds."""
    places = (ends.lowest, ends.highest)
    tp, errors = counted.tp, counted.fp + counted.fn
    low, high = (
        statistics.f1_draws(
            int(tp[i]), int(errors[i]), int(counted.labelled[i]), method.seed + number
        )
        for number, i in enumerate(places)
    )
    values = metrics.by_arrays(counted)["f1"]
    worst, best = (float(values[i]) for i in places)
    n = int(counted.labelled[list(places)].sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = low / high
    return (
        statistics.spread(high - low, best - worst, n, method.interval),
        statistics.spread(ratios, worst / best if best else None, n, method.interval),
    )
