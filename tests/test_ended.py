"""Log-ins that were ended: known at once here, a moment later elsewhere, and after a new start."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from components import ended, serve_errors
from components.ended import Ended
from evenhand import record
from evenhand.database import engines, logins
from evenhand.errors import InputError
from tests.postgres import Postgres

_HOUR: Final = 3600.0


@pytest.fixture(params=["sqlite", "postgresql"])
def url(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A database that two servers share."""
    found = f"sqlite:///{tmp_path}/record.sqlite3"
    if request.param == "postgresql":
        database: Postgres = request.getfixturevalue("database")
        found = database.schema()
    monkeypatch.setenv("EVENHAND_RECORD", found)
    yield found
    engines.let_go()


def test_what_one_server_ended_another_learns_once(url: str) -> None:
    """As does one that is started later, and an entry of the record changes nothing of it."""
    one, two, until = Ended(), Ended(), time.time() + _HOUR
    assert two.exchange() == []
    one.add("a" * 16, until)
    assert (one.has("a" * 16), two.has("a" * 16)) == (True, False)
    assert one.exchange() == []
    record.open(url).append("note", "s", "Ann", {})
    assert [two.exchange(), two.exchange(), Ended().exchange()] == [["a" * 16], [], ["a" * 16]]
    assert two.has("a" * 16)


def test_two_that_end_the_same_at_once_are_one(url: str) -> None:
    """Each tells it; it stands there once, and goes when its time is over."""
    servers, until = (Ended(), Ended()), time.time() + _HOUR
    for server in servers:
        server.add("b" * 16, until)
    assert [server.exchange() for server in servers] == [[], []]
    assert logins.ended(url) == {"b" * 16: until}
    logins.end(url, {"c" * 16: until + _HOUR}, until)
    assert set(logins.ended(url)) == {"c" * 16}


def test_a_database_that_is_away_is_told_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """The log-out holds here at once; nothing is lost, and nobody waits for it."""
    server = Ended()
    told: list[str] = []
    monkeypatch.setenv("EVENHAND_RECORD", "sqlite:////proc/nowhere/record.sqlite3")
    monkeypatch.setattr(ended, "ENDED", server)
    monkeypatch.setattr(serve_errors, "note", lambda *said: told.append(said[1]))
    server.add("d" * 16, time.time() + _HOUR)
    with pytest.raises(InputError):
        server.exchange()
    asyncio.run(ended.soon(lambda _login: None))
    assert (server.has("d" * 16), told, len(server.unshared)) == (True, ["log-ins"], 1)


def test_its_time_is_over_by_itself() -> None:
    """Then nobody needs to remember it."""
    server = Ended()
    server.add("e" * 16, time.time() - 1)
    assert not server.has("e" * 16)
