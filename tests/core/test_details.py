"""Local Law 144, scores, population and bounds: the tables are those of the rows."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st
from scipy import stats

from evenhand import fairness
from evenhand.fairness import local_law, partial
from evenhand.review import Method
from tests.core import making, oracle
from tests.input import making as files

pytestmark = pytest.mark.usefixtures("quick")
FIXTURES = Path(__file__).parents[1] / "fixtures"
SAID = {"name": "model", "role": "model", "prediction": "said"}


# Local Law 144, by the command line


def _log(kind: str) -> tuple[pd.DataFrame, list[str], pd.DataFrame]:
    """One of the three printed tables as a log with weights, and its columns."""
    rows = pd.read_csv(FIXTURES / "ll144_selection.csv").query("kind == @kind")
    columns = ["race", "sex"] if kind == "intersectional" else [kind]
    log = pd.concat(
        [
            rows.assign(said=said, cases=rows["selected"] if said else rows["n"] - rows["selected"])
            for said in (1, 0)
        ]
    )
    for place, column in enumerate(columns):
        log[column] = [name.split("|")[place] for name in log["category"]]
    return log[[*columns, "said", "cases"]], columns, rows


@pytest.mark.parametrize("kind", ["sex", "race", "intersectional"])
def test_the_command_line_prints_the_published_rates_and_ratios(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """To .0051; a group under two in a hundred is listed with its rate, and has no ratio there."""
    log, columns, rows = _log(kind)
    path = files.saved(
        tmp_path,
        log.to_csv(index=False),
        columns={"label": None, "protected": columns, "weight": "cases"},
        candidates=[SAID],
        method={"min_group": 1},
    )
    found = files.run(capsys, path).document["fairness"]["model"][" & ".join(columns)]
    ratios = {one["group"]: one for one in found["impact_ratio"]}
    law = {one["group"]: one for one in found["local_law_144"]["selection"]}
    assert len(ratios) == len(law) == len(rows)
    for row in rows.itertuples():
        name = str(row.category).replace("|", " & ")
        assert ratios[name]["rate"] == pytest.approx(row.published_rate, abs=0.0051)
        assert ratios[name]["ratio"]["value"] == pytest.approx(
            row.published_impact_ratio, abs=0.0051
        )
        assert (law[name]["n"], law[name]["selected"]) == (row.n, row.selected)
        if law[name]["share"] < 0.02:
            assert law[name]["ratio"] is None
        else:
            assert law[name]["ratio"] == pytest.approx(row.published_impact_ratio, abs=0.0051)
    assert any(one["share"] < 0.02 for one in law.values()) == (kind != "sex")


def test_the_scoring_rate_is_the_share_strictly_above_the_median_of_everybody() -> None:
    """Ties at the median are not above it; people of unknown group count in the median alone."""
    log = making.log(
        sex=["A"] * 4 + ["B"] * 4 + [None] * 2,
        score=[0.1, 0.5, 0.5, 0.9, 0.2, 0.3, 0.5, 0.8, 0.7, 0.9],
    )
    found = making.document(log, making.keys())["fairness"]["model"]["sex"]["local_law_144"]
    assert (found["median"], found["exact"], found["unknown"]) == (0.5, True, 2)
    assert [(one["group"], one["n"], one["selected"]) for one in found["scoring"]] == [
        ("A", 4, 1), ("B", 4, 1),
    ]  # fmt: skip
    assert [one["ratio"] for one in found["scoring"]] == [1.0, 1.0]
    assert [one["share"] for one in found["selection"]] == [0.4, 0.4]


@hypothesis.given(st.lists(st.integers(0, 20), min_size=1, max_size=40), st.floats(0, 1))
@hypothesis.settings(max_examples=12)
def test_median_and_quantiles_are_those_of_the_rows(marks: list[int], threshold: float) -> None:
    """Whatever the threshold, which decides how a score is kept."""
    score = np.array(marks) / 20
    log = making.log(score=score, sex=["AB"[mark % 2] for mark in marks])
    one = making.MODEL | {"threshold": threshold}
    found = making.document(log, making.keys(candidates=[one]))["fairness"]["model"]["sex"]
    assert found["local_law_144"]["median"] == pytest.approx(np.median(score), abs=1e-12)
    for group in found["scores"]:
        own = score[log["sex"] == group["group"]]
        wanted = np.quantile(own, [0.1, 0.25, 0.5, 0.75, 0.9], method="inverted_cdf")
        assert group["quantiles"] == pytest.approx(wanted, abs=1e-12)
        assert group["mean"]["value"] == pytest.approx(own.mean(), abs=1e-12)
        assert group["n"] == len(own)


def test_with_many_scores_median_and_quantiles_are_known_to_a_step() -> None:
    """And the table says that it is not exact."""
    rng = np.random.default_rng(4)
    score = rng.beta(2, 3, 5000)
    log = making.log(score=score, sex=rng.choice(list("AB"), 5000))
    found = making.document(log, making.keys())["fairness"]["model"]["sex"]
    law = found["local_law_144"]
    assert not law["exact"]
    assert law["median"] == pytest.approx(np.median(score), abs=1e-3)
    for one, group in zip(law["scoring"], "AB", strict=True):
        above = (score[log["sex"] == group] > np.median(score)).sum()
        assert abs(one["selected"] - above) <= 10
    wanted = np.quantile(score[log["sex"] == "A"], [0.1, 0.25, 0.5, 0.75, 0.9])
    assert found["scores"][0]["quantiles"] == pytest.approx(wanted, abs=5e-3)


def test_the_law_knows_no_limit_and_only_protected_columns() -> None:
    """No flag in its tables; a context column has none; a stricter share is the review's."""
    found = local_law.local_law_144(
        ("A", "B", "C"), [(5, 10), (1, 10), (9, 9)], Method(min_share=0.33)
    )
    assert [one.ratio for one in found.selection] == [1.0, pytest.approx(0.2), None]
    assert (found.least_share, found.scoring, found.median) == (0.33, None, None)
    log = making.log(y=[1, 0], month=["M", "N"])
    keys = making.keys(columns={"context": ["month"]})
    by = making.document(log, keys)["fairness"]["rule"]
    assert {name for name, one in by.items() if "local_law_144" in one} == {
        "sex", "race", "sex & race",
    }  # fmt: skip
    assert by["sex"]["local_law_144"]["scoring"] is None
    assert "scores" not in by["sex"]


# Population


def test_groups_are_set_beside_the_population() -> None:
    """Shares with Wilson's interval, and the chi-square test of the groups that are listed."""
    log = making.log(sex=["F"] * 30 + ["M"] * 60 + ["X"] * 5 + [None] * 5)
    keys = making.keys(population={"sex": {"F": 0.5, "M": 0.4, "Z": 0.05}})
    found = making.document(log, keys)["fairness"]["rule"]
    assert "representation" not in found["race"]
    by = {one["group"]: one for one in found["sex"]["representation"]["groups"]}
    assert list(by) == ["F", "M", "X", "Z"]
    assert by["F"]["share"]["value"] == pytest.approx(30 / 95)
    low, high = oracle.wilson(30, 95)
    assert by["F"]["ratio"]["value"] == pytest.approx(30 / 95 / 0.5)
    assert (by["F"]["ratio"]["low"], by["F"]["ratio"]["high"]) == pytest.approx(
        (low / 0.5, high / 0.5)
    )
    assert (by["X"]["population"], by["X"]["ratio"]["value"]) == (None, None)
    assert (by["Z"]["n"], by["Z"]["share"]["value"]) == (0, 0)
    wanted = 90 * np.array([0.5, 0.4, 0.05]) / 0.95
    p_value = stats.chisquare([30, 60, 0], wanted).pvalue
    assert found["sex"]["representation"]["p_value"] == pytest.approx(p_value)


def test_one_listed_group_cannot_be_tested() -> None:
    """It is shown, without a p-value."""
    keys = making.keys(population={"sex": {"A": 0.5}})
    found = making.document(making.log(y=[1, 0, 1]), keys)["fairness"]["rule"]["sex"]
    assert found["representation"]["p_value"] is None


# Outcomes that were seen of some cases only

KINDS = list(product((1, 0), (1, 0, None)))
NAMES = "ABCDEFGHIJKL"
KEEN = st.lists(st.sampled_from(KINDS), min_size=1, max_size=7)


def _filled(rows: list[tuple[int, int | None]]) -> Iterator[list[tuple[int, int]]]:
    """Every way to fill in the labels that were not seen."""
    places = [i for i, (_, label) in enumerate(rows) if label is None]
    for labels in product((0, 1), repeat=len(places)):
        given = dict(zip(places, labels, strict=True))
        yield [(said, given.get(i, label or 0)) for i, (said, label) in enumerate(rows)]


def _values(rows: list[tuple[int, int]], score: list[float]) -> dict[str, float | None]:
    """Every metric of some rows, from its definition."""
    said, true = np.array(rows).T
    tp, fp = (said & true).sum(), (said & ~true & 1).sum()
    tn, fn = len(rows) - (said | true).sum(), (true & ~said & 1).sum()
    shares = {
        "selection_rate": (tp + fp, len(rows)), "accuracy": (tp + tn, len(rows)),
        "true_positive_rate": (tp, tp + fn), "false_negative_rate": (fn, tp + fn),
        "false_positive_rate": (fp, fp + tn), "precision": (tp, tp + fp),
        "f1": (2 * tp, 2 * tp + fp + fn),
        "mean_score": (sum(score), len(rows)), "calibration": (sum(score) - true.sum(), len(rows)),
    }  # fmt: skip
    return {name: float(k / n) if n else None for name, (k, n) in shares.items()}


@hypothesis.given(st.lists(KEEN, min_size=1, max_size=12))
@hypothesis.settings(max_examples=10)
def test_bounds_are_the_least_and_the_most_over_all_possible_outcomes(
    groups: list[list[tuple[int, int | None]]],
) -> None:
    """Every way to fill in what was not seen, tried one by one; a dozen groups at once."""
    everybody = [(name, *row) for name, rows in zip(NAMES, groups, strict=False) for row in rows]
    named, said, label = zip(*everybody, strict=True)
    log = making.log(
        y=label,
        sex=named,
        score=[_score(one) for one in said],
        seen=[int(one is not None) for one in label],
    )
    keys = making.keys(columns={"observed": "seen"}, candidates=[making.MODEL])
    found = making.document(log, keys)["fairness"]["model"]["sex"]["groups"]
    assert [one["group"] for one in found] == list(NAMES[: len(groups)])
    for one, rows in zip(found, groups, strict=True):
        _check_bounds(one["bounds"], rows)


def _score(said: int) -> float:
    return 0.75 if said else 0.25


def _check_bounds(found: dict[str, Any], rows: list[tuple[int, int | None]]) -> None:
    """The bounds of one group are the least and the most of every way."""
    score = [_score(said) for said, _ in rows]
    every = [_values(filled, score) for filled in _filled(rows)]
    for name, ends in found.items():
        known = [value for values in every if (value := values[name]) is not None]
        wanted = (min(known), max(known)) if known else (None, None)
        assert (ends["low"], ends["high"]) == (
            pytest.approx(wanted[0]),
            pytest.approx(wanted[1]),
        ), name


def test_bounds_are_there_only_where_the_review_names_what_was_observed() -> None:
    """A log in which every outcome was seen needs none."""
    log = making.log(y=[1, 0, 1, 0])
    found = making.document(log, making.keys())["fairness"]["model"]["sex"]["groups"][0]
    assert "bounds" not in found


def test_bounds_of_many_groups_are_worked_out_at_once() -> None:
    """One mapping a group, in order."""
    log = making.log(y=[1, None] * 20, sex=[f"g{i:02}" for i in range(40)])
    audit = making.audit(log, making.keys())
    counted = fairness.tables(audit.tally, audit.review)["model"]["sex"]
    ends = partial.bounds(counted)
    assert len(ends) == 40
    assert (ends[0]["accuracy"].low, ends[0]["accuracy"].high) == (1, 1)
    assert (ends[1]["accuracy"].low, ends[1]["accuracy"].high) == (0, 1)


def test_without_labels_rates_ratios_and_scores_still_work() -> None:
    """What needs an outcome is null; nothing of it is a zero."""
    rng = np.random.default_rng(6)
    log = making.log(score=rng.random(200).round(2), sex=rng.choice(list("AB"), 200))
    keys = making.keys(columns={"label": None})
    found = making.document(log, keys)["fairness"]["model"]["sex"]
    for group in found["groups"]:
        known = {name for name, one in group["metrics"].items() if one["value"] is not None}
        assert known == {"selection_rate", "mean_score"}
    assert all(one["four_fifths"] is not None for one in found["impact_ratio"])
    assert found["gaps"]["mean_score"]["p_value"] is not None
    assert found["gaps"]["accuracy"]["lowest"] is None
    assert len(found["scores"]) == len(found["local_law_144"]["scoring"]) == 2
