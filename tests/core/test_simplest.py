"""The simplest rules are the best there are on one half, and are judged on the other."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.tree import DecisionTreeClassifier

import evenhand
from evenhand import review as reviews
from evenhand.findings import AutomaticBaseline, Comparison, Omitted, OneColumnRule
from evenhand.kept import simple as kept_rules
from evenhand.simplest.search import Cases, Column, best
from evenhand.split import is_calibrating
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")
SIZE = 900
KEYS = making.keys(
    columns={"id": "id", "protected": ["sex"], "context": ["region"], "features": ["debt", "age"]},
    candidates=[making.MODEL],
)


def log(seed: int = 3) -> pd.DataFrame:
    """A log of a model alone, whose outcome hangs on debt; the column of sex gives it away."""
    rng = np.random.default_rng(seed)
    debt = rng.integers(0, 40, SIZE) / 4
    y = (debt + rng.normal(0, 2, SIZE) > 6).astype(int)
    return pd.DataFrame(
        {
            "id": [f"case {i}" for i in range(SIZE)],
            "y": pd.Series(y, dtype="Int64").mask(rng.random(SIZE) < 0.05),
            "sex": np.where(y == 1, "A", "B"),
            "region": making.drawn(rng, ["N", "S", "E", None], SIZE),
            "debt": np.where(rng.random(SIZE) < 0.05, np.nan, debt),
            "age": rng.integers(18, 80, SIZE),
            "score": np.round(1 / (1 + np.exp(6 - debt - rng.normal(0, 1, SIZE))), 6),
        }
    )


def found(frame: Any, keys: Any = None, **more: Any) -> dict[str, AutomaticBaseline]:  # noqa: ANN401
    """The simplest rules of a log, by kind."""
    audit = evenhand.open(reviews.parse(keys or KEYS), frame=frame, **more)
    made = audit.findings().baselines
    assert not isinstance(made, Omitted)
    return {one.kind: one for one in made}


def by_hand(frame: pd.DataFrame, columns: list[str], positive: int = 1) -> float:
    """The highest accuracy of any cut of any column of numbers, tried one after another."""
    y = frame["y"].to_numpy() == positive
    rates = [max(y.mean(), 1 - y.mean())]
    for name in columns:
        values = frame[name].to_numpy(dtype=float)
        for cut in np.unique(values[~np.isnan(values)]):
            rates += [np.mean((values >= cut) == y), np.mean((values <= cut) == y)]
    return float(max(rates))


CASES = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 6), st.integers(-3, 3)), min_size=4, max_size=60
)


def fit(frame: pd.DataFrame, classes: int = 2, positive: int | None = 1) -> tuple[Any, Cases]:
    """The best rule on the columns of numbers of a frame."""
    cases = Cases(
        frame["y"].to_numpy(dtype=np.int64), np.ones(len(frame), dtype=np.int64), classes, positive
    )
    columns = []
    for name in frame.columns.drop("y"):
        values, place = np.unique(frame[name].to_numpy(dtype=float), return_inverse=True)
        columns.append(Column(name, values, place.astype(np.int64)))
    return best(columns, cases), cases


def said(rule: Any, frame: pd.DataFrame) -> Any:  # noqa: ANN401
    """What a rule says of the rows of a frame."""
    values = frame[rule.column].to_numpy(dtype=float)
    inside = values >= rule.at_least if rule.at_least is not None else values <= rule.at_most
    return np.where(inside, rule.answer, rule.otherwise)


@given(CASES)
def test_no_cut_of_any_column_is_right_more_often(rows: list[tuple[int, int, int]]) -> None:
    """Not by trying all, and not the one that scikit-learn's tree of depth one makes."""
    frame = pd.DataFrame(rows, columns=["y", "a", "b"])
    rule, cases = fit(frame)
    y = frame["y"].to_numpy()
    if cases.balanced:
        return
    own = max(y.mean(), 1 - y.mean()) if rule is None else float(np.mean(said(rule, frame) == y))
    assert own == pytest.approx(by_hand(frame, ["a", "b"]))
    tree = DecisionTreeClassifier(max_depth=1, random_state=0).fit(frame[["a", "b"]], y)
    assert own >= tree.score(frame[["a", "b"]], y) - 1e-12


@given(CASES)
def test_of_one_cut_that_separates_best_both_trees_are_the_same(rows: Any) -> None:  # noqa: ANN401
    """Where the best cut leaves both sides pure, scikit-learn's tree says the same of every row."""
    frame = pd.DataFrame(rows, columns=["y", "a", "b"])
    frame["y"] = (frame["a"] >= 3).astype(int)
    if frame["y"].nunique() < 2:
        return
    rule, cases = fit(frame)
    tree = DecisionTreeClassifier(max_depth=1, random_state=0).fit(frame[["a", "b"]], frame["y"])
    if not cases.balanced:
        assert said(rule, frame).tolist() == tree.predict(frame[["a", "b"]]).tolist()


@given(CASES)
def test_a_cut_is_nobody_s_own_number(rows: list[tuple[int, int, int]]) -> None:
    """It is told to others: it lies between two values where fewer than 30 cases have the next."""
    frame = pd.DataFrame(rows, columns=["y", "a", "b"])
    rule, _ = fit(frame)
    if rule is None:
        return
    [cut] = [at for at in (rule.at_least, rule.at_most) if at is not None]
    own = int((frame[rule.column] == cut).sum())
    assert rule.fewest == own
    assert own == 0 or own >= 30


@pytest.mark.parametrize(("fewest", "told"), [(0, True), (1, False), (2, False), (3, True)])
def test_a_number_of_a_few_is_not_kept_for_others(
    fewest: int,
    told: bool,  # noqa: FBT001  # a parameter
) -> None:
    """Then the simplest rules are left out of what is kept."""
    audit = evenhand.open(reviews.parse(KEYS), frame=log().dropna(), baselines=True)
    made = audit.tally.simplest
    assert made is not None
    assert made.rule is not None
    rule = replace(made.rule, at_least=6.5, at_most=None, values=(), fewest=fewest)
    tally = replace(audit.tally, simplest=replace(made, rule=rule))
    found = kept_rules.simplest(tally, tally.cells["model"], 3)
    assert (found is not None) is told


def test_a_rare_class_is_found_by_balanced_accuracy() -> None:
    """By accuracy no rule would ever say it."""
    rng = np.random.default_rng(1)
    a = np.arange(2000)
    frame = pd.DataFrame({"y": ((a > 1900) & (rng.random(2000) < 0.4)).astype(int), "a": a})
    rule, cases = fit(frame)
    assert cases.balanced
    tree = DecisionTreeClassifier(max_depth=1, class_weight="balanced").fit(frame[["a"]], frame.y)
    own, other = (
        np.mean([(answers[frame.y == c] == c).mean() for c in (0, 1)])
        for answers in (said(rule, frame), tree.predict(frame[["a"]]))
    )
    assert own >= other - 1e-12


def test_each_side_says_its_most_frequent_class_where_there_are_more() -> None:
    """As a tree of depth one does."""
    frame = pd.DataFrame({"y": [0, 0, 1, 1, 2, 2, 2, 2], "a": [1, 1, 2, 2, 3, 3, 3, 3]})
    rule, _ = fit(frame, classes=3, positive=None)
    tree = DecisionTreeClassifier(max_depth=1).fit(frame[["a"]], frame["y"])
    assert np.mean(said(rule, frame) == frame["y"]) == tree.score(frame[["a"]], frame["y"]) == 0.75


def test_the_model_is_set_beside_each_on_the_other_half_alone() -> None:
    """Every count is that of rows whose hash is odd; the rule that of those where it is even."""
    frame = log()
    made = found(frame)
    first = frame["id"].map(lambda number: is_calibrating(number, 1))
    known = frame["y"].notna()
    train, other = frame[first & known], frame[~first & known]
    y, model = other["y"].to_numpy(dtype=int) == 1, other["score"].to_numpy() >= 0.5
    rule = made["one_column"].rule
    assert rule is not None
    assert (rule.column, rule.answer, rule.otherwise) == ("debt", "1", "not 1")
    assert rule.at_least is not None
    on_train = np.mean((train["debt"] >= rule.at_least) == (train["y"] == 1))
    assert on_train == pytest.approx(by_hand(train, ["debt", "age"]))
    answers = {
        "majority": np.full(len(y), bool((train["y"] == 1).mean() > 0.5)),
        "base_rate": np.full(len(y), bool((train["y"] == 1).mean() >= 0.5)),
        "one_column": (other["debt"] >= rule.at_least).to_numpy(),
    }
    for kind, simple in answers.items():
        one = made[kind]
        pair = one.comparison.paired
        assert pair is not None
        assert one.training_rows == len(train)
        assert (one.split, one.comparison.n) == ("id", len(other))
        assert pair.only_model == int(((model == y) & (simple != y)).sum())
        assert pair.only_baseline == int(((model != y) & (simple == y)).sum())
        assert one.alone.metrics["accuracy"].value == pytest.approx(np.mean(simple == y))
    assert made["base_rate"].base_rate == pytest.approx((train["y"] == 1).mean())


def test_no_rule_looks_at_what_must_not_matter_or_at_anybodys_answer() -> None:
    """Sex gives the outcome away, and is not looked at; nor is the score, named as a feature."""
    keys = KEYS | {"columns": KEYS["columns"] | {"features": ["sex", "score", "y", "id", "age"]}}
    made = found(log(), keys)
    assert made["majority"].searched == 2  # age and region
    assert "one_column" not in made or made["one_column"].rule.column in {"age", "region"}  # type: ignore[union-attr]


def test_texts_make_a_rule_of_the_values_of_which_most_are_positive() -> None:
    """And of no others; a case without a value is among the others."""
    frame = log().assign(debt=1.0)
    frame["region"] = frame["y"].map({1: "far", 0: "near"}).where(frame.index % 7 > 0)
    rule = found(frame)["one_column"].rule
    assert rule is not None
    assert rule == OneColumnRule("region", "1", "not 1", values=("far",))


HOLDERS: dict[str, Callable[[pd.DataFrame], Any]] = {
    "polars": pl.from_pandas,
    "lazy polars": lambda frame: pl.from_pandas(frame).lazy(),
    "duckdb": lambda frame: duckdb.connect().from_arrow(
        pa.Table.from_pandas(frame, preserve_index=False)
    ),
    "categories": lambda frame: frame.astype({"region": "category"}),
    "mixed": lambda frame: frame.sample(frac=1, random_state=2),
}


@pytest.mark.parametrize("by", ["id", None])
def test_every_engine_finds_the_same_rules(by: str | None, tmp_path: Path) -> None:
    """By number and by what the rows say, from a file of text too, in any order of rows."""
    keys = KEYS | {"columns": {k: v for k, v in KEYS["columns"].items() if k != "id" or by}}
    frame = pd.concat([log(), log().head(50)])  # some rows say the same
    expected = found(frame, keys)
    assert expected["majority"].split == (by or "content")
    assert set(expected) == {"majority", "base_rate", "one_column"}
    for name, held in HOLDERS.items():
        assert found(held(frame), keys) == expected, name
    frame.to_csv(tmp_path / "log.csv", index=False)
    review = reviews.parse(keys | {"data": {"path": "log.csv"}}, folder=tmp_path)
    made = evenhand.open(review).findings().baselines
    assert not isinstance(made, Omitted)
    assert {one.kind: one for one in made} == expected


def test_a_review_with_a_baseline_has_them_only_where_asked() -> None:
    """Nothing else of the document changes: they are no candidates."""
    frame = log().assign(rule=1)
    keys = KEYS | {"candidates": [making.RULE, making.MODEL]}
    plain = evenhand.open(reviews.parse(keys), frame=frame)
    document = plain.findings().to_dict()
    assert "baselines" not in document
    asked = evenhand.open(reviews.parse(keys), frame=frame, baselines=True).findings()
    assert {k: v for k, v in asked.to_dict().items() if k != "baselines"} == document
    assert plain.with_baselines() == asked
    assert isinstance(asked.comparison, Comparison)
    assert asked.comparison.baseline == "rule"


@pytest.mark.parametrize("label", [None, "y"])
def test_where_nothing_can_be_right_there_are_none(label: str | None) -> None:
    """Without an outcome; or where the answers under audit are the outcome itself."""
    past = {"name": "past", "role": "human", "prediction": "y"}
    columns = KEYS["columns"] | {"label": label}
    columns = {k: v for k, v in columns.items() if v is not None}
    keys = KEYS | {"columns": columns, "candidates": [past]}
    audit = making.audit(log().assign(y=1), keys)
    assert isinstance(audit.findings().baselines, Omitted)


def test_weights_count_as_so_many_rows() -> None:
    """In fitting and in comparing."""
    rng = np.random.default_rng(5)
    frame = log().assign(n=rng.integers(0, 4, SIZE))
    columns = KEYS["columns"]
    rows = frame.loc[frame.index.repeat(frame["n"])].drop(columns="n")
    weighed = found(frame, KEYS | {"columns": columns | {"weight": "n"}})
    assert weighed == found(rows)


def test_a_limit_on_the_difference_is_never_judged_by_them() -> None:
    """It stays open, and says that they are there."""
    keys = KEYS | {"criteria": [{"finding": "accuracy_difference", "at_least": 0.0}]}
    [criterion] = making.audit(log(), keys).findings().to_dict()["criteria"]
    assert criterion["state"] == "cannot_tell"
    assert "no baseline of its own" in criterion["reason"]
    assert "simplest rules" in criterion["reason"]
