"""Plan an audit before there is data: how many cases a limit needs, which columns to ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import streamlit as st

from components import blocks, cached, state, tables
from components.text import inert
from evenhand import figures
from evenhand.errors import InputError
from evenhand.plan import Plan
from evenhand.review import Review

TITLE: Final = "Plan an audit before there is data"
_INTRO: Final = (
    "A limit that no log of the size at hand can decide is no test. Say what you want to hold and "
    "what you expect; below is how many cases it takes, and the list of columns to ask for."
)
_ONE_SIZE: Final = "all of one size"


@dataclass(frozen=True, slots=True)
class _Choice:
    """A limit to plan.

    Attributes:
        criterion: as in a review file, without its limit.
        side: which of the two limits it has.
        unit: what the limit counts.
        start: the limit at first.
        on_groups: whether it is about groups.
    """

    criterion: Mapping[str, str]
    side: str
    unit: str
    start: int
    on_groups: bool = True


def _apart(metric: str) -> _Choice:
    return _Choice({"finding": metric, "gap": "difference"}, "at_most", "at most, of 100", 10)


_CHOICES: Final[Mapping[str, _Choice]] = {
    "How often groups get the favourable answer (impact ratio)": _Choice(
        {"finding": "impact_ratio"}, "at_least", "at least, for every 100 of the highest", 80
    ),
    "How far groups are apart: how often it says yes": _apart("selection_rate"),
    "How far groups are apart: how often it is right": _apart("accuracy"),
    "How far groups are apart: of the real ones, it finds": _apart("true_positive_rate"),
    "How far groups are apart: wrongly flagged": _apart("false_positive_rate"),
    "How many are wrong among those decided alone": _Choice(
        {"finding": "automatic_error"}, "at_most", "at most, of 100", 10, on_groups=False
    ),
}


def draw(turn: int) -> None:
    """Draw the form, and below it what it takes.

    Args:
        turn: which form it is in, so that what was chosen is kept.
    """
    st.text(_INTRO, width="stretch")
    label = st.selectbox("What must hold?", list(_CHOICES), **state.kept("plan-what", turn))
    choice = _CHOICES[label]
    place = st.columns(4)
    limit = place[0].number_input(
        f"The limit: {choice.unit}", 1, 99, choice.start, **state.kept(f"plan-limit-{label}", turn)
    )
    rate, groups, shares = 50, 2, ""
    if choice.on_groups:
        rate = place[1].number_input(
            "Expected over all groups, of 100", 1, 99, 20, **state.kept("plan-rate", turn)
        )
        groups = place[2].number_input("Groups", 2, 20, 2, **state.kept("plan-groups", turn))
        shares = place[3].text_input(
            "Their shares, of 100", placeholder=_ONE_SIZE, **state.kept("plan-shares", turn)
        )
    try:
        criterion = {**choice.criterion, choice.side: limit / 100}
        review, found = cached.planned(criterion, rate / 100, groups, _shares(shares))
    except InputError as error:
        st.error(inert(str(error)))
        return
    _show(review, found)


def _shares(text: str) -> tuple[float, ...] | None:
    """Shares as typed; None where nothing is."""
    if not text.strip():
        return None
    try:
        return tuple(float(part) / 100 for part in text.split(","))
    except ValueError:
        message = "expected numbers that add up to 100, such as 60, 30, 10"
        raise InputError(message, where="Their shares") from None


def _show(review: Review, found: Plan) -> None:
    shown = figures.plan_chances(found.limits[0], found, review)
    if shown is None:
        blocks.line(found.limits[0].reason)
    else:
        blocks.figure(shown, key="plan-chances")
    columns = figures.plan_columns(found)
    blocks.figure(columns, key="plan-columns")
    st.download_button(
        "Download the list of columns (CSV)",
        tables.as_csv(columns.columns, columns.rows),
        "evenhand-columns.csv",
        "text/csv",
        key="plan-columns-file",
        on_click="ignore",
        type="primary",
    )
