"""The verdict, its numbers and what would change it: the cards of the first page."""

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from components import nav, state
from components.blocks import line
from components.cached import Opened
from components.text import inert
from evenhand import words
from evenhand.figures import Number
from evenhand.findings import Findings
from evenhand.review import Review

_CHANGE: Final = "What would change this"
_PLAN: Final = "No data yet? Plan an audit"
_SEE: Final = "See this group beside the others"


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


def worst_group(shown: Opened) -> None:
    """The group to look at first, and the way to where its numbers are.

    Args:
        shown: the audit.
    """
    worst = words.worst_group(shown.findings, shown.review)
    if worst is None:
        return
    with st.container(border=True, key="worst"):
        st.subheader(inert(words.worst_title(worst, shown.review)), anchor=False)
        line(worst.sentence)
        line(worst.is_real)
        choices = {"candidate": worst.candidate, "attribute": worst.attribute}
        asked = choices | {"metric": worst.metric, "crossed": ""}
        if st.button(_SEE, key="see-worst", on_click=_choose, args=(asked,)):
            st.switch_page(nav.FAIRNESS.file, query_params=state.link())


def _choose(asked: Mapping[str, str]) -> None:
    """Set the choices of another page before it is drawn."""
    for key, value in asked.items():
        state.choose(key, value)


def would_change(found: Findings, review: Review) -> None:
    """What would change the verdict, whether other choices do, and how to plan for more cases.

    Args:
        found: what was found.
        review: the nouns.
    """
    changes = words.what_would_change(found, review)
    with st.expander(_CHANGE, key="would-change") if changes else st.container():
        points("", changes)
        line(words.robustness_sentence(found, review))
        st.page_link(nav.PLAN.file, label=_PLAN)


def points(title: str, sentences: Sequence[str]) -> None:
    """A short list, where there is one.

    Args:
        title: what the list is; empty where that stands above it already.
        sentences: plain text.
    """
    if sentences and title:
        st.subheader(title, anchor=False)
    if sentences:
        st.markdown("\n".join(f"- {inert(sentence)}" for sentence in sentences))
