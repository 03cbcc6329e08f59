"""Log-ins that were ended before their time, in a table that every server on the database reads.

A log-in is called by a digest that tells nobody whose it is, and forgotten once its time is over.
"""

from collections.abc import Mapping
from typing import Final

import sqlalchemy as sa

from evenhand.database import faults, turns
from evenhand.database.schema import metadata

_SINCE: Final = "0004"
_WHERE: Final = "ended log-ins"

ENDED: Final = sa.Table(
    "ended_logins",
    metadata,
    sa.Column("login", sa.String(64), primary_key=True),
    sa.Column("until", sa.Float, nullable=False),
)


def end(url: str, logins: Mapping[str, float], now: float) -> None:
    """Write down log-ins that were ended, and forget those whose time is over.

    Args:
        url: of the database.
        logins: each with the moment at which it would have been over by itself, in seconds.
        now: likewise.

    Raises:
        InputError: it cannot be written.
    """

    def write(connection: sa.Connection) -> None:
        connection.execute(sa.delete(ENDED).where(ENDED.c.until <= now))
        known = set(connection.execute(sa.select(ENDED.c.login)).scalars())
        rows = [{"login": login, "until": until} for login, until in logins.items()]
        if new := [row for row in rows if row["login"] not in known]:
            connection.execute(sa.insert(ENDED), new)

    with faults.told(_WHERE):
        turns.in_turn(url, write)


def ended(url: str) -> dict[str, float]:
    """The log-ins that were ended, each until when it counts.

    Args:
        url: of the database.

    Raises:
        InputError: it cannot be read.
    """
    query = sa.select(ENDED.c.login, ENDED.c.until)

    def read(connection: sa.Connection) -> dict[str, float]:
        return {row.login: row.until for row in connection.execute(query)}

    with faults.told(_WHERE):
        return turns.reading(url, read, {}, _SINCE)
