"""What stands around the comparison: the simplest rules, where there is no other to beat."""

from dataclasses import replace
from typing import Final

import streamlit as st

from components import blocks, cached
from components.choices import Chosen
from evenhand import words
from evenhand.baselines import standing_in
from evenhand.figures import BY_COMPARISON

_COUNTING: Final = "Looking for the simplest rules."
_FIRST_ALONE: Final = frozenset({"paired", "baselines"})


def opponent(chosen: Chosen) -> Chosen:
    """The same choices; without a baseline, the best of the simplest rules stands in for one.

    Args:
        chosen: what was chosen.
    """
    found, review = standing_in(chosen.shown.findings, chosen.shown.review)
    return replace(chosen, shown=replace(chosen.shown, findings=found, review=review))


def parts(chosen: Chosen, *, first: bool) -> None:
    """Draw the parts of the page; the simplest rules at once where one of them stands in.

    Args:
        chosen: what was chosen, with its opponent.
        first: those that stand on the page at once, or those under More.
    """
    alone = words.stand_in(chosen.shown.findings) is not None
    if not first and not alone:
        with st.spinner(_COUNTING):
            chosen = replace(chosen, shown=cached.with_baselines(chosen.shown))
    listed = BY_COMPARISON
    if alone:
        listed = tuple(replace(part, first=part.key in _FIRST_ALONE) for part in listed)
    blocks.listed(chosen, listed, first=first)
