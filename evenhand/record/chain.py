"""How entries are sealed: each by a hash over itself and the entry before it.

An entry's subject, name and content are hashed with a random salt; that hash, and not the content,
is part of the chain. So they can be erased, salt and all, and the chain still holds, while nobody
can find out by trying what was erased.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from evenhand.errors import InputError
from evenhand.record.entries import ERASED, Broken, Entry, Verified

NOTHING_BEFORE: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as it is stored; subject, by, content and salt are None once erased."""

    seq: int
    kind: str
    at: str
    subject: str | None
    by: str | None
    content: str | None
    salt: str | None
    sealed: str
    previous: str
    digest: str

    @property
    def told(self) -> tuple[str | None, ...]:
        """What goes when an entry is erased."""
        return (self.subject, self.by, self.content, self.salt)

    @property
    def erased(self) -> bool:
        """Whether all of that is gone."""
        return all(part is None for part in self.told)


def canonical(value: object) -> str:
    """A value as JSON in the one way that is hashed; what JSON can't hold, by its looks.

    Only a stored value that somebody edited can be that, and it has to be checked all the same.

    >>> canonical({"b": 1, "a": ["\u00e4", None]})
    '{"a":["\u00e4",null],"b":1}'
    """
    return json.dumps(
        value,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
        default=repr,
    )


def digest(text: str) -> str:
    """The SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def row(
    last: Row | None, kind: str, at: str, told: tuple[str, str, Mapping[str, Any]], salt: str
) -> Row:
    """The entry that follows another.

    Args:
        last: the one before it; None where it is the first.
        kind: what it is.
        at: when it is written.
        told: its subject, who writes it, and its content.
        salt: random text that nobody can guess.
    """
    subject, by, content = told
    seq = last.seq + 1 if last else 1
    previous = last.digest if last else NOTHING_BEFORE
    text = canonical(content)
    sealed = _sealed(subject, by, text, salt)
    own = _digest(seq, kind, at, sealed, previous)
    return Row(seq, kind, at, subject, by, text, salt, sealed, previous, own)


def _sealed(subject: str | None, by: str | None, content: str | None, salt: str | None) -> str:
    return digest(f"{salt}{canonical([subject, by, content])}")


def _digest(seq: int, kind: str, at: str, sealed: str, previous: str) -> str:
    return digest(canonical([seq, kind, at, sealed, previous]))


def entry(stored: Row) -> Entry:
    """A stored entry as it is read.

    Raises:
        InputError: somebody edited it, so that it can't be read.
    """
    try:
        return _entry(stored)
    except ValueError:
        message = "is not as it was written: evenhand record verify says what is"
        raise InputError(message, where=f"entry {stored.seq}") from None


def _entry(stored: Row) -> Entry:
    return Entry(
        stored.seq,
        stored.kind,
        stored.subject or "",
        stored.at,
        stored.by or "",
        json.loads(stored.content) if stored.content else {},
        stored.digest,
        stored.previous,
        erased=stored.erased,
    )


def verify(rows: Sequence[Row], head: str | None = None) -> Verified:
    """Whether every entry is as it was written, and none is missing.

    Args:
        rows: all of them, by their number.
        head: a digest noted earlier; it must still be that of an entry.
    """
    receipts = _receipts(rows)
    broken = [Broken(at, why) for at, why in _faults(rows, receipts)]
    if head is not None and head not in {stored.digest for stored in rows}:
        why = "is missing, and perhaps more: the head you noted is in no entry"
        broken.append(Broken(rows[-1].seq + 1 if rows else 1, why))
    erased = sum(stored.erased for stored in rows)
    return Verified(len(rows), erased, rows[-1].digest if rows else "", tuple(broken))


def _faults(rows: Sequence[Row], receipts: Mapping[int, int]) -> Iterator[tuple[int, str]]:
    """What is wrong, entry by entry."""
    last: Row | None = None
    for stored in rows:
        expected = last.seq + 1 if last else 1
        if stored.seq != expected:
            yield expected, "is missing"
        elif stored.previous != (last.digest if last else NOTHING_BEFORE):
            yield stored.seq, "does not follow the entry before it"
        why = _fault(stored, receipts.get(stored.seq))
        if why:
            yield stored.seq, why
        last = stored


def _fault(stored: Row, receipt: int | None) -> str | None:
    """What is wrong with one entry by itself; None where nothing is."""
    seal = _digest(stored.seq, stored.kind, stored.at, stored.sealed, stored.previous)
    if stored.digest != seal:
        return "was changed: its number, kind, time or seal is not what was written"
    if stored.erased:
        return None if receipt else "was erased without a receipt"
    if stored.sealed != _sealed(*stored.told):
        return "was changed: its subject, name or content is not what was written"
    return f"is there although entry {receipt} says that it was erased" if receipt else None


def _receipts(rows: Sequence[Row]) -> dict[int, int]:
    """By the number of an erased entry, the receipt that names it; an erased one names nothing."""
    found: dict[int, int] = {}
    for stored in rows:
        if stored.kind == ERASED and stored.sealed == _sealed(*stored.told):
            named = json.loads(stored.content or "{}").get("erased", ())
            found |= {seq: stored.seq for seq in named if seq < stored.seq}
    return found
