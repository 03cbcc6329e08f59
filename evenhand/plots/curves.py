"""Curves: risk against coverage, and what was said against what came true."""

from collections.abc import Mapping
from typing import Final

from evenhand.figures import Line, Lines, Reliability, Series, Stroke
from evenhand.plots.style import (
    HIGH,
    Chart,
    Ink,
    axis,
    framed,
    safe,
)
from evenhand.words import say

_EDGE: Final = 0.3
_PER_CENT: Final = 100.0
_DASHES: Final[Mapping[Stroke, tuple[str, str]]] = {
    Stroke.BASELINE: ("dash", "grey"),
    Stroke.MODEL: ("dot", "blue"),
    Stroke.PERSON: ("dashdot", "vermillion"),
    Stroke.CHOSEN: ("solid", "text"),
}


def draw_curve(figure: Lines, ink: Ink) -> Chart:
    """A curve with its marked point, its limit, its intervals and the lines to compare with."""
    xs, ys = [p[0] for p in figure.points], [p[1] for p in figure.points]
    traces: list[Chart] = [
        *_band(figure, ink),
        *(_other(series, ink) for series in figure.others),
        {
            "type": "scatter", "mode": "lines", "x": xs, "y": ys, "hoverinfo": "x+y",
            "name": safe(figure.label),
            "line": {"color": ink.blue, "width": 3, "shape": "linear"},
        },
    ]  # fmt: skip
    shapes, annotations = [], []
    across = list(figure.x_range or (0.0, max([*xs, _PER_CENT]) * 1.01))
    if figure.marked is not None:
        traces.append(_marked(figure.marked, figure.marked_label, ink))
        annotations.append(_marked_label(figure.marked, figure.marked_label, across, ink))
    if figure.limit is not None:
        shapes.append(_flat(figure.limit, ink))
        annotations.append(_flat_label(figure.limit, ink))
    above = [y for series in figure.others for _, y in series.points]
    highest = max([*ys, *above, figure.limit.at if figure.limit else 0.0], default=1.0) or 1.0
    layout = framed(
        ink, HIGH, shapes=shapes, annotations=annotations,
        xaxis=axis(ink, figure.x_unit, range=across),
        yaxis=axis(
            ink, figure.y_unit, range=list(figure.y_range or (0, highest * 1.12)), nticks=5
        ),
        **(_LEGEND if figure.others else {}),
    )  # fmt: skip
    return {"data": traces, "layout": layout}


_LEGEND: Final = {
    "showlegend": True,
    "legend": {
        "orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom",
        "itemclick": False, "itemdoubleclick": False, "traceorder": "reversed",
    },
}  # fmt: skip


def _band(figure: Lines, ink: Ink) -> list[Chart]:
    """The intervals along the curve, as an area; nothing where there are none."""
    if not figure.band:
        return []
    across = [x for x, _, _ in figure.band]
    return [
        {
            "type": "scatter", "mode": "lines", "x": [*across, *reversed(across)],
            "y": [*(h for _, _, h in figure.band), *(low for _, low, _ in reversed(figure.band))],
            "fill": "toself", "fillcolor": ink.blue, "opacity": 0.18, "hoverinfo": "skip",
            "line": {"width": 0}, "showlegend": False,
        }
    ]  # fmt: skip


def _other(series: Series, ink: Ink) -> Chart:
    dash, hue = _DASHES[series.stroke]
    return {
        "type": "scatter", "mode": "lines", "x": [p[0] for p in series.points],
        "y": [p[1] for p in series.points], "name": safe(series.label), "hoverinfo": "name+y",
        "line": {"color": getattr(ink, hue), "width": 2, "dash": dash},
    }  # fmt: skip


def _marked(point: tuple[float, float], label: str, ink: Ink) -> Chart:
    return {
        "type": "scatter", "mode": "markers", "x": [point[0]], "y": [point[1]],
        "text": [f"{safe(label)}<br>{say.number(point[0], 3)}, {say.number(point[1], 3)}"],
        "hoverinfo": "text", "cliponaxis": False, "showlegend": False,
        "marker": {"symbol": "diamond", "size": 14, "color": ink.vermillion},
    }  # fmt: skip


def _marked_label(point: tuple[float, float], label: str, across: list[float], ink: Ink) -> Chart:
    """Above the point: centred, or to the side where the edge is near."""
    place = (point[0] - across[0]) / (across[1] - across[0])
    side = "left" if place < _EDGE else "right" if place > 1 - _EDGE else "center"
    return {
        "text": f"<b>◆ {safe(label)}</b>", "x": point[0], "y": point[1], "showarrow": False,
        "xanchor": side, "yanchor": "bottom", "yshift": 12, "bgcolor": ink.paper,
        "font": {"size": 13, "color": ink.text},
    }  # fmt: skip


def _flat(line: Line, ink: Ink) -> Chart:
    return {
        "type": "line", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": line.at,
        "y1": line.at, "line": {"color": ink.vermillion, "width": 2, "dash": "dash"},
    }  # fmt: skip


def _flat_label(line: Line, ink: Ink) -> Chart:
    return {
        "text": safe(line.label), "xref": "paper", "yref": "y", "x": 0.01, "y": line.at,
        "xanchor": "left", "yanchor": "bottom", "showarrow": False,
        "bgcolor": ink.paper, "borderpad": 0,
        "font": {"size": 12, "color": ink.grey},
    }  # fmt: skip


def draw_reliability(figure: Reliability, ink: Ink) -> Chart:
    """Dots of what was said against what came true, and the line where both agree."""
    diagonal = {
        "type": "scatter", "mode": "lines", "x": [0, 100], "y": [0, 100], "hoverinfo": "skip",
        "line": {"color": ink.grey, "width": 1.5, "dash": "dot"},
    }  # fmt: skip
    points = figure.points
    dots = {
        "type": "scatter", "mode": "markers", "x": [p[0] for p in points],
        "y": [p[1] for p in points], "text": [safe(p[4]) for p in points], "hoverinfo": "text",
        "cliponaxis": False, "marker": {"symbol": "circle", "size": 10, "color": ink.blue},
        "error_y": {
            "type": "data", "symmetric": False, "thickness": 2, "width": 4, "color": ink.blue,
            "array": [max(0.0, p[3] - p[1]) for p in points],
            "arrayminus": [max(0.0, p[1] - p[2]) for p in points],
        },
    }  # fmt: skip
    note = {
        "text": "as often as said", "x": 100, "y": 102, "xanchor": "right", "yanchor": "bottom",
        "showarrow": False, "font": {"size": 12, "color": ink.grey},
    }  # fmt: skip
    layout = framed(
        ink, HIGH, annotations=[note],
        xaxis=axis(ink, figure.x_unit, range=[0, 102]),
        yaxis=axis(ink, figure.y_unit, range=[0, 112]),
    )  # fmt: skip
    return {"data": [diagonal, dots], "layout": layout}
