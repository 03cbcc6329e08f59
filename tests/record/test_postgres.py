"""PostgreSQL's own: stopped in the middle, cut off, held, full; no address is ever told."""

import logging
import threading
from collections.abc import Callable, Iterator
from typing import Final

import psycopg
import pytest
import sqlalchemy as sa

from evenhand import record
from evenhand.cli import main
from evenhand.database import engines, postgres, turns
from evenhand.errors import InputError
from evenhand.record import Record
from tests.postgres import Postgres

MARKS: Final = ("Zebra-subject", "Quagga-person", "Okapi-content")
SECRET: Final = "s3cretOkapi"  # noqa: S105  # of nobody
_CUT: Final = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s"


def cut(database: Postgres) -> None:
    """Cut every connection of the app, as a network or an administrator does."""
    with database.by_hand() as connection:
        connection.execute(_CUT, ("evenhand",))


# Stopped and cut off


def test_what_was_acknowledged_survives_a_crash_of_the_database(
    shared: Record, database: Postgres
) -> None:
    """PostgreSQL goes down in the middle of 100 writes and starts anew: so does writing."""
    told, faults, half = [], [], threading.Event()

    def write() -> None:
        for number in range(100):
            try:
                told.append(shared.append("note", "a", "Ann", {"n": number}))
            except InputError as error:
                faults.append(str(error))
            if len(told) == 30:
                half.set()

    writer = threading.Thread(target=write)
    writer.start()
    half.wait(60)
    database.stop("immediate")
    while not faults:
        assert writer.is_alive()
    database.start()
    writer.join(60)
    after = shared.append("note", "a", "Ann", {"n": "after"})
    found = {entry.seq: entry for entry in shared.entries()}
    assert all(found[entry.seq] == entry for entry in told)
    assert len(told) >= 30
    assert shared.verify(told[-1].digest).intact
    assert after.seq == len(found)
    assert all(len(said) < 200 and "\n" not in said for said in faults)
    assert {said.partition(";")[0] for said in faults} <= {
        "record: the database cannot be reached",
        "record: the database was stopped or starts anew",
        f"record: {turns._UNKNOWN}",  # noqa: SLF001
    }


def test_a_connection_that_was_cut_meanwhile_is_made_anew(
    shared: Record, database: Postgres
) -> None:
    """Nobody is told of it, since nothing is lost."""
    shared.append("note", "a", "Ann", {})
    cut(database)
    assert shared.append("note", "a", "Ann", {}).seq == 2
    cut(database)
    assert len(shared.entries()) == 2


def at(url: str, event: str, what: Callable[..., object]) -> None:
    """Do something once, at an event of the connections that write."""
    sa.event.listen(engines.engine(url, "write"), event, what, once=True)


def test_a_connection_that_is_cut_before_the_end_wrote_nothing(
    shared: Record, database: Postgres
) -> None:
    """That is said, and trying again helps."""
    shared.append("note", "a", "Ann", {})
    at(shared.url, "before_execute", lambda *_: cut(database))
    with pytest.raises(InputError, match="stopped or starts anew; nothing was written: try again"):
        shared.append("note", "a", "Ann", {})
    assert shared.append("note", "a", "Ann", {}).seq == 2


def test_a_connection_that_is_cut_at_the_end_says_that_nobody_knows(
    shared: Record, database: Postgres
) -> None:
    """It may be written or not; what is said is to look first."""
    shared.append("note", "a", "Ann", {})
    at(shared.url, "commit", lambda _: cut(database))
    with pytest.raises(InputError, match="look whether it is there before you try again"):
        shared.append("note", "a", "Ann", {})
    assert shared.verify().intact


def test_a_database_that_is_away_is_said_without_what_its_address_holds(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Not in the error, what it came from, any log, or what is printed."""
    caplog.set_level(logging.DEBUG)
    for where in ("127.0.0.1:1/evenhand", "127.0.0.1:x/evenhand", "/x?host=/nowhere"):
        for kind in ("postgresql+psycopg", "postgres", "postgresql"):
            kept = record.open(f"{kind}://ann:{SECRET}@{where}")
            with pytest.raises(InputError) as raised:
                kept.append("note", "a", "Ann", {})
            assert raised.value.__cause__ is None
            assert raised.value.__suppress_context__
            assert SECRET not in str(raised.value)
            assert len(str(raised.value)) < 200
            with pytest.raises(InputError):
                kept.entries()
    seen = capfd.readouterr()
    assert SECRET not in caplog.text + seen.out + seen.err


def test_the_command_line_says_nothing_of_an_address(
    database: Postgres, capsys: pytest.CaptureFixture[str]
) -> None:
    """A database that is not there: one line, and the exit code."""
    url = database.address("nowhere").replace("postgres@", f"ann:{SECRET}@")
    assert main(["record", "copy", url]) == 2
    said = capsys.readouterr()
    assert "the database cannot be reached" in said.err
    assert SECRET not in said.out + said.err


# Others


def test_a_turn_that_another_keeps_is_said(
    shared: Record, database: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is waited for, not for ever; reading goes on."""
    shared.append("note", "a", "Ann", {})
    monkeypatch.setattr(postgres, "WAIT", 1)
    with database.by_hand() as other:
        other.execute("SELECT pg_advisory_lock(%s)", (postgres._TURN,))  # noqa: SLF001
        with pytest.raises(InputError, match="another program holds it; nothing was written"):
            shared.append("note", "a", "Ann", {})
        assert len(shared.entries()) == 1
    assert shared.append("note", "a", "Ann", {}).seq == 2


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("53100", "the disk is full; nothing was written: free space"),
        ("53300", "takes no more connections"),
        ("25006", "cannot be written here"),
        ("42501", "cannot be written here"),
        ("XX001", "is damaged: restore it"),
        ("57P01", "stopped or starts anew"),
        ("22012", "does not answer as a record does"),
    ],
)
def test_what_postgresql_says_is_said_in_words(shared: Record, state: str, said: str) -> None:
    """By its code, in whichever language it speaks; what was there can be read."""
    shared.append("note", "a", "Ann", {})
    with engines.engine(shared.url, "read").begin() as connection:
        for statement in refusing(state):
            connection.exec_driver_sql(statement)
    with pytest.raises(InputError, match=said) as raised:
        shared.append("note", MARKS[0], MARKS[1], {"said": MARKS[2]})
    assert not [mark for mark in MARKS if mark in str(raised.value)]
    assert shared.verify().entries == 1


def refusing(state: str) -> Iterator[str]:
    """Statements that make a database answer every entry with an error."""
    yield (
        "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION 'no room, %%', NEW.content USING ERRCODE = '{state}'; END $$"
    )
    yield "CREATE TRIGGER no BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION no()"


def test_what_was_erased_is_in_no_file_of_the_tables(shared: Record, database: Postgres) -> None:
    """Short or long; PostgreSQL's log of changes is the one place that has it for a while."""
    subject, person, said = MARKS
    for number in range(9):
        shared.append("note", subject, person, {"said": said * (300 if number % 4 == 0 else 1)})
        shared.append("note", "b", "Bo", {"said": "stays"})
    assert in_tables(database, subject) == in_tables(database, person) == {True}
    assert shared.erase(subject, "Cy", "asked") is not None
    assert [in_tables(database, mark) for mark in MARKS] == [{False}] * 3
    assert (shared.verify().intact, shared.verify().erased) == (True, 9)


def in_tables(database: Postgres, mark: str) -> set[bool]:
    """Whether the files of tables and indexes hold a text, once all is on the disk."""
    with database.by_hand() as connection:
        connection.execute("CHECKPOINT")
    files = [path for path in (database.home / "data" / "base").rglob("*") if path.is_file()]
    return {any(mark.encode() in path.read_bytes() for path in files)}


def test_traces_that_may_be_left_are_said(
    shared: Record, database: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another reads while the table is to be written anew; erasing again takes the rest."""
    monkeypatch.setattr(postgres, "WAIT", 1)
    shared.append("note", MARKS[0], "Ann", {})
    schema = shared.url.rpartition("%3D")[2]
    told = f"host={database.home} user=postgres dbname=postgres options=-csearch_path={schema}"
    with psycopg.connect(told) as other:
        other.execute("SELECT * FROM entries")
        with pytest.raises(InputError, match="it is erased, but traces may be left"):
            shared.erase(MARKS[0], "Ann", "asked")
    assert shared.erase(MARKS[0], "Ann", "asked") is None
    assert in_tables(database, MARKS[0]) == {False}


def test_a_record_moves_to_postgresql_and_back_as_it_is(shared: Record, tmp_path: object) -> None:
    """Under the same head, with what was erased."""
    first = record.open(f"sqlite:///{tmp_path}/record.sqlite3")
    for subject in ("a", "b", "ü"):
        first.append("note", subject, "Ann", {"n": 1})
    first.erase("b", "Ann", "asked")
    assert first.copy(shared.url) == first.verify()
    assert shared.entries() == first.entries()
    assert shared.copy(f"sqlite:///{tmp_path}/again.sqlite3") == first.verify()
