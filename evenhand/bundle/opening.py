"""A bundle opened that nobody trusts: bounded in entries, bytes and memory, and never unpacked."""

import hashlib
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from evenhand.errors import InputError

MOST_BYTES: Final = 256 << 20
MOST_FILES: Final = 2_000
MOST_UNPACKED: Final = 1 << 30
LARGEST_TEXT: Final = 64 << 20
_PART: Final = "[A-Za-z0-9_][A-Za-z0-9._-]{0,99}"
_NAME: Final = re.compile(rf"(?:{_PART}/){{0,3}}{_PART}")
_NOT: Final = "not a bundle that can be opened: "
_END: Final = b"PK\x05\x06"
_END_BYTES: Final = 22
_LONGEST_END: Final = _END_BYTES + (1 << 16)
_END64: Final = b"PK\x06\x07"
_ENTRY_BYTES: Final = 46 + 700  # of one entry in the list of a ZIP file
_CHUNK: Final = 1 << 20
_BROKEN: Final = (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError,
                  ValueError, struct.error, OSError)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contents:
    """What lies in a bundle.

    Attributes:
        digests: the SHA-256 and the size of every file, by its name.
        texts: those that were asked for, where they are there and text.
    """

    digests: dict[str, tuple[str, int]]
    texts: dict[str, str]


def contents(path: Path, wanted: Collection[str]) -> Contents:
    """Every file of a bundle with its hash, and the text of some.

    Args:
        path: of the bundle.
        wanted: names of the files whose text is read.

    Raises:
        InputError: it is no bundle, or one that may not be opened.
    """
    with _opened(path) as archive:
        entries = _checked(archive, path.name)
        digests, texts = {}, {}
        for entry in entries:
            try:
                digests[entry.filename] = _digest(archive, entry)
                if entry.filename in wanted:
                    texts[entry.filename] = _text(archive, entry, path.name)
            except _BROKEN:
                message = f"{_NOT}{entry.filename} cannot be unpacked"
                raise InputError(message, where=path.name) from None
        return Contents(digests, texts)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=path.name) from None
    with file:
        _check_end(file, path.name)
        try:
            archive = zipfile.ZipFile(file)
        except _BROKEN:
            raise _wrong(path.name, "it is no ZIP file") from None
        with archive:
            yield archive


def _check_end(file: BinaryIO, name: str) -> None:
    """That the list of entries is of a size that can be read, before anything reads it."""
    size = os.fstat(file.fileno()).st_size
    if size > MOST_BYTES:
        raise _wrong(name, f"it is larger than {MOST_BYTES >> 20} MB")
    file.seek(max(0, size - _LONGEST_END))
    tail = file.read()
    place = tail.rfind(_END)
    if place < 0 or len(tail) - place < _END_BYTES:
        raise _wrong(name, "it is no ZIP file")
    count, length = struct.unpack_from("<10xHL", tail, place)
    if count > MOST_FILES or length > MOST_FILES * _ENTRY_BYTES or _END64 in tail[:place][-20:]:
        raise _wrong(name, f"it has more than {MOST_FILES:,} files")
    file.seek(0)


def _checked(archive: zipfile.ZipFile, name: str) -> list[zipfile.ZipInfo]:
    """The entries, none of which leads elsewhere or stands there twice."""
    entries = [one for one in archive.infolist() if not (one.is_dir() and not one.file_size)]
    if len(entries) > MOST_FILES:
        raise _wrong(name, f"it has more than {MOST_FILES:,} files")
    if sum(one.file_size for one in entries) > MOST_UNPACKED:
        raise _wrong(name, f"it unpacks to more than {MOST_UNPACKED >> 30} GB")
    for one in entries:
        kind = stat.S_IFMT(one.external_attr >> 16)
        if not _NAME.fullmatch(one.filename) or kind not in {0, stat.S_IFREG}:
            raise _wrong(name, "it holds something that is no plain file with a plain name")
        if one.flag_bits & 1 or one.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise _wrong(name, f"{one.filename} is encrypted, or packed in a way that is not read")
    if len({one.filename.lower() for one in entries}) < len(entries):
        raise _wrong(name, "a file stands there twice")
    return entries


def _digest(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> tuple[str, int]:
    found, size = hashlib.sha256(), 0
    with archive.open(entry) as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
            size += len(chunk)
    return found.hexdigest(), size


def _text(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> str:
    if entry.file_size > LARGEST_TEXT:
        raise _wrong(name, f"{entry.filename} is larger than {LARGEST_TEXT >> 20} MB")
    return archive.read(entry).decode("utf-8")


def _wrong(name: str, why: str) -> InputError:
    return InputError(f"{_NOT}{why}", where=name)
