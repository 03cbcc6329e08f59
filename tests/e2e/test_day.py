"""A simulated day in the browser."""

from playwright.sync_api import expect

from tests.e2e import browse
from tests.e2e.browse import Visit


def test_a_link_opens_a_simulated_day_that_everybody_can_read(visit: Visit) -> None:
    """Its claim, its chart, and no violation that axe can find."""
    page = visit.open("handoff?review=support&more=true&simulate=true")
    day = page.locator(".st-key-block-day")
    expect(day.get_by_role("heading")).to_contain_text("On a simulated Monday", timeout=60_000)
    expect(day.locator(".js-plotly-plot")).to_be_visible()
    visit.settled()
    visit.still()
    assert browse.violations(page, {}) == []
