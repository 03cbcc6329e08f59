"""Two groups within strata: the published table, statsmodels, and what arithmetic demands."""

import json
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st
from scipy.stats import binom
from statsmodels.stats.contingency_tables import StratifiedTable, Table2x2

from evenhand import statistics
from evenhand.cli import main
from evenhand.fairness import mantel_haenszel
from evenhand.fairness.mantel_haenszel import Strata
from evenhand.fairness.strata import disagreement
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")
FIXTURES = Path(__file__).parents[1] / "fixtures"
OFFICE = [{"name": "office", "role": "human", "prediction": "admitted"}]
BERKELEY = """
title = "Berkeley, autumn 1973"
[words]
case = "applicant"
positive = "is admitted"
[data]
path = "ucb_admissions.csv"
[columns]
protected = ["sex"]
context = ["dept"]
weight = "n"
[[candidates]]
name = "office"
role = "human"
prediction = "admitted"
"""


def strata(*rows: tuple[int, int, int, int]) -> Strata:
    """Strata of (favourable of one, one, favourable of two, two)."""
    return Strata(*np.array(rows, dtype=np.int64).T)


def document(rows: list[tuple[Any, ...]], **columns: Any) -> dict[str, Any]:  # noqa: ANN401
    """The group findings of a log of (sex, dept, admitted, n)."""
    frame = pd.DataFrame(rows, columns=["sex", "dept", "admitted", "n"])
    start = {"label": None, "protected": ["sex"], "context": ["dept"], "weight": "n"}
    keys = making.keys(columns=start | columns, candidates=OFFICE)
    found: dict[str, Any] = making.document(frame, keys)["fairness"]["office"]
    return found


def test_berkeleys_admissions_through_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """44.5 % of men, 30.4 % of women; by department .9047, 1.4269 and .2323, as published."""
    (tmp_path / "ucb_admissions.csv").write_bytes((FIXTURES / "ucb_admissions.csv").read_bytes())
    (tmp_path / "review.toml").write_text(BERKELEY, encoding="utf-8")
    assert main(["run", str(tmp_path / "review.toml"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["fairness"]["office"]
    rates = {g["group"]: g["metrics"]["selection_rate"]["value"] for g in found["sex"]["groups"]}
    assert {name: round(rate, 3) for name, rate in rates.items()} == {
        "Female": 0.304,
        "Male": 0.445,
    }
    one = found["sex"]["stratified"]["dept"]
    assert (one["one"], one["two"], len(one["strata"])) == ("Female", "Male", 6)
    assert round(one["odds_ratio"]["value"], 4) == 0.9047
    assert (round(one["statistic"], 4), round(one["p_value"], 4)) == (1.4269, 0.2323)
    assert one["disagree"] is True
    assert one["pooled_difference"]["low"] > 0 > one["difference"]["low"]
    assert "stratified" not in found["dept"]


COUNT = st.integers(0, 12)
ROW = st.tuples(COUNT, COUNT, COUNT, COUNT).map(lambda r: (r[0], r[0] + r[1], r[2], r[2] + r[3]))


@hypothesis.given(st.lists(ROW, min_size=1, max_size=6))
@hypothesis.settings(max_examples=150, deadline=None)
def test_the_closed_forms_are_those_of_statsmodels(rows: list[tuple[int, int, int, int]]) -> None:
    """Odds ratio, its interval, statistic and p-value, wherever that class can work them out."""
    counted = strata(*rows)
    kept = [(x1, n1, x2, n2) for x1, n1, x2, n2 in rows if n1 and n2]
    ratio = mantel_haenszel.odds_ratio(counted, 0.95)
    statistic, p_value = mantel_haenszel.no_difference(counted)
    tables = np.array([[[x2, n2 - x2], [x1, n1 - x1]] for x1, n1, x2, n2 in kept], dtype=float)
    if not kept or not tables.sum(axis=1).all(axis=1).any():
        assert statistic is None
        return
    table = StratifiedTable(np.moveaxis(tables, 0, 2))
    with np.errstate(all="ignore"):
        if ratio.value:
            assert ratio.value == pytest.approx(table.oddsratio_pooled)
            assert (ratio.low, ratio.high) == pytest.approx(table.oddsratio_pooled_confint())
        else:
            assert not table.oddsratio_pooled or not np.isfinite(table.oddsratio_pooled)
        apart = np.abs((tables[:, 0, 0] - tables[:, 0].sum(1) * tables[:, :, 0].sum(1)
                        / tables.sum((1, 2))).sum())  # fmt: skip
        if apart >= 0.5:  # below, its correction overshoots
            asked = table.test_null_odds(correction=True)
            assert (statistic, p_value) == pytest.approx((asked.statistic, asked.pvalue), abs=1e-9)
        else:
            assert (statistic, p_value) == (0.0, 1.0)


@hypothesis.given(st.lists(ROW, min_size=1, max_size=5), st.integers(1, 3))
@hypothesis.settings(max_examples=60, deadline=None)
def test_the_other_way_round_is_the_mirror_image(
    rows: list[tuple[int, int, int, int]], power: int
) -> None:
    """The groups exchanged turn the difference; a hundred times the cases narrow its interval."""
    there = mantel_haenszel.difference(strata(*rows), 0.95)
    back = mantel_haenszel.difference(strata(*((c, d, a, b) for a, b, c, d in rows)), 0.95)
    if there.value is None:
        assert back.value is None
        return
    assert back.value == pytest.approx(-there.value)
    if there.low is None or there.high is None:
        assert there.value == 0
        return
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low), abs=1e-9)
    assert there.low - 1e-9 <= there.value <= there.high + 1e-9
    many = mantel_haenszel.difference(
        strata(*(tuple(100**power * k for k in row) for row in rows)),
        0.95,
    )
    assert many.low is not None
    assert many.high is not None
    assert many.high - many.low < there.high - there.low


def test_one_stratum_is_the_plain_table() -> None:
    """The odds ratio is Woolf's, the difference is that of the rates."""
    one = strata((12, 40, 30, 50))
    plain = Table2x2(np.array([[30, 20], [12, 28]]))
    ratio = mantel_haenszel.odds_ratio(one, 0.95)
    assert ratio.value == pytest.approx(plain.oddsratio)
    assert (ratio.low, ratio.high) == pytest.approx(plain.oddsratio_confint())
    assert mantel_haenszel.difference(one, 0.95).value == pytest.approx(0.6 - 0.3)


@pytest.mark.parametrize("gap", [-0.2, 0.0, 0.2])
@pytest.mark.parametrize("kind", ["few large strata", "many small strata"])
def test_the_interval_of_the_difference_holds_as_often_as_it_says(kind: str, gap: float) -> None:
    """Within 93 to 97 of 100 times at 95 %, both where strata are large and where they are many."""
    rng = np.random.default_rng(7)
    large = kind == "few large strata"
    n1 = np.array([80, 300, 50]) if large else np.ones(100, dtype=np.int64)
    n2 = np.array([200, 40, 60]) if large else np.full(100, 3)
    base = np.array([0.3, 0.5, 0.7]) if large else np.linspace(0.25, 0.75, 100)
    drawn = (
        mantel_haenszel.difference(
            Strata(rng.binomial(n1, base), n1, rng.binomial(n2, base + gap), n2), 0.95
        )
        for _ in range(1500)
    )
    inside = [e.low <= gap <= e.high for e in drawn if e.low is not None and e.high is not None]
    assert len(inside) == 1500
    assert 0.93 < np.mean(inside) < 0.97


def test_strata_with_nothing_to_compare_are_never_a_zero() -> None:
    """No stratum holds both groups; in each all were answered alike; one side has nobody."""
    apart = document([("A", "x", 1, 40), ("A", "x", 0, 10), ("B", "y", 1, 10), ("B", "y", 0, 40)])
    found = apart["sex"]["stratified"]["dept"]
    assert found["difference"] == found["odds_ratio"] == {
        "value": None, "low": None, "high": None, "n": 0
    }  # fmt: skip
    assert (found["statistic"], found["p_value"], found["disagree"]) == (None, None, None)
    alike = document([("A", "x", 1, 40), ("A", "y", 0, 10), ("B", "x", 1, 10), ("B", "y", 0, 40)])[
        "sex"
    ]["stratified"]["dept"]
    assert alike["difference"] == {"value": 0.0, "low": None, "high": None, "n": 100}
    assert (alike["odds_ratio"]["value"], alike["p_value"], alike["disagree"]) == (None, None, True)
    none = mantel_haenszel.odds_ratio(strata((5, 10, 0, 10)), 0.95)
    assert (none.value, none.low) == (0.0, None)


def test_pooled_and_stratified_go_the_same_way_or_chance_ways() -> None:
    """The same gap in both departments is no paradox, and neither is a sign that chance turns."""
    same = document(
        [(g, d, a, 100 * k) for g, d, a, k in [
            ("A", "x", 1, 3), ("A", "x", 0, 7), ("B", "x", 1, 6), ("B", "x", 0, 4),
            ("A", "y", 1, 3), ("A", "y", 0, 7), ("B", "y", 1, 6), ("B", "y", 0, 4)]]
    )["sex"]["stratified"]["dept"]  # fmt: skip
    assert same["disagree"] is False
    assert same["difference"]["value"] == pytest.approx(same["pooled_difference"]["value"])
    chance = document(
        [("A", "x", 1, 50), ("A", "x", 0, 50), ("B", "x", 1, 30), ("B", "x", 0, 31),
         ("A", "y", 1, 20), ("A", "y", 0, 30), ("B", "y", 1, 40), ("B", "y", 0, 58)]
    )["sex"]["stratified"]["dept"]  # fmt: skip
    assert chance["disagree"] is False


@pytest.mark.parametrize("gap", [0.0, 0.05, 0.1])
@pytest.mark.parametrize("size", [100, 400])
def test_where_the_column_explains_nothing_the_two_rarely_disagree(gap: float, size: int) -> None:
    """Groups spread alike over the strata: at most 5 of 100 logs, but for the draw's luck."""
    rng = np.random.default_rng(3)
    base, disagree = np.array([0.2, 0.35, 0.5, 0.6]), 0
    for _ in range(400):
        n1, n2 = rng.multinomial(size, [0.25] * 4, size=2)
        x1, x2 = rng.binomial(n1, base), rng.binomial(n2, base + gap)
        pooled = statistics.difference((int(x2.sum()), size), (int(x1.sum()), size), 0.95)
        within = mantel_haenszel.difference(Strata(x1, n1, x2, n2), 0.95)
        disagree += bool(disagreement(pooled, within))
    assert disagree <= binom.ppf(0.999, 400, 0.05)


def test_what_is_good_for_people_decides_which_group_is_first() -> None:
    """Where a yes is bad, the group flagged most is the one with the lowest favourable rate."""
    rows = [("A", "x", 1, 30), ("A", "x", 0, 70), ("B", "x", 1, 60), ("B", "x", 0, 40)]
    assert document(rows)["sex"]["stratified"]["dept"]["one"] == "A"
    bad = document(rows, positive_is_good=False)["sex"]["stratified"]["dept"]
    assert (bad["one"], bad["strata"][0]["selected_one"]) == ("B", 40)


def test_pairs_are_stratified_by_columns_that_are_not_part_of_them() -> None:
    """A column within itself would say nothing; without context columns nothing was asked for."""
    rng = np.random.default_rng(2)
    frame = pd.DataFrame(
        {name: rng.choice(list(values), 600) for name, values in
         {"sex": "AB", "race": "XY", "dept": "pq", "month": "mn"}.items()}
    )  # fmt: skip
    frame["admitted"] = rng.integers(0, 2, 600)
    keys = making.keys(
        columns={"label": None, "protected": ["sex", "race"], "context": ["dept", "month"]},
        candidates=OFFICE,
    )
    found = making.document(frame, keys)["fairness"]["office"]
    by = {name: list(one["stratified"]) for name, one in found.items()}
    assert by == {
        "sex": ["dept", "month"], "race": ["dept", "month"], "sex & race": ["dept", "month"],
        "dept": ["month"], "month": ["dept"],
    }  # fmt: skip
    pair = found["sex & race"]["stratified"]["dept"]
    rows = frame[(frame["sex"] == pair["one"][0]) & (frame["race"] == pair["one"][-1])]
    counts = rows.groupby("dept")["admitted"].agg(["size", "sum"])
    assert [(s["n_one"], s["selected_one"]) for s in pair["strata"]] == [
        tuple(row) for row in counts.to_numpy().tolist()
    ]
    bare = making.keys(columns={"label": None, "protected": ["sex"]}, candidates=OFFICE)
    assert "stratified" not in making.document(frame, bare)["fairness"]["office"]["sex"]


def test_one_group_alone_cannot_be_compared_within_anything() -> None:
    """Asked for, and not to be known: null."""
    found = document([("A", "x", 1, 40), ("A", "y", 0, 10), ("B", "x", 1, 3)])
    assert found["sex"]["stratified"] == {"dept": None}
