"""Try it, for a visitor's own log: a form of their own page, for the model that is held there.

It asks what the visitor's session holds and nothing else, so that no address leads to it.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, cast

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import cached, state, tables, who, wordings
from components.blocks import line
from components.cached import Opened
from components.permits import Action
from components.text import inert, label
from evenhand import words
from evenhand.errors import InputError
from evenhand.held import Held
from evenhand.scoring import Decision, Field, Form, in_words, percent
from evenhand.words import moved, own_log

_WIDE: Final = 3
_DIGITS: Final = 6


def draw(shown: Opened, held: Held) -> None:
    """The form, and below it what the model says to what was put in.

    Args:
        shown: the audit, in the words that its visitor gave the columns.
        held: the model, and the cases that give ranges.
    """
    form = in_words(cached.own_form(held), wordings.given(shown))
    if not form.fields:
        line(own_log.NO_WHOLE_CASE)
        return
    line(own_log.FORM)
    with st.form("own-form"):
        columns = st.columns(min(_WIDE, len(form.fields)))
        values = {
            field.name: _INPUTS[field.kind](
                columns[place % _WIDE], field, state.kept(f"try-{place}", state.turn())
            )
            for place, field in enumerate(form.fields)
        }
        pressed = st.form_submit_button("Decide", type="primary")
    if pressed:
        _decided(form, values)


def _number(column: DeltaGenerator, field: Field, kept: dict[str, Any]) -> float | None:
    default = cast("float", field.default)
    return column.number_input(
        label(field.label), value=default, format="%g", help=_range(field), **kept
    )


def _yes_or_no(column: DeltaGenerator, field: Field, kept: dict[str, Any]) -> float | None:
    names = {value: name for name, value in moved.YES_OR_NO}
    at = list(names).index(int(cast("float", field.default)))
    said = label(field.label)
    return column.radio(said, names, index=at, format_func=names.get, horizontal=True, **kept)


_INPUTS: Final[Mapping[str, Callable[[DeltaGenerator, Field, dict[str, Any]], float | None]]] = {
    "number": _number,
    "yes or no": _yes_or_no,
}


def _range(field: Field) -> str:
    """What the log has of it."""
    low, high = (words.number(end or 0.0, _DIGITS) for end in (field.minimum, field.maximum))
    return f"{low} to {high} in the log"


def _decided(form: Form, values: Mapping[str, object]) -> None:
    try:
        who.require(Action.UPLOAD)
        decision = form.decide(values)
    except InputError as error:
        st.error(inert(str(error)))
        return
    st.markdown(f"**{inert(decision.sentence)}**")
    said = [(one.name, one.sentence, _sure(one.confidence)) for one in decision.candidates]
    tables.show(moved.WHO_SAYS, said, name=decision.sentence, key="own-answer")
    _reasons(decision)
    line(decision.instead)
    line(decision.swapped)


def _sure(confidence: float | None) -> str:
    return "does not say" if confidence is None else percent(confidence)


def _reasons(decision: Decision) -> None:
    """What moved the model, or one sentence where nothing did or it can't be told."""
    if not decision.reasons:
        line(moved.NOT_TOLD if decision.reasons is None else moved.NOTHING_MOVED)
        return
    rows = [
        (reason.label, f"{'+' if reason.amount > 0 else ''}{words.number(reason.amount)}")
        for reason in decision.reasons[: moved.MOST]
    ]
    tables.show(moved.WHAT_MOVED, rows, name=moved.WHAT_MOVED[0], key="own-moved")
    line(moved.SIGN.format(decision.towards))
    with st.expander("How is this worked out"):
        line(moved.HOW)
