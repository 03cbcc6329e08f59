"""Keys for programs: who may ask without a log-in, as what, and until when.

A key is random and shown once. The record holds its SHA-256, which opens nothing; that a key was
made or ended is an entry like any other, so it cannot be undone unseen.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from evenhand.errors import InputError
from evenhand.record.entries import SIGNED, Entry
from evenhand.record.ledger import Record

SUBJECT: Final = "keys of programs"
MADE: Final = "key"
ENDED: Final = "key ended"
BEGIN: Final = "evenhand_"
"""How every key begins, so that one that got into a file is found by looking for it."""

ROLES: Final = ("viewer", "auditor", "admin")
MOST_DAYS: Final = 366
_BYTES: Final = 32
_LONGEST: Final = 80
_TIME: Final = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Key:
    """A key that holds.

    Attributes:
        number: of its entry in the record.
        name: what it is for.
        role: what may be done with it.
        until: when it is over, in seconds since 1970.
        by: who made it.
    """

    number: int
    name: str
    role: str
    until: float
    by: str


def make(record: Record, name: str, role: str, by: str, days: float = 90.0) -> tuple[str, Entry]:
    """A new key for a program; nobody can be told it a second time.

    Args:
        record: where it is noted.
        name: what it is for.
        role: one of `ROLES`.
        by: who makes it.
        days: how long it holds.

    Returns:
        The key, and the entry that says that it was made.

    Raises:
        InputError: a name is missing or too long, the role or the days are none, or it cannot be
            written.
    """
    if role not in ROLES:
        raise InputError(f"expected {', '.join(ROLES)}", where="role")
    if not 0 < days <= MOST_DAYS:
        raise InputError(f"expected more than 0 and at most {MOST_DAYS}", where="days")
    until = (datetime.now(UTC) + timedelta(days=days)).strftime(_TIME)
    said = {"name": _named(name, "name"), "role": role, "until": until}
    key = f"{BEGIN}{secrets.token_urlsafe(_BYTES)}"
    entry = record.append(MADE, SUBJECT, _named(by, "by"), {**said, "sha256": _digest(key)})
    return key, entry


def end(record: Record, number: int, by: str) -> Entry:
    """End a key before its time; it opens nothing any more.

    Args:
        record: where it is noted.
        number: of its entry.
        by: who ends it.

    Raises:
        InputError: no key that holds has this number, or it cannot be written.
    """
    if all(key.number != number for key in holding(record).values()):
        raise InputError("no key that holds has this number", where="number")
    return record.append(ENDED, SUBJECT, _named(by, "by"), {"number": number})


def holding(record: Record) -> Mapping[str, Key]:
    """The keys that hold, each by its SHA-256.

    Args:
        record: where they are noted.

    Raises:
        InputError: it cannot be read.
    """
    entries = [entry for entry in record.entries(SUBJECT) if not entry.erased]
    over = {entry.content["number"] for entry in entries if entry.kind == ENDED}
    now = datetime.now(UTC).timestamp()
    return {
        entry.content["sha256"]: key
        for entry in entries
        if entry.kind == MADE
        for key in [_key(entry)]
        if key.number not in over and key.until > now
    }


def found(known: Mapping[str, Key], shown: str) -> Key | None:
    """The key that a program shows; None where there is no such key, or its time is over.

    Args:
        known: of `holding`.
        shown: what it shows.
    """
    key = known.get(_digest(shown))
    return key if key and key.until > datetime.now(UTC).timestamp() else None


def _key(entry: Entry) -> Key:
    said = entry.content
    until = datetime.strptime(said["until"], _TIME).replace(tzinfo=UTC).timestamp()
    return Key(entry.seq, said["name"], said["role"], until, entry.by)


def _digest(key: str) -> str:
    """A key is 32 random bytes: nobody finds it by trying, so one plain hash is enough."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def _named(text: str, where: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > _LONGEST or not name.isprintable() or name.endswith(SIGNED):
        raise InputError(f"expected a name of at most {_LONGEST} characters", where=where)
    return name
