"""AUC and DeLong's test on counts equal those over all pairs of rows."""

from typing import Any

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from evenhand import candidates, comparison, counting, ranking
from evenhand.tally import ScorePairs
from tests.core import making, oracle

pytestmark = pytest.mark.usefixtures("quick")


def rows(seed: int = 1, n: int = 60) -> tuple["np.ndarray[Any, Any]", ...]:
    """Labels and two scores with many ties."""
    rng = np.random.default_rng(seed)
    positive = rng.random(n) < 0.4
    one = np.round(np.clip(rng.normal(0.4 + 0.2 * positive, 0.2), 0, 1), 1)
    two = np.round(np.clip(rng.normal(0.4 + 0.3 * positive, 0.2), 0, 1), 1)
    return positive, one, two


def test_auc_on_weights_is_that_of_the_repeated_rows() -> None:
    """Value by scikit-learn, standard error by DeLong over all pairs."""
    positive, one, _ = rows()
    n = np.random.default_rng(2).integers(0, 4, len(one))
    repeated, label = np.repeat(one, n), np.repeat(positive, n)
    found = ranking.ranking(one, n, positive)
    assert found is not None
    assert found.value == pytest.approx(roc_auc_score(label, repeated), abs=1e-12)
    constant = np.zeros(len(repeated))
    _, error, _ = oracle.delong(label, constant, repeated)
    assert found.error == pytest.approx(error, rel=1e-9)
    pairs = repeated[label][:, None] == repeated[~label][None, :]
    assert found.tied == pytest.approx(pairs.mean())


def test_the_difference_of_two_aucs_is_delongs() -> None:
    """Value, standard error and p-value equal the covariance over all pairs of rows."""
    positive, one, two = rows(3)
    found = ranking.difference(one, two, np.ones(len(one), dtype=np.int64), positive)
    assert found == pytest.approx(oracle.delong(positive, one, two), rel=1e-9)


def test_two_scores_that_never_differ_have_a_p_value_of_one() -> None:
    """No variance and no difference."""
    positive, one, _ = rows()
    found = ranking.difference(one, one, np.ones(len(one), dtype=np.int64), positive)
    assert found == (0.0, 0.0, 1.0)


@pytest.mark.parametrize("positives", [0, 1, 3])
def test_labels_of_one_kind_have_no_auc(positives: int) -> None:
    """None without a pair; an error of NaN with one case of a label."""
    label = np.arange(3) < positives
    n, score = np.ones(3, dtype=np.int64), np.array([0.1, 0.5, 0.9])
    found = ranking.ranking(score, n, label)
    assert (found is None) == (positives in {0, 3})
    assert found is None or np.isnan(found.error)
    assert ranking.difference(score, score, n, label) is None


def test_auc_of_the_document_is_exact_up_to_1001_scores_and_bounded_above() -> None:
    """With more, same-bin pairs count as ties, and the bound holds the value of the rows."""
    rng = np.random.default_rng(4)
    for steps, exact in ((1000, True), (10**6, False)):
        label = rng.random(3000) < 0.3
        score = np.clip(rng.normal(0.3 + 0.2 * label, 0.2), 0, 1).round(9)
        score = np.floor(score * steps) / steps
        frame = making.log(y=label.astype(int), score=score)
        audit = making.audit(frame, making.keys())
        one = audit.review.handoff_candidate
        found = candidates.auc(audit.tally, one, audit.review.method)
        assert found is not None
        assert found.value is not None
        assert found.exact is exact
        assert abs(found.value - roc_auc_score(label, score)) <= found.bound + 1e-12
        assert (found.bound == 0) is exact
        assert (found.low or 0) < found.value < (found.high or 0)


def test_auc_says_nothing_without_both_labels_or_without_a_score() -> None:
    """Null values where one label is missing; null where the candidate has no score."""
    found = making.document(making.log(y=[1, 1], score=[0.2, 0.9]), making.keys())
    assert found["candidates"]["model"]["auc"]["value"] is None
    assert found["candidates"]["rule"]["auc"] is None
    one = making.document(making.log(y=[1, 0, 0], score=[0.9, 0.2, 0.3]), making.keys())
    auc = one["candidates"]["model"]["auc"]
    assert (auc["value"], auc["low"], auc["high"]) == (1.0, None, None)


BOTH = [{"name": "rule", "role": "baseline", "score": "points"}, making.MODEL]


def test_the_auc_difference_of_two_scores_is_delongs_on_rows_with_both() -> None:
    """Rows without a label or without either score are left out."""
    positive, one, two = rows(6)
    frame = making.log(y=positive.astype(float), points=one, score=two)
    frame.loc[:3, "y"] = np.nan
    frame.loc[4:7, "points"] = np.nan
    found = making.document(frame, making.keys(candidates=BOTH))["comparison"]["auc_difference"]
    kept = slice(8, None)
    value, error, p_value = oracle.delong(positive[kept], one[kept], two[kept])
    assert found["value"] == pytest.approx(value, abs=1e-12)
    assert found["p_value"] == pytest.approx(p_value, rel=1e-9)
    assert found["high"] - found["low"] == pytest.approx(2 * 1.959964 * error, rel=1e-6)
    assert found["n"] == len(frame) - 8


@pytest.mark.parametrize(("digits", "exact"), [(3, True), (9, False)])
def test_the_auc_difference_is_exact_up_to_1001_scores_and_bounded_above(
    digits: int, *, exact: bool
) -> None:
    """Rare cases pile up scores near 0, where coarse steps would misplace it."""
    rng = np.random.default_rng(5)
    label = rng.random(4000) < 0.05
    one, two = (
        np.clip(rng.beta(1, 60, 4000) + k * label, 0, 1).round(digits) for k in (0.01, 0.02)
    )
    frame = making.log(y=label.astype(int), points=one, score=two)
    found = making.document(frame, making.keys(candidates=BOTH))["comparison"]["auc_difference"]
    value, error, _ = oracle.delong(label, one, two)
    assert found["exact"] is exact
    assert (found["bound"] == 0) is exact
    assert abs(found["value"] - value) <= found["bound"] + 1e-12
    assert found["low"] <= value - 1.9599 * error
    assert found["high"] >= value + 1.9599 * error


def test_the_auc_difference_takes_coarser_steps_where_there_are_too_many_cells(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A bound still holds the value of the rows."""
    rng = np.random.default_rng(6)
    label, one, two = rng.random(3000) < 0.4, rng.random(3000).round(2), rng.random(3000).round(2)
    frame = making.log(y=label.astype(int), points=one, score=two)
    monkeypatch.setattr(counting, "MOST_CELLS", 500)
    monkeypatch.setattr(counting, "_PAIR_STEPS", (50, 5))
    found = making.document(frame, making.keys(candidates=BOTH))["comparison"]["auc_difference"]
    assert not found["exact"]
    value = oracle.delong(label, one, two)[0]
    assert 0 < abs(found["value"] - value) <= found["bound"]


def test_the_auc_difference_is_null_where_a_label_is_missing() -> None:
    """Asked for, and cannot be known."""
    frame = making.log(y=[1, 1], points=[0.2, 0.4], score=[0.1, 0.3])
    found = making.document(frame, making.keys(candidates=BOTH))["comparison"]["auc_difference"]
    assert (found["value"], found["p_value"], found["n"]) == (None, None, 2)


def test_score_pairs_are_counted_with_their_weights() -> None:
    """A weight stands for that many cases."""
    positive, one, two = rows(7)
    weight = np.arange(len(one)) % 3
    frame = making.log(y=positive.astype(int), points=one, score=two, n=weight)
    audit = making.audit(frame, making.keys(candidates=BOTH, columns={"weight": "n"}))
    assert isinstance(audit.tally.score_pairs, ScorePairs)
    assert audit.tally.score_pairs.n.sum() == weight.sum()
    found = comparison.compare(audit.tally, audit.review)
    assert found is not None
    assert found.auc_difference is not None
    again = (np.repeat(column, weight) for column in (positive, one, two))
    assert found.auc_difference.value == pytest.approx(oracle.delong(*again)[0], abs=1e-12)
