"""A table as a file for a spreadsheet, in which no cell is a formula."""

import csv
import io
from collections.abc import Sequence
from typing import Final

Cell = str | int | float | None

_FORMULA: Final = (*"=+-@\t\r\n", *"\uff1d\uff0b\uff0d\uff20")  # full-width ones count, too


def as_csv(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    r"""A table as CSV; no cell is a formula to a spreadsheet.

    Args:
        columns: the heads.
        rows: one cell a column.

    >>> as_csv(["=a"], [["=1+1"], [-2]])
    b"'=a\r\n'=1+1\r\n-2\r\n"
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([_harmless(cell) for cell in row] for row in (columns, *rows))
    return text.getvalue().encode()


def _harmless(cell: Cell) -> Cell:
    """A text that a spreadsheet would run gets a mark before it; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
