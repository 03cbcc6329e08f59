"""Single cases as dots: in rows by what each input added, or one input against its values."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from evenhand.figures import Dot, Level, Scatter, Swarm
from evenhand.plots.dots import row_label
from evenhand.plots.style import HIGH, Chart, Ink, axis, foot, framed, safe

_ROW: Final = 62
_HEAD: Final = 40
_BINS: Final = 90  # dots in one of them would lie on one another
_STEP: Final = 0.07  # of a row, between two dots above one another
_HALF: Final = 0.3  # of a row, that dots may reach up and down
_KEY: Final = {
    "orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom",
    "itemclick": False, "itemdoubleclick": False,
}  # fmt: skip


def draw_swarm(figure: Swarm, ink: Ink) -> Chart:
    """A row an input; dots that would cover one another stand above one another."""
    rows = figure.swarm
    height = _HEAD + _ROW * len(rows) + foot(figure.unit) + 16
    layout = framed(
        ink, height,
        annotations=[
            {**row_label(Dot(row.label, 0.0), at, "y", ink), "yshift": 16}
            for at, row in enumerate(rows)
        ],
        shapes=[_nothing(ink)],
        showlegend=True,
        legend=_KEY,
        margin={"l": 8, "r": 16, "t": _HEAD, "b": 8, "pad": 4},
        xaxis=axis(ink, figure.unit),
        yaxis={"visible": False, "fixedrange": True, "range": [len(rows) - 0.5, -0.75]},
    )  # fmt: skip
    return {"data": [trace for level in Level for trace in _of(level, figure, ink)],
            "layout": layout}  # fmt: skip


def _of(level: Level, figure: Swarm, ink: Ink) -> list[Chart]:
    """All cases whose value is as high, in every row."""
    ends = [amount for row in figure.swarm for amount in row.amounts]
    x: list[float] = []
    y: list[float] = []
    for at, row in enumerate(figure.swarm):
        up = _offsets(np.array(row.amounts), min(ends), max(ends))
        here = [place for place, one in enumerate(row.levels) if one is level]
        x += [row.amounts[place] for place in here]
        y += [round(at + float(up[place]), 3) for place in here]
    if not x:
        return []
    symbol, size, colour = _shape(level, ink)
    return [{
        "type": "scatter", "mode": "markers", "x": x, "y": y, "name": level.value,
        "hoverinfo": "x+name", "cliponaxis": False,
        "marker": {"symbol": symbol, "size": size, "color": colour,
                   "line": {"width": 1.2, "color": colour}},
    }]  # fmt: skip


def _shape(level: Level, ink: Ink) -> tuple[str, int, str]:
    return {
        Level.LOW: ("circle-open", 6, ink.blue),
        Level.MIDDLE: ("circle", 4, ink.grey),
        Level.HIGH: ("diamond", 6, ink.vermillion),
        Level.UNKNOWN: ("x-thin", 6, ink.grey),
    }[level]


def _offsets(amounts: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    """How far above or below its row each dot stands: in turn up and down, as far as it must."""
    bins = np.round((amounts - low) / ((high - low) or 1.0) * _BINS)
    order = np.argsort(bins, kind="stable")
    _, first, count = np.unique(bins[order], return_index=True, return_counts=True)
    turn = np.empty(len(amounts))
    turn[order] = np.arange(len(amounts)) - np.repeat(first, count)
    step = min(_STEP, 2 * _HALF / max(1, count.max(initial=1)))
    offset: NDArray[np.float64] = np.ceil(turn / 2) * np.where(turn % 2, 1, -1) * step
    return offset


def _nothing(ink: Ink, *, across: bool = False) -> dict[str, Any]:
    """Where an input pushes neither way."""
    ends = ("paper", "y") if across else ("x", "paper")
    length = (
        {"x0": 0, "x1": 1, "y0": 0, "y1": 0} if across else {"x0": 0, "x1": 0, "y0": 0, "y1": 1}
    )
    return {
        "type": "line", "xref": ends[0], "yref": ends[1], **length, "layer": "below",
        "line": {"color": ink.grey, "width": 1.5, "dash": "dot"},
    }  # fmt: skip


def draw_scatter(figure: Scatter, ink: Ink) -> Chart:
    """Cases as small rings, means over steps as large dots with their intervals."""
    ticks: dict[str, Any] = {}
    if figure.names:
        ticks = {
            "tickmode": "array", "tickvals": list(range(len(figure.names))),
            "ticktext": [safe(name) for name in figure.names],
            "range": [-0.5, len(figure.names) - 0.5],
        }  # fmt: skip
    layout = framed(
        ink, HIGH + 40, shapes=[_nothing(ink, across=True)],
        xaxis=axis(ink, figure.x_unit, **ticks), yaxis=axis(ink, figure.y_unit),
    )  # fmt: skip
    return {"data": [_cases(figure.points, ink), _means(figure.steps, ink)], "layout": layout}


def _cases(points: Sequence[tuple[float, float]], ink: Ink) -> Chart:
    return {
        "type": "scatter", "mode": "markers", "hoverinfo": "x+y",
        "x": [x for x, _ in points], "y": [y for _, y in points],
        "marker": {"symbol": "circle-open", "size": 4, "color": ink.grey, "opacity": 0.6},
    }  # fmt: skip


def _means(steps: Sequence[tuple[float, float, float, float]], ink: Ink) -> Chart:
    return {
        "type": "scatter", "mode": "lines+markers", "hoverinfo": "x+y",
        "x": [x for x, *_ in steps], "y": [mean for _, mean, _, _ in steps],
        "line": {"color": ink.blue, "width": 2}, "marker": {"size": 9, "color": ink.blue},
        "error_y": {
            "type": "data", "symmetric": False, "color": ink.blue, "thickness": 2, "width": 4,
            "array": [high - mean for _, mean, _, high in steps],
            "arrayminus": [mean - low for _, mean, low, _ in steps],
        },
    }  # fmt: skip
