"""The record's entries in the database: read in order, written one after the other, erased."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any, TypeVar

import sqlalchemy as sa

from evenhand.database import engines, turns
from evenhand.errors import InputError
from evenhand.record.chain import Row
from evenhand.record.tables import ENTRIES

_Made = TypeVar("_Made")


def rows(url: str, **wanted: str) -> list[Row]:
    """The stored entries, by their number; none where there is no record yet.

    Args:
        url: of the record.
        wanted: what `kind` or `subject` must be.

    Raises:
        OperationalError: it cannot be read.
    """
    return turns.reading(url, partial(_found, _asked(wanted)), [])


def first(connection: sa.Connection, **wanted: str) -> Row | None:
    """The first entry of a kind about a subject; None where there is none."""
    return next(iter(_found(_asked(wanted), connection)), None)


def about(connection: sa.Connection, **wanted: str) -> list[Row]:
    """The entries of a kind about a subject, by their number."""
    return _found(_asked(wanted), connection)


def _asked(wanted: Mapping[str, str]) -> sa.Select[Any]:
    query = sa.select(ENTRIES).order_by(ENTRIES.c.seq)
    for column, value in wanted.items():
        query = query.where(ENTRIES.c[column] == value)
    return query


def _found(query: sa.Select[Any], connection: sa.Connection) -> list[Row]:
    return [Row(**found) for found in connection.execute(query).mappings()]


def in_turn(url: str, change: Callable[[sa.Connection], _Made]) -> _Made:
    """One change in a transaction of its own, while nobody else writes.

    Args:
        url: of the record.
        change: what is done; it may be called again.

    Raises:
        InputError: others write all the time, or nobody knows whether it was written.
    """
    return turns.in_turn(url, change)


def last(connection: sa.Connection) -> Row | None:
    """The entry that the next one follows."""
    query = sa.select(ENTRIES).order_by(ENTRIES.c.seq.desc()).limit(1)
    found = connection.execute(query).mappings().first()
    return Row(**found) if found else None


def insert(connection: sa.Connection, row: Row) -> None:
    """Write one entry."""
    connection.execute(sa.insert(ENTRIES).values(**asdict(row)))


def erase(connection: sa.Connection, subject: str, also: Collection[int]) -> list[int]:
    """Set all that was told of a subject, and in some other entries, to null.

    Returns:
        The numbers of the entries it was told in.
    """
    others = ENTRIES.c.subject.is_not(None) & ENTRIES.c.seq.in_(also)
    about = (ENTRIES.c.subject == subject) | others
    found = connection.execute(sa.select(ENTRIES.c.seq).where(about).order_by(ENTRIES.c.seq))
    numbers = list(found.scalars())
    gone = {"subject": None, "by": None, "content": None, "salt": None}
    connection.execute(sa.update(ENTRIES).where(about).values(**gone))
    return numbers


def fill(url: str, stored: Sequence[Row]) -> None:
    """Write entries of another record, as they are, into one that is empty.

    Args:
        url: of the empty one.
        stored: the entries.

    Raises:
        InputError: it is not empty.
    """
    with turns.writing(url) as connection:
        if last(connection) is not None:
            raise InputError("is not empty; nothing was copied", where="the other record")
        for row in stored:
            insert(connection, row)


def clean(url: str) -> None:
    """Leave nothing of what was erased in the record's files.

    Args:
        url: of the record.

    Raises:
        InputError: it could not: another program is at it, or there is no room.
    """
    engines.clean(url, ENTRIES.name)
