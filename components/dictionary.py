"""The data dictionary on Overview: what each column means, and the form that changes it."""

from typing import Final

import streamlit as st
from pydantic import ValidationError

from components import blocks, cached, state, who, wordings
from components.cached import Opened
from components.permits import Action
from components.text import label
from evenhand import dictionary, figures, words
from evenhand.review import Described, Review

_COLUMNS: Final = "Columns: what each means"
_YOURS: Final = (
    "What you change here is yours alone: every page, the form, letters and reports that you take "
    "along say it so, until you close this tab of your browser."
)
_SAVE: Final = "Use these words"
_BACK: Final = "Take all changed words back"
_TOO_LONG: Final = "One of these is too long; nothing was changed."
# Each part with its label and how many letters it may have.
_PARTS: Final = {
    "name": ("What it is called", 60),
    "unit": ("Unit", 24),
    "meaning": ("What it means", 300),
    "source": ("Where it comes from", 300),
}


def draw(shown: Opened) -> None:
    """What each column means, and how that is changed.

    Args:
        shown: the audit.
    """
    with st.expander(_COLUMNS):
        found = dictionary.worded(shown.findings, shown.review)
        if who.may(Action.WORDS):
            _form(shown, list(words.facts_of(found)))
        else:
            blocks.line(who.why_not(Action.WORDS))
        blocks.figure(figures.dictionary(found, shown.review), key="dictionary")


def _form(shown: Opened, columns: list[str]) -> None:
    """The words of one column, to be changed."""
    review, key = shown.review, wordings.key(shown)
    blocks.line(_YOURS)
    column = st.selectbox("Column", columns, format_func=label, key="described")
    with st.form(f"words-{key}-{column}", border=False):
        typed = _fields(review, column, key)
        sent = st.form_submit_button(_SAVE)
    if sent:
        _keep(shown, column, typed)
    if shown.is_worded:
        st.button(_BACK, key="words-back", on_click=state.reword, args=(key, {}))


def _fields(review: Review, column: str, key: str) -> dict[str, str]:
    """A box for each part, two beside each other where there is room."""
    own, parts = review.described(column), list(_PARTS.items())
    typed = {}
    for first in range(0, len(parts), 2):
        for place, (part, (said, most)) in zip(
            st.columns([3, 1] if first == 0 else 2), parts[first : first + 2], strict=True
        ):
            value = getattr(own, part) or ""
            name = f"word-{part}-{key}-{column}-{cached.digest(value)[:8]}"
            typed[part] = place.text_input(said, value, max_chars=most, key=name).strip()
    return typed


def _keep(shown: Opened, column: str, typed: dict[str, str]) -> None:
    """Keep what was typed for this visitor; what is no word changes nothing."""
    who.require(Action.WORDS)
    said = {part: text or None for part, text in typed.items()}
    try:
        Described.model_validate(said)
    except ValidationError:
        st.error(_TOO_LONG)
        return
    state.reword(wordings.key(shown), {**state.wordings(wordings.key(shown)), column: said})
    st.rerun()
