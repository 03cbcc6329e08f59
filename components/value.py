"""What the candidate is worth against today, and every number of it to change."""

from typing import Final

import streamlit as st

from components import blocks, prices
from components.choices import Chosen
from evenhand import figures, words

_CHANGE: Final = "Change a price, or how many come in"


def draw(chosen: Chosen) -> None:
    """Draw the steps from today to the candidate, by the costs and the threshold that are tried.

    Args:
        chosen: what was chosen.
    """
    there = prices.at_release(chosen)
    found, review = there.shown.findings, there.shown.review
    blocks.listed(there, figures.BY_VALUE, first=True)
    blocks.line(words.with_people(found, review))
    shown = words.value_prices(found, review)
    if shown:
        with st.expander(_CHANGE, key="value-prices"):
            blocks.line(words.COSTS_STAY)
            prices.fields(chosen, there, shown)
        prices.tried(chosen, there, "value-back")  # below, so that no field moves while one types
