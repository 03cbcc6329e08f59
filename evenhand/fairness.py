"""Does a candidate treat groups even-handedly? Metrics, gaps and impact ratios by group."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Final

import numpy as np

from evenhand import metrics, statistics
from evenhand.arrays import Mask
from evenhand.findings import (
    AttributeFindings,
    Estimate,
    Gap,
    GroupFindings,
    ImpactRatio,
    UnknownBounds,
)
from evenhand.metrics import METRICS, Table
from evenhand.review import Method, Review
from evenhand.tally import UNKNOWN, Tally

FLAGGED: Final = "flagged"
NOT_FLAGGED: Final = "not_flagged"

Tables = Mapping[str, Mapping[str, Table]]
Rate = tuple[int, int]


def tables(tally: Tally, review: Review) -> Tables:
    """Counts by candidate, attribute and group: what every group finding is made from."""
    return {
        name: {
            attribute: metrics.table(cells, *tally.attribute(cells, columns), tally.positive)
            for attribute, columns in review.attributes.items()
        }
        for name, cells in tally.cells.items()
    }


def eligible(counted: Table, method: Method) -> Mask:
    """Which groups are known and large enough to take part in gaps, tests and criteria."""
    known = np.array([name != UNKNOWN for name in counted.names], dtype=bool)
    share = counted.n / max(1, counted.n.sum())  # not min_share · n, which 7 of 100 would miss
    large = (counted.n >= method.min_group) & (share >= method.min_share)
    return np.asarray(known & large & (counted.n > 0))


def by_attribute(counted: Mapping[str, Table], review: Review) -> dict[str, AttributeFindings]:
    """One candidate by the groups of every attribute; q-values are still those of nobody."""
    if not counted:
        return {}
    found = iter(metrics.estimates(metrics.stacked(list(counted.values())), review.method))
    return {
        attribute: _attribute(table, [next(found) for _ in table.names], review)
        for attribute, table in counted.items()
    }


def _attribute(
    counted: Table, found: list[Mapping[str, Estimate]], review: Review
) -> AttributeFindings:
    large = eligible(counted, review.method)
    groups = tuple(
        GroupFindings(name, int(counted.n[i]), bool(large[i]), counted.counts(i), found[i])
        for i, name in enumerate(counted.names)
    )
    gaps = {name: gap(counted, name, large, review.method) for name in METRICS}
    favoured = favourable(counted, good=review.columns.positive_is_good)
    return AttributeFindings(
        groups,
        gaps,
        tuple(_impact_ratios(counted.names, favoured, large, review.method)),
        _unknown(counted.names, favoured, large),
    )


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


def favourable(counted: Table, *, good: bool) -> list[Rate]:
    """How many of each group got the answer that is good for them, of how many answered."""
    picked = counted.selected if good else counted.n - counted.selected
    return [(int(k), int(n)) for k, n in zip(picked, counted.n, strict=True)]


def reference(rates: list[Rate], large: Mask) -> int | None:
    """The eligible group with the highest favourable rate; of equals the first by name."""
    known = [i for i, (_, n) in enumerate(rates) if large[i] and n]
    best: int | None = None
    for i in known:
        if best is None or rates[i][0] * rates[best][1] > rates[best][0] * rates[i][1]:
            best = i
    return best


def four_fifths(one: Rate, best: Rate) -> str:
    """Whether a rate is under four fifths of the best, in whole numbers, since floats flag ties.

    A screen of the 1978 Uniform Guidelines (29 CFR 1607.4D), never a finding.

    >>> [four_fifths((k, 100), (60, 100)) for k in (45, 48, 51)]
    ['flagged', 'not_flagged', 'not_flagged']
    """
    (k1, n1), (k2, n2) = one, best
    return FLAGGED if 5 * k1 * n2 < 4 * k2 * n1 else NOT_FLAGGED


def _impact_ratios(
    names: tuple[str, ...], rates: list[Rate], large: Mask, method: Method
) -> Iterator[ImpactRatio]:
    best = reference(rates, large)
    for i, name in enumerate(names):
        k, n = rates[i]
        ratio, flag = Estimate(), None
        if best is not None and n:
            ratio = _against(rates[i], rates[best], method, same=i == best)
            flag = four_fifths(rates[i], rates[best]) if large[i] else None
        yield ImpactRatio(name, n, k, k / n if n else None, ratio, flag)


def _against(one: Rate, best: Rate, method: Method, *, same: bool) -> Estimate:
    if same:
        return Estimate(value=1.0, n=one[1])
    return statistics.ratio(one, best, method.interval)


def _unknown(names: tuple[str, ...], rates: list[Rate], large: Mask) -> UnknownBounds:
    """Bounds on the smallest impact ratio, wherever the unknown people belong.

    With u unknown of whom s were picked, a group's rate lies in [k/(n+u-s), (k+s)/(n+s)].
    """
    s, u = rates[names.index(UNKNOWN)] if UNKNOWN in names else (0, 0)
    ranges = [
        (k / (n + u - s), (k + s) / (n + s)) for i, (k, n) in enumerate(rates) if large[i] and n
    ]
    pairs = list(permutations(ranges, 2))
    if not pairs or not any(high for _, high in ranges):
        return UnknownBounds(u, None, None)
    lowest = min(one[0] / other[1] for one, other in pairs if other[1])
    highest = min((one[1] / other[0] for one, other in pairs if other[0]), default=1.0)
    return UnknownBounds(u, min(1.0, lowest), min(1.0, highest))


def by_library(counted: Table, found: AttributeFindings, method: Method) -> AttributeFindings:
    """The same findings with the groups' values worked out by Fairlearn's `MetricFrame`.

    Above `MOST_FRAME_GROUPS` groups, where that takes seconds, they stay as they are.
    """
    if len(counted.names) > metrics.MOST_FRAME_GROUPS:
        return found
    values = metrics.estimates(counted, method, metrics.by_frame)
    pairs = zip(found.groups, values, strict=True)
    return replace(found, groups=tuple(replace(group, metrics=own) for group, own in pairs))


def adjusted(
    found: Mapping[str, Mapping[str, AttributeFindings]],
) -> dict[str, dict[str, AttributeFindings]]:
    """The same findings with the q-values of all gaps of the document."""
    every = [gap for by in found.values() for one in by.values() for gap in one.gaps.values()]
    q_values = iter(statistics.adjusted([gap.p_value for gap in every if gap.p_value is not None]))

    def with_q(gap: Gap) -> Gap:
        return gap if gap.p_value is None else replace(gap, q_value=next(q_values))

    return {
        name: {
            attribute: replace(one, gaps={key: with_q(gap) for key, gap in one.gaps.items()})
            for attribute, one in by.items()
        }
        for name, by in found.items()
    }
