"""What each column of an uploaded log means: guessed, shown, corrected in place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import streamlit as st
from evenhand.roles import ROLES, Guess

from components.text import inert
from evenhand import words

_HIDDEN: Final = "not shown, as it may tell who somebody is"
_SHOWN: Final = 3  # sample values
_WIDE: Final = 40  # characters of each
_MANY: Final = 24  # columns drawn before the rest goes one click away
_WIDTHS: Final = (3, 4, 4)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the form holds now.

    Attributes:
        guesses: every column with the role it was given.
        title: what the audit is called.
        positive: the answer that counts as yes.
        positive_is_good: whether a yes is good for the person.
    """

    guesses: tuple[Guess, ...]
    title: str
    positive: str
    positive_is_good: bool


def draw(guesses: Sequence[Guess], turn: int) -> Meaning:
    """Draw the form.

    Args:
        guesses: what the columns seem to mean.
        turn: which upload this is; another one starts afresh.
    """
    st.subheader("What does each column mean?", anchor=False)
    st.text("These are guesses from names and values. Correct what is wrong.", width="stretch")
    corrected = _columns(guesses, turn)
    st.subheader("What is a yes?", anchor=False)
    title = st.text_input(
        "Title of this audit", "My decision log", max_chars=120, **_kept("title", turn)
    )
    positive = st.selectbox(
        "The value that counts as yes",
        _values(corrected),
        accept_new_options=True,
        **_kept("positive", turn),
    )
    good = st.radio(
        "For the person concerned, a yes is",
        ["good, as an approval", "bad, as a refusal or an alarm"],
        **_kept("good", turn),
    )
    return Meaning(corrected, title.strip(), positive or "1", str(good).startswith("good"))


def _columns(guesses: Sequence[Guess], turn: int) -> tuple[Guess, ...]:
    """One row a column; a wide log's last columns stand one click away."""
    first = [_row(place, guess, turn) for place, guess in enumerate(guesses[:_MANY])]
    if len(guesses) <= _MANY:
        return tuple(first)
    with st.expander(f"{len(guesses) - _MANY} more columns"):
        rest = [_row(_MANY + place, guess, turn) for place, guess in enumerate(guesses[_MANY:])]
    return (*first, *rest)


def _row(place: int, guess: Guess, turn: int) -> Guess:
    """One column: its name, some values, and its role to choose."""
    name, values, role = st.columns(_WIDTHS, vertical_alignment="center")
    name.text(guess.column)
    values.caption(inert(_samples(guess)))
    roles = list(ROLES)
    chosen = role.selectbox(
        inert(f"Role of {guess.column}"),
        roles,
        index=roles.index(guess.role),
        format_func=ROLES.__getitem__,
        label_visibility="collapsed",
        **_kept(f"role-{place}", turn),
    )
    return replace(guess, role=chosen)


def _samples(guess: Guess) -> str:
    """Some values; never of a protected column."""
    if guess.role == "protected" or not guess.examples:
        return _HIDDEN if guess.role == "protected" else "no values to show"
    return ", ".join(words.shortened(value, _WIDE) for value in guess.examples[:_SHOWN])


def _values(guesses: Sequence[Guess]) -> list[str]:
    """What the outcome, or else an answer, can be."""
    for role in ("label", "model_prediction", "baseline_prediction", "human_prediction"):
        values = [value for guess in guesses if guess.role == role for value in guess.examples]
        if values:
            return list(dict.fromkeys(sorted(values, key=_likely_yes)))
    return ["1"]


def _likely_yes(value: str) -> tuple[bool, str]:
    """Values that usually mean yes come first."""
    return value.casefold() not in {"1", "true", "yes", "y", "positive", "approved"}, value


def _kept(name: str, turn: int) -> Mapping[str, str]:
    """A widget that keeps what was typed for as long as the visitor stays."""
    return {"key": f"own-{turn}-{name}", "persist_state": "session"}
