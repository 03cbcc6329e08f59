"""The Explain page in a real browser, while what it shows is being worked out."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests import server_fixture
from tests.e2e import browse

COUNTS = re.compile(r"explained \d+ of 1,000 turbine-weeks")


@pytest.fixture
def slow_url(tmp_path: Path) -> Iterator[str]:
    """A server that nobody asked for an explanation yet, and that takes its time."""
    port = server_fixture.free_port()
    command = [sys.executable, "-m", "uvicorn", "--app-dir", str(server_fixture.ROOT),
               "tests.e2e.slow_app:app", f"--port={port}"]  # fmt: skip
    with server_fixture.running(command, port, tmp_path, tmp_path / "log") as url:
        yield url


def test_the_page_and_others_can_be_used_while_cases_are_explained(
    browser: Browser, slow_url: str
) -> None:
    """It counts; a choice is taken meanwhile, another page opens; who comes back finds it done."""
    with browse.visiting(browser, slow_url) as visit:
        page = visit.page
        page.goto(f"{slow_url}/explain?review=turbine")
        expect(page.get_by_text(COUNTS).first).to_be_visible()
        page.get_by_text("Each case", exact=True).click()
        expect(page).to_have_url(re.compile("drives=Each"))
        expect(page.locator(".st-key-block-each_case")).to_have_count(0)
        visit.go("Fairness")
        expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
        page.goto(f"{slow_url}/explain?review=turbine&drives=Each+case")
        drawn = page.locator(".st-key-block-each_case")
        expect(drawn.locator(".js-plotly-plot")).to_be_visible()
        expect(page.get_by_text(COUNTS)).to_have_count(0)
        expect(drawn.get_by_role("heading")).to_contain_text("turbine-weeks")
        visit.settled()
        visit.still()
        assert browse.violations(page, {}) == []
        visit.check()
