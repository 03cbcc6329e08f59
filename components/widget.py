"""The handoff slider: it answers in the browser; only where it is released reaches Python."""

from importlib.resources import files
from typing import Any, Final

import streamlit as st

from components import state

_ASSETS: Final = files("evenhand") / "assets"
_KEY: Final = "handoff_slider"
# Drawn once for the same data: a run that only follows a release must not take the slider away
# from under a hand.
_MOUNT: Final = """
const drawn = new WeakMap()
export default function ({ parentElement, data, setStateValue }) {
  const same = JSON.stringify(data)
  if (drawn.get(parentElement) === same) return
  drawn.set(parentElement, same)
  parentElement.querySelector("#handoff")?.remove()
  const root = document.createElement("div")
  root.id = "handoff"
  parentElement.appendChild(root)
  mount(root, data, (threshold) => setStateValue("threshold", threshold))
}
"""

_slider = st.components.v2.component(
    "evenhand.handoff",
    css=(_ASSETS / "handoff.css").read_text(encoding="utf-8"),
    js=(_ASSETS / "handoff.js").read_text(encoding="utf-8") + _MOUNT,
)


def draw(data: dict[str, Any], *, name: str) -> None:
    """Draw the slider; where it is released goes into the address.

    Args:
        data: what `words.handoff_widget` made: one finished sentence a stop.
        name: what is shown, so that another review or attribute gets a slider of its own.
    """
    key = f"{_KEY}-{name}"
    _slider(data=data, key=key, on_threshold_change=lambda: _released(key))


def _released(key: str) -> None:
    value = getattr(state.widget(key), "threshold", None)
    if isinstance(value, int | float):
        state.release(float(value))
