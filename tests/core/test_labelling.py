"""Which cases to label next: the list and its yardstick are those of the rows, in every engine."""

import hashlib

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from evenhand import document
from evenhand.arrays import Ints
from evenhand.audit import Audit
from evenhand.errors import InputError
from evenhand.findings import OMITTED, Labelling, Strategy
from evenhand.findings.labelling import Way
from evenhand.kept.coarsen import coarse
from evenhand.labelling import listed
from evenhand.labelling.ways import evenly
from evenhand.labelling.yardstick import Known, strategies
from tests.core import making

SIZE = 900
KEYS = making.keys(columns={"protected": ["sex"], "race": None, "id": "id"})
WAYS: tuple[Way, ...] = ("uncertainty", "disagreement", "mixed", "random")


def log(*, known: float = 1.0, seed: int = 3) -> pd.DataFrame:
    """A log in which scores are shares of 100, so that there are ties, and say the truth."""
    rng = np.random.default_rng(seed)
    score = rng.integers(0, 101, SIZE) / 100
    y = (rng.random(SIZE) < score).astype(float)
    return pd.DataFrame(
        {
            "id": [f"case-{place}" for place in range(SIZE)],
            "y": np.where(rng.random(SIZE) < known, y, np.nan),
            "sex": rng.choice(["A", "B", "C"], SIZE, p=[0.7, 0.25, 0.05]),
            "rule": (score + rng.normal(0, 0.3, SIZE) > 0.5).astype(int),
            "score": score,
        }
    )


def found(audit: Audit) -> Labelling:
    """What is found of labels."""
    made = audit.findings().labelling
    assert isinstance(made, Labelling)
    return made


def way(audit: Audit, by: str) -> Strategy:
    """What is found of one way to choose."""
    return next(one for one in found(audit).strategies if one.by == by)


def on_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Answer, confidence, mistake and disagreement of each row, and its hash."""
    yes = frame["score"] >= 0.5
    digits = [
        hashlib.md5(f"1:label:{one}".encode(), usedforsecurity=False).hexdigest()
        for one in frame["id"]
    ]
    return frame.assign(
        answer=yes.astype(int),
        sure=np.where(yes, frame["score"], 1 - frame["score"]),
        wrong=(yes.astype(int) != frame["y"]).astype(int),
        agrees=(yes.astype(int) == frame["rule"]).astype(int),
        drawn=digits,
    )


def expected(rows: pd.DataFrame, by: list[str], size: int) -> float:
    """Mistakes among the first rows, on average over 100 orders of those that tie."""
    rng = np.random.default_rng(8)
    orders = (
        rows.sample(frac=1, random_state=rng).sort_values(by, kind="stable") for _ in range(100)
    )
    return float(np.mean([order["wrong"].head(size).sum() for order in orders]))


@pytest.mark.parametrize(
    ("by", "keys"), [("uncertainty", ["sure"]), ("disagreement", ["agrees", "sure"])]
)
def test_the_mistakes_a_list_finds_are_those_of_the_rows_with_ties_in_expectation(
    by: str, keys: list[str]
) -> None:
    """At every length of the curve; the list that is tried has Wilson's interval."""
    made = way(making.audit(log(), KEYS), by)
    rows = on_rows(log())
    for spent in made.curve[1:12:3]:
        assert spent.mistakes == pytest.approx(expected(rows, keys, spent.cases), abs=1.0)
    share = expected(rows, keys, 100) / 100
    low, high = proportion_confint(100 * (made.mistakes.value or 0), 100, method="wilson")
    assert made.mistakes.value == pytest.approx(share, abs=0.01)
    assert (made.mistakes.low, made.mistakes.high) == pytest.approx((low, high))


def test_where_confidences_differ_a_list_is_exactly_that_of_the_rows() -> None:
    """Nothing is left to chance then; what it finds beyond the rest has Newcombe's interval."""
    frame = log().assign(score=(np.random.default_rng(1).permutation(SIZE) + 0.3) / SIZE)
    rows = on_rows(frame).sort_values("sure")
    made = way(making.audit(frame, KEYS), "uncertainty")
    here, rest = int(rows["wrong"].head(100).sum()), int(rows["wrong"].iloc[100:].sum())
    assert made.mistakes.value == pytest.approx(here / 100)
    low, high = confint_proportions_2indep(
        here, 100, rest, SIZE - 100, compare="diff", method="newcomb"
    )
    assert (made.more.low, made.more.high) == pytest.approx((low, high))


def test_cases_of_which_the_model_does_not_say_how_sure_it_is_come_last() -> None:
    """Several kinds of them are one tie."""
    wrong, nan = np.array([True, False, True, False]), np.nan
    sure = np.array([0.6, 0.9, nan, nan])
    known = Known(np.array([20, 20, 30, 10]), wrong, sure, None, 0.95)
    unsure = next(one for one in strategies(known) if one.by == "uncertainty")
    assert [spent.mistakes for spent in unsure.curve if spent.cases in {20, 40, 80}] == [20, 20, 50]
    assert next(s.mistakes for s in unsure.curve if s.cases == 60) == pytest.approx(20 + 30 / 2)


def test_a_mixed_list_finds_what_it_finds_on_average_over_draws() -> None:
    """Half of it by chance out of all, half the least sure of the others."""
    rows, rng = on_rows(log()), np.random.default_rng(5)
    hits = []
    for _ in range(200):
        order = rows.sample(frac=1, random_state=rng)
        drawn, left = order.iloc[:50], order.iloc[50:].sort_values("sure", kind="stable")
        hits.append(drawn["wrong"].sum() + left["wrong"].head(50).sum())
    made = way(making.audit(log(), KEYS), "mixed")
    assert 100 * (made.mistakes.value or 0) == pytest.approx(np.mean(hits), abs=1.0)


def test_without_any_help_from_confidence_hardly_ever_a_list_is_said_to_find_more() -> None:
    """Of 200 logs in which mistakes have nothing to do with it, at most 5 of 100."""
    said = []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        known = Known(np.ones(400, dtype=int), rng.random(400) < 0.2, rng.random(400), None, 0.95)
        unsure = next(one for one in strategies(known) if one.by == "uncertainty")
        said.append((unsure.more.low or 0.0) > 0)
    assert np.mean(said) <= 0.05


@given(
    hnp.arrays(np.int64, 4, elements=st.integers(0, 40)),
    hnp.arrays(np.int64, 4, elements=st.integers(0, 40)),
    st.integers(0, 200),
)
def test_labels_by_group_go_where_fewest_are_known(known: Ints, free: Ints, cases: int) -> None:
    """As if one after another went to the group that is known worst."""
    left, had, spent = free.copy(), known.copy(), 0
    while spent < cases and left.any():
        place = int(np.argmin(np.where(left > 0, had, 10**6)))
        left[place] -= 1
        had[place] += 1
        spent += 1
    np.testing.assert_array_equal(evenly(known, free, cases), had - known)


@pytest.mark.parametrize("by", WAYS)
def test_the_list_is_that_of_the_rows_and_only_of_cases_without_an_outcome(by: Way) -> None:
    """By the same order in pandas, ties by a hash of the case's number."""
    frame = log(known=0.5)
    audit = making.audit(frame, KEYS)
    made = listed(audit.log, audit.tally, by, 60)
    rows = on_rows(frame)
    pool = rows[rows["y"].isna()]
    drawn = pool.sort_values("drawn").head(30)
    left = pool.drop(drawn.index).sort_values(["sure", "drawn"]).head(30)
    wanted = {
        "uncertainty": pool.sort_values(["sure", "drawn"]).head(60),
        "disagreement": pool.sort_values(["agrees", "sure", "drawn"]).head(60),
        "random": pool.sort_values("drawn").head(60),
        "mixed": pd.concat([drawn, left]),
    }[by]
    assert [row.case for row in made.rows] == wanted["id"].tolist()
    assert [row.answer for row in made.rows] == wanted["answer"].astype(str).tolist()
    assert [row.confidence for row in made.rows] == pytest.approx(wanted["sure"].tolist())
    assert not made.rehearsal
    assert sum(row.chance for row in made.rows) == {"random": 60, "mixed": 30}.get(by, 0)


def test_a_list_by_groups_fills_up_those_of_which_fewest_outcomes_are_known() -> None:
    """Each case says its group and how many were known of it."""
    frame = log(known=0.5)
    audit = making.audit(frame, KEYS)
    rows = listed(audit.log, audit.tally, "groups", 40, "sex").rows
    unknown = frame["y"].isna()
    known, free = (frame[here].groupby("sex").size() for here in (~unknown, unknown))
    wanted = evenly(np.array([*known]), np.array([*free]), 40)
    taken = pd.Series([row.group for row in rows]).value_counts()
    assert [int(taken.get(name, 0)) for name in "ABC"] == wanted.tolist()
    assert {row.group: row.known for row in rows}["C"] == known["C"]
    assert all(frame.set_index("id").loc[row.case, "sex"] == row.group for row in rows)


@pytest.mark.parametrize("by", [*WAYS, "groups"])
def test_every_engine_gives_the_same_list(by: Way) -> None:
    """Also one that cannot hash."""
    frame = log(known=0.7)
    lists = []
    for held in (frame, pl.from_pandas(frame).lazy()):
        audit = making.audit(held, KEYS)
        lists.append(listed(audit.log, audit.tally, by, 50, "sex"))
    assert lists[0] == lists[1]


def test_where_all_outcomes_are_known_the_list_is_a_rehearsal_by_row_number() -> None:
    """It takes them all as not known; without a number of their own cases have that of the row."""
    frame = log().drop(columns="id")
    audit = making.audit(frame, making.keys(columns={"protected": ["sex"]}))
    made = listed(audit.log, audit.tally, "uncertainty", 5)
    assert made.rehearsal
    least = on_rows(log())["sure"].nsmallest(5).tolist()
    sure = on_rows(log())["sure"]
    assert [row.confidence for row in made.rows] == pytest.approx(least)
    assert [sure.iloc[int(row.case) - 1] for row in made.rows] == pytest.approx(least)


@pytest.mark.parametrize(
    ("by", "cases", "said"),
    [
        ("uncertainty", 0, "expected 1 to 10,000 cases"),
        ("disagreement", 5, "no baseline"),
        ("uncertainty", 5, "does not say how sure it is"),
        ("groups", 5, "expected one protected or context column"),
    ],
)
def test_a_list_that_cannot_be_made_says_why(by: Way, cases: int, said: str) -> None:
    """In one line that says what to do."""
    rule = making.RULE | {"role": "model"}
    audit = making.audit(log(), KEYS | {"candidates": [rule]})
    with pytest.raises(InputError, match=said):
        listed(audit.log, audit.tally, by, cases)


def test_candidates_that_say_their_labels_are_steps_and_others_are_not() -> None:
    """Each beside the one before, over all cases and in each group; as counted on the rows."""
    frame = log()
    more = {"name": "more", "role": "model", "prediction": "better", "labels": 100}
    better = np.where(np.random.default_rng(2).random(SIZE) < 0.9, frame["y"], 1 - frame["y"])
    keys = KEYS | {"candidates": [making.RULE, making.MODEL | {"labels": 0}, more]}
    made = found(making.audit(frame.assign(better=better.astype(int)), keys))
    assert [(one.candidate, one.labels) for one in made.learned] == [("model", 0), ("more", 100)]
    for group, steps in made.learned_by["sex"].items():
        own = frame["sex"] == group
        k = int((better == frame["y"])[own].sum())
        start = int((1 - on_rows(frame)["wrong"])[own].sum())
        n = int(own.sum())
        assert steps[1].accuracy.value == pytest.approx(k / n)
        low, high = confint_proportions_2indep(k, n, start, n, compare="diff", method="newcomb")
        assert (steps[1].gain.low, steps[1].gain.high) == pytest.approx((low, high))
    assert found(making.audit(frame, KEYS)).learned == ()


@pytest.mark.parametrize("rows", [30, SIZE])
def test_too_few_known_outcomes_give_no_yardstick(rows: int) -> None:
    """A list can be made all the same."""
    frame = log().assign(y=np.where(np.arange(SIZE) < rows, log()["y"], np.nan))
    audit = making.audit(frame, KEYS)
    made = found(audit)
    assert bool(made.strategies) == (rows == SIZE)
    assert made.unknown == SIZE - rows
    assert len(listed(audit.log, audit.tally, "uncertainty", 10).rows) == 10


@pytest.mark.parametrize(("grouped", "lists"), [(50, []), (150, [100, 150])])
def test_a_list_by_groups_is_no_longer_than_the_cases_that_have_a_group(
    grouped: int, lists: list[int]
) -> None:
    """Of 400 known outcomes a list has 100: with fewer in groups none is tried."""
    frame = log().head(400)
    frame["sex"] = frame["sex"].where(np.arange(len(frame)) < grouped, None)
    tried = found(making.audit(frame, KEYS)).coverage["sex"]
    sizes = [] if tried.strategy is None else [one.cases for one in tried.strategy.curve]
    assert [size for size in sizes if size >= 100] == lists
    assert [one.cases for one in tried.widths if one.cases >= 100] == lists


def test_intervals_of_groups_are_narrowed_more_by_labels_by_group() -> None:
    """Of the group that is known worst; from none as wide as can be."""
    made = found(making.audit(log(), KEYS)).coverage["sex"]
    assert made.widths[0].groups == made.widths[0].random == 1.0
    assert all(one.groups <= one.random for one in made.widths[1:10])
    assert [one.group for one in made.groups] == ["A", "B", "C"]


def test_a_kept_review_has_no_list() -> None:
    """It holds counts, and no case."""
    audit = making.audit(log(), KEYS)
    shared = coarse(audit.tally, audit.review).tally
    assert document.from_counts(shared, audit.review, document.UNTOLD).labelling is OMITTED
