"""Recalibration on the Handoff page: off until it is asked for, and never without its warning."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

ROUTER = Path(__file__).parent.parent / "pages" / "main.py"


def said(app: AppTest, words: str) -> bool:
    """Whether a line of the page has these words."""
    return any(words in text.value for text in app.text)


def test_recalibration_is_about_the_threshold_that_was_released() -> None:
    """As all else on the page, and not about the review's own."""
    app = AppTest.from_file(ROUTER, default_timeout=120)
    app.query_params.update({"review": "lending", "threshold": "0.9"})
    app.run().switch_page("handoff.py").run()
    app.toggle(key="more").set_value(True).run()
    app.toggle(key="recalibrate").set_value(True).run()
    assert not app.exception
    assert said(app, "At a confidence of 0.9, ")


def test_recalibration_is_shown_only_when_asked_for_and_by_group_with_its_warning() -> None:
    """Behind two switches under More; the address asks for them."""
    app = AppTest.from_file(ROUTER, default_timeout=120)
    app.query_params["review"] = "lending"
    app.run().switch_page("handoff.py").run()
    app.toggle(key="more").set_value(True).run()
    before = len(app.subheader)
    assert not said(app, "nothing is applied")
    app.toggle(key="recalibrate").set_value(True).run()
    assert not app.exception
    assert said(app, "nothing is applied")
    assert len(app.subheader) == before + 5
    assert not said(app, "Ask a lawyer")
    app.toggle(key="recalibrate_groups").set_value(True).run()
    assert not app.exception
    assert said(app, "Ask a lawyer")
    assert len(app.subheader) == before + 4
