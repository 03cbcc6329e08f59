"""What a log says of single people goes with its file: only counts of mapped columns are left."""

import gc
import gzip
import io
import logging
import pickle
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import evenhand
from components import files, upload
from components.roles_form import Meaning
from evenhand import roles, sources
from evenhand.audit import opened_log
from evenhand.review import parse
from evenhand.sandbox import workbook as in_process
from tests.input import making, workbooks
from tests.test_components import NOTHING

UNMAPPED: Final = "QZX-NOTE"
CASE: Final = "QZX-CASE"
NAMES: Final = (*making.COLUMNS, "id", "note")
KEYS: Final = making.keys(columns={"id": "id"})


def _table(size: int = 60) -> list[tuple[Any, ...]]:
    return [(*row, f"{CASE}{i}", f"{UNMAPPED}{i}") for i, row in enumerate(making.rows(size))]


def _csv(path: Path) -> None:
    path.write_text(making.table(_table(), NAMES), encoding="utf-8")


def _gz(path: Path) -> None:
    path.write_bytes(gzip.compress(making.table(_table(), NAMES).encode()))


def _parquet(path: Path) -> None:
    pd.DataFrame(_table(), columns=list(NAMES)).to_parquet(path)


def _xlsx(path: Path) -> None:
    numbers = [[int(c) if isinstance(c, bool) else c for c in row] for row in _table()]
    workbooks.write(path, workbooks.sheet([list(NAMES), *numbers]))


WRITERS: Final[dict[str, Callable[[Path], None]]] = {
    "csv": _csv, "csv.gz": _gz, "parquet": _parquet, "xlsx": _xlsx,
}  # fmt: skip


def test_no_unmapped_cell_and_no_case_id_is_in_what_is_kept(tmp_path: Path) -> None:
    """Of a column without a role, and of the cases' numbers, no value is in tally or findings."""
    _csv(tmp_path / "log.csv")
    audit = evenhand.open(parse(KEYS | {"data": {"path": "log.csv"}}, folder=tmp_path))
    left = pickle.dumps(audit.tally) + audit.findings().to_json().encode()
    assert b"F" in left
    assert UNMAPPED.encode() not in left
    assert CASE.encode() not in left


@pytest.mark.parametrize("kind", WRITERS)
def test_only_mapped_columns_leave_the_reader(kind: str, tmp_path: Path) -> None:
    """Of the others nothing is there to be asked for, whatever kind of file it was."""
    path = tmp_path / f"log.{kind}"
    WRITERS[kind](path)
    log = opened_log(parse(KEYS | {"data": {"path": path.name}}, folder=tmp_path))
    assert log.source.frame.collect_schema().names() == [f"c{place}" for place in range(5)]
    assert log.source.names == NAMES
    read = sources.from_file(path, {"id", "note"}).frame.collect()
    assert read.columns == ["c4", "c5"]
    assert {str(cell)[:8] for cell in read["c5"].to_list()} == {UNMAPPED}


def test_a_process_that_reads_a_workbook_says_nothing_of_other_columns(tmp_path: Path) -> None:
    """Their cells stay behind the walls; their names come, so that a wrong one can be told."""
    _xlsx(tmp_path / "log.xlsx")
    for wanted, found in ((["sex", "id"], 0), (None, 60), (["note"], 60)):
        out = io.StringIO()
        in_process.convert((tmp_path / "log.xlsx").read_bytes(), out, wanted)
        assert out.getvalue().count(UNMAPPED) == found
        assert '"note"' in out.getvalue()


CELL: Final = st.sampled_from(["a", "", '"q,1"', '"l\nx"', '"d""d"', "\t", "é", " "])
ROWS: Final = st.lists(st.lists(CELL, min_size=1, max_size=6).map(",".join), min_size=1)


@given(ROWS, st.sets(st.sampled_from("abcdx")))
def test_what_is_not_wanted_changes_nothing_of_the_rest(
    tmp_path_factory: pytest.TempPathFactory, rows: list[str], wanted: set[str]
) -> None:
    """The same rows are used and reported, with the same cells, however many columns are read."""
    path = tmp_path_factory.mktemp("log") / "log.csv"
    path.write_text("\n".join(["a,b,c,d", "1,2,3,4", *rows]), encoding="utf-8")
    whole, part = sources.from_file(path), sources.from_file(path, wanted)
    assert part.rows_reported == whole.rows_reported
    table, some = whole.frame.collect(), part.frame.collect()
    assert len(some) == len(table)
    for name in wanted - {"x"}:
        assert some[part.inner(name)].to_list() == table[whole.inner(name)].to_list()


def _held(mark: str) -> Iterator[str]:
    """Where in this process a text holds a mark: the kinds of things that hold it."""
    gc.collect()
    for holder in gc.get_objects():
        for text in gc.get_referents(holder):
            found = isinstance(text, str | bytes | bytearray) and (
                mark in text if isinstance(text, str) else mark.encode() in text
            )
            if found and not (isinstance(text, str) and text == mark):
                yield type(holder).__name__


def test_after_an_upload_is_counted_nothing_of_unmapped_cells_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """In no object of the process, what is kept, the log, or any file: neither cells nor ids."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    marks = [f"{UNMAPPED[:3]}-HEAP-{part}" for part in "NC"]
    data = making.table(
        [(*row, f"{marks[1]}{i}", f"{marks[0]}{i}") for i, row in enumerate(making.rows(60))], NAMES
    ).encode()
    found = ("protected", "label", "baseline_prediction", "model_score", "id", "ignore")
    guesses = tuple(
        roles.Guess(name, role, "", (), 2) for name, role in zip(NAMES, found, strict=True)
    )
    there = [data]
    assert [*_held(marks[0])] == ["list"]  # it is found where it is: the file itself
    with caplog.at_level(logging.DEBUG):
        with files.on_disk(data, "csv") as path:
            assert roles.guess(sources.from_file(path))
        kept = upload.counted(
            data, "csv", Meaning(guesses, "t", {}, "1", positive_is_good=True), NOTHING
        )
    del data, there
    for mark in marks:
        assert [*_held(mark)] == []
        assert mark.encode() not in pickle.dumps((kept.tally, kept.keys))
        assert mark not in kept.findings.to_json() + caplog.text
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
