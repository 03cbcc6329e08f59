"""Did the groups of a protected column move apart, or together, since the reference?

The test is of the differences: in each group by how much a rate moved, over which Cochran's Q asks
whether all groups moved alike. What everybody moved by is no change of a gap.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy import special

from evenhand import statistics
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
    """

    p_value: float
    able: Ints
    place: int


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
    names, level = asked.groups[test.rate.column], asked.method.interval
    q_values = tuple(None if p is None else next(rest) for p in test.apart)
    since, moved = _since(test, q_values, asked)
    later = slice(asked.reference if since is None else since, None)
    two, higher, lower = _sides(test.rate, moved, later)
    before = _together(two, slice(0, asked.reference))
    after = _together(two, later)
    ways = 1 if len(moved.able) == _TWO else len(moved.able)
    change = _change(before, after, 1 - (1 - level) / ways)
    clear = together < LEVEL or since is not None
    return GapOverTime(
        attribute=test.rate.column,
        metric=test.rate.metric,
        higher=None if higher is None else names[higher],
        lower=None if lower is None else names[lower],
        groups=len(moved.able),
        periods=tuple(_periods(two, q_values, asked)),
        before=_apart(before, level),
        after=_apart(after, level),
        change=change,
        q_value=together,
        since=None if since is None else asked.names[since],
        matters=clear and abs(change.value or 0.0) > asked.method.margin,
    )


def _sides(rate: _Rate, moved: _Moved, later: slice) -> tuple[_Rate, int | None, int | None]:
    """The counts of the higher and the lower of two in later periods, and which groups these are.

    Of more than two groups the one that moved furthest and all others together, which is None.
    """
    others = moved.able[moved.able != moved.place]
    names = (moved.place, int(others[0]) if len(others) == 1 else None)
    k, n = (np.stack([each[moved.place], each[others].sum(axis=0)]) for each in (rate.k, rate.n))
    two = replace(rate, k=k, n=n)
    added = _together(two, later)
    own, other = (added[0] / added[1]).tolist()
    if own >= other:
        return two, *names
    return replace(rate, k=k[::-1], n=n[::-1]), *names[::-1]


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
    return None if len(able) < _TWO else _moved(before, after, able)


def _periods(two: _Rate, q_values: tuple[float | None, ...], asked: Asked) -> Iterator[GapPeriod]:
    for place, (name, q_value) in enumerate(zip(asked.names, q_values, strict=True)):
        here = two.k[:, place], two.n[:, place]
        enough = here[1].min() >= asked.method.min_group
        yield GapPeriod(
            period=name,
            is_reference=place < asked.reference,
            difference=_apart(here, asked.method.interval) if enough else Estimate(),
            q_value=q_value,
        )


def _apart(two: _Counts, level: float) -> Estimate:
    """The rate of the first minus that of the second; empty where either has no case."""
    if not two[1].min():
        return Estimate()
    one, other = zip(*(each.tolist() for each in two), strict=True)
    return statistics.difference(one, other, level)


def _change(before: _Counts, after: _Counts, level: float) -> Estimate:
    """By how much more the first moved than the second."""
    by, variance = _by_group(before, after)
    value, reach = float(by[0] - by[1]), statistics.critical(level) * float(variance.sum()) ** 0.5
    n = int(before[1].sum() + after[1].sum())
    return Estimate(value, max(-2.0, value - reach), min(2.0, value + reach), n)


def _moved(before: _Counts, after: _Counts, able: Ints) -> _Moved:
    """Cochran's Q over how much each group's rate moved, each weighed by its own variance.

    Of groups that moved equally far it is the first by name.
    """
    by, variance = _by_group(*((k[able], n[able]) for k, n in (before, after)))
    weight = 1 / variance
    q = float((weight * (by - np.average(by, weights=weight)) ** 2).sum())
    rest = weight.sum() - weight
    apart = by - ((weight * by).sum() - weight * by) / rest
    errors = np.abs(apart) / np.sqrt(variance + 1 / rest)
    furthest = int(able[np.round(errors, 9).argmax()])
    return _Moved(float(special.chdtrc(len(by) - 1, q)), able, furthest)


def _by_group(before: _Counts, after: _Counts) -> tuple[Floats, Floats]:
    """By how much the rate of each group moved, and the variance of that.

    A variance is that of a rate with one more case of each kind (Agresti and Caffo), so that it is
    not 0 where nobody or everybody was counted.
    """
    rates, variances = [], []
    for k, n in (before, after):
        likely = (k + 1) / (n + 2)
        rates.append(k / n)
        variances.append(likely * (1 - likely) / n)
    return rates[1] - rates[0], variances[0] + variances[1]
