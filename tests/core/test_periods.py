"""Whether the difference held: by calendar period, as on the rows, in every engine."""

from collections.abc import Callable
from dataclasses import replace
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
from scipy.stats import binomtest, false_discovery_control
from statsmodels.stats.meta_analysis import combine_effects

from evenhand import figures
from evenhand.figures.over_time import over_time as figure
from evenhand.findings import Comparison, Estimate, Findings, OverTime
from evenhand.periods import FEWEST, MOST, starts, unit_of
from evenhand.words.over_time import held, over_time_title
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")
SIZE = 1500
KEYS = making.keys(columns={"time": "at", "protected": ["sex"], "weight": "n"})
PANDAS = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}


def log(days: int = 150) -> pd.DataFrame:
    """A log in which the model gets worse than the rule, and the last outcomes are not in yet."""
    rng = np.random.default_rng(9)
    at = np.sort(rng.integers(0, days * 86_400, SIZE))
    y, later = rng.integers(0, 2, SIZE), at / at.max()
    said = np.where(rng.random(SIZE) < 0.95 - 0.4 * later, y, 1 - y)
    known = (later < 0.9) | (rng.random(SIZE) < 0.2)
    return pd.DataFrame(
        {
            "y": pd.Series(y, dtype="Int64").where(known),
            "sex": rng.choice(["A", "B"], SIZE),
            "race": "X",
            "rule": np.where(rng.random(SIZE) < 0.8, y, 1 - y),
            "score": np.where(rng.random(SIZE) < 0.95, 0.2 + 0.6 * said, np.nan),
            "n": rng.integers(0, 3, SIZE),
            "at": pd.to_datetime(1_767_225_600 + at, unit="s"),
        }
    )


def found(frame: Any, keys: dict[str, Any] = KEYS) -> OverTime:  # noqa: ANN401
    """The comparison over time of a log."""
    compared = making.audit(frame, keys).findings().comparison
    assert isinstance(compared, Comparison)
    assert isinstance(compared.over_time, OverTime)
    return compared.over_time


@pytest.mark.parametrize("days", [10, 40, 150])
def test_every_period_is_counted_as_on_the_rows(days: int) -> None:
    """By pandas' own calendar: days, weeks from Monday, months; weights counted."""
    made = found(log(days))
    rows = log(days).loc[lambda f: f.index.repeat(f["n"])]
    rows = rows[rows["score"].notna()]
    by = rows.groupby(rows["at"].dt.to_period(PANDAS[made.unit]))
    names = {str(p.start_time.date())[: 7 if made.unit == "month" else 10]: g for p, g in by}
    assert made.unit == {10: "day", 40: "week", 150: "month"}[days]
    assert {one.period for one in made.periods if one.cases} == set(names)
    for one in made.periods:
        own = names.get(one.period, rows.iloc[:0])
        known = own[own["y"].notna()]
        y = known["y"].to_numpy(dtype=int)
        model, rule = known["score"].to_numpy() >= 0.5, known["rule"].to_numpy() == 1
        assert (one.cases, one.n) == (len(own), len(known))
        if one.n:
            right = [np.mean(said == (y == 1)) for said in (rule, model)]
            assert one.baseline.accuracy.value == pytest.approx(right[0])
            assert one.model.accuracy.value == pytest.approx(right[1])
            assert one.difference.value == pytest.approx(right[1] - right[0])
            assert one.model.selection_rate.value == pytest.approx((own["score"] >= 0.5).mean())


def test_whether_periods_differ_is_cochrans_q() -> None:
    """As statsmodels has it, on effects and their variances."""
    made = found(log())
    able = [one.difference for one in made.periods if one.eligible]
    widths = np.array([(one.high or 0) - (one.low or 0) for one in able])
    variances = (widths / (2 * 1.959963984540054)) ** 2
    oracle = combine_effects(np.array([one.value for one in able]), variances).test_homogeneity()
    assert made.p_value == pytest.approx(oracle.pvalue)
    assert made.p_value is not None
    assert made.p_value < 0.001


def test_a_period_is_told_apart_beyond_chance_among_all_of_them() -> None:
    """Each by McNemar's exact test on its rows, all together by Benjamini-Hochberg."""
    rows = log().loc[lambda f: f.index.repeat(f["n"])]
    rows = rows[rows["score"].notna() & rows["y"].notna()]
    made = [one for one in found(log()).periods if one.eligible]
    tests = []
    for one in made:
        own = rows[rows["at"].dt.strftime("%Y-%m") == one.period]
        model, rule = (own["score"] >= 0.5) == (own["y"] == 1), own["rule"] == own["y"]
        only = int((model & ~rule).sum()), int((rule & ~model).sum())
        tests.append(float(binomtest(only[0], sum(only)).pvalue))
    assert [one.q_value for one in made] == pytest.approx(list(false_discovery_control(tests)))


def test_one_period_of_many_below_nothing_by_chance_is_no_reversal() -> None:
    """Its own interval lies below 0; among so many periods that is nothing."""
    made = found(log())
    start, gap = made.periods[0], Estimate(-0.1, -0.19, -0.01, 100)
    periods = tuple(
        replace(start, difference=gap, eligible=True, q_value=0.4 if place else 0.001)
        for place in range(2)
    )
    assert held(replace(made, periods=periods)) == (0, 1, 1)


def elsewhere(frame: pd.DataFrame) -> Any:  # noqa: ANN401
    """The same in DuckDB, in a session far from UTC."""
    session = duckdb.connect()
    session.execute("SET TimeZone = 'Asia/Tokyo'")
    zoned = frame.assign(at=frame["at"].dt.tz_localize("UTC").dt.tz_convert("Asia/Tokyo"))
    return session.from_arrow(pa.Table.from_pandas(zoned, preserve_index=False))


WAYS: dict[str, Callable[[pd.DataFrame], Any]] = {
    "lazy polars": lambda f: pl.from_pandas(f).lazy(),
    "Tokyo": elsewhere,
    "text": lambda f: f.assign(at=f["at"].astype(str)),
    "days": lambda f: f.assign(at=f["at"].dt.date),
    "days of polars": lambda f: pl.from_pandas(f).with_columns(pl.col("at").dt.date()).lazy(),
    "days as text": lambda f: f.assign(at=f["at"].dt.strftime(" %Y-%m-%d")),
    "mixed": lambda f: f.sample(frac=1, random_state=4),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_engine_and_way_of_writing_a_day_gives_the_same_periods(way: str) -> None:
    """Not those of a session's time zone; and a day is enough."""
    assert found(WAYS[way](log())) == found(log())


@given(st.lists(st.integers(-20_000, 40_000), min_size=1, max_size=30))
def test_periods_are_those_of_the_calendar(days: list[int]) -> None:
    """As pandas cuts them; and of the unit there are neither too few nor too many."""
    unit = unit_of(np.array(days))
    cut = pd.to_datetime(np.array(days), unit="D").to_period(PANDAS[unit])
    assert starts(np.array(days), unit).astype(str).tolist() == [
        str(period.start_time.date()) for period in cut
    ]
    span = (cut.max() - cut.min()).n + 1
    assert span <= MOST or unit == "year"
    assert span >= FEWEST or unit in {"day", "quarter", "year"}


def test_between_arms_each_counts_on_its_own_cases() -> None:
    """No case was answered by both, so the difference is that of two samples."""
    frame = log().assign(arm=lambda f: np.where(f.index % 2 == 0, "rule", "model"), n=1)
    keys = KEYS | {"columns": KEYS["columns"] | {"arm": "arm"}}
    made, rows = found(frame, keys), frame[frame["y"].notna()]
    first = rows[rows["at"].dt.strftime("%Y-%m") == made.periods[0].period]
    rule = first[first["arm"] == "rule"]
    model = first[(first["arm"] == "model") & first["score"].notna()]
    one = made.periods[0]
    assert one.n == len(rule) + len(model)
    own = np.mean((model["score"] >= 0.5) == (model["y"] == 1))
    assert one.difference.value == pytest.approx(own - np.mean(rule["rule"] == rule["y"]))


def test_where_few_are_positive_what_is_found_of_them_is_compared() -> None:
    """How often one is right says little then."""
    rng = np.random.default_rng(2)
    y = (rng.random(SIZE) < 0.05).astype(int)
    frame = log().assign(y=y, n=1, rule=0, score=np.where(rng.random(SIZE) < 0.7, y, 0.0))
    made = found(frame)
    assert made.measure == "true_positive_rate"
    assert made.periods[0].difference.value == made.periods[0].model.true_positive_rate.value


def test_what_has_no_time_label_or_baseline_is_not_counted() -> None:
    """Nothing is asked of the engine, and a review without a time says what to add."""
    for keys in (making.keys(), KEYS | {"candidates": [making.MODEL]}):
        assert making.audit(log(), keys).tally.periods is None
    columns = {k: v for k, v in KEYS["columns"].items() if k != "label"}
    assert making.audit(log(), KEYS | {"columns": columns}).tally.periods is None


def claims(*ends: tuple[float, float]) -> str:
    """The title where the differences of the periods have these ends."""
    made = found(log())
    periods = tuple(
        replace(
            made.periods[0],
            difference=Estimate((low + high) / 2, low, high, 100),
            eligible=True,
            q_value=0.5 if low < 0 < high else 0.001,
        )
        for low, high in ends
    )
    audit = making.audit(log(), KEYS).findings()
    assert isinstance(audit.comparison, Comparison)
    compared = replace(audit.comparison, over_time=replace(made, periods=periods))
    return over_time_title(replace(audit, comparison=compared))


def test_the_title_says_whether_it_held_reversed_or_cannot_be_told() -> None:
    """One sentence for each case."""
    up, down, open_ = (0.1, 0.3), (-0.3, -0.1), (-0.1, 0.1)
    assert claims(up, up) == "The model is right more often than the rule in all 2 months"
    assert claims(down, down, down).startswith(
        "The rule is right more often than the model in all 3"
    )
    assert claims(up, open_) == (
        "The model is right more often than the rule in 1 of 2 months; in the others one can't tell"
    )
    assert claims(up, down) == (
        "It reversed: the model is right more often in 1 month of 2, and the rule in 1"
    )
    assert claims(open_, open_).startswith("In none of 2 months can one tell")
    assert claims(up).startswith("Too few outcomes are known a month")


def test_late_outcomes_are_said_and_never_counted_as_mistakes() -> None:
    """The last month's are mostly not in; a month with few of them is hollow."""
    audit = making.audit(log(), KEYS)
    made: Findings = audit.findings()
    drawn = figure(made, audit.review)
    assert drawn is not None
    assert "so far; the others count as not known, never as mistakes" in drawn.meaning
    assert "by more than chance would" in drawn.meaning
    assert len(drawn.rows) == len(found(log()).periods)
    assert any(part.key == "over_time" for part in figures.BY_COMPARISON)
    assert found(log()).periods[0].period == date(2026, 1, 1).isoformat()[:7]
