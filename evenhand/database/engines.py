"""An address's connections: to read, to read alone, or to write in turn."""

from functools import partial
from typing import Final

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from evenhand.database import postgres, sqlite
from evenhand.database.address import WHERE, Use, file_of, parsed
from evenhand.errors import InputError

_OPEN: Final[dict[tuple[str, Use], sa.Engine]] = {}


def engine(url: str, use: Use) -> sa.Engine:
    """The connections to a database, the same ones every time.

    Args:
        url: of it.
        use: what for; `read alone` is for an SQLite file on a full disk.

    Raises:
        InputError: it is no address, or there is no driver for it.
    """
    found = _OPEN.get((url, use))
    return found or _OPEN.setdefault((url, use), _made(url, use))


def let_go() -> None:
    """Close every connection that nobody uses now; who asks again gets new ones."""
    while _OPEN:
        _OPEN.popitem()[1].dispose()


def _made(url: str, use: Use) -> sa.Engine:
    path = file_of(url)
    if path is None:
        return _other(url, use)
    made = sa.create_engine(
        "sqlite://",
        creator=partial(sqlite.connect, path, use),
        poolclass=sa.NullPool,
        hide_parameters=True,
    )
    # The driver's own transactions start too late to keep others from writing after we read.
    begin = "BEGIN IMMEDIATE" if use == "write" else "BEGIN"
    sa.event.listen(made, "begin", lambda connection: connection.exec_driver_sql(begin))
    return made


def _other(url: str, use: Use) -> sa.Engine:
    """Another database than SQLite.

    Raises:
        InputError: there is no driver for it.
    """
    address = parsed(url)
    try:
        if address.drivername.startswith("postgresql"):
            return postgres.engine(address, writes=use == "write")
        return sa.create_engine(address, pool_pre_ping=True, hide_parameters=True)
    except (ArgumentError, ModuleNotFoundError):
        message = "the driver for this database is not installed"
        raise InputError(message, where=WHERE) from None


def clean(url: str, table: str) -> None:
    """Leave nothing of what was erased in the database's files.

    PostgreSQL's log of changes keeps it until that part is used again; so do backups.

    Args:
        url: of the database.
        table: where something was erased.

    Raises:
        InputError: it could not: another program is at it, or there is no room.
    """
    path = file_of(url)
    if path is not None:
        sqlite.clean(path)
    elif parsed(url).drivername.startswith("postgresql"):
        try:
            postgres.clean(engine(url, "read"), table)
        except SQLAlchemyError:
            message = "it is erased, but traces may be left in the database's files: erase again"
            raise InputError(message, where=table) from None
