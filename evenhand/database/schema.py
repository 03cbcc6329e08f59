"""Which schema a database has, and bringing it up to date."""

import threading
from typing import Final

import sqlalchemy as sa

from evenhand.errors import InputError

REVISIONS: Final = ("0001", "0002", "0003", "0004")
"""Every schema that this version can read, oldest first; a test holds them to the migrations."""

metadata: Final = sa.MetaData()
VERSION: Final = sa.Table("alembic_version", metadata, sa.Column("version_num", sa.String(32)))
_MIGRATING: Final = threading.Lock()  # Alembic works on module-level state


def revision(connection: sa.Connection) -> str | None:
    """Which schema is there; None where there is none yet.

    Args:
        connection: to the database.

    Raises:
        InputError: a newer version of Evenhand made it.
    """
    if not sa.inspect(connection).has_table(VERSION.name):
        return None
    found = connection.execute(sa.select(VERSION.c.version_num)).scalar()
    if found is not None and found not in REVISIONS:
        message = "was written by a newer version of Evenhand; use that one"
        raise InputError(message, where="record")
    return found


def bring_up_to_date(connection: sa.Connection) -> None:
    """Make or change the tables, in the transaction of whoever writes; nobody else does meanwhile.

    Args:
        connection: to the database.
    """
    if revision(connection) == REVISIONS[-1]:
        return
    from alembic import command  # noqa: PLC0415  # takes time to import, needed once in a life
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "evenhand.database:migrations")
    config.attributes["connection"] = connection
    with _MIGRATING:
        command.upgrade(config, "head")
