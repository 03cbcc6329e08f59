"""Where a database is, as an address."""

from pathlib import Path
from typing import Final, Literal

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from evenhand.errors import InputError

Use = Literal["read", "read alone", "write"]
_SHORT: Final = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}
WHERE: Final = "EVENHAND_RECORD or EVENHAND_KEPT"


def parsed(url: str) -> URL:
    """An address in its parts; one that names no driver gets the one that is installed.

    Args:
        url: as SQLAlchemy has it, or as hosts of PostgreSQL give it out.

    Raises:
        InputError: it is no address.

    >>> parsed("postgres://ann:secret@db/evenhand").drivername
    'postgresql+psycopg'
    """
    try:
        found = make_url(url)
    except (ArgumentError, ValueError):
        message = "expected an address such as sqlite:////data/record.sqlite3"
        raise InputError(message, where=WHERE) from None
    return found.set(drivername=_SHORT.get(found.drivername, found.drivername))


def file_of(url: str) -> Path | None:
    """The SQLite file of an address; None for another database.

    Args:
        url: of the database.

    Raises:
        InputError: it is no address.
    """
    found = parsed(url)
    if found.drivername.partition("+")[0] != "sqlite":
        return None
    if not found.database or found.database == ":memory:":
        raise InputError("expected an address with a file", where=WHERE)
    return Path(found.database)
