"""The handoff slider: it answers in the browser; only where it is released reaches Python."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Final

import streamlit as st

from components import cached, state, theme
from components.blocks import line
from components.choices import Chosen
from evenhand import words

_ASSETS: Final = files("evenhand") / "assets"
_KEY: Final = "handoff_slider"
# Drawn once for the same data: a run that only follows a release must not take the slider away
# from under a hand, and the curve is not sent again. Where it stands is in the address: a link, a
# reload and the way back all lead there. What is no threshold is not asked for, as in `state`.
_MOUNT: Final = """
const drawn = new WeakMap()
const asked = () => {
  const text = new URLSearchParams(window.location.search).get("threshold")
  const value = text?.trim() ? Number(text) : Number.NaN
  return value >= 0 && value <= 1 ? value : undefined
}
export default function ({ parentElement, data, setTriggerValue }) {
  const same = JSON.stringify(data)
  if (drawn.get(parentElement)?.same === same) return
  drawn.get(parentElement)?.leave()
  let root = parentElement.querySelector(".evenhand-root")
  if (!root) {
    root = document.createElement("div")
    root.className = "evenhand-root"
    parentElement.appendChild(root)
  }
  const released = (threshold) => setTriggerValue("released", threshold)
  const slider = mount(root, data, released, asked())
  const back = () => slider.go(asked())
  window.addEventListener("popstate", back)
  const leave = () => {
    window.removeEventListener("popstate", back)
    slider.leave()
  }
  drawn.set(parentElement, { same, leave })
}
"""

# In the font of the page, which reaches into the widget.
_FONT: Final = ".evenhand-root, .evenhand-root * {font-family: var(--st-font, system-ui)}"

_slider = st.components.v2.component(
    "evenhand.handoff",
    css=(_ASSETS / "handoff.css").read_text(encoding="utf-8") + _FONT,
    js=(_ASSETS / "handoff.js").read_text(encoding="utf-8") + _MOUNT,
)


def draw(chosen: Chosen, edited: Mapping[str, float]) -> None:
    """Draw the slider, or say why there is none; where it is released goes into the address.

    Args:
        chosen: what was chosen; its findings are by the review's own threshold.
        edited: the costs that were changed on the page.
    """
    data = cached.slider(chosen.shown, chosen.attribute, edited, dark=theme.is_dark())
    if not data:
        line(words.missing(chosen.shown.findings, chosen.shown.review, "handoff"))
        return
    key = f"{_KEY}-{chosen.shown.name}"
    _slider(data=data, key=key, on_released_change=lambda: _released(key))


def _released(key: str) -> None:
    value = getattr(state.widget(key), "released", None)
    if isinstance(value, int | float):
        state.release(float(value))
