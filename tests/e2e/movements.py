"""How long the handoff slider takes to answer: from a key press to the frame that shows it."""

from statistics import median
from typing import Any, Final

from playwright.sync_api import Page

from tests.e2e.browse import Visit

SLIDER: Final = ".evenhand-root input[type=range]"
HEADLINE: Final = ".eh-headline"
TIMES: Final = 30
# Big steps, there and back: each changes the headline.
KEYS: Final = ("Home", "PageUp", "PageUp", "End", "PageDown")

# Each press is timed from its event to just after the frame that its change is painted in.
_WATCH: Final = """slider => {
  const headline = slider.getRootNode().querySelector(".eh-headline")
  window.moved = []
  slider.addEventListener("keydown", event => {
    const before = headline.textContent
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => window.moved.push({
        took: performance.now() - event.timeStamp, changed: headline.textContent !== before,
      })
      port2.postMessage(null)
    })
  })
}"""
# A run of the script on the server: from a released slider's message to the last of its answer.
_RUN: Final = """() => new Promise(done => {
  const app = document.querySelector("[data-testid=stApp]")
  let started = 0
  const watch = new MutationObserver(() => {
    const state = app.getAttribute("data-test-script-state")
    if (state === "running" && !started) started = performance.now()
    if (state === "notRunning" && started) {
      watch.disconnect()
      requestAnimationFrame(() => done(performance.now() - started))
    }
  })
  watch.observe(app, { attributes: true, attributeFilter: ["data-test-script-state"] })
  window.ready = true
})"""


def moved(page: Page, times: int = TIMES) -> list[dict[str, Any]]:
    """Press keys on the slider; for each, how many milliseconds it took, and what changed.

    Args:
        page: the Handoff page.
        times: how many presses.
    """
    slider = page.locator(SLIDER)
    slider.focus()
    slider.evaluate(_WATCH)
    for place in range(times):
        page.keyboard.press(KEYS[place % len(KEYS)])
        page.wait_for_function("count => window.moved.length > count", arg=place)
    found: list[dict[str, Any]] = page.evaluate("() => window.moved")
    return found


def rerun(visit: Visit) -> float:
    """How many milliseconds a plain run of the page on the server takes, as after any widget."""
    page = visit.page
    page.evaluate(f"() => {{ window.ready = false; window.ran = ({_RUN})() }}")
    page.wait_for_function("() => window.ready")
    page.locator(SLIDER).press("ArrowLeft")
    took: float = page.evaluate("() => window.ran")
    visit.settled()
    return took


def middle(found: list[dict[str, Any]]) -> float:
    """The median time of presses, in milliseconds."""
    return float(median(one["took"] for one in found))
