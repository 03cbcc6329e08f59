"""A decision recorded in the browser: by two at once, by a double click, and on a full disk."""

import re
import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from evenhand import document, kept, record
from evenhand.record import Record
from tests.core.making import audit, keys
from tests.core.test_coarsen import random_log
from tests.e2e import browse
from tests.e2e.browse import Visit

SAMPLE = "card_default"
NOTE = "See what happens in June"
RECORD = "Record the decision"


@pytest.fixture(scope="module")
def book() -> Record:
    """The record that the server writes."""
    return record.open()


@pytest.fixture(scope="module")
def link() -> str:
    """A kept review: everybody with its link sees what is decided on it."""
    made = audit(random_log(4, 900), keys(title="Kept by two", criteria=[]))
    now = datetime.now(tz=UTC)
    terms = kept.Terms("Ann", "a test", now, now + timedelta(days=1))
    origin = document.origin(made.log)
    return kept.keep(kept.kept(made.tally, made.review, origin, made.findings(), terms)).view


def field(page: Page, label: str | re.Pattern[str]) -> Locator:
    """A field of the form for a decision."""
    return page.locator(".st-key-decide").get_by_role("textbox", name=label)


def choose(visit: Visit, review: str, decided: str) -> Page:
    """Open a review, its form for a decision, and choose one."""
    page = visit.open(f"?review={review}")
    page.get_by_text("Decide, with your name").click()
    page.locator(".st-key-decide label", has_text=re.compile(f"^{decided}$")).click()
    return visit.settled()


def fill(visit: Visit, review: str, by: str, decided: str = "Go") -> Locator:
    """A form that is filled in, up to its button; the last field was not left yet."""
    page = choose(visit, review, decided)
    field(page, "Decided by").fill(by)
    field(page, "Because").fill(f"Why {by} did")
    return page.get_by_role("button", name=RECORD)


def decided(visit: Visit, by: str) -> Locator:
    """The line that says what somebody decided."""
    return visit.page.get_by_text(re.compile(rf"^Decided: \w[\w ]*, by {by} on "))


def back(visit: Visit) -> None:
    """To the Overview, one step of the browser's history away; its form opened again."""
    visit.page.go_back()
    visit.settled()
    if not field(visit.page, "Decided by").is_visible():
        visit.page.get_by_text("Decide, with your name").click()
        visit.settled()


def writers(book: Record, before: int) -> list[str]:
    """Who wrote since; nothing that was written is changed."""
    assert book.verify().intact
    return [entry.by for entry in book.entries()[before:]]


def test_two_decide_at_once_on_a_sample_and_each_sees_their_own(
    visiting: Callable[..., AbstractContextManager[Visit]], book: Record
) -> None:
    """Both entries are in the record, which is intact; a double click makes one entry."""
    before = len(book.entries())
    with visiting() as ann, visiting() as bob:
        send, double = fill(ann, SAMPLE, "Ann"), fill(bob, SAMPLE, "Bob", "Not yet")
        send.click()
        double.dblclick()
        for visit, own, other in ((ann, "Ann", "Bob"), (bob, "Bob", "Ann")):
            visit.settled()
            expect(decided(visit, own)).to_be_visible()
            expect(decided(visit, other)).to_have_count(0)
            expect(visit.page.get_by_text(re.compile(r"^Decision: entry \d+ of"))).to_be_visible()
        bob.page.reload()
        bob.settled()
        expect(decided(bob, "Bob")).to_be_visible()
    assert sorted(writers(book, before)) == ["Ann", "Bob"]


def test_two_decide_at_once_on_a_kept_review_and_both_see_both(
    visiting: Callable[..., AbstractContextManager[Visit]], book: Record, link: str
) -> None:
    """Whoever has the link sees every decision, the last one first."""
    before = len(book.entries())
    with visiting() as cem, visiting() as dee:
        sends = fill(cem, link, "Cem"), fill(dee, link, "Dee")
        for send in sends:
            send.click()
        for visit, own in ((cem, "Cem"), (dee, "Dee")):
            visit.settled()
            expect(decided(visit, own)).to_be_visible()
        for visit in (cem, dee):
            visit.page.reload()
            visit.settled()
            expect(decided(visit, "Cem")).to_be_visible()
            expect(decided(visit, "Dee")).to_be_visible()
    assert sorted(writers(book, before)) == ["Cem", "Dee"]


def test_a_decision_stays_on_every_page_and_way_back_and_in_what_is_taken_away(
    visit: Visit, tmp_path: Path
) -> None:
    """Typed, left and come back to: still there; recorded: in the memo and the long report."""
    send = fill(visit, SAMPLE, "Eve Example")
    page = visit.page
    field(page, re.compile("^Conditions")).fill(NOTE)
    visit.go("Try it")  # at once: the field was not even left
    back(visit)
    expect(field(page, "Decided by")).to_have_value("Eve Example")
    expect(field(page, re.compile("^Conditions"))).to_have_value(NOTE)
    expect(page.get_by_role("radio", name="Go", exact=True)).to_be_checked()
    send.click()
    visit.settled()
    expect(decided(visit, "Eve Example")).to_be_visible()
    visit.go("Report")
    back(visit)
    expect(decided(visit, "Eve Example")).to_be_visible()
    visit.go("Report")
    memo, report = (
        browse.saved(page, page.get_by_role("button", name=name), tmp_path).read_text("utf-8")
        for name in ("One-page memo (HTML)", "Download the report (HTML)")
    )
    for text in (memo, report.partition("Who answers for it")[2]):
        assert "Eve Example" in text
        assert NOTE in text


@contextmanager
def full(server: subprocess.Popen[bytes], file: Path) -> Iterator[None]:
    """The server's files can grow no more: what a full disk does, on a server that others use."""
    own = resource.prlimit(server.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (file.stat().st_size // 2, own[1]))
    try:
        yield
    finally:
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, own)


def test_on_a_full_disk_it_is_said_and_nothing_typed_is_lost(
    visit: Visit, book: Record, data_folder: Path, app_server: subprocess.Popen[bytes]
) -> None:
    """What was recorded is still read; with room again the same form goes through."""
    fill(visit, SAMPLE, "Fay").click()
    visit.settled()
    expect(decided(visit, "Fay")).to_be_visible()
    before, page = len(book.entries()), visit.page
    with full(app_server, data_folder / "record.sqlite3"):
        page.reload()
        visit.settled()
        page.get_by_text("Decide, with your name").click()
        page.locator(".st-key-decide label", has_text=re.compile("^Not yet$")).click()
        field(page, "Decided by").fill("Gus")
        field(page, "Because").fill("No room")
        page.get_by_role("button", name=RECORD).click()
        visit.settled()
        expect(page.get_by_text("disk is full")).to_be_visible()
        expect(field(page, "Decided by")).to_have_value("Gus")
        expect(decided(visit, "Fay")).to_be_visible()
        assert writers(book, before) == []
    page.get_by_role("button", name=RECORD).click()
    visit.settled()
    expect(decided(visit, "Gus")).to_be_visible()
    assert writers(book, before) == ["Gus"]
