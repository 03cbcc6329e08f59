"""The hour at which something happened, counted alike in every engine.

Hours are whole ones since 1970-01-01 00:00 UTC. Engines show a time with a zone in the zone of
their session, and read text each in its own way; so here such a time is first brought to UTC, and
text is read digit by digit. A time without a zone counts as it stands.
"""

import math
from datetime import date
from typing import Any, Final

import narwhals as nw

HOURS_A_WEEK: Final = 168
MONDAY: Final = 72
"""What is added to the hours since 1970, a Thursday, so that a Monday's midnight is 0."""

_Rows = nw.LazyFrame[Any]
_SPARK: Final = frozenset({nw.Implementation.PYSPARK, nw.Implementation.PYSPARK_CONNECT})
_DUCKDB: Final = frozenset({nw.Implementation.DUCKDB})
_DAY: Final = (
    r"[0-9]{4}-(((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01]))|((0[469]|11)-(0[1-9]|[12][0-9]|30))"
    r"|(02-(0[1-9]|[12][0-9])))"
)
_CLOCK: Final = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-6][0-9]([.,][0-9]+)?)?"
_ZONE: Final = r" ?(Z|UTC|[+-][0-9]{2}(:?[0-9]{2})?)?"
_TIME: Final = rf"{_DAY}[T ]{_CLOCK}{_ZONE}"
_PARTS: Final = ("year", "month", "day", "hour", "minute")
_PLACES: Final = ((0, 4), (5, 2), (8, 2), (11, 2), (14, 2))
# How the end of a text says how far it is from UTC: its length, and where its minutes start.
_OFFSETS: Final = ((6, 4), (5, 3), (3, None))


def has_hours(kind: nw.dtypes.DType) -> bool:
    """Whether a column of this type can hold a time of day that can be read."""
    return isinstance(kind, nw.Datetime | nw.String | nw.Categorical | nw.Enum)


def has_days(kind: nw.dtypes.DType) -> bool:
    """Whether a column of this type can hold a day that can be read."""
    return has_hours(kind) or isinstance(kind, nw.Date)


def whole(number: nw.Expr, by: float) -> nw.Expr:
    """How often a whole number holds another; half a one more, since Polars divides inexactly."""
    return ((number + 0.5) / by).floor()


def day_of(hour: float) -> date:
    """The day of an hour since 1970, held inside the calendar.

    >>> day_of(25)
    datetime.date(1970, 1, 2)
    """
    number = date(1970, 1, 1).toordinal() + math.floor(hour / 24)
    return date.fromordinal(min(max(number, 1), date.max.toordinal()))


def with_hours(rows: _Rows) -> _Rows:
    """The same rows with `hour`, null where none can be read, and `zoned`, 1 where a zone is named.

    Args:
        rows: `time` holds times, or text such as `2026-01-31 09:30`, with seconds and an offset or
            without; a type that `has_hours`.
    """
    kind = rows.collect_schema()["time"]
    if not isinstance(kind, nw.Datetime):
        return _of_text(rows)
    zoned = nw.lit(int(kind.time_zone is not None))
    if kind.time_zone in {None, "UTC"}:
        return _of_parts(rows).with_columns(zoned=zoned)
    if rows.implementation in _SPARK:  # a time with a zone is a number of seconds there
        seconds = nw.col("time").cast(nw.Int64()).cast(nw.Float64())
        return rows.with_columns(hour=whole(seconds, 3600.0), zoned=zoned)
    if rows.implementation in _DUCKDB:  # it converts none, but writes the offset
        return _of_text(rows)
    converted = nw.col("time").dt.convert_time_zone("UTC")
    return _of_parts(rows.with_columns(time=converted)).with_columns(zoned=zoned)


def with_days(rows: _Rows) -> _Rows:
    """The same rows with `day`, whole days since 1970 in UTC; null where none can be read.

    Args:
        rows: `time` holds days, times, or text such as `2026-01-31`, with a time of day or without;
            a type that `has_days`.
    """
    kind, time = rows.collect_schema()["time"], nw.col("time")
    if isinstance(kind, nw.Date):
        rows = rows.with_columns(time=time.cast(nw.Datetime()))
    elif not isinstance(kind, nw.Datetime):
        rows = rows.with_columns(time=time.cast(nw.String()))
        start = nw.concat_str([time.str.strip_chars(), nw.lit(" 00:00")])
        is_day = time.str.contains(rf"^\s*{_DAY}\s*$")
        rows = rows.with_columns(time=nw.when(is_day).then(start).otherwise(time))
    rows = with_hours(rows)
    return rows.with_columns(day=whole(nw.col("hour"), 24.0)).drop("hour", "zoned")


def _of_parts(rows: _Rows) -> _Rows:
    time = nw.col("time").dt
    parts = {name: getattr(time, name)().cast(nw.Float64()) for name in _PARTS[:4]}
    return _together(rows.with_columns(**parts))


def _of_text(rows: _Rows) -> _Rows:
    """Step after step, since an engine works out a repeated expression again for every row.

    What is no time is null before anything is cast, so that no engine fails on it.
    """
    text = nw.col("time")
    rows = rows.with_columns(time=text.cast(nw.String()))
    padded = nw.when(text.str.contains(rf"^\s*{_TIME}\s*$")).then(text.str.strip_chars())
    read = nw.when(text.str.contains(rf"^{_TIME}$")).then(text).otherwise(padded)  # few need more
    rows = rows.with_columns(time=read)
    parts = {
        name: text.str.slice(*place).cast(nw.Float64())
        for name, place in zip(_PARTS, _PLACES, strict=True)
    }
    rows = rows.with_columns(**parts, end=text.str.slice(-6))
    rows = rows.with_columns(end=nw.when(nw.col("end").str.contains(r"[+-]")).then(nw.col("end")))
    rows = rows.with_columns(ahead=_ahead(nw.col("end")))
    named = nw.col("ahead").is_null() & ~text.str.slice(-1).is_in(["Z", "C"])
    rows = rows.with_columns(zoned=nw.when(named).then(nw.lit(0)).otherwise(nw.lit(1)))
    past = 60.0 * nw.col("hour") + nw.col("minute") - nw.col("ahead").fill_null(0.0)
    return _together(rows.with_columns(hour=whole(past, 60.0))).drop("minute", "end", "ahead")


def _ahead(end: nw.Expr) -> nw.Expr:
    """Minutes ahead of UTC by the end of a text; null where it names no offset."""
    found = nw.lit(None, nw.Float64())
    for size, start in _OFFSETS:
        own = nw.when(end.str.slice(-size, 1).is_in(["+", "-"])).then(end.str.slice(-size))
        minutes = 60.0 * own.str.slice(1, 2).cast(nw.Float64())
        if start is not None:
            minutes = minutes + own.str.slice(start, 2).cast(nw.Float64())
        signed = nw.when(own.str.slice(0, 1) == "-").then(-minutes).otherwise(minutes)
        found = nw.coalesce(signed, found)
    return found


def _together(rows: _Rows) -> _Rows:
    """Hours since 1970 from year, month, day and hour.

    Years are counted from March, so that the day that is sometimes there is the last one.
    Source: Hinnant, "chrono-compatible low-level date algorithms".
    """
    year, month, day = (nw.col(name) for name in _PARTS[:3])
    rows = rows.with_columns(early=(month < 3.0).cast(nw.Float64()))  # noqa: PLR2004  # March
    early = nw.col("early")
    rows = rows.with_columns(year=year - early, month=month + 12.0 * early - 3.0)
    leap = whole(year, 4.0) - whole(year, 100.0) + whole(year, 400.0)
    days = 365.0 * year + leap + whole(153.0 * month + 2.0, 5.0) + day - 719469.0
    return rows.with_columns(hour=24.0 * days + nw.col("hour")).drop("early", *_PARTS[:3])
