"""A handoff threshold that somebody tries: exact there, and the verdict untouched."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.audit import Audit
from evenhand.findings import OMITTED, Tried
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")
RNG = np.random.default_rng(3)
SCORE = RNG.random(400).round(3)
LOG = making.log(
    y=(RNG.random(400) < SCORE).astype(int), score=SCORE, sex=RNG.choice(["A", "B"], 400)
)
PLAN = {
    "threshold": 0.8, "human_accuracy": 0.9, "people": 3, "cases_per_hour": 10.0,
    "minutes_per_case": 6.0,
}  # fmt: skip
COSTS = {"false_positive": 10.0, "false_negative": 100.0, "review": 2.0}


def keys(**plan: Any) -> dict[str, Any]:  # noqa: ANN401
    """A review with everything that a threshold changes."""
    return making.keys(
        columns={"protected": ["sex"]},
        handoff=PLAN | plan,
        costs=COSTS,
        criteria=[{"finding": "automatic_error", "at_most": 0.2}],
    )


@pytest.fixture(scope="module")
def planned(quick: None) -> Audit:
    """The review whose thresholds are tried, worked out once."""
    del quick
    return making.audit(LOG, keys())


@settings(max_examples=12)
@given(percent=st.integers(50, 99))
def test_a_tried_threshold_gives_what_a_review_with_it_gives(planned: Audit, percent: int) -> None:
    """Every key of `tried` is the same number as in the document of such a review."""
    threshold = percent / 100
    tried = planned.findings(threshold=threshold).to_dict()
    own = making.audit(LOG, keys(threshold=threshold)).findings().to_dict()["handoff"]
    if threshold == PLAN["threshold"]:
        assert "tried" not in tried["handoff"]
        return
    there = tried["handoff"]["tried"]
    assert there == {key: own[key] for key in there}
    assert len(there) == 10


def test_trying_a_threshold_leaves_everything_else_as_it_is(planned: Audit) -> None:
    """Criteria, verdict and the review's own handoff: only `tried` is new."""
    before, after = planned.findings().to_dict(), planned.findings(threshold=0.95).to_dict()
    assert after["handoff"].pop("tried")["threshold"] == 0.95
    assert after == before


def test_a_threshold_between_two_stops_is_tried_at_the_nearest(planned: Audit) -> None:
    """A link may hold anything; the lower one where both are as near."""
    asked = {0.1: 0.5, 0.914: 0.91, 0.916: 0.92, 1.0: 0.99}
    found = {one: planned.findings(threshold=one).handoff for one in asked}
    assert {
        one: each.tried.threshold
        for one, each in found.items()
        if each is not None and isinstance(each.tried, Tried)
    } == asked
    nothing = planned.findings(threshold=0.801).handoff
    assert nothing is not None
    assert nothing.tried is OMITTED


def test_nothing_is_tried_where_nothing_can_be_handed_off() -> None:
    """Without a handoff, and without a confidence."""
    bare = making.audit(LOG, making.keys())
    assert bare.findings(threshold=0.9).handoff == bare.findings().handoff
    unsure = making.keys(
        handoff=PLAN, candidates=[{"name": "model", "role": "model", "prediction": "rule"}]
    )
    log: pd.DataFrame = LOG.assign(rule=1)
    found = making.audit(log, unsure).findings(threshold=0.9).handoff
    assert found is not None
    assert found.tried is OMITTED
