"""What evening out would take: off until it is asked for, and never without its warning."""

from typing import Final

import streamlit as st

from components import cached
from components.blocks import figure, line
from components.choices import Chosen
from evenhand import figures, words

_SHOW: Final = "Show what equal rates would take"
_WORKING: Final = "Working out thresholds by group; large logs take a few seconds."


def draw(chosen: Chosen) -> None:
    """A switch; behind it the warning, thresholds by group, and the other lever: more review.

    Args:
        chosen: whose answers, by which groups, and which rate.
    """
    if chosen.attribute is None:
        return
    if st.toggle(_SHOW, key="mitigate", bind="query-params"):
        line(words.BEFORE_MITIGATION)
        _thresholds(chosen, chosen.attribute)
        _review_more(chosen, chosen.attribute)


def _thresholds(chosen: Chosen, attribute: str) -> None:
    shown, who = chosen.shown, chosen.candidate
    with st.spinner(_WORKING):
        found = cached.thresholds(shown, who, attribute, chosen.metric)
    if found is None:
        line(words.no_thresholds(shown.review, who))
        return
    figure(figures.frontier(found, shown.review), key="frontier")
    figure(figures.ways(found, shown.review), key="ways")
    figure(figures.before_after(found, shown.review), key="before_after")


def _review_more(chosen: Chosen, attribute: str) -> None:
    shown, who = chosen.shown, chosen.candidate
    with st.spinner(_WORKING):
        found = cached.review_more(shown, who, attribute)
    if found is None:
        line(words.no_review(shown.review, who))
        return
    figure(figures.review_more(found, shown.review), key="review_more")
