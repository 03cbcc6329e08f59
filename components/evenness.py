"""The handoff by group over all thresholds: one measure at a time."""

from functools import partial
from typing import Final

import streamlit as st

from components.blocks import maybe
from components.choices import Chosen
from evenhand import figures, words

_LABEL: Final = "Over all thresholds, show"


def draw(chosen: Chosen) -> None:
    """A choice of measure, and its small curves; nothing where there are no groups.

    Args:
        chosen: by which groups, and where the slider was released.
    """
    if chosen.attribute is None:
        return
    shown = chosen.shown
    measure = st.selectbox(
        _LABEL,
        words.MEASURES,
        format_func=partial(words.measure_name, review=shown.review),
        key="measure",
        bind="query-params",
    )
    maybe(
        figures.handoff_curves(shown.findings, shown.review, chosen.attribute, measure),
        key="handoff_curves",
    )
