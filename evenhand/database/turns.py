"""Reading from a database, and writing to it one after the other."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from evenhand.database import schema, sqlite
from evenhand.database.address import file_of
from evenhand.database.engines import engine
from evenhand.errors import InputError

_TRIES: Final = 20
_PAUSE: Final = 0.01  # seconds, longer with every try
_AGAIN: Final = ("40001", "40P01")  # SQLSTATE: one of two had to give way, and wrote nothing
_UNKNOWN: Final = (
    "the connection was lost while it was written: look whether it is there before you try again"
)

_Made = TypeVar("_Made")


def reading(
    url: str,
    read: Callable[[sa.Connection], _Made],
    otherwise: _Made,
    since: str = schema.REVISIONS[0],
) -> _Made:
    """What is read from a database.

    Args:
        url: of it.
        read: what is asked.
        otherwise: the answer where there is no file, or no table, yet.
        since: the schema that has the table; who writes next brings an older one up to it.

    Raises:
        OperationalError: it cannot be read.
    """
    path = file_of(url)
    if path is not None and not os.path.lexists(path):
        return otherwise

    def ask(made: sa.Engine) -> _Made:
        with made.connect() as connection:
            has_table = (schema.revision(connection) or "") >= since
            return read(connection) if has_table else otherwise

    try:
        return ask(engine(url, "read"))
    except OperationalError as error:
        if not sqlite.has_no_room(error.orig):
            raise
        return ask(engine(url, "read alone"))


@contextmanager
def writing(url: str) -> Iterator[sa.Connection]:
    """One transaction on a database whose schema is up to date; nobody else writes meanwhile.

    Args:
        url: of the database; SQLite's file and folder are made where they are missing.

    Raises:
        InputError: the connection was lost, and nobody knows whether it was written.
        DBAPIError: it was not written.
    """
    path = file_of(url)
    if path:
        sqlite.made_private(path)
    with engine(url, "write").connect() as connection, connection.begin() as transaction:
        schema.bring_up_to_date(connection)
        yield connection
        try:
            transaction.commit()
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            raise InputError(_UNKNOWN, where="record") from None


def in_turn(url: str, change: Callable[[sa.Connection], _Made]) -> _Made:
    """One change in a transaction of its own, tried again where another got in between.

    SQLite and PostgreSQL let nobody in between; another database refuses two rows of one number.
    Nothing is tried again that might have been written.

    Args:
        url: of the database.
        change: what is done; called again for another try.

    Raises:
        InputError: others write all the time.
        DBAPIError: it was not written.
    """
    for tried in range(_TRIES):
        try:
            with writing(url) as connection:
                return change(connection)
        except DBAPIError as error:
            if not _is_beaten(error):
                raise
            time.sleep(_PAUSE * tried)
    raise InputError("too many write at once; nothing was written: try again", where="record")


def _is_beaten(error: DBAPIError) -> bool:
    """Whether another wrote first, so that nothing was written and trying again helps."""
    return isinstance(error, IntegrityError) or getattr(error.orig, "sqlstate", None) in _AGAIN
