"""What is made once for everybody: drawings as they are sent, and findings of samples."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from streamlit.runtime.caching import cache_resource_api
from streamlit.testing.v1 import AppTest

from components.drawn import Drawn
from evenhand import document, handoff
from tests.core import making

CHART = {"data": [{"type": "scatter", "x": [1], "y": ["a"]}], "layout": {"height": 90}}


def draws(chart: dict[str, object]) -> None:
    """A page with one drawing."""
    import streamlit as st  # noqa: PLC0415

    from components.drawn import Drawn  # noqa: PLC0415

    st.plotly_chart(Drawn(chart), theme=None, alt="One dot.")


def test_a_drawing_is_sent_as_it_was_drawn() -> None:
    """No template of Plotly's is added, and nothing is changed."""
    app = AppTest.from_function(draws, args=(CHART,)).run()
    assert not app.exception
    assert json.loads(app.get("plotly_chart")[0].proto.spec) == CHART


def test_a_drawing_gives_away_no_dictionary_of_its_own() -> None:
    """What Streamlit puts on top of it is not there for the next visitor."""
    Drawn(CHART).to_dict()["layout"] = {}
    assert CHART["layout"] == {"height": 90}


def test_a_handoff_at_another_stop_is_the_same_with_and_without_what_was_known() -> None:
    """And by other costs: what is taken from the review's own hangs on neither."""
    costs = {"false_negative": 7.0, "review": 1.0}
    keys = making.keys(
        handoff={"threshold": 0.8, "human_accuracy": 0.9, "max_error": 0.2}, costs=costs
    )
    score = [k / 400 for k in range(400)]
    right = [int(k % 7 > 0) for k in range(400)]
    audit = making.audit(making.log(y=right, score=score, sex=["A", "B"] * 200), keys)
    dearer = audit.review.with_costs({"false_negative": 30.0})
    own = audit.findings().handoff
    assert own is not None
    for review in (audit.review, dearer):
        for threshold in (0.5, own.threshold, 0.93):
            asked = partial(handoff.hand_off, audit.tally, review, threshold)
            assert asked(own) == asked()


def looks(threshold: float, costs: dict[str, float]) -> None:
    """Somebody who lets go of the slider of a sample."""
    from components import cached  # noqa: PLC0415

    shown = cached.opened("turbine")
    assert shown is not None
    cached.at_release(shown, threshold, costs)


@pytest.fixture
def worked_out(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How often a stop was worked out."""
    cache_resource_api.CacheResourceAPI(decorator_metric_name="tests").clear()
    times: list[int] = []
    real = document.at_threshold

    def counted(*given: Any) -> Any:  # noqa: ANN401
        times.append(1)
        return real(*given)

    monkeypatch.setattr(document, "at_threshold", counted)
    return times.__len__


def comes_and_goes(costs: dict[str, float]) -> None:
    """Somebody lets go of the slider, and closes the page."""
    assert not AppTest.from_function(looks, args=(0.77, costs)).run().exception
    cache_resource_api.clear_session_cache("test session id")


def test_a_stop_of_a_sample_is_worked_out_once_for_everybody(
    worked_out: Callable[[], int],
) -> None:
    """The second visitor who lets go there waits for nothing."""
    for _ in range(2):
        comes_and_goes({})
    assert worked_out() == 1


def test_what_follows_from_costs_that_somebody_typed_is_theirs_alone(
    worked_out: Callable[[], int],
) -> None:
    """Another who types the same cannot tell, by how quick it is, that somebody did."""
    for _ in range(2):
        comes_and_goes({"review": 12.5})
    assert worked_out() == 2
