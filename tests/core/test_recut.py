"""A tally that was counted finer reads, at any cut it knows, as if it had been counted there."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from evenhand import counting, cuts, recount, tally
from evenhand import review as reviews
from evenhand.audit import Audit
from evenhand.findings import Findings, Gap
from evenhand.metrics import MEANS
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")
SIZE = 3000
CRITERIA = [
    {"finding": "impact_ratio", "attribute": "race & age", "at_least": 0.8},
    {"finding": "automatic_error", "at_most": 0.3},
]


ENGINES: Mapping[str, Callable[[pd.DataFrame], Any]] = {
    "pandas": pd.DataFrame,
    "polars": pl.from_pandas,
    "arrow": pa.Table.from_pandas,
    "duckdb": lambda frame: duckdb.connect().from_arrow(pa.Table.from_pandas(frame)),
}


def log(scores: int) -> pd.DataFrame:
    """A log with so many different scores, also at the thresholds, and ages at every edge."""
    rng = np.random.default_rng(5)
    return pd.DataFrame(
        {
            "y": rng.integers(0, 2, SIZE),
            "race": making.drawn(rng, ["X", "Y", None], SIZE),
            "age": pd.array(rng.integers(18, 80, SIZE), dtype="Int64"),
            "rule": rng.integers(0, 2, SIZE),
            "score": rng.integers(0, scores + 1, SIZE) / scores,
            "n": rng.integers(0, 4, SIZE),
        }
    ).assign(age=lambda frame: frame["age"].mask(frame.index % 31 == 0))


def keys(**columns: Any) -> dict[str, Any]:  # noqa: ANN401
    """A review that compares ages."""
    cut = {"protected": ["race", "age"], "edges": {"age": [30, 50]}, "weight": "n"}
    handoff = {"threshold": 0.8, "human_accuracy": 0.9}
    return making.keys(
        columns=cut | columns, handoff=handoff, costs={"false_negative": 7.0}, criteria=CRITERIA
    )


def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count at the review's own cuts only, as where nothing can be changed."""
    monkeypatch.setattr(cuts, "counted", lambda _review: {})
    monkeypatch.setattr(cuts, "thresholds", lambda _review, _candidate: ())


@pytest.mark.parametrize("scores", [100, 5000], ids=["as they are", "in steps"])
@pytest.mark.parametrize("engine", ENGINES)
def test_a_finer_count_changes_no_byte_of_the_findings(
    engine: str, scores: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever holds the rows: at the review's own cuts all sums are the same whole numbers."""
    held = ENGINES[engine]
    finer = making.audit(held(log(scores)), keys())
    assert finer.log.edges == {"age": (26.0, 30.0, 34.0, 46.0, 50.0, 54.0)}
    plain(monkeypatch)
    assert (
        finer.findings().to_json() == making.audit(held(log(scores)), keys()).findings().to_json()
    )


@pytest.mark.parametrize("scores", [100, 5000], ids=["as they are", "in steps"])
@pytest.mark.parametrize("edges", [[26, 50], [34, 50], [30, 46], [30, 54]])
def test_a_tally_at_other_edges_is_the_tally_of_a_review_with_those_edges(
    edges: list[float], scores: int
) -> None:
    """Every cell, name and sum."""
    other = reviews.parse(keys(edges={"age": edges}))
    found = making.audit(log(scores), keys()).tally.recut(other)
    same(found, making.audit(log(scores), keys(edges={"age": edges})).tally)


def same(one: tally.Tally, two: tally.Tally) -> None:
    """Two tallies have the same groups and cells."""
    assert one.groups == two.groups
    for name, cells in one.cells.items():
        for field in ("label", "answer", "other", "confidence", "n", "confidence_sum"):
            got, wanted = getattr(cells, field), getattr(two.cells[name], field)
            np.testing.assert_array_equal(got, wanted, err_msg=field)


def at_threshold(threshold: float) -> dict[str, Any]:
    """The review with another threshold of the model."""
    model = dict(making.MODEL) | {"threshold": threshold}
    return {**keys(), "candidates": [making.RULE, model]}


@pytest.mark.parametrize("threshold", [0.45, 0.55])
def test_a_tally_at_another_threshold_is_that_of_a_review_with_it(threshold: float) -> None:
    """Exactly, where scores are kept as they are."""
    other = at_threshold(threshold)
    found = making.audit(log(100), keys()).tally.recut(reviews.parse(other))
    same(found, making.audit(log(100), other).tally)


def by_group(found: Findings) -> list[object]:
    """What depends on the answers: all but means of the score, which are known to its last bits."""
    every = [
        (name, attribute, one)
        for name, by in found.fairness.items()
        for attribute, one in by.items()
    ]
    return [
        *((name, attribute, one.impact_ratio, one.unknown) for name, attribute, one in every),
        *((group.group, group.n, group.counts) for *_, one in every for group in one.groups),
        *(replace(gap, q_value=None) for *_, one in every for gap in without_means(one.gaps)),
    ]


def without_means(gaps: Mapping[str, Gap]) -> list[Gap]:
    """Gaps of what is counted."""
    return [gap for metric, gap in gaps.items() if metric not in MEANS]


def by_answers(found: Findings) -> list[object]:
    """Of the comparison, all but what hangs on the order within a step of scores."""
    compared = found.comparison
    assert compared is not None
    assert compared.positives is not None
    gaps = (compared.positives.recall_difference, compared.positives.precision_difference)
    return [replace(compared, positives=None, net_benefit=None), *gaps]


@pytest.mark.parametrize("threshold", [0.45, 0.55])
def test_in_steps_the_answers_at_another_threshold_are_exact(threshold: float) -> None:
    """Ties with the threshold too: the documents agree on all groups and what is decided alone."""
    other = at_threshold(threshold)
    audit = making.audit(log(5000), keys())
    found = Audit(audit.log, audit.tally.recut(reviews.parse(other)))
    wanted = making.audit(log(5000), other).findings()
    assert by_group(found.findings()) == by_group(wanted)
    assert by_answers(found.findings()) == by_answers(wanted)
    assert found.findings().criteria == wanted.criteria
    handed_off = [one.handoff for one in (found.findings(), wanted) if one.handoff]
    assert handed_off[0].coverage == handed_off[1].coverage
    assert handed_off[0].groups == handed_off[1].groups
    assert found.tally.exact == making.audit(log(5000), other).tally.exact


def test_a_count_that_would_be_too_fine_falls_back_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The findings are those of the review's own cuts, with one note more."""
    monkeypatch.setattr(counting, "MOST_CELLS", 2200)
    audit = making.audit(log(100), keys())
    assert audit.tally.finer is not None
    assert not audit.tally.finer.complete
    notes = [p.message for p in audit.data_check.problems if p.severity == "note"]
    assert any(message.startswith("Too many kinds of case") for message in notes)


def test_edges_are_moved_one_at_a_time_by_a_fifth_of_the_narrower_interval() -> None:
    """A single edge by a tenth; whole edges stay whole; edges that nothing depends on, not."""
    moved = reviews.parse(keys(edges={"age": [65]}))
    assert cuts.edges(moved) == {"age": ((59.0,), (71.0,))}
    assert cuts.edges(reviews.parse(keys() | {"criteria": []})) == {}
    named = {**keys(), "robustness": {"edges": {"age": [[25, 40, 60]]}}}
    assert cuts.edges(reviews.parse(named)) == {"age": ((25.0, 40.0, 60.0),)}


def test_counts_that_are_as_the_review_asks_are_not_touched() -> None:
    """No work where there is nothing to add up."""
    audit = making.audit(log(100), keys() | {"criteria": []})
    assert audit.tally.finer is not None
    for counted in audit.tally.finer.counted.values():
        assert recount.at(counted, audit.review).table is counted.table
