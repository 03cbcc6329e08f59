"""Tables of a slide, and tables with one empty column in which a chart stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pptx.slide import Slide as Page
from pptx.table import Table

from evenhand import figures
from evenhand.report import fitting
from evenhand.report import slide_pieces as pieces
from evenhand.report.slide_charts import Box, Row
from evenhand.report.slides import Rows

_TABLE_SIZES: Final = (14, 13, 12, 11, 10, 9, 8, 7)
_HEAD: Final = 30.0
_SMALLEST: Final = 9.0  # letters of a name
_HIGHEST: Final = 52.0
_SIZES: Final = (
    (44.0, 16.0),
    (26.0, 14.0),
    (21.0, 12.0),
    (0.0, 11.0),
)  # a row's height, its letters


def rows(page: Page, body: Rows, alt: str) -> None:
    """A table whose columns are as wide as what stands in them asks for.

    Args:
        page: to draw on.
        body: the cells.
        alt: the same in words.
    """
    cells = [list(body.columns), *([figures.cell(value) for value in row] for row in body.rows)]
    size, widths, heights = _largest(cells)
    box = Box(pieces.EDGE, pieces.TOP + 4, pieces.ROOM, sum(heights))
    table = pieces.table(page, box, (widths, heights), alt)
    for at, row in enumerate(cells):
        for column, text in enumerate(row):
            pieces.cell(table.cell(at, column), text, size, pieces.Look(bold=at == 0))


def _largest(cells: Sequence[Sequence[str]]) -> tuple[float, list[float], list[float]]:
    """The largest letters in which a table fits, how wide its columns and how high its rows are."""
    columns = [*zip(*cells, strict=True)]
    tried = ((size, _widths(columns, size)) for size in _TABLE_SIZES)
    made = [(size, wide, [_high(row, wide, size) for row in cells]) for size, wide in tried]
    return next((one for one in made if sum(one[2]) <= pieces.BOTTOM - pieces.TOP), made[-1])


def _high(row: Sequence[str], widths: Sequence[float], size: float) -> float:
    pairs = zip(row, widths, strict=True)
    return max(fitting.height((text,), size, wide - 10, bold=True) for text, wide in pairs) + 9


def _widths(columns: Sequence[Sequence[str]], size: float) -> list[float]:
    """Each column's share of the room: what its longest word needs, and more where it says more."""
    least = [
        max(fitting.width(word, size, bold=True) for cell in c for word in (cell.split() or [""]))
        + 12
        for c in columns
    ]
    least = [min(wide, pieces.ROOM / 3) for wide in least]
    liked = [max(fitting.width(cell, size) for cell in column) + 12 for column in columns]
    more = [max(min(like, 420.0) - low, 0.0) for like, low in zip(liked, least, strict=True)]
    room = pieces.ROOM - sum(least)
    if room < 0:
        return [low * pieces.ROOM / sum(least) for low in least]
    share = room / sum(more) if sum(more) else 0.0
    widths = [low + extra * share for low, extra in zip(least, more, strict=True)]
    return [w * pieces.ROOM / sum(widths) for w in widths]


@dataclass(frozen=True, slots=True)
class Named:
    """A table whose first column has names, and whose others have numbers.

    Attributes:
        head: of each column.
        rows: the cells.
        bold: which rows stand out.
        unit: what the scale of the chart counts.
        legend: what the marks of the chart are.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    bold: Sequence[bool]
    unit: str
    legend: Sequence[str] = ()


def beside_names(page: Page, named: Named, alt: str) -> tuple[Box, Row]:
    """A table with one empty column, and where in it the chart stands.

    Args:
        page: to draw on.
        named: what the table says.
        alt: the same in words.
    """
    grid = Row(_HEAD, len(named.rows), _row_height(named))
    size = next(size for least, size in _SIZES if grid.height >= least)
    widths = _placed(named, size)
    whole = Box(pieces.EDGE, pieces.TOP + 20.0, pieces.ROOM, grid.head + grid.count * grid.height)
    unit = fitting.one_line(named.unit, 12, pieces.ROOM)
    above = Box(pieces.EDGE, pieces.TOP, pieces.ROOM, 18.0)
    pieces.text(page, above, (unit,), (12,), pieces.SOFT)
    heights = [grid.head, *[grid.height] * grid.count]
    _fill(pieces.table(page, whole, (widths, heights), alt), named, widths, (size, grid.height))
    if named.legend:
        line = fitting.one_line("      ".join(named.legend), 12, pieces.ROOM)
        below = Box(pieces.EDGE, whole.top + whole.height + 6, pieces.ROOM, 18.0)
        pieces.text(page, below, (line,), (12,), pieces.SOFT)
    return Box(pieces.EDGE + widths[0], whole.top, widths[1], whole.height), grid


def _row_height(named: Named) -> float:
    room = pieces.BOTTOM - pieces.TOP - 20.0 - _HEAD - (26.0 if named.legend else 0.0)
    return min(room / max(len(named.rows), 1), _HIGHEST)


def _placed(named: Named, size: float) -> list[float]:
    """How wide the names are, then the chart, then each number."""
    columns = [*zip(*named.rows, strict=True)] or [() for _ in named.head]
    wide = [
        max(
            [fitting.width(cell, size, bold=True) for cell in column]
            + [fitting.width(head, 11, bold=True)]
        )
        + 16
        for head, column in zip(named.head, columns, strict=True)
    ]
    names = min(max(wide[0], 120.0), 340.0)
    numbers = [min(max(one, 56.0), 150.0) for one in wide[1:]]
    return [names, pieces.ROOM - names - sum(numbers), *numbers]


def _fill(table: Table, named: Named, widths: Sequence[float], type_: tuple[float, float]) -> None:
    """Every cell, in letters that fit its row; all names in the same."""
    size, high = type_
    room = (widths[0] - 10, high - 4)
    names = [_in_row(row[0], size, room) for row in named.rows]
    least = min((small for _, small in names), default=size)
    for column, text in enumerate((named.head[0], "", *named.head[1:])):
        shown = fitting.one_line(text, 11, widths[column] - 10, bold=True)
        pieces.cell(table.cell(0, column), shown, 11, pieces.Look(bold=True, right=column > 1))
    for at, (row, stands_out) in enumerate(zip(named.rows, named.bold, strict=True), 1):
        pieces.cell(table.cell(at, 0), names[at - 1][0], least, pieces.Look(bold=stands_out))
        for column, text in enumerate(("", *row[1:]), 1):
            cell = table.cell(at, column)
            pieces.cell(cell, text, min(size, least + 2), pieces.Look(right=column > 1))


def _in_row(text: str, size: float, room: tuple[float, float]) -> tuple[str, float]:
    """A name in one line, or in as many smaller ones as the row has room for; measured bold."""
    sizes = [size - less for less in range(int(size - _SMALLEST) + 1)]
    for one in sizes:
        if fitting.width(text, one, bold=True) <= room[0]:
            return text, one
        if fitting.height((text,), one, room[0], bold=True) <= room[1]:
            return text, one
    return fitting.one_line(text, sizes[-1], room[0], bold=True), sizes[-1]
