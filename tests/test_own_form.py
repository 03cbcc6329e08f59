"""Try it for a log of one's own: each visitor asks the model that they brought, and no other."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from skops import io as skops
from streamlit.testing.v1 import AppTest

from components import who
from components.state import OwnLog
from components.why_own import ModelFile
from evenhand.errors import InputError
from evenhand.review import parse
from evenhand.scoring import percent
from evenhand.words import own_log
from tests.input import making
from tests.test_pages import ROUTER, opened
from tests.test_why_own import LABEL, LINEAR, ROWS, counted

CASE = pd.DataFrame([[2.0, 1.0]], columns=ROWS.columns)
TIMID = LogisticRegression(C=0.001).fit(ROWS, LABEL)


def _own(model: LogisticRegression) -> OwnLog:
    """A log with this model."""
    said = np.asarray(model.predict_proba(ROWS))[:, 1]
    return counted(ModelFile("model.skops", skops.dumps(model)), said)


def _trying(own: OwnLog) -> AppTest:
    """A visitor's own Try it."""
    app = AppTest.from_file(ROUTER, default_timeout=120)
    app.session_state["_own_log"] = own
    app.query_params["review"] = "own"
    return opened(app.run(), "try_it.py")


def _decided(app: AppTest, late: float, limit: float) -> str:
    """All that is said once a case is put in."""
    for field, value in zip(app.number_input, (late, limit), strict=True):
        field.set_value(value)
    app.button(key="FormSubmitter:own-form-Decide").click().run()
    assert not app.exception
    said = " ".join(text.value for text in (*app.markdown, *app.text, *app.error))
    return said.replace("\\", "")


def _sure(model: LogisticRegression) -> str:
    """What the page says of how sure the model itself is of the case of these tests."""
    return f"the model is {percent(float(np.max(model.predict_proba(CASE))))} sure"


def test_two_visitors_each_ask_their_own_model() -> None:
    """The same case gets each model's own answer, in turn, whoever asked before."""
    ours, theirs = _trying(_own(LINEAR)), _trying(_own(TIMID))
    assert [field.label for field in ours.number_input] == ["late", "limit"]
    for _ in range(2):
        assert _sure(LINEAR) in _decided(ours, 2.0, 1.0)
        said = _decided(theirs, 2.0, 1.0)
        assert _sure(TIMID) in said
        assert _sure(LINEAR) not in said
    assert "Outside everything in the log: late" in _decided(ours, 50.0, 1.0)
    assert not ours.get("iframe")


def test_without_a_model_there_is_no_form_and_the_page_says_why() -> None:
    """Also in a session that comes after one with a model."""
    _trying(_own(LINEAR))
    app = _trying(counted(None))
    assert not app.number_input
    assert any("it came without its model's file" in text.value for text in app.text)


def test_who_may_not_bring_a_log_any_more_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The role is asked when the button is pressed, not when the page was drawn."""
    app = _trying(_own(LINEAR))
    with _refused(monkeypatch):
        assert "your role is viewer" in _decided(app, 2.0, 1.0)
    assert _sure(LINEAR) in _decided(app, 2.0, 1.0)


@contextmanager
def _refused(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(_action: object) -> None:
        raise InputError("You may not bring a log of your own here: your role is viewer.")

    with monkeypatch.context() as patch:
        patch.setattr(who, "require", refuse)
        yield


def test_only_a_model_that_came_is_said_to_be_gone() -> None:
    """Without its file there was nothing to drop; with it there was no room."""
    alone = making.keys(candidates=[{"name": "m", "role": "model", "score": "p"}])
    came = making.keys(candidates=[{"name": "m", "role": "model", "score": "p", "model": "a.onnx"}])
    for said in (own_log.no_form, own_log.not_asked):
        assert "came without its model's file" in said(parse(alone))
        assert "the server ha" in said(parse(came))
