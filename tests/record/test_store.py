"""The database behind it: faults in words, schemas old and new, and others that write too."""

import os
import resource
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import pytest
import sqlalchemy as sa
from alembic import autogenerate, command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from evenhand import record
from evenhand.database import engines, schema, sqlite, turns
from evenhand.database.logins import ENDED
from evenhand.errors import InputError
from evenhand.kept.table import Table
from evenhand.kept.tables import REVIEWS
from evenhand.record import Record, chain, store, tables
from tests.record.conftest import by_hand

ON_BOTH: Final = True
LONG: Final = {"long": "x" * 50_000}


# A full disk


@contextmanager
def full_by_pages(_: Path) -> Iterator[None]:
    """SQLite finds no room for another page."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "_PRAGMAS", (*sqlite._PRAGMAS, "max_page_count=10"))  # noqa: SLF001
        yield


@contextmanager
def full_by_limit(path: Path) -> Iterator[None]:
    """The system lets no file grow further."""
    own = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 4096, own[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, own)


@pytest.mark.parametrize("full", [full_by_pages, full_by_limit])
def test_a_full_disk_is_said_and_reading_goes_on(kept: Record, folder: Path, full: object) -> None:
    """Nothing is written, nothing is lost, and with room again writing goes on."""
    kept.append("note", "a", "Ann", {"n": 1})
    assert callable(full)
    with full(folder / "record.sqlite3"):
        with pytest.raises(InputError, match=r"disk is full.*nothing was written: free space"):
            kept.append("note", "a", "Ann", LONG)
        assert [entry.content for entry in kept.entries()] == [{"n": 1}]
        assert kept.verify().intact
    kept.append("note", "a", "Ann", LONG)
    assert (kept.verify().intact, kept.verify().entries) == (True, 2)


# Other faults


def test_a_held_record_is_said(kept: Record, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program that keeps it is waited for, not for ever; reading goes on."""
    kept.append("note", "a", "Ann", {})
    monkeypatch.setattr(sqlite, "WAIT", 0.05)
    with closing(sqlite3.connect(folder / "record.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(InputError, match="another program holds it; nothing was written"):
            kept.append("note", "a", "Ann", {})
        assert len(kept.entries()) == 1


def test_what_is_no_record_is_said(kept: Record, folder: Path) -> None:
    """A file of another kind, a folder, a folder that cannot be made."""
    folder.mkdir()
    (folder / "record.sqlite3").write_text("not a database, but long enough to be one" * 99)
    for use in (kept.entries, kept.verify, lambda: kept.append("note", "a", "Ann", {})):
        with pytest.raises(InputError, match=r"^record.sqlite3: is not a record"):
            use()
    within = record.open(f"sqlite:///{folder / 'record.sqlite3' / 'record.sqlite3'}")
    with pytest.raises(InputError, match="cannot be written"):
        within.append("note", "a", "Ann", {})
    with pytest.raises(InputError, match="cannot be opened"):
        record.open(f"sqlite:///{folder}").append("note", "a", "Ann", {})


def test_a_damaged_record_is_said(kept: Record, folder: Path) -> None:
    """A file with pages overwritten."""
    for _ in range(20):
        kept.append("note", "a", "Ann", {"n": "x" * 900})
    path = folder / "record.sqlite3"
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with pytest.raises(InputError, match=r"^record.sqlite3: is damaged: restore it from a backup"):
        kept.verify()


def test_a_record_of_a_newer_version_is_left_alone(kept: Record) -> None:
    """It is neither read nor written."""
    kept.append("note", "a", "Ann", {})
    by_hand(kept, "UPDATE alembic_version SET version_num = '9999'")
    for use in (kept.entries, lambda: kept.append("note", "a", "Ann", {})):
        with pytest.raises(InputError, match="newer version of Evenhand"):
            use()


def test_a_record_on_a_disk_that_cannot_be_written_is_read(
    kept: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite is told that nobody writes there, so that it needs no files of its own beside it."""
    kept.append("note", "a", "Ann", {"n": 1})
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert kept.verify().entries == 1


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "expected an address such as"),
        ("sqlite://", "expected an address with a file"),
        ("nosuch://user:secret@host/db", "driver for this database is not installed"),
        ("oracle+oracledb://user:secret@host/db", "driver for this database is not installed"),
    ],
)
def test_a_wrong_address_is_said_without_its_password(url: str, said: str) -> None:
    """Whatever stands in it."""
    with pytest.raises(InputError, match=said) as raised:
        record.open(url).entries()
    assert "secret" not in str(raised.value)


# Schemas


def config(connection: sa.Connection) -> Config:
    """Alembic on a connection, as the record has it."""
    made = Config()
    made.set_main_option("script_location", "evenhand.database:migrations")
    made.attributes["connection"] = connection
    return made


def test_the_migrations_make_the_table_that_is_read(kept: Record) -> None:
    """One history without branches; its end is the schema of the code, and only that is newest."""
    kept.append("note", "a", "Ann", {})
    with turns.writing(kept.url) as connection:
        history = ScriptDirectory.from_config(config(connection)).walk_revisions()
        assert tuple(step.revision for step in history)[::-1] == schema.REVISIONS
        context = MigrationContext.configure(connection)
        drift = autogenerate.compare_metadata(context, schema.metadata)
    assert set(schema.metadata.tables) == {
        "alembic_version",
        *(table.name for table in (tables.ENTRIES, REVIEWS, ENDED)),
    }
    assert [change for change in drift if "entries_by_subject" not in str(change)] == []
    assert "PRIMARY KEY (seq)" in str(
        CreateTable(tables.ENTRIES).compile(dialect=postgresql.dialect())  # type: ignore[no-untyped-call]
    )


def test_a_record_of_the_first_schema_is_read_and_brought_up_to_date(
    kept: Record, folder: Path
) -> None:
    """Its entries stay and verify; no review is kept there yet; the first write changes it."""
    folder.mkdir()
    first = chain.row(None, "note", "2026-11-22T09:00:00Z", ("a", "Ann", {"n": 1}), "0" * 32)
    with engines.engine(kept.url, "write").begin() as connection:
        command.upgrade(config(connection), schema.REVISIONS[0])
        store.insert(connection, first)
    assert kept.verify().head == first.digest
    assert (Table(kept.url).used(), Table(kept.url).label("0" * 64)) == ((0, 0), None)
    second = kept.append("note", "a", "Ann", {"n": 2})
    assert second.previous == first.digest
    assert kept.verify().intact
    with closing(sqlite3.connect(folder / "record.sqlite3")) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchall() == [
            (schema.REVISIONS[-1],)
        ]


# Others that write too


def test_nobody_else_on_the_machine_can_read_the_record(kept: Record, folder: Path) -> None:
    """Also where its folder was there before, and open to all."""
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    kept.append("note", "s", "Ann", {})
    assert (folder / "record.sqlite3").stat().st_mode & 0o077 == 0


def test_threads_that_write_at_once_keep_the_chain(kept: Record) -> None:
    """From the first write on, which makes the schema."""
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda n: kept.append("note", "a", f"P{n}", {"n": n}).seq, range(16)))
    assert sorted(found) == list(range(1, 17))
    assert kept.verify().intact


def test_another_that_got_in_between_is_followed(
    kept: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a database lets two take the same number, the second tries again after the first."""
    first = kept.append("note", "a", "Ann", {})
    own, calls = store.last, iter([None, None])
    monkeypatch.setattr(store, "last", lambda one: next(calls, own(one)))
    second = kept.append("note", "a", "Bo", {})
    assert (second.seq, second.previous) == (2, first.digest)
    monkeypatch.setattr(store, "last", lambda _: None)
    monkeypatch.setattr(turns, "_PAUSE", 0.0)
    with pytest.raises(InputError, match="nothing was written: try again"):
        kept.append("note", "a", "Cy", {})
    assert kept.verify().intact


def test_a_record_moves_to_another_place_as_it_is(kept: Record, tmp_path: Path) -> None:
    """With what was erased, and under the same head; a record that has entries takes no others."""
    for subject in ("a", "b", "a"):
        kept.append("note", subject, "Ann", {"n": 1})
    kept.erase("b", "Ann", "asked")
    url = f"sqlite:///{tmp_path / 'other.sqlite3'}"
    assert kept.copy(url) == kept.verify()
    assert record.open(url).entries() == kept.entries()
    with pytest.raises(InputError, match="the other record: is not empty; nothing was copied"):
        kept.copy(url)
