"""Where a review stands in its series: the gates, what changed since, and what was tried."""

import streamlit as st

from components import blocks, nav
from evenhand import figures, words
from evenhand.findings import Findings
from evenhand.review import Review


def draw(found: Findings, review: Review) -> None:
    """The gates and the candidates that were tried; nothing where the review has neither.

    Args:
        found: what was found, with what the record has.
        review: the review.
    """
    blocks.maybe(figures.gates(found, review), key="gates")
    if (plan := words.to_plan(found)) is not None:
        st.page_link(nav.PLAN.file, label=plan)
    blocks.maybe(figures.dropped(found, review), key="dropped")
