"""What a person is told when the database does not do as asked."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from evenhand.errors import InputError

_FULL: Final = "the disk is full; nothing was written: free space and try again"
_HELD: Final = "another program holds it; nothing was written: try again"
_CLOSED: Final = "cannot be written here; nothing was written"
_DAMAGED: Final = "is damaged: restore it from a backup"
_STOPPED: Final = "the database was stopped or starts anew; nothing was written: try again"
_MANY: Final = "the database takes no more connections; nothing was written: try again"
_AWAY: Final = (
    "the database cannot be reached; nothing was written: see that it runs, and that the address "
    "has the right name and password"
)
_OTHER: Final = "the database does not answer as a record does"
_BY_CODE: Final[Mapping[int, str]] = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: (
        "the disk is full or does not answer; nothing was written: free space and try again"
    ),
    sqlite3.SQLITE_BUSY: _HELD,
    sqlite3.SQLITE_LOCKED: _HELD,
    sqlite3.SQLITE_NOTADB: "is not a record: it is no SQLite file",
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_READONLY: _CLOSED,
    sqlite3.SQLITE_PERM: _CLOSED,
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; nothing was written: may you write in its folder?",
}
# PostgreSQL's, by SQLSTATE; the first two characters are the class.
_BY_STATE: Final[Mapping[str, str]] = {
    "53100": _FULL,
    "53300": _MANY,
    "55P03": _HELD,
    "57014": _HELD,
    "25P03": _HELD,
    "25006": _CLOSED,
    "42501": _CLOSED,
    "57": _STOPPED,
    "08": _AWAY,
    "28": _AWAY,
    "3D": _AWAY,
    "XX": _DAMAGED,
}
FAULT: Final = 0xFF  # the low byte of an extended code is its kind


@contextmanager
def told(where: str) -> Iterator[None]:
    """Whatever goes wrong with the database, as one line.

    Args:
        where: how the record is called; never its address, which may hold a password.

    Raises:
        InputError: the database cannot do what was asked.
    """
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise InputError(_said(error), where=where) from None
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", where=where) from None


def _said(error: Exception) -> str:
    origin = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(origin, "sqlite_errorcode", None)
    if code is not None:
        return _BY_CODE.get(code & FAULT, _OTHER)
    state = getattr(origin, "sqlstate", None)
    if state is not None:
        return _BY_STATE.get(state) or _BY_STATE.get(state[:2], _OTHER)
    return _AWAY  # what fails while one connects, or when the connection is cut, has no code
