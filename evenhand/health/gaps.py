"""Did the groups of a protected column move apart, or together, since the reference?

The test is of the differences: in each group by how much a rate moved, over which Cochran's Q asks
whether all groups moved alike. What everybody moved by is no change of a gap.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import special

from evenhand import pairs, statistics
from evenhand.arrays import Floats, Ints, Mask
from evenhand.counting import MISSING
from evenhand.findings import Estimate, GapOverTime, GapPeriod
from evenhand.group_periods import GroupPeriods
from evenhand.health.drift import LEVEL
from evenhand.review import Method
from evenhand.tally import UNKNOWN

_TWO: Final = 2  # groups, of which one can be apart from another


@dataclass(frozen=True, slots=True)
class Asked:
    """What a search for gaps needs.

    Attributes:
        names: what the periods are called.
        reference: how many of the first all others are compared with.
        believed: by period, whether its outcomes can be.
        groups: by column, the names of its groups.
        positive: the class that counts as positive.
        binary: whether there are two classes; of more, only being right is looked at.
        method: the review's.
    """

    names: tuple[str, ...]
    reference: int
    believed: Mask
    groups: Mapping[str, tuple[str, ...]]
    positive: int
    binary: bool
    method: Method


_Counts = tuple[Ints, Ints]
"""How many of how many, by group."""

_Kinds = tuple[Mask, Mask]
"""The cases that a rate is of, and those that it counts."""

_RATES: Final[Mapping[str, Callable[[GroupPeriods, Mask, int], _Kinds]]] = {
    "selection_rate": lambda of, _, yes: (of.answer != MISSING, of.answer == yes),
    "accuracy": lambda of, known, _: (known, of.answer == of.label),
    "true_positive_rate": lambda of, known, yes: (known & (of.label == yes), of.answer == yes),
    "false_positive_rate": lambda of, known, yes: (known & (of.label != yes), of.answer == yes),
}


@dataclass(frozen=True, slots=True)
class _Rate:
    """How many of how many, by group and period."""

    column: str
    metric: str
    k: Ints
    n: Ints


def gaps(found: tuple[GroupPeriods, ...], asked: Asked) -> tuple[GapOverTime, ...]:
    """Every rate by every protected column, with q-values among all of them and all periods.

    Args:
        found: what was counted.
        asked: of the same log.

    Returns:
        Without those of which fewer than two groups have enough cases in the reference and after.
    """
    tests = [one for rate in _rates(found, asked) for one in _tested(rate, asked)]
    p_values = [p for one in tests for p in (one.together.p_value, *one.known)]
    q_values = iter(statistics.adjusted(p_values))
    return tuple(_found(one, next(q_values), q_values, asked) for one in tests)


def _rates(found: tuple[GroupPeriods, ...], asked: Asked) -> Iterator[_Rate]:
    for of in found:
        size = len(asked.groups[of.column]), len(asked.names)
        known = (of.label != MISSING) & (of.answer != MISSING) & asked.believed[of.period]
        for metric in _RATES if asked.binary else ("accuracy",):
            among, counted = _RATES[metric](of, known, asked.positive)
            k, n = (_by(of, kept, size) for kept in (among & counted, among))
            yield _Rate(of.column, metric, k, n)


def _by(of: GroupPeriods, kept: Mask, size: tuple[int, int]) -> Ints:
    """Cases by group and period."""
    made = np.zeros(size, dtype=np.int64)
    np.add.at(made, (of.group[kept], of.period[kept]), of.n[kept].astype(np.int64))
    return made


@dataclass(frozen=True, slots=True)
class _Moved:
    """Whether groups moved alike.

    Attributes:
        p_value: of "all alike".
        able: which groups have enough cases.
        place: of the group that moved furthest from the others, in standard errors.
        change: by how much.
    """

    p_value: float
    able: Ints
    place: int
    change: Estimate


@dataclass(frozen=True, slots=True)
class _Tested:
    """One rate, and how groups moved since the reference.

    Attributes:
        rate: the counts.
        together: to all later periods.
        apart: the p-value of each period; None in the reference, and where there are too few cases.
    """

    rate: _Rate
    together: _Moved
    apart: tuple[float | None, ...]

    @property
    def known(self) -> Iterator[float]:
        return (one for one in self.apart if one is not None)


def _tested(rate: _Rate, asked: Asked) -> Iterator[_Tested]:
    """Nothing where too few groups have enough cases."""
    together = _compared(rate, slice(asked.reference, None), asked)
    if together is not None:
        apart = tuple(_chance(rate, place, asked) for place in range(len(asked.names)))
        yield _Tested(rate, together, apart)


def _chance(rate: _Rate, place: int, asked: Asked) -> float | None:
    if place < asked.reference:
        return None
    moved = _compared(rate, slice(place, place + 1), asked)
    return None if moved is None else moved.p_value


def _found(test: _Tested, together: float, rest: Iterator[float], asked: Asked) -> GapOverTime:
    """With its q-values, since when groups moved, and by how much from then on."""
    rate, names, level = test.rate, asked.groups[test.rate.column], asked.method.interval
    q_values = tuple(None if p is None else next(rest) for p in test.apart)
    since, moved = _since(test, q_values, asked)
    later = slice(asked.reference if since is None else since, None)
    before = _together(rate, slice(0, asked.reference))
    lower, higher = ends = pairs.ends(before[0] / np.maximum(before[1], 1), moved.able)
    clear = together < LEVEL or since is not None
    return GapOverTime(
        attribute=rate.column,
        metric=rate.metric,
        higher=names[higher],
        lower=names[lower],
        groups=len(moved.able),
        periods=tuple(_periods(rate, ends, q_values, asked)),
        before=_apart(before, ends, level),
        after=_apart(_together(rate, later), ends, level),
        moved=names[moved.place],
        change=moved.change,
        q_value=together,
        since=None if since is None else asked.names[since],
        matters=clear and abs(moved.change.value or 0.0) > asked.method.margin,
    )


def _since(
    test: _Tested, q_values: tuple[float | None, ...], asked: Asked
) -> tuple[int | None, _Moved]:
    """The first period that is clear and from which on groups moved, all periods together.

    So one odd period after which everything is as before is not the start of anything.
    """
    for place, q_value in enumerate(q_values):
        if q_value is not None and q_value < LEVEL:
            onwards = _compared(test.rate, slice(place, None), asked)
            if onwards is not None and onwards.p_value < LEVEL:
                return place, onwards
    return None, test.together


def _able(names: tuple[str, ...], sizes: tuple[Ints, Ints], method: Method) -> Mask:
    """Which groups are known and have enough cases in both."""
    known = np.array([name != UNKNOWN for name in names], dtype=bool)
    enough = (np.minimum(*sizes) >= method.min_group) & (np.minimum(*sizes) > 0)
    return np.asarray(known & enough)


def _together(rate: _Rate, part: slice) -> _Counts:
    return rate.k[:, part].sum(axis=1), rate.n[:, part].sum(axis=1)


def _compared(rate: _Rate, part: slice, asked: Asked) -> _Moved | None:
    """How groups moved from the reference to some later periods; None where there are too few."""
    before, after = _together(rate, slice(0, asked.reference)), _together(rate, part)
    able = np.flatnonzero(_able(asked.groups[rate.column], (before[1], after[1]), asked.method))
    return None if len(able) < _TWO else _moved(before, after, able, asked.method.interval)


def _periods(
    rate: _Rate, ends: tuple[int, int], q_values: tuple[float | None, ...], asked: Asked
) -> Iterator[GapPeriod]:
    for place, (name, q_value) in enumerate(zip(asked.names, q_values, strict=True)):
        here = rate.k[:, place], rate.n[:, place]
        both = all(here[1][end] >= asked.method.min_group for end in ends)
        yield GapPeriod(
            period=name,
            is_reference=place < asked.reference,
            difference=_apart(here, ends, asked.method.interval) if both else Estimate(),
            q_value=q_value,
        )


def _apart(counts: _Counts, ends: tuple[int, int], level: float) -> Estimate:
    """The rate of the one that was higher in the reference, minus that of the one that was lower.

    Empty where either has no case.
    """
    (k, n), (lower, higher) = counts, ends
    if not min(n[lower], n[higher]):
        return Estimate()
    high, low = ((int(k[end]), int(n[end])) for end in (higher, lower))
    return statistics.difference(high, low, level)


def _moved(before: _Counts, after: _Counts, able: Ints, level: float) -> _Moved:
    """Cochran's Q over how much each group's rate moved, each weighed by its own variance.

    The interval holds for all groups at once (Bonferroni), since which of them is told is not known
    before. Of equally far ones it is the first by name.
    """
    by, variance = _by_group(before, after, able)
    weight = 1 / variance
    q = float((weight * (by - np.average(by, weights=weight)) ** 2).sum())
    rest = weight.sum() - weight
    apart = by - ((weight * by).sum() - weight * by) / rest
    error = np.sqrt(1 / weight + 1 / rest)
    furthest = int(np.round(np.abs(apart) / error, 9).argmax())
    ways = 1 if len(able) == _TWO else len(able)
    reach = float(statistics.critical(1 - (1 - level) / ways) * error[furthest])
    value, place = float(apart[furthest]), int(able[furthest])
    n = int(before[1][place] + after[1][place])
    return _Moved(
        p_value=float(special.chdtrc(len(by) - 1, q)),
        able=able,
        place=place,
        change=Estimate(value, max(-2.0, value - reach), min(2.0, value + reach), n),
    )


def _by_group(before: _Counts, after: _Counts, able: Ints) -> tuple[Floats, Floats]:
    """By how much the rate of each group moved, and the variance of that.

    A variance is that of a rate with one more case of each kind (Agresti and Caffo), so that it is
    not 0 where nobody or everybody was counted.
    """
    rates, variances = [], []
    for k, n in ((one[able], of[able]) for one, of in (before, after)):
        likely = (k + 1) / (n + 2)
        rates.append(k / n)
        variances.append(likely * (1 - likely) / n)
    return rates[1] - rates[0], variances[0] + variances[1]
