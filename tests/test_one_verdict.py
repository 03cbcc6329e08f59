"""The verdict is one, on every page and in every file, also after somebody answered."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from components import cached, nav
from components.cached import Opened
from evenhand import decisions, document, kept, record
from evenhand.decisions import Dossier
from evenhand.kept import Terms
from tests.core.making import audit, keys
from tests.core.test_coarsen import random_log

ROUTER = Path(__file__).parent.parent / "pages" / "main.py"
ASKED = "May it be used?"
STANDARD = decisions.STANDARD[2].question


@pytest.fixture
def link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A kept review whose verdict hangs on an answer alone."""
    monkeypatch.setenv("EVENHAND_DATA", str(tmp_path))
    criteria = [{"finding": "automatic_error", "at_most": 0.9}, {"attest": ASKED}]
    handoff = {"threshold": 0.8, "human_accuracy": 0.9}
    made = audit(random_log(4, 900), keys(criteria=criteria, handoff=handoff))
    terms = Terms("Ann", "a test", now := datetime.now(UTC), now + timedelta(days=1))
    origin = document.origin(made.log)
    return kept.keep(kept.kept(made.tally, made.review, origin, made.findings(), terms)).view


def pages(link: str, taken: list[str | None]) -> set[str]:
    """What Overview and Report say first; the words of what is taken away are added to a list."""
    taken.clear()
    app = AppTest.from_file(ROUTER, default_timeout=120)
    app.query_params["review"] = link
    app.run()
    first = [app.title[0].value.partition(":")[0], app.subheader[0].value[2:]]
    app.switch_page(nav.REPORT.file).run()
    assert not app.exception
    said = [*first, app.title[0].value.rpartition("A test ")[2]]
    return {one.replace("\\", "").strip() for one in said}


def test_an_answer_changes_the_verdict_wherever_it_stands(
    link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Overview, its card, the Report page, the report, the memo: one word before, one after."""
    words: list[str | None] = []

    def taking(shown: Opened) -> str:
        words.append(shown.findings.verdict.word)
        return shown.findings.to_json()

    def pressed(label: str, content: object, *_more: object, **_options: object) -> None:
        if label == "Download the report (HTML)" and callable(content):
            content()

    for name in ("html", "memo_html"):
        monkeypatch.setattr(cached, name, taking)
    monkeypatch.setattr(st, "download_button", pressed)
    assert pages(link, words) == {"Can't tell yet"} == set(words)
    shown = kept.opened(link)
    assert shown is not None
    about = Dossier(record.open(), shown.review, kept.subject(link))
    decisions.attest(about, STANDARD, "Those who are not in the data", "Bo")
    assert pages(link, words) == {"Can't tell yet"} == set(words)
    decisions.attest(about, ASKED, "It may", "Ann")
    assert pages(link, words) == {"Go with limits"} == set(words)
    assert len(words) == 2
