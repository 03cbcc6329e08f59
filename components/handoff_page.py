"""What stands around the handoff slider: warnings, what was tried, and costs to change."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import streamlit as st

from components import blocks, cached, state
from components.blocks import line
from components.choices import Chosen
from components.text import inert, label
from evenhand import words
from evenhand.figures import BY_HANDOFF

_ABOVE: Final = "reliability"
_COSTS: Final = "costs_of_deciding"
_PLACED: Final = (_ABOVE, _COSTS)
_TAKE_BACK: Final = "Take the changed costs back"
_MOST: Final = 1e12


def at_release(chosen: Chosen) -> Chosen:
    """The same choices, with the handoff where the slider was released and by changed costs.

    Args:
        chosen: what was chosen.
    """
    return replace(chosen, shown=cached.at_release(chosen.shown, chosen.threshold, costs(chosen)))


def costs(chosen: Chosen) -> Mapping[str, float]:
    """The costs that were changed on the page; none where the review has none."""
    return _differing(chosen, state.costs())


def _differing(chosen: Chosen, amounts: Mapping[str, float]) -> Mapping[str, float]:
    """Those amounts that differ from the review's own costs."""
    own = chosen.shown.review.costs
    known = {} if own is None else amounts
    return {cost: amount for cost, amount in known.items() if amount != getattr(own, cost)}


def warnings(there: Chosen) -> None:
    """What a reader must know before anything else.

    Args:
        there: the choices, with the handoff where the slider was released.
    """
    shown = there.shown
    for sentence in words.handoff_warnings(shown.findings, shown.review):
        st.warning(inert(sentence))


def confidence(there: Chosen) -> None:
    """Whether its confidence can be believed, in short; it stands above the slider.

    Args:
        there: the choices, with the handoff where the slider was released.
    """
    _draw(there, _ABOVE, compact=True)


def _draw(there: Chosen, key: str, *, compact: bool = False) -> None:
    """One figure on the handoff, by its name; a line says why where it is missing."""
    shown = there.shown
    made = (part.make for part in BY_HANDOFF if part.key == key and blocks.ready(there, key))
    for make in made:
        figure = make(shown.findings, shown.review, there.attribute)
        if figure is not None:
            blocks.figure(figure, key=key, compact=compact)


def tried(chosen: Chosen, there: Chosen) -> None:
    """What was tried here, and what stays by the review's own threshold and costs.

    Args:
        chosen: what was chosen.
        there: the same, with the handoff where the slider was released.
    """
    own, now = chosen.shown.findings.handoff, there.shown.findings.handoff
    if own is not None and now is not None and now.threshold != own.threshold:
        line(words.tried_here(now.threshold, own.threshold))
    _changed_costs(chosen, there, "costs-back")


def _changed_costs(chosen: Chosen, there: Chosen, key: str) -> bool:
    """Say which costs were changed, and offer the way back; whether any was."""
    before, after = chosen.shown.review.costs, there.shown.review.costs
    changed = before and after and words.costs_changed(before, after, chosen.shown.review)
    if changed:
        line(changed)
        st.button(_TAKE_BACK, key=key, on_click=state.edit_costs, args=({},))
    return bool(changed)


def parts(there: Chosen, *, first: bool) -> None:
    """The other figures on the handoff.

    Args:
        there: the choices, with the handoff where the slider was released.
        first: the parts that stand on the page at once, or those under More.
    """
    for part in BY_HANDOFF:
        if part.key not in _PLACED and part.first == first:
            _draw(there, part.key)


def unsure(chosen: Chosen) -> None:
    """What there is where nothing can be handed off: what people do with the answers.

    Args:
        chosen: what was chosen.
    """
    for part in BY_HANDOFF:
        if part.unsure:
            _draw(chosen, part.key)


def cost_line(chosen: Chosen, there: Chosen) -> None:
    """Costs that can be changed, and the line that moves with them.

    Args:
        chosen: what was chosen.
        there: the same, with changed costs.
    """
    own, now = chosen.shown.review.costs, there.shown.review.costs
    if own is None or now is None:
        line(words.missing(chosen.shown.findings, chosen.shown.review, "costs"))
        return
    st.subheader("What if it cost something else?", anchor=False)
    labels = words.cost_labels(chosen.shown.review)
    keys = {cost: f"cost-{cost}-{chosen.shown.name}" for cost in labels}
    refused = _refused(keys)
    unit = f", {now.currency}" if now.currency else ""
    for column, (cost, name) in zip(st.columns(len(labels)), labels.items(), strict=True):
        state.hold(keys[cost], float(getattr(now, cost)))
        column.number_input(
            label(f"{name}{unit}"),
            max_value=_MOST,
            step=_step(getattr(own, cost)),
            format="%.10g",
            key=keys[cost],
            on_change=_edited,
            args=(chosen, keys),
        )
    if refused is not None:
        st.error(inert(words.cost_refused(refused)))
    if not _changed_costs(chosen, there, "costs-back-here"):
        line(words.COSTS_STAY)
    _draw(there, _COSTS)


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
    state.edit_costs(_differing(chosen, {**state.costs(), **taken}))
