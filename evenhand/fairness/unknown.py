"""What people of unknown group could change."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from evenhand.arrays import Mask
from evenhand.fairness.impact import FLAGGED, MOST_SELECTED, Leading, Rate, Reference, four_fifths
from evenhand.findings import UnknownBounds
from evenhand.review import Criterion
from evenhand.tally import UNKNOWN

Passes = Callable[[Rate, Rate], bool]
_SCREEN: Final[tuple[Passes, ...]] = (lambda one, best: four_fifths(one, best) != FLAGGED,)


def unknown(
    names: tuple[str, ...],
    rates: list[Rate],
    large: Mask,
    against: Reference | None,
    limits: Sequence[Criterion] = (),
) -> UnknownBounds:
    """Bounds on the smallest impact ratio, wherever the unknown people belong.

    With u unknown of whom s were picked, a group's rate lies in [k/(n+u-s), (k+s)/(n+s)]. The
    lower bound is reached where the reference is a group; the upper one may be out of reach, since
    one person has one group. A result flips where its two bounds fall on different sides.

    Args:
        names: of the groups.
        rates: favourable answers, of how many answered.
        large: which groups are eligible.
        against: what ratios are compared with.
        limits: the review's limits on the impact ratio of this attribute.
    """
    s, u = rates[names.index(UNKNOWN)] if UNKNOWN in names else (0, 0)
    low, high = ([(k + a, n + b) for k, n in rates] for a, b in ((0, u - s), (s, s)))
    able = [i for i, is_large in enumerate(large) if is_large and rates[i][1]]
    least = _pairs(low, high, able, against, lambda rate: (rate[0] + s, rate[1] + s))
    most = _pairs(high, low, able, against, lambda rate: (rate[0], rate[1] + u - s))
    if not least:
        return UnknownBounds(u, None, None)
    passes: tuple[Passes, ...] = (*_SCREEN, *(partial(_holds, limit) for limit in limits))
    flips = any(_all(least, test) != _all(most, test) for test in passes)
    return UnknownBounds(u, _smallest(least), _smallest(most), flips)


def _pairs(
    rates: list[Rate],
    other: list[Rate],
    able: list[int],
    against: Reference | None,
    overall: Callable[[Rate], Rate],
) -> list[tuple[Rate, Rate]]:
    """Every eligible group at one of its bounds, with its reference at the opposite one."""
    if against is None or len(able) < 2:  # noqa: PLR2004  # nothing to compare
        return []
    if against.place is None:
        pairs = [(rates[i], overall(against.rate)) for i in able]
    elif against.name == MOST_SELECTED:
        leading = Leading.of(other[i] for i in able)
        pairs = [(rates[i], leading.without(other[i])) for i in able]
    else:
        pairs = [(rates[i], other[against.place]) for i in able if i != against.place]
    return [(one, best) for one, best in pairs if best[0]]


def _smallest(pairs: Sequence[tuple[Rate, Rate]]) -> float:
    return min([1.0, *(_ratio(one, best) for one, best in pairs)])


def _ratio(one: Rate, best: Rate) -> float:
    return one[0] * best[1] / (one[1] * best[0])  # whole numbers, rounded once


def _all(pairs: Sequence[tuple[Rate, Rate]], passes: Passes) -> bool:
    return all(passes(one, best) for one, best in pairs)


def _holds(limit: Criterion, one: Rate, best: Rate) -> bool:
    """Whether a ratio is on the good side of a limit of the review."""
    ratio = _ratio(one, best)
    at_least = ratio if limit.at_least is None else limit.at_least
    at_most = ratio if limit.at_most is None else limit.at_most
    return at_least <= ratio <= at_most
