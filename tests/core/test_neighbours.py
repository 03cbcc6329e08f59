"""The cases most like one, against scikit-learn's; and what plays no part in it."""

from pathlib import Path

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import QuantileTransformer

import evenhand
from evenhand import neighbours
from evenhand.neighbours import Told

SAMPLE = Path(__file__).parents[2] / "sample_data" / "lending" / "review.toml"


@given(st.integers(0, 2**32 - 1))
def test_the_nearest_are_those_of_scikit_learn(seed: int) -> None:
    """Manhattan distance between the places that each input has among all cases."""
    rng = np.random.default_rng(seed)
    usual = pd.DataFrame(rng.normal(size=(300, 4)) ** 3, columns=list("abcd"))
    placed = neighbours.places(usual, list("abcd"))
    ranks = usual.rank(method="average").to_numpy() / 300 - 0.5 / 300
    np.testing.assert_allclose(placed, ranks, atol=1e-12)
    among = np.flatnonzero(rng.random(300) < 0.7)
    found = neighbours.nearest(placed, 7, among)
    oracle = NearestNeighbors(n_neighbors=51, metric="manhattan").fit(placed[among])
    wanted = oracle.kneighbors(placed[[7]])[0][0][int(7 in among) :][: len(found)]
    far = np.abs(placed[found] - placed[7]).sum(axis=1)
    np.testing.assert_allclose(far, wanted, atol=1e-12)  # of those as far, either may be there
    assert 7 not in found


def test_no_unit_and_no_outlier_changes_who_is_near() -> None:
    """Places are those of the values in order, however they are measured."""
    rng = np.random.default_rng(1)
    usual = pd.DataFrame({"a": rng.normal(size=400), "b": rng.gamma(2.0, size=400)})
    other = usual.assign(a=usual["a"] * 1000 + 5, b=np.exp(usual["b"]))
    here, there = (neighbours.places(each, ["a", "b"]) for each in (usual, other))
    np.testing.assert_array_equal(here, there)
    smooth = QuantileTransformer(n_quantiles=400).fit_transform(usual)
    assert np.abs(here - smooth).max() < 2 / 400


def test_a_missing_value_is_far_from_every_value_and_near_another_missing_one() -> None:
    """It stands in the middle, and one more column tells it from all others."""
    usual = pd.DataFrame({"a": [0.0, 1.0, 2.0, np.nan, np.nan]})
    placed = neighbours.places(usual, ["a"])
    assert placed.shape == (5, 2)
    assert neighbours.nearest(placed, 3, np.arange(5), 1).tolist() == [4]


def test_what_became_of_them_is_counted() -> None:
    """Shares of those nearest; nothing where too few outcomes are known."""
    usual = pd.DataFrame({"a": np.arange(200.0)})
    placed = neighbours.places(usual, ["a"])
    high = np.arange(200) >= 100
    told = Told(high, np.ones(200, bool), np.zeros(200, bool))
    found = neighbours.alike(placed, 0, np.arange(200), told, 0.95)
    assert found is not None
    assert (found.n, found.positive.value, found.right.value) == (neighbours.MOST, 0.0, 1.0)
    assert neighbours.alike(placed, 0, np.arange(99), told, 0.95) is None
    assert neighbours.alike(np.empty((200, 0)), 0, np.arange(200), told, 0.95) is None


def test_the_outcomes_of_similar_cases_agree_with_the_rows_of_the_log() -> None:
    """Recounted from a sample's own table, with every input and no protected column."""
    audit = evenhand.open(SAMPLE)
    one = audit.another(1)
    assert one == audit.another(1)
    assert one.alike is not None
    rows = pd.read_parquet(SAMPLE.parent / "decisions.parquet").dropna(subset=["model_score"])
    inputs = list(audit.review.columns.features)
    assert not set(inputs) & set(audit.review.columns.protected)
    values = {c.name: float(c.value) for c in one.contributions}
    near = np.abs(rows[inputs].to_numpy(float) - [values[name] for name in inputs]).sum(axis=1)
    here = int(np.argmin(near))
    ranks = rows[inputs].rank(method="average").to_numpy(float) / len(rows)
    far = np.abs(ranks - ranks[here]).sum(axis=1)
    far[here] = np.inf
    nearest = rows.iloc[np.argsort(far.round(9), kind="stable")[: one.alike.n]]
    assert one.alike.positive.value == nearest["approved"].astype(int).mean()
    right = (nearest["model_score"] >= 0.5) == (nearest["approved"].astype(int) == 1)
    assert one.alike.right.value == right.mean()
