"""A figure as what is drawn on paper: places between 0 and 1 on a scale, and text.

Nothing here knows a colour, a size or a letter's shape; `report.typ` does.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from evenhand import figures
from evenhand.figures import (
    Bars,
    Branch,
    Dot,
    Dots,
    Figure,
    Flow,
    Line,
    Lines,
    Mark,
    Panel,
    Reliability,
    Series,
    Strip,
    Strips,
    Stroke,
)
from evenhand.words import say

Drawing = dict[str, Any]
Scale = tuple[float, float]
_Placing = Callable[[tuple[float, float]], list[float]]
_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
_MOST_STEPS: Final = 5
_TAGS: Final[Mapping[Mark, str]] = {Mark.WORST: "worst", Mark.HOLLOW: "not judged"}
_SEVERAL: Final = "stands out"  # where there is more than one that would be the worst
_NUMBERS: Final = ("Value", "Interval")
_COUNTED: Final = "Counted among"
_AMOUNTS: Final = ("Amount",)


def drawings(figure: Figure) -> list[Drawing]:
    """What is drawn of a figure, from top to bottom; nothing of a table.

    Args:
        figure: any kind.
    """
    make = _KINDS.get(type(figure))
    return make(figure) if make else []


def scale(values: Sequence[float]) -> tuple[Scale, list[float]]:
    """The two ends of a scale that holds all values, and where it is marked.

    >>> scale([12.0, 31.0])
    ((10.0, 35.0), [10.0, 15.0, 20.0, 25.0, 30.0, 35.0])
    >>> scale([5.0])
    ((4.0, 6.0), [4.0, 4.5, 5.0, 5.5, 6.0])
    """
    low, high = min(values, default=0.0), max(values, default=1.0)
    if low == high:
        low, high = low - max(abs(low) / 5, 0.5), high + max(abs(high) / 5, 0.5)
    rough = (high - low) / _MOST_STEPS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(s * power for s in _STEPS if s * power >= rough * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    marks = [float(f"{k * step:.10g}") for k in range(first, last + 1)]
    return (marks[0], marks[-1]), marks


def _place(value: float, ends: Scale) -> float:
    return round((value - ends[0]) / (ends[1] - ends[0]), 5)


def _ticks(marks: Sequence[float], ends: Scale) -> list[tuple[float, str]]:
    return [(_place(mark, ends), say.number(mark, 6)) for mark in marks]


# Rows: one line of text and drawing for each


def _dots(figure: Dots) -> list[Drawing]:
    head = figure.columns[0] or "What"
    return [_panel(panel, head) for panel in figure.panels]


def _panel(panel: Panel, head: str) -> Drawing:
    seen = [v for d in panel.dots for v in (d.value, d.low, d.high) if v is not None]
    beside = [dot.beside for dot in panel.dots if dot.beside is not None]
    ends, marks = scale([*seen, *beside, *(line.at for line in panel.lines)] if seen else [])
    counted = any(dot.n is not None for dot in panel.dots)
    rows = [_dot_row(dot, ends, counted=counted) for dot in panel.dots]
    if sum(dot.mark is Mark.WORST for dot in panel.dots) > 1:
        rows = [row | {"tag": _SEVERAL if row["tag"] == "worst" else row["tag"]} for row in rows]
    return {
        "kind": "rows",
        "unit": panel.unit,
        "head": [head, *_NUMBERS, _COUNTED][: 4 if counted else 3],
        "ticks": _ticks(marks, ends),
        "lines": [_line(line, ends) for line in panel.lines] if seen else [],
        "rows": rows,
        "left_out": panel.left_out,
        "beside": panel.beside,
    }


def _line(line: Line, ends: Scale) -> Drawing:
    return {
        "at": _place(line.at, ends),
        "label": f"{line.label}: {say.number(line.at, 4)}",
        "limit": line.is_limit,
    }


def _dot_row(dot: Dot, ends: Scale, *, counted: bool) -> Drawing:
    row: Drawing = {"label": dot.label, "tag": _TAGS.get(dot.mark, ""), "mark": dot.mark.value}
    if dot.value is None:
        return row | {"missing": say.CANNOT}
    low, high = (dot.value if end is None else end for end in (dot.low, dot.high))
    known = dot.low is not None and dot.high is not None
    return row | {
        "at": [_place(value, ends) for value in (dot.value, low, high)],
        "beside": None if dot.beside is None else _place(dot.beside, ends),
        "numbers": [
            figures.cell(dot.value),
            f"{figures.cell(dot.low)} to {figures.cell(dot.high)}" if known else "none",
            *([figures.cell(dot.n)] if counted else []),
        ],
    }


def _bars(figure: Bars) -> list[Drawing]:
    ends, marks = scale([0.0, *(bar.amount for bar in figure.bars)])
    rows = [
        _bar_row(
            bar.label,
            (0.0, bar.amount),
            say.number(bar.amount, 3),
            ends,
            mark="away" if bar.amount < 0 else "bar",
        )
        for bar in figure.bars
    ]
    return [_bar_drawing(figure.unit, figure.columns[0], rows, _ticks(marks, ends))]


def _flow(figure: Flow) -> list[Drawing]:
    """Nested bars: all, each answer below its share, each outcome below its answer's."""
    ends = (0.0, float(figure.total))
    rows = [_bar_row(figure.root, ends, f"{figure.total:,}", ends)]
    start = 0.0
    for branch in figure.branches:
        rows += _branch_rows(branch, start, ends)
        start += branch.count
    _, marks = scale(ends)
    return [_bar_drawing(figure.root, figure.columns[0], rows, _ticks(marks, ends))]


def _branch_rows(branch: Branch, start: float, ends: Scale) -> list[Drawing]:
    span = (start, start + branch.count)
    rows = [_bar_row(branch.label, span, f"{branch.count:,}", ends, depth=1)]
    for leaf in branch.leaves:
        span = (start, start + leaf.count)
        label = f"{'✓' if leaf.right else '✕'} {leaf.label}"
        text = f"{leaf.count:,}"
        rows.append(
            _bar_row(label, span, text, ends, depth=2, mark="bar" if leaf.right else "wrong")
        )
        start += leaf.count
    return rows


def _bar_row(
    label: str, span: Scale, text: str, ends: Scale, *, depth: int = 0, mark: str = "bar"
) -> Drawing:
    return {
        "label": label,
        "tag": "",
        "mark": mark,
        "depth": depth,
        "at": sorted(_place(end, ends) for end in span),
        "numbers": [text],
    }


def _bar_drawing(
    unit: str, head: str, rows: list[Drawing], ticks: list[tuple[float, str]]
) -> Drawing:
    return {
        "kind": "rows",
        "unit": unit,
        "head": [head or "What", *_AMOUNTS],
        "ticks": ticks,
        "lines": [],
        "rows": rows,
        "left_out": 0,
    }


# Planes: two scales


def _curve(figure: Lines) -> list[Drawing]:
    marked = [figure.marked] if figure.marked else []
    ends = (figure.x_range or (0.0, 0.0), figure.y_range or (0.0, 0.0))
    limits = [(ends[0][0], figure.limit.at)] if figure.limit else []
    further = [point for series in figure.others for point in series.points]
    ranges = [(x, end) for x, low, high in figure.band for end in (low, high)]
    seen = [*figure.points, *further, *ranges, *marked, *limits, *zip(*ends, strict=True)]
    plane, place = _plane(figure.x_unit, figure.y_unit, seen)
    limit = figure.limit
    return [
        plane
        | {
            "curve": [place(point) for point in figure.points],
            "curve_label": figure.label if figure.others else "",
            "band": [place(point) for point in _outline(figure.band)],
            "others": [_series(series, place) for series in figure.others],
            "marked": place(figure.marked) if figure.marked else None,
            "marked_label": figure.marked_label,
            "limit": place((0.0, limit.at))[1] if limit else None,
            "limit_label": f"{limit.label}: {say.number(limit.at, 4)}" if limit else "",
        }
    ]


def _strips(figure: Strips) -> list[Drawing]:
    """A plane for each, all on the same scales."""
    seen = [p for strip in figure.strips for p in (*strip.points, *strip.beside)]
    across = [min((x for x, _ in seen), default=0.0), 0.0]
    return [
        _strip(strip, figure, *_plane(figure.x_unit, f"{strip.label}: {figure.y_unit}",
                                      [*seen, (across[0], 0.0)]))
        for strip in figure.strips
    ]  # fmt: skip


def _strip(strip: Strip, figure: Strips, plane: Drawing, place: _Placing) -> Drawing:
    beside = Series(figure.beside, strip.beside, Stroke.BASELINE)
    return plane | {
        "curve": [place(point) for point in strip.points],
        "curve_label": "as it is",
        "others": [_series(beside, place)],
    }


def _outline(band: Sequence[tuple[float, float, float]]) -> list[tuple[float, float]]:
    """The edge of an area: along its lower ends, and back along the upper ones."""
    return [*((x, low) for x, low, _ in band), *((x, high) for x, _, high in reversed(band))]


def _series(series: Series, place: _Placing) -> Drawing:
    return {
        "label": series.label,
        "stroke": series.stroke.value,
        "curve": [place(point) for point in series.points],
    }


def _reliability(figure: Reliability) -> list[Drawing]:
    corners = [(0.0, 0.0), (100.0, 100.0)]
    plane, place = _plane(figure.x_unit, figure.y_unit, corners)
    points = [
        [*place((x, y)), place((x, low))[1], place((x, high))[1]]
        for x, y, low, high, _ in figure.points
    ]
    return [plane | {"points": points, "diagonal": True}]


def _plane(
    x_unit: str, y_unit: str, points: Sequence[tuple[float, float]]
) -> tuple[Drawing, _Placing]:
    """An empty field, and where a point lies in it."""
    across, x_marks = scale([x for x, _ in points])
    up, y_marks = scale([y for _, y in points])
    field = {
        "kind": "plane",
        "x_unit": x_unit,
        "y_unit": y_unit,
        "x_ticks": _ticks(x_marks, across),
        "y_ticks": _ticks(y_marks, up),
    }
    return field, lambda point: [_place(point[0], across), _place(point[1], up)]


_KINDS: Final[Mapping[type[Figure], Callable[[Any], list[Drawing]]]] = {
    Dots: _dots,
    Bars: _bars,
    Flow: _flow,
    Lines: _curve,
    Strips: _strips,
    Reliability: _reliability,
}
