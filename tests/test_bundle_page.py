"""The bundles that the Report page offers: of a sample, an own log, and a kept review."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from components import bundles, cached, recorded, state
from components.cached import Opened
from components.state import OwnLog
from evenhand import bundle, document, kept, record
from evenhand.bundle import making
from evenhand.decisions import Dossier
from evenhand.documents import DOCUMENTS, NYC_SUMMARY, REPORT
from evenhand.errors import InputError
from evenhand.review import PackAnswers
from evenhand.words import bundle as words
from tests.bundle.conftest import KEYS, QUICK, log, saved
from tests.core.making import audit

ROUTER = Path(__file__).parent.parent / "pages" / "main.py"


@pytest.fixture(autouse=True)
def quick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data folder of its own, and the one report that is quick to write."""
    monkeypatch.setenv("EVENHAND_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(making, "DOCUMENTS", QUICK)

    def dossier(shown: Opened) -> Dossier:
        return Dossier(record.open(), shown.review)

    monkeypatch.setattr(recorded, "dossier", dossier)


@pytest.fixture(scope="module")
def own() -> OwnLog:
    """A log that a visitor brought."""
    made = audit(log(4), dict(KEYS))
    start = document.origin(made.log)
    return OwnLog(made.review, made.tally, made.findings(), KEYS, "a test", None, start)


@pytest.fixture
def shown(own: OwnLog, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """The same, open."""
    monkeypatch.setattr(state, "own", lambda: own)
    found = cached.opened(state.OWN)
    assert found is not None
    return found


def test_both_bundles_of_an_own_log_agree_with_themselves(shown: Opened, tmp_path: Path) -> None:
    """Also where a threshold was tried on the page: a bundle is by the review's own."""
    tried = cached.with_tried(shown, 0.9)
    assert tried.findings != shown.findings
    for made in (bundles.gathered(tried).full(), bundles.gathered(tried).to_share()):
        found = bundle.verify(saved(tmp_path, made))
        assert found.agrees, words.verified_lines(found)


def test_a_bundle_has_the_words_that_its_visitor_gave_columns(
    shown: Opened, tmp_path: Path
) -> None:
    """In the review file and in what is found."""
    from evenhand import dictionary  # noqa: PLC0415

    review = shown.review.with_dictionary({"race": {"name": "origin of a person"}})
    worded = replace(shown, review=review, findings=dictionary.worded(shown.findings, review))
    path = saved(tmp_path, bundles.gathered(worded).full())
    assert bundle.verify(path).agrees
    with zipfile.ZipFile(path) as archive:
        assert b"origin of a person" in archive.read("review.toml")
        assert b"origin of a person" in archive.read("findings.json")


def test_a_bundle_has_the_packs_that_its_visitor_chose_and_answered(
    shown: Opened, tmp_path: Path
) -> None:
    """In the review file and in what is found, in both kinds."""
    told = {"four-fifths": PackAnswers(answers={"scope": "Promotions in Ohio."})}
    chosen = replace(shown, review=shown.review.model_copy(update={"packs": told}))
    for made in (bundles.gathered(chosen).full(), bundles.gathered(chosen).to_share()):
        path = saved(tmp_path, made)
        assert bundle.verify(path).agrees
        with zipfile.ZipFile(path) as archive:
            assert b"Promotions in Ohio." in archive.read("review.toml")
            found = json.loads(archive.read("findings.json"))["packs"]["four-fifths"]
        assert found["answers"]["scope"]["stands"] == "by_you"


def test_of_a_kept_review_there_is_the_bundle_to_share_alone(own: OwnLog, tmp_path: Path) -> None:
    """With the very findings that its pages show, and not who kept it, what for and until when."""
    now = datetime.now(UTC)
    terms = kept.Terms("Ada Quill", "a yearly check", now, now + timedelta(days=7))
    one = kept.kept(own.tally, own.review, own.origin, own.findings, terms)
    shown = Opened("kept-x", one.review, one.tally, one.findings(), one)
    assert not bundles.gathered(shown).may_be_full
    made = bundles.gathered(shown).to_share()
    assert bundle.verify(saved(tmp_path, made)).agrees
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        told = json.loads(archive.read("findings.json"))
        assert told.pop("packs").keys() == one.review.packs.keys()
        assert told == json.loads(one.findings().to_json())
        for name in archive.namelist():
            assert b"Ada Quill" not in archive.read(name)
        assert "until" not in json.loads(archive.read("about.json"))


def test_where_nothing_can_be_shared_the_file_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log of so few cases that every count is small."""
    made = audit(log(4, 20), dict(KEYS))
    few = OwnLog(made.review, made.tally, made.findings(), KEYS, "a test", None)
    monkeypatch.setattr(state, "own", lambda: few)
    shown = cached.opened(state.OWN)
    assert shown is not None
    with zipfile.ZipFile(io.BytesIO(bundles.gathered(shown).to_share())) as archive:
        assert archive.namelist() == ["README.txt"]
        assert b"so small a count is not kept" in archive.read("README.txt")


def test_what_is_written_when_pressed_needs_nobodys_session(
    own: OwnLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Streamlit calls it elsewhere: both bundles of an own log agree also then."""
    taken: dict[str, Callable[[], bytes]] = {}

    def offered(label: str, content: object, *_more: object, **_options: object) -> None:
        if callable(content):
            taken[label] = content

    monkeypatch.setattr(st, "download_button", offered)
    app = AppTest.from_file(ROUTER, default_timeout=120)
    app.session_state["_own_log"] = own
    app.query_params["review"] = "own"
    app.run().switch_page("report.py").run()
    assert not app.exception
    assert state.own() is None, "the test would see the visitor's session"
    made = [write() for label, write in taken.items() if "bundle" in label]
    assert len(made) == 2
    for content in made:
        found = bundle.verify(saved(tmp_path, content))
        assert found.agrees, words.verified_lines(found)


def test_a_record_that_cannot_be_read_keeps_no_bundle_back(
    shown: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is without what the record would add, as the page warns."""

    def broken(_: Opened) -> Dossier:
        raise InputError("the record is damaged")

    monkeypatch.setattr(recorded, "dossier", broken)
    assert bundle.verify(saved(tmp_path, bundles.gathered(shown).full())).agrees


def test_the_report_page_offers_both_of_a_sample() -> None:
    """Each says whom it is for; and every form of every other document."""
    app = AppTest.from_file(ROUTER, default_timeout=120)
    app.query_params["review"] = "turbine"
    app.run().switch_page("report.py").run()
    assert not app.exception
    offered = [button.proto.label for button in app.get("download_button")]
    assert "Download the bundle to share (ZIP)" in offered
    assert "Download the full bundle, for inside use (ZIP)" in offered
    assert {
        "Download the slides (PowerPoint)",
        "Download the workbook (Excel)",
        "Download the report as Markdown, with its charts (ZIP)",
    } <= set(offered)
    elsewhere = {REPORT, NYC_SUMMARY}
    others = [one for name, one in DOCUMENTS.items() if name not in elsewhere]
    wanted = {f"{one.label}: {made.label}" for one in others for made in one.formats.values()}
    assert wanted
    assert wanted <= set(offered)
