"""The record: what is written stays, in order, and each entry seals all before it."""

import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError

from evenhand import record
from evenhand.database import engines, sqlite
from evenhand.errors import InputError
from evenhand.record import Record, store
from tests.record.conftest import by_hand

ON_BOTH: Final = True
MARKS: Final = ("Zebra-subject", "Quagga-person", "Okapi-content")


def test_reading_makes_no_file(kept: Record, tmp_path: Path) -> None:
    """Neither the list, nor the check, nor erasing what is not there makes a file or a folder."""
    assert kept.entries() == ()
    assert kept.verify().entries == 0
    assert not kept.verify("a head").intact
    assert kept.erase("a", "Ann", "asked") is None
    assert not list(tmp_path.iterdir())


def test_what_is_written_is_read_in_order(kept: Record) -> None:
    """Each entry with what it says, and the digest of the one before it."""
    first = kept.append("lock", "a", "Ann", {"n": 1})
    second = kept.append("decision", "b", "\u05d0", {"\u05d1": [2, None, {"x": 1.5}]})
    assert kept.entries() == (first, second)
    assert kept.entries("b") == (second,) == kept.entries(kind="decision")
    assert second.previous == first.digest
    assert kept.verify().head == second.digest
    assert kept.verify(first.digest).intact
    assert (second.seq, second.by, second.at[-1]) == (2, "\u05d0", "Z")


def test_the_record_lies_where_it_is_told_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its address, else in the data folder, else in the user's own."""
    monkeypatch.setenv("EVENHAND_DATA", str(tmp_path))
    assert record.open().url == f"sqlite:///{tmp_path / 'record.sqlite3'}"
    monkeypatch.setenv("EVENHAND_RECORD", "postgresql://somewhere/else")
    assert record.open().url == "postgresql://somewhere/else"
    monkeypatch.delenv("EVENHAND_DATA")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    assert record.data_folder() == tmp_path / "xdg" / "evenhand"


# Append-only


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM entries WHERE seq = 1",
        "UPDATE entries SET at = '2020'",
        "UPDATE entries SET content = '{}'",
        "UPDATE entries SET content = NULL",
        'UPDATE entries SET subject = NULL, "by" = NULL, content = NULL, salt = NULL, seq = 9',
    ],
)
def test_the_database_itself_refuses_to_change_an_entry(kept: Record, statement: str) -> None:
    """Whoever tries it by hand is refused first."""
    kept.append("note", "a", "Ann", {"n": 1})
    with (
        pytest.raises(DBAPIError, match="append-only"),
        engines.engine(kept.url, "write").begin() as connection,
    ):
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    ("statement", "seq"),
    [
        ("UPDATE entries SET content = '{\"n\":9}' WHERE seq = 2", 2),
        ("UPDATE entries SET at = '2020-01-01T00:00:00Z' WHERE seq = 3", 3),
        ("DELETE FROM entries WHERE seq = 2", 2),
        ("UPDATE entries SET seq = CASE seq WHEN 2 THEN -3 WHEN 3 THEN 2 END WHERE seq > 1", 2),
    ],
)
def test_an_edited_entry_is_found_and_named(kept: Record, statement: str, seq: int) -> None:
    """Changed, removed or reordered in the file, past what keeps others from it."""
    for number in range(3):
        kept.append("note", "a", "Ann", {"n": number})
    by_hand(kept, statement, "UPDATE entries SET seq = 3 WHERE seq = -3")
    broken = kept.verify().broken
    assert broken[0].seq == seq
    assert kept.append("note", "a", "Ann", {}).seq == 4  # and writing goes on after it


@pytest.mark.parametrize("stored", ["X'FF'", "CAST(X'22FF22' AS TEXT)"])
def test_an_entry_that_is_no_text_is_found_and_named(
    kept: Record, folder: Path, stored: str
) -> None:
    """SQLite lets somebody put bytes there."""
    assert not folder.exists()
    for number in range(3):
        kept.append("note", "a", "Ann", {"n": number})
    by_hand(kept, f"UPDATE entries SET content = {stored} WHERE seq = 2")  # noqa: S608
    assert kept.verify().broken[0].seq == 2


def test_a_cut_tail_is_found_by_the_noted_head(kept: Record) -> None:
    """The entries that are left look whole; the head does not fit them."""
    head = [kept.append("note", "a", "Ann", {"n": number}).digest for number in range(3)][-1]
    by_hand(kept, "DELETE FROM entries WHERE seq = 3")
    assert kept.verify().intact
    assert [one.seq for one in kept.verify(head).broken] == [3]


# Erasing


def test_nothing_that_was_erased_is_left_in_any_file(kept: Record, folder: Path) -> None:
    """Of subject, name and content, long or short, while others have the record open too."""
    subject, person, said = MARKS
    kept.append("note", "b", "Bo", {"said": "stays"})
    with closing(sqlite3.connect(folder / "record.sqlite3")) as other:
        other.execute("SELECT * FROM entries").fetchall()  # keeps the log and its index there
        for number in range(30):
            kept.append("note", subject, person, {"said": said * (300 if number % 7 == 0 else 1)})
            kept.append("note", "b", "Bo", {"said": "stays"})
        assert all(found(folder, mark) for mark in MARKS)
        assert (folder / "record.sqlite3-wal").exists()
        receipt = kept.erase(subject, "Cy", "asked")
        assert not any(found(folder, mark) for mark in MARKS)
    assert not any(found(folder, mark) for mark in MARKS)
    assert receipt is not None
    assert receipt.content == {"erased": [*range(2, 61, 2)], "why": "asked"}
    checked = kept.verify()
    assert (checked.intact, checked.erased, checked.entries) == (True, 30, 62)
    gone = kept.entries()[1]
    assert (gone.erased, gone.subject, gone.by, gone.content) == (True, "", "", {})
    assert kept.entries(subject) == ()
    assert kept.erase(subject, "Cy", "asked again") is None


def found(folder: Path, mark: str) -> list[str]:
    """The files that hold some text."""
    wanted = mark.encode()
    return [path.name for path in folder.rglob("*") if wanted in path.read_bytes()]


def test_erasing_says_so_where_another_still_reads(
    kept: Record, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is erased for every reader, and trying again takes the last traces."""
    monkeypatch.setattr(sqlite, "WAIT", 0.05)
    kept.append("note", MARKS[0], "Ann", {})
    with closing(sqlite3.connect(folder / "record.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM entries").fetchall()
        with pytest.raises(
            InputError, match=r"it is erased, but traces may be left.*: erase again"
        ):
            kept.erase(MARKS[0], "Ann", "asked")
        assert kept.entries(MARKS[0]) == ()
        other.execute("COMMIT")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(InputError, match=r"^record.sqlite3: another program holds it"):
            kept.erase(MARKS[0], "Ann", "asked")
        with pytest.raises(InputError, match=r"traces may be left"):
            store.clean(kept.url)
        other.execute("COMMIT")
    assert kept.erase(MARKS[0], "Ann", "asked") is None
    assert not found(folder, MARKS[0])


@pytest.mark.parametrize(
    "write",
    [
        lambda kept: kept.erase("record", "Ann", "asked"),
        lambda kept: kept.append("erased", "a", "Ann", {"erased": [1]}),
        lambda kept: kept.append("note", "record", "Ann", {}),
        lambda kept: kept.append("note", "a", "Ann", {"long": "x" * 200_000}),
    ],
    ids=["erased receipts", "receipts by hand", "about receipts", "too long"],
)
def test_what_must_not_be_written_is_refused(kept: Record, write: Callable[[Record], Any]) -> None:
    """Receipts stay and come from erasing alone; a text has an end."""
    kept.append("note", "a", "Ann", {})
    with pytest.raises(InputError):
        write(kept)
    assert kept.verify().entries == 1


ACTS: Final = st.lists(st.tuples(st.booleans(), st.sampled_from("abc")), min_size=1, max_size=6)


@settings(max_examples=10)
@given(ACTS)
def test_whatever_is_written_and_erased_verifies(acts: list[tuple[bool, str]]) -> None:
    """On the disk as well: what is left is what was written since its subject was last erased."""
    with tempfile.TemporaryDirectory() as folder:
        kept = record.open(f"sqlite:///{folder}/record.sqlite3")
        left: list[str] = []
        for erases, subject in acts:
            if erases:
                kept.erase(subject, "Ann", "asked")
                left = [one for one in left if one != subject]
            else:
                kept.append("note", subject, "Ann", {"s": subject})
                left.append(subject)
        assert [entry.subject for entry in kept.entries(kind="note") if not entry.erased] == left
        assert kept.verify().intact
