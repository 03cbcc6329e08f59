"""Colours, font and axes that every chart shares."""

from dataclasses import dataclass
from html import escape
from typing import Any, Final

Chart = dict[str, Any]
FONT: Final = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
ROW: Final = 42
TOP: Final = 12
_AXIS: Final = 36
HIGH: Final = 340
_NARROW: Final = 46


@dataclass(frozen=True, slots=True)
class Ink:
    """The colours of one theme."""

    text: str
    faint: str
    blue: str
    vermillion: str
    grey: str
    paper: str


LIGHT: Final = Ink("#10141A", "#D5DAE0", "#0072B2", "#D55E00", "#57606A", "#FFFFFF")
DARK: Final = Ink("#F3F5F7", "#3A434E", "#56B4E9", "#FF8C42", "#A9B4C0", "#10141A")
"""On dark paper the same three hues, lighter, so that they keep their contrast."""


def safe(text: str) -> str:
    """Text as Plotly shows it letter by letter.

    >>> safe("<b>a & b</b>")
    '&lt;b&gt;a &amp; b&lt;/b&gt;'
    """
    return escape(text, quote=False).replace("$", "&#36;")  # between two of them it reads TeX


def wrapped(text: str) -> str:
    """A long text breaks over lines, since a narrow screen would cut it off."""
    return "<br>".join(map(safe, lines_of(text, _NARROW)))


def lines_of(text: str, width: int) -> list[str]:
    """Text in lines of about so many letters, broken between words."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def foot(unit: str) -> int:
    """Room for the scale and its title, which may take several lines."""
    return _AXIS + 17 * len(lines_of(unit, _NARROW))


def framed(ink: Ink, height: int, **more: Any) -> Chart:  # noqa: ANN401  # Plotly's own keys
    """A layout that takes the width it is given, without a title or a tool bar."""
    base = {
        "autosize": True,
        "height": height,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13, "color": ink.text},
        "margin": {"l": 8, "r": 16, "t": TOP, "b": 8, "pad": 4},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "autotypenumbers": "strict",  # a group called 1 is a name
        "hoverlabel": {"font": {"family": FONT, "size": 13}, "align": "left"},
    }
    return base | more


def axis(ink: Ink, title: str, **more: Any) -> Chart:  # noqa: ANN401  # Plotly's own keys
    """A scale whose labels are never cut off."""
    base = {
        "title": {"text": wrapped(title), "standoff": 8, "font": {"size": 13}},
        "gridcolor": ink.faint,
        "zeroline": False,
        "automargin": True,
        "fixedrange": True,
        "tickfont": {"size": 12},
        "ticksuffix": "",
        "separatethousands": True,
        "nticks": 6,
    }
    return base | more
