"""One browser for all browser tests, and visitors who come one after another or at once."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.e2e import browse

collect_ignore = ["slow_app.py"]  # looked through for doctests, it would slow every job here


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A browser for these tests alone; its loop must not outlive them: others start their own."""
    with sync_playwright() as playwright:
        opened = browse.launch(playwright)
        yield opened
        opened.close()


@pytest.fixture(scope="package")
def desks() -> list[BrowserContext]:
    """Profiles that nobody uses now; what the app is made of was loaded there already."""
    return []


@pytest.fixture
def visiting(
    browser: Browser, desks: list[BrowserContext], app_url: str
) -> Callable[..., AbstractContextManager[browse.Visit]]:
    """Opens a visit; several at once are several people."""

    def opens(**options: Any) -> AbstractContextManager[browse.Visit]:  # noqa: ANN401
        if options:
            return browse.visiting(browser, app_url, **options)
        return browse.seated(browser, app_url, desks)

    return opens


@pytest.fixture
def visit(visiting: Callable[..., Any]) -> Iterator[browse.Visit]:
    """One visitor at a desk."""
    with visiting() as opened:
        yield opened
