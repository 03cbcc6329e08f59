"""Is the confidence to be believed: every number is that of the rows, and the parts add up."""

from itertools import permutations
from typing import Any

import hypothesis
import numpy as np
import pytest
import sklearn.metrics
from hypothesis import strategies as st
from scipy import stats
from sklearn.isotonic import IsotonicRegression

from evenhand import handoff as handoffs
from evenhand.findings import Believed
from evenhand.handoff import aurc, believed
from evenhand.review import Method
from evenhand.tally import Cells
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")


def found(log: Any, **given: Any) -> Any:  # noqa: ANN401
    """The handoff of a log."""
    audit = making.audit(log, making.keys(handoff={"threshold": 0.8} | given.pop("plan", {})))
    return handoffs.hand_off(audit.tally, audit.review)


def rows(seed: int, size: int, digits: int = 2, power: float = 1.0) -> Any:  # noqa: ANN401
    """A log whose scores are right where the power is 1."""
    rng = np.random.default_rng(seed)
    score = rng.beta(0.8, 0.8, size).round(digits)
    return making.log(y=(rng.random(size) < score**power).astype(int), score=score)


def sure(log: Any) -> tuple[Any, Any]:  # noqa: ANN401
    """How sure each row is, and whether it is right."""
    yes = (log["score"] >= 0.5).to_numpy()
    score = log["score"].to_numpy()
    return np.where(yes, score, 1 - score), yes == (log["y"] == 1).to_numpy()


def judged(score: Any, y: Any, n: Any, threshold: float = 0.5) -> Believed:  # noqa: ANN401
    """What is found of cells of their own, without a log."""
    yes = score >= threshold
    confidence = np.where(yes, score, 1 - score)
    nobody = np.full(len(n), -1)
    cells = Cells(
        {}, y, yes.astype(int), nobody, nobody, confidence, n, n * confidence, n * confidence**2
    )
    one = believed.judged(cells, 1, Method(), binary=True)
    assert one is not None
    return one


# The area under risk and coverage


def on_rows(wrong: Any) -> float:  # noqa: ANN401
    """The mean error over the first k of these rows, for every k."""
    return float((np.cumsum(wrong) / np.arange(1, len(wrong) + 1)).mean())


@hypothesis.given(
    st.lists(st.tuples(st.sampled_from([0.6, 0.7, 0.8]), st.booleans()), min_size=1, max_size=6)
)
@hypothesis.settings(deadline=None, max_examples=60)
def test_the_area_is_the_mean_over_every_order_of_equally_sure_cases(
    cases: list[tuple[float, bool]],
) -> None:
    """All orders of up to six cases that keep the surer ones first."""
    orders = [
        o for o in permutations(cases) if [c for c, _ in o] == sorted((c for c, _ in o))[::-1]
    ]
    expected = np.mean([on_rows([w for _, w in order]) for order in orders])
    values = sorted({c for c, _ in cases}, reverse=True)
    n = np.array([sum(c == v for c, _ in cases) for v in values])
    bad = np.array([sum(w for c, w in cases if c == v) for v in values])
    assert float(aurc.aurc(n, bad)) == pytest.approx(expected, abs=1e-12)
    low, high = (float(aurc.aurc(*aurc.apart(n, bad, wrong_first=f))) for f in (False, True))
    assert low == pytest.approx(min(on_rows([w for _, w in order]) for order in orders))
    assert high == pytest.approx(max(on_rows([w for _, w in order]) for order in orders))


def test_the_area_of_a_log_is_the_mean_over_random_orders_of_its_ties() -> None:
    """400 shuffles of 600 cases in 51 confidences; by chance it is the error of all."""
    log = rows(1, 600)
    confidence, right = sure(log)
    rng = np.random.default_rng(2)
    shuffled = [np.lexsort((rng.random(600), -confidence.round(9))) for _ in range(400)]
    values = np.array([on_rows(~right[order]) for order in shuffled])
    one = found(log)
    error = stats.sem(values)
    assert one.aurc.value == pytest.approx(values.mean(), abs=4 * error)
    assert one.aurc.n == 600
    assert one.order.by_chance == pytest.approx((~right).mean())
    assert one.order.best == pytest.approx(on_rows(np.sort(~right)))
    assert one.order.excess == pytest.approx(one.aurc.value - one.order.best)
    assert (one.order.exact, one.order.bound) == (True, 0.0)


def test_the_area_of_many_scores_lies_within_its_bound() -> None:
    """Counted in steps; the rows' own order is inside, and coarse draws move as fine ones do."""
    log = rows(3, 4000, digits=9)
    confidence, right = sure(log)
    one = found(log)
    exact = on_rows(~right[np.argsort(-confidence)])
    assert not one.order.exact
    assert 0 < abs(one.aurc.value - exact) <= one.order.bound < 0.01


def test_the_interval_of_the_area_is_that_of_a_bootstrap_of_the_rows() -> None:
    """Draws in a hundred blocks are as wide as draws of the rows, to a tenth."""
    log = rows(4, 1500, digits=3)
    confidence, right = sure(log)
    order = np.argsort(-confidence, kind="stable")
    wrong, rng = (~right)[order], np.random.default_rng(5)
    drawn = [on_rows(wrong[np.sort(rng.integers(0, 1500, 1500))]) for _ in range(1000)]
    one = found(log)
    low, high = np.quantile(drawn, [0.025, 0.975])
    assert one.aurc.high - one.aurc.low == pytest.approx(high - low, rel=0.1)
    assert one.aurc.low < one.aurc.value < one.aurc.high


def test_the_area_of_a_hundred_million_cases_keeps_its_digits() -> None:
    """Where confidence says nothing it is the error, whatever the number of cases and blocks."""
    n = np.full(1000, 100_000)
    assert float(aurc.aurc(n, n // 4)) == pytest.approx(0.25, abs=1e-12)


def test_without_outcomes_nothing_is_said() -> None:
    """Empty, never 0."""
    one = found(making.log(y=[None, None]))
    assert (one.aurc.value, one.order, one.believed) == (None, None, None)


# The Brier score and its parts


CASES = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from([0, 1]), st.integers(1, 5)),
    min_size=1,
    max_size=30,
)


@hypothesis.given(CASES, st.sampled_from([0.3, 0.5, 0.9]))
@hypothesis.settings(deadline=None, max_examples=40)
def test_the_parts_add_up_to_the_brier_score_of_the_rows(
    cases: list[tuple[int, int, int]], threshold: float
) -> None:
    """For random logs, weights and answers; the score is scikit-learn's."""
    score, y, n = (np.array(column) for column in zip(*cases, strict=True))
    score = score / 40
    one = judged(score, y, n, threshold)
    parts = one.parts
    total = (
        parts.reliability - parts.resolution + parts.uncertainty
        + parts.within_spread - parts.within_match
    )  # fmt: skip
    assert total == pytest.approx(one.brier.value, abs=1e-12)
    brier = np.average((score - y) ** 2, weights=n)
    assert one.brier.value == pytest.approx(brier, abs=1e-12)
    assert min(parts.reliability, parts.resolution, parts.within_spread) >= -1e-15
    assert one.n == n.sum()


def test_the_brier_score_by_hand() -> None:
    """Two cases of .9, one wrong; one of .6, right: reliability, resolution, uncertainty."""
    one = found(making.log(y=[1, 0, 0], score=[0.9, 0.9, 0.4])).believed
    assert one.brier.value == pytest.approx((0.01 + 0.81 + 0.16) / 3)
    parts = one.parts
    assert parts.reliability == pytest.approx((2 * 0.4**2 + 0.4**2) / 3)
    assert parts.resolution == pytest.approx((2 * (1 / 6) ** 2 + (1 / 3) ** 2) / 3)
    assert parts.uncertainty == pytest.approx(2 / 9)
    assert (parts.within_spread, parts.within_match) == pytest.approx((0, 0), abs=1e-15)
    assert one.skill == pytest.approx(1 - one.brier.value / (2 / 9))


def test_the_interval_of_the_brier_score_is_students_on_the_rows() -> None:
    """Scores as they are: the same ends."""
    log = rows(6, 900)
    confidence, right = sure(log)
    squares = (confidence - right) ** 2
    half = stats.t.ppf(0.975, 899) * stats.sem(squares)
    one = found(log).believed.brier
    assert (one.low, one.high) == pytest.approx((squares.mean() - half, squares.mean() + half))


# Bins and the calibration error


def test_bins_hold_the_rows_and_say_where_they_are_few() -> None:
    """Twentieths from a half on, closed on the left, with Wilson's intervals."""
    log = rows(7, 400)
    confidence, right = sure(log)
    one = found(log).believed
    assert sum(b.observed.n for b in one.bins) == 400
    for b in one.bins:
        inside = (confidence.round(9) >= b.low) & (confidence.round(9) < b.high + (b.high == 1))
        assert b.observed.n == inside.sum()
        assert b.observed.value == pytest.approx(right[inside].mean())
        assert b.mean == pytest.approx(confidence[inside].mean())
        assert b.few == (inside.sum() < 30)
    assert {b.low for b in one.bins} <= {k / 20 for k in range(10, 20)}
    expected = sum(b.observed.n * abs(b.mean - (b.observed.value or 0)) for b in one.bins) / 400
    assert one.error.value == pytest.approx(expected)


@hypothesis.given(st.integers(1, 400), st.integers(0, 1000).map(lambda k: k / 1000))
@hypothesis.settings(deadline=None, max_examples=60)
def test_the_mean_deviation_of_a_binomial_count_is_exact(n: int, p: float) -> None:
    """Against the sum over all counts."""
    k = np.arange(n + 1)
    expected = float((stats.binom.pmf(k, n, p) * abs(k - n * p)).sum())
    one = believed.mean_deviation(np.array([float(n)]), np.array([p]))
    assert float(one[0]) == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_perfect_confidence_shows_the_error_that_is_said_of_it() -> None:
    """300 logs of 100 and of 1,000 cases: their mean, and few beyond the upper end."""
    rng = np.random.default_rng(8)
    for size in (100, 1000):
        errors = []
        for _ in range(300):
            score = rng.beta(0.8, 0.8, size).round(2)
            one = judged(score, (rng.random(size) < score).astype(int), np.ones(size, dtype=int))
            errors.append(one.error)
        shown = np.mean([e.value for e in errors])
        assert np.mean([e.if_perfect for e in errors]) == pytest.approx(shown, rel=0.05)
        assert np.mean([e.value > e.if_perfect_upper for e in errors]) <= 0.08


# What no cut can reach


@pytest.mark.parametrize("power", [1.0, 2.0])
def test_the_best_cut_is_the_best_of_every_threshold_on_the_rows(power: float) -> None:
    """Accuracy and F1 by scikit-learn at each score; accuracy is that of isotonic scores."""
    log = rows(9, 500, power=power)
    y, score = log["y"].to_numpy(), log["score"].to_numpy()
    one = found(log).believed.best_cut
    cuts = [*np.unique(score), 2.0]
    right = [sklearn.metrics.accuracy_score(y, score >= cut) for cut in cuts]
    f1 = [sklearn.metrics.f1_score(y, score >= cut, zero_division=0.0) for cut in cuts]
    assert one.best_accuracy == pytest.approx(max(right))
    assert one.best_f1 == pytest.approx(max(f1))
    assert sklearn.metrics.accuracy_score(y, score >= one.best_accuracy_at) == max(right)
    assert sklearn.metrics.f1_score(y, score >= one.best_f1_at) == max(f1)
    assert one.accuracy == sklearn.metrics.accuracy_score(y, score >= 0.5)
    assert one.f1 == pytest.approx(sklearn.metrics.f1_score(y, score >= 0.5))
    fitted = IsotonicRegression().fit(score, y).predict(score)
    assert one.best_accuracy == pytest.approx(np.maximum(fitted, 1 - fitted).mean())
    assert one.if_scores_right == pytest.approx(np.maximum(score, 1 - score).mean())


def test_a_cut_that_never_says_yes_can_be_the_best() -> None:
    """Rare and hard to tell: no score from which on a yes pays; F1 asks for one all the same."""
    one = found(making.log(y=[0, 0, 1, 0, 0], score=[0.1, 0.2, 0.3, 0.9, 0.4])).believed.best_cut
    assert (one.best_accuracy, one.best_accuracy_at) == (0.8, None)
    assert one.best_f1 == pytest.approx(0.5)
    assert one.best_f1_at == pytest.approx(0.3)
    none = found(making.log(y=[0, 0], score=[0.1, 0.2])).believed.best_cut
    assert (none.best_accuracy, none.f1, none.best_f1, none.best_f1_at) == (1.0, None, None, None)
    classes = making.log(y=["a", "b", "c"]).assign(said="a", sure=0.5)
    model = {"name": "model", "role": "model", "prediction": "said", "confidence": "sure"}
    keys = making.keys(candidates=[model], columns={"positive": "a"}, handoff={})
    audit = making.audit(classes, keys)
    of_classes = handoffs.hand_off(audit.tally, audit.review)
    assert of_classes is not None
    assert of_classes.believed is not None
    assert of_classes.believed.best_cut is None
    assert of_classes.believed.right.value == pytest.approx(1 / 3)
