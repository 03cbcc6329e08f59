"""Which candidate really acted on which case, in an A/B test: counts by arm, outcome and group."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

import numpy as np

from evenhand import counting, times
from evenhand.arrays import Floats, Ints
from evenhand.counting import MISSING, Counted
from evenhand.errors import InputError
from evenhand.log import Log
from evenhand.review import Review
from evenhand.sources import Problem


class Reading(Protocol):
    """How the raw keys of a count become places in lists of names."""

    @property
    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """By column, the names of its groups."""

    @property
    def classes(self) -> tuple[str, ...]:
        """The texts of labels."""

    @property
    def positive(self) -> str:
        """The positive one of them."""

    def group(self, counted: Counted, place: int, name: str) -> Ints:
        """Which of a column's groups each row is in."""

    def said(self, counted: Counted, key: str) -> Ints:
        """Which of the classes each row has."""


def answers(reading: Reading, counted: Counted) -> Ints:
    """What the candidate of a count said, as a place in the classes; `MISSING` where nothing.

    Args:
        reading: of the tally.
        counted: with an `answer`: of who gives a score, whether it reached the threshold.
    """
    scored = counted.query.candidate.score is not None
    return counted.reached("answer") if scored else reading.said(counted, "answer")


OUTCOMES: Final = 3
"""Outcomes of a case, in this order: not known, not positive, positive."""


@dataclass(frozen=True, slots=True)
class ArmCounts:
    """Cases by arm and outcome; those on which no candidate acted are left out.

    Attributes:
        names: the candidates, in the review's order.
        cases: by candidate and outcome.
        groups: by protected or context column, the names of its groups, and the cases by group,
            candidate and outcome.
        nobody: on how many cases no candidate acted.
        days: by candidate, the day of its first case and of its last, where the log says when.
    """

    names: tuple[str, ...]
    cases: Ints
    groups: Mapping[str, tuple[tuple[str, ...], Ints]]
    nobody: int
    days: Mapping[str, tuple[date, date]]

    def of(self, name: str) -> int:
        """How many cases a candidate acted on."""
        return int(self.cases[self.names.index(name)].sum())

    def outcomes(self, name: str, times: float = 1.0) -> tuple[int, int]:
        """Cases of a candidate with a positive outcome, of how many whose outcome is known.

        Args:
            name: of the candidate.
            times: as if there were so many times as many.
        """
        return known_of(self.cases[self.names.index(name)] * times)


def known_of(cases: Ints | Floats) -> tuple[int, int]:
    """Positive outcomes, and known ones.

    Args:
        cases: by outcome.
    """
    return round(cases[2]), round(cases[1] + cases[2])


def count(log: Log, reading: Reading) -> tuple[ArmCounts | None, tuple[Problem, ...]]:
    """The cases of each arm, and what is to be said about them.

    Args:
        log: the rows.
        reading: of the same log's tally.

    Returns:
        None where the review has no arms.

    Raises:
        InputError: a candidate acted on no case.
    """
    column = log.review.columns.arm
    if column is None:
        return None, ()
    whole = counting.by_arm(log).weighing()
    names = tuple(one.name for one in log.review.candidates)
    arm = _arm(whole, log.review)
    _check_arms(log, column, [name for i, name in enumerate(names) if i not in arm])
    found = ArmCounts(
        names=names,
        cases=_table(reading, whole, log.review)[0],
        groups={one: _by_group(log, reading, one) for one in reading.groups},
        nobody=int(whole.cases()[arm == MISSING].sum()),
        days=dict(_days(whole, arm, names)),
    )
    return found, tuple(_problems(column, whole, arm))


def _arm(counted: Counted, review: Review) -> Ints:
    """Which candidate acted, by row; `MISSING` where none of them."""
    values, places = counted.texts("arm")
    acting = {said: i for i, one in enumerate(review.candidates) for said in one.acts_as}
    known = [acting.get(value or "", MISSING) for value in values]
    return np.array(known, dtype=np.int64)[places]


def _by_group(log: Log, reading: Reading, column: str) -> tuple[tuple[str, ...], Ints]:
    """The groups of a column, and their cases by candidate and outcome."""
    groups, place = reading.groups[column], tuple(reading.groups).index(column)
    counted = counting.by_arm(log, place, column).weighing()
    code = reading.group(counted, place, column)
    return groups, _table(reading, counted, log.review, code, len(groups))


def _table(
    reading: Reading,
    counted: Counted,
    review: Review,
    code: Ints | None = None,
    size: int = 1,
) -> Ints:
    """Cases by group, candidate and outcome; one group where not given."""
    arm, said = _arm(counted, review), reading.said(counted, "label")
    positive = reading.classes.index(reading.positive)
    outcome = np.where(said == MISSING, 0, 1 + (said == positive))
    group = np.zeros(len(arm), dtype=np.int64) if code is None else code
    shape = (size, len(review.candidates), OUTCOMES)
    at = np.ravel_multi_index((group, np.maximum(arm, 0), outcome), shape)
    cases = np.where(arm == MISSING, 0, counted.cases())
    return np.bincount(at, cases, int(np.prod(shape))).astype(np.int64).reshape(shape)


def _check_arms(log: Log, column: str, missing: list[str]) -> None:
    if missing:
        message = (
            f"no row says that {missing[0]} acted; write the names of candidates there, say with "
            "[[candidates]] arm what stands there instead, or leave this candidate out"
        )
        raise InputError(message, where=f"{log.source.where}: column {column}")


def _days(
    counted: Counted, arm: Ints, names: tuple[str, ...]
) -> Iterator[tuple[str, tuple[date, date]]]:
    """The first and the last day of each arm; nothing where no time is known."""
    if not counted.has("first"):
        return
    first, last = (np.asarray(counted.column(name), dtype=np.float64) for name in ("first", "last"))
    for place, name in enumerate(names):
        mine = (arm == place) & np.isfinite(first)
        if mine.any():
            yield name, (times.day_of(first[mine].min()), times.day_of(last[mine].max()))


def _problems(column: str, counted: Counted, arm: Ints) -> Iterator[Problem]:
    rows = counted.column("rows")
    values, places = counted.texts("arm")
    named = np.array([bool(value) for value in values])[places]
    nobody, wrong = (int(rows[(arm == MISSING) & kind].sum()) for kind in (~named, named))
    if wrong:
        message = "rows name an arm that is no candidate of this review; they are in no arm."
        yield Problem("warning", column, wrong, message)
    if nobody:
        message = "rows have no arm; they are in none."
        yield Problem("note", column, nobody, message)
