"""The summary that New York City asks to publish, as a page: the document's own parts."""

from typing import Final

import streamlit as st

from components import blocks, cards, downloads, nav
from components.cached import Opened
from components.text import inert
from evenhand.documents import NYC_SUMMARY, nyc_summary

_BACK: Final = "Fill in what is missing on the Report page"


def draw(shown: Opened) -> None:
    """What a person says, how many were assessed, each table, and the files.

    Args:
        shown: the audit, with what this visitor says of rule packs.
    """
    made = nyc_summary(shown.findings, shown.review)
    blocks.headline(made.headline)
    for said in (made.subject, *made.front, made.verdict):
        blocks.line(said)
    st.page_link(nav.REPORT.file, label=_BACK)
    cards.numbers(made.numbers)
    for section in made.sections:
        st.header(inert(section.title), anchor=False)
        for said in section.lines:
            blocks.line(said)
        for point in section.points:
            blocks.line(f"\u2022 {point}")
        for place, block in enumerate(section.blocks):
            blocks.figure(block.figure, key=f"{section.key}-{place}")
    for said in made.limits:
        blocks.line(said)
    downloads.document(shown, NYC_SUMMARY)
