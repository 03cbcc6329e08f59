"""What each column of an uploaded log means: guessed, shown, corrected in place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import streamlit as st

from components import state
from components.text import inert, label
from evenhand import words
from evenhand.roles import ROLES, Guess

_HIDDEN: Final = "not shown, as it may tell who somebody is"
_SHOWN: Final = 3  # sample values
_WIDE: Final = 40  # characters of each
_MANY: Final = 24  # columns drawn before the rest goes one click away
_NOUNS: Final = {
    "case": ("One case is called a", "customer"),
    "positive": ("A yes means that it", "will default"),
    "person": ("Unsure cases go to a", "credit officer"),
}
_WIDTHS: Final = (3, 4, 4)
_NEEDED: Final = {
    ("label",): (
        "No column says what really happened. Choose it above if the log has it; without it "
        "nobody can say which answers were right."
    ),
    ("model_score", "model_prediction"): (
        "No column holds the model's answer. Choose it above if the log has one; a probability "
        "lies between 0 and 1."
    ),
    ("protected", "context"): (
        "No column says which groups people belong to. Without one, nothing is compared by group."
    ),
}
"""Roles of which one is needed for most of what the pages show, and what is said without it."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the form holds now.

    Attributes:
        guesses: every column with the role it was given.
        title: what the audit is called.
        words: what a case, a yes and the person are called.
        positive: the answer that counts as yes.
        positive_is_good: whether a yes is good for the person.
    """

    guesses: tuple[Guess, ...]
    title: str
    words: dict[str, str]
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
    for lacking in _lacking(corrected):
        st.text(lacking, width="stretch")
    st.subheader("What is a yes?", anchor=False)
    title = st.text_input(
        "Title of this audit", "My decision log", max_chars=120, **state.kept("title", turn)
    )
    positive = st.selectbox(
        "The value that counts as yes",
        _values(corrected),
        accept_new_options=True,
        **state.kept("positive", turn),
    )
    good = st.radio(
        "For the person concerned, a yes is",
        ["good, as an approval", "bad, as a refusal or an alarm"],
        **state.kept("good", turn),
    )
    is_good = str(good).startswith("good")
    return Meaning(corrected, title.strip(), _words(turn), positive or "1", is_good)


def _lacking(guesses: Sequence[Guess]) -> list[str]:
    """What no column is, and what can't be shown for that."""
    given = {guess.role for guess in guesses}
    return [said for roles, said in _NEEDED.items() if given.isdisjoint(roles)]


def _words(turn: int) -> dict[str, str]:
    """What sentences call a case, a yes and the person; left empty, there are plain words."""
    places = st.columns(len(_NOUNS))
    asked = {
        key: place.text_input(
            label, placeholder=f"for example: {example}", **state.kept(f"word-{key}", turn)
        )
        for place, (key, (label, example)) in zip(places, _NOUNS.items(), strict=True)
    }
    return {key: text.strip() for key, text in asked.items() if text.strip()}


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
        label(f"Role of {words.readable(guess.column)}"),
        roles,
        index=roles.index(guess.role),
        format_func=ROLES.__getitem__,
        label_visibility="collapsed",
        **state.kept(f"role-{place}", turn),
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
        values = [value for guess in guesses if guess.role == role for value in guess.values]
        if values:
            return list(dict.fromkeys(sorted(values, key=_likely_yes)))
    return ["1"]


def _likely_yes(value: str) -> tuple[bool, str]:
    """Values that usually mean yes come first."""
    return value.casefold() not in {"1", "true", "yes", "y", "positive", "approved"}, value
