"""One sheet of a workbook as CSV: a task of a sandboxed process.

A workbook of a few bytes can make its reader ask for any amount of memory, or abort.
"""

import contextlib
import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import chain
from typing import IO, Any, Final, Protocol

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from evenhand.sandbox.answer import RefusedError, Task
from evenhand.sandbox.frames import TextPieces

UNPACKED: Final = 512 << 20
_PARTS: Final = 10_000
_EXACT: Final = 1e16  # whole numbers from here on are not written as such
_CHUNK: Final = 1 << 20
_CELL: Final = 1 << 14  # a formula is shorter
_NAME: Final = 100  # letters of a sheet's name; Excel allows 31, a file made by hand any number

_NO_VALUE: Final = re.compile(
    rb'<(?:\w{1,9}:)?c\b(?![^>]{0,200}t="str")[^>]{0,200}>'
    rb"<(?:\w{1,9}:)?f\b[^>]{0,200}(?:/>|>[^<]{0,9000}</(?:\w{1,9}:)?f>)"
    rb"\s{0,9}(?:<(?:\w{1,9}:)?v\s?/>|<(?:\w{1,9}:)?v></(?:\w{1,9}:)?v>)?\s{0,9}</(?:\w{1,9}:)?c>"
)
_ERROR: Final = re.compile(rb'<(?:\w{1,9}:)?c\b[^>]{0,200}\st="e"')


class SupportsWrite(Protocol):
    """Where text can be written to."""

    def write(self, text: str, /) -> object:
        """Take some text."""


def table(said: dict[str, Any], parts: tuple[bytes, ...], out: IO[bytes]) -> dict[str, Any]:
    """The task: the first table of a workbook.

    Args:
        said: the names of the columns that are `wanted`; None for all.
        parts: the workbook.
        out: where its table goes as CSV.
    """
    [content] = parts
    with contextlib.closing(TextPieces(out)) as rows:
        return convert(content, rows, said["wanted"])


def convert(
    content: bytes, out: SupportsWrite, wanted: Collection[str] | None = None
) -> dict[str, Any]:
    """Write the first table of a workbook as CSV.

    Args:
        content: the workbook.
        out: where to.
        wanted: the columns whose cells are written, of the others the names alone; all where not
            given.

    Returns:
        What is to be said: the sheet's name, how many sheets there are, and counts of what a
        reader may not expect.

    Raises:
        RefusedError: it is protected, too large, or has no table.
    """
    counted = _counted(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError:
        raise RefusedError("password") from None
    for sheet in _shown(book):
        if _written(sheet, out, wanted):
            found = {"merged": len(sheet.merged_cell_ranges or ()), "rows": sheet.end[0] + 1}
            return counted | found | {"name": sheet.name[:_NAME], "sheets": len(book.sheet_names)}
    raise RefusedError("no table")


def _counted(content: bytes) -> dict[str, int]:
    """Formulas without a saved value, and cells with an error, in all sheets of the workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > _PARTS or sum(part.file_size for part in parts) > UNPACKED:
            raise RefusedError("limits")
        sheets = [part for part in parts if part.filename.startswith("xl/worksheets/")]
        found = [found for part in sheets for found in _found(archive.open(part))]
    return {"no_value": sum(n for n, _ in found), "errors": sum(n for _, n in found)}


def _found(part: IO[bytes]) -> Iterator[tuple[int, int]]:
    """How often either is found in each piece of a sheet, cut between two cells."""
    rest = b""
    with part:
        while chunk := part.read(_CHUNK):
            whole = rest + chunk
            cut = max(whole.rfind(b"c>") + 2, len(whole) - _CELL)
            piece, rest = whole[:cut], whole[cut:]
            formulas = b"<f" in piece or b":f" in piece
            yield (
                len(_NO_VALUE.findall(piece)) if formulas else 0,
                len(_ERROR.findall(piece)) if b't="e"' in piece else 0,
            )


def _shown(book: Any) -> Iterator[Any]:  # noqa: ANN401  # a workbook of the reader
    """The sheets that a person who opens the workbook sees, in order."""
    for sheet in book.sheets_metadata:
        if (sheet.visible, sheet.typ) == (SheetVisibleEnum.Visible, SheetTypeEnum.WorkSheet):
            yield book.get_sheet_by_name(sheet.name)


def text(cell: Any) -> str:  # noqa: ANN401  # whatever a cell holds
    """A cell as it would stand in a CSV file.

    Args:
        cell: what the reader gives for it.

    >>> [text(cell) for cell in (3.0, 0.1, True, " a ", dt.date(2026, 1, 31), "")]
    ['3', '0.1', '1', 'a', '2026-01-31', '']
    >>> text(dt.datetime(2026, 1, 31, 9, 30)), text(dt.time(9, 30)), text(1e300)
    ('2026-01-31 09:30:00', '09:30:00', '1e+300')
    """
    return _AS_TEXT.get(type(cell), str)(cell)


def _number(cell: float) -> str:
    return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT else repr(cell)


_AS_TEXT: Final[Mapping[type, Callable[[Any], str]]] = {
    str: str.strip,
    float: _number,
    bool: lambda cell: str(int(cell)),
    dt.datetime: lambda cell: cell.isoformat(" "),
    dt.date: dt.date.isoformat,
    dt.time: dt.time.isoformat,
}


def _rows(sheet: Any) -> Iterator[list[str]]:  # noqa: ANN401  # a sheet of the reader
    """The rows of a sheet that hold anything."""
    return filter(any, ([text(cell) for cell in cells] for cells in sheet.iter_rows()))


def _written(
    sheet: Any,  # noqa: ANN401  # of the reader
    out: SupportsWrite,
    wanted: Collection[str] | None,
) -> bool:
    """Write a sheet's table, if it has one: a header and a row below it, in two columns."""
    rows = _rows(sheet)
    names, first = next(rows, []), next(rows, [])
    if sum(map(any, zip(names, first, strict=False))) <= 1:
        return False
    named = max(place for place, name in enumerate(names, 1) if name)
    nameless = named < len(names) and any(any(row[named:]) for row in _rows(sheet))
    width = len(names) if nameless else named
    # In quotes, no mark in a name is taken for what separates the cells.
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(names[:width])
    kept = [wanted is None or name in wanted for name in names[:width]]
    body = (_only(row, kept) for row in chain([first], rows))
    csv.writer(out, lineterminator="\n").writerows(body)
    return True


def _only(row: Sequence[str], kept: Sequence[bool]) -> list[str]:
    """A row with the cells of other columns left empty."""
    return [cell if keep else "" for cell, keep in zip(row, kept, strict=False)]


TASKS: Final[Mapping[str, Task]] = {"table": table}
