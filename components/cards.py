"""The verdict, its numbers and what would change it: the cards of the first page."""

from collections.abc import Sequence

import streamlit as st

from components.blocks import line
from components.text import inert
from evenhand import words
from evenhand.figures import Number
from evenhand.findings import Findings
from evenhand.review import Review


def verdict(found: Findings, review: Review) -> None:
    """The verdict as a sign, a word and a sentence; what is missing for one, where there is none.

    Args:
        found: what was found.
        review: the nouns.
    """
    word = found.verdict.word
    if word is None:
        return
    with st.container(border=True, key="verdict"):
        st.subheader(inert(f"{words.VERDICT_SYMBOLS[word]} {word}"), anchor=False)
        line(words.verdict_sentence(found, review))


def numbers(shown: Sequence[Number]) -> None:
    """Three or four numbers, each with what it counts.

    Args:
        shown: label, value and note of each.
    """
    for column, number in zip(st.columns(max(len(shown), 1)), shown, strict=False):
        with column.container(border=True, height="stretch"):
            st.metric(inert(number.label), number.value_text)
            st.caption(inert(number.note))


def points(title: str, sentences: Sequence[str]) -> None:
    """A short list, where there is one.

    Args:
        title: what the list is.
        sentences: plain text.
    """
    if sentences:
        st.subheader(title, anchor=False)
        st.markdown("\n".join(f"- {inert(sentence)}" for sentence in sentences))
