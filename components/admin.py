"""For whoever runs the server: the whole record, and every kept review, which can be deleted."""

from typing import Final

import streamlit as st

from components import tables, who
from components.blocks import headline, line
from components.permits import Action
from components.text import inert
from evenhand import decisions, kept, record, spreadsheet
from evenhand.errors import InputError
from evenhand.words import feedback
from evenhand.words import record as said

_CLOSED: Final = "The record is not open to you"
_TITLE: Final = "The record, and what is kept"
_NONE: Final = "No review is kept."
_WHICH: Final = "Kept review, as the record calls it, and until when"
_SURE: Final = "Yes, delete it for everybody"


def draw() -> None:
    """Record and kept reviews, for who may see them."""
    if not who.may(Action.RECORD):
        headline(_CLOSED)
        line(who.why_not(Action.RECORD))
        return
    headline(_TITLE)
    try:
        _entries()
        _feedback()
        _reviews()
    except InputError as error:
        st.error(inert(str(error)))


def _entries() -> None:
    """Whether the record is as it was written, and its newest entries."""
    book = record.open()
    for each in said.verified_lines(book.verify()):
        line(each)
    newest = book.entries()[::-1]
    if newest:
        rows = [said.brief_row(entry) for entry in newest]
        tables.show(said.ENTRY_COLUMNS, rows, name=_TITLE, key="record")
        st.download_button(
            "Download as CSV",
            spreadsheet.as_csv(said.ENTRY_COLUMNS, [said.entry_row(entry) for entry in newest]),
            "evenhand-record.csv",
            "text/csv",
            on_click="ignore",
        )


def _feedback() -> None:
    """What people said of answers, for whoever trains the next model."""
    st.subheader(feedback.TITLE, anchor=False)
    found = decisions.given(record.open())
    line(feedback.counted(len(found)))
    if found:
        st.download_button(
            "Download the feedback as CSV",
            spreadsheet.as_csv(*decisions.table(found)),
            "evenhand-feedback.csv",
            "text/csv",
            on_click="ignore",
        )


def _reviews() -> None:
    """Each kept review by its opaque name; what is in it, its link alone can tell."""
    st.subheader("Kept reviews", anchor=False)
    listed = kept.listed()
    if not listed:
        line(_NONE)
        return
    name = st.selectbox(_WHICH, listed, format_func=lambda one: f"{one[:16]} ({listed[one]})")
    sure = st.checkbox(_SURE, key=f"sure-{name}")
    st.button("Delete now", disabled=not sure, on_click=_delete, args=(name,))


def _delete(name: str) -> None:
    try:
        who.require(Action.DELETE)
        kept.remove(name)
    except InputError as error:
        st.error(inert(str(error)))
