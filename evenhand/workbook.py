"""A workbook's table as text: read in a sandboxed process, which a hostile file may take down."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, get_type_hints

from evenhand.errors import InputError
from evenhand.sandbox import RefusedError, Sandbox

_SANDBOX: Final = Sandbox("evenhand.sandbox.workbook")
_ZIP: Final = b"PK\x03\x04"
_COMPOUND: Final = b"\xd0\xcf\x11\xe0"  # of older workbooks, and of any with a password

_NO_WORKBOOK: Final = "is damaged or no Excel workbook; save it as CSV"
_PASSWORD: Final = "has a password or is an older kind of workbook; save it as CSV"  # noqa: S105  # a sentence
_SAID: Final[Mapping[str, str]] = {
    "broken": _NO_WORKBOOK,
    "busy": "other workbooks are being read; try again shortly",
    "limits": "takes more memory or time than a workbook is given; save it as CSV",
    "no table": "no sheet holds a table: a header, and a row below it",
    "password": _PASSWORD,
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read of a workbook, beside the table itself.

    Attributes:
        name: the sheet's.
        sheets: how many the workbook has.
        rows: the last row that is used, counted from 1.
        merged: areas of merged cells on the sheet.
        no_value: formulas that were saved without their value, on all sheets.
        errors: cells that hold an error, on all sheets.
    """

    name: str
    sheets: int
    rows: int
    merged: int
    no_value: int
    errors: int


@contextmanager
def as_text(path: Path, wanted: Collection[str] | None = None) -> Iterator[tuple[Path, Sheet]]:
    """The first table of a workbook as a CSV file, which is gone when the block ends.

    The file has the workbook's name, so that whatever is said of the table names the workbook.

    Args:
        path: the workbook.
        wanted: the columns whose cells leave the process that reads it; all where not given.

    Raises:
        InputError: no workbook, protected, without a table, or beyond the limits.
    """
    _check_start(path)
    said = {"wanted": None if wanted is None else sorted(wanted)}
    with TemporaryDirectory(prefix="evenhand-") as folder:
        table = Path(folder) / path.name
        with table.open("wb") as out:
            try:
                found = _SANDBOX.ask("table", said, [path.read_bytes()], out)
            except RefusedError as refused:
                message = _SAID.get(refused.why, _NO_WORKBOOK)
                raise InputError(message, where=path.name) from None
        yield table, _sheet(found, path)


def _sheet(found: dict[str, Any], path: Path) -> Sheet:
    """What the process says of the sheet; whatever else it says is no answer."""
    if {name: type(value) for name, value in found.items()} != get_type_hints(Sheet):
        raise InputError(_NO_WORKBOOK, where=path.name)
    return Sheet(**found)


def _check_start(path: Path) -> None:
    """Refuse what cannot be a workbook before a process is started for it."""
    with path.open("rb") as file:
        start = file.read(len(_ZIP))
    if start == _COMPOUND:
        raise InputError(_PASSWORD, where=path.name)
    if start != _ZIP:
        raise InputError(_NO_WORKBOOK, where=path.name)
