"""The one list of pages, in the order a reader should meet them, with the choices each asks for."""

from dataclasses import dataclass
from typing import Final

import streamlit as st


@dataclass(frozen=True, slots=True)
class Stop:
    """One page.

    Attributes:
        file: its script in `pages/`.
        title: its name in the menu.
        asks: the shared choices that change what it shows, beside the review.
    """

    file: str
    title: str
    asks: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Its address."""
        return self.file.removesuffix(".py")


STOPS: Final = (
    Stop("overview.py", "Overview"),
    Stop("compare.py", "Compare", ("attribute",)),
    Stop("handoff.py", "Handoff", ("attribute",)),
    Stop("fairness.py", "Fairness", ("candidate", "attribute", "metric")),
    Stop("explain.py", "Explain"),
    Stop("try.py", "Try it"),
    Stop("report.py", "Report"),
)


def menu() -> tuple[st.Page, Stop]:
    """Draw the menu; the page that is open, and what this list says about it."""
    pages = [
        st.Page(stop.file, title=stop.title, url_path=stop.path, default=stop is STOPS[0])
        for stop in STOPS
    ]
    page = st.navigation(pages, position="top")
    return page, next(stop for stop in STOPS if stop.title == page.title)
