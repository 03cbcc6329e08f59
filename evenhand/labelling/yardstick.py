"""How many mistakes lists of cases find, tried on the cases whose outcome is known.

A list is the front of an order. Counts give it exactly: cases that the order cannot tell apart are
a tie, of which a list takes so many by chance, so that the number of mistakes among them is on
average their share of the tie (the mean of a hypergeometric distribution). Whether a list finds
more than chance is told by the difference between the cases on it and all others, with Newcombe's
interval: of independent cases, a list by confidence is one sample and the rest another.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from evenhand import statistics
from evenhand.arrays import Floats, Ints, Mask
from evenhand.findings import Coverage, Estimate, KnownGroup, Spent, Strategy, Width
from evenhand.findings.labelling import Way
from evenhand.labelling.ways import by_chance, evenly

SIZE: Final = 100
"""How long the list is that is tried; at most a quarter of the cases it is tried on."""

FEWEST: Final = 10
_STEPS: Final = 20
_FURTHEST: Final = 10  # times that list, the longest one of a curve

Found = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Known:
    """Cases whose outcome is known, by kind.

    Attributes:
        n: how many.
        wrong: whether the candidate is wrong about them.
        sure: how sure it is; NaN where it does not say.
        differs: whether the baseline says something else; None where there is no baseline.
        level: of intervals.
    """

    n: Ints
    wrong: Mask
    sure: Floats
    differs: Mask | None
    level: float

    @property
    def cases(self) -> int:
        """All of them."""
        return int(self.n.sum())

    @property
    def mistakes(self) -> int:
        """Those that the candidate is wrong about."""
        return int(self.n[self.wrong].sum())


def length(cases: int) -> int:
    """How long a list is tried on so many cases; 0 where they are too few.

    >>> length(3000), length(200), length(39)
    (100, 50, 0)
    """
    size = min(SIZE, cases // 4)
    return size if size >= FEWEST else 0


def lengths(of: Known, most: int) -> tuple[int, ...]:
    """The lists of a curve, from none to ten times the one that is tried, or to the longest."""
    size = length(of.cases)
    steps = (size * _FURTHEST * place // _STEPS for place in range(_STEPS + 1))
    return tuple(dict.fromkeys(min(step, most) for step in steps))


def strategies(of: Known) -> tuple[Strategy, ...]:
    """Each way to choose that the log allows, and chance; none where too few cases are known."""
    size = length(of.cases)
    if not size:
        return ()
    orders: dict[Way, tuple[Floats, ...]] = {}
    if np.isfinite(of.sure).any():
        orders["uncertainty"] = (of.sure,)
    if of.differs is not None:
        orders["disagreement"] = (np.where(of.differs, 0.0, 1.0), of.sure)
    found: dict[Way, Found] = {by: _ranked(of, keys) for by, keys in orders.items()}
    if "uncertainty" in found:
        found["mixed"] = _mixed(of, found["uncertainty"])
    chosen = tuple(tried(of, by, each, of.cases) for by, each in found.items())
    return (*chosen, _random(of))


def tried(of: Known, by: Way, found: Found, most: int) -> Strategy:
    """One way to choose.

    Args:
        of: what it is tried on.
        by: its name.
        found: how many mistakes a list of a length finds.
        most: how many cases can be on its list; no fewer than on the one that is tried.
    """
    size = length(of.cases)
    inside = (np.array([found(size)]), np.array([size]))
    outside = (of.mistakes - inside[0], of.cases - inside[1])
    return Strategy(
        by=by,
        mistakes=statistics.wilson(inside, of.level).one(0),
        more=statistics.differences(inside, outside, of.level).one(0),
        curve=_curve(lengths(of, most), found),
    )


def _random(of: Known) -> Strategy:
    share = of.mistakes / of.cases
    return Strategy(
        by="random",
        mistakes=statistics.rate(of.mistakes, of.cases, of.level),
        more=Estimate(),
        curve=_curve(lengths(of, of.cases), lambda size: share * size),
    )


def _curve(sizes: tuple[int, ...], found: Found) -> tuple[Spent, ...]:
    return tuple(Spent(size, round(found(size), 6)) for size in sizes)


def _ranked(of: Known, keys: tuple[Floats, ...]) -> Found:
    """Those with the lowest keys first; what has none comes last."""
    told = [np.where(np.isnan(key), np.inf, key) for key in keys]
    order = np.lexsort(told[::-1])
    ordered = [key[order] for key in told]  # of two infinite ones there is no difference
    changes = np.any([key[1:] != key[:-1] for key in ordered], axis=0)
    ends = np.append(np.flatnonzero(changes), len(order) - 1)
    n = np.concatenate([[0], np.cumsum(of.n[order])[ends]])
    wrong = np.concatenate([[0], np.cumsum((of.n * of.wrong)[order])[ends]])
    return lambda size: float(np.interp(size, n, wrong))


def _mixed(of: Known, unsure: Found) -> Found:
    """Half by chance among all cases, half of those left of which it is least sure.

    What is drawn by chance takes its share of every front of the order.
    """

    def found(size: float) -> float:
        drawn = by_chance(int(size))
        left = 1.0 - drawn / of.cases
        front = (size - drawn) / left if left else 0.0
        return drawn * of.mistakes / of.cases + left * unsure(front)

    return found


def coverage(of: Known, known: tuple[KnownGroup, ...], codes: Ints, least: int) -> Coverage:
    """How well each group is known, and what labels by group bring beside chance.

    Args:
        of: the known cases.
        known: the groups.
        codes: the group of each kind of case, a place in `known`; outside it, Unknown.
        least: how many known outcomes a group needs to be judged.
    """
    inside = (codes >= 0) & (codes < len(known))
    n, wrong = (
        np.bincount(codes[inside], amounts[inside], len(known)).astype(np.int64)
        for amounts in (of.n, of.n * of.wrong)
    )
    most = int(n.sum())
    if not length(of.cases) or most < length(of.cases):  # no list so long can be made by group
        return Coverage(known, None, ())
    error = np.divide(wrong, n, out=np.zeros(len(n)), where=n > 0)

    def chosen(size: int) -> Ints:
        return evenly(np.zeros_like(n), n, size)

    def found(size: float) -> float:
        return float((chosen(int(size)) * error).sum())

    judged = n >= least
    widths = tuple(
        Width(
            size,
            _widest(error[judged], chosen(size)[judged], of.level),
            _widest(error[judged], size * n[judged] / of.cases, of.level),
        )
        for size in lengths(of, most)
        if judged.any()
    )
    return Coverage(known, tried(of, "groups", found, most), widths)


def _widest(error: Floats, labels: Floats | Ints, level: float) -> float:
    """The width of the widest of these groups' Wilson intervals; 1 where one has no label."""
    ends = statistics.wilson((error * labels, labels), level)
    width = np.where(np.asarray(labels) > 0, ends.high - ends.low, 1.0)
    return round(float(width.max()), 6)
