"""The numbers behind a chart: a real table on the page, and a file for a spreadsheet."""

import csv
import io
from collections.abc import Sequence
from typing import Final

import pandas as pd
import streamlit as st

from components.text import inert

Cell = str | int | float | None

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_NONE: Final = "\u2013"
_NO_ROOM: Final = "\u2060"
_MOST: Final = 200  # rows on a page; the file has them all


def show(columns: Sequence[str], rows: Sequence[Sequence[Cell]], *, alt: str) -> None:
    """Draw a table whose every cell is inert text.

    Args:
        columns: the heads.
        rows: one cell a column.
        alt: what the table is called by a screen reader.
    """
    cells = [[inert(said(cell)) for cell in row] for row in rows[:_MOST]]
    st.table(pd.DataFrame(cells, columns=_heads(columns)), alt=alt)
    if len(rows) > _MOST:
        st.text(f"These are {_MOST} of {len(rows):,} rows; the file has them all.")


def said(cell: Cell) -> str:
    r"""A cell as a reader wants it: thousands apart, four digits of a fraction, a dash for nothing.

    >>> said(12345), said(0.123456), said(None), said("a"), said(1234.5678)
    ('12,345', '0.1235', '\u2013', 'a', '1,235')
    """
    if cell is None:
        return _NONE
    if isinstance(cell, float):
        return f"{cell:,.0f}" if abs(cell) >= 1000 else f"{cell:.4g}"  # noqa: PLR2004
    return f"{cell:,}" if isinstance(cell, int) else cell


def as_csv(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    r"""The same as CSV; no cell is a formula to a spreadsheet.

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


def _heads(columns: Sequence[str]) -> list[str]:
    """Heads as inert text; two that read alike differ by signs that take no room."""
    names = [inert(name) for name in columns]
    return [f"{name}{_NO_ROOM * names[:place].count(name)}" for place, name in enumerate(names)]


def _harmless(cell: Cell) -> Cell:
    """A text that a spreadsheet would run gets a mark before it; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
