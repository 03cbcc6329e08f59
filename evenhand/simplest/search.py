"""The best rule on one column: a tree of depth one, fitted by how often it is right.

Every cut of a column of numbers is tried, and of a column of few different texts the best part of
its values. In the field: a decision stump (Iba and Langley 1992), or 1R (Holte 1993). Unlike in
scikit-learn, whose trees are fitted by impurity, the cut is the one with the most right answers.
"""

import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from evenhand.arrays import Floats, Ints
from evenhand.tally import OneColumn

MOST_VALUES: Final = 50
RARE: Final = 0.1
_NEARLY: Final = 1e-12
_MANY: Final = 30  # cases that have a value, so that it is nobody's own
_DIGITS: Final = 18  # more than a number has
_POWERS: Final = (-307, 300)  # of ten, that a number can hold


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the cases on which a rule is fitted.

    Attributes:
        name: its name.
        values: its different values that are known, rising: numbers, or texts.
        place: by case, which of the values it has; -1 where none is known.
    """

    name: str
    values: Floats | tuple[str, ...]
    place: Ints


@dataclass(frozen=True, slots=True)
class Cases:
    """The cases on which a rule is fitted.

    Attributes:
        label: by case, a place in the classes.
        n: by case, how many it stands for.
        classes: how many classes there are.
        positive: the place of the positive one, in a binary review; None: each side may say any.
    """

    label: Ints
    n: Ints
    classes: int
    positive: int | None

    @property
    def by_class(self) -> Ints:
        """How many cases of each class there are."""
        return np.bincount(self.label, self.n, self.classes).astype(np.int64)

    @property
    def balanced(self) -> bool:
        """Whether one of two classes is so rare that accuracy would never let a rule say it."""
        by_class = self.by_class
        return bool(self.positive is not None and 0 < by_class.min() < RARE * by_class.sum())

    @property
    def worth(self) -> Floats:
        """By class, what a right answer counts: all alike, or so that classes weigh the same."""
        by_class = self.by_class
        return 1.0 / by_class if self.balanced else np.ones(len(by_class))


@dataclass(frozen=True, slots=True)
class _Found:
    """A rule, and what its right answers are worth."""

    rule: OneColumn
    worth: float


def best(columns: Iterable[Column], cases: Cases) -> OneColumn | None:
    """The rule that is right most often; None where one answer for all is right as often.

    Of rules that are right equally often it is that on the column whose name comes first.

    Args:
        columns: those that a rule may look at.
        cases: whose labels are known.
    """
    least = float((cases.by_class * cases.worth).max(initial=0.0))
    chosen: OneColumn | None = None
    for column in sorted(columns, key=lambda one: one.name):
        for found in _candidates(column, cases):
            if found.worth > least * (1 + _NEARLY):
                least, chosen = found.worth, found.rule
    return chosen


def _candidates(column: Column, cases: Cases) -> Iterator[_Found]:
    """The best rules on one column, of each kind that it allows."""
    size = len(column.values)
    known = column.place >= 0
    if not known.any():
        return
    both = column.place[known] * cases.classes + cases.label[known]
    flat = np.bincount(both, cases.n[known], size * cases.classes)
    counts = flat.reshape(size, cases.classes).astype(np.float64)
    if not isinstance(column.values, tuple):
        yield from _cuts(column.name, column.values, counts, cases)
    elif size <= MOST_VALUES:
        yield from _parts(column.name, column.values, counts, cases)


def _cuts(name: str, values: Floats, counts: Floats, cases: Cases) -> Iterator[_Found]:
    """The best cut from below, and from above."""
    up_to = np.cumsum(counts, axis=0)
    ends = np.concatenate([[-np.inf], values, [np.inf]])
    place, answer, otherwise, worth = _best_side(up_to[-1] - up_to + counts, cases)
    yield _Found(_cut(name, (answer, otherwise), ends[place], place, values, counts), worth)
    place, answer, otherwise, worth = _best_side(up_to, cases)
    rule = _cut(name, (answer, otherwise), -ends[place + 2], place, -values, counts)
    at_most = 0.0 - float(rule.at_least or 0.0)
    yield _Found(replace(rule, at_least=None, at_most=at_most), worth)


def _cut(
    name: str, said: tuple[int, int], above: float, place: int, values: Floats, counts: Floats
) -> OneColumn:
    """A rule from a value on, whose number is nobody's own: round, or that of many cases."""
    few = counts[place].sum() < _MANY
    most = np.nextafter(values[place], -np.inf) if few else values[place]
    cut = roundest(float(above), float(most))
    at = int(counts[values == cut].sum())
    return OneColumn(name, *said, at_least=cut, fewest=at)


def roundest(above: float, most: float) -> float:
    """The roundest number in a gap between two values, which tells neither of them.

    Args:
        above: it is larger than this.
        most: it is at most this, and this where there is none that is rounder.

    >>> roundest(51_200.1, 51_234.56), roundest(44, 45), roundest(-0.2, 3), roundest(5, 5.25)
    (51230.0, 45.0, 0.0, 5.2)
    """
    if not (math.isfinite(most) and above < most):
        return most
    least, largest = _POWERS
    top = math.ceil(math.log10(max(abs(most), sys.float_info.min))) + 1
    for power in range(min(top, largest), max(top - _DIGITS, least) - 1, -1):
        found = round(math.floor(most / 10.0**power) * 10.0**power, -power) + 0.0
        if above < found <= most:
            return found
    return most


def _parts(name: str, values: Sequence[str], counts: Floats, cases: Cases) -> Iterator[_Found]:
    """All values of which most are positive; where there are more classes, the best one value."""
    if cases.positive is None:
        place, answer, otherwise, worth = _best_side(counts, cases)
        [size] = _sizes(counts[[place]])
        one = OneColumn(name, answer, otherwise, values=(values[place],), fewest=size)
        yield _Found(one, worth)
        return
    amounts, yes = counts * cases.worth, cases.positive
    chosen = amounts[:, yes] > amounts[:, 1 - yes]
    if chosen.any():
        side = counts[chosen].sum(axis=0)[None, :]
        _, answer, otherwise, worth = _best_side(side, cases)
        kept = tuple(value for value, taken in zip(values, chosen, strict=True) if taken)
        fewest = min(_sizes(counts[chosen]))
        yield _Found(OneColumn(name, answer, otherwise, values=kept, fewest=fewest), worth)


def _sizes(counts: Floats) -> list[int]:
    """How many cases have each value."""
    return [int(size) for size in counts.sum(axis=1)]


def _best_side(sides: Floats, cases: Cases) -> tuple[int, int, int, float]:
    """Which of several sides is best, what is said there and elsewhere, and what that is worth.

    Args:
        sides: by side, the cases of each class in it.
        cases: all; the rest of them is elsewhere.
    """
    inside = sides * cases.worth
    outside = (cases.by_class - sides) * cases.worth
    if cases.positive is None:
        answers, others = inside.argmax(axis=1), outside.argmax(axis=1)
    else:
        answers = np.full(len(sides), cases.positive)
        others = 1 - answers
    rows = np.arange(len(sides))
    worth = inside[rows, answers] + outside[rows, others]
    place = int(worth.argmax())
    return place, int(answers[place]), int(others[place]), float(worth[place])
