"""A figure as what is drawn on paper: places between 0 and 1 on a scale, and text.

Nothing here knows a colour, a size or a letter's shape; `report.typ` does.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from evenhand import figures
from evenhand.figures import (
    Bars,
    Branch,
    Dot,
    Dots,
    Figure,
    Flow,
    HeatMap,
    Level,
    Line,
    Lines,
    Panel,
    Reliability,
    Rise,
    Scatter,
    Series,
    Strip,
    Strips,
    Stroke,
    Swarm,
    SwarmRow,
    Waterfall,
)
from evenhand.words import say

Drawing = dict[str, Any]
Scale = tuple[float, float]
_Placing = Callable[[tuple[float, float]], list[float]]
_OUTSIDE: Final = (-0.03, 1.03)  # as shares of a scale
_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
_MOST_STEPS: Final = 5
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


def _kept(ends: Scale) -> tuple[Scale, list[float]]:
    """A scale with these ends, marked within them.

    >>> _kept((0.0, 105.0))
    ((0.0, 105.0), [0.0, 25.0, 50.0, 75.0, 100.0])
    """
    return ends, [mark for mark in scale(ends)[1] if ends[0] <= mark <= ends[1]]


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
    tags = panel.marks
    rows = [
        _dot_row(dot, ends, counted=counted) | {"tag": tags.get(dot.mark, "")} for dot in panel.dots
    ]
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
    row: Drawing = {"label": dot.label, "tag": "", "mark": dot.mark.value}
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


def _waterfall(figure: Waterfall) -> list[Drawing]:
    """Each step from where the one before it ended; at last, where the end may lie."""
    net = figure.net
    seen = [0.0, *(end for rise in figure.rises for end in (rise.start, rise.end))]
    ends, marks = scale([*seen, *(end for end in (net.low, net.high) if end is not None)])
    rows = [_rise(rise, ends) for rise in figure.rises]
    drawing = _bar_drawing(figure.unit, figure.columns[0], rows, _ticks(marks, ends))
    sure = _dot_row(net, ends, counted=False)
    return [drawing | {"rows": [*rows, sure | {"numbers": [say.number(net.value or 0.0, 3)]}]}]


def _rise(rise: Rise, ends: Scale) -> Drawing:
    mark = "away" if rise.is_total else "bar" if rise.better else "wrong"
    amount = rise.end if rise.is_total else rise.end - rise.start
    return _bar_row(rise.label, (rise.start, rise.end), say.number(amount, 3), ends, mark=mark)


def _flow(figure: Flow) -> list[Drawing]:
    """Nested bars: all, each answer below its share, each outcome below its answer's."""
    ends = (0.0, float(figure.total))
    mark = "bar" if figure.is_model else "away"
    rows = [_bar_row(figure.root, ends, f"{figure.total:,}", ends, mark=mark)]
    start = 0.0
    for branch in figure.branches:
        rows += _branch_rows(branch, start, ends, mark)
        start += branch.count
    _, marks = scale(ends)
    return [_bar_drawing(figure.root, figure.columns[0], rows, _ticks(marks, ends))]


def _branch_rows(branch: Branch, start: float, ends: Scale, mark: str) -> list[Drawing]:
    span = (start, start + branch.count)
    rows = [_bar_row(branch.label, span, f"{branch.count:,}", ends, depth=1, mark=mark)]
    for leaf in branch.leaves:
        span = (start, start + leaf.count)
        label = f"{'✓' if leaf.right else '✕'} {leaf.label}"
        text = f"{leaf.count:,}"
        rows.append(
            _bar_row(label, span, text, ends, depth=2, mark=mark if leaf.right else "wrong")
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
    limit, first = figure.limit, (figure.x_range or (0.0, 0.0))[0]
    limits = [(first, limit.at)] if limit else []
    further = [point for series in figure.others for point in series.points]
    ranges = [(x, end) for x, low, high in figure.band for end in (low, high)]
    seen = [*figure.points, *further, *ranges, *marked, *limits, (0.0, 0.0)]
    given = (figure.x_range, figure.y_range)
    plane, place = _plane(figure.x_unit, figure.y_unit, seen, given)
    return [
        plane
        | {
            "curve": _within([place(point) for point in figure.points]),
            "curve_label": figure.label if figure.others else "",
            "band": _within([place(point) for point in _outline(figure.band)]),
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
        "curve": _within([place(point) for point in series.points]),
    }


def _within(line: list[list[float]]) -> list[list[float]]:
    """A line whose points beyond the scales lie just outside of them, where they are cut off.

    >>> _within([[0.5, 0.5], [0.6, -9.95]])
    [[0.5, 0.5], [0.50507, -0.03], [0.6, -0.03]]
    """
    for axis in (0, 1):
        crossed = [_crossings(two, axis) for two in pairwise(line)]
        pairs = zip(line, [*crossed, []], strict=False)
        line = [_clamped(one, axis) for point, more in pairs for one in (point, *more)]
    return line


def _crossings(two: tuple[list[float], list[float]], axis: int) -> list[list[float]]:
    """Where the line between two points crosses what is just outside of a scale, in order."""
    (first, last), gap = two, two[1][axis] - two[0][axis]
    shares = sorted((end - first[axis]) / gap for end in _OUTSIDE) if gap else []
    return [
        [round(one + share * (other - one), 5) for one, other in zip(first, last, strict=True)]
        for share in shares
        if 0 < share < 1
    ]


def _clamped(point: list[float], axis: int) -> list[float]:
    least, most = _OUTSIDE
    return [min(max(v, least), most) if at == axis else v for at, v in enumerate(point)]


def _reliability(figure: Reliability) -> list[Drawing]:
    corners = [(0.0, 0.0), (100.0, 100.0)]
    plane, place = _plane(figure.x_unit, figure.y_unit, corners)
    points = [
        [*place((x, y)), place((x, low))[1], place((x, high))[1]]
        for x, y, low, high, _ in figure.points
    ]
    return [plane | {"points": points, "diagonal": True}]


def _scatter(figure: Scatter) -> list[Drawing]:
    """The means over steps with their intervals; single cases are for the screen."""
    ends = [(x, end) for x, _, low, high in figure.steps for end in (low, high)]
    plane, place = _plane(figure.x_unit, figure.y_unit, [*ends, (ends[0][0] if ends else 0.0, 0.0)])
    points = [
        [*place((x, mean)), place((x, low))[1], place((x, high))[1]]
        for x, mean, low, high in figure.steps
    ]
    return [plane | {"points": points}]


def _swarm(figure: Swarm) -> list[Drawing]:
    """Each input where it is high and where it is low: the mean, and where 9 of 10 lie."""
    dots = tuple(
        Dot(f"{row.label}: {level.value}", *_reach(row, level))
        for row in figure.swarm
        for level in (Level.HIGH, Level.LOW)
        if level in row.levels
    )
    return [_panel(Panel(figure.unit, dots, left_out=figure.left_out), figure.columns[0])]


def _reach(row: SwarmRow, level: Level) -> tuple[float, float, float]:
    here = sorted(a for a, one in zip(row.amounts, row.levels, strict=True) if one is level)
    cut = len(here) // 20
    return sum(here) / len(here), here[cut], here[-1 - cut]


def _plane(
    x_unit: str,
    y_unit: str,
    points: Sequence[tuple[float, float]],
    given: tuple[Scale | None, Scale | None] = (None, None),
) -> tuple[Drawing, _Placing]:
    """An empty field, and where a point lies in it; a scale that is given is kept as it is."""
    across, x_marks = _kept(given[0]) if given[0] else scale([x for x, _ in points])
    up, y_marks = _kept(given[1]) if given[1] else scale([y for _, y in points])
    field = {
        "kind": "plane",
        "x_unit": x_unit,
        "y_unit": y_unit,
        "x_ticks": _ticks(x_marks, across),
        "y_ticks": _ticks(y_marks, up),
    }
    return field, lambda point: [_place(point[0], across), _place(point[1], up)]


def _heat_map(figure: HeatMap) -> list[Drawing]:
    """The two pictures as bytes, side by side."""
    return [{"kind": "pictures", "files": [[*figure.picture], [*figure.shaded]]}]


_KINDS: Final[Mapping[type[Figure], Callable[[Any], list[Drawing]]]] = {
    Dots: _dots,
    Bars: _bars,
    Waterfall: _waterfall,
    Flow: _flow,
    HeatMap: _heat_map,
    Lines: _curve,
    Strips: _strips,
    Reliability: _reliability,
    Scatter: _scatter,
    Swarm: _swarm,
}
