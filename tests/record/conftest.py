"""A record of its own for every test, in SQLite, and where a module says so in PostgreSQL too."""

import inspect
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from evenhand import record
from evenhand.database import engines
from evenhand.record import Record
from tests.postgres import Postgres


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A module that says `ON_BOTH` runs on both, but for what asks for SQLite's folder."""
    if "kept" in metafunc.fixturenames:
        only_file = "folder" in inspect.signature(metafunc.function).parameters
        both = getattr(metafunc.module, "ON_BOTH", False) and not only_file
        metafunc.parametrize("kept", ("sqlite", "postgresql")[: 1 + both], indirect=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The data folder; it does not exist yet."""
    return tmp_path / "data"


@pytest.fixture
def kept(request: pytest.FixtureRequest, folder: Path) -> Record:
    """A record that does not exist yet."""
    if request.param == "sqlite":
        return record.open(f"sqlite:///{folder / 'record.sqlite3'}")
    shared: Record = request.getfixturevalue("shared")
    return shared


@pytest.fixture
def shared(database: Postgres) -> Iterator[Record]:
    """A record in PostgreSQL that does not exist yet."""
    yield record.open(database.schema())
    engines.let_go()


def by_hand(kept: Record, *statements: str) -> None:
    """Change the record behind Evenhand's back: what keeps others from it is dropped first."""
    if not kept.url.startswith("sqlite"):
        with engines.engine(kept.url, "read").begin() as connection:
            for statement in ("ALTER TABLE entries DISABLE TRIGGER USER", *statements):
                connection.exec_driver_sql(statement)
        return
    with closing(sqlite3.connect(kept.url.removeprefix("sqlite:///"))) as raw, raw:
        for trigger in ("entries_stay", "entries_are_only_erased"):
            raw.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        for statement in statements:
            raw.execute(statement)
