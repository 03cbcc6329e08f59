"""How a test looks at the app: a page that has settled, and everything that left it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Playwright,
    ViewportSize,
    WebSocket,
)

FLAGS: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
TALL: Final[ViewportSize] = {"width": 1366, "height": 900}
NARROW: Final[ViewportSize] = {"width": 390, "height": 844}
PAGES: Final = {
    "": "Overview",
    "compare": "Compare",
    "handoff": "Handoff",
    "fairness": "Fairness",
    "explain": "Explain",
    "try": "Try it",
    "report": "Report",
}
_PATIENCE: Final = 60_000  # milliseconds; two cores may be shared by many
_SETTLED: Final = (
    "[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=notRunning]"
)
_WCAG: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


def launch(playwright: Playwright) -> Browser:
    """The Chromium that `make test` found, else the one on the path, else Playwright's own."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    return playwright.chromium.launch(executable_path=found, args=list(FLAGS))


@dataclass
class Visit:
    """One visitor's page, and what left it.

    Attributes:
        page: the page.
        url: where the app is.
        outside: requests to another host, answered or not.
        sent: messages that the page sent to the server over its web socket.
        broken: what the page's own scripts complained about.
    """

    page: Page
    url: str
    outside: list[str] = field(default_factory=list)
    sent: list[Any] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(_PATIENCE)
        self.page.on("request", lambda request: self._seen(request.url))
        self.page.on("pageerror", lambda error: self.broken.append(str(error)))
        self.page.on("websocket", self._connected)

    def _seen(self, address: str) -> None:
        if not address.startswith((self.url, "data:", "blob:", "about:")):
            self.outside.append(address)

    def _connected(self, socket: WebSocket) -> None:
        self._seen(socket.url.replace("ws://", "http://", 1))
        socket.on("framesent", lambda frame: self.sent.append(frame))  # noqa: PLW0108  # it marks its listener

    def open(self, path: str = "") -> Page:
        """Go to an address of the app and wait until it has settled."""
        self.page.goto(f"{self.url}/{path}")
        return self.settled()

    def go(self, title: str) -> Page:
        """Follow the menu to a page, as a visitor does, and wait until it is there."""
        narrow = self.page.get_by_test_id("stExpandSidebarButton")
        if narrow.count():
            narrow.click()
        self.page.get_by_role("link", name=title, exact=True).first.click()
        return self.settled()

    def settled(self) -> Page:
        """Wait until the script has run and all that it sent is drawn."""
        self.page.wait_for_timeout(250)  # a click starts a run only after a moment
        self.page.locator(_SETTLED).wait_for()
        self.page.wait_for_function(
            "() => !document.querySelector('[data-stale=true], [data-testid=stSkeleton]')"
        )
        return self.page

    def says(self) -> str:
        """The page's finding."""
        return self.page.get_by_role("heading", level=1).first.inner_text()

    def check(self) -> None:
        """Nothing left the host, nothing failed, nothing was raised."""
        assert self.outside == []
        assert self.broken == []
        assert self.page.get_by_test_id("stException").count() == 0
        assert self.page.get_by_text("could not be shown; the fault is ours").count() == 0

    def pick(self, label: str, option: str) -> Page:
        """Choose an option of a select box."""
        self.page.get_by_role("combobox", name=label).click()
        self.page.get_by_role("option", name=option, exact=True).first.click()
        return self.settled()


@contextmanager
def visiting(browser: Browser, url: str, **options: Any) -> Iterator[Visit]:  # noqa: ANN401
    """One visitor with a browser profile of their own; checked on leaving."""
    context = browser.new_context(**{"viewport": TALL, "accept_downloads": True, **options})
    visit = Visit(context.new_page(), url)
    try:
        yield visit
        visit.check()
    finally:
        context.close()


def upload(visit: Visit, file: Path, *, purpose: str = "a test") -> Page:
    """Bring a log: the file, and what it is for; the roles are guessed after that."""
    visit.page.get_by_role("textbox", name="What is it for?").fill(purpose)
    visit.page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
    visit.page.get_by_role("heading", name="What does each column mean?").wait_for()
    return visit.settled()


def send(visit: Visit) -> Page:
    """Send the form of one's own log."""
    visit.page.get_by_role("button", name="Check and count this log").click()
    return visit.settled()


def saved(page: Page, button: Locator, folder: Path) -> Path:
    """Press a download button and keep what comes."""
    with page.expect_download() as waited:
        button.click()
    path = folder / waited.value.suggested_filename
    waited.value.save_as(path)
    return path


def violations(page: Page | BrowserContext, known: dict[tuple[str, str], str]) -> list[str]:
    """What axe finds on a page, without the debts of the frameworks that are listed by reason."""
    found = Axe().run(page, options={"runOnly": list(_WCAG)}).response["violations"]
    nodes = [(v["id"], node["html"], str(node["target"])) for v in found for node in v["nodes"]]
    return [
        f"{rule}: {' '.join(html.split())[:200]} {where}"
        for rule, html, where in nodes
        if not any(rule == name and part in html + where for name, part in known)
    ]
