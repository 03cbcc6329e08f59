"""The workbook as a program that opens it shows it."""

import io
from itertools import takewhile
from typing import Any, Final

import openpyxl
import pytest

from evenhand.report.workbook import xlsx
from tests import factory_findings as made

SHARE: Final = "0.00%"


@pytest.fixture(scope="module")
def book() -> Any:  # noqa: ANN401  # the library's own
    """The workbook of a review with everything, with what its formulas gave."""
    found = made.findings(value=made.value())
    file = io.BytesIO(xlsx(found, made.review(), made.explanation()))
    return openpyxl.load_workbook(file, data_only=True)


def test_no_whole_number_is_shown_with_a_point_at_its_end(book: Any) -> None:  # noqa: ANN401
    """Excel writes 5 as `5.` where a format has digits after the point that need not be there."""
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    whole = [c for c in cells if isinstance(c.value, int | float) and float(c.value).is_integer()]
    assert len(whole) > 100
    assert {cell.number_format for cell in whole} <= {"#,##0", "General", SHARE}


def test_every_head_stands_as_its_column_does(book: Any) -> None:  # noqa: ANN401
    """Numbers stand to the right and texts to the left, and so do what stands above them."""
    checked = 0
    for sheet in book:
        for head in (cell for row in sheet.iter_rows() for cell in row):
            if head.border.bottom.style and head.font.bold and head.value is not None:
                rows = sheet.iter_rows(min_row=head.row + 1, values_only=True)
                cells = [row[head.column - 1] for row in takewhile(any, rows)]
                told = [cell for cell in cells if cell is not None]
                numbers = [isinstance(cell, int | float) for cell in told]
                right = head.alignment.horizontal == "right"
                assert not numbers or (numbers[0] if right else not all(numbers)), (sheet, head)
                checked += 1
    assert checked > 50
