"""What a visitor wrote is there again after a reload, for them alone, and goes with their log."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, expect

from evenhand import packs
from tests.e2e.browse import Visit
from tests.e2e.test_own_log import brought, own_log

ASKED: Final = packs.pack("gdpr").requirements[0].question  # only a person can answer it
REPORT: Final = "report?review=lending&packs=gdpr"
TYPED: Final = "No row has a name. <b>&</b>"
KEPT: Final = "Object.keys(sessionStorage).filter(key => key.startsWith('evenhand-')).length"
BROKEN: Final = """() => {
  for (const key of Object.keys(sessionStorage)) sessionStorage.setItem(key, '{"packs": [1]}')
}"""


def answer(visit: Visit, text: str) -> Page:
    """The first question of the pack, answered."""
    visit.page.get_by_role("textbox", name=ASKED).fill(text)
    expect(visit.page.get_by_text(f"Answered by you: {text}")).to_be_visible()
    return visit.settled()


def again(visit: Visit) -> Page:
    """The same page after a reload, and after what the browser kept has come."""
    visit.page.reload()
    return visit.settled()


def test_words_and_answers_are_there_again_after_a_reload_and_for_nobody_else(
    visiting: Callable[..., AbstractContextManager[Visit]],
) -> None:
    """A browser that was made to hold something else starts anew."""
    with visiting() as visit, visiting() as other:
        page = visit.open("?review=lending")
        page.get_by_text("Columns: what each means").click()
        page.get_by_label("What it is called").fill("months between")
        page.get_by_role("button", name="Use these words").click()
        expect(page.get_by_role("button", name="Take all changed words back")).to_be_visible()
        visit.settled()
        page = again(visit)
        expect(page.get_by_label("What it is called")).to_have_value("months between")
        visit.open(REPORT)
        answer(visit, TYPED)
        page = again(visit)
        expect(page.get_by_role("cell", name=TYPED, exact=True)).to_be_visible()
        visit.pick("Question", ASKED)
        expect(page.get_by_role("textbox", name=ASKED)).to_have_value(TYPED)
        answer(visit, "Another one.")
        visit.open("compare?review=lending")
        page.evaluate(BROKEN)
        visit.open(REPORT)
        expect(page.get_by_role("textbox", name=ASKED)).to_have_value("")
        expect(other.open(REPORT).get_by_role("textbox", name=ASKED)).to_have_value("")


def test_what_was_written_of_a_log_goes_when_the_log_is_forgotten(
    visit: Visit, tmp_path: Path
) -> None:
    """It is there again where the same log is brought after a reload, and not after forgetting."""
    file = own_log(tmp_path / "log.csv")
    for before in ("", TYPED):
        brought(visit, file)
        page = visit.go("Report")
        page.get_by_role("combobox", name="Rule packs").click()
        page.get_by_role("option", name="GDPR").click()
        page.keyboard.press("Escape")
        visit.settled()
        if before:
            expect(page.get_by_role("cell", name=before, exact=True)).to_be_visible()
        else:
            answer(visit, TYPED)
    page = visit.go("Overview")
    page.get_by_role("button", name="Forget this log and bring another").click()
    visit.settled()
    assert page.evaluate(KEPT) == 0
