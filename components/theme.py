"""How the app looks beyond Streamlit's own settings: light or dark, and a little static CSS."""

from pathlib import Path
from typing import Final

import streamlit as st

ICON: Final = str(Path(__file__).resolve().parent / "icon.png")

# Static text of ours; nothing of a user's ever goes into it.
_CSS: Final = """<style>
[data-testid="stMainBlockContainer"] {max-width: 78rem; padding-top: 4.5rem}
h1 {font-size: clamp(1.5rem, 1.1rem + 1.4vw, 2.1rem) !important; line-height: 1.25 !important}
h2 {font-size: 1.3rem !important}
h3 {font-size: 1.1rem !important; padding-bottom: 0.2rem !important}
h1, h2, h3, [data-testid="stText"] {overflow-wrap: anywhere}
[data-testid="stText"] {white-space: pre-wrap}
.st-key-menu-closer, .st-key-typing-keeper, .st-key-scheme-painter,
[class*="st-key-drafts"] {display: none}
@media print {header, [data-testid="stToolbar"] {display: none}}
[data-testid=stFileUploader] [data-testid=stFileChip] {height: auto; max-width: none; width: auto}
[data-testid=stFileUploader] [role=alert] {
  position: static !important; width: auto !important; height: auto !important;
  clip: auto !important; clip-path: none !important; margin: 0 .5rem !important;
  overflow: visible !important; white-space: normal !important}
</style>"""


# Presentation mode, `?embed=true`: larger type, for a screen across the room.
_LARGE: Final = "<style>html {font-size: 125% !important}</style>"


def apply() -> None:
    """Put the style on the page."""
    st.html(_CSS)
    if st.context.is_embedded:
        st.html(_LARGE)


def is_dark() -> bool:
    """Whether the visitor sees the dark theme."""
    return st.context.theme.type == "dark"


def name() -> str:
    """The theme as Gradio calls it."""
    return "dark" if is_dark() else "light"
