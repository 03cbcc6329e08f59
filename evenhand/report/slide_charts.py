"""Native charts of a slide: every number stands in the chart's own sheet, where it can be edited.

Intervals are error bars whose ends stand in that sheet too.
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import xlsxwriter
from lxml import etree
from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Pt

from evenhand.figures import Dot, Lines, Mark, Panel, Reliability, Waterfall
from evenhand.plots.style import DARK, LIGHT
from evenhand.report.drawing import scale

FIRST_DAY: Final = datetime(2000, 1, 1, tzinfo=UTC)  # no file says when it was made
Point = tuple[float, float]
Interval = tuple[float, float]
_C: Final = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
_INSET: Final = 0.04  # of the width, left and right of a scale
_REF: Final = re.compile(r"\$([A-Z]+)\$(\d+)")
_PLACES: Final = "#,##0.######"


@dataclass(frozen=True, slots=True)
class Box:
    """Where something stands on a slide, in points."""

    left: float
    top: float
    width: float
    height: float

    @property
    def sides(self) -> tuple[Pt, Pt, Pt, Pt]:
        """The same as the library takes it."""
        return Pt(self.left), Pt(self.top), Pt(self.width), Pt(self.height)


@dataclass(frozen=True, slots=True)
class Row:
    """How high the head of a table is, how many rows follow, and how high each is."""

    head: float
    count: int
    height: float


@dataclass(frozen=True, slots=True)
class _Ink:
    """How a series is drawn."""

    colour: str
    marker: Any = None
    size: int = 9
    hollow: bool = False
    line: float = 0.0
    dash: str = ""


_MARKS: Final[Mapping[Mark, _Ink]] = {
    Mark.PLAIN: _Ink(LIGHT.blue, XL_MARKER_STYLE.CIRCLE),
    Mark.HOLLOW: _Ink(LIGHT.grey, XL_MARKER_STYLE.CIRCLE, hollow=True),
    Mark.BASELINE: _Ink(LIGHT.grey, XL_MARKER_STYLE.SQUARE, 8),
    Mark.WORST: _Ink(LIGHT.vermillion, XL_MARKER_STYLE.DIAMOND, 11),
}
_LIMIT: Final = _Ink(LIGHT.vermillion, line=1.75)
_BESIDE: Final = _Ink(LIGHT.grey, line=1.25, dash="dash")
_CURVE: Final = _Ink(LIGHT.blue, line=2.5)
_END: Final = _Ink(LIGHT.blue, line=0.75, dash="sysDot")
_OTHERS: Final[Mapping[str, _Ink]] = {
    "baseline": _Ink(LIGHT.grey, line=1.75, dash="dash"),
    "model": _Ink(LIGHT.blue, line=1.75, dash="sysDot"),
    "person": _Ink(LIGHT.vermillion, line=1.75, dash="dashDot"),
    "chosen": _Ink(LIGHT.grey, line=2.25),
}


# Rows: dots or bars beside their names


def dots(slide: Slide, panel: Panel, box: Box, rows: Row) -> Chart:
    """Estimates with their intervals, one a row, the lines to compare with, and ticks beside.

    An interval is a line from its lower end to its upper one: programs differ in error bars across.
    """
    placed = [(row, dot) for row, dot in enumerate(panel.dots, 1) if dot.value is not None]
    seen = [v for _, d in placed for v in (d.value, d.low, d.high, d.beside) if v is not None]
    ends, marks = scale([*seen, *(line.at for line in panel.lines)])
    parts = [*_interval_parts(placed), *_dot_parts(placed), *_line_parts(panel, placed, rows)]
    # One program loses what stands before something longer.
    parts.sort(key=lambda part: -len(part.points))
    data = XyChartData(_PLACES)
    for part in parts:
        _series(data, part.name, [point or (0.0, 0.0) for point in part.points])
    chart = _added(slide, XL_CHART_TYPE.XY_SCATTER, box, data)
    names: dict[tuple[int, int], str] = {}
    for series, part in zip(chart.plots[0].series, parts, strict=True):
        _drawn(series, part.ink)
        first = _parted(series, part.points)
        names |= {(first + place, 3): name for place, name in enumerate(part.labels)}
    _row_axes(chart, ends, marks, rows)
    return _kept(chart, names)


@dataclass(frozen=True, slots=True)
class _Part:
    """A series of points; where one is None, its line is broken. Names stand beside its points."""

    name: str
    ink: _Ink
    points: Sequence[Point | None]
    labels: Sequence[str] = ()


def _by_mark(placed: Sequence[tuple[int, Dot]]) -> dict[Mark, list[tuple[int, Dot]]]:
    found = {mark: [one for one in placed if one[1].mark is mark] for mark in _MARKS}
    return {mark: dots_of for mark, dots_of in found.items() if dots_of}


def _interval_parts(placed: Sequence[tuple[int, Dot]]) -> Iterator[_Part]:
    for mark, found in _by_mark(placed).items():
        points: list[Point | None] = []
        for row, dot in found:
            if dot.low is not None and dot.high is not None:
                points += [(dot.low, float(row)), (dot.high, float(row)), None]
        if points:
            ink = _Ink(_MARKS[mark].colour, line=2.25)
            yield _Part(f"{mark.value}: interval", ink, points[:-1])


def _dot_parts(placed: Sequence[tuple[int, Dot]]) -> Iterator[_Part]:
    for mark, found in _by_mark(placed).items():
        points = [(dot.value or 0.0, float(row)) for row, dot in found]
        yield _Part(mark.value, _MARKS[mark], points, [dot.label for _, dot in found])


def _line_parts(panel: Panel, placed: Sequence[tuple[int, Dot]], rows: Row) -> Iterator[_Part]:
    beside: list[Point | None] = []
    for row, dot in placed:
        if dot.beside is not None:
            beside += [(dot.beside, row - 0.25), (dot.beside, row + 0.25), None]
    if beside:
        yield _Part(panel.beside, _Ink(LIGHT.text, line=2.0), beside[:-1])
    for line in panel.lines:
        points = [(line.at, 0.5), (line.at, rows.count + 0.5)]
        yield _Part(line.label, _LIMIT if line.is_limit else _BESIDE, points)


def _parted(series: Any, points: Sequence[Point | None]) -> int:  # noqa: ANN401  # of a scatter
    """Empty cells where a line is broken; in which row of the sheet the series starts."""
    element = series._element  # noqa: SLF001  # the library has no empty points
    for values in (element.find(qn("c:xVal")), element.find(qn("c:yVal"))):
        for point in values.findall(f".//{qn('c:pt')}"):
            if points[int(point.get("idx"))] is None:
                point.getparent().remove(point)
    return _first_row(element)


def _first_row(element: Any) -> int:  # noqa: ANN401  # of a series
    return int(_REF.findall(element.find(f".//{qn('c:yVal')}//{qn('c:f')}").text)[0][1])


def bars(
    slide: Slide, names: Sequence[str], series: Mapping[str, tuple[Sequence[float], str]],
    placed: tuple[Box, Row],
) -> Chart:  # fmt: skip
    """Bars beside one another for each row, a colour for each series."""
    box, rows = placed
    chart = _bars(slide, XL_CHART_TYPE.BAR_CLUSTERED, names, series, box)
    highest = max((v for values, _ in series.values() for v in values), default=1.0)
    lowest = min(0.0, *(v for values, _ in series.values() for v in values))
    chart.plots[0].gap_width, chart.plots[0].overlap = 55, -5
    ends, marks = scale([lowest, highest])
    _row_axes(chart, ends, marks, rows)
    return _kept(chart, {})


def waterfall(slide: Slide, figure: Waterfall, box: Box, rows: Row) -> Chart:
    """Totals, and each step from where the one before it ended: its start is not drawn."""
    rises = figure.rises
    start = [min(rise.start, rise.end) for rise in rises]
    size = [abs(rise.end - rise.start) for rise in rises]
    kinds = {
        "total": ([rise.is_total for rise in rises], LIGHT.grey),
        "better": ([bool(rise.better) and not rise.is_total for rise in rises], LIGHT.blue),
        "worse": ([not rise.better and not rise.is_total for rise in rises], LIGHT.vermillion),
    }
    series: dict[str, tuple[Sequence[float], str]] = {"start": (start, "")}
    for name, (chosen, colour) in kinds.items():
        amounts = [amount if own else 0.0 for amount, own in zip(size, chosen, strict=True)]
        series[name] = (amounts, colour)
    names = [rise.label for rise in rises]
    chart = _bars(slide, XL_CHART_TYPE.BAR_STACKED, names, series, box)
    chart.plots[0].gap_width, chart.plots[0].overlap = 60, 100
    ends, marks = scale([0.0, *(end for rise in rises for end in (rise.start, rise.end))])
    _row_axes(chart, ends, marks, rows)
    return _kept(chart, {})


def _bars(
    slide: Slide, kind: XL_CHART_TYPE, names: Sequence[str],
    series: Mapping[str, tuple[Sequence[float], str]], box: Box,
) -> Chart:  # fmt: skip
    data = CategoryChartData(_PLACES)
    data.categories = [plain(name) for name in names]
    for name, (values, _) in series.items():
        data.add_series(plain(name), values)
    chart = _added(slide, kind, box, data)
    for drawn, (_, colour) in zip(chart.plots[0].series, series.values(), strict=True):
        if colour:
            drawn.format.fill.solid()
            drawn.format.fill.fore_color.rgb = _rgb(colour)
        else:
            drawn.format.fill.background()
        drawn.invert_if_negative = False
    return chart


# Planes: two scales


def lines(slide: Slide, figure: Lines, box: Box) -> Chart:
    """A curve with its interval, what to compare it with, the point that matters, the limit."""
    across = figure.x_range or (0.0, 100.0)
    data, inks = XyChartData(_PLACES), list[_Ink]()
    named: list[tuple[str, Sequence[Point], _Ink]] = [
        *((other.label, other.points, _OTHERS[other.stroke.value]) for other in figure.others),
        (figure.label or figure.y_unit, figure.points, _CURVE),
    ]
    if figure.band:
        named += [
            ("from", [(x, low) for x, low, _ in figure.band], _END),
            ("to", [(x, high) for x, _, high in figure.band], _END),
        ]
    if figure.limit:
        label = f"{figure.limit.label}: {figure.limit.at:g}"
        named.append((label, [(end, figure.limit.at) for end in across], _LIMIT))
    if figure.marked:
        named.append((figure.marked_label, [figure.marked], _MARKS[Mark.BASELINE]))
    # One program loses what stands before something longer.
    named = sorted((one for one in named if one[1]), key=lambda one: -len(one[1]))
    for name, points, ink in named:
        _series(data, name, points)
        inks.append(ink)
    chart = _added(slide, XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, box, data)
    for series, ink in zip(chart.plots[0].series, inks, strict=True):
        _drawn(series, ink)
    seen = [y for _, points, _ in named for _, y in points]
    up = figure.y_range or scale([0.0, *seen])[0]
    _plane_axes(chart, (across, up), (figure.x_unit, figure.y_unit))
    return _kept(chart, {})


def reliability(slide: Slide, figure: Reliability, box: Box) -> Chart:
    """What was said against what came true, with intervals, and where the two are the same."""
    data = XyChartData(_PLACES)
    _series(data, figure.y_unit, [(x, y) for x, y, *_ in figure.points])
    _series(data, "", [(0.0, 0.0), (100.0, 100.0)])
    chart = _added(slide, XL_CHART_TYPE.XY_SCATTER, box, data)
    found, same = chart.plots[0].series
    _drawn(same, _BESIDE)
    _drawn(found, _MARKS[Mark.PLAIN])
    _intervals(found, [(y - low, high - y) for _, y, low, high, _ in figure.points], LIGHT.blue)
    _plane_axes(chart, ((0.0, 100.0), (0.0, 100.0)), (figure.x_unit, figure.y_unit))
    chart.has_legend = False
    return _kept(chart, {})


# Pieces


def _series(data: XyChartData, name: str, points: Sequence[Point]) -> None:
    series = data.add_series(plain(name))
    for x, y in points:
        series.add_data_point(x, y)


def _added(slide: Slide, kind: XL_CHART_TYPE, box: Box, data: Any) -> Chart:  # noqa: ANN401  # either kind of data
    chart = slide.shapes.add_chart(kind, *box.sides, data).chart
    chart.has_title = False
    chart.has_legend = False
    chart.font.size = Pt(11)
    chart.font.name = "Arial"
    chart.font.color.rgb = _rgb(LIGHT.text)
    # A title is drawn of one series alone, unless it is said not to be.
    chart._chartSpace.chart.get_or_add_autoTitleDeleted().set("val", "1")  # noqa: SLF001
    return chart


def _drawn(series: Any, ink: _Ink) -> None:  # noqa: ANN401  # any kind of series
    if ink.line:
        series.format.line.color.rgb = _rgb(ink.colour)
        series.format.line.width = Pt(ink.line)
        if ink.dash:
            dash = etree.SubElement(series.format.line._get_or_add_ln(), qn("a:prstDash"))  # noqa: SLF001
            dash.set("val", ink.dash)
    else:
        series.format.line.fill.background()
    series.smooth = False
    marker = series.marker
    if ink.marker is None:
        marker.style = XL_MARKER_STYLE.NONE
        return
    marker.style, marker.size = ink.marker, ink.size
    marker.format.fill.solid()
    marker.format.fill.fore_color.rgb = _rgb(DARK.grey if ink.hollow else ink.colour)
    marker.format.line.color.rgb = _rgb(ink.colour)
    marker.format.line.width = Pt(1.5)


def _intervals(series: Any, reach: Sequence[Interval], colour: str) -> None:  # noqa: ANN401  # of a scatter
    """Error bars up and down, their ends in the sheet beside the points."""
    element = series._element  # noqa: SLF001  # the library has no error bars
    first = _first_row(element)
    bars_of = etree.Element(qn("c:errBars"))
    asked = {"errDir": "y", "errBarType": "both", "errValType": "cust", "noEndCap": "1"}
    for tag, value in asked.items():
        etree.SubElement(bars_of, qn(f"c:{tag}")).set("val", value)
    for tag, column, side in (("plus", "D", 1), ("minus", "E", 0)):
        ref = etree.SubElement(etree.SubElement(bars_of, qn(f"c:{tag}")), qn("c:numRef"))
        last = first + len(reach) - 1
        etree.SubElement(ref, qn("c:f")).text = f"Sheet1!${column}${first}:${column}${last}"
        cache = etree.SubElement(ref, qn("c:numCache"))
        etree.SubElement(cache, qn("c:formatCode")).text = "General"
        etree.SubElement(cache, qn("c:ptCount")).set("val", str(len(reach)))
        for place, ends in enumerate(reach):
            point = etree.SubElement(cache, qn("c:pt"))
            point.set("idx", str(place))
            etree.SubElement(point, qn("c:v")).text = repr(float(f"{ends[side]:.6g}"))
    line = etree.SubElement(etree.SubElement(bars_of, qn("c:spPr")), qn("a:ln"))
    line.set("w", str(int(Pt(2.0))))
    fill = etree.SubElement(etree.SubElement(line, qn("a:solidFill")), qn("a:srgbClr"))
    fill.set("val", colour.removeprefix("#"))
    element.find(qn("c:xVal")).addprevious(bars_of)


def _row_axes(chart: Chart, ends: Interval, marks: Sequence[float], rows: Row) -> None:
    """The scale above the first row; no names, since they stand beside the chart."""
    names, values = chart.category_axis, chart.value_axis
    if chart.chart_type == XL_CHART_TYPE.XY_SCATTER:
        names, values = values, names
        names.minimum_scale, names.maximum_scale = 0.5, rows.count + 0.5
    names.reverse_order = True
    names.has_major_gridlines = False
    names.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    names.visible = False
    _scaled(values, ends, marks)
    values.tick_label_position = XL_TICK_LABEL_POSITION.NEXT_TO_AXIS
    total = rows.head + rows.count * rows.height
    _laid_out(chart, (_INSET, rows.head / total, 1 - 2 * _INSET, rows.count * rows.height / total))


def _plane_axes(chart: Chart, ends: tuple[Interval, Interval], units: tuple[str, str]) -> None:
    for axis, one, unit in zip((chart.category_axis, chart.value_axis), ends, units, strict=True):
        _scaled(axis, one, scale(one)[1])
        axis.has_title = bool(unit)
        if unit:
            frame = axis.axis_title.text_frame
            frame.text = plain(unit)
            font = frame.paragraphs[0].runs[0].font
            font.size, font.bold = Pt(12), False
    chart.category_axis.has_major_gridlines = False
    chart.has_legend = True
    chart.legend.position = XL_LEGEND_POSITION.BOTTOM
    chart.legend.include_in_layout = False
    chart.legend.font.size = Pt(12)


def _scaled(axis: Any, ends: Interval, marks: Sequence[float]) -> None:  # noqa: ANN401  # either axis
    axis.minimum_scale, axis.maximum_scale = ends
    axis.major_unit = round(marks[1] - marks[0], 10)
    axis.has_major_gridlines = True
    axis.major_gridlines.format.line.color.rgb = _rgb(LIGHT.faint)
    axis.major_gridlines.format.line.width = Pt(0.5)
    axis.format.line.fill.background()
    axis.tick_labels.font.size = Pt(11)
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "#,##0.###", False
    if all(float(mark).is_integer() for mark in marks):
        axis.tick_labels.number_format = "#,##0"


def _laid_out(chart: Chart, shares: tuple[float, float, float, float]) -> None:
    """The plot area at these shares of the chart, so that rows stand beside their names."""
    area = chart._chartSpace.chart.plotArea  # noqa: SLF001  # the library has no layout
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    layout = etree.Element(qn("c:layout"))
    manual = etree.SubElement(layout, qn("c:manualLayout"))
    for tag, value in (
        ("layoutTarget", "inner"),
        ("xMode", "edge"),
        ("yMode", "edge"),
        *zip("xywh", map(str, shares), strict=True),
    ):
        etree.SubElement(manual, qn(f"c:{tag}")).set("val", value)
    area.insert(0, layout)


def _kept(chart: Chart, more: Mapping[tuple[int, int], str]) -> Chart:
    """The chart with a sheet that holds all its numbers, and no time of making."""
    out = io.BytesIO()
    asked = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, asked) as book:
        book.set_properties({"created": FIRST_DAY.replace(tzinfo=None)})
        sheet = book.add_worksheet("Sheet1")
        for (row, column), text in more.items():
            sheet.write_string(row - 1, column - 1, text)
        for ref in chart._chartSpace.iter(qn("c:f")):  # noqa: SLF001
            _written(sheet, ref)
    chart.part.chart_workbook.update_from_xlsx_blob(out.getvalue())
    return chart


def _written(sheet: Any, ref: Any) -> None:  # noqa: ANN401  # of two libraries
    """What the chart keeps of some cells, in those cells."""
    letters, first = _REF.findall(ref.text)[0]
    column = sum((ord(c) - 64) * 26**i for i, c in enumerate(reversed(letters))) - 1
    cache = ref.getnext()
    for point in cache.iter(qn("c:pt")) if cache is not None else ():
        row, text = int(first) - 1 + int(point.get("idx")), point.find(qn("c:v")).text or ""
        if cache.tag == qn("c:numCache"):
            sheet.write_number(row, column, float(text))
        else:
            sheet.write_string(row, column, text)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.removeprefix("#"))


def plain(text: str) -> str:
    """Text as XML can hold it."""
    return "".join(
        c
        for c in text
        if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    )
