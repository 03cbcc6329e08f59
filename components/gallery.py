"""The samples as cards, and a place for one's own log: which review is open."""

from collections.abc import Iterator
from typing import Final, Literal

import streamlit as st

from components import samples, state, who
from components.permits import Action
from components.text import inert
from evenhand import words
from evenhand.words import Card

_ALL: Final = "See all samples"
_TITLE: Final = "Which review shall be open?"
_IN_A_ROW: Final = 3


def offer(name: str | None) -> None:
    """A button that shows every sample as a card; the one chosen is opened.

    Args:
        name: of the review that is open.
    """
    if st.button(_ALL, key="gallery"):
        _shown(name)


@st.dialog(_TITLE, width="large")
def _shown(name: str | None) -> None:
    cards = list(_cards(name))
    for start in range(0, len(cards), _IN_A_ROW):
        row = zip(st.columns(_IN_A_ROW), cards[start : start + _IN_A_ROW], strict=False)
        for column, (key, card) in row:
            with column.container(border=True, height="stretch"):
                _draw(key, card, is_open=key == name)


def _cards(name: str | None) -> Iterator[tuple[str, Card]]:
    for key in samples.samples():
        is_open = key == name
        yield key, words.sample_card(samples.review(key), samples.rows(key), is_open=is_open)
    if who.may(Action.UPLOAD):
        yield state.OWN, words.own_card(is_open=name == state.OWN)


def _draw(key: str, card: Card, *, is_open: bool) -> None:
    """One card; its title is what opens it."""
    kind: Literal["primary", "secondary"] = "primary" if is_open else "secondary"
    if st.button(
        inert(card.title), key=f"open-{key}", type=kind, width="stretch",
        on_click=_open, args=(key,),
    ):  # fmt: skip
        st.rerun()  # closes the cards
    st.text(card.line)
    st.caption(inert(card.kind))


def _open(key: str) -> None:
    """Open a review before the page is drawn again."""
    state.choose("review", key)
    state.reset_tried()
