"""The handoff slider: it answers in the browser; only where it is released reaches Python."""

from importlib.resources import files
from typing import Any, Final

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
  const same = JSON.stringify({ ...data, start: 0 })
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
        data={**data, "start": start(data, chosen.threshold)},
        key=key,
        on_threshold_change=lambda: _released(key),
    )


def start(data: dict[str, Any], threshold: float | None) -> int:
    """The stop where the slider starts: nearest to what the address says, else the review's.

    Args:
        data: what `words.handoff_widget` made.
        threshold: what the address says.

    >>> stops = [{"threshold": 0.5}, {"threshold": 0.8}, {"threshold": 0.9}]
    >>> start({"stops": stops, "start": 2}, 0.79), start({"stops": stops, "start": 2}, None)
    (1, 2)
    """
    if threshold is None:
        return int(data["start"])
    stops = [float(stop["threshold"]) for stop in data["stops"]]
    return min(range(len(stops)), key=lambda place: abs(stops[place] - threshold))


def _released(key: str) -> None:
    value = getattr(state.widget(key), "threshold", None)
    if isinstance(value, int | float):
        state.release(float(value))
