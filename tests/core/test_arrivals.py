"""When cases come in is counted as on the rows, whatever engine holds them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand import arrivals, times
from evenhand.arrivals import ArrivalCounts
from evenhand.handoff.subject import stops
from tests.core import making

SIZE = 600
KEYS = making.keys(
    columns={"protected": ["sex"], "time": "at", "weight": "n"}, handoff={"threshold": 0.815}
)


def log() -> pd.DataFrame:
    """A log of three weeks, in which times are instants, and confidences lie on stops too."""
    rng = np.random.default_rng(4)
    at = pd.to_datetime(1_767_225_600 + rng.integers(0, 21 * 86_400, SIZE), unit="s")
    score = np.where(rng.random(SIZE) < 0.5, rng.integers(0, 101, SIZE) / 100, rng.random(SIZE))
    return pd.DataFrame(
        {
            "y": rng.integers(0, 2, SIZE),
            "sex": rng.choice(["A", "B"], SIZE),
            "race": "X",
            "rule": 1,
            "score": np.where(rng.random(SIZE) < 0.9, score, np.nan),
            "n": rng.integers(0, 4, SIZE),
            "at": at,
        }
    )


def counts(frame: Any, keys: dict[str, Any] = KEYS) -> ArrivalCounts:  # noqa: ANN401
    """What was counted of a frame."""
    found = making.audit(frame, keys).tally.arrivals
    assert found is not None
    return found


def on_rows(frame: Any, threshold: float) -> tuple[Any, Any]:  # noqa: ANN401
    """All cases, and those below a threshold, by weekday and hour, one row after another."""
    alone, every = np.zeros((7, 24), dtype=int), np.zeros((7, 24), dtype=int)
    for row in frame.itertuples():
        if np.isnan(row.score):
            continue
        sure = row.score if row.score >= 0.5 else 1.0 - row.score
        every[row.at.weekday(), row.at.hour] += row.n
        alone[row.at.weekday(), row.at.hour] += row.n * (sure < threshold)
    return every, alone


def test_cases_by_weekday_and_hour_are_those_of_the_rows_at_every_stop() -> None:
    """All of them, and those below each stop of the slider and below the review's threshold."""
    found = counts(log())
    for threshold in stops(0.815):
        every, below = on_rows(log(), float(threshold))
        np.testing.assert_array_equal(found.cases, every)
        np.testing.assert_array_equal(found.handed_off(float(threshold)), below)
    known = log().query("n > 0")["at"]
    assert (found.first, found.last) == (known.min().date(), known.max().date())
    assert not found.zoned


def zone(name: str) -> Callable[[pd.DataFrame], Any]:
    """The same log in DuckDB, in a session of another zone, with instants as such or as text."""

    def moved(frame: pd.DataFrame) -> Any:  # noqa: ANN401
        session = duckdb.connect()
        session.execute(f"SET TimeZone = '{name}'")
        local = frame.assign(at=frame["at"].dt.tz_localize("UTC").dt.tz_convert(name))
        return session.from_arrow(pa.Table.from_pandas(local, preserve_index=False))

    return moved


def as_text(frame: pd.DataFrame) -> Any:  # noqa: ANN401
    """Times as text, with offsets of several kinds; some padded."""
    offsets = ["Z", "+00:00", " UTC", "+02:00", "-0330", "+05", "-00:30"]
    ahead = [0, 0, 0, 120, -210, 300, -30]
    texts = []
    for place, time in enumerate(frame["at"]):
        kind = place % len(offsets)
        local = time + pd.Timedelta(minutes=ahead[kind])
        texts.append(f"{' ' * (place % 2)}{local.isoformat()}{offsets[kind]}")
    return frame.assign(at=texts)


WAYS: dict[str, Callable[[pd.DataFrame], Any]] = {
    "polars": pl.from_pandas,
    "lazy polars": lambda f: pl.from_pandas(f).lazy(),
    "lazy polars elsewhere": lambda f: pl.from_pandas(f).with_columns(
        pl.col("at").dt.replace_time_zone("UTC").dt.convert_time_zone("Asia/Kolkata")
    ).lazy(),
    "New York": zone("America/New_York"),
    "Kathmandu": zone("Asia/Kathmandu"),
    "text": as_text,
    "lazy polars text": lambda f: pl.from_pandas(as_text(f)).lazy(),
    "categories": lambda f: f.assign(at=f["at"].astype(str).astype("category")),
    "nanoseconds": lambda f: f.assign(at=f["at"].astype("datetime64[ns]")),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_every_engine_and_way_of_writing_a_time_gives_the_same_hours(way: str) -> None:
    """Not those of a session's time zone."""
    found, expected = counts(WAYS[way](log())), counts(log())
    for name in ("by_step", "below", "days"):
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name))
    assert (found.first, found.last) == (expected.first, expected.last)


def test_a_prediction_counts_where_it_is_said_and_has_a_confidence() -> None:
    """Empty text is no answer, as everywhere."""
    frame = pd.DataFrame(
        {
            "y": ["a", "b", "c", "a", "b"],
            "says": ["a", "b", " ", None, "nan"],
            "sure": [0.6, 0.7, 0.8, 0.9, 0.5],
            "at": pd.to_datetime(["2026-01-05 09:59:59"] * 5),
        }
    )
    keys = {
        "title": "t",
        "columns": {"label": "y", "time": "at"},
        "candidates": [{"name": "m", "role": "model", "prediction": "says", "confidence": "sure"}],
        "handoff": {"threshold": 0.65},
    }
    found = counts(frame, keys)
    assert (found.cases.sum(), found.cases[0, 9], found.below.sum()) == (2, 2, 1)


BAD = ("", "yesterday", "2026-02-30 09:00", "2026-13-01 09:00", "2026-01-31 24:00", "31.01.2026")


def test_times_that_cannot_be_read_are_counted_and_the_others_used() -> None:
    """Dates that no calendar has among them; no engine fails on them."""
    frame = log().assign(n=1)
    frame["at"] = frame["at"].astype(str)
    frame.loc[: len(BAD) - 1, "at"] = BAD
    for given_ in (frame, pl.from_pandas(frame).lazy()):
        audit = making.audit(given_, KEYS)
        [problem] = [p for p in audit.data_check.problems if p.column == "at"]
        assert (problem.severity, problem.rows) == ("warning", len(BAD))
        assert audit.tally.arrivals is not None
        every, _ = on_rows(log().assign(n=1).iloc[len(BAD) :], 0.5)
        np.testing.assert_array_equal(audit.tally.arrivals.cases, every)


@pytest.mark.parametrize(
    "column",
    [
        pd.to_datetime(["2026-01-05", "2026-01-06"]),
        [date(2026, 1, 5), date(2026, 1, 6)],
        ["2026-01-05", "2026-01-06"],
        [20260105, 20260106],
        [None, None],
    ],
    ids=["midnights", "days", "days as text", "numbers", "nothing"],
)
def test_a_column_without_times_of_day_is_said_to_have_none(column: Any) -> None:  # noqa: ANN401
    """Days, numbers, or nothing: no hour of arrival is made up."""
    frame = making.log(y=[1, 0]).assign(at=column, n=1)
    audit = making.audit(frame, KEYS)
    assert audit.tally.arrivals is None
    assert [p.severity for p in audit.data_check.problems if p.column == "at"]


def test_a_date_that_is_far_off_is_warned_of() -> None:
    """It thins out every hour of the log; the date itself is not quoted."""
    frame = log().assign(n=1)
    assert not [p for p in making.audit(frame, KEYS).data_check.problems if p.column == "at"]
    frame.loc[0, "at"] = pd.Timestamp("1900-01-01 05:00")
    frame.loc[0, "score"] = 0.7
    [problem] = [p for p in making.audit(frame, KEYS).data_check.problems if p.column == "at"]
    assert problem.severity == "warning"
    assert "fewer than one case a day" in problem.message
    assert "1900" not in problem.message


def test_a_review_without_handoff_counts_no_arrivals() -> None:
    """What nobody asks for costs nothing; of its time, health is told."""
    frame = making.log(y=[1, 0]).assign(at=pd.to_datetime("2026-01-05 09:00"))
    alone = {"candidates": [making.MODEL]}  # else the two are compared over time
    audit = making.audit(frame, making.keys(columns={"time": "at"}, **alone))
    assert audit.tally.arrivals is None
    assert not any("[columns] time" in p.message for p in audit.data_check.problems)


@given(st.dates(date(1901, 1, 1), date(2200, 1, 1)), st.integers(0, 800))
def test_weekdays_between_two_days_are_those_of_the_calendar(start: date, length: int) -> None:
    """Both days included."""
    first = start.toordinal() - date(1970, 1, 1).toordinal()
    expected = [0] * 7
    for number in range(start.toordinal(), start.toordinal() + length + 1):
        expected[date.fromordinal(number).weekday()] += 1
    assert arrivals._days(first, first + length).tolist() == expected  # noqa: SLF001


def test_hours_reach_from_the_first_year_to_the_last() -> None:
    """Leap years, centuries and times before 1970."""
    years = ["0001-01-01 00:59", "1900-02-28 23:00", "1969-12-31 23:59", "2000-02-29 12:00",
             "2100-03-01 01:00", "9999-12-31 23:00"]  # fmt: skip
    import narwhals as nw  # noqa: PLC0415

    rows = nw.from_native(pl.DataFrame({"time": years}).lazy())
    found = times.with_hours(rows).collect()["hour"].to_list()
    expected = [np.datetime64(year.replace(" ", "T"), "h").astype(int) for year in years]
    assert found == expected
