"""Impact ratios: how often the favourable answer comes, against a reference.

Flags and shortfalls compare whole numbers, since floats flag exact ties wrongly.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from evenhand import statistics
from evenhand.arrays import Floats, Mask
from evenhand.findings import Estimate, ImpactRatio
from evenhand.metrics import Table
from evenhand.review import Method

FLAGGED: Final = "flagged"
NOT_FLAGGED: Final = "not_flagged"
MOST_SELECTED: Final = "most_selected"
OVERALL: Final = "overall"

Rate = tuple[int, int]


def favourable(counted: Table, *, good: bool) -> list[Rate]:
    """How many of each group got the answer that is good for them, of how many answered."""
    picked = counted.selected if good else counted.n - counted.selected
    return [(int(k), int(n)) for k, n in zip(picked, counted.n, strict=True)]


@dataclass(frozen=True, slots=True)
class Reference:
    """What the groups of one attribute are compared with.

    Attributes:
        name: `most_selected`, `overall`, or the group that the review names.
        rate: its favourable answers, of how many answered.
        place: where it stands among the groups; None for everybody.
    """

    name: str
    rate: Rate
    place: int | None


def reference(
    names: tuple[str, ...], rates: list[Rate], large: Mask, wanted: str
) -> Reference | None:
    """What the groups of one attribute are compared with; None where no group is eligible.

    A group that this attribute does not have, or that is too small to compare with, gives way to
    the most selected one.

    Args:
        names: of the groups.
        rates: favourable answers, of how many answered.
        large: which groups are eligible.
        wanted: `most_selected`, `overall` (all eligible groups together) or a group's name.
    """
    able = [i for i in np.flatnonzero(large).tolist() if rates[i][1]]
    if not able:
        return None
    if wanted == OVERALL:
        return Reference(
            OVERALL, (sum(rates[i][0] for i in able), sum(rates[i][1] for i in able)), None
        )
    named = next((i for i in able if names[i] == wanted), None)
    if named is not None:
        return Reference(wanted, rates[named], named)
    best = most_selected(rates, large)
    return None if best is None else Reference(MOST_SELECTED, rates[best], best)


def most_selected(rates: list[Rate], large: Mask) -> int | None:
    """The eligible group with the highest favourable rate; of equals the first by name."""
    best: int | None = None
    for i in np.flatnonzero(large).tolist():
        if rates[i][1] and (best is None or _above(rates[i], rates[best])):
            best = i
    return best


def _above(one: Rate, two: Rate) -> bool:
    return one[0] * two[1] > two[0] * one[1]


def four_fifths(one: Rate, best: Rate) -> str:
    """Whether a rate is under four fifths of the reference's.

    A screen of the 1978 Uniform Guidelines (29 CFR 1607.4D), never a finding.

    >>> [four_fifths((k, 100), (60, 100)) for k in (45, 48, 51)]
    ['flagged', 'not_flagged', 'not_flagged']
    """
    (k1, n1), (k2, n2) = one, best
    return FLAGGED if 5 * k1 * n2 < 4 * k2 * n1 else NOT_FLAGGED


def shortfall(one: Rate, best: Rate, *, inside: bool = False) -> int:
    """How many more favourable answers, to people of the group as it is, end the flag.

    The least s with 5 (k1 + s) n2 >= 4 k2 n1; 0 where there is no flag. Another group's rate does
    not move with it. Everybody's rate does where the group is part of everybody: then the least s
    with 5 (k1 + s) n2 >= 4 (k2 + s) n1.

    Args:
        one: the group's favourable answers, of how many.
        best: the reference's.
        inside: whether the reference counts the group's own people too.

    >>> shortfall((45, 100), (60, 100)), shortfall((48, 100), (60, 100))
    (3, 0)
    >>> shortfall((45, 100), (105, 200), inside=True)
    0
    """
    (k1, n1), (k2, n2) = one, best
    lacking = 4 * k2 * n1 - 5 * k1 * n2
    return max(0, -(-lacking // (5 * n2 - 4 * n1 * inside)))


def impact_ratios(
    names: tuple[str, ...], rates: list[Rate], large: Mask, method: Method
) -> Iterator[ImpactRatio]:
    """Every group against the reference that the review names.

    Where nobody of the reference got the favourable answer, there is nothing to be a ratio of.

    Args:
        names: of the groups.
        rates: favourable answers, of how many answered.
        large: which groups are eligible.
        method: the reference, and the level of the intervals.
    """
    against = reference(names, rates, large, method.reference)
    if against is None or not against.rate[0]:
        yield from (
            ImpactRatio(name, n, k, k / n if n else None, Estimate(), None)
            for name, (k, n) in zip(names, rates, strict=True)
        )
        return
    leading = Leading.of(rate for rate, able in zip(rates, large, strict=True) if able and rate[1])
    ratios = _ratios(rates, large, against, method.interval)
    for i, (name, (k, n), ratio) in enumerate(zip(names, rates, ratios, strict=True)):
        judged = _judged(i, rates[i], against, leading, large) if n else (None, None, None)
        yield ImpactRatio(name, n, k, k / n if n else None, ratio, *judged)


def _judged(
    place: int, one: Rate, against: Reference, leading: "Leading", large: Mask
) -> tuple[str | None, int | None, bool | None]:
    """The flag, the shortfall and whether one answer decides; None where not eligible."""
    if not large[place]:
        return None, None, None
    flag = four_fifths(one, against.rate)
    near = any(four_fifths(*pair) != flag for pair in _one_off(place, one, against, leading))
    return flag, shortfall(one, against.rate, inside=against.place is None), near


def _ratios(rates: list[Rate], large: Mask, against: Reference, level: float) -> Iterator[Estimate]:
    """Every group over the reference; the reference itself has no interval."""
    k, n = np.array(rates, dtype=np.int64).reshape(-1, 2).T
    apart = statistics.ratios((k, n), against.rate, level).each()
    parts = of_everybody((k, n), against.rate, level).each() if against.place is None else apart
    for place, (own, part) in enumerate(zip(apart, parts, strict=True)):
        is_reference = place == against.place
        ratio = Estimate(1.0, n=rates[place][1]) if is_reference else part if large[place] else own
        yield ratio if rates[place][1] else Estimate()


def of_everybody(one: statistics.Counted, everybody: Rate, level: float) -> statistics.Estimates:
    """Groups' rates over the rate of everybody, the group itself among them.

    With w the group's share of everybody and r its rate over the rate of all others, the ratio is
    r / (w r + 1 - w), which rises with r. The group and all others are separate people, so the
    interval is that of r, carried over; w is taken as it is in the log.

    Args:
        one: the groups' favourable answers, of how many.
        everybody: everybody's.
        level: of the intervals.

    >>> found = of_everybody((30, 100), (90, 200), 0.95).one(0)
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4), found.n
    (0.6667, 0.5252, 0.825, 200)
    """
    k, n = (np.atleast_1d(np.asarray(counts, dtype=np.float64)) for counts in one)
    most, size = everybody
    others = statistics.ratios((k, n), (most - k, size - n), level)
    share = n / size

    def carried(ratio: Floats) -> Floats:
        return np.where(np.isinf(ratio), 1 / share, ratio / (share * ratio + 1 - share))

    with np.errstate(divide="ignore", invalid="ignore"):
        value = k * size / (n * most)
        low, high = carried(others.low), carried(others.high)
    known = ~np.isnan(others.low) | (n == size)
    return statistics.Estimates(np.where(known, value, np.nan), low, high, others.n)


# One answer more or fewer


@dataclass(frozen=True, slots=True)
class Leading:
    """The two highest favourable rates of eligible groups."""

    first: Rate = (0, 1)
    second: Rate = (0, 1)

    @classmethod
    def of(cls, rates: Iterable[Rate]) -> "Leading":
        """The first and the second of some groups' rates; the same twice, where two are equal."""
        first, second = (0, 1), (0, 1)
        for rate in rates:
            if _above(rate, first):
                first, second = rate, first
            elif _above(rate, second):
                second = rate
        return cls(first, second)

    def without(self, one: Rate) -> Rate:
        """The highest rate of all groups but the one that has this rate."""
        return self.first if _above(self.first, one) else self.second


def _moved(one: Rate) -> Iterator[Rate]:
    """One favourable answer fewer, and one more, where people allow it."""
    k, n = one
    yield from ((k + step, n) for step in (-1, 1) if 0 <= k + step <= n)


def _one_off(
    place: int, one: Rate, against: Reference, leading: Leading
) -> Iterator[tuple[Rate, Rate]]:
    """The group's rate and the reference's, after each change of one answer in either of them.

    Where the most selected group falls behind another, that other is the reference.
    """
    (k, n), (most, size) = one, against.rate
    if against.place is None:
        yield from (((k + s, n), (most + s, size)) for s in (-1, 1) if 0 <= k + s <= n)
        yield from ((one, (k + rest, size)) for rest, _ in _moved((most - k, size - n)))
        return
    if against.name == MOST_SELECTED:
        yield from ((own, _higher(own, leading.without(one))) for own in _moved(one))
        if place != against.place:
            yield from ((one, _higher(ref, leading.second)) for ref in _moved(against.rate))
    elif place != against.place:
        yield from ((own, against.rate) for own in _moved(one))
        yield from ((one, ref) for ref in _moved(against.rate))


def _higher(one: Rate, two: Rate) -> Rate:
    return two if _above(two, one) else one
