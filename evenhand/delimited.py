"""What a delimited text file is like: its encoding, separator and physical records.

An engine's guesses lose rows silently, so the dialect is settled here and the records counted here.
"""

import codecs
import csv
import gzip
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import numpy as np

from evenhand.errors import InputError

_CHUNK: Final = 1 << 22
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
        quoted: whether any cell is in quotes.
    """

    separator: str
    names: tuple[str, ...]
    records: int
    encoding: str
    quoted: bool

    @property
    def decimal(self) -> str:
        """The decimal mark: where semicolons separate, commas are decimal."""
        return "," if self.separator == ";" else "."


@contextmanager
def as_utf8(file: Path) -> Iterator[tuple[Path, str]]:
    """The file as UTF-8 text without a byte-order mark, and the encoding it was found in."""
    encoding = _encoding(file)
    if encoding == "utf-8" and file.suffix != ".gz":
        yield file, encoding
        return
    with tempfile.TemporaryDirectory(prefix="evenhand-") as folder:
        copy = Path(folder) / "log.csv"
        with opened(file) as source, copy.open("wb") as target:
            decode = codecs.getincrementaldecoder(encoding)(errors="replace").decode
            while chunk := source.read(_CHUNK):
                target.write(decode(chunk).encode())
            target.write(decode(b"", final=True).encode())
        yield copy, encoding


def opened(file: Path) -> IO[bytes]:
    """The file's bytes, unpacked where it is gzipped."""
    if file.suffix == ".gz":
        return gzip.open(file, "rb")  # type: ignore[return-value]  # a GzipFile reads as bytes
    return file.open("rb")


def dialect(file: Path, encoding: str, *, where: str) -> Dialect:
    """Look at a UTF-8 file once and say how it is to be read.

    Args:
        file: UTF-8 text.
        encoding: what to record as the original encoding.
        where: what to call the file in an error.

    Raises:
        InputError: empty, not text, a header only, an unclosed quote, or two columns of one name.
    """
    records, quoted = _records(file, where)
    with file.open(encoding="utf-8", newline="") as text:
        header = _first_record(text)
    if not header.strip():
        raise InputError("the file is empty; expected a header and one row per case", where=where)
    separator = max(_SEPARATORS, key=_outside_quotes(header).count)
    names = tuple(name.strip() for name in next(csv.reader([header], delimiter=separator)))
    _check_names(names, where)
    if records < 1:
        raise InputError("has a header but no rows below it", where=where)
    return Dialect(separator, names, records, encoding, quoted)


def _encoding(file: Path) -> str:
    with opened(file) as source:
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


def _records(file: Path, where: str) -> tuple[int, bool]:
    """Records below the header, blank lines left out, and whether any quote occurs."""
    inside, filled, records, quotes = 0, False, 0, 0
    with file.open("rb") as source:
        while chunk := source.read(_CHUNK):
            if b"\0" in chunk:
                raise InputError("is not a table of text; expected CSV or Parquet", where=where)
            marks = np.frombuffer(chunk, dtype=np.uint8)
            parity = (np.cumsum(marks == _QUOTE) + inside) & 1
            ends = np.flatnonzero((marks == _NEWLINE) & (parity == 0))
            solid = (marks != _NEWLINE) & (marks != _RETURN)
            before = np.concatenate(([0], np.cumsum(solid)))
            starts = np.concatenate(([0], ends + 1))
            content = before[np.append(ends, len(marks))] - before[starts] > 0
            content[0] |= filled
            records += int(content[:-1].sum())
            filled, inside = bool(content[-1]), int(parity[-1])
            quotes += int((marks == _QUOTE).sum())
    if inside:
        raise InputError("a quote is opened and never closed", where=where)
    return records + int(filled) - 1, quotes > 0


def _first_record(text: IO[str]) -> str:
    record = ""
    for line in text:
        record += line
        if record.strip() and record.count('"') % 2 == 0:
            break
    return record.strip("\r\n")


def _outside_quotes(header: str) -> str:
    return "".join(header.split('"')[::2])


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
        InputError: two columns have the same name.

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
