"""How cases of one calendar period after another were answered, and what happened to them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evenhand import counting, times
from evenhand.arms import Reading
from evenhand.arrays import Ints
from evenhand.counting import Counted
from evenhand.log import Log
from evenhand.review import Candidate
from evenhand.sources import Problem

MOST: Final = 36
FEWEST: Final = 3
_WEEK: Final = 7
_MONDAY: Final = 3
"""What is added to the days since 1970, a Thursday, so that a week starts on Monday."""

_UNITS: Final = ("day", "week", "month", "quarter", "year")
_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class PeriodCounts:
    """Cases by calendar period, outcome, and what the two that are compared said.

    Attributes:
        unit: `day`, `week`, `month`, `quarter` or `year`.
        starts: the first day of each period, those without a case among them.
        period: by kind of case, which of the periods.
        label: what happened, as a place in the tally's classes; `MISSING` where not known.
        answer: what the handoff's candidate said, likewise.
        other: what the baseline said, likewise.
        n: how many cases.
        earlier: cases before the first of these periods, where there are too many.
        ends: where several are put together, the first day of the last of them, by period.
    """

    unit: str
    starts: tuple[date, ...]
    period: Ints
    label: Ints
    answer: Ints
    other: Ints
    n: Ints
    earlier: int
    ends: tuple[date, ...] | None = None


def count(log: Log, reading: Reading) -> tuple[PeriodCounts | None, tuple[Problem, ...]]:
    """Count the cases of a log by calendar period.

    Args:
        log: the rows.
        reading: of the same log's tally.

    Returns:
        None where the review has no time, no label or no baseline, or where no day can be read;
        and what is to be said about that.

    Raises:
        InputError: the columns cannot be counted.
    """
    columns, rider = log.review.columns, log.review.baseline
    if columns.time is None or columns.label is None or rider is None:
        return None, ()
    if not times.has_days(log.source.frame.collect_schema()[log.source.inner(columns.time)]):
        return None, ()
    counted = counting.by_day(log, columns.time, rider).weighing()
    own, problems = log.review.handoff_candidate, tuple(_problems(counted, columns.time, log))
    return _counts(counted, reading, (own, rider)), problems


def _problems(counted: Counted, column: str, log: Log) -> Iterator[Problem]:
    """Rows whose day is not known; where cases are handed off, that is said already."""
    unread = np.isnan(np.asarray(counted.column("day"), dtype=np.float64))
    rows = int(counted.column("rows")[unread].sum())
    if rows and log.review.handoff is None:
        yield Problem("warning", column, rows, "rows have no day that can be read, such as "
                      "2026-01-31; they are not compared over time.")  # fmt: skip


def _counts(
    counted: Counted, reading: Reading, two: tuple[Candidate, Candidate]
) -> PeriodCounts | None:
    day = np.asarray(counted.column("day"), dtype=np.float64)
    known = np.isfinite(day)
    if not known.any():
        return None
    days = np.asarray(day[known], dtype=np.int64)
    unit = unit_of(days)
    start = starts(days, unit)
    each = every(start, unit)
    kept = start >= each[0]
    answers = [
        counted.reached(key) if one.score is not None else reading.said(counted, key)
        for key, one in zip(("answer", "other"), two, strict=True)
    ]
    n = counted.cases()[known]
    label, answer, other = (
        codes[known][kept] for codes in (reading.said(counted, "label"), *answers)
    )
    return PeriodCounts(
        unit=unit,
        starts=tuple(one.item() for one in each),
        period=np.searchsorted(each, start[kept]).astype(np.int64),
        label=label,
        answer=answer,
        other=other,
        n=n[kept],
        earlier=int(n[~kept].sum()),
    )


def unit_of(days: Ints) -> str:
    """The unit of which a log has enough periods, and not too many.

    Months; weeks where it touches fewer than three of them, days where it touches fewer than three
    weeks; quarters or years where it touches more than 36.

    Args:
        days: since 1970.

    >>> unit_of(np.array([0, 90])), unit_of(np.array([0, 30])), unit_of(np.array([0, 9]))
    ('month', 'week', 'day')
    """
    spans = {unit: len(every(starts(days, unit), unit, most=None)) for unit in _UNITS}
    place = _UNITS.index("month")
    while place and spans[_UNITS[place]] < FEWEST:
        place -= 1
    while place < len(_UNITS) - 1 and spans[_UNITS[place]] > MOST:
        place += 1
    return _UNITS[place]


def starts(days: Ints, unit: str) -> NDArray[np.datetime64]:
    """The first day of the period that each day lies in.

    Args:
        days: since 1970, in UTC.
        unit: `day`, `week`, from Monday, `month`, `quarter` or `year`.

    >>> starts(np.array([0, 5]), "week").astype(str).tolist()
    ['1969-12-29', '1970-01-05']
    """
    if unit in _MONTHS:
        size = _MONTHS[unit]
        months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        first = (months // size * size).astype("datetime64[M]")
        return np.asarray(first.astype("datetime64[D]"))
    if unit == "week":
        days = days - (days + _MONDAY) % _WEEK
    return np.asarray(days.astype("datetime64[D]"))


def named(unit: str, start: date) -> str:
    """What a period is called.

    Args:
        unit: `day`, `week`, `month`, `quarter` or `year`.
        start: its first day.

    >>> named("month", date(2026, 3, 1)), named("quarter", date(2026, 4, 1))
    ('2026-03', '2026 Q2')
    """
    if unit == "year":
        return f"{start.year:04d}"
    if unit == "quarter":
        return f"{start.year:04d} Q{(start.month + 2) // 3}"
    return start.isoformat()[:7] if unit == "month" else start.isoformat()


def every(
    start: NDArray[np.datetime64], unit: str, most: int | None = MOST
) -> NDArray[np.datetime64]:
    """Every period from the first to the last, or the last so many of them.

    Args:
        start: the first days of the periods that cases lie in.
        unit: of these.
        most: how many at most; None for all.
    """
    if unit in _MONTHS:
        ends = [end.astype("datetime64[M]").astype(np.int64) for end in (start.min(), start.max())]
        step, kind = _MONTHS[unit], "datetime64[M]"
    else:
        ends = [end.astype("datetime64[D]").astype(np.int64) for end in (start.min(), start.max())]
        step, kind = (_WEEK if unit == "week" else 1), "datetime64[D]"
    size = (int(ends[1]) - int(ends[0])) // step + 1
    size = size if most is None else min(size, most)
    last = int(ends[1])
    each = last - step * np.arange(size - 1, -1, -1, dtype=np.int64)
    return np.asarray(each.astype(kind).astype("datetime64[D]"))
