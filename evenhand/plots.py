"""Figures as Plotly charts: plain dictionaries, made without importing Plotly.

No title is inside a chart, the page prints it. Every label is escaped, since Plotly reads markup in
text. Shape says what colour says: a diamond is worst, a ring is not judged, a square the baseline.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from evenhand.figures import (
    Bars,
    Dot,
    Dots,
    Figure,
    Flow,
    Line,
    Lines,
    Mark,
    Panel,
    Reliability,
    Table,
)
from evenhand.plots_flow import flow_chart
from evenhand.words import say

Chart = dict[str, Any]
FONT: Final = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
_ROW: Final = 42
_TOP: Final = 12
_AXIS: Final = 36
_HIGH: Final = 340
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


def plot(figure: Figure, *, dark: bool = False) -> Chart:
    """A figure as a Plotly figure; empty where it is a table alone.

    Args:
        figure: what to show.
        dark: for a dark page.
    """
    ink = DARK if dark else LIGHT
    return next(
        (draw(figure, ink) for kind, draw in _DRAWN.items() if isinstance(figure, kind)), {}
    )


def safe(text: str) -> str:
    """Text as Plotly shows it letter by letter.

    >>> safe("<b>a & b</b>")
    '&lt;b&gt;a &amp; b&lt;/b&gt;'
    """
    return escape(text, quote=False)


def _layout(ink: Ink, height: int, **more: Any) -> Chart:  # noqa: ANN401  # Plotly's own keys
    base = {
        "autosize": True,
        "height": height,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13, "color": ink.text},
        "margin": {"l": 8, "r": 16, "t": _TOP, "b": 8, "pad": 4},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "hoverlabel": {"font": {"family": FONT, "size": 13}, "align": "left"},
    }
    return base | more


def _axis(ink: Ink, title: str, **more: Any) -> Chart:  # noqa: ANN401  # Plotly's own keys
    base = {
        "title": {"text": _wrapped(title), "standoff": 8, "font": {"size": 13}},
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


# Dots


def _dots(figure: Dots, ink: Ink) -> Chart:
    """Panels below one another; each row's label stands above its dot, so nothing is clipped."""
    sizes = [_panel_height(panel) for panel in figure.panels]
    height = sum(sizes) + 2 * _TOP
    traces: list[Chart] = []
    layout = _layout(ink, height, annotations=[], shapes=[])
    top = float(sum(sizes))
    for number, (panel, size) in enumerate(zip(figure.panels, sizes, strict=True), 1):
        bottom = top - size
        domain = [(bottom + _foot(panel.unit)) / sum(sizes), top / sum(sizes)]
        _add_panel(traces, layout, panel, number, domain, ink)
        top = bottom
    return {"data": traces, "layout": layout}


def _panel_height(panel: Panel) -> int:
    return round(_ROW * (max(1, len(panel.dots)) + _head(panel))) + _foot(panel.unit)


def _foot(unit: str) -> int:
    """Room for the scale and its title, which may take several lines."""
    return _AXIS + 17 * len(_lines(unit, _NARROW))


def _head(panel: Panel) -> float:
    """Room above the dots for the names of lines, in rows."""
    return 0.4 * len(panel.lines)


def _add_panel(
    traces: list[Chart], layout: Chart, panel: Panel, number: int, domain: list[float], ink: Ink
) -> None:
    end = "" if number == 1 else str(number)
    x, y = f"x{end}", f"y{end}"
    rows = max(1, len(panel.dots))
    layout[f"xaxis{end}"] = _axis(ink, panel.unit, anchor=y, range=_range(panel))
    layout[f"yaxis{end}"] = {
        "visible": False,
        "fixedrange": True,
        "anchor": x,
        "domain": domain,
        "range": [rows - 0.6, -0.6 - _head(panel)],
    }
    for place, dot in enumerate(panel.dots):
        layout["annotations"].append(_label(dot, place, y, ink))
    layout["shapes"].extend(_straight(line, x, y, ink) for line in panel.lines)
    layout["annotations"].extend(_line_labels(panel, x, y, ink))
    traces.extend(_dot_traces(panel.dots, x, y, ink))


def _wrapped(text: str) -> str:
    """A long text breaks over lines, since a narrow screen would cut it off."""
    return "<br>".join(map(safe, _lines(text, _NARROW)))


def _lines(text: str, width: int) -> list[str]:
    """Text in lines of about so many letters, broken between words."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _label(dot: Dot, place: int, y: str, ink: Ink) -> Chart:
    sign = {Mark.WORST: "◆ ", Mark.HOLLOW: "○ ", Mark.BASELINE: "■ ", Mark.PLAIN: ""}[dot.mark]
    known = "" if dot.value is not None else f": {say.CANNOT}"
    text = f"{sign}{safe(dot.label)}{known}"
    return {
        "text": f"<b>{text}</b>" if dot.mark is Mark.WORST else text,
        "xref": "paper", "yref": y, "x": 0, "y": place, "xanchor": "left", "yanchor": "bottom",
        "yshift": 6, "showarrow": False, "align": "left",
        "font": {"color": ink.grey if dot.mark is Mark.HOLLOW else ink.text, "size": 13},
    }  # fmt: skip


def _range(panel: Panel) -> list[float]:
    """The scale: from nothing where everything is positive, with air at the ends."""
    values = [v for d in panel.dots for v in (d.value, d.low, d.high) if v is not None]
    values += [line.at for line in panel.lines]
    low, high = min(values, default=0.0), max(values, default=1.0)
    low = min(low, 0.0)
    air = 0.06 * ((high - low) or 1.0)
    return [low - (air if low < 0 else 0.02 * (high - low or 1.0)), high + air]


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


def _arms(dot: Dot) -> tuple[float | None, float | None]:
    """How far the interval reaches to the left and to the right; None where there is none."""
    if dot.value is None or dot.low is None or dot.high is None:
        return None, None
    return max(0.0, dot.value - dot.low), max(0.0, dot.high - dot.value)


def _hover(dot: Dot) -> str:
    return f"{safe(dot.label)}<br>{_wrapped(dot.note)}"


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
            "font": {"size": 12, "color": ink.grey},
        })  # fmt: skip
    return labels


# Curves


def _curve(figure: Lines, ink: Ink) -> Chart:
    xs, ys = [p[0] for p in figure.points], [p[1] for p in figure.points]
    traces: list[Chart] = [
        {
            "type": "scatter", "mode": "lines", "x": xs, "y": ys, "hoverinfo": "x+y",
            "line": {"color": ink.blue, "width": 3, "shape": "linear"},
        }
    ]  # fmt: skip
    shapes, annotations = [], []
    if figure.marked is not None:
        traces.append(_marked(figure.marked, figure.marked_label, ink))
        annotations.append(_marked_label(figure.marked, figure.marked_label, ink))
    if figure.limit is not None:
        shapes.append(_flat(figure.limit, ink))
        annotations.append(_flat_label(figure.limit, ink))
    highest = max([*ys, figure.limit.at if figure.limit else 0.0], default=1.0) or 1.0
    layout = _layout(
        ink, _HIGH, shapes=shapes, annotations=annotations,
        xaxis=_axis(ink, figure.x_unit, range=[0, 101]),
        yaxis=_axis(ink, figure.y_unit, range=[0, highest * 1.12], nticks=5),
    )  # fmt: skip
    return {"data": traces, "layout": layout}


def _marked(point: tuple[float, float], label: str, ink: Ink) -> Chart:
    return {
        "type": "scatter", "mode": "markers", "x": [point[0]], "y": [point[1]],
        "text": [f"{safe(label)}<br>{say.number(point[0], 3)}, {say.number(point[1], 3)}"],
        "hoverinfo": "text", "cliponaxis": False,
        "marker": {"symbol": "diamond", "size": 14, "color": ink.vermillion},
    }  # fmt: skip


def _marked_label(point: tuple[float, float], label: str, ink: Ink) -> Chart:
    to_left = point[0] > 50  # noqa: PLR2004  # the right half
    return {
        "text": f"<b>◆ {safe(label)}</b>", "x": point[0], "y": point[1], "showarrow": False,
        "xanchor": "right" if to_left else "left", "xshift": -12 if to_left else 12,
        "yanchor": "bottom", "yshift": 6, "font": {"size": 13, "color": ink.text},
        "bgcolor": ink.paper,
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
        "font": {"size": 12, "color": ink.grey},
    }  # fmt: skip


def _reliability(figure: Reliability, ink: Ink) -> Chart:
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
    layout = _layout(
        ink, _HIGH, annotations=[note],
        xaxis=_axis(ink, figure.x_unit, range=[0, 102]),
        yaxis=_axis(ink, figure.y_unit, range=[0, 112]),
    )  # fmt: skip
    return {"data": [diagonal, dots], "layout": layout}


# Bars


def _bars(figure: Bars, ink: Ink) -> Chart:
    """Contributions with their labels above them; the direction is said by the sign, too."""
    amounts = [bar.amount for bar in figure.bars]
    places = list(range(len(amounts)))
    trace = {
        "type": "bar", "orientation": "h", "x": amounts, "y": places, "width": 0.36,
        "text": [f"+{say.number(a)}" if a > 0 else say.number(a) for a in amounts],
        "textposition": "outside", "cliponaxis": False, "textfont": {"color": ink.text},
        "hovertext": [f"{safe(b.label)}: {say.number(b.amount, 3)}" for b in figure.bars],
        "hoverinfo": "text",
        "marker": {"color": [ink.vermillion if a > 0 else ink.blue for a in amounts]},
    }  # fmt: skip
    widest = max((abs(a) for a in amounts), default=1.0) or 1.0
    zero = {
        "type": "line", "xref": "x", "yref": "paper", "x0": 0, "x1": 0, "y0": 0, "y1": 1,
        "line": {"color": ink.grey, "width": 1.5},
    }  # fmt: skip
    layout = _layout(
        ink, _ROW * max(1, len(amounts)) + _foot(figure.unit) + 24,
        shapes=[zero],
        annotations=[
            _label(Dot(bar.label, bar.amount), place, "y", ink)
            for place, bar in enumerate(figure.bars)
        ],
        xaxis=_axis(ink, figure.unit, range=[-1.35 * widest, 1.35 * widest]),
        yaxis={"visible": False, "fixedrange": True, "range": [len(amounts) - 0.5, -0.85]},
    )  # fmt: skip
    return {"data": [trace], "layout": layout}


def _flow(figure: Flow, ink: Ink) -> Chart:
    shapes, annotations, height = flow_chart(
        figure, ink.blue if figure.is_model else ink.grey, ink.vermillion
    )
    hidden = {"visible": False, "fixedrange": True, "range": [0, 1]}
    layout = _layout(
        ink, height, shapes=shapes, annotations=annotations, xaxis=hidden, yaxis=hidden
    )
    invisible = {
        "type": "scatter", "x": [0.5], "y": [0.5], "mode": "markers", "hoverinfo": "skip",
        "marker": {"opacity": 0},
    }  # fmt: skip
    return {"data": [invisible], "layout": layout | {"margin": {"l": 4, "r": 4, "t": 4, "b": 4}}}


def _nothing(figure: Table, ink: Ink) -> Chart:
    del figure, ink
    return {}


_DRAWN: Final[Mapping[type[Figure], Callable[[Any, Ink], Chart]]] = {
    Dots: _dots,
    Lines: _curve,
    Reliability: _reliability,
    Bars: _bars,
    Flow: _flow,
    Table: _nothing,
}
