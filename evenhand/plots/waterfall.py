"""From one total to another: each step as a bar that hangs where the one before it ended."""

from collections.abc import Sequence
from typing import Any, Final

from evenhand.figures import Dot, Rise, Waterfall
from evenhand.plots.dots import row_label
from evenhand.plots.style import ROW, Chart, Ink, axis, foot, framed, safe, wrapped

_WIDE: Final = 0.4
_STRIPES: Final = "/"


def draw_waterfall(figure: Waterfall, ink: Ink) -> Chart:
    """Totals in grey, steps for the good in blue, the others striped; the words are in the labels.

    Below the last total a dot shows where it may lie, beside a line where today is.
    """
    rises, net = figure.rises, figure.net
    rows = len(rises) + 1
    layout = framed(
        ink, ROW * rows + foot(figure.unit) + 24,
        shapes=[*_joints(rises, ink), _today(rises[0].end, ink)],
        annotations=[_label(text, place, ink) for place, text in enumerate(_labels(figure))],
        xaxis=axis(ink, figure.unit, range=_range(figure)),
        yaxis={"visible": False, "fixedrange": True, "range": [rows - 0.5, -0.85]},
    )  # fmt: skip
    return {"data": [_bars(rises, ink), _dot(net, len(rises), ink)], "layout": layout}


def _labels(figure: Waterfall) -> list[str]:
    return [*(rise.label for rise in figure.rises), figure.net.label]


def _label(text: str, place: int, ink: Ink) -> Chart:
    return row_label(Dot(text, 0.0), place, "y", ink)


def _bars(rises: Sequence[Rise], ink: Ink) -> Chart:
    return {
        "type": "bar", "orientation": "h", "width": _WIDE,
        "base": [rise.start for rise in rises],
        "x": [rise.end - rise.start for rise in rises],
        "y": list(range(len(rises))),
        "hovertext": [wrapped(rise.label) for rise in rises], "hoverinfo": "text",
        "marker": {
            "color": [_colour(rise, ink) for rise in rises],
            "pattern": {
                "shape": [_STRIPES if rise.better is False else "" for rise in rises],
                "fillmode": "replace", "size": 6,
            },
            "line": {"width": 1, "color": [_colour(rise, ink) for rise in rises]},
        },
    }  # fmt: skip


def _colour(rise: Rise, ink: Ink) -> str:
    return ink.grey if rise.better is None else ink.blue if rise.better else ink.vermillion


def _dot(net: Dot, place: int, ink: Ink) -> Chart:
    """Where the end may lie, as a dot with its interval."""
    at = net.value or 0.0
    arms = [abs((at if end is None else end) - at) for end in (net.low, net.high)]
    return {
        "type": "scatter", "mode": "markers", "x": [at], "y": [place],
        "text": [safe(net.note)], "hoverinfo": "text", "cliponaxis": False,
        "marker": {"size": 10, "color": ink.blue},
        "error_x": {
            "type": "data", "symmetric": False, "arrayminus": arms[:1], "array": arms[1:],
            "color": ink.blue, "thickness": 2, "width": 4,
        },
    }  # fmt: skip


def _today(at: float, ink: Ink) -> dict[str, Any]:
    """Where today is, down to the last row."""
    return {
        "type": "line", "xref": "x", "yref": "paper", "x0": at, "x1": at, "y0": 0, "y1": 1,
        "layer": "below", "line": {"color": ink.grey, "width": 1.5, "dash": "dot"},
    }  # fmt: skip


def _joints(rises: Sequence[Rise], ink: Ink) -> list[dict[str, Any]]:
    """From the end of each bar down to the next one."""
    return [
        {
            "type": "line", "xref": "x", "yref": "y", "x0": rise.end, "x1": rise.end,
            "y0": place + _WIDE / 2, "y1": place + 1 - _WIDE / 2,
            "layer": "below", "line": {"color": ink.grey, "width": 1},
        }
        for place, rise in enumerate(rises[:-1])
    ]  # fmt: skip


def _range(figure: Waterfall) -> list[float]:
    """From nothing, or below it, to the furthest end, with air."""
    ends = [end for rise in figure.rises for end in (rise.start, rise.end)]
    ends += [end for end in (figure.net.low, figure.net.high) if end is not None]
    low, high = min(0.0, *ends), max(0.0, *ends)
    air = 0.04 * ((high - low) or 1.0)
    return [low - (air if low < 0 else 0.0), high + air]
