"""An Excel workbook is read like the same table as CSV, and a hostile one costs one line."""

import io
from pathlib import Path
from typing import Any, Final
from unittest.mock import Mock

import pytest

from evenhand import sources, workbook
from evenhand.errors import InputError
from evenhand.sandbox import RefusedError
from evenhand.sandbox import workbook as in_process
from tests.input import making, workbooks
from tests.input.workbooks import DATE, MOMENT, raw, sheet, write

ROWS: Final = [list(row) for row in making.rows(60)]
TABLE: Final = [list(making.COLUMNS), *ROWS]
HOSTILE: Final[dict[str, tuple[workbooks.Maker, str]]] = {
    "one cell far away": (workbooks.one_cell_bomb, "more memory or time"),
    "a zip bomb": (workbooks.zip_bomb, "more memory or time"),
    "a zip bomb of shared texts": (workbooks.string_zip_bomb, "more memory or time"),
    "one text in many cells": (workbooks.string_bomb, "more memory or time"),
    "very many parts": (workbooks.many_parts, "more memory or time"),
    "a zip that lies about its size": (workbooks.lying_zip, "damaged"),
    "XML entities": (workbooks.entities, "damaged"),
    "half a file": (workbooks.truncated, "damaged"),
    "another file under this name": (workbooks.no_zip, "no Excel workbook"),
    "another archive": (workbooks.no_workbook, "no Excel workbook"),
    "a password": (workbooks.protected, "password"),
    "no cell": (lambda path: write(path, ""), "no sheet holds a table"),
    "a header only": (lambda path: write(path, sheet([["a", "b"]])), "no sheet holds a table"),
    "one column": (lambda path: write(path, sheet([["a"], [1], [2]])), "no sheet holds a table"),
    "a column without a name": (
        lambda path: write(path, sheet([["a", None], [1, 2]])), "column 2 has no name"
    ),
    "two columns of one name": (
        lambda path: write(path, sheet([["a", "a"], [1, 2]])), "columns 1 and 2"
    ),
}  # fmt: skip


def read(path: Path) -> list[list[Any]]:
    """The names and rows that are read from a workbook."""
    source = sources.from_file(path)
    return [list(source.names), *map(list, source.frame.collect().rows())]


def problems(path: Path) -> str:
    """What is said about reading a workbook."""
    return "\n".join(problem.message for problem in sources.from_file(path).problems)


def without_fingerprint(document: dict[str, Any]) -> dict[str, Any]:
    """A findings document, but for which file it was."""
    return document | {"review": document["review"] | {"fingerprint": None}}


def test_a_workbook_gives_the_findings_of_the_same_table_as_csv(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever is counted, the file's kind does not matter; only the fingerprint is its own."""
    as_csv = making.saved(tmp_path, making.table(ROWS))
    expected = making.run(capsys, as_csv).document
    write(tmp_path / "log.xlsx", sheet(TABLE))
    as_excel = making.review(tmp_path, making.keys(data={"path": "log.xlsx"}))
    found = making.run(capsys, as_excel).document
    assert without_fingerprint(found) == without_fingerprint(expected)
    assert found["review"]["fingerprint"] == sources.fingerprint(tmp_path / "log.xlsx")
    assert found["review"]["fingerprint"] != expected["review"]["fingerprint"]


def test_numbers_dates_and_truth_values_are_read_by_value(tmp_path: Path) -> None:
    """Not as they are shown: 1.0 is 1, a date is ISO, a truth value 1 or 0."""
    cells = [
        raw("<v>45000</v>", DATE), raw("<v>45000.75</v>", MOMENT), True, False, 3.0, 0.1, -2,
        raw("<f>1+1</f><v>2</v>"), " text, “quoted” ", "two\nlines", raw("<v>1E-3</v>"),
    ]  # fmt: skip
    path = write(tmp_path / "a.xlsx", sheet([[f"c;{i}" for i, _ in enumerate(cells)], cells]))
    assert read(path)[1] == [
        "2023-03-15", "2023-03-15 18:00:00", "1", "0", "3", "0.1", "-2",
        "2", "text, “quoted”", "two\nlines", "0.001",
    ]  # fmt: skip


def test_shared_texts_are_read(tmp_path: Path) -> None:
    """A text that the workbook keeps once stands in every cell that uses it."""
    shared = "<sst><si><t>a</t></si><si><r><t>b</t></r><r><t>c</t></r></si></sst>"
    rows = [[raw(f"<v>{i}</v>", ' t="s"') for i in pair] for pair in ((0, 1), (1, 0))]
    path = write(tmp_path / "a.xlsx", sheet(rows), parts={"xl/sharedStrings.xml": shared})
    assert read(path) == [["a", "bc"], ["bc", "a"]]


def test_blank_rows_and_columns_around_a_table_are_left_out(tmp_path: Path) -> None:
    """Before, between and after; a cell that shows nothing is nothing."""
    empty = raw('<f>""</f><v></v>', ' t="str"')
    rows: list[list[Any]] = [["a", "b", None], [1, 2, empty], [None, " ", empty], [3, None, empty]]
    path = write(tmp_path / "a.xlsx", sheet(rows, first=4, left=2))
    assert read(path) == [["a", "b"], ["1", "2"], ["3", None]]
    assert not problems(path)


def test_every_row_is_read_or_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A short row has empty cells; none is lost."""
    rows = [*TABLE, ["F", 1], [None, None, None, 0.5]]
    making.review(tmp_path, making.keys(data={"path": "log.xlsx"}))
    write(tmp_path / "log.xlsx", sheet(rows))
    check = making.run(capsys, tmp_path / "review.toml").document["data_check"]
    assert check["rows_read"] == check["rows_used"] + check["rows_reported"] == len(rows) - 1


def test_the_first_sheet_in_sight_with_a_table_is_read_and_named(tmp_path: Path) -> None:
    """Hidden sheets and covers are passed over; with several sheets the choice is said."""
    table = sheet([["a", "b"], [1, 2]])
    path = write(
        tmp_path / "a.xlsx",
        sheet([["x", "y"], [8, 9]]), sheet([["A cover"]]), table, sheet([["c", "d"], [5, 6]]),
        names=["Secret", "Cover", "Log 2026", "Old"], states={"Secret": "hidden"},
    )  # fmt: skip
    assert read(path) == [["a", "b"], ["1", "2"]]
    assert problems(path) == "The workbook has 4 sheets; “Log 2026” is the first with a table."
    assert not problems(write(tmp_path / "b.xlsx", table))


def test_a_sheet_with_a_name_of_any_length_is_read(tmp_path: Path) -> None:
    """Excel allows 31 letters; a workbook made by hand may have more than what is said holds."""
    table = sheet([["a", "b"], [1, 2]])
    path = write(tmp_path / "a.xlsx", table, table, names=["x" * 70_000, "y"])
    assert read(path) == [["a", "b"], ["1", "2"]]
    assert len(problems(path)) < 200


def test_formulas_errors_and_merged_cells_are_said(tmp_path: Path) -> None:
    """What is empty although it does not look so is counted."""
    unsaved = (raw("<f>A1*2</f>"), raw("<f>A1*2</f><v></v>"), raw('<f t="shared" si="0"/><v/>'))
    rows: list[list[Any]] = [
        ["a", "b"],
        *([i, formula] for i, formula in enumerate(unsaved)),
        [7, raw("<v>#N/A</v>", ' t="e"')],
        [8, raw('<f>""</f><v></v>', ' t="str"')],
        [9, raw("<f>A1</f><v>4</v>")],
    ]
    merged = '<mergeCells count="1"><mergeCell ref="A4:A5"/></mergeCells>'
    said = sources.from_file(write(tmp_path / "a.xlsx", sheet(rows), after=merged)).problems
    assert [problem.rows for problem in said] == [3, 1, 1]
    words = ("saved", "#N/A", "merged")
    assert all(word in problem.message for word, problem in zip(words, said, strict=True))


def test_a_full_sheet_is_said(tmp_path: Path) -> None:
    """Excel cuts a longer table off at the last row that a sheet has."""
    last = '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    said = problems(write(tmp_path / "a.xlsx", sheet([["a", "b"], [1, 2]]) + last))
    assert said == "The sheet is full: Excel holds no more rows, so later ones may be missing."


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_costs_one_line(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command ends with code 2 and one short line that names the file; this process lives."""
    make, expected = HOSTILE[name]
    file = make(tmp_path / f"{'long name ' * 12}.xlsx")
    line = making.run(capsys, making.review(tmp_path, making.keys(data={"path": file.name}))).line
    assert expected in line
    assert "long name" in line
    assert len(line) < 200


@pytest.mark.parametrize("said", [{}, {"other": 1}, {"name": 1}])
def test_a_process_that_answers_otherwise_costs_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: dict[str, Any]
) -> None:
    """Whatever else it says is no answer, and no fault of ours either."""
    usual = {"sheets": 1, "rows": 2, "merged": 0, "no_value": 0, "errors": 0}
    monkeypatch.setattr(workbook, "_SANDBOX", Mock(ask=Mock(return_value=said and usual | said)))
    path = write(tmp_path / "log.xlsx", "")
    with pytest.raises(InputError, match="damaged or no Excel workbook"), workbook.as_text(path):
        pass


def test_the_child_writes_the_table_and_says_what_it_was(tmp_path: Path) -> None:
    """Names in quotes, so that no mark in them separates cells; facts beside the table."""
    out = io.StringIO()
    path = write(tmp_path / "a.xlsx", sheet([["a;b;c", "d"], [1, "x,y"]]))
    said = in_process.convert(path.read_bytes(), out)
    assert out.getvalue() == '"a;b;c","d"\n1,"x,y"\n'
    assert said == {
        "name": "Sheet1", "sheets": 1, "rows": 2, "merged": 0, "no_value": 0, "errors": 0
    }  # fmt: skip


@pytest.mark.parametrize("make", [workbooks.string_zip_bomb, workbooks.many_parts])
def test_the_child_refuses_what_would_be_too_large_before_it_reads_it(
    make: workbooks.Maker, tmp_path: Path
) -> None:
    """The list of an archive's contents is enough to say so."""
    with pytest.raises(RefusedError, match="limits"):
        in_process.convert(make(tmp_path / "a.xlsx").read_bytes(), io.StringIO())
