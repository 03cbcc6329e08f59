"""The report before it is taken along: one part of it at a time, as the pages draw it."""

from typing import Final

import streamlit as st

from components import blocks, cached, state
from components.cached import Opened
from components.text import label
from evenhand import report
from evenhand.report import Section

_PREVIEW: Final = "Look at the report before you take it along"
_PART: Final = "Part of the report"
_KEY: Final = "preview-part"
_MAKING: Final = "Putting the report together."
_MOST: Final = 8  # figures at once; each is a chart with its numbers


def draw(shown: Opened) -> None:
    """A switch, and behind it the part that is chosen: its sentences, and its figures.

    Args:
        shown: the audit with its packs.
    """
    if not st.toggle(_PREVIEW, key="preview"):
        return
    with st.spinner(_MAKING):
        whole = report.tree(shown.findings, shown.review, cached.explanation(shown))
    parts = {section.key: section for section in whole.sections}
    if state.chosen(_KEY) not in {None, *parts}:  # of another review, or a pack that is gone
        state.choose(_KEY, next(iter(parts)))
    chosen = st.selectbox(
        _PART, list(parts), format_func=lambda key: label(parts[key].title), key=_KEY,
        persist_state="session",
    )  # fmt: skip
    _part(parts[chosen])


def _part(section: Section) -> None:
    for said in section.lines:
        blocks.line(said)
    for point in section.points:
        blocks.line(f"\u2022 {point}")
    figures = [block.figure for block in section.blocks if not block.more]
    for place, figure in enumerate(figures[:_MOST]):
        blocks.figure(figure, key=f"preview-{section.key}-{place}")
    if len(figures) > _MOST:
        blocks.line(f"This part has {len(figures) - _MOST} more charts and tables.")
