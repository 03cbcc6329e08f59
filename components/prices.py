"""What somebody tries: another threshold, and other costs; kept in the address, on every page."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import streamlit as st

from components import cached, state
from components.blocks import line
from components.choices import Chosen
from components.text import inert, label
from evenhand import words
from evenhand.review import Review

_TAKE_BACK: Final = "Take the changed costs back"
_MOST: Final = 1e12
_SIDE_BY_SIDE: Final = 3


def at_release(chosen: Chosen) -> Chosen:
    """The same choices, with the handoff where the slider was released and by changed costs.

    Args:
        chosen: what was chosen.
    """
    return replace(chosen, shown=cached.at_release(chosen.shown, chosen.threshold, costs(chosen)))


def costs(chosen: Chosen) -> Mapping[str, float]:
    """The costs that were changed on a page; none where the review has none."""
    return _differing(chosen.shown.review, state.costs())


def _differing(review: Review, amounts: Mapping[str, float]) -> Mapping[str, float]:
    """Those amounts that differ from the review's own."""
    own = review.amounts
    return {cost: amount for cost, amount in amounts.items() if amount != own.get(cost, amount)}


def tried(chosen: Chosen, there: Chosen, key: str) -> None:
    """What was tried, and what stays by the review's own threshold and costs.

    Args:
        chosen: what was chosen.
        there: the same, with the handoff where the slider was released and by changed costs.
        key: of the way back, once a page.
    """
    own, now = chosen.shown.findings.handoff, there.shown.findings.handoff
    if own is not None and now is not None and now.threshold != own.threshold:
        line(words.tried_here(now.threshold, own.threshold))
    changed(chosen, there, key)


def changed(chosen: Chosen, there: Chosen, key: str) -> bool:
    """Say which costs were changed, and offer the way back; whether any was.

    Args:
        chosen: what was chosen.
        there: the same, by changed costs.
        key: of the way back, once a page.
    """
    said = words.costs_changed(chosen.shown.review, there.shown.review)
    if said:
        line(said)
        st.button(_TAKE_BACK, key=key, on_click=state.edit_costs, args=({},))
    return bool(said)


def fields(chosen: Chosen, there: Chosen, shown: Sequence[str]) -> None:
    """A field for each cost.

    Args:
        chosen: what was chosen.
        there: the same, by changed costs.
        shown: the costs, by their keys in `Review.amounts`.
    """
    keys = {cost: f"cost-{cost}-{chosen.shown.name}" for cost in shown}
    refused = _refused(keys)
    for start in range(0, len(shown), _SIDE_BY_SIDE):
        row = shown[start : start + _SIDE_BY_SIDE]
        for column, cost in zip(st.columns(_SIDE_BY_SIDE), row, strict=False):
            with column:
                _field(chosen, there, cost, keys)
    if refused is not None:
        st.error(inert(words.cost_refused(refused)))


def _field(chosen: Chosen, there: Chosen, cost: str, keys: Mapping[str, str]) -> None:
    """One cost; empty where the review says nothing of it."""
    own, now = chosen.shown.review.amounts[cost], there.shown.review.amounts[cost]
    state.hold(keys[cost], now)
    st.number_input(
        label(words.cost_field(cost, chosen.shown.review)),
        value=None,
        max_value=_MOST,
        step=_step(own or 0.0),
        format="%.10g",
        placeholder="not said",
        key=keys[cost],
        on_change=_edited,
        args=(chosen, keys),
    )


def _refused(keys: Mapping[str, str]) -> float | None:
    """What was just typed and is no cost, before the field is put back."""
    typed = map(state.widget, keys.values())
    return next((one for one in typed if isinstance(one, int | float) and one < 0), None)


def _step(amount: float) -> float:
    """About a tenth of an amount, in round numbers."""
    return float(f"{amount / 10:.0e}") or 1.0


def _edited(chosen: Chosen, keys: Mapping[str, str]) -> None:
    """Keep what differs from the review's own costs; what is no cost changes nothing."""
    typed = {cost: state.widget(key) for cost, key in keys.items()}
    taken = {
        cost: float(amount)
        for cost, amount in typed.items()
        if isinstance(amount, int | float) and amount >= 0
    }
    state.edit_costs(_differing(chosen.shown.review, {**state.costs(), **taken}))
