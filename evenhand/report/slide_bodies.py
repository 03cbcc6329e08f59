"""What there is to see on a slide, one function for each kind."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from pptx.slide import Slide as Page

from evenhand import figures, words
from evenhand.figures import (
    Bars,
    Dot,
    Dots,
    Lines,
    Mark,
    Number,
    Panel,
    Reliability,
    Table,
    Waterfall,
)  # fmt: skip
from evenhand.plots.style import LIGHT
from evenhand.report import slide_charts, slide_rows
from evenhand.report import slide_pieces as pieces
from evenhand.report.slide_charts import Box
from evenhand.report.slide_rows import Named
from evenhand.report.slides import MOST_ROWS, Beside, Points, Rows, Verdict
from evenhand.words import say

_FACE: Final = "#F3F5F7"
_SIGNS: Final[Mapping[Mark, str]] = {Mark.WORST: "◆", Mark.HOLLOW: "○"}
_WHOLE: Final = Box(pieces.EDGE, pieces.TOP, pieces.ROOM, pieces.BOTTOM - pieces.TOP)
_NOTE_SIZES: Final = (13, 12, 11, 10)
_GAP: Final = 24.0


def draw(page: Page, body: object, alt: str) -> None:
    """Draw a body of any kind.

    Args:
        page: to draw on.
        body: what there is to see.
        alt: the same in words.
    """
    _BODIES[type(body)](page, body, alt)


def _columns(count: int) -> Iterator[tuple[float, float]]:
    """Where so many columns beside one another begin, and how wide each is."""
    wide = (pieces.ROOM - _GAP * (count - 1)) / max(count, 1)
    return ((pieces.EDGE + place * (wide + _GAP), wide) for place in range(count))


def _verdict(page: Page, body: Verdict, _: str) -> None:
    left, top, wide = pieces.EDGE, pieces.TOP, pieces.ROOM
    pieces.surface(page, Box(left, top + 6, wide, 134.0), _FACE, LIGHT.faint)
    if body.word:
        said = f"{words.VERDICT_SYMBOLS[body.word]}  {body.word}"
        box = Box(left + 24, top + 18, wide - 48, 50.0)
        pieces.text(page, box, (said,), (36, 32, 28), pieces.STRONG)
    box = Box(left + 24, top + 70, wide - 48, 64.0)
    pieces.text(page, box, (body.sentence,), (16, *pieces.LINE_SIZES))
    for (start, room), number in zip(_columns(len(body.numbers)), body.numbers, strict=True):
        _number(page, number, start, room)


def _number(page: Page, number: Number, left: float, wide: float) -> None:
    pieces.surface(page, Box(left, 288.0, wide, 2.0), LIGHT.blue)
    label, value, note = (
        Box(left, top, wide, high) for top, high in ((296, 36), (334, 40), (378, 62))
    )
    pieces.text(page, label, (number.label,), _NOTE_SIZES, pieces.SOFT)
    pieces.text(page, value, (number.value_text,), (26, 24, 22, 20, 18, 16, 14), pieces.STRONG)
    pieces.text(page, note, (number.note,), _NOTE_SIZES, pieces.SOFT)


def _dots(page: Page, figure: Dots, alt: str) -> None:
    """Names, the chart beside them, and the numbers that it shows."""
    whole = figure.panels[0]
    kept = whole.dots[:MOST_ROWS]
    counted = any(dot.n is not None for dot in kept)
    named = Named(
        (figure.columns[0], "Value", "Interval", "Counted among")[: 4 if counted else 3],
        [_dot(dot, counted=counted) for dot in kept],
        [dot.mark is Mark.WORST for dot in kept],
        whole.unit,
        tuple(_legend(whole, kept)),
    )
    box, grid = slide_rows.beside_names(page, named, alt)
    if any(dot.value is not None for dot in kept):
        panel = Panel(whole.unit, kept, whole.lines, 0, whole.beside)
        slide_charts.dots(page, panel, box, grid)
        pieces.described(page.shapes[-1], alt)


def _dot(dot: Dot, *, counted: bool) -> tuple[str, ...]:
    n = (figures.cell(dot.n),) if counted else ()
    if dot.value is None:
        return (dot.label, say.CANNOT, "", *n)
    known = dot.low is not None and dot.high is not None
    span = f"{figures.cell(dot.low)} to {figures.cell(dot.high)}" if known else "none"
    return (dot.label, figures.cell(dot.value), span, *n)


def _legend(panel: Panel, kept: tuple[Dot, ...]) -> Iterator[str]:
    for line in panel.lines:
        yield f"{'━' if line.is_limit else '┅'} {line.label}: {say.number(line.at, 4)}"
    if any(dot.beside is not None for dot in kept):
        yield f"┃ {panel.beside}"
    for mark, said in panel.marks.items():
        if any(dot.mark is mark for dot in kept):
            yield f"{_SIGNS[mark]} {said}"


def _waterfall(page: Page, figure: Waterfall, alt: str) -> None:
    """The label of a step says its amount."""
    named = Named(
        ("",),
        [(rise.label,) for rise in figure.rises],
        [rise.is_total for rise in figure.rises],
        figure.unit,
        (figure.net.note,),
    )
    box, grid = slide_rows.beside_names(page, named, alt)
    slide_charts.waterfall(page, figure, box, grid)
    pieces.described(page.shapes[-1], alt)


def _bars(page: Page, figure: Bars, alt: str) -> None:
    kept = figure.bars[:MOST_ROWS]
    rows = [(bar.label, say.number(bar.amount, 3)) for bar in kept]
    named = Named(("", "Amount"), rows, [False] * len(kept), figure.unit)
    box, grid = slide_rows.beside_names(page, named, alt)
    series = {figure.unit: ([bar.amount for bar in kept], LIGHT.blue)}
    slide_charts.bars(page, [bar.label for bar in kept], series, (box, grid))
    pieces.described(page.shapes[-1], alt)


def _beside(page: Page, body: Beside, alt: str) -> None:
    """The ends of each flow as bars, those of the candidates side by side."""
    ends = [
        {(b.label, leaf.label, leaf.right): leaf.count for b in flow.branches for leaf in b.leaves}
        for flow in body.flows
    ]
    every = [*dict.fromkeys(end for found in ends for end in found)][:MOST_ROWS]
    names = [f"{'✓' if right else '✕'} {said}: {end}" for said, end, right in every]
    counts = [[found.get(end, 0) for end in every] for found in ends]
    colours = [LIGHT.blue if flow.is_model else LIGHT.grey for flow in body.flows]
    named = Named(
        ("", *body.names),
        [(name, *map(figures.cell, row)) for name, *row in zip(names, *counts, strict=True)],
        [not right for *_, right in every],
        body.flows[0].root,
        [
            f"{'Blue' if flow.is_model else 'Grey'}: {name}"
            for flow, name in zip(body.flows, body.names, strict=True)
        ],
    )
    box, grid = slide_rows.beside_names(page, named, alt)
    series = dict(zip(body.names, zip(counts, colours, strict=True), strict=True))
    slide_charts.bars(page, names, series, (box, grid))
    pieces.described(page.shapes[-1], alt)


def _lines(page: Page, figure: Lines, alt: str) -> None:
    slide_charts.lines(page, figure, _WHOLE)
    pieces.described(page.shapes[-1], alt)


def _reliability(page: Page, figure: Reliability, alt: str) -> None:
    slide_charts.reliability(page, figure, _WHOLE)
    pieces.described(page.shapes[-1], alt)


def _points(page: Page, body: Points, _: str) -> None:
    foot = 404.0 if body.blanks else pieces.BOTTOM
    top = pieces.TOP + 4
    for (left, wide), (head, lines) in zip(_columns(len(body.columns)), body.columns, strict=True):
        pieces.surface(page, Box(left, top, wide, 2.0), LIGHT.blue)
        pieces.text(page, Box(left, top + 8, wide, 22.0), (head,), (15, 14, 13, 12), pieces.STRONG)
        box = Box(left, top + 36, wide, foot - top - 40)
        pieces.text(page, box, lines, (15, *pieces.LINE_SIZES, 9, 8), pieces.Look(gap=7.0))
    for (left, wide), blank in zip(_columns(len(body.blanks)), body.blanks, strict=True):
        pieces.surface(page, Box(left, 466.0, wide, 1.0), LIGHT.grey)
        pieces.text(page, Box(left, 470.0, wide, 30.0), (blank,), (11, 10, 9), pieces.SOFT)


def _table(page: Page, figure: Table, alt: str) -> None:
    brief = figure.brief or figure
    slide_rows.rows(page, Rows(brief.columns, brief.rows[:MOST_ROWS]), alt)


_BODIES: Final[Mapping[type[Any], Callable[[Page, Any, str], None]]] = {
    Verdict: _verdict,
    Rows: slide_rows.rows,
    Beside: _beside,
    Points: _points,
    Table: _table,
    Dots: _dots,
    Waterfall: _waterfall,
    Bars: _bars,
    Lines: _lines,
    Reliability: _reliability,
}
