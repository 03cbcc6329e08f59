"""What is in each column, period after period: the counts that faults and drift are told from.

Bins and names are fixed by the reference, the first third of the periods, and never change after.
They are settled on the first rows of it, in memory; then the engine counts one column after
another by period. Neither an edge of a bin nor the name of a category is kept: only counts are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import narwhals as nw
import numpy as np
import pandas as pd

from evenhand import confidences, counting, group_periods, periods, times
from evenhand.arms import Reading, answers
from evenhand.arrays import Floats, Ints
from evenhand.confidences import Confidences
from evenhand.counting import MISSING, MOST_CELLS, MOST_IDS, Counted, Query
from evenhand.group_periods import GroupPeriods
from evenhand.log import NO_NUMBER, Log, answered, mapped
from evenhand.review import Review
from evenhand.sources import collected

OUTCOMES: Final = 3
"""Outcomes of a case, in this order: not known, not positive, positive."""

UNSAID, NO_NUMBERS, INFINITE = -1, -2, -3
"""What stands for a value that is not said, for text among numbers, and for an infinite number."""

_MOST_ROWS: Final = 200_000
_MOST_NAMES: Final = 20
_CUTS: Final = (1, *range(10, 100, 10), 99)  # of 100
_OFTEN: Final = 0.1  # of the values: one that is so frequent has a bin of its own
_READABLE: Final = 0.5  # of a column of texts are numbers: then it is one of numbers
_FEWEST: Final = 2  # periods, of which one can differ from another
_REFERENCE: Final = 3  # one of so many periods is what later ones are compared with
_HUGE: Final = 1e300
_POWERS: Final = [10.0**power for power in range(-6, 13)]
_MAIL: Final = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}"


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """One column.

    Attributes:
        column: its name.
        is_input: whether it may be known before the outcome, and so must not give it away.
        is_numbers: whether it holds numbers, in bins of rising value; else categories, the last of
            them all others.
        counts: cases by period, bin or category, and outcome.
        unsaid: by period, cases without a value.
        no_numbers: by period, cases with text where the others have numbers.
        infinite: by period, cases with an infinite number.
        mails: by period, cases with an e-mail address in them.
        magnitudes: cases by period and order of magnitude, each ten times the one before.
        is_bounded: whether the reference has no number below 0; the first bin is of those.
    """

    column: str
    is_input: bool
    is_numbers: bool
    counts: Ints
    unsaid: Ints
    no_numbers: Ints
    infinite: Ints
    mails: Ints
    magnitudes: Ints
    is_bounded: bool


@dataclass(frozen=True, slots=True)
class Repeats:
    """Cases that are in the log twice on one day: by their number, or else by all that is read.

    Attributes:
        day: by day with a case, days since 1970.
        rows: how many rows it has.
        more: how many of them repeat an earlier one of the same day.
    """

    day: Ints
    rows: Ints
    more: Ints


@dataclass(frozen=True, slots=True)
class Profile:
    """Every column by calendar period, and what was said of the cases.

    Attributes:
        unit: of the periods.
        starts: the first day of each, those without a case among them.
        reference: how many of the first periods all others are compared with.
        columns: those with a value to look at.
        period: by kind of case, which of the periods.
        label: what happened, as a place in the tally's classes; `MISSING` where not known.
        answer: what the handoff's candidate said, likewise.
        n: how many cases.
        repeats: None where cases have weights, or where there are too many to look for them.
        confidences: how sure the handoff's candidate was; None where it does not say.
        groups: cases by the groups of each protected column.
    """

    unit: str
    starts: tuple[date, ...]
    reference: int
    columns: tuple[ColumnProfile, ...]
    period: Ints
    label: Ints
    answer: Ints
    n: Ints
    repeats: Repeats | None
    confidences: Confidences | None = None
    groups: tuple[GroupPeriods, ...] = ()


@dataclass(frozen=True, slots=True)
class _Bins:
    """How the values of one column are told apart.

    Attributes:
        edges: of numbers, rising; a value is in the bin of the last edge that it reaches.
        names: of categories.
        is_numbers: which of the two.
        is_bounded: whether the first edge is 0, since no number of the reference is below.
    """

    edges: tuple[float, ...] = ()
    names: tuple[str, ...] = ()
    is_numbers: bool = False
    is_bounded: bool = False

    @property
    def size(self) -> int:
        """How many bins or categories there are, those beyond all edges and names among them."""
        return len(self.edges if self.is_numbers else self.names) + 1


@dataclass(frozen=True, slots=True)
class _Span:
    """The periods, and what tells them and the outcomes apart in the engine."""

    unit: str
    starts: tuple[date, ...]
    reference: int
    outcome: Mapping[Any, int] = field(default_factory=dict)

    def place(self, day: nw.Expr) -> nw.Expr:
        """In which period a day is; -1 before the first."""
        first = (start.toordinal() - date(1970, 1, 1).toordinal() for start in self.starts)
        return _reached(day, [float(number) for number in first]) - 1


def count(log: Log, reading: Reading, *, binary: bool) -> Profile | None:
    """Count every column of a log by calendar period.

    Args:
        log: the rows.
        reading: of the same log's tally.
        binary: whether a score is the probability of the positive class.

    Returns:
        None where the review has no time, where no two periods have a case, or where there are too
        many counts.

    Raises:
        InputError: the columns cannot be counted.
    """
    time = log.review.columns.time
    if time is None or not times.has_days(counting.kind(log, time)):
        return None
    counted = counting.by_day(log, time).weighing()
    calendar = _calendar(counted)
    if calendar is None:
        return None
    unit, starts, period = calendar
    label = reading.said(counted, "label")
    outcomes = _outcomes(counted, label, reading.classes.index(reading.positive))
    span = _Span(unit, starts, max(1, len(starts) // _REFERENCE), outcomes)
    columns = _columns(log, span, time)
    if columns is None:
        return None
    kept = period >= 0
    return Profile(
        unit=unit,
        starts=starts,
        reference=span.reference,
        columns=columns,
        period=period[kept],
        label=label[kept],
        answer=answers(reading, counted)[kept],
        n=counted.cases()[kept],
        repeats=_repeats(log, time),
        confidences=confidences.count(log, reading, time, span.place, binary=binary),
        groups=group_periods.count(log, reading, time, span.place),
    )


def _calendar(counted: Counted) -> tuple[str, tuple[date, ...], Ints] | None:
    """The unit and the first day of each period, and in which each kind of case is, -1 in none.

    None where no two periods have a case.
    """
    day = np.asarray(counted.column("day"), dtype=np.float64)
    known = np.isfinite(day)
    if not known.any():
        return None
    days = np.asarray(day[known], dtype=np.int64)
    unit = periods.unit_of(days)
    start = periods.starts(days, unit)
    each = periods.every(start, unit)
    if len(each) < _FEWEST:
        return None
    period = np.full(len(day), -1, dtype=np.int64)
    period[known] = np.searchsorted(each, start, "right") - 1
    return unit, tuple(one.item() for one in each), period


def _outcomes(counted: Counted, label: Ints, positive: int) -> dict[Any, int]:
    """By value of the label as it stands in the log, whether it is positive; 0 where unknown."""
    raw = counted.table.column("label").to_pylist()
    places = np.where(label == MISSING, 0, np.where(label == positive, 2, 1)).tolist()
    return {value: place for value, place in zip(raw, places, strict=True) if place}


def _columns(log: Log, span: _Span, time: str) -> tuple[ColumnProfile, ...] | None:
    """Every column that is looked at, or None where there are too many different counts."""
    names = tuple(looked_at(log))
    rows = _in_memory(log, _dated(log, time, span, names))
    made = []
    for place, (name, own) in enumerate(_bins(log, rows, names, span.reference).items()):
        one = _column(log, rows, (place, name, own), len(span.starts))
        if one is None:
            return None
        made.append(one)
    return tuple(made)


def beside(
    log: Log, reference: Log, names: tuple[str, ...]
) -> Iterator[tuple[str, tuple[ColumnProfile, ColumnProfile] | None]]:
    """Columns of two logs by the bins of one of them, each log as one period.

    Args:
        log: the rows.
        reference: those that fix the bins.
        names: columns that both have.

    Yields:
        Each column in the reference and in the log; None where the two hold other kinds of value,
        or too many different ones.
    """
    ours, theirs = (_undated(one, names) for one in (log, reference))
    known = ours.collect_schema().names()
    for place, (name, own) in enumerate(_bins(reference, theirs, names, 1).items()):
        which = (place, name, own)
        if f"{'v' if own.is_numbers else 't'}{place}" not in known:
            yield name, None
            continue
        before, after = _column(reference, theirs, which, 1), _column(log, ours, which, 1)
        yield name, (before, after) if before and after else None


def _undated(log: Log, names: tuple[str, ...]) -> nw.LazyFrame[Any]:
    """The rows with these columns, all of one period and without their outcomes."""
    rows = log.source.frame.select(
        **_said(log, names), **counting.weights(log), period=nw.lit(0), outcome=nw.lit(0)
    )
    if log.review.columns.weight is not None:
        rows = rows.filter(nw.col("n") > 0)
    return _in_memory(log, rows)


def _column(
    log: Log, rows: nw.LazyFrame[Any], which: tuple[int, str, _Bins], size: int
) -> ColumnProfile | None:
    """One column by period and bin, or None where there are too many different counts."""
    place, name, own = which
    codes = dict(_codes(log, place, name, own))
    n = ("n",) if log.review.columns.weight is not None else ()
    asked = rows.select("period", "outcome", *n, **codes)
    table = counting.grouped(log, asked, ("period", "outcome", *codes))
    if len(table) > MOST_CELLS:
        return None
    counted = Counted(Query(log.review.handoff_candidate), table)
    return _profile(log.review, counted, name, own, size)


def looked_at(log: Log) -> Iterator[str]:
    """The columns with values that may change: no number of a case, no time, no weight, no file."""
    columns = log.review.columns
    never = {
        columns.id,
        columns.time,
        columns.weight,
        columns.observed,
        columns.image,
        columns.mask,
    }
    for name in log.source.names:
        if name in mapped(log.review) and name not in never:
            kind = counting.kind(log, name)
            if kind.is_numeric() or isinstance(kind, _KINDS):
                yield name


_TEXTS: Final = (nw.String, nw.Categorical, nw.Enum)
_KINDS: Final = (*_TEXTS, nw.Boolean)


def _dated(log: Log, time: str, span: _Span, names: tuple[str, ...]) -> nw.LazyFrame[Any]:
    """The rows with their period and outcome; of each column its number `v` and its text `t`."""
    by_outcome = [[v for v, place in span.outcome.items() if place == o] for o in range(OUTCOMES)]
    outcome = nw.lit(0)
    for place, values in enumerate(by_outcome):
        if values:
            own = nw.when(log.label().is_in(values)).then(nw.lit(place)).otherwise(nw.lit(0))
            outcome = outcome + own
    rows = log.source.frame.select(
        time=log.column(time), outcome=outcome, **_said(log, names), **counting.weights(log)
    )
    rows = times.with_days(rows)
    rows = rows.filter(~nw.col("day").is_null()).with_columns(period=span.place(nw.col("day")))
    if log.review.columns.weight is not None:
        rows = rows.filter(nw.col("n") > 0)
    return rows.filter(nw.col("period") >= 0)


def _said(log: Log, names: tuple[str, ...]) -> dict[str, nw.Expr]:
    """Of each column its number `v` and its text `t`, as far as its kind has them."""
    said: dict[str, nw.Expr] = {}
    for place, name in enumerate(names):
        kind = counting.kind(log, name)
        if not isinstance(kind, nw.Categorical | nw.Enum):
            said[f"v{place}"] = log.number(name)
        if isinstance(kind, _TEXTS):
            said[f"t{place}"] = log.column(name).cast(nw.String()).str.strip_chars()
    return said


def _in_memory(log: Log, rows: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """The same rows read once, where they are few; one query after another is slower then."""
    held = collected(rows.head(_MOST_ROWS + 1), log.source.where)
    return rows if len(held) > _MOST_ROWS else nw.from_native(held).lazy()


def _reached(number: nw.Expr, edges: list[float]) -> nw.Expr:
    """How many of the edges a number reaches."""
    place = nw.lit(0)
    for edge in edges:
        place = place + nw.when(number >= edge).then(nw.lit(1)).otherwise(nw.lit(0))
    return place


def _bins(
    log: Log, rows: nw.LazyFrame[Any], names: tuple[str, ...], reference: int
) -> dict[str, _Bins]:
    """Of every column, by the first rows of the reference."""
    if not names:
        return {}
    said = [name for name in rows.collect_schema() if name[0] in "vt"]
    first = rows.filter(nw.col("period") < reference).select(*said).head(_MOST_ROWS)
    held = collected(first, log.source.where).to_pandas()
    least, free = log.review.method.privacy_cell, log.review.columns.text
    return {
        name: _Bins() if name == free else _bins_of(held, place, least)
        for place, name in enumerate(names)
    }


def _bins_of(held: pd.DataFrame, place: int, least: int) -> _Bins:
    numbers = texts = None
    if f"v{place}" in held:
        all_of_it = held[f"v{place}"].to_numpy(np.float64)
        known = all_of_it[~np.isnan(all_of_it)]
        numbers = known[np.abs(known) < NO_NUMBER]
    if f"t{place}" in held:
        texts = held[f"t{place}"].dropna()
        texts = texts[~texts.str.lower().isin(["", "nan"])]
    if numbers is not None and (texts is None or len(numbers) > _READABLE * len(texts)):
        return _numbered(numbers)
    if texts is None:
        return _Bins(is_numbers=True)
    often = texts.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    return _Bins(names=tuple(often.index[often >= least][:_MOST_NAMES]))


def _numbered(numbers: Floats) -> _Bins:
    """Tenths of the numbers, and the last of 100 at both ends, where what is rare is told by.

    A value that is frequent has a bin of its own, also the lowest and the highest: what is beyond
    them later is told apart.
    """
    if not len(numbers):
        return _Bins(is_numbers=True)
    ordered = np.sort(numbers)
    tenths = ordered[(len(ordered) * np.array(_CUTS)) // 100]
    values, n = np.unique(ordered, return_counts=True)
    own = n >= _OFTEN * len(ordered)
    beyond = np.append(values[1:], np.nextafter(values[-1], np.inf))
    edges = {*tenths.tolist(), *values[own].tolist(), *beyond[own].tolist()}
    if not own[0]:
        edges -= {float(ordered[0])}  # nothing of the reference is below
    bounded = bool(ordered[0] >= 0)
    return _Bins(
        (*((0.0,) if bounded else ()), *sorted(edge for edge in edges if not bounded or edge > 0)),
        is_numbers=True,
        is_bounded=bounded,
    )


def _codes(log: Log, place: int, name: str, own: _Bins) -> Iterator[tuple[str, nw.Expr]]:
    """The bin of each value; the `size` of numbers, and whether a text has a `mail` in it."""
    number, text = nw.col(f"v{place}"), nw.col(f"t{place}")
    if own.is_numbers:
        size = number.abs()
        code = _reached(number, list(own.edges))
        code = nw.when(number.is_null()).then(nw.lit(UNSAID)).otherwise(code)
        code = nw.when(size >= NO_NUMBER).then(nw.lit(NO_NUMBERS)).otherwise(code)
        code = nw.when(size > _HUGE).then(nw.lit(INFINITE)).otherwise(code)
        yield "bin", code.cast(nw.Int64())
        kept = (size > 0) & (size < NO_NUMBER)
        told = nw.when(kept).then(_reached(size, _POWERS)).otherwise(nw.lit(UNSAID))
        yield "size", told.cast(nw.Int64())
    else:
        code = nw.lit(len(own.names))
        for which, each in enumerate(own.names):
            code = nw.when(text == each).then(nw.lit(which)).otherwise(code)
        empty = text.is_null() | text.str.to_lowercase().is_in(["", "nan"])
        yield "bin", nw.when(empty).then(nw.lit(UNSAID)).otherwise(code).cast(nw.Int64())
    if isinstance(counting.kind(log, name), _TEXTS):
        has = nw.when(text.str.contains(_MAIL)).then(nw.lit(1)).otherwise(nw.lit(0))
        yield "mail", has.cast(nw.Int64())


def _profile(review: Review, counted: Counted, name: str, own: _Bins, size: int) -> ColumnProfile:
    """The counts of one column.

    Args:
        review: of the log.
        counted: by period, outcome, and the codes of the column.
        name: of the column.
        own: how its values are told apart.
        size: how many periods there are.
    """
    period, outcome = (counted.column(key).astype(np.int64) for key in ("period", "outcome"))

    def table(key: str, lowest: int, codes: int) -> Ints:
        """Cases by period, code and outcome, of the codes from the lowest on."""
        made = np.zeros((size, codes, OUTCOMES), dtype=np.int64)
        if counted.has(key):
            code = counted.column(key).astype(np.int64) - lowest
            np.add.at(made, (period, code, outcome), counted.cases())
        return made

    binned = table("bin", INFINITE, own.size - INFINITE)
    beside = binned[:, :-INFINITE].sum(axis=2)
    return ColumnProfile(
        column=name,
        is_input=name in _inputs(review),
        is_numbers=own.is_numbers,
        counts=binned[:, -INFINITE:],
        unsaid=beside[:, UNSAID - INFINITE],
        no_numbers=beside[:, NO_NUMBERS - INFINITE],
        infinite=beside[:, 0],
        mails=table("mail", 0, 2).sum(axis=2)[:, 1],
        magnitudes=table("size", UNSAID, len(_POWERS) + 2).sum(axis=2)[:, 1:],
        is_bounded=own.is_bounded,
    )


def _inputs(review: Review) -> frozenset[str]:
    """Columns that are known before the outcome is: they must not give it away."""
    columns = review.columns
    return frozenset((*columns.features, *columns.protected, *columns.context)) - {columns.label}


def _repeats(log: Log, time: str) -> Repeats | None:
    """Rows that are there twice on one day; None with weights, or where there are too many rows."""
    columns = log.review.columns
    if columns.weight is not None:
        return None
    first = log.source.frame.select(nw.col(log.source.inner(time))).head(MOST_IDS + 1)
    if int(answered(log, first.select(rows=nw.len())).column("rows")[0].as_py()) > MOST_IDS:
        return None
    names = [columns.id] if columns.id is not None else sorted(mapped(log.review))
    own = {f"k{i}": log.column(name) for i, name in enumerate(names) if name in log.source.names}
    rows = times.with_days(log.source.frame.select(time=log.column(time), **own))
    rows = rows.filter(~nw.col("day").is_null()).select("day", *own)
    if columns.id is not None and own:  # rows without a number are not known to be one case
        rows = rows.filter(~nw.col("k0").is_null())
    kinds = rows.group_by("day", *own).agg(rows=nw.len()).with_columns(more=nw.col("rows") - 1)
    found = answered(
        log, kinds.group_by("day").agg(rows=nw.col("rows").sum(), more=nw.col("more").sum())
    )
    counted = Counted(Query(log.review.handoff_candidate), found)
    day = counted.column("day").astype(np.int64)
    order = np.argsort(day)
    rows_of, more = (counted.column(name).astype(np.int64)[order] for name in ("rows", "more"))
    return Repeats(day[order], rows_of, more)
