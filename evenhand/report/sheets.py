"""One sheet of the workbook, written from top to bottom: text, counts, and formulas over them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from evenhand.figures import Cell
from evenhand.plots.style import LIGHT

_WIDEST: Final = 60
_NUMBERS: Final = {", counted": "#,##0", ", round": "General", "": "#,##0.####"}
"""How a number looks, by what it is: `0.####` would end a whole one with a point in Excel."""

_LARGE: Final = 10_000  # from here on nobody reads what is after the point
_CHANGEABLE: Final = {"font_color": LIGHT.blue, "bg_color": "#F3F5F7"}


_MOST_COLUMNS: Final = 16_384  # of a sheet in Excel


@dataclass(frozen=True, slots=True)
class Formula:
    """What a cell works out, and what that was when the file was written."""

    text: str
    value: float | str


@dataclass(frozen=True, slots=True)
class Input:
    """A number that may be changed: a count, a price, a limit."""

    value: float


Entry = Cell | Formula | Input


def after(texts: int) -> range:
    """All columns after the first ones, which are of text.

    >>> 2 in after(2), 1 in after(2)
    (True, False)
    """
    return range(texts, _MOST_COLUMNS)


def numeric(rows: Sequence[Sequence[Cell]]) -> list[int]:
    """The columns that hold numbers, and nothing else but gaps."""
    told = ([cell for cell in column if cell is not None] for column in zip(*rows, strict=True))
    return [
        place for place, cells in enumerate(told)
        if cells and all(isinstance(cell, int | float) for cell in cells)
    ]  # fmt: skip


class Book:
    """A workbook without a time of making, in which no text is a formula or a link."""

    def __init__(self, target: Any) -> None:  # noqa: ANN401  # anything to write to
        asked = {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.file: Any = Workbook(target, {"in_memory": True, **asked})
        base = {"font_name": "Arial", "font_size": 10, "valign": "top"}
        self._looks = {
            "text": self.file.add_format(base),
            "long": self.file.add_format(base | {"text_wrap": True}),
            "title": self.file.add_format(base | {"bold": True, "font_size": 14}),
            "part": self.file.add_format(base | {"bold": True, "font_size": 11}),
            "head": self.file.add_format(base | {"bold": True, "text_wrap": True, "bottom": 1}),
            "number head": self.file.add_format(
                base | {"bold": True, "text_wrap": True, "bottom": 1, "align": "right"}
            ),
            "share": self.file.add_format(base | {"num_format": "0.00%"}),
        }
        for end, shown in _NUMBERS.items():
            self._looks[f"number{end}"] = self.file.add_format(base | {"num_format": shown})
            self._looks[f"input{end}"] = self.file.add_format(
                base | _CHANGEABLE | {"num_format": shown}
            )

    def look(self, name: str) -> Any:  # noqa: ANN401  # the library's own
        """A format by its name."""
        return self._looks[name]

    def sheet(self, name: str) -> "Sheet":
        """A new sheet, which prints on one page across."""
        made = self.file.add_worksheet(name)
        made.set_landscape()
        made.set_paper(9)
        made.fit_to_pages(1, 0)
        made.hide_gridlines(2)
        made.set_footer("&L&A&R&P / &N")
        return Sheet(self, made)


class Sheet:
    """A sheet and the next free row."""

    def __init__(self, book: Book, sheet: Any) -> None:  # noqa: ANN401  # the library's own
        self._book, self._sheet, self.row = book, sheet, 0
        self._widths: dict[int, int] = {}

    def line(self, text: str, look: str = "text") -> None:
        """A text in the first column."""
        self._sheet.write_string(self.row, 0, text, self._book.look(look))
        self.row += 1

    def gap(self) -> None:
        """An empty row."""
        self.row += 1

    def head(
        self, columns: Sequence[str], numbers: Collection[int] = (), *, frozen: bool = False
    ) -> None:
        """The heads of the rows that follow.

        Args:
            columns: from left to right.
            numbers: which of them hold numbers, counted from 0; they stand to the right.
            frozen: whether they stay in sight, and stand on every page on paper.
        """
        for column, text in enumerate(columns):
            look = "number head" if column in numbers else "head"
            self._sheet.write_string(self.row, column, text, self._book.look(look))
            self._wide(column, max(min(len(text), 14), *map(len, text.split() or [""])))
        # How high a head is, not every program works out.
        sizes = ((len(text), self._widths[column] + 1) for column, text in enumerate(columns))
        self._sheet.set_row(self.row, 14.0 * min(max(-(-long // wide) for long, wide in sizes), 6))
        self.row += 1
        if frozen:
            self._sheet.freeze_panes(self.row, 1)
            self._sheet.repeat_rows(self.row - 1)

    def add(self, entries: Sequence[Entry], shares: Sequence[int] = ()) -> None:
        """A row of cells.

        Args:
            entries: from left to right.
            shares: the columns that are shares of 1.
        """
        for column, entry in enumerate(entries):
            self._write(column, entry, "share" if column in shares else "number")
        self.row += 1

    def at(self, column: int, row: int | None = None) -> str:
        """The address of a cell of the row that is written next, or of another."""
        return str(xl_rowcol_to_cell(self.row if row is None else row, column))

    def done(self) -> None:
        """Each column as wide as what stands in it."""
        for column, letters in self._widths.items():
            self._sheet.set_column(column, column, min(letters, _WIDEST) + 2)

    def _write(self, column: int, entry: Entry, look: str) -> None:
        row, value = self.row, entry.value if isinstance(entry, Formula | Input) else entry
        how = self._book.look(look if look == "share" else f"{look}{_kind(value)}")
        if isinstance(entry, Formula):
            self._sheet.write_formula(row, column, entry.text, how, value)
        elif isinstance(entry, Input):
            changed = self._book.look(f"input{_kind(value)}")
            self._sheet.write_number(row, column, value, changed)
        elif isinstance(entry, str):
            self._sheet.write_string(row, column, entry, self._book.look("text"))
            self._wide(column, len(entry))
        elif entry is not None:
            self._sheet.write_number(row, column, entry, how)

    def _wide(self, column: int, letters: int) -> None:
        self._widths[column] = max(self._widths.get(column, 9), letters)


def _kind(value: Cell) -> str:
    """How a number is to look; an end of a name in `_NUMBERS`."""
    if isinstance(value, int):
        return ", counted"
    if isinstance(value, float) and abs(value) >= _LARGE:
        return ", counted"
    return ", round" if isinstance(value, float) and value.is_integer() else ""
