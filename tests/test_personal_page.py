"""Whoever brings a log is told, before and after it is counted, what in it tells who people are."""

from typing import Final

from streamlit.testing.v1 import AppTest

from tests.input import making
from tests.test_pages import ROUTER, brought

MARK: Final = "ann@a.example"


def _log() -> bytes:
    rows = [(*row, f"{i}.{MARK}", f"Q-{i}") for i, row in enumerate(making.rows(120))]
    header = ("sex", "truth", "rule_says", "model_score", "contact", "Apellido")
    return making.table(rows, header).encode()


def _said(app: AppTest) -> str:
    parts = (*app.text, *app.caption, *app.warning, *app.markdown, *app.error, *app.get("html"))
    return " ".join(str(getattr(part, "value", getattr(part, "body", ""))) for part in parts)


def test_the_form_and_the_overview_name_the_columns() -> None:
    """In the form with what to do, on the overview among what is said of the data; no value."""
    app = AppTest.from_file(ROUTER, default_timeout=120).run()
    brought(app, _log())
    [warned] = [one.value for one in app.warning if "who somebody is" in one.value]
    assert "contact (e-mail address), Apellido (name)" in warned.replace("\\", "")
    assert MARK not in _said(app)
    app.button(key="own-0-send").click().run()
    assert not app.error
    app.toggle(key="more").set_value(True).run()
    said = _said(app) + str([table.proto for table in app.get("bidi_component")])
    assert "may tell who somebody is" in said
    assert MARK not in said
