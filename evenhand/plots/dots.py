"""Dots with intervals: panels below one another."""

from collections.abc import Mapping, Sequence
from typing import Final

from evenhand.figures import Dot, Dots, Line, Mark, Panel
from evenhand.plots.style import (
    ROW,
    TOP,
    Chart,
    Ink,
    axis,
    foot,
    framed,
    safe,
    wrapped,
)
from evenhand.words import say


def draw_dots(figure: Dots, ink: Ink) -> Chart:
    """Panels below one another; each row's label stands above its dot, so nothing is clipped."""
    sizes = [_panel_height(panel) for panel in figure.panels]
    height = sum(sizes) + 2 * TOP
    traces: list[Chart] = []
    layout = framed(ink, height, annotations=[], shapes=[])
    top = float(sum(sizes))
    for number, (panel, size) in enumerate(zip(figure.panels, sizes, strict=True), 1):
        bottom = top - size
        domain = [(bottom + foot(panel.unit)) / sum(sizes), top / sum(sizes)]
        _add_panel(traces, layout, panel, number, domain, ink)
        top = bottom
    # Streamlit draws no chart without a trace; here every row says that it can't be estimated.
    return {"data": traces or [{"type": "scatter", "x": [], "y": []}], "layout": layout}


def _panel_height(panel: Panel) -> int:
    return round(ROW * (max(1, len(panel.dots)) + _head(panel))) + foot(panel.unit)


def _head(panel: Panel) -> float:
    """Room above the dots for the names of lines, in rows."""
    return 0.4 * (len(panel.lines) + bool(panel.beside))


def _add_panel(
    traces: list[Chart], layout: Chart, panel: Panel, number: int, domain: list[float], ink: Ink
) -> None:
    end = "" if number == 1 else str(number)
    x, y = f"x{end}", f"y{end}"
    rows = max(1, len(panel.dots))
    layout[f"xaxis{end}"] = axis(ink, panel.unit, anchor=y, range=_range(panel))
    layout[f"yaxis{end}"] = {
        "visible": False,
        "fixedrange": True,
        "anchor": x,
        "domain": domain,
        "range": [rows - 0.6, -0.6 - _head(panel)],
    }
    for place, dot in enumerate(panel.dots):
        layout["annotations"].append(row_label(dot, place, y, ink))
    layout["shapes"].extend(_straight(line, x, y, ink) for line in panel.lines)
    layout["annotations"].extend(_line_labels(panel, x, y, ink))
    traces.extend(_dot_traces(panel.dots, x, y, ink))
    if panel.beside:
        traces.append(_ticks(panel, x, y, ink))
        layout["annotations"].append(_ticks_label(panel, y, ink))


def row_label(dot: Dot, place: int, y: str, ink: Ink) -> Chart:
    """A row's name above its dot, on paper so that no line crosses it; a sign says its shape."""
    sign = {Mark.WORST: "◆ ", Mark.HOLLOW: "○ ", Mark.BASELINE: "■ ", Mark.PLAIN: ""}[dot.mark]
    known = "" if dot.value is not None else f": {say.CANNOT}"
    text = f"{sign}{safe(dot.label)}{known}"
    return {
        "text": f"<b>{text}</b>" if dot.mark is Mark.WORST else text,
        "xref": "paper", "yref": y, "x": 0, "y": place, "xanchor": "left", "yanchor": "bottom",
        "yshift": 9, "showarrow": False, "align": "left", "bgcolor": ink.paper, "borderpad": 0,
        "font": {"color": ink.grey if dot.mark is Mark.HOLLOW else ink.text, "size": 13},
    }  # fmt: skip


def _range(panel: Panel) -> list[float]:
    """The scale: from nothing where everything is positive, or from near; with air at the ends."""
    values = [v for d in panel.dots for v in (d.value, d.low, d.high) if v is not None]
    values += [line.at for line in panel.lines]
    values += [dot.beside for dot in panel.dots if dot.beside is not None]
    low, high = min(values, default=0.0), max(values, default=1.0)
    low = low if panel.is_near else min(low, 0.0)
    air = 0.06 * ((high - low) or 1.0)
    return [low - (0.02 * (high - low or 1.0) if low == 0 else air), high + air]


_SHAPES: Final[Mapping[Mark, tuple[str, int]]] = {
    Mark.PLAIN: ("circle", 10),
    Mark.WORST: ("diamond", 13),
    Mark.HOLLOW: ("circle-open", 10),
    Mark.BASELINE: ("square", 10),
}


def _colour(mark: Mark, ink: Ink) -> str:
    return {
        Mark.PLAIN: ink.blue,
        Mark.WORST: ink.vermillion,
        Mark.HOLLOW: ink.grey,
        Mark.BASELINE: ink.grey,
    }[mark]


def _dot_traces(dots: Sequence[Dot], x: str, y: str, ink: Ink) -> list[Chart]:
    """One trace for each way to stand out."""
    traces = []
    for mark in Mark:
        drawn = [
            (d, place) for place, d in enumerate(dots) if d.mark is mark and d.value is not None
        ]
        if drawn:
            traces.append(_dot_trace(drawn, mark, (x, y), ink))
    return traces


def _dot_trace(
    drawn: Sequence[tuple[Dot, int]], mark: Mark, axes: tuple[str, str], ink: Ink
) -> Chart:
    shape, size = _SHAPES[mark]
    colour = _colour(mark, ink)
    ends = [_arms(dot) for dot, _ in drawn]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [dot.value for dot, _ in drawn],
        "y": [place for _, place in drawn],
        "xaxis": axes[0],
        "yaxis": axes[1],
        "text": [_hover(dot) for dot, _ in drawn],
        "hoverinfo": "text",
        "cliponaxis": False,
        "marker": {
            "symbol": shape,
            "size": size,
            "color": colour,
            "line": {"width": 2, "color": colour},
        },
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [high for _, high in ends],
            "arrayminus": [low for low, _ in ends],
            "color": colour,
            "thickness": 2,
            "width": 4,
        },
    }


def _ticks(panel: Panel, x: str, y: str, ink: Ink) -> Chart:
    """What each dot is to be compared with, as an upright tick."""
    ticks = [(d, place) for place, d in enumerate(panel.dots) if d.beside is not None]
    said = [f"{say.number(d.beside or 0.0, 3)} {panel.beside}" for d, _ in ticks]
    return {
        "type": "scatter", "mode": "markers", "xaxis": x, "yaxis": y, "hoverinfo": "text",
        "x": [d.beside for d, _ in ticks], "y": [place for _, place in ticks],
        "text": [wrapped(f"{d.label}: {text}") for (d, _), text in zip(ticks, said, strict=True)],
        "marker": {
            "symbol": "line-ns-open", "size": 18, "color": ink.text,
            "line": {"width": 2, "color": ink.text},
        },
    }  # fmt: skip


def _ticks_label(panel: Panel, y: str, ink: Ink) -> Chart:
    """What the ticks are, in a row of its own above the dots."""
    return {
        "text": f"<b>|</b> {safe(panel.beside)}", "xref": "paper", "yref": f"{y} domain", "x": 0,
        "y": 1, "xanchor": "left", "yanchor": "top", "showarrow": False,
        "yshift": -17 * len(panel.lines), "bgcolor": ink.paper, "borderpad": 0,
        "font": {"size": 12, "color": ink.grey},
    }  # fmt: skip


def _arms(dot: Dot) -> tuple[float | None, float | None]:
    """How far the interval reaches to the left and to the right; None where there is none."""
    if dot.value is None or dot.low is None or dot.high is None:
        return None, None
    return max(0.0, dot.value - dot.low), max(0.0, dot.high - dot.value)


def _hover(dot: Dot) -> str:
    return f"{safe(dot.label)}<br>{wrapped(dot.note)}"


def _straight(line: Line, x: str, y: str, ink: Ink) -> Chart:
    return {
        "type": "line", "xref": x, "yref": f"{y} domain", "x0": line.at, "x1": line.at,
        "y0": 0, "y1": 1, "layer": "below",
        "line": {
            "color": ink.vermillion if line.is_limit else ink.grey,
            "width": 2 if line.is_limit else 1.5,
            "dash": "dash" if line.is_limit else "dot",
        },
    }  # fmt: skip


def _line_labels(panel: Panel, x: str, y: str, ink: Ink) -> list[Chart]:
    """Each line's name in a row of its own above the dots, on the side where there is room."""
    low, high = _range(panel)
    labels = []
    for row, line in enumerate(panel.lines):
        to_left = line.at - low > (high - low) / 2
        labels.append({
            "text": safe(line.label), "xref": x, "yref": f"{y} domain", "x": line.at, "y": 1,
            "xanchor": "right" if to_left else "left", "yanchor": "top", "showarrow": False,
            "xshift": -4 if to_left else 4, "yshift": -17 * row,
            "bgcolor": ink.paper, "borderpad": 0,
            "font": {"size": 12, "color": ink.grey},
        })  # fmt: skip
    return labels
