"""The handoff slider: it answers in the browser; only where it is released reaches Python."""

from importlib.resources import files
from typing import Final

import streamlit as st

from components import state, theme
from components.blocks import line
from components.choices import Chosen
from evenhand import words

_ASSETS: Final = files("evenhand") / "assets"
_KEY: Final = "handoff_slider"
# Drawn once for the same data: a run that only follows a release must not take the slider away
# from under a hand.
_MOUNT: Final = """
const drawn = new WeakMap()
export default function ({ parentElement, data, setStateValue }) {
  const { threshold, ...rest } = data
  const same = JSON.stringify(rest)
  if (drawn.get(parentElement) === same) return
  drawn.set(parentElement, same)
  let root = parentElement.querySelector(".evenhand-root")
  if (!root) {
    root = document.createElement("div")
    root.className = "evenhand-root"
    parentElement.appendChild(root)
  }
  mount(root, rest, (released) => setStateValue("threshold", released), threshold)
}
"""

# In the font of the page, which reaches into the widget.
_FONT: Final = ".evenhand-root, .evenhand-root * {font-family: var(--st-font, system-ui)}"

_slider = st.components.v2.component(
    "evenhand.handoff",
    css=(_ASSETS / "handoff.css").read_text(encoding="utf-8") + _FONT,
    js=(_ASSETS / "handoff.js").read_text(encoding="utf-8") + _MOUNT,
)


def draw(chosen: Chosen) -> None:
    """Draw the slider, or say why there is none; where it is released goes into the address.

    Args:
        chosen: what was chosen.
    """
    shown = chosen.shown
    data = words.handoff_widget(
        shown.findings, shown.review, chosen.attribute, dark=theme.is_dark()
    )
    if not data:
        line(words.missing(shown.findings, shown.review, "handoff"))
        return
    key = f"{_KEY}-{shown.name}-{chosen.attribute}"
    _slider(
        data={**data, "threshold": chosen.threshold},
        key=key,
        on_threshold_change=lambda: _released(key),
    )


def _released(key: str) -> None:
    value = getattr(state.widget(key), "threshold", None)
    if isinstance(value, int | float):
        state.release(float(value))
