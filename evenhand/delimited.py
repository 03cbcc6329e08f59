"""What a delimited text file is like: its encoding, separator and physical records.

An engine's guesses lose rows silently, so the dialect is settled here and the records counted here.
"""

import codecs
import csv
import gzip
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import dropwhile
from pathlib import Path
from typing import IO, Final

import numpy as np
from numpy.typing import NDArray

from evenhand.errors import InputError

_CHUNK: Final = 1 << 22
_LONGEST: Final = 10_000_000
MOST_COLUMNS: Final = 1_000
_SEPARATORS: Final = ",;\t|"
_QUOTE, _NEWLINE, _RETURN = (ord(mark) for mark in '"\n\r')


@dataclass(frozen=True, slots=True)
class Dialect:
    """How to read a delimited text file.

    Attributes:
        separator: what stands between two cells.
        names: the header's names, in order.
        records: physical records below the header.
        encoding: how the file was written.
        new_line: what ends a record.
    """

    separator: str
    names: tuple[str, ...]
    records: int
    encoding: str
    new_line: str

    @property
    def decimal(self) -> str:
        """The decimal mark: where semicolons separate, commas are decimal."""
        return "," if self.separator == ";" else "."


@contextmanager
def prepared(path: Path) -> Iterator[tuple[Path, Dialect]]:
    """A delimited file as plain UTF-8 text, and how that is to be read.

    Args:
        path: a text file, perhaps gzipped.

    Raises:
        InputError: empty, not text, a header only, an unclosed quote, or two columns of one name.
    """
    with _as_utf8(path) as (file, encoding):
        header = _header(file, path.name)
        separator = max(_SEPARATORS, key=_outside_quotes(header.text).count)
        names = _names(header.text, separator, path.name)
        layout = _layout(file, separator, path.name)
        if layout.plain and not header.late:
            yield file, _dialect(separator, names, layout, encoding, path.name)
            return
        with _tidied(file, separator, path.name) as tidy:
            layout = _layout(tidy, separator, path.name)
            yield tidy, _dialect(separator, names, layout, encoding, path.name)


def _dialect(
    separator: str, names: tuple[str, ...], layout: "_Layout", encoding: str, where: str
) -> Dialect:
    if layout.records < 1:
        raise InputError("has a header but no rows below it", where=where)
    return Dialect(separator, names, layout.records, encoding, layout.new_line)


@contextmanager
def _as_utf8(file: Path) -> Iterator[tuple[Path, str]]:
    """The file as UTF-8 text without a byte-order mark, and the encoding it was found in."""
    encoding = _encoding(file)
    if encoding == "utf-8" and file.suffix.lower() != ".gz":
        yield file, encoding
        return
    with tempfile.TemporaryDirectory(prefix="evenhand-") as folder:
        copy = Path(folder) / "log.csv"
        with _opened(file) as source, copy.open("wb") as target:
            decode = codecs.getincrementaldecoder(encoding)(errors="replace").decode
            while chunk := source.read(_CHUNK):
                target.write(decode(chunk).encode())
            target.write(decode(b"", final=True).encode())
        yield copy, encoding


def _opened(file: Path) -> IO[bytes]:
    """The file's bytes, unpacked where it is gzipped."""
    if file.suffix.lower() == ".gz":
        return gzip.open(file, "rb")  # type: ignore[return-value]  # a GzipFile reads as bytes
    return file.open("rb")


def _encoding(file: Path) -> str:
    with _opened(file) as source:
        start = source.read(4)
        if start.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if start[1:2] == b"\0" and start[3:4] == b"\0":
            return "utf-16-le"
        decode = codecs.getincrementaldecoder("utf-8")().decode
        try:
            decode(start)
            while chunk := source.read(_CHUNK):
                decode(chunk)
            decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the records of a file lie.

    Attributes:
        records: how many there are below the header, blank lines left out.
        plain: whether every reader would split it alike: quotes stand only around whole cells, and
            all records end in the same way.
        new_line: what ends a record.
    """

    records: int
    plain: bool
    new_line: str


def _layout(file: Path, separator: str, where: str) -> _Layout:
    """Count the records of a UTF-8 file, and see whether any part of it could be read two ways.

    Raises:
        InputError: it is no text, or a quote is never closed in a file that is plain otherwise.
    """
    scan = _Scan(ord(separator))
    with file.open("rb") as source:
        while chunk := source.read(_CHUNK):
            if b"\0" in chunk:
                raise InputError(_NO_TEXT, where=where)
            scan.take(np.frombuffer(chunk, dtype=np.uint8))
    plain = not scan.stray and scan.returned in {0, scan.ends} and not scan.ends_in_return
    if scan.inside and plain:
        said = f"a quote is opened in line {_last_quote(file):,} and never closed"
        raise InputError(said, where=where)
    return _Layout(scan.records + scan.filled - 1, plain, "\\r\\n" if scan.returned else "\\n")


def _last_quote(file: Path) -> int:
    """The line of the last quote, which is the one that is never closed."""
    lines = found = 1
    with file.open("rb") as source:
        while chunk := source.read(_CHUNK):
            place = chunk.rfind(b'"')
            found = lines + chunk[:place].count(b"\n") if place >= 0 else found
            lines += chunk.count(b"\n")
    return found


_NO_TEXT: Final = "is not a table of text; expected CSV, Parquet or Excel"


class _Scan:
    """What has been seen of a file so far, chunk by chunk."""

    def __init__(self, separator: int) -> None:
        self.inside = 0  # within quotes
        self.filled = 0  # the record so far holds anything
        self.records = self.ends = self.returned = self.stray = 0
        self._last = _NEWLINE
        self._separator = separator

    @property
    def ends_in_return(self) -> bool:
        """Whether the last mark is a carriage return, which some readers keep as part of a cell."""
        return self._last == _RETURN

    def take(self, marks: NDArray[np.uint8]) -> None:
        """Look at the next bytes of the file."""
        quote = marks == _QUOTE
        after = ((np.cumsum(quote) + self.inside) & 1).astype(bool)
        before = after ^ quote
        last = np.concatenate((np.array([self._last], dtype=np.uint8), marks[:-1]))
        ends = (marks == _NEWLINE) & ~after
        self.ends += int(ends.sum())
        self.returned += int((ends & (last == _RETURN)).sum())
        self.stray += int((quote & after & ~self._at(last)).sum())  # opens within a cell
        self.stray += int(((last == _QUOTE) & ~before & ~self._at(marks)).sum())  # closes within
        self.stray += int(((last == _RETURN) & ~before & (marks != _NEWLINE)).sum())
        self._count(np.flatnonzero(ends), (marks != _NEWLINE) & (marks != _RETURN))
        self.inside, self._last = int(after[-1]), int(marks[-1])

    def _at(self, marks: NDArray[np.uint8]) -> NDArray[np.bool_]:
        """Where a mark is one that may stand beside a quote."""
        beside = np.array([self._separator, _QUOTE, _NEWLINE, _RETURN], dtype=np.uint8)
        return np.isin(marks, beside)

    def _count(self, ends: NDArray[np.int64], solid: NDArray[np.bool_]) -> None:
        """Add the records that end in this chunk and hold anything."""
        so_far = np.concatenate(([0], np.cumsum(solid)))
        starts = np.concatenate(([0], ends + 1))
        content = so_far[np.append(ends, len(solid))] - so_far[starts] > 0
        content[0] |= bool(self.filled)
        self.records += int(content[:-1].sum())
        self.filled = int(content[-1])


@contextmanager
def _tidied(file: Path, separator: str, where: str) -> Iterator[Path]:
    """A file that readers could split in different ways, split once, strictly, and written anew."""
    with tempfile.TemporaryDirectory(prefix="evenhand-") as folder:
        copy = Path(folder) / "log.csv"
        with (
            file.open(encoding="utf-8", newline="") as source,
            copy.open("w", encoding="utf-8", newline="") as target,
        ):
            reader = csv.reader(source, delimiter=separator, strict=True)
            writer = csv.writer(target, delimiter=separator, lineterminator="\n")
            try:
                writer.writerows(dropwhile(_is_blank, filter(None, reader)))
            except csv.Error:
                said = "cannot be split into cells; look for a quote that is not closed or doubled"
                raise InputError(f"line {reader.line_num:,} {said}", where=where) from None
        yield copy


def _is_blank(cells: Iterable[str]) -> bool:
    return not any(cell.strip() for cell in cells)


@dataclass(frozen=True, slots=True)
class _Header:
    """The first record that is not blank, and whether blank lines stand before it."""

    text: str
    late: bool


def _header(file: Path, where: str) -> _Header:
    record, late = "", False
    with file.open(encoding="utf-8", newline="") as text:
        while line := text.readline(_LONGEST):
            record += line
            late |= not record.strip()
            record = record if record.strip() else ""
            if record and record.count('"') % 2 == 0:
                break
    if "\0" in record:
        raise InputError(_NO_TEXT, where=where)
    if not record:
        raise InputError("the file is empty; expected a header and one row per case", where=where)
    return _Header(record.strip("\r\n"), late)


def _outside_quotes(header: str) -> str:
    return "".join(header.split('"')[::2])


def _names(header: str, separator: str, where: str) -> tuple[str, ...]:
    try:
        cells = next(csv.reader([header], delimiter=separator, strict=True))
    except csv.Error:
        message = "the header cannot be split into names; look for a quote that is not closed"
        raise InputError(message, where=where) from None
    names = tuple(name.strip() for name in cells)
    _check_names(names, where)
    return names


def _check_names(names: tuple[str, ...], where: str) -> None:
    if len(names) == 1:
        raise InputError(
            "only one column was found; expected cells separated by comma, semicolon or tab",
            where=where,
        )
    check_distinct(names, where)


def check_distinct(names: tuple[str, ...], where: str) -> None:
    """Refuse two columns of one name, by their places, since a file may lack its header.

    Raises:
        InputError: two columns have the same name, or there are too many.

    >>> check_distinct(("a", "b", "a"), "log.csv")
    Traceback (most recent call last):
    ...
    evenhand.errors.InputError: log.csv: columns 1 and 3 have the same name; rename one
    """
    first: dict[str, int] = {}
    for place, name in enumerate(names, 1):
        if not name:
            raise InputError(f"column {place} has no name in the header", where=where)
        if name in first:
            places = f"columns {first[name]} and {place}"
            raise InputError(f"{places} have the same name; rename one", where=where)
        first[name] = place
    if len(names) > MOST_COLUMNS:
        message = f"has {len(names):,} columns; at most {MOST_COLUMNS:,} can be read"
        raise InputError(message, where=where)
