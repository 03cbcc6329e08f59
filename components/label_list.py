"""The list of cases to label next: how many, how chosen, and its file; nothing of it is kept."""

from functools import partial
from typing import Final

import streamlit as st

from components import samples
from components.blocks import line
from components.choices import Chosen
from evenhand import words
from evenhand.findings.labelling import Way
from evenhand.labelling import MOST, WAYS, listed, possible

_CASES: Final = 100
_GONE: Final = (
    "Your log was dropped after it was counted, so no list can be made of it here. On your own "
    "machine: evenhand label review.toml --out next.csv makes it; Report has the review file."
)


def draw(chosen: Chosen) -> None:
    """Two choices, what such a list finds, and a button for its file.

    Args:
        chosen: what was chosen; a list by groups is by its attribute.
    """
    shown = chosen.shown
    if not shown.is_sample:
        line(_GONE)
        return
    found, review = shown.findings, shown.review
    ways = [way for way in WAYS if possible(review, way, chosen.attribute) is None]
    with st.container(horizontal=True, vertical_alignment="bottom", key="label-list"):
        by = st.selectbox(
            "Choose",
            ways,
            format_func=lambda way: words.way(way, found, review),
            key="label-by",
            width=420,
        )
        cases = st.number_input(
            "How many",
            min_value=1,
            max_value=MOST,
            value=_CASES,
            step=1,
            key="label-cases",
            width=140,
        )
        st.download_button(
            "Download the list (CSV)",
            partial(_file, chosen, by, int(cases)),
            f"evenhand-label-{by}.csv",
            "text/csv",
            key="label-take",
            on_click="ignore",
        )
    told = words.found_by_line(found, review, by, chosen.attribute)
    if told != f"{words.labelling_title(found, review)}.":  # else it stands above
        line(told)


def _file(chosen: Chosen, by: Way, cases: int) -> bytes:
    """Made when it is asked for, and of the log itself."""
    audit = samples.audit(chosen.shown.name)
    made = listed(audit.log, audit.tally, by, cases, chosen.attribute)
    return words.list_csv(made, chosen.shown.review)
