"""Who becomes right and who becomes wrong, what a switch is worth, and what good enough means."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

from evenhand import statistics
from evenhand.comparison import accuracy_difference, answer
from evenhand.comparison.break_even import break_even
from evenhand.comparison.paired import non_inferiority
from evenhand.findings import Estimate, Paired
from evenhand.review import Method, parse
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")


def switching(seed: int, rows: int = 1500) -> Any:  # noqa: ANN401
    """A log of two candidates that a group gains by and another loses by."""
    rng = np.random.default_rng(seed)
    sex = rng.choice(["A", "B", "C"], rows, p=[0.6, 0.38, 0.02])
    y = rng.random(rows) < 0.4
    rule = np.where(rng.random(rows) < 0.75, y, ~y)
    hit = np.where(sex == "A", 0.85, 0.6)
    model = np.where(rng.random(rows) < hit, y, ~y)
    frame = making.log(
        y=y.astype(float), rule=rule.astype(int), score=np.where(model, 0.9, 0.1), sex=sex
    )
    frame.loc[:20, "y"] = np.nan
    return frame


def test_who_becomes_right_and_wrong_is_that_of_the_rows() -> None:
    """Counts, net gain, McNemar's test by statsmodels, and Benjamini-Hochberg over all groups."""
    frame = switching(1)
    found = making.document(frame, making.keys())["comparison"]["switched"]
    frame = frame.assign(model=(frame.score >= 0.5).astype(int))
    tested = []
    for group in found["sex"]:
        rows = frame[(frame.sex == group["group"]) & frame.y.notna()]
        old, new = rows.rule == rows.y, rows.model == rows.y
        right, wrong = int((new & ~old).sum()), int((old & ~new).sum())
        assert (group["labelled"], group["become_right"]) == (len(rows), right)
        assert group["become_wrong"] == wrong
        assert group["net"]["value"] == pytest.approx((right - wrong) / len(rows))
        if group["group"] != "C":
            expected = mcnemar([[0, right], [wrong, 0]], exact=True).pvalue
            assert group["p_value"] == pytest.approx(expected)
    assert found["sex"][2]["p_value"] is None
    tested = [g for groups in found.values() for g in groups if g["p_value"] is not None]
    expected = multipletests([g["p_value"] for g in tested], method="fdr_bh")[1]
    assert [g["q_value"] for g in tested] == pytest.approx(expected)
    assert found["sex"][0]["net"]["low"] > 0 > found["sex"][1]["net"]["high"]


def test_what_is_newly_found_and_wrongly_flagged_is_that_of_the_rows() -> None:
    """By group, on its real ones and its others; McNemar's test and its correction on the first."""
    frame = switching(1)
    groups = making.document(frame, making.keys())["comparison"]["switched"]["sex"]
    frame = frame.assign(model=(frame.score >= 0.5).astype(int)).dropna()
    for group in groups:
        rows, found = frame[frame.sex == group["group"]], group["found"]
        new, old = ((rows.model > rows.rule), (rows.rule > rows.model))
        real = rows.y == 1
        assert found["real"] == real.sum()
        assert (found["newly_found"], found["no_longer_found"]) == (
            (new & real).sum(), (old & real).sum()
        )  # fmt: skip
        assert (found["newly_flagged"], found["no_longer_flagged"]) == (
            (new & ~real).sum(), (old & ~real).sum()
        )  # fmt: skip
        gain = int((new & real).sum()) - int((old & real).sum())
        assert found["net"]["value"] == pytest.approx(gain / real.sum())
        if group["group"] != "C":
            table = [[0, found["newly_found"]], [found["no_longer_found"], 0]]
            assert found["p_value"] == pytest.approx(mcnemar(table, exact=True).pvalue)
    assert groups[2]["found"]["p_value"] is None
    several = frame.assign(y=frame.y.astype(int) + (frame.index % 3 == 0))
    several = several.assign(rule=several.rule.astype(str), said=several.model.astype(str))
    model = {"name": "model", "role": "model", "prediction": "said"}
    keys = making.keys(candidates=[making.RULE, model])
    assert "found" not in making.document(several, keys)["comparison"]["switched"]["sex"][0]


def test_groups_add_up_to_everybody() -> None:
    """Whatever the column, as many become right and wrong as in the paired table."""
    found = making.document(switching(2), making.keys())["comparison"]
    for groups in found["switched"].values():
        assert sum(g["become_right"] for g in groups) == found["paired"]["only_model"]
        assert sum(g["become_wrong"] for g in groups) == found["paired"]["only_baseline"]
        assert sum(g["labelled"] for g in groups) == found["n"]


def test_among_many_groups_without_any_difference_hardly_one_is_named() -> None:
    """Of 300 logs with 20 groups that switching does nothing to, 5 % name a loser at most."""
    rng, named = np.random.default_rng(3), 0
    for _ in range(300):
        right = rng.binomial(100, 0.1, 20)
        wrong = rng.binomial(100, 0.1, 20)
        p = [statistics.mcnemar(int(a), int(b)) for a, b in zip(right, wrong, strict=True)]
        named += min(statistics.adjusted(p)) < 0.05
    assert named <= 20


@pytest.mark.parametrize("weighted", [False, True])
def test_the_paired_interval_is_that_of_a_bootstrap_of_rows(weighted: bool) -> None:  # noqa: FBT001
    """Accuracy and cost, within Monte Carlo error, rows standing for one case or for many."""
    rng = np.random.default_rng(4)
    frame = switching(5).dropna().assign(w=1)
    if weighted:
        frame = frame.assign(w=rng.integers(0, 4, len(frame)))
    keys = making.keys(
        columns={"weight": "w"}, costs={"false_positive": 2.0, "false_negative": 9.0}
    )
    found = making.document(frame, keys)["comparison"]
    rows = frame.loc[frame.index.repeat(frame.w)].reset_index(drop=True)
    model, y = rows.score >= 0.5, rows.y == 1
    gain = (model == y).astype(float) - ((rows.rule == 1) == y)
    spent = [2.0 * (a & ~y) + 9.0 * (~a & y) for a in (rows.rule == 1, model)]
    dearer = 1000 * (spent[1] - spent[0])
    draws = rng.integers(0, len(rows), (4000, len(rows)))
    for values, estimate in (
        (gain, found["accuracy_difference"]),
        (dearer, found["cost_per_1000"]["difference"]),
    ):
        value = values.to_numpy()
        ends = np.quantile(value[draws].mean(axis=1), [0.025, 0.975])
        error = value.std() / np.sqrt(len(value))
        assert estimate["value"] == pytest.approx(value.mean())
        assert [estimate["low"], estimate["high"]] == pytest.approx(list(ends), abs=0.15 * error)


def test_paired_results_of_three_classes_are_statsmodels_on_rows() -> None:
    """Right means the exact class."""
    rng = np.random.default_rng(6)
    y = rng.choice(list("abc"), 800)
    said = [np.where(rng.random(800) < p, y, rng.choice(list("abc"), 800)) for p in (0.5, 0.6)]
    frame = making.log(y=y, rule=said[0], says=said[1])
    model = {"name": "model", "role": "model", "prediction": "says"}
    keys = making.keys(candidates=[making.RULE, model], columns={"positive": "a"})
    found = making.document(frame, keys)["comparison"]
    table = pd.crosstab(said[0] == y, said[1] == y)
    assert found["mcnemar_p"] == pytest.approx(mcnemar(table, exact=True).pvalue)
    assert found["paired"]["only_model"] == table.loc[False, True]


# Good enough


@given(st.tuples(*[st.integers(0, 400)] * 4).filter(any), st.floats(0.0, 0.1))
def test_good_enough_is_told_by_the_interval_and_its_p_value_alike(
    counts: tuple[int, int, int, int], margin: float
) -> None:
    """The one-sided p is under half of 1 - level exactly where the interval clears the margin."""
    pair, method = Paired(*counts), Method(margin=margin)
    found, gap = non_inferiority(pair, method), accuracy_difference(pair, method.interval)
    assert gap.low is not None
    assert found.p_value is not None
    if abs(found.p_value - 0.025) > 1e-9:
        assert (found.p_value < 0.025) == (gap.low > -margin)
    if found.answer == "good_enough":
        assert -margin < gap.low <= 0
    if found.answer == "not_measurably_better":
        assert gap.low <= -margin


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.001, 0.02, "better"),
        (-0.009, 0.02, "good_enough"),
        (-0.011, 0.02, "not_measurably_better"),
        (-0.009, -0.001, "worse"),
        (None, None, None),
    ],
)
def test_each_answer_has_its_place(low: float | None, high: float | None, said: str | None) -> None:
    """Against 0 and a margin of one in a hundred."""
    assert answer(Estimate(0.0, low, high, 10), 0.01) == said


def test_two_that_are_the_same_are_not_measurably_better() -> None:
    """On a small log; on one that is large enough they are good enough, and never better."""
    for rows, said in ((60, "not_measurably_better"), (5000, "good_enough")):
        frame = making.log(y=[0, 1] * (rows // 2), rule=[0] * rows, score=[0.1] * rows)
        found = making.document(frame, making.keys())["comparison"]
        assert found["non_inferiority"]["answer"] == said
        assert found["mcnemar_p"] == 1.0


def test_no_worse_rejects_a_true_loss_of_the_margin_as_seldom_as_it_says() -> None:
    """Exact size at 200 pairs on the edge of the margin: about one in forty."""
    n, p, q, margin = 200, 0.08, 0.11, 0.03
    gained, lost = np.indices((61, 61)).reshape(2, -1)
    cells = np.stack([gained, lost, n - gained - lost], axis=1)
    chance = np.asarray(stats.multinomial.pmf(cells, n, [p, q, 1 - p - q]))
    found = statistics.gains(gained, lost, np.full(len(gained), n), 0.95)
    size = float(chance[found.low > -margin].sum())
    assert 0.01 < size < 0.035


# Where the two cost the same


def costed(costs: dict[str, float] | None = None, **more: float) -> Any:  # noqa: ANN401
    """A review with these prices."""
    prices = {"false_positive": 2.0, "false_negative": 10.0} | (costs or {})
    rule, model = dict(making.RULE), dict(making.MODEL) | more
    return parse(making.keys(candidates=[rule, model], costs=prices))


def kinds(*, wrong: tuple[int, int], missed: tuple[int, int], n: int = 2000) -> Any:  # noqa: ANN401
    """Counts with so many changes: wrong yeses more and fewer, missed ones more and fewer."""
    counts = np.zeros(8, dtype=np.int64)
    counts[1], counts[2] = wrong
    counts[6], counts[5] = missed
    counts[0] = n - counts.sum()
    return counts


def test_at_the_break_even_both_cost_the_same() -> None:
    """Working the costs out at the ratio, running costs and all, leaves no difference."""
    counts = kinds(wrong=(60, 20), missed=(10, 35))
    for running in (0.0, 0.004):
        found = break_even(counts, costed(cost_per_case=running))
        assert found is not None
        ratio = found.ratio.value
        assert ratio is not None
        assert found.above == "model"
        assert found.here == 5.0
        assert 2.0 * 40 + 2.0 * ratio * -25 + running * 2000 == pytest.approx(0.0)
        assert (found.ratio.low or 0) < ratio < (found.ratio.high or 0)


def test_the_interval_of_the_break_even_holds_the_true_ratio_as_often_as_it_says() -> None:
    """Of 1,000 logs, about 950."""
    rng, held = np.random.default_rng(7), 0
    shares = kinds(wrong=(60, 20), missed=(10, 35)) / 2000
    for counts in rng.multinomial(2000, shares, 1000):
        found = break_even(counts, costed())
        assert found is not None
        low, high = found.ratio.low or 0.0, found.ratio.high or np.inf
        held += found.ratio.value is not None and low <= 1.6 <= high
    assert 925 <= held <= 970


@pytest.mark.parametrize(
    ("wrong", "missed", "always"),
    [((5, 9), (2, 8), "model"), ((9, 5), (3, 3), "baseline"), ((4, 4), (3, 3), None)],
)
def test_one_that_makes_fewer_mistakes_of_both_kinds_is_cheaper_at_any_price(
    wrong: tuple[int, int], missed: tuple[int, int], always: str | None
) -> None:
    """There is no ratio then, and none where they make as many."""
    found = break_even(kinds(wrong=wrong, missed=missed), costed())
    assert found is not None
    assert found.ratio.value is None
    assert found.always == always


def test_what_can_not_be_ruled_out_has_no_end() -> None:
    """Few changes leave the ratio open above, or on both sides."""
    few = break_even(kinds(wrong=(60, 20), missed=(3, 5)), costed())
    assert few is not None
    assert few.ratio.low is not None
    assert few.ratio.high is None
    none = break_even(kinds(wrong=(3, 2), missed=(3, 5)), costed())
    assert none is not None
    assert (none.ratio.low, none.ratio.high) == (None, None)
    free = break_even(kinds(wrong=(60, 20), missed=(3, 5)), costed({"false_positive": 0.0}))
    assert free is not None
    assert free.here is None
    paid = costed({"false_positive": 0.0}, cost_per_case=0.1)
    unknown = break_even(kinds(wrong=(60, 20), missed=(3, 5)), paid)
    assert unknown is not None
    assert unknown.ratio.value is None


def test_a_year_costs_so_many_times_as_much() -> None:
    """Values and intervals; left out where the review does not say how many cases there are."""
    frame, prices = switching(8), {"false_positive": 2.0, "false_negative": 9.0}
    found = making.document(frame, making.keys(costs=prices | {"cases_per_year": 250_000.0}))
    cost = found["comparison"]["cost_per_1000"]
    for name, estimate in cost["per_year"].items():
        for end in ("value", "low", "high"):
            assert estimate[end] == pytest.approx(250 * cost[name][end])
    none = making.document(frame, making.keys(costs=prices))["comparison"]["cost_per_1000"]
    assert "per_year" not in none
