"""Keys of programs: shown once, kept as a hash, over by themselves or ended."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from evenhand.errors import InputError
from evenhand.record import Record, keys
from evenhand.words import record as words

ON_BOTH = True


def test_a_key_that_was_made_holds_until_it_is_ended(kept: Record) -> None:
    """Others go on, and both steps are entries of a chain that is whole."""
    assert keys.holding(kept) == {}
    first, entry = keys.make(kept, " nightly  scoring ", "viewer", "Ada", 1.0)
    second, _ = keys.make(kept, "backup", "admin", "Ada")
    key = keys.found(keys.holding(kept), first)
    assert key is not None
    assert (key.number, key.name, key.role, key.by) == (1, "nightly scoring", "viewer", "Ada")
    left = datetime.fromtimestamp(key.until, UTC) - datetime.now(UTC)
    assert timedelta(hours=23) < left <= timedelta(days=1)
    assert entry.seq == 1
    keys.end(kept, 1, "Bo")
    assert keys.found(keys.holding(kept), first) is None
    assert keys.found(keys.holding(kept), second) is not None
    assert [(e.kind, e.by) for e in kept.entries()][-1] == ("key ended", "Bo")
    assert kept.verify().intact


def test_the_record_holds_a_hash_and_never_the_key(kept: Record) -> None:
    """The hash is SHA-256 of the whole key, and does not open what the key opens."""
    key, entry = keys.make(kept, "nightly", "auditor", "Ada")
    written = json.dumps([dict(one.content) for one in kept.entries()])
    assert key.removeprefix(keys.BEGIN) not in written
    digest = hashlib.sha256(key.encode()).hexdigest()
    assert entry.content["sha256"] == digest
    wrong = (digest, f"{keys.BEGIN}{digest}", key[:-1], f"{key} ", "", "\ud800")
    assert [keys.found(keys.holding(kept), shown) for shown in wrong] == [None] * len(wrong)


def test_a_key_is_over_by_itself(kept: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one that was read while it still held."""
    key, _ = keys.make(kept, "nightly", "viewer", "Ada", 2.0)
    known = keys.holding(kept)
    later = datetime.now(UTC) + timedelta(days=2, seconds=1)

    assert keys.found(known, key) is not None
    clock = SimpleNamespace(now=lambda _zone: later, strptime=datetime.strptime)
    monkeypatch.setattr(keys, "datetime", clock)
    assert keys.found(known, key) is None
    assert keys.holding(kept) == {}


def test_erasing_them_ends_all(kept: Record) -> None:
    """What is not known opens nothing."""
    key, _ = keys.make(kept, "nightly", "viewer", "Ada")
    kept.erase(keys.SUBJECT, "Bo", "moved")
    assert keys.found(keys.holding(kept), key) is None


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"role": "owner"}, "role"),
        ({"days": 0.0}, "days"),
        ({"days": float("nan")}, "days"),
        ({"days": 367.0}, "days"),
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"by": "Ann, logged in"}, "by"),
    ],
)
def test_what_cannot_be_a_key_is_refused(kept: Record, given: dict[str, Any], where: str) -> None:
    """In one line that says what, and nothing is written."""
    said: dict[str, Any] = {"name": "nightly", "role": "viewer", "by": "Ada", **given}
    with pytest.raises(InputError, match=f"^{where}: [^\n]*$"):
        keys.make(kept, **said)
    assert kept.entries() == ()


def test_only_a_key_that_holds_can_be_ended(kept: Record) -> None:
    """A wrong number is said, not written."""
    keys.make(kept, "nightly", "viewer", "Ada")
    keys.end(kept, 1, "Ada")
    for number in (1, 2, 7):
        with pytest.raises(InputError, match="no key that holds"):
            keys.end(kept, number, "Ada")


def test_a_key_is_listed_with_what_it_is_for_and_until_when(kept: Record) -> None:
    """And its entries say in the record what they are."""
    keys.make(kept, "nightly", "viewer", "Ada")
    keys.end(kept, keys.make(kept, "other", "admin", "Ada")[1].seq, "Bo")
    [key] = keys.holding(kept).values()
    line = words.key_line(key)
    assert line.startswith("1  nightly  viewer, until ")
    assert line.endswith(", made by Ada")
    rows = [words.entry_row(entry) for entry in kept.entries()]
    assert [(row[2], row[4]) for row in rows] == [
        ("key for a program made", "nightly, viewer"),
        ("key for a program made", "other, admin"),
        ("key for a program ended", "entry 2"),
    ]
