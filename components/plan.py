"""Plan an audit before there is data: how many cases a limit needs, which columns to ask for."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import blocks, cached, state
from components.text import inert
from evenhand import figures, spreadsheet
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


@dataclass(frozen=True, slots=True)
class _Whole:
    """A whole number to type.

    Attributes:
        label: above its box.
        start: the number at first.
        least: the smallest that can be planned.
        most: the largest.
    """

    label: str
    start: int
    least: int = 1
    most: int = 99

    def check(self, value: int) -> int:
        """The number itself.

        Raises:
            InputError: it lies outside its range.
        """
        if not self.least <= value <= self.most:
            message = f"expected a whole number from {self.least} to {self.most}"
            raise InputError(message, where=self.label)
        return value


_LIMIT: Final = _Whole("The limit", 10)
_RATE: Final = _Whole("Expected over all groups, of 100", 20)
_GROUPS: Final = _Whole("Groups", 2, 2, 20)
_FEWEST: Final = 2
_ALL: Final = 100


def draw(turn: int) -> None:
    """Draw the form, and below it what it takes.

    Args:
        turn: which form it is in, so that what was chosen is kept.
    """
    st.text(_INTRO, width="stretch")
    label = st.selectbox("What must hold?", list(_CHOICES), **state.kept("plan-what", turn))
    choice = _CHOICES[label]
    place = st.columns(4)
    box = _Whole(f"The limit: {choice.unit}", choice.start)
    limit = _number(place[0], box, f"limit-{label}", turn)
    rate, groups, shares = 50, _GROUPS.start, ""
    if choice.on_groups:
        rate = _number(place[1], _RATE, "rate", turn)
        groups = _number(place[2], _GROUPS, "groups", turn)
        shares = place[3].text_input(
            "Their shares, of 100", placeholder=_ONE_SIZE, **state.kept("plan-shares", turn)
        )
    try:
        _RATE.check(rate)
        _GROUPS.check(groups)
        bound = {choice.side: _LIMIT.check(limit) / _ALL}
        criterion: dict[str, str | float] = {**choice.criterion, **bound}
        review, found = cached.planned(criterion, rate / 100, groups, _shares(shares))
    except InputError as error:
        st.error(inert(str(error)))
        return
    _show(review, found)


def _number(place: DeltaGenerator, whole: _Whole, name: str, turn: int) -> int:
    """A number as typed, within its range or not.

    A box that knows its range keeps the last good number and shows the one that was typed: what
    stands below would then be the plan of another number. So the range is checked here.
    """
    kept = state.kept(f"plan-{name}", turn)
    return int(place.number_input(whole.label, value=whole.start, step=1, **kept))


def _shares(text: str) -> tuple[float, ...] | None:
    """Shares as typed; None where nothing is.

    Raises:
        InputError: they are no shares of 100.
    """
    if not text.strip():
        return None
    try:
        shares = tuple(float(part) for part in text.split(","))
    except ValueError:
        shares = ()
    if len(shares) < _FEWEST or min(shares) <= 0 or not math.isclose(sum(shares), _ALL):
        message = "expected two or more numbers above 0 that add up to 100, such as 60, 30, 10"
        raise InputError(message, where="Their shares")
    return tuple(share / _ALL for share in shares)


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
        spreadsheet.as_csv(columns.columns, columns.rows),
        "evenhand-columns.csv",
        "text/csv",
        key="plan-columns-file",
        on_click="ignore",
        type="primary",
    )
