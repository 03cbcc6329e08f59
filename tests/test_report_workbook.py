"""The workbook as a program that opens it shows it."""

import io
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
