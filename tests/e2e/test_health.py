"""The Health page in the browser."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import expect

from tests.e2e import browse
from tests.e2e.browse import NARROW, TALL, Visit


@pytest.mark.parametrize(("theme", "size"), [("light", TALL), ("dark", NARROW)])
def test_health_is_in_the_menu_of_a_review_with_a_time_and_everybody_can_read_it(
    visiting: Callable[..., AbstractContextManager[Visit]], theme: str, size: dict[str, int]
) -> None:
    """With all that stands under More, and no violation that axe can find."""
    with visiting(viewport=size, color_scheme=theme) as visit:
        page = visit.open("?review=fraud&more=true")
        page = visit.go("Health")
        expect(page.get_by_role("heading", level=1)).to_contain_text("since 2025-12")
        expect(page.locator(".st-key-block-accuracy .js-plotly-plot")).to_be_visible()
        visit.settled()
        visit.still()
        assert browse.violations(page, {}) == []


def test_health_is_not_in_the_menu_of_a_review_without_a_time(visit: Visit) -> None:
    """It is there again as soon as another review is opened."""
    page = visit.open("?review=card_default")
    menu = page.get_by_test_id("stTopNav")
    expect(menu.get_by_role("link", name="Report")).to_be_visible()
    expect(menu.get_by_role("link", name="Health")).to_have_count(0)
    page = visit.open("?review=turbine")
    expect(page.get_by_test_id("stTopNav").get_by_role("link", name="Health")).to_be_visible()
