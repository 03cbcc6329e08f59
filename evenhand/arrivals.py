"""When cases come in: counts by weekday and hour, and by how sure the candidate was of each."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from evenhand import counting, times
from evenhand.arrays import Floats, Ints
from evenhand.counting import HOUR_STEPS, Counted
from evenhand.log import Log
from evenhand.sources import Problem

_DAYS: Final = 7
_HOURS: Final = 24
_FORM: Final = "2026-01-31 09:30, or a column of times"


@dataclass(frozen=True, slots=True)
class ArrivalCounts:
    """Cases of the handoff's candidate by weekday, from Monday, and by hour.

    Attributes:
        by_step: cases whose confidence lies in [k/100, (k+1)/100), for k from 0 to 100; 7 by 24 by
            101.
        below: cases whose confidence is below the review's own threshold; 7 by 24.
        threshold: that threshold.
        days: how many Mondays, Tuesdays, ... there are from the first case to the last.
        first: the day of the first case.
        last: the day of the last one.
        zoned: whether times named their zone, so that hours are those of UTC.
    """

    by_step: Ints
    below: Ints
    threshold: float
    days: Ints
    first: date
    last: date
    zoned: bool

    @property
    def cases(self) -> Ints:
        """All cases, by weekday and hour."""
        return np.asarray(self.by_step.sum(axis=2), dtype=np.int64)

    def handed_off(self, threshold: float) -> Ints:
        """Cases that go to a person, by weekday and hour.

        Args:
            threshold: the confidence that is needed to decide alone: one of the slider's stops, or
                the review's own; of another one, the next stop counts.
        """
        if threshold == self.threshold:
            return self.below
        stop = math.ceil(round(threshold * HOUR_STEPS, 9))
        return np.asarray(self.by_step[:, :, :stop].sum(axis=2), dtype=np.int64)

    def a_day(self, cases: Ints) -> Floats:
        """Cases an hour, on average over the weekdays of the log; NaN where it has none of a kind.

        Args:
            cases: by weekday and hour.
        """
        days = np.where(self.days > 0, self.days, np.nan)
        return np.asarray(cases / days[:, None], dtype=np.float64)


def count(log: Log) -> tuple[ArrivalCounts | None, tuple[Problem, ...]]:
    """When the cases of a log came in, and what is to be said about that.

    Returns:
        None where the review has no time or no handoff, or where no hour can be known.

    Raises:
        InputError: the columns cannot be counted.
    """
    review, column = log.review, log.review.columns.time
    if column is None or review.handoff is None or not review.handoff_candidate.is_sure:
        return None, ()
    kind = counting.kind(log, column)
    if not times.has_hours(kind):
        message = f"has no times of day; expected text such as {_FORM}."
        return None, (Problem("warning", column, None, f"{message} {_UNKNOWN}"),)
    counted = counting.by_hour(log, column)
    found = _counts(counted)
    return found, tuple(_problems(counted, column, found))


_UNKNOWN: Final = "When cases come in is not known."


def _counts(counted: Counted) -> ArrivalCounts | None:
    """None where no case has an hour, or all have midnight: such a column holds days."""
    slot, place = (_numbers(counted, name) for name in ("slot", "place"))
    known = np.isfinite(slot) & np.isfinite(place) & (place <= HOUR_STEPS)
    if not known.any() or not np.any(slot[known] % _HOURS):
        return None
    shape = (_DAYS, _HOURS, HOUR_STEPS + 1)
    at = np.stack([slot // _HOURS, slot % _HOURS, place])[:, known].astype(np.int64)
    by_step, below = np.zeros(shape, dtype=np.int64), np.zeros(shape[:2], dtype=np.int64)
    cases = counted.cases()[known]
    np.add.at(by_step, tuple(at), cases)
    passed = np.array([bool(one) for one in counted.table.column("passed").to_pylist()])[known]
    np.add.at(below, tuple(at[:2]), np.where(passed, 0, cases))
    first = math.floor(_numbers(counted, "first")[known].min() / _HOURS)
    last = math.floor(_numbers(counted, "last")[known].max() / _HOURS)
    return ArrivalCounts(
        by_step=by_step,
        below=below,
        threshold=counted.edge,
        days=_days(first, last),
        first=times.day_of(_HOURS * first),
        last=times.day_of(_HOURS * last),
        zoned=bool(counted.column("zoned")[known].any()),
    )


def _numbers(counted: Counted, name: str) -> Floats:
    return np.asarray(counted.column(name), dtype=np.float64)


def _days(first: int, last: int) -> Ints:
    """How many of each weekday there are from one day since 1970 to another.

    >>> _days(0, 7).tolist()  # from a Thursday to the next
    [1, 1, 1, 2, 1, 1, 1]
    """
    start = (first + times.MONDAY // _HOURS) % _DAYS
    whole, rest = divmod(last - first + 1, _DAYS)
    extra = (np.arange(_DAYS) - start) % _DAYS < rest
    return np.asarray(whole + extra, dtype=np.int64)


def _problems(counted: Counted, column: str, found: ArrivalCounts | None) -> Iterator[Problem]:
    unread = np.isnan(_numbers(counted, "slot"))
    rows = int(counted.column("rows")[unread].sum())
    if rows:
        message = f"rows have no time that can be read, such as {_FORM}; when they came in is"
        yield Problem("warning", column, rows, f"{message} not known.")
    if found is not None and found.cases.sum() < found.days.sum():
        message = (
            f"spans {found.days.sum():,} days with fewer than one case a day; check it for a date "
            "that is far off. How many cases come in an hour is counted over all of these days."
        )
        yield Problem("warning", column, None, message)
    if found is None and not unread.all():
        message = "has days without a time of day, or none of a case that can be handed off."
        yield Problem("note", column, None, f"{message} {_UNKNOWN}")
