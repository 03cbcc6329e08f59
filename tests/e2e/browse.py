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
    expect,
)

FLAGS: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
TALL: Final[ViewportSize] = {"width": 1366, "height": 900}
NARROW: Final[ViewportSize] = {"width": 390, "height": 844}
_DESK: Final[dict[str, Any]] = {"viewport": TALL, "accept_downloads": True}
PAGES: Final = {
    "": "Overview",
    "compare": "Compare",
    "handoff": "Handoff",
    "fairness": "Fairness",
    "explain": "Explain",
    "try": "Try it",
    "label": "Label next",
    "report": "Report",
}
_PATIENCE: Final = 120_000  # milliseconds; two cores may be shared by many
_CONNECTED: Final = (
    "[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=notRunning]"
)
# Runs in a page before its own scripts: whether a run of the script was asked for and is not over.
# A message of the server is a protocol buffer, whose field 4 begins a run and whose field 6 ends
# it, with 2 where another one follows at once; one to the server asks for a run in its field 11.
_RUNS: Final = """(() => {
  const runs = window.evenhandRuns = { begun: false, open: true, still: 0, looked: 0 }
  const number = (bytes, at) => {
    let value = 0
    for (let place = 1; ; place *= 128) {
      const byte = bytes[at++]
      value += (byte & 127) * place
      if (byte < 128) return [value, at]
    }
  }
  const read = bytes => {
    for (let at = 0, tag, value; at < bytes.length; at += value) {
      [tag, at] = number(bytes, at);
      [value, at] = number(bytes, at)
      const field = tag >> 3
      if (field === 4) runs.begun = true
      if (field === 6 && runs.begun && value !== 2) runs.open = false
      if (field > 2) return
    }
  }
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given)
      this.addEventListener("message", message => {
        if (message.data instanceof ArrayBuffer) read(new Uint8Array(message.data))
      })
    }
    send(message) {
      if (message[0] === (11 << 3 | 2)) { runs.open = true; runs.begun = false }
      super.send(message)
    }
  }
})()"""
# Whether what was asked for has been drawn, and nothing more was asked for in a little while.
_SETTLED: Final = """([look, settled]) => {
  const runs = window.evenhandRuns
  const busy = !runs || runs.open || !document.querySelector(settled)
    || document.querySelector("[data-stale=true], [data-testid=stSkeleton]")
  if (busy) { if (runs) runs.looked = -1; return false }
  if (runs.looked !== look) { runs.looked = look; runs.still = performance.now() }
  return performance.now() - runs.still > 120
}"""
_THERE: Final = "href => new URL(href, location).pathname === location.pathname"
_STILL: Final = """() => document.getAnimations().every(one => {
  const { endTime } = one.effect.getComputedTiming()
  return endTime === Infinity || one.playState !== "running"
})"""
_WCAG: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


expect.set_options(timeout=_PATIENCE)


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
        received: messages that came over it.
        broken: what the page's own scripts complained about.
        looks: how often it was waited for.
    """

    page: Page
    url: str
    outside: list[str] = field(default_factory=list)
    sent: list[Any] = field(default_factory=list)
    received: list[Any] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    looks: int = 0

    def __post_init__(self) -> None:
        self.page.set_default_timeout(_PATIENCE)
        self.page.add_init_script(_RUNS)
        self.page.on("request", lambda request: self._seen(request.url))
        self.page.on("pageerror", lambda error: self.broken.append(str(error)))
        self.page.on("websocket", self._connected)

    def _seen(self, address: str) -> None:
        if not address.startswith((self.url, "data:", "blob:", "about:")):
            self.outside.append(address)

    def _connected(self, socket: WebSocket) -> None:
        self._seen(socket.url.replace("ws://", "http://", 1))
        socket.on("framesent", lambda frame: self.sent.append(frame))  # noqa: PLW0108  # it marks its listener
        socket.on("framereceived", lambda frame: self.received.append(frame))  # noqa: PLW0108  # likewise

    def open(self, path: str = "") -> Page:
        """Go to an address of the app and wait until it has settled."""
        self.page.goto(f"{self.url}/{path}")
        return self.settled()

    def go(self, title: str) -> Page:
        """Follow the menu to a page, as a visitor does, and wait until it is there."""
        narrow = self.page.get_by_test_id("stExpandSidebarButton")
        if narrow.count():
            narrow.click()
        link = self.page.get_by_role("link", name=title, exact=True).first
        there = link.get_attribute("href")
        link.click()
        self.page.wait_for_function(_THERE, arg=there)  # a link waits for what was just typed
        return self.settled()

    def settled(self) -> Page:
        """Wait until the script has run and all that it sent is drawn."""
        self.looks += 1
        self.page.wait_for_function(_SETTLED, arg=[self.looks, _CONNECTED])
        return self.page

    def still(self) -> Page:
        """Wait until nothing moves: what fades in has its colour only then."""
        self.page.wait_for_function(_STILL)
        return self.page

    def says(self) -> str:
        """The page's finding."""
        return self.page.get_by_role("heading", level=1).first.inner_text()

    def see_the_numbers(self) -> None:
        """Open every table of the page, all at once: by hand each would wait for the one before."""
        closed = self.page.locator("details:not([open]) > summary", has_text="See the numbers")
        closed.evaluate_all("heads => heads.forEach(head => head.click())")
        expect(closed).to_have_count(0)

    def check(self) -> None:
        """Nothing left the host, nothing failed, nothing was raised."""
        assert self.outside == []
        assert self.broken == []
        assert self.page.get_by_test_id("stException").count() == 0
        assert self.page.get_by_text("the fault is ours").count() == 0

    def pick(self, label: str, option: str) -> Page:
        """Choose an option of a select box; a run of the page or a movement would close it."""
        box = self.page.get_by_role("combobox", name=label)
        box.scroll_into_view_if_needed()
        self.settled()
        box.click()
        self.page.get_by_role("option", name=option, exact=True).first.click()
        return self.settled()


@contextmanager
def visiting(browser: Browser, url: str, **options: Any) -> Iterator[Visit]:  # noqa: ANN401
    """One visitor with a browser profile of their own; checked on leaving."""
    context = browser.new_context(**{**_DESK, **options})
    try:
        yield from _visit(context, url)
    finally:
        context.close()


@contextmanager
def seated(browser: Browser, url: str, desks: list[BrowserContext]) -> Iterator[Visit]:
    """The same with a profile that another one has left, where there is one.

    Args:
        browser: the browser.
        url: where the app is.
        desks: the profiles that nobody uses now.
    """
    context = desks.pop() if desks else browser.new_context(**_DESK)
    try:
        yield from _visit(context, url)
    finally:
        leave(context)
        desks.append(context)


def _visit(context: BrowserContext, url: str) -> Iterator[Visit]:
    visit = Visit(context.new_page(), url)
    yield visit
    visit.check()


def leave(context: BrowserContext) -> None:
    """Close every page of a profile, and forget what its visitor left there."""
    for page in context.pages:
        page.close()
    context.set_storage_state({"cookies": [], "origins": []})


def upload(visit: Visit, file: Path, *, purpose: str = "a test") -> Page:
    """Bring a log: the file, and what it is for; the roles are guessed after that."""
    visit.page.get_by_role("textbox", name="What is it for?").fill(purpose)
    visit.page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(file)
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
    options = {
        "runOnly": list(_WCAG),
        "resultTypes": ["violations"],
    }  # what passes is not described
    found = Axe().run(page, options=options).response["violations"]
    nodes = [(v["id"], node["html"], str(node["target"])) for v in found for node in v["nodes"]]
    return [
        f"{rule}: {' '.join(html.split())[:200]} {where}"
        for rule, html, where in nodes
        if not any(rule == name and part in html + where for name, part in known)
    ]
