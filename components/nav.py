"""The one list of pages, in the order a reader should meet them, with the choices each asks for."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import streamlit as st


@dataclass(frozen=True, slots=True)
class Stop:
    """One page.

    Attributes:
        file: its script in `pages/`.
        path: its address.
        title: its name in the menu.
        asks: the shared choices that change what it shows, beside the review.
    """

    file: str
    path: str
    title: str
    asks: tuple[str, ...] = ()


FAIRNESS: Final = Stop(
    "fairness.py", "fairness", "Fairness", ("candidate", "attribute", "crossed", "metric")
)
STOPS: Final = (
    Stop("overview.py", "overview", "Overview"),
    Stop("compare.py", "compare", "Compare", ("attribute",)),
    Stop("handoff.py", "handoff", "Handoff", ("attribute",)),
    FAIRNESS,
    Stop("explain.py", "explain", "Explain"),
    Stop("try_it.py", "try", "Try it"),
    Stop("report.py", "report", "Report"),
)

PLAN: Final = Stop("plan.py", "plan", "Plan an audit")
"""Not in the menu, which leads through an audit: the Overview has a link to it."""

_closer = st.components.v2.component(
    "evenhand.menu", js=Path(__file__).with_name("menu.js").read_text(encoding="utf-8")
)


def menu() -> tuple[st.Page, Stop]:
    """Draw the menu; the page that is open, and what this list says about it."""
    pages = [
        st.Page(stop.file, title=stop.title, url_path=stop.path, default=stop is STOPS[0])
        for stop in STOPS
    ]
    hidden = st.Page(PLAN.file, title=PLAN.title, url_path=PLAN.path, visibility="hidden")
    page = st.navigation([*pages, hidden], position="top")
    _closer(key="menu-closer")
    return page, next(stop for stop in (*STOPS, PLAN) if stop.title == page.title)
