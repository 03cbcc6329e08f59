"""Read one sheet of a workbook in a process of its own: `python -I workbook_child.py FILE`.

A workbook of a few bytes can make its reader ask for any amount of memory, or abort. So it is read
here, under limits, and nothing else of the package is imported. The table goes to standard output
as CSV, what is to be said of it to standard error as JSON; the exit code says why there is none.
"""

import csv
import datetime as dt
import json
import re
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from enum import IntEnum
from itertools import chain
from pathlib import Path
from typing import IO, Any, Final

_MB: Final = 1 << 20
MEMORY: Final = 2048 * _MB
SECONDS: Final = 20
UNPACKED: Final = 512 * _MB
WRITTEN: Final = 256 * _MB
_FILES: Final = 32
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


class Refusal(IntEnum):
    """Why there is no table; the exit code."""

    NO_WORKBOOK = 10
    PASSWORD = 11
    NO_TABLE = 12
    TOO_LARGE = 13


class RefusedError(Exception):
    """The workbook cannot be read, and why."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.name)
        self.why = why


def main(path: str) -> int:
    """Read a workbook, under limits.

    Args:
        path: the workbook.

    Returns:
        0, or a `Refusal`.
    """
    limit()
    try:
        with open(1, "w", encoding="utf-8", newline="", closefd=False) as out:  # no path
            said = convert(Path(path), out)
    except RefusedError as refused:
        return refused.why
    except (MemoryError, OSError):  # beyond a limit
        return Refusal.TOO_LARGE
    except Exception:  # noqa: BLE001  # whatever a broken file raises, and it may quote a cell
        return Refusal.NO_WORKBOOK
    sys.stderr.write(json.dumps(said))
    return 0


def limit() -> None:
    """Bound what this process may use; a system without such limits leaves the parent's clock."""
    try:
        import resource  # noqa: PLC0415  # not on every system
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, WRITTEN),
        (resource.RLIMIT_NOFILE, _FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(OSError, ValueError):  # a system that knows the limit but does not set it
            resource.setrlimit(what, (most, most))
    with suppress(OSError):  # where memory runs out, this process goes and not the server
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def convert(path: Path, out: IO[str]) -> dict[str, Any]:
    """Write the first table of a workbook as CSV.

    Args:
        path: the workbook.
        out: where to.

    Returns:
        What is to be said: the sheet's name, how many sheets there are, and counts of what a
        reader may not expect.

    Raises:
        RefusedError: it is protected, too large, or has no table.
    """
    from python_calamine import CalamineWorkbook, PasswordError  # noqa: PLC0415  # only here

    counted = _counted(path)
    try:
        book = CalamineWorkbook.from_path(path)
    except PasswordError:
        raise RefusedError(Refusal.PASSWORD) from None
    for sheet in _shown(book):
        if _written(sheet, out):
            found = {"merged": len(sheet.merged_cell_ranges or ()), "rows": sheet.end[0] + 1}
            return counted | found | {"name": sheet.name[:_NAME], "sheets": len(book.sheet_names)}
    raise RefusedError(Refusal.NO_TABLE)


def _counted(path: Path) -> dict[str, int]:
    """Formulas without a saved value, and cells with an error, in all sheets of the workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        if len(parts) > _PARTS or sum(part.file_size for part in parts) > UNPACKED:
            raise RefusedError(Refusal.TOO_LARGE)
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
    from python_calamine import SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415  # only here

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


def _written(sheet: Any, out: IO[str]) -> bool:  # noqa: ANN401  # a sheet of the reader
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
    csv.writer(out, lineterminator="\n").writerows(row[:width] for row in chain([first], rows))
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
