"""Mean score and calibration gap: metrics that are means, with Student's and Welch's methods."""

from typing import Any

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as st
from scipy import stats

from evenhand import statistics
from tests.core import making, oracle

pytestmark = pytest.mark.usefixtures("quick")
EMPTY = {"value": None, "low": None, "high": None, "n": 0}
NUMBERS = st.lists(st.integers(0, 20).map(lambda k: k / 20), min_size=2, max_size=30)


def sums(samples: list[list[float]]) -> tuple[Any, Any, Any]:
    """Means, their standard errors and cases."""
    n, total, square = (
        np.array([sum(x**power for x in sample) for sample in samples], dtype=float)
        for power in (0, 1, 2)
    )
    return total / n, statistics.standard_errors(n, total, square), n.astype(int)


@hypothesis.given(NUMBERS)
def test_the_interval_of_a_mean_is_students(sample: list[float]) -> None:
    """As scipy gives it on the rows."""
    found = statistics.means(*sums([sample]), 0.9).one(0)
    low, high = oracle.student(np.array(sample), 0.9)
    assert found.low == pytest.approx(low, abs=1e-6)
    assert found.high == pytest.approx(high, abs=1e-6)


@hypothesis.given(st.lists(NUMBERS.filter(lambda s: max(s) - min(s) > 0), min_size=2, max_size=5))
def test_equal_means_is_tested_as_welch_did(samples: list[list[float]]) -> None:
    """As statsmodels on the rows; for two groups it is the t-test of scipy."""
    found = statistics.equal_means(*sums(samples))
    assert found == pytest.approx(oracle.welch([np.array(s) for s in samples]), abs=1e-9)
    if len(samples) == 2:
        assert found == pytest.approx(stats.ttest_ind(*samples, equal_var=False).pvalue, abs=1e-9)


def test_a_group_without_any_spread_cannot_be_weighed_nor_left_out() -> None:
    """Without it the others would be found alike, however far it is from them; one case is none."""
    some, other, none = [0.1, 0.4, 0.5, 0.3], [0.6, 0.9], [0.9, 0.9, 0.9]
    assert statistics.equal_means(*sums([some, none])) is None
    assert statistics.equal_means(*sums([some, some, none])) is None
    two = statistics.equal_means(*sums([some, other]))
    assert two is not None
    assert statistics.equal_means(*sums([some, [0.5], other])) == two


def test_the_interval_of_a_ratio_of_means_covers_what_is_true() -> None:
    """MOVER on Student's ends, over 2,000 drawn pairs of 40 scores: 93 to 97 of 100."""
    rng = np.random.default_rng(3)
    one, two = rng.beta(2, 5, (2000, 40)), rng.beta(3, 4, (2000, 40))
    ends = []
    for draws in (one, two):
        errors = draws.std(axis=1, ddof=1) / np.sqrt(40)
        ends.append(statistics.means(draws.mean(axis=1), errors, np.full(2000, 40), 0.95))
    found = statistics.over(*ends)
    truth = (2 / 7) / (3 / 7)
    held = ((found.low <= truth) & (truth <= found.high)).mean()
    assert 0.93 <= held <= 0.97, held


def log() -> Any:  # noqa: ANN401
    """Two groups, one of which is scored too high."""
    rng = np.random.default_rng(2)
    score = rng.integers(0, 101, 400) / 100
    sex = np.array(["A", "B"] * 200)
    label = (rng.random(400) < score - 0.2 * (sex == "B")).astype(int)
    return making.log(y=label, sex=sex, score=score)


def test_a_group_that_is_scored_too_high_is_found() -> None:
    """B by two in ten: the gap of calibration, with its test, and none of the mean score."""
    found = making.document(log(), making.keys())["fairness"]["model"]["sex"]
    gap = found["gaps"]["calibration"]
    assert (gap["highest"], gap["lowest"]) == ("B", "A")
    assert gap["difference"]["low"] > 0.05
    assert gap["difference"]["high"] < 0.3
    assert gap["p_value"] < 0.001
    assert gap["ratio"] == EMPTY
    assert found["gaps"]["mean_score"]["p_value"] > 0.05
    assert 0.8 < found["gaps"]["mean_score"]["ratio"]["value"] < 1


def test_a_candidate_without_scores_has_empty_means() -> None:
    """The keys are there, and nothing is estimated."""
    found = making.document(log(), making.keys())
    group = found["fairness"]["rule"]["sex"]["groups"][0]["metrics"]
    assert (group["mean_score"], group["calibration"]) == (EMPTY, EMPTY)
    gap = found["fairness"]["rule"]["sex"]["gaps"]["calibration"]
    assert (gap["difference"], gap["lowest"], gap["p_value"]) == (EMPTY, None, None)


@pytest.mark.parametrize(
    ("limit", "state"),
    [
        ({"finding": "calibration", "gap": "difference", "at_most": 0.05}, "outside"),
        ({"finding": "mean_score", "gap": "difference", "at_most": 0.2}, "inside"),
        ({"finding": "mean_score", "gap": "ratio", "at_least": 0.5}, "inside"),
        ({"finding": "calibration", "gap": "ratio", "at_least": 0.5}, "cannot_tell"),
    ],
)
def test_a_review_may_limit_the_gap_of_a_mean(limit: dict[str, Any], state: str) -> None:
    """Every pair of groups, simultaneously, as for rates."""
    found = making.document(log(), making.keys(criteria=[limit | {"attribute": "sex"}]))
    assert found["criteria"][0]["state"] == state
    assert found["criteria"][0]["group"] in {"A / B", "B / A"}


def test_a_review_may_limit_a_mean_over_everybody() -> None:
    """By itself, without groups."""
    criteria = [{"finding": "calibration", "at_most": 0.3}]
    found = making.document(log(), making.keys(criteria=criteria))["criteria"][0]
    assert (found["state"], found["value"]["n"]) == ("inside", 400)


def test_in_a_class_review_calibration_is_about_being_right() -> None:
    """There is no score of one class; confidence is set against the exact class."""
    frame = making.log(y=["a", "b", "c", "c"] * 10).assign(
        said=["a", "c", "b", "c"] * 10, sure=[0.9, 0.8, 0.7, 0.6] * 10
    )
    one = {"name": "model", "role": "model", "prediction": "said", "confidence": "sure"}
    keys = making.keys(candidates=[one], columns={"positive": "a"})
    found = making.document(frame, keys)["candidates"]["model"]["metrics"]
    assert found["calibration"]["value"] == pytest.approx(0.75 - 0.5)
    assert found["mean_score"] == EMPTY
