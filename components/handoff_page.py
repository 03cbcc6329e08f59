"""What stands around the handoff slider: warnings, what was tried, and costs to change."""

from typing import Final

import streamlit as st

from components import blocks, prices
from components.blocks import line
from components.choices import Chosen
from components.text import inert
from evenhand import words
from evenhand.figures import BY_HANDOFF

_ABOVE: Final = "reliability"
_COSTS: Final = "costs_of_deciding"
_PLACED: Final = (_ABOVE, _COSTS)


def warnings(there: Chosen) -> None:
    """What a reader must know before anything else.

    Args:
        there: the choices, with the handoff where the slider was released.
    """
    shown = there.shown
    for sentence in words.handoff_warnings(shown.findings, shown.review):
        st.warning(inert(sentence))


def confidence(there: Chosen) -> None:
    """Whether its confidence can be believed, in short; it stands above the slider.

    Args:
        there: the choices, with the handoff where the slider was released.
    """
    _one(there, _ABOVE, compact=True)


def _one(there: Chosen, key: str, *, compact: bool = False) -> None:
    """The part of the list that is called so."""
    part = next(part for part in BY_HANDOFF if part.key == key)
    blocks.listed_one(there, part, compact=compact)


def tried(chosen: Chosen, there: Chosen) -> None:
    """What was tried here, and what stays by the review's own threshold and costs.

    Args:
        chosen: what was chosen.
        there: the same, with the handoff where the slider was released.
    """
    prices.tried(chosen, there, "costs-back")


def parts(there: Chosen, *, first: bool) -> None:
    """The other figures on the handoff.

    Args:
        there: the choices, with the handoff where the slider was released.
        first: the parts that stand on the page at once, or those under More.
    """
    blocks.listed(there, BY_HANDOFF, first=first, placed=_PLACED)


def unsure(chosen: Chosen) -> None:
    """What there is where nothing can be handed off: what people do with the answers.

    Args:
        chosen: what was chosen.
    """
    for part in BY_HANDOFF:
        if part.unsure:
            blocks.listed_one(chosen, part)


def cost_line(chosen: Chosen, there: Chosen) -> None:
    """Costs that can be changed, and the line that moves with them.

    Args:
        chosen: what was chosen.
        there: the same, with changed costs.
    """
    if chosen.shown.review.costs is None:
        line(words.missing(chosen.shown.findings, chosen.shown.review, "costs"))
        return
    st.subheader("What if it cost something else?", anchor=False)
    prices.fields(chosen, there, words.HANDING_OFF)
    if not prices.changed(chosen, there, "costs-back-here"):
        line(words.COSTS_STAY)
    _one(there, _COSTS)
