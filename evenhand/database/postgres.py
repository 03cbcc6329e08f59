"""What is PostgreSQL's own: one writer at a time, and nobody waits for ever.

Several servers share it. A writer takes one advisory lock for its transaction, so that entries get
their numbers one after the other and the schema is brought up to date once.
"""

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import URL

WAIT: Final = 10  # seconds
_TURN: Final = 0x4576656E68616E64  # "Evenhand"; whoever writes holds this lock
_CONNECT: Final[dict[str, Any]] = {
    "connect_timeout": 5,  # seconds
    "tcp_user_timeout": 10_000,  # milliseconds until a network that swallows all is given up
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "application_name": "evenhand",
}
_BEGIN: Final = "SET LOCAL idle_in_transaction_session_timeout = '30s'"
_ON_DISK: Final = (
    "SELECT set_config('synchronous_commit', 'on', true) "
    "WHERE current_setting('synchronous_commit') = 'off'"
)


def engine(url: URL, *, writes: bool) -> sa.Engine:
    """Connections that are tried before they are used, and given up after some seconds.

    Args:
        url: of the database; what its query says goes before what is set here.
        writes: whether each transaction waits for its turn to write.
    """
    told = {key: value for key, value in _CONNECT.items() if key not in url.query}
    made = sa.create_engine(
        url,
        connect_args=told,
        pool_pre_ping=True,  # one that PostgreSQL closed when it was started anew is not used again
        pool_timeout=WAIT,
        pool_recycle=1800,
        hide_parameters=True,  # else an error would quote what was to be written
    )
    if writes:
        sa.event.listen(made, "begin", _take_turn)
    return made


def _take_turn(connection: sa.Connection) -> None:
    """Wait for all others that write; a server that is frozen meanwhile loses its turn."""
    for statement in (
        _BEGIN,
        f"SET LOCAL lock_timeout = '{WAIT}s'",
        _ON_DISK,
        f"SELECT pg_advisory_xact_lock({_TURN})",
    ):
        connection.exec_driver_sql(statement)


def clean(made: sa.Engine, table: str) -> None:
    """Write a table anew, so that nothing erased is left in its files.

    Args:
        made: connections to the database.
        table: its name.
    """
    with made.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"SET lock_timeout = '{WAIT}s'")
        connection.exec_driver_sql(f"VACUUM (FULL) {table}")
