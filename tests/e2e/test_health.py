"""The Health page in the browser."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import expect

from tests.e2e import browse
from tests.e2e.browse import NARROW, TALL, Visit


@pytest.mark.parametrize(("theme", "size"), [("light", TALL), ("dark", NARROW)])
def test_everybody_can_read_health_and_shadow_mode(
    visiting: Callable[..., AbstractContextManager[Visit]], theme: str, size: dict[str, int]
) -> None:
    """With shadow mode, its trial, all that stands under More, and no violation axe can find."""
    with visiting(viewport=size, color_scheme=theme) as visit:
        page = visit.open("health?review=fraud&more=true")
        expect(page.get_by_role("heading", level=1)).to_contain_text("since 2025-12")
        expect(page.locator(".st-key-block-accuracy .js-plotly-plot")).to_be_visible()
        expect(page.get_by_text("the model only watched, and the rules decided")).to_be_visible()
        expect(page.get_by_text("Enough: the trial is over since 2025-12-31")).to_be_visible()
        for key, drawn in (("trial", ".js-plotly-plot"), ("queue", "table")):
            block = page.locator(f".st-key-block-shadow_{key}")
            expect(block.locator(drawn).first).to_be_attached()
        visit.settled()
        visit.still()
        assert browse.violations(page, {}) == []


def test_health_is_in_the_menu_of_a_review_with_a_time_alone(visit: Visit) -> None:
    """It is there again as soon as another review is opened, and leads to the page."""
    page = visit.open("?review=card_default")
    menu = page.get_by_test_id("stTopNav")
    expect(menu.get_by_role("link", name="Report")).to_be_visible()
    expect(menu.get_by_role("link", name="Health")).to_have_count(0)
    page = visit.open("?review=turbine")
    expect(page.get_by_test_id("stTopNav").get_by_role("link", name="Health")).to_be_visible()
    page = visit.go("Health")
    expect(page.locator(".st-key-block-accuracy .js-plotly-plot")).to_be_visible()
