"""What is SQLite's own: write-ahead log, every commit on the disk, erased bytes overwritten."""

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.parse import quote

from evenhand.database.address import Use
from evenhand.database.faults import FAULT
from evenhand.errors import InputError

WAIT: Final = 10.0  # seconds until a file that another program holds is given up
_NO_ROOM: Final = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN)
_PRAGMAS: Final = ("synchronous=FULL", "secure_delete=ON", "temp_store=MEMORY")


def made_private(path: Path) -> None:
    """Make the file and its folder where they are missing; nobody else can read the file.

    Args:
        path: of the file.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not os.path.lexists(path):
        path.touch(mode=0o600)  # it holds names; SQLite gives its log the same mode


def connect(path: Path, use: Use) -> sqlite3.Connection:
    """A connection of the driver, settled as the record needs it.

    Args:
        path: of the file.
        use: what for.

    Raises:
        Error: of SQLite: it cannot be opened.
    """
    mode = "mode=rwc" if use == "write" else _reading_mode(path)
    address = f"file:{quote(str(path))}?{mode}"
    raw = sqlite3.connect(address, uri=True, timeout=WAIT, isolation_level=None)
    try:
        _settle(raw, use)
    except sqlite3.Error:
        raw.close()  # else it holds the record until it is collected
        raise
    return raw


def has_no_room(error: BaseException | None) -> bool:
    """Whether SQLite found no room for the small file that a reader makes beside its own.

    One that has the file for itself does without.

    Args:
        error: of the driver.
    """
    return getattr(error, "sqlite_errorcode", 0) & FAULT in _NO_ROOM


def clean(path: Path) -> None:
    """Write the file anew, so that nothing erased is left in it or in its log.

    Args:
        path: of the file.

    Raises:
        InputError: another program is at it, or there is no room.
    """
    try:
        held = _cleaned(path)
    except sqlite3.OperationalError:
        held = True
    if held:
        message = "it is erased, but traces may be left, since another program is at the record"
        raise InputError(f"{message} or the disk is full: erase again", where=path.name)


def _cleaned(path: Path) -> bool:
    """Write the file anew and empty its log; whether a reader kept SQLite from emptying it."""
    with closing(connect(path, "write")) as raw:
        raw.execute("VACUUM")
        held, *_ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return bool(held)


def _settle(raw: sqlite3.Connection, use: Use) -> None:
    raw.text_factory = _text
    alone = ("locking_mode=EXCLUSIVE",) if use == "read alone" else ()
    for pragma in (*alone, *_PRAGMAS):
        raw.execute(f"PRAGMA {pragma}")
    if use == "write":
        _log_ahead(raw)


def _text(stored: bytes) -> str:
    """Text that somebody edited may be none: it is read all the same, and found to be wrong."""
    return stored.decode("utf-8", "replace")


def _reading_mode(path: Path) -> str:
    """A log beside the file can't be made in a folder that can't be written; without one it can."""
    log = path.with_name(f"{path.name}-wal")
    logged = log.exists() and log.stat().st_size > 0
    return "mode=rw" if logged or os.access(path.parent, os.W_OK) else "mode=ro&immutable=1"


def _log_ahead(raw: sqlite3.Connection) -> None:
    """Switch to the write-ahead log; SQLite does not wait by itself for another that does so."""
    until = time.monotonic() + WAIT
    while True:
        try:
            raw.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return
