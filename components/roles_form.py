"""What each column of an uploaded log means: guessed, shown, corrected in place."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import streamlit as st

from components import state
from components.blocks import line
from components.text import inert, label
from evenhand import role_words, roles, words
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
_LONG_NUMBER: Final = re.compile(r"-?\d*\.\d{6,}")
_WIDTHS: Final = (3, 4, 4)
_PAIR: Final = 2
_GOOD: Final = ("good, as an approval", "bad, as a refusal or an alarm")
_WHO: Final = {
    "rule": "decided by the rule in use (the old way)",
    "model": "decided by the model (the new way)",
    "person": "decided by a person",
    "": "decided by somebody else: left out",
}
_ARMS: Final = (
    "This log is an A/B test: each case was decided by one of them alone. These are guesses from "
    "the values; correct what is wrong."
)
_TOO_MANY_ARMS: Final = (
    "It has too many different values for an A/B test, which has two or a few. Choose another "
    "column above, or what else this one is."
)
_OF_MODEL: Final = frozenset({"model_score", "model_prediction", "acted_score", "acted_prediction"})
_ALSO: Final = "Which of the columns with groups does the model read, too?"
_ALSO_DOES: Final = (
    "Left empty, none: they are compared only. A column that is chosen here stays one of groups "
    "and becomes an input of the model, too: Explain then shows what it adds. It must hold "
    "numbers, as every input."
)
_NEEDED: Final = {
    ("label",): (
        "No column says what really happened. Choose it above if the log has it; without it "
        "nobody can say which answers were right."
    ),
    ("model_score", "model_prediction", "acted_score", "acted_prediction"): (
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
        arms: in an A/B test, by who decided, what the column of arms says then.
    """

    guesses: tuple[Guess, ...]
    title: str
    words: dict[str, str]
    positive: str
    positive_is_good: bool
    arms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def draw(guesses: Sequence[Guess], turn: int) -> Meaning:
    """Draw the form.

    Args:
        guesses: what the columns seem to mean.
        turn: which upload this is; another one starts afresh.
    """
    st.subheader("What does each column mean?", anchor=False)
    st.text("These are guesses from names and values. Correct what is wrong.", width="stretch")
    corrected = _also_read(_columns(guesses, turn), turn)
    for lacking in _lacking(corrected):
        st.text(lacking, width="stretch")
    if told := words.personal_columns([(g.column, g.personal) for g in guesses if g.personal]):
        st.warning(inert(told))
    arms = _arms(corrected, turn)
    st.subheader("What is a yes?", anchor=False)
    title = st.text_input(
        "Title of this audit", "My decision log", max_chars=120, **state.kept("title", turn)
    )
    values = _values(corrected)
    positive = st.selectbox(
        "The value that counts as yes",
        values,
        accept_new_options=True,
        **state.kept(f"positive-{values}", turn),  # another file's outcome starts afresh
    )
    good = st.radio(
        "For the person concerned, a yes is",
        _GOOD,
        index=int(_seems_bad(guesses)),
        **state.kept(f"good-{values}", turn),
    )
    return Meaning(corrected, title.strip(), _words(turn), positive or "1", good == _GOOD[0], arms)


def _seems_bad(guesses: Sequence[Guess]) -> bool:
    """Whether the outcome sounds like one that nobody wishes for."""
    outcome = next((guess for guess in guesses if guess.role == "label"), None)
    first = next(iter(_values(guesses)), "")
    return outcome is not None and role_words.is_bad(outcome.column, first)


def _arms(guesses: Sequence[Guess], turn: int) -> dict[str, tuple[str, ...]]:
    """Who is meant by each value of the column of arms; empty where the log has none."""
    column = next((guess for guess in guesses if guess.role == "arm"), None)
    if column is None:
        return {}
    st.subheader("Who decided which cases?", anchor=False)
    if not column.values:
        line(_TOO_MANY_ARMS)
        return {}
    line(_ARMS)
    seems, named = role_words.who_acted(column.values), words.readable(column.column)
    chosen: dict[str, str] = {}
    places = st.columns(_PAIR)
    for at, value in enumerate(column.values):
        who = places[at % _PAIR].selectbox(
            label(f"Where {named} is {words.readable(value)}, it was"),
            list(_WHO),
            index=list(_WHO).index(seems[value]),
            format_func=_WHO.__getitem__,
            **state.kept(f"arm-{column.column}-{value}", turn),
        )
        chosen[value] = str(who)
    return roles.acting(chosen)


def _lacking(guesses: Sequence[Guess]) -> list[str]:
    """What no column is, and what can't be shown for that."""
    given = {guess.role for guess in guesses}
    return [said for needed, said in _NEEDED.items() if given.isdisjoint(needed)]


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


def _also_read(guesses: tuple[Guess, ...], turn: int) -> tuple[Guess, ...]:
    """Which columns of groups the model reads, too; asked where one holds its answers."""
    groups = [guess.column for guess in guesses if guess.role in roles.GROUPS]
    if not groups or _OF_MODEL.isdisjoint(guess.role for guess in guesses):
        return guesses
    chosen = st.multiselect(
        _ALSO,
        groups,
        format_func=words.readable,
        help=_ALSO_DOES,
        **state.kept(f"also-{groups}", turn),
    )
    return tuple(replace(guess, also_input=guess.column in chosen) for guess in guesses)


def _row(place: int, guess: Guess, turn: int) -> Guess:
    """One column: its name, some values, and its role to choose."""
    name, values, role = st.columns(_WIDTHS, vertical_alignment="center")
    name.text(guess.column)
    values.caption(inert(_samples(guess)))
    every = list(ROLES)
    chosen = role.selectbox(
        label(f"Role of {words.readable(guess.column)}"),
        every,
        index=every.index(guess.role),
        format_func=ROLES.__getitem__,
        label_visibility="collapsed",
        **state.kept(f"role-{place}-{guess.column}", turn),
    )
    return replace(guess, role=chosen)


def _samples(guess: Guess) -> str:
    """Some values; never of a protected column, nor of one that tells who somebody is."""
    if guess.role == "protected" or guess.personal or not guess.examples:
        return _HIDDEN if guess.role == "protected" or guess.personal else "no values to show"
    return ", ".join(map(_example, guess.examples[:_SHOWN]))


def _example(value: str) -> str:
    """A value as it is, a long number with a few digits of it."""
    if _LONG_NUMBER.fullmatch(value):
        return f"{float(value):.4g}"
    return words.shortened(value, _WIDE)


def _values(guesses: Sequence[Guess]) -> list[str]:
    """What the outcome, or else an answer, can be."""
    for role in _ANSWERS:
        values = [value for guess in guesses if guess.role == role for value in guess.values]
        if values:
            return list(dict.fromkeys(role_words.by_likely_yes(values)))
    return ["1"]


_ANSWERS: Final = (
    "label", "model_prediction", "acted_prediction", "baseline_prediction", "human_prediction"
)  # fmt: skip
