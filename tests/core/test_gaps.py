"""A gap is set beside what chance alone would give, and every gap has a test."""

from typing import Any

import numpy as np
import pytest
from statsmodels.stats.oneway import anova_oneway

from evenhand import fairness, pairs, statistics
from evenhand.metrics import METRICS
from evenhand.pairs import Means, Shares
from evenhand.review import Method
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")
SIX = [400, 300, 150, 40, 12, 10]  # six groups, some tiny


def test_six_groups_some_tiny_are_far_apart_by_chance() -> None:
    """METHODS: without any difference the expected gap can be .15; here by drawing answers."""
    rng = np.random.default_rng(7)
    answers = rng.permuted(np.tile(np.arange(sum(SIX)) < 0.1 * sum(SIX), (4000, 1)), axis=1)
    edges = np.cumsum([0, *SIX[:-1]])
    rates = np.add.reduceat(answers, edges, axis=1) / np.array(SIX)
    gaps = rates.max(axis=1) - rates.min(axis=1)
    assert gaps.mean() == pytest.approx(0.15, abs=0.02)
    k, n = np.array([40, 30, 15, 4, 1, 1]), np.array(SIX)
    found = fairness.by_chance(Shares(k, n), Method())
    assert found.expected == pytest.approx(gaps.mean(), abs=0.01)
    assert found.upper == pytest.approx(np.quantile(gaps, 0.95), abs=0.03)


def test_groups_with_a_difference_are_compared_with_groups_without_one() -> None:
    """The line comes from the pooled rate, not from the gap observed; the seed repeats it."""
    apart, alike = Shares(np.array([90, 10]), np.array([100, 100])), Shares(
        np.array([50, 50]), np.array([100, 100])
    )  # fmt: skip
    found = fairness.by_chance(apart, Method())
    assert found == fairness.by_chance(alike, Method())
    assert found.expected < found.upper < 0.2
    assert fairness.by_chance(apart, Method(seed=2)) != found


def test_every_gap_of_a_document_has_its_line_and_its_test() -> None:
    """Where two groups have a value; where one has, there is neither."""
    rng = np.random.default_rng(3)
    log = making.log(
        y=rng.integers(0, 2, 400), rule=rng.integers(0, 2, 400), sex=rng.choice(list("AB"), 400)
    )
    by = making.document(log, making.keys())["fairness"]["rule"]
    for gap in (by["sex"]["gaps"][name] for name in METRICS):
        line = gap["no_difference"]
        assert 0 < line["expected"] < line["upper"] < 0.3
        assert 0 < gap["p_value"] <= gap["q_value"] <= 1
    for gap in by["race"]["gaps"].values():
        assert (gap["no_difference"], gap["p_value"], gap["lowest"]) == (None, None, None)


def shuffled(kinds: list[tuple[int, int, int]]) -> float:
    """The permutation test of the largest gap of F1: cases are dealt to groups anew."""
    rng, sizes = np.random.default_rng(11), [sum(three) for three in kinds]
    cells = np.repeat([0, 1, 2], np.sum(kinds, axis=0))
    places = np.cumsum([0, *sizes[:-1]])
    drawn = rng.permuted(np.tile(cells, (3000, 1)), axis=1)
    tp, errors = (np.add.reduceat(drawn == cell, places, axis=1) for cell in (0, 1))

    def gap(tp: Any, errors: Any) -> Any:  # noqa: ANN401
        scores = 2 * tp / (2 * tp + errors)
        return scores.max(axis=-1) - scores.min(axis=-1)

    seen = gap(*(np.array([three[cell] for three in kinds]) for cell in (0, 1)))
    return float((1 + (gap(tp, errors) >= seen - 1e-12).sum()) / (1 + len(drawn)))


@pytest.mark.parametrize(
    "kinds",
    [
        [(60, 40, 50), (45, 55, 60)],
        [(60, 40, 50), (58, 42, 40)],
        [(60, 40, 50), (90, 110, 60), (70, 30, 80)],
        [(30, 30, 200), (31, 29, 10), (28, 30, 50), (33, 27, 90)],
    ],
)
def test_the_test_of_f1_agrees_with_dealing_the_cases_anew(
    kinds: list[tuple[int, int, int]],
) -> None:
    """Given who is positive by either, it is the test of a share; close to the permutation test."""
    tp, errors = (np.array([three[cell] for three in kinds]) for cell in (0, 1))
    found = Shares(tp, tp + errors, f1=True).no_difference()
    assert found == pytest.approx(shuffled(kinds), abs=0.12)


def test_the_test_of_f1_rejects_as_often_as_it_says() -> None:
    """Four groups of one F1, base rates of their own: at most one in twenty below .05."""
    rng, n = np.random.default_rng(5), np.array([300, 200, 400, 250])
    positive = rng.binomial(n, [0.3, 0.6, 0.5, 0.2], (1000, 4))
    right = rng.binomial(positive, 0.6)
    low = [
        (Shares(tp, m, f1=True).no_difference() or 1) < 0.05
        for tp, m in zip(right, positive, strict=True)
    ]
    assert np.mean(low) == pytest.approx(0.05, abs=0.02)


def test_the_test_of_means_is_welchs() -> None:
    """Against statsmodels, on rows of unequal spread; groups without spread take no part."""
    rng = np.random.default_rng(8)
    rows = [rng.normal(m, s, n) for m, s, n in ((0, 1, 30), (0.4, 2, 50), (0.1, 0.5, 20))]
    expected = anova_oneway(rows, use_var="unequal").pvalue
    means = Means(
        np.array([row.mean() for row in rows]),
        np.array([row.std(ddof=1) / np.sqrt(len(row)) for row in rows]),
        np.array([len(row) for row in rows]),
    )
    assert means.no_difference() == pytest.approx(expected)
    assert means.only(np.array([0, 1])).no_difference() == pytest.approx(
        anova_oneway(rows[:2], use_var="unequal").pvalue
    )
    assert statistics.equal_means(np.array([1.0]), np.array([0.1]), np.array([9])) is None
    assert pairs.every(1)[0].tolist() == []
