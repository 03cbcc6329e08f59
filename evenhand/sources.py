"""Where a decision log comes from: a file through DuckDB, or any frame that Narwhals reads.

Whatever it was, what comes out is a `Source`: a lazy frame whose columns are called c0, c1, …
so that no name a user chose is ever part of a query, and an account of every row.
"""

import hashlib
import zlib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, TypeAlias

import duckdb
import narwhals as nw
import pyarrow as pa

from evenhand import delimited
from evenhand.engine import locked
from evenhand.errors import InputError
from evenhand.workbook import Sheet, as_text

_FULL_SHEET: Final = 1 << 20  # rows
type_of_frame = nw.LazyFrame[Any]
Wanted: TypeAlias = Collection[str] | None


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
        frame: the rows, lazily, in columns c0, c1, …; only those that are wanted.
        names: the columns' own names, of all that the file has, in that order.
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

    def only(self, wanted: Collection[str]) -> "Source":
        """The same rows with these columns alone; no query can ask for another any more.

        Args:
            wanted: their names.
        """
        kept = [f"c{place}" for place in places(self.names, wanted)]
        return replace(self, frame=self.frame.select(*kept)) if kept else self


def places(names: Sequence[str], wanted: Wanted) -> tuple[int, ...]:
    """Which columns are wanted, by their places; all where nothing is said.

    >>> places(("a", "b", "c"), {"c", "a"}), places(("a", "b"), None)
    ((0, 2), (0, 1))
    """
    return tuple(n for n, name in enumerate(names) if wanted is None or name in wanted)


def from_file(path: Path, wanted: Wanted = None) -> Source:
    """Open a decision log file: CSV, TSV (each also .gz), Parquet or Excel.

    Args:
        path: of the file.
        wanted: the columns that are read; of the others only the names are. All where not given.

    Raises:
        InputError: there is no such file, or it is not a table.
    """
    _check_readable(path)
    name = path.name.lower()
    reader = next((read for endings, read in _READERS.items() if name.endswith(endings)), None)
    if reader is None:
        known = "CSV, TSV (also .gz), Parquet or Excel (.xlsx)"
        raise InputError(f"not a kind of file that can be read; expected {known}", where=path.name)
    return reader(path, wanted)


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


def collected(frame: type_of_frame, where: str, what: str = "read") -> pa.Table:
    """Run a query; whatever the engine says of a failure may quote the data, so it is not shown.

    Args:
        frame: the query.
        where: what to call the log in an error.
        what: was to be done with it.

    Raises:
        InputError: the engine cannot answer it.
    """
    try:
        return frame.collect().to_arrow()
    except Exception as error:  # noqa: BLE001  # every engine has errors of its own
        message = f"the columns cannot be {what} ({type(error).__name__}); check their types"
        raise InputError(message, where=where) from None


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file, as `sha256:…`."""
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


def _parquet(path: Path, wanted: Wanted) -> Source:
    try:
        rows = locked(path).from_parquet(str(path))
        names = tuple(rows.columns)
        kept = rows.project(_projected(names, wanted))
        first = kept.limit(1).fetchall()
    except (duckdb.Error, RuntimeError, UnicodeError):  # a name that is no text is the latter two
        raise InputError("not a readable Parquet file", where=path.name) from None
    delimited.check_distinct(names, path.name)
    if not first:
        raise InputError("has columns but no rows", where=path.name)
    return Source(nw.from_native(kept), names, path.name, fingerprint=fingerprint(path))


def _projected(names: Sequence[str], wanted: Wanted) -> str:
    """The wanted columns by their inner names; where there is none, the rows alone."""
    kept = (f"{_quoted(names[place])} AS c{place}" for place in places(names, wanted))
    return ", ".join(kept) or _NOTHING


def _text(path: Path, wanted: Wanted) -> Source:
    try:
        with delimited.prepared(path) as (file, dialect):
            rows, used = _loaded(file, dialect, wanted)
    except (duckdb.Error, zlib.error, OSError, EOFError):
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


def _workbook(path: Path, wanted: Wanted) -> Source:
    with as_text(path, wanted) as (table, sheet):
        source = _text(table, wanted)
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
            yield Problem("warning", None, count, f"{message}.")


def _short(name: str) -> str:
    """A sheet's name in one line; Excel allows 31 letters, a file any number."""
    return "".join(mark if mark.isprintable() else " " for mark in name[:40])


def _loaded(
    file: Path, dialect: delimited.Dialect, wanted: Wanted
) -> tuple[duckdb.DuckDBPyRelation, int]:
    """Read the rows that have as many cells as the header, as text, into the engine.

    A row's cells are counted, and those of a column that is not wanted left where they are.
    """
    connection = locked(file)
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(len(dialect.names)))
    kept = ", ".join(f"c{place}" for place in places(dialect.names, wanted)) or _NOTHING
    connection.execute(
        f"""CREATE TEMP TABLE log AS SELECT {kept} FROM read_csv(?, header = true,
        auto_detect = false, columns = {{{columns}}}, delim = ?, quote = '"', escape = '"',
        new_line = ?, ignore_errors = true, null_padding = false, max_line_size = 10000000)""",  # noqa: S608  # c0, c1, …
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


_NOTHING: Final = "NULL AS nothing"
_READERS: Final[dict[tuple[str, ...], Callable[[Path, Wanted], Source]]] = {
    (".parquet", ".pq"): _parquet,
    (".xlsx", ".xlsm"): _workbook,
    (".csv", ".csv.gz", ".tsv", ".tsv.gz", ".txt", ".txt.gz"): _text,
}
