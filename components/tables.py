"""The numbers behind a chart, as a real table on the page."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import streamlit as st

from evenhand.spreadsheet import Cell

_NONE: Final = "\u2013"
_FINEST: Final = 4  # decimals
_MOST: Final = 200  # rows on a page; the file has them all
_MIXED: Final = frozenset({"Number", "Amount"})  # heads of columns that hold a thing a row
_FOLDER: Final = Path(__file__).resolve().parent

_table = st.components.v2.component(
    "evenhand.table",
    css=(_FOLDER / "table.css").read_text(encoding="utf-8"),
    js=(_FOLDER / "table.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def show(columns: Sequence[str], rows: Sequence[Sequence[Cell]], *, name: str, key: str) -> None:
    """Draw a real table whose cells are text and never markup; on a telephone, one card a row.

    Args:
        columns: the heads.
        rows: one cell a column.
        name: what a screen reader calls it.
        key: its name on the page, once a page.
    """
    told = zip(columns, zip(*rows[:_MOST], strict=True), strict=True) if rows else ()
    cells = list(zip(*(_written(head, column) for head, column in told), strict=True))
    _table(data={"name": name, "columns": list(columns), "rows": cells}, key=f"table-{key}")
    if len(rows) > _MOST:
        st.text(f"These are {_MOST} of {len(rows):,} rows; the file has them all.")


def _written(head: str, column: Sequence[Cell]) -> list[str]:
    """A column's cells: alike, or each by itself where they are numbers of different things."""
    return [said(cell) for cell in column] if head in _MIXED else even(column)


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


def even(column: Sequence[Cell]) -> list[str]:
    """A column whose fractions all have as many decimals: three digits of the smallest of them.

    >>> even([9.123, 15.12, None]) == ["9.12", "15.12", "\u2013"], even([97.0, 100.0])
    (True, ['97', '100'])
    """
    fractions = [cell for cell in column if isinstance(cell, float) and math.isfinite(cell)]
    if all(cell == round(cell) for cell in fractions):
        return [said(cell) for cell in column]
    least = min(abs(cell) for cell in fractions if cell)
    decimals = min(max(2 - math.floor(math.log10(least)), 1), _FINEST)
    return [f"{c:,.{decimals}f}" if isinstance(c, float) else said(c) for c in column]
