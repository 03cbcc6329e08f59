"""Where a decision log comes from: a file through DuckDB, or any frame that Narwhals reads.

Whatever it was, what comes out is a `Source`: a lazy frame whose columns are called c0, c1, …
so that no name a user chose is ever part of a query, and an account of every row.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

# isort: off
import pandas as pd  # noqa: F401  # before duckdb, whose binding else reports leaks at exit
import duckdb

# isort: on
import narwhals as nw

from evenhand import delimited
from evenhand.errors import InputError
from evenhand.workbook import Sheet, as_text

_FULL_SHEET: Final = 1 << 20  # rows
type_of_frame = nw.LazyFrame[Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about the data that a reader should know.

    Attributes:
        severity: `error`, `warning` or `note`.
        column: the column it is about, if any.
        rows: how many rows, if that is known.
        message: one sentence, without any cell's value.
    """

    severity: str
    column: str | None
    rows: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Source:
    """A table of decisions that has been found readable.

    Attributes:
        frame: the rows, lazily, in columns c0, c1, …
        names: the columns' own names, in that order.
        where: what to call it in an error.
        rows_read: records in the file, or None where counting them would be a pass of its own.
        rows_reported: records left out because they could not be read.
        problems: what is to be said about reading it.
        fingerprint: `sha256:…` of the file, None for a frame.
        decimal: the decimal mark of numbers written as text.
    """

    frame: type_of_frame
    names: tuple[str, ...]
    where: str
    rows_reported: int = 0
    problems: tuple[Problem, ...] = ()
    fingerprint: str | None = None
    decimal: str = "."

    def inner(self, name: str) -> str:
        """The internal name of a column."""
        return f"c{self.names.index(name)}"


def from_file(path: Path) -> Source:
    """Open a decision log file: CSV, TSV (each also .gz), Parquet or Excel.

    Raises:
        InputError: there is no such file, or it is not a table.
    """
    _check_readable(path)
    name = path.name.lower()
    reader = next((read for endings, read in _READERS.items() if name.endswith(endings)), None)
    if reader is None:
        known = "CSV, TSV (also .gz), Parquet or Excel (.xlsx)"
        raise InputError(f"not a kind of file that can be read; expected {known}", where=path.name)
    return reader(path)


def _check_readable(path: Path) -> None:
    try:
        if path.is_dir():
            raise InputError("is a folder; expected a file", where=path.name)
        with path.open("rb"):
            return
    except FileNotFoundError:
        raise InputError("there is no such file", where=path.name) from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=path.name[:100]) from None
    except ValueError:
        raise InputError("[data] path is no file's name", where="review") from None


def from_frame(frame: Any) -> Source:  # noqa: ANN401  # Narwhals says what it reads
    """Take any frame that Narwhals reads; one held in memory is counted by DuckDB.

    Raises:
        InputError: not such a frame, or two of its columns have one name.
    """
    try:
        given = nw.from_native(frame)
    except TypeError:
        message = "expected a frame that Narwhals reads: pandas, Polars, PyArrow, DuckDB, PySpark"
        raise InputError(message, where="frame") from None
    except nw.exceptions.DuplicateError:
        raise InputError("two columns have the same name; rename one", where="frame") from None
    names = tuple(given.collect_schema().names())
    delimited.check_distinct(names, "frame")
    lazy = given.lazy(backend="duckdb") if isinstance(given, nw.DataFrame) else given
    inner = [nw.col(name).alias(f"c{place}") for place, name in enumerate(names)]
    return Source(lazy.select(inner), names, "frame")


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file, as `sha256:…`."""
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


def _connect(file: Path) -> duckdb.DuckDBPyConnection:
    """A connection that can read this one file and nothing else."""
    connection = duckdb.connect(":memory:")
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")  # it would write into --json
    connection.execute("SET max_temp_directory_size = '8GB'")
    connection.execute("SET allowed_paths = [?]", [str(file)])
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _parquet(path: Path) -> Source:
    try:
        rows = _connect(path).from_parquet(str(path))
        first = rows.limit(1).fetchall()
    except duckdb.Error:
        raise InputError("not a readable Parquet file", where=path.name) from None
    names = tuple(rows.columns)
    delimited.check_distinct(names, path.name)
    if not first:
        raise InputError("has columns but no rows", where=path.name)
    inner = ", ".join(f"{_quoted(name)} AS c{place}" for place, name in enumerate(names))
    frame = nw.from_native(rows.project(inner))
    return Source(frame, names, path.name, fingerprint=fingerprint(path))


def _text(path: Path) -> Source:
    try:
        with delimited.prepared(path) as (file, dialect):
            rows, used = _loaded(file, dialect)
    except (duckdb.Error, OSError, EOFError):
        raise InputError("cannot be read as a table of text", where=path.name) from None
    if not used:
        raise InputError("no row has as many cells as the header", where=path.name)
    reported = dialect.records - used
    return Source(
        nw.from_native(rows),
        dialect.names,
        path.name,
        rows_reported=reported,
        problems=tuple(_said(dialect, reported)),
        fingerprint=fingerprint(path),
        decimal=dialect.decimal,
    )


def _workbook(path: Path) -> Source:
    with as_text(path) as (table, sheet):
        source = _text(table)
    said = (*_noted(sheet), *source.problems)
    return replace(source, problems=said, fingerprint=fingerprint(path))


def _noted(sheet: Sheet) -> Iterator[Problem]:
    """What a person who filled in the workbook may not expect."""
    if sheet.sheets > 1:
        name = _short(sheet.name)
        message = f"The workbook has {sheet.sheets:,} sheets; “{name}” is the first with a table."
        yield Problem("note", None, None, message)
    if sheet.rows >= _FULL_SHEET:
        message = "The sheet is full: Excel holds no more rows, so later ones may be missing."
        yield Problem("warning", None, None, message)
    for count, message in (
        (sheet.no_value, "formulas have no saved value and were read as empty; save it in Excel"),
        (sheet.errors, "cells hold an error such as #N/A and were read as empty"),
        (sheet.merged, "areas of cells are merged; only the first cell of each has a value"),
    ):
        if count:
            yield Problem("warning", None, None, f"{count:,} {message}.")


def _short(name: str) -> str:
    """A sheet's name in one line; Excel allows 31 letters, a file any number."""
    return "".join(mark if mark.isprintable() else " " for mark in name[:40])


def _loaded(file: Path, dialect: delimited.Dialect) -> tuple[duckdb.DuckDBPyRelation, int]:
    """Read the rows that have as many cells as the header, as text, into the engine."""
    connection = _connect(file)
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(len(dialect.names)))
    connection.execute(
        f"""CREATE TEMP TABLE log AS SELECT * FROM read_csv(?, header = true, auto_detect = false,
        columns = {{{columns}}}, delim = ?, quote = '"', escape = '"', new_line = ?,
        ignore_errors = true, null_padding = false, max_line_size = 10000000)""",  # noqa: S608  # c0, c1, … only
        [str(file), dialect.separator, dialect.new_line],
    )
    rows = connection.table("log")
    [[counted]] = rows.count("*").fetchall()
    return rows, int(counted)


def _said(dialect: delimited.Dialect, reported: int) -> list[Problem]:
    said = []
    if reported:
        message = "rows have more or fewer cells than the header and were left out"
        said.append(Problem("warning", None, reported, message))
    if dialect.encoding == "cp1252":
        message = "The file is not UTF-8; it was read as Western European (Windows-1252) text."
        said.append(Problem("note", None, None, message))
    return said


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


_READERS: Final[dict[tuple[str, ...], Callable[[Path], Source]]] = {
    (".parquet", ".pq"): _parquet,
    (".xlsx", ".xlsm"): _workbook,
    (".csv", ".csv.gz", ".tsv", ".tsv.gz", ".txt", ".txt.gz"): _text,
}
