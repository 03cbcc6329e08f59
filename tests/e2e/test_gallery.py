"""The cards of the samples in a real browser."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Literal

import pytest
from playwright.sync_api import expect

from components import samples
from tests.e2e import browse
from tests.e2e.browse import NARROW, TALL, Visit


@pytest.mark.parametrize(("theme", "size"), [("light", TALL), ("dark", NARROW)])
def test_a_sample_is_chosen_by_its_card_with_the_keyboard_alone(
    visiting: Callable[..., AbstractContextManager[Visit]],
    theme: Literal["light", "dark"],
    size: dict[str, int],
) -> None:
    """No violation is found on the cards; the last of them opens its review, by address too."""
    last = list(samples.samples())[-1]
    with visiting(viewport=size, color_scheme=theme) as visit:
        page = visit.open()
        page.get_by_role("button", name="See all samples").focus()
        page.keyboard.press("Enter")
        cards = page.get_by_role("dialog")
        expect(cards.get_by_text("Open now")).to_be_visible()
        visit.still()
        assert browse.violations(page, {}) == []
        card = cards.get_by_role("button", name=samples.review(last).title)
        for _ in range(len(samples.samples()) + 2):
            if card.evaluate("node => node === document.activeElement"):
                break
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        visit.settled()
        expect(cards).to_have_count(0)
        assert f"review={last}" in page.url


def test_cards_leave_the_verdict_on_the_first_screen(
    visiting: Callable[..., AbstractContextManager[Visit]],
) -> None:
    """On a small laptop, for the sample that is open at first."""
    with visiting(viewport={"width": 1366, "height": 768}) as visit:
        page = visit.open()
        expect(page.locator(".st-key-verdict")).to_be_in_viewport(ratio=1)
