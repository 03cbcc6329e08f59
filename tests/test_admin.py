"""What a page offers by role: all of it to whoever runs the server, samples alone to guests."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from components import access
from components.access import Visitor
from components.permits import Role
from evenhand import document, kept, record
from tests.core.making import audit, keys
from tests.core.test_coarsen import random_log
from tests.server_fixture import ROOT

_SECONDS = 120
_ADMIN = Visitor(Role.ADMIN, "Ada Admin", "key", identity={"issuer": "a", "subject": "ada"})
_AUDITOR = Visitor(Role.AUDITOR, "Ann", "other", identity={"issuer": "a", "subject": "ann"})


@pytest.fixture
def somebody(monkeypatch: pytest.MonkeyPatch) -> Callable[[Visitor], None]:
    """Lets a page be looked at by somebody."""

    def look(one: Visitor) -> None:
        monkeypatch.setattr(access, "visitor", lambda _cookies: one)

    return look


def page(name: str, **query: str) -> AppTest:
    """A page as it is drawn."""
    test = AppTest.from_file(str(ROOT / "pages" / name), default_timeout=_SECONDS)
    test.query_params.update(query)
    return test.run()


def _kept() -> str:
    """The link of a review that is kept."""
    made = audit(random_log(4, 900), keys(title="A title", criteria=[]))
    now = datetime.now(tz=UTC)
    terms = kept.Terms("Ann", "a test", now, now + timedelta(days=1))
    one = kept.kept(made.tally, made.review, document.origin(made.log), made.findings(), terms)
    return kept.keep(one).view


def test_an_admin_reads_the_record_and_deletes_a_kept_review(
    somebody: Callable[[Visitor], None],
) -> None:
    """Without its links; a receipt says that whoever runs the server did."""
    link = _kept()
    name = str(kept.subject(link))
    somebody(_ADMIN)
    shown = page("record.py")
    assert shown.title[0].value.startswith("The record")
    shown.selectbox[0].select(name).run()
    shown.checkbox[0].check().run()
    shown.button[0].click().run()
    assert not shown.exception
    assert not kept.is_open(link)
    assert "deleted by whoever runs the server" in str(record.open().entries()[-1].content)


@pytest.mark.parametrize("role", [Role.GUEST, Role.VIEWER, Role.AUDITOR])
def test_nobody_else_reads_the_whole_record(
    somebody: Callable[[Visitor], None], role: Role
) -> None:
    """They are told why."""
    somebody(Visitor(role, "Vic", "key"))
    shown = page("record.py")
    assert "not open to you" in shown.title[0].value
    assert "read the whole record" in shown.text[0].value
    assert len(shown.code) == len(shown.button) == 0


def test_a_guest_is_offered_samples_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No log of one's own, nothing to sign; a link to the form for a log shows a sample."""
    monkeypatch.setenv(access.VARIABLE, "open")
    shown = page("main.py", review="own")
    labels = {one.label for one in (*shown.button, *shown.expander)}
    assert not shown.exception
    assert "Bring your own log" not in labels
    assert labels.isdisjoint({"Lock the limits", "Record the answer", "Decide, with your name"})
    assert any("open to all and shows samples only" in text.value for text in shown.text)


def test_whoever_may_no_longer_sign_signs_nothing_with_a_button_that_is_still_there(
    somebody: Callable[[Visitor], None],
) -> None:
    """The role is asked again when it is pressed, not only when it is drawn."""
    before = len(record.open().entries("turbine"))
    for role, may in ((Role.VIEWER, False), (Role.AUDITOR, True)):
        somebody(_AUDITOR)
        shown = page("main.py", review="turbine")
        somebody(replace(_AUDITOR, role=role))
        next(one for one in shown.button if one.label == "Lock the limits").click().run()
        assert not shown.exception
        assert (len(record.open().entries("turbine")) > before) is may


def test_whoever_is_no_longer_admin_deletes_nothing_with_a_button_that_is_still_there(
    somebody: Callable[[Visitor], None],
) -> None:
    """Likewise."""
    link = _kept()
    somebody(_ADMIN)
    shown = page("record.py")
    shown.selectbox[0].select(str(kept.subject(link))).run()
    shown.checkbox[0].check().run()
    somebody(replace(_ADMIN, role=Role.AUDITOR))
    shown.button[0].click().run()
    assert kept.is_open(link)
