"""A workbook's table as text: read in a child process, which a hostile file may take down."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Final

from evenhand.errors import InputError
from evenhand.workbook_child import Refusal

_CHILD: Final = Path(__file__).with_name("workbook_child.py")
_PATIENCE: Final = 60.0  # seconds; its own limit of computing time is shorter
_AT_ONCE: Final = threading.BoundedSemaphore(2)  # each may take up to its limit of memory
_LONGEST: Final = 1 << 16
_ZIP: Final = b"PK\x03\x04"
_COMPOUND: Final = b"\xd0\xcf\x11\xe0"  # of older workbooks, and of any with a password

_NO_WORKBOOK: Final = "is damaged or no Excel workbook; save it as CSV"
_TOO_LARGE: Final = "takes more memory or time than a workbook is given; save it as CSV"
_PASSWORD: Final = "has a password or is an older kind of workbook; save it as CSV"  # noqa: S105  # a sentence
_SAID: Final[Mapping[int, str]] = {
    Refusal.NO_WORKBOOK: _NO_WORKBOOK,
    Refusal.PASSWORD: _PASSWORD,
    Refusal.NO_TABLE: "no sheet holds a table: a header, and a row below it",
    Refusal.TOO_LARGE: _TOO_LARGE,
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read of a workbook, beside the table itself.

    Attributes:
        name: the sheet's.
        sheets: how many the workbook has.
        rows: the last row that is used, counted from 1.
        merged: areas of merged cells on the sheet.
        no_value: formulas that were saved without their value, on all sheets.
        errors: cells that hold an error, on all sheets.
    """

    name: str
    sheets: int
    rows: int
    merged: int
    no_value: int
    errors: int


@contextmanager
def as_text(path: Path) -> Iterator[tuple[Path, Sheet]]:
    """The first table of a workbook as a CSV file, which is gone when the block ends.

    The file has the workbook's name, so that whatever is said of the table names the workbook.

    Args:
        path: the workbook.

    Raises:
        InputError: no workbook, protected, without a table, or beyond the limits.
    """
    _check_start(path)
    with TemporaryDirectory(prefix="evenhand-") as folder:
        table = Path(folder) / path.name
        with table.open("wb") as out, TemporaryFile() as said:
            code = _run(path, out, said)
            said.seek(0)
            facts = said.read(_LONGEST)
        if code:
            # A process that a signal ended went beyond its limits, or found no memory.
            message = _TOO_LARGE if code < 0 else _SAID.get(code, _NO_WORKBOOK)
            raise InputError(message, where=path.name)
        yield table, _sheet(facts, path)


def _sheet(facts: bytes, path: Path) -> Sheet:
    """What the child says of the sheet; whatever else it wrote is no answer."""
    try:
        return Sheet(**json.loads(facts))
    except (ValueError, TypeError):
        raise InputError(_NO_WORKBOOK, where=path.name) from None


def _check_start(path: Path) -> None:
    """Refuse what cannot be a workbook before a process is started for it."""
    with path.open("rb") as file:
        start = file.read(len(_ZIP))
    if start == _COMPOUND:
        raise InputError(_PASSWORD, where=path.name)
    if start != _ZIP:
        raise InputError(_NO_WORKBOOK, where=path.name)


def _run(path: Path, out: IO[bytes], said: IO[bytes]) -> int:
    """Run the child and return its exit code; below 0 where it was ended."""
    if not _AT_ONCE.acquire(timeout=_PATIENCE):
        raise InputError("other workbooks are being read; try again shortly", where=path.name)
    try:
        child = subprocess.Popen(  # noqa: S603  # our own program, and no shell
            [sys.executable, "-I", _CHILD, path.absolute()],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=said,
            env={name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ},
            start_new_session=True,
        )
        return _waited(child)
    finally:
        _AT_ONCE.release()


def _waited(child: subprocess.Popen[bytes]) -> int:
    """The exit code of a child, which is ended with all it started where it takes too long."""
    try:
        return child.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        return -1
    finally:
        _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        if hasattr(os, "killpg"):
            os.killpg(child.pid, signal.SIGKILL)
        child.kill()
        child.wait()
