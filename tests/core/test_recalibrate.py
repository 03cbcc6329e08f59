"""Recalibration on counts is that of the rows, and every case is judged by a map of others."""

from typing import Any

import numpy as np
import pytest
from scipy import special
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from evenhand import handoff as handoffs
from evenhand import statistics
from evenhand.findings import Recalibration
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")


def found(log: Any, attribute: str | None = None, **given: Any) -> Recalibration | None:  # noqa: ANN401
    """The recalibration of a log."""
    audit = making.audit(log, making.keys(handoff={"threshold": 0.8}) | given)
    return handoffs.recalibrated(audit.tally, audit.review, attribute)


def off(seed: int, size: int, slope: float, shift: float = 0.0) -> Any:  # noqa: ANN401
    """A log whose outcomes follow the logit of the score with a slope and a shift."""
    rng = np.random.default_rng(seed)
    score = rng.beta(0.8, 0.8, size).round(2).clip(0.01, 0.99)
    chance = special.expit(slope * special.logit(score) + shift)
    return making.log(y=(rng.random(size) < chance).astype(int), score=score)


def counted() -> tuple[Any, ...]:
    """Scores, outcomes and how many, and the same as rows."""
    log = off(1, 700, 0.5, 0.3)
    log["n"] = np.arange(700) % 4
    score, true, n = (log[c].to_numpy() for c in ("score", "y", "n"))
    rows = np.repeat(np.arange(700), n)
    return score, true == 1, n, score[rows], true[rows]


def test_platt_on_counts_is_that_of_the_rows_by_scikit_learn() -> None:
    """To 1e-9; rows of weight 0 take no part."""
    score, true, n, rows, outcomes = counted()
    model = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-10)
    model.fit(special.logit(rows)[:, None], outcomes)
    grid = np.linspace(0.01, 0.99, 50)
    expected = model.predict_proba(special.logit(grid)[:, None])[:, 1]
    assert statistics.platt(score, true, n)(grid) == pytest.approx(expected, abs=1e-9)


def test_isotonic_on_counts_is_that_of_the_rows_by_scikit_learn() -> None:
    """To 1e-9, beyond the ends too."""
    score, true, n, rows, outcomes = counted()
    model = IsotonicRegression(out_of_bounds="clip").fit(rows, outcomes)
    grid = np.linspace(0, 1, 101)
    found = statistics.isotonic(score, true, n)(grid)
    assert found == pytest.approx(model.predict(grid), abs=1e-9)


def test_a_curve_of_two_numbers_can_leave_scores_as_they_are() -> None:
    """On the logit; certain scores stay finite."""
    score = np.tile([0.001, 0.2, 0.5, 0.9, 0.999], 2)
    n = (np.concatenate([score[:5], 1 - score[5:]]) * 1_000_000).astype(np.int64)
    become = statistics.platt(score, np.arange(10) < 5, n)
    assert become(score) == pytest.approx(score, abs=1e-5)
    assert np.isfinite(become(np.array([0.0, 1.0]))).all()


@pytest.mark.parametrize(("size", "method"), [(900, "platt"), (4000, "isotonic")])
def test_a_confidence_that_is_off_is_brought_back(size: int, method: str) -> None:
    """Outcomes at half the slope; judged on cases the map has not seen, and none is lost."""
    one = found(off(2, size, 0.5))
    assert one is not None
    assert one.method == method
    before, after = one.before.believed, one.after.believed
    assert before.error.value > 2 * before.error.if_perfect_upper
    assert after.error.value < before.error.value / 2
    assert (after.brier.value or 1) < (before.brier.value or 0)
    assert (after.skill or 0) > (before.skill or 0)
    assert (after.n, after.right) == (before.n, before.right)
    assert one.after.curve.n == one.before.curve.n == size
    assert (one.after.coverage.value or 0) < 0.6 * (one.before.coverage.value or 0)
    said, becomes = np.array(one.mapped).T
    wanted = special.expit(0.5 * special.logit(said.clip(0.01, 0.99)))
    assert np.abs(becomes - wanted)[2:-2].max() < 0.12


def test_the_reading_of_today_is_that_of_the_handoff() -> None:
    """Nothing about it is worked out a second way."""
    audit = making.audit(off(3, 600, 1.0), making.keys(handoff={"threshold": 0.8}))
    plain = handoffs.hand_off(audit.tally, audit.review)
    one = handoffs.recalibrated(audit.tally, audit.review)
    assert one is not None
    assert plain is not None
    assert one.before.believed == plain.believed
    assert one.before.aurc == plain.aurc
    assert one.before.curve == plain.all_cases
    assert one.before.automatic_error == plain.automatic_error


def test_noise_is_not_taken_for_skill() -> None:
    """Outcomes that no score tells: a map judged on its own cases would claim to know them."""
    rng = np.random.default_rng(4)
    skills = []
    for seed in range(8):
        log = off(seed, 1200, 0.0).assign(y=rng.integers(0, 2, 1200))
        one = found(log)
        assert one is not None
        skills.append(one.after.believed.skill or 0.0)
    assert np.mean(skills) < 0.002


def test_groups_that_are_off_in_opposite_ways_are_helped_by_maps_of_their_own() -> None:
    """And a group that is too small shares the map of all."""
    one, two = off(5, 2500, 1.0, 1.0).assign(sex="A"), off(6, 2500, 1.0, -1.0).assign(sex="B")
    few = off(7, 20, 1.0).assign(sex="C")
    log = making.log(**{
        name: [*one[name], *two[name], *few[name]] for name in ("y", "score", "sex")
    })  # fmt: skip
    together, apart = found(log), found(log, "sex")
    assert together is not None
    assert apart is not None
    assert apart.own == ("A", "B")
    assert apart.mapped == ()
    assert (apart.after.believed.skill or 0) > (together.after.believed.skill or 0) + 0.05


def test_the_confidence_of_a_class_review_is_recalibrated_against_being_right() -> None:
    """Over-sure in three classes; unlabelled cases are read anew too."""
    rng = np.random.default_rng(8)
    sure = rng.uniform(0.4, 1.0, 3000).round(2)
    right = rng.random(3000) < sure - 0.3
    said = rng.choice(["a", "b", "c"], 3000)
    other = np.array([{"a": "b", "b": "c", "c": "a"}[one] for one in said])
    log = making.log(y=np.where(right, said, other).astype(object)).assign(said=said, sure=sure)
    log.loc[:99, "y"] = None
    model = {"name": "model", "role": "model", "prediction": "said", "confidence": "sure"}
    one = found(log, candidates=[model], columns={"label": "y", "positive": "a"})
    assert one is not None
    assert one.n == 2900
    assert one.after.curve.n == 3000
    assert one.before.believed.error.value == pytest.approx(0.3, abs=0.02)
    assert one.after.believed.error.value < 0.04
    assert dict(one.mapped)[0.8] == pytest.approx(0.5, abs=0.08)


@pytest.mark.parametrize(
    "log", [off(9, 20, 1.0), off(9, 200, 1.0).assign(y=1), off(9, 200, 1.0).assign(y=None)]
)
def test_too_few_cases_or_only_one_kind_is_not_recalibrated(log: Any) -> None:  # noqa: ANN401
    """None, as without a handoff or a confidence."""
    assert found(log) is None
    audit = making.audit(log, making.keys())
    assert handoffs.recalibrated(audit.tally, audit.review) is None
    silent = making.audit(log, making.keys(handoff={"candidate": "rule"}))
    assert handoffs.recalibrated(silent.tally, silent.review) is None
