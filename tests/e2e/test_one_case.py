"""One case in a real browser: its picture alone answers four questions, in the reader's words."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FloatRect, Locator, expect

from evenhand.words import letter as letter_words
from tests.e2e import browse
from tests.e2e.browse import Visit

QUESTIONS = ("What was decided", "How sure", "What pushed it most", "What would change it")
CLIPPED = """one => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1
  || getComputedStyle(one).textOverflow === "ellipsis" """
NEW = "all debts together"


def _inside(block: FloatRect, one: Locator) -> bool:
    """Whether something lies wholly in the picture of a block."""
    box = one.bounding_box()
    return (
        box is not None
        and block["x"] <= box["x"]
        and block["y"] <= box["y"]
        and box["x"] + box["width"] <= block["x"] + block["width"] + 1
        and box["y"] + box["height"] <= block["y"] + block["height"] + 1
    )


def _read(block: Locator) -> dict[str, str]:
    """The answers that a reader of the block's picture finds under each question."""
    shown = block.bounding_box()
    assert shown is not None
    found = {}
    for question in QUESTIONS:
        pair = block.get_by_test_id("stVerticalBlock").filter(
            has=block.page.get_by_text(question, exact=True)
        )
        answer = pair.last.get_by_test_id("stText").first
        for each in (pair.last.get_by_text(question, exact=True), answer):
            assert each.is_visible()
            assert _inside(shown, each)
            assert not each.evaluate(CLIPPED)
        found[question] = answer.inner_text()
    return found


@pytest.mark.parametrize("size", [browse.TALL, browse.NARROW], ids=["desk", "phone"])
def test_a_picture_of_one_case_answers_what_how_sure_why_and_what_else(
    visiting: Callable[..., Any],
    size: Any,  # noqa: ANN401
) -> None:
    """Nothing is opened: all four answers lie in the picture, whole, and so does the drawing."""
    with visiting(viewport=size) as visit:
        page = visit.open("explain?review=lending")
        block = page.locator(".st-key-one-case")
        block.wait_for()
        visit.settled()
        visit.still()
        said = _read(block)
        assert said["What was decided"].startswith("The model said of this application: “is app")
        assert "of 100 sure of its answer" in said["How sure"]
        assert said["What pushed it most"].startswith("Towards this answer: ")
        assert said["What would change it"].startswith("With ")
        shown = block.bounding_box()
        assert shown is not None
        assert _inside(shown, block.locator(".js-plotly-plot"))


def test_what_became_of_similar_cases_and_the_letter_stand_below(
    visit: Visit, tmp_path: Path
) -> None:
    """Counts of others, another case by one click, and a draft with the sentences of the page."""
    page = visit.open("explain?review=lending")
    page.locator(".st-key-one-case").wait_for()
    visit.settled()
    first = _read(page.locator(".st-key-one-case"))
    expect(page.get_by_role("heading", name="of the 50 applications most like it")).to_be_visible()
    path = browse.saved(page, page.get_by_role("button", name="The same as HTML"), tmp_path)
    text = path.read_text(encoding="utf-8")
    assert letter_words.MARK in text
    assert first["How sure"] in text
    assert first["What would change it"] in text
    page.get_by_role("button", name="Another one").click()
    visit.settled()
    assert _read(page.locator(".st-key-one-case")) != first
    assert "turn=1" in page.url


def test_a_column_renamed_on_overview_is_called_so_on_every_page(
    visiting: Callable[..., Any], tmp_path: Path
) -> None:
    """Explain, Try it and the report say the new words, and nobody else sees them."""
    with visiting() as visit, visiting() as other:
        page = visit.open("?review=lending")
        page.get_by_text("Columns: what each means").click()
        page.get_by_label("What it is called").fill(NEW)
        page.get_by_role("button", name="Use these words").click()
        visit.settled()
        visit.go("Explain")
        page.locator(".st-key-one-case").wait_for()
        visit.settled()
        visit.see_the_numbers()
        expect(page.locator(".js-plotly-plot").get_by_text(NEW).first).to_be_attached()
        visit.go("Try it")
        form = page.frame_locator("iframe")
        expect(form.get_by_label(NEW, exact=False).first).to_be_visible()
        visit.go("Report")
        button = page.get_by_role("button", name="Download the report (HTML)")
        assert NEW in browse.saved(page, button, tmp_path).read_text(encoding="utf-8")
        button = page.get_by_role("button", name="Download the review file (TOML)")
        assert f'"name" = "{NEW}"' in browse.saved(page, button, tmp_path).read_text(
            encoding="utf-8"
        )
        theirs = other.open("explain?review=lending")
        theirs.locator(".st-key-one-case").wait_for()
        other.settled()
        expect(theirs.get_by_text(NEW)).to_have_count(0)
