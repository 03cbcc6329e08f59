"""The one list of pages, in the order a reader should meet them, with the choices each asks for."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import streamlit as st


@dataclass(frozen=True, slots=True)
class Stop:
    """One page.

    Attributes:
        file: its script in `pages/`.
        path: its address.
        title: its name in the menu.
        asks: the shared choices that change what it shows, beside the review.
        by_scores: whether they change it only where the model can be asked about groups.
    """

    file: str
    path: str
    title: str
    asks: tuple[str, ...] = ()
    by_scores: bool = False


FAIRNESS: Final = Stop(
    "fairness.py", "fairness", "Fairness", ("candidate", "attribute", "crossed", "metric")
)
HEALTH: Final = Stop("health.py", "health", "Health")
"""In the menu only where the open review says when cases were decided, or in which phase."""

LABEL: Final = Stop("label.py", "label", "Label next", ("attribute",))
REPORT: Final = Stop("report.py", "report", "Report")
STOPS: Final = (
    Stop("overview.py", "overview", "Overview"),
    Stop("compare.py", "compare", "Compare", ("attribute",)),
    Stop("handoff.py", "handoff", "Handoff", ("attribute",)),
    FAIRNESS,
    Stop("explain.py", "explain", "Explain", ("attribute",), by_scores=True),
    Stop("try_it.py", "try", "Try it"),
    HEALTH,
    LABEL,
    REPORT,
)

PLAN: Final = Stop("plan.py", "plan", "Plan an audit")
"""Not in the menu, which leads through an audit: the Overview has a link to it."""

KEPT: Final = Stop("kept.py", "kept", "Kept reviews")
"""Likewise: whoever has the link of a kept review finds it there."""

RECORD: Final = Stop("record.py", "record", "Record")
"""Likewise: who may read the record has a link to it above every page."""

SUMMARY: Final = Stop("nyc_summary.py", "nyc-summary", "The summary for New York City")
"""Likewise: the Report page has a link to it where the city's law was chosen."""

_HIDDEN: Final = (PLAN, KEPT, RECORD, SUMMARY)


def base() -> str:
    """The path that the app is served under, as the browser sees it; empty where there is none."""
    own = {stop.path for stop in (*STOPS, *_HIDDEN)}
    path = urlsplit(st.context.url or "").path.rstrip("/")
    head, _, last = path.rpartition("/")
    return head if last in own else path


_closer, _keeper, _stepper, _painter = (
    st.components.v2.component(
        f"evenhand.{name}", js=Path(__file__).with_name(f"{name}.js").read_text(encoding="utf-8")
    )
    for name in ("menu", "typing", "steps", "scheme")
)


def menu(left_out: Collection[Stop]) -> tuple[st.Page, Stop]:
    """Draw the menu; the page that is open, and what this list says about it.

    Args:
        left_out: what has nothing to show of the open review; a link still opens it.
    """
    pages = [
        st.Page(
            stop.file,
            title=stop.title,
            url_path=stop.path,
            default=stop is STOPS[0],
            visibility="hidden" if stop in {*_HIDDEN, *left_out} else "visible",
        )
        for stop in (*STOPS, *_HIDDEN)
    ]
    page = st.navigation(pages, position="top")
    _closer(key="menu-closer")
    _keeper(key="typing-keeper")
    _stepper(key="history-stepper")
    _painter(key="scheme-painter")
    return page, next(stop for stop in (*STOPS, *_HIDDEN) if stop.title == page.title)
