"""Kept reviews in a folder, in SQLite and in PostgreSQL: the same of each."""

import json
import os
import resource
import signal
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Final, Literal

import pytest

from evenhand import kept, record
from evenhand.database import engines
from evenhand.errors import InputError
from evenhand.kept import Kept, place, room
from evenhand.kept.stored import Store
from evenhand.record import ERASED, REMOVAL, ledger
from tests.core.test_kept import HOSTILE, MARKERS, NOW, counted, one, small, whole
from tests.postgres import Postgres

__all__ = ["counted", "one"]
NAMES: Final = ("EVENHAND_DATA", "EVENHAND_RECORD", place.NAME)
STORES: Final = ("folder", "sqlite", "postgresql")
SECRET: Final = "s3cretOkapi"  # noqa: S105  # of nobody


@pytest.fixture(params=STORES, autouse=True)
def bytes_of(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], bytes]]:
    """A place of its own for record and reviews; every byte that is stored there."""
    monkeypatch.setenv("EVENHAND_DATA", str(tmp_path / "data"))
    read = lambda: whole(tmp_path)  # noqa: E731
    if request.param == "sqlite":
        monkeypatch.setenv(place.NAME, f"sqlite:///{tmp_path}/reviews.sqlite3")
    elif request.param == "postgresql":
        database: Postgres = request.getfixturevalue("database")
        url = database.schema()
        monkeypatch.setenv(place.NAME, url)
        monkeypatch.setenv("EVENHAND_RECORD", url)
        read = lambda: in_tables(database)  # noqa: E731
    yield read
    engines.let_go()


def in_tables(database: Postgres) -> bytes:
    """Every byte of every table and index, once all is on the disk."""
    with database.by_hand() as connection:
        connection.execute("CHECKPOINT")
    files = (path for path in (database.home / "data" / "base").rglob("*") if path.is_file())
    return b"".join(path.read_bytes() for path in files)


def test_what_is_kept_is_opened_by_its_link_as_it_was(one: Kept) -> None:
    """To the byte of its findings."""
    links = kept.keep(one)
    again = kept.opened(links.view, NOW)
    assert again is not None
    assert again.findings().to_json() == one.findings().to_json()
    assert again.terms == one.terms


def test_only_its_links_open_and_delete_it(one: Kept) -> None:
    """Nonsense, half a link and another review's do nothing."""
    links, other = kept.keep(one), kept.keep(one)
    view, manage = links.manage.split(".")
    mixed = f"{view}.{other.manage.split('.')[1]}"
    for wrong in (*HOSTILE, links.view, view, manage, mixed, f"{view}.", f"../{manage}"):
        assert not kept.delete(wrong)
    assert not [link for link in HOSTILE if kept.is_open(link, NOW)]
    assert not [link for link in HOSTILE if kept.opened(link, NOW)]
    assert not [name for name in ("", ".", "..", f"../{place.NAME}") if kept.remove(name)]
    assert kept.managed(links.manage) == links.view
    assert kept.delete(links.manage)
    assert not kept.delete(links.manage)
    assert kept.is_open(other.view, NOW)


def test_delete_leaves_no_marker_and_one_receipt(one: Kept, bytes_of: Callable[[], bytes]) -> None:
    """Of the review and what was decided on it; the receipt says why, and not of which review."""
    links = kept.keep(one)
    name, secret = str(kept.subject(links.view)), links.view.removeprefix(kept.PREFIX)
    record.open().append("decision", name, MARKERS[1], {"because": MARKERS[2]})
    assert MARKERS[1].encode() in bytes_of()
    assert kept.delete(links.manage)
    assert not [mark for mark in (*MARKERS, secret) if mark.encode() in bytes_of()]
    assert kept.opened(links.view, NOW) is None
    receipts = record.open().entries(kind=ERASED)
    assert [entry.content["erased"] for entry in receipts] == [[1], [2]]
    assert receipts[-1].content["why"] == "a kept review was deleted with its manage link"
    assert name not in json.dumps([dict(entry.content) for entry in receipts])
    assert record.open().verify().intact


def test_a_review_on_which_nothing_was_written_leaves_a_receipt_too(one: Kept) -> None:
    """Where there is no record yet it is made."""
    assert kept.delete(kept.keep(one).manage)
    begun, receipt = record.open().entries()
    assert (begun.kind, begun.erased) == (REMOVAL, True)
    assert (receipt.kind, receipt.content["erased"]) == (ERASED, [1])


def test_after_its_time_it_is_closed_at_once_and_then_removed(one: Kept) -> None:
    """The janitor needs no visitor, and leaves the others alone."""
    links = kept.keep(one)
    other = kept.keep(replace(one, terms=replace(one.terms, until=NOW + timedelta(days=30))))
    end = one.terms.until
    assert kept.is_open(links.view, end - timedelta(seconds=1))
    assert not kept.is_open(links.view, end)
    assert kept.opened(links.view, end) is None
    assert (kept.sweep(end), kept.sweep(end)) == (1, 0)
    assert kept.is_open(other.view, end)
    assert record.open().entries()[-1].content["why"].endswith("removed since its time was over")


def test_nothing_is_kept_for_longer_than_the_server_keeps_anything(
    one: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is asked for is cut, and said so; what was kept before goes when it is that old."""
    before = kept.keep(one)
    monkeypatch.setenv(room.DAYS, "2")
    assert kept.longest() == timedelta(days=2)
    links = kept.keep(one)
    found = kept.opened(links.view, NOW)
    assert found is not None
    assert found.terms.until == NOW + timedelta(days=2)
    for link in (before.view, links.view):
        assert kept.is_open(link, NOW + timedelta(days=2, seconds=-1))
        assert not kept.is_open(link, NOW + timedelta(days=2))
    assert kept.sweep(NOW + timedelta(days=2)) == 2
    monkeypatch.setenv(room.DAYS, "9" * 30)
    assert kept.is_open(kept.keep(one).view, NOW)


def test_a_clock_that_is_set_back_or_forward_loses_nothing(
    one: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is over goes and stays away; the chain is in the order of writing, not of the clock."""
    times = iter(["2030-01-01T00:00:00Z", "1999-12-31T23:59:59Z", "2026-01-01T00:00:00Z"])
    monkeypatch.setattr(ledger, "_now", lambda: next(times, "2026-01-01T00:00:01Z"))
    for number in range(3):
        record.open().append("note", "a", "Ann", {"n": number})
    assert [entry.content["n"] for entry in record.open().entries("a")] == [0, 1, 2]
    links = kept.keep(one)
    assert kept.is_open(links.view, NOW - timedelta(days=9_999))  # set back: it stays
    assert kept.sweep(NOW - timedelta(days=9_999)) == 0
    assert not kept.is_open(links.view, NOW + timedelta(days=9_999))  # forward, and back again
    assert kept.is_open(links.view, NOW)
    assert kept.sweep(NOW + timedelta(days=9_999)) == 1
    assert not kept.is_open(links.view, NOW)
    assert record.open().verify().intact


def test_many_at_once_are_all_kept_and_deleted_once(one: Kept) -> None:
    """Each under a link of its own; of many that delete the same, one does."""
    with ThreadPoolExecutor(4) as pool:
        links = list(pool.map(lambda _: kept.keep(one), range(8)))
        assert all(kept.opened(link.view, NOW) is not None for link in links)
        assert len({link.view for link in links}) == 8
        assert sum(pool.map(lambda _: kept.delete(links[0].manage), range(4))) == 1
    assert len(record.open().entries(kind=ERASED)) == 1
    assert record.open().verify().intact


def keep_on(one: Kept, environment: Mapping[str, str], told: Connection) -> None:
    """Keep a review again and again, and tell of each that was acknowledged."""
    os.environ.update(environment)
    while True:
        told.send(kept.keep(one).view)


def test_a_kill_in_the_middle_leaves_all_or_nothing(processes: ForkServerContext) -> None:
    """Whatever was acknowledged can be opened, and nothing is half there."""
    ours, theirs = processes.Pipe(duplex=False)
    here = {key: os.environ[key] for key in NAMES if key in os.environ}
    writer = processes.Process(target=keep_on, args=(small(), here, theirs))
    writer.start()
    theirs.close()
    links = [ours.recv() for _ in range(4)]
    writer.kill()
    with suppress(EOFError):
        while True:
            links.append(ours.recv())
    writer.join()
    ours.close()
    links.append(kept.keep(small()).view)  # in its turn: after all that was under way
    assert all(kept.opened(link, NOW) is not None for link in links)
    assert len(list(place.store().labels())) - len(links) in {0, 1}


def die_removing(
    environment: Mapping[str, str], manage: str, step: Literal["before", "after"]
) -> None:
    """Begin to delete a review, and be killed before or after it is removed from its place."""
    os.environ.update(environment)
    kind = type(place.store())
    removes = kind.remove

    def dies(store: Store, name: str) -> bool:
        if step == "after":
            removes(store, name)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError

    setattr(kind, "remove", dies)  # noqa: B010  # a method of a process that ends here
    kept.delete(manage)


@pytest.mark.parametrize("step", ["before", "after"])
def test_a_removal_that_was_cut_off_is_finished_and_leaves_its_one_receipt(
    one: Kept, processes: ForkServerContext, step: str
) -> None:
    """By whoever sweeps next, once nobody can be at it any more."""
    now = datetime.now(UTC)
    late = replace(one, terms=replace(one.terms, kept_on=now, until=now + timedelta(days=7)))
    links, other = kept.keep(late), kept.keep(late)
    here = {key: os.environ[key] for key in NAMES if key in os.environ}
    deletes = processes.Process(target=die_removing, args=(here, links.manage, step))
    deletes.start()
    deletes.join()
    assert deletes.exitcode == -signal.SIGKILL
    assert kept.is_open(links.view) is (step == "before")
    assert kept.sweep() == 0
    assert record.open().entries(kind=ERASED) == ()
    again = [kept.sweep(now + timedelta(minutes=5)) for _ in range(2)]
    assert again == [int(step == "before"), 0]
    assert (kept.is_open(links.view), kept.is_open(other.view)) == (False, True)
    (receipt,) = record.open().entries(kind=ERASED)
    assert receipt.content["why"] == "a kept review was deleted with its manage link"
    assert record.open().standing(REMOVAL) == ()
    assert record.open().verify().intact


def test_there_is_an_end_to_how_many_and_to_their_bytes(
    one: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the disk is full, and the line says so."""
    later = replace(one, terms=replace(one.terms, until=datetime.now(UTC) + timedelta(days=7)))
    kept.keep(later)
    many, taken = place.store().used()
    assert (many, taken > 100) == (1, True)
    monkeypatch.setenv(room.REVIEWS, "1")
    with pytest.raises(InputError, match="1 reviews are kept already"):
        kept.keep(later)
    monkeypatch.setenv(room.REVIEWS, "5")
    monkeypatch.setenv(room.BYTES, str(taken))
    with pytest.raises(InputError, match="there is no room for this one"):
        kept.keep(later)
    assert place.store().used() == (many, taken)


def test_reading_makes_nothing(tmp_path: Path) -> None:
    """A link that is wrong leaves no trace, nor does the janitor."""
    assert kept.opened(f"kept-{'a' * 32}", NOW) is None
    assert kept.managed(f"{'a' * 32}.{'b' * 32}") is None
    assert kept.sweep(NOW) == 0
    assert place.store().used() == (0, 0)
    assert not list(tmp_path.iterdir())


# A full disk, and a place that is away


@pytest.mark.parametrize("bytes_of", ["folder", "sqlite"], indirect=True)
def test_on_a_full_disk_that_is_said_and_what_is_there_opens(one: Kept) -> None:
    """The system lets no file grow; with room again keeping goes on."""
    links = kept.keep(one)
    own = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (512, own[1]))
    try:
        with pytest.raises(InputError, match=r"kept reviews: .*nothing was (kept|written)"):
            kept.keep(one)
        assert kept.opened(links.view, NOW) is not None
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, own)
    assert kept.is_open(kept.keep(one).view, NOW)
    assert len(list(place.store().labels())) == 2


@pytest.mark.parametrize("bytes_of", ["sqlite", "postgresql"], indirect=True)
def test_a_database_that_is_away_is_said_and_the_janitor_goes_on(
    one: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one line without its address; nothing is taken for deleted."""
    links = kept.keep(one)
    here = os.environ[place.NAME]
    monkeypatch.setenv(place.NAME, f"postgresql://ann:{SECRET}@127.0.0.1:1/evenhand")
    for ask in (
        lambda: kept.keep(one),
        lambda: kept.is_open(links.view),
        lambda: kept.opened(links.view),
        lambda: kept.delete(links.manage),
    ):
        with pytest.raises(InputError, match=r"^kept reviews: the database cannot be") as raised:
            ask()
        assert SECRET not in str(raised.value)
    assert kept.sweep() == 0
    monkeypatch.setenv(place.NAME, here)
    assert kept.is_open(links.view, NOW)


@pytest.mark.parametrize("bytes_of", ["sqlite", "postgresql"], indirect=True)
def test_a_database_holds_nothing_that_can_be_read_without_the_link(
    one: Kept, bytes_of: Callable[[], bytes]
) -> None:
    """Neither title, nor who kept it, nor what for; nor the link."""
    links = kept.keep(one)
    stored = bytes_of()
    assert str(kept.subject(links.view)).encode() in stored
    for mark in (*MARKERS, links.view.removeprefix(kept.PREFIX), "privacy_cell"):
        assert mark.encode() not in stored
