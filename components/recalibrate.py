"""What recalibrated confidence would be worth: off until asked for, never without its warning."""

from typing import Final

import streamlit as st

from components import cached
from components.blocks import figure, line, maybe, pair
from components.choices import Chosen
from evenhand import figures, words

_SHOW: Final = "Show what recalibrated confidence would be worth"
_BY_GROUP: Final = "Recalibrate each group by itself"
_WORKING: Final = "Recalibrating on the counts."


def offer(chosen: Chosen) -> None:
    """A switch; behind it the warning, before and after, and the same by group on request.

    Args:
        chosen: by which groups, and whose handoff, where the slider was released.
    """
    if not st.toggle(_SHOW, key="recalibrate", bind="query-params"):
        return
    line(words.BEFORE_RECALIBRATION)
    _show(chosen, _asked_by(chosen))


def _asked_by(chosen: Chosen) -> str | None:
    """The attribute, where a fit for each of its groups is asked for."""
    if chosen.attribute is None:
        return None
    if not st.toggle(_BY_GROUP, key="recalibrate_groups", bind="query-params"):
        return None
    line(words.group_warning())
    return chosen.attribute


def _show(chosen: Chosen, attribute: str | None) -> None:
    shown = chosen.shown
    with st.spinner(_WORKING):
        found = cached.recalibrated(shown, attribute)
    if found is None:
        line(words.no_recalibration(shown.review))
        return
    figure(figures.recalibration(found, shown.review), key="recalibration")
    pair(figures.recalibrated_diagrams(shown.findings, found, shown.review), key="recalibrated")
    figure(figures.recalibrated_curve(found, shown.review), key="recalibrated_curve")
    maybe(figures.mapped(found), key="mapped")
