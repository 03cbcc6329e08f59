"""Rare positives: what is found, how pure it is, and what the top of a ranking holds."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import (
    average_precision_score,
    matthews_corrcoef,
    precision_recall_curve,
)
from statsmodels.stats.contingency_tables import mcnemar

from evenhand import retrieval, statistics
from evenhand.comparison.positives import precision_difference
from evenhand.findings import Counts
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")


def rare(seed: int, rows: int = 20_000, share: float = 0.007, digits: int = 2) -> Any:  # noqa: ANN401
    """A log of which few are positive, with a rule that flags more and a better score."""
    rng = np.random.default_rng(seed)
    y = rng.random(rows) < share
    score = np.clip(rng.beta(1, 12, rows) + y * rng.beta(3, 3, rows), 0, 1).round(digits)
    rule = np.where(y, rng.random(rows) < 0.4, rng.random(rows) < 0.02)
    return making.log(y=y.astype(int), rule=rule.astype(int), score=score)


def positives(log: Any, **given: Any) -> dict[str, Any]:  # noqa: ANN401
    """That part of a document."""
    found: dict[str, Any] = making.document(log, making.keys(**given))["comparison"]["positives"]
    return found


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4), st.booleans()), min_size=1).filter(
        lambda cells: any(n and yes for _, n, yes in cells)
    )
)
def test_average_precision_on_weights_is_scikit_learns_on_rows(
    cells: list[tuple[int, int, bool]],
) -> None:
    """Ties are one step; the curve's points are points of scikit-learn's."""
    rank, n, yes = (np.array(column) for column in zip(*cells, strict=True))
    found = retrieval.ranked(rank.astype(float), n, yes)
    rows, label = np.repeat(rank, n), np.repeat(yes, n)
    assert found.average_precision() == pytest.approx(average_precision_score(label, rows))
    precision, recall, _ = precision_recall_curve(label, rows)
    points = {(round(r, 9), round(p, 9)) for r, p in zip(recall, precision, strict=True)}
    assert {(round(r, 9), round(p, 9)) for r, p in found.curve(100)} <= points


@pytest.mark.parametrize("digits", [2, 7])
def test_a_rare_log_is_scored_as_scikit_learn_does(digits: int) -> None:
    """Average precision exact on few scores, within its bound on many; MCC on counts."""
    log = rare(1, digits=digits)
    found = positives(log)
    model, expected = found["model"], average_precision_score(log.y, log.score)
    assert model["exact"] is (digits == 2)
    assert abs(model["average_precision"]["value"] - expected) <= model["bound"] + 1e-12
    assert found["baseline"]["average_precision"]["value"] == pytest.approx(
        average_precision_score(log.y, log.rule)
    )
    for side, said in (("baseline", log.rule), ("model", log.score >= 0.5)):
        assert found[side]["mcc"]["value"] == pytest.approx(matthews_corrcoef(log.y, said))
        recall = said[log.y == 1].mean()
        assert found[side]["recall"]["value"] == pytest.approx(recall)
    assert found["lead"] is True
    assert found["prevalence"]["value"] == pytest.approx(log.y.mean())


def test_the_bound_holds_whatever_order_a_step_hides() -> None:
    """Best and worst orders of the rows of each step, and any between."""
    rng = np.random.default_rng(2)
    label, fine = rng.random(400) < 0.2, rng.random(400)
    step = np.floor(fine * 10) / 10
    found = retrieval.ranked(step, np.ones(400, dtype=np.int64), label)
    value, bound = found.average_precision(), found.bound()
    assert value is not None
    own_place = 0.01 + 0.0001 * np.arange(400) / 400
    orders = (step + 0.01 * label, step - own_place * label)
    ends = [average_precision_score(label, order) for order in orders]
    assert bound == pytest.approx(max(abs(end - value) for end in ends))
    assert abs(average_precision_score(label, fine) - value) <= bound


def test_found_and_pure_differences_are_those_of_a_bootstrap_of_rows() -> None:
    """Recall paired on the positives, precision on cases that the two share in part."""
    log = rare(3, rows=8000, share=0.06)
    found = positives(log)
    rng, y, rule = np.random.default_rng(4), log.y == 1, log.rule == 1
    model = log.score >= 0.5
    kinds = np.bincount(4 * y + 2 * rule + model, minlength=8)
    rows = np.repeat(np.arange(8), kinds)
    drawn = np.stack(
        [np.bincount(rng.choice(rows, len(rows)), minlength=8) for _ in range(3000)], axis=1
    )
    recall = (drawn[5] - drawn[6]) / drawn[4:].sum(axis=0)
    precision = (drawn[5] + drawn[7]) / drawn[[1, 3, 5, 7]].sum(axis=0) - (
        drawn[6] + drawn[7]
    ) / drawn[[2, 3, 6, 7]].sum(axis=0)
    for draws, name in ((recall, "recall_difference"), (precision, "precision_difference")):
        ends = np.quantile(draws, [0.025, 0.975])
        assert [found[name]["low"], found[name]["high"]] == pytest.approx(
            list(ends), abs=0.25 * draws.std()
        )
    right, wrong = int(kinds[5]), int(kinds[6])
    assert found["recall_p"] == pytest.approx(mcnemar([[0, right], [wrong, 0]], exact=True).pvalue)


def test_the_precision_interval_covers_as_it_says_where_few_are_flagged() -> None:
    """Of 2,000 logs with about 15 flagged each: 93 to 98 of 100."""
    rng, held = np.random.default_rng(5), 0
    shares = np.array([0.96, 0.004, 0.006, 0.002, 0.01, 0.008, 0.004, 0.006])
    shares /= shares.sum()
    truth = (shares[5] + shares[7]) / shares[[1, 3, 5, 7]].sum() - (shares[6] + shares[7]) / shares[
        [2, 3, 6, 7]
    ].sum()
    for kinds in rng.multinomial(800, shares, 2000):
        found = precision_difference(kinds, 0.95)
        held += found.low is None or found.low <= truth <= (found.high or 1)
    assert 0.93 < held / 2000 < 0.98
    sure = precision_difference(np.array([90, 0, 0, 0, 2, 1, 1, 6]), 0.95)
    assert sure.value == 0
    assert (sure.low or 0) < 0 < (sure.high or 0)


def test_the_top_of_a_ranking_is_that_of_the_sorted_rows() -> None:
    """At the capacity and at 1, 5 and 10 of 100; equal scores in any order, on average."""
    log = rare(6, digits=4)
    handoff = {"people": 5, "minutes_per_case": 6.0, "cases_per_hour": 1000.0, "shrinkage": 0.4}
    found = positives(log, handoff=handoff)
    assert found["capacity"] == pytest.approx(0.03)
    assert [top["share"] for top in found["model"]["top"]] == [0.01, 0.03, 0.05, 0.1]
    assert [top["capacity"] for top in found["model"]["top"]] == [False, True, False, False]
    rng = np.random.default_rng(7)
    for side, column in (("baseline", log.rule), ("model", log.score)):
        for top in found[side]["top"]:
            seen = round(top["share"] * len(log))
            hits = [
                log.y.to_numpy()[np.lexsort((rng.random(len(log)), -column))[:seen]].sum()
                for _ in range(15)
            ]
            assert top["recall"]["value"] == pytest.approx(np.mean(hits) / log.y.sum(), abs=0.03)
            assert top["precision"]["value"] == pytest.approx(np.mean(hits) / seen, abs=0.01)
            lift = top["precision"]["value"] / log.y.mean()
            assert top["lift"] == pytest.approx(lift, rel=1e-6)


@pytest.mark.parametrize(
    ("plan", "expected"),
    [({}, None), ({"people": 2}, None), ({"people": 900, "minutes_per_case": 6.0,
                                          "cases_per_hour": 10.0}, 1.0)],
)  # fmt: skip
def test_how_many_can_be_looked_at_is_said_only_where_it_is_known(
    plan: dict[str, Any], expected: float | None
) -> None:
    """Never more than all."""
    assert positives(rare(8, rows=500), handoff={"threshold": 0.8, **plan})["capacity"] == expected


def test_none_found_of_none_is_not_nothing() -> None:
    """Without positives, or without a yes, there is no value; and no lead where a third is."""
    log = making.log(y=[0] * 50, rule=[0] * 50, score=[0.1] * 50)
    found = positives(log)
    assert found["model"]["recall"] == {"value": None, "low": None, "high": None, "n": 0}
    assert found["model"]["precision"]["value"] is None
    assert found["model"]["mcc"]["value"] is None
    assert found["model"]["average_precision"]["value"] is None
    assert found["recall_difference"]["value"] is None
    assert found["precision_difference"]["value"] is None
    assert found["prevalence"]["high"] > 0
    assert found["lead"] is True
    assert positives(rare(9, rows=300, share=0.3))["lead"] is False


def test_in_a_class_review_the_positive_class_is_found_among_the_rest_and_never_leads() -> None:
    """Its confidence ranks answers, not the one class."""
    rng = np.random.default_rng(10)
    y = rng.choice(list("abc"), 900, p=[0.05, 0.5, 0.45])
    says = np.where(rng.random(900) < 0.7, y, rng.choice(list("abc"), 900))
    frame = making.log(y=y, rule=rng.choice(list("abc"), 900), says=says, sure=[0.9] * 900)
    model = {"name": "model", "role": "model", "prediction": "says", "confidence": "sure"}
    found = positives(frame, candidates=[making.RULE, model], columns={"positive": "a"})
    assert found["lead"] is False
    assert found["model"]["ranked_by"] is None
    assert found["model"]["top"] == []
    assert found["model"]["recall"]["value"] == pytest.approx((says == "a")[y == "a"].mean())


def test_correlation_of_one_that_is_never_wrong_still_has_an_interval() -> None:
    """What was not seen could have been."""
    found = statistics.matthews(Counts(5, 0, 95, 0), 0.95, 1)
    assert found.value == 1.0
    assert (found.low or 1) < 0.99


def test_weights_stand_for_rows() -> None:
    """The same numbers as from the rows repeated."""
    log = rare(11, rows=3000, share=0.05).assign(w=np.arange(3000) % 3)
    weighted = positives(log, columns={"weight": "w"})
    assert weighted == positives(log.loc[log.index.repeat(log.w)].reset_index(drop=True))
