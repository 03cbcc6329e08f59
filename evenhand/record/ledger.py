"""The record as everybody else uses it: append, read, check, erase."""

import json
import os
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from evenhand.errors import InputError
from evenhand.record import chain
from evenhand.record.entries import ERASED, FIRST, Entry, Verified
from evenhand.record.place import address

if TYPE_CHECKING:
    from sqlalchemy import Connection

ITSELF: Final = "record"
"""The subject of a receipt: what was erased must not be named by it."""

_FILE: Final = "sqlite:///"
_SALT_BYTES: Final = 16
_LONGEST: Final = 100_000  # characters of one entry's content


@dataclass(frozen=True, slots=True)
class Record:
    """An append-only list of entries, each sealed together with all before it.

    Nothing is opened, read or made until it is asked for; reading never makes a file.

    Attributes:
        url: where it is, as SQLAlchemy has it.
    """

    url: str

    def append(self, kind: str, subject: str, by: str, content: Mapping[str, Any]) -> Entry:
        """Write one entry; it is on the disk when this returns.

        Args:
            kind: what it is: `lock`, `decision`, ...
            subject: the opaque id of what it is about.
            by: who writes it.
            content: what is written; anything that JSON can hold.

        Raises:
            InputError: it cannot be written, and nothing was; or it is too long.
        """
        if kind == ERASED or subject == ITSELF:
            raise InputError("receipts are written by erasing alone", where=ITSELF)
        if len(_checked(content)) > _LONGEST:
            raise InputError("expected a shorter text; nothing was written", where=ITSELF)
        from evenhand.record import store  # noqa: PLC0415

        with _told(self.url):
            write = partial(_appended, kind, (subject, by, content))
            return chain.entry(store.in_turn(self.url, write))

    def append_new(self, kind: str, told: tuple[str, str, Mapping[str, Any]], thread: str) -> Entry:
        """Write one entry, unless the last of its thread says the same: then that is the answer.

        So a second click or a retry writes nothing, and a change of mind is one more entry.

        Args:
            kind: what it is.
            told: subject, name and content of the entry.
            thread: the key of the content by which entries belong together.

        Raises:
            InputError: it cannot be written, and nothing was; or it is too long.
        """
        if len(_checked(told[-1])) > _LONGEST:
            raise InputError("expected a shorter text; nothing was written", where=ITSELF)
        from evenhand.record import store  # noqa: PLC0415

        with _told(self.url):
            return chain.entry(store.in_turn(self.url, partial(_new, kind, told, thread)))

    def begin(
        self,
        kind: str,
        told: tuple[str, str, Mapping[str, Any]],
        has_sense: Callable[[], bool],
    ) -> Entry | None:
        """Write that something was begun, once: where it was already, that entry is the answer.

        It stands until it is erased, so whoever comes after a crash knows what is left to do.

        Args:
            kind: what was begun.
            told: subject, name and content of the entry.
            has_sense: asked while nobody else writes; where it says no, nothing is written.

        Returns:
            The entry that stands; None where there is none.

        Raises:
            InputError: it cannot be written, and nothing was.
        """
        from evenhand.record import store  # noqa: PLC0415

        with _told(self.url):
            row = store.in_turn(self.url, partial(_begun, kind, told, has_sense))
        return None if row is None else chain.entry(row)

    def standing(self, kind: str) -> tuple[Entry, ...]:
        """What was begun and is not over: the entries of a kind that nobody erased.

        Args:
            kind: of them.

        Raises:
            InputError: it cannot be read.
        """
        return tuple(chain.entry(row) for row in self._rows(kind=kind) if row.subject is not None)

    def carry(self, subject: str, to: str, ours: Collection[int] = ()) -> tuple[Entry, ...]:
        """Write what was written about one subject about another one as well.

        Each new entry has name and content of the old one, and beside it, under `first`, the old
        one's number and time, and whether it is ours; its own time is that of now.

        Args:
            subject: of the entries that stay.
            to: the subject of the new ones.
            ours: the numbers of those that whoever asks wrote themselves.

        Raises:
            InputError: the record cannot be read or written.
        """
        return tuple(
            self.append(
                entry.kind,
                to,
                entry.by,
                {**entry.content, FIRST: _first(entry, ours)},
            )
            for entry in self.entries(subject)
        )

    def entries(self, subject: str | None = None, kind: str | None = None) -> tuple[Entry, ...]:
        """What was written, in its order; nothing where there is no record yet.

        Args:
            subject: only entries about this.
            kind: only entries of this kind.

        Raises:
            InputError: it cannot be read.
        """
        wanted = {"subject": subject, "kind": kind}
        asked = {column: value for column, value in wanted.items() if value is not None}
        return tuple(chain.entry(row) for row in self._rows(**asked))

    def verify(self, head: str | None = None) -> Verified:
        """Whether every entry is as it was written.

        Args:
            head: a digest that was noted earlier; it shows whether entries were cut off since.

        Raises:
            InputError: it cannot be read.
        """
        return chain.verify(self._rows(), head)

    def copy(self, url: str) -> Verified:
        """Copy every entry, as it is, into an empty record, such as one in another database.

        Args:
            url: of the empty one.

        Returns:
            What checking the copy finds, by the head of this one.

        Raises:
            InputError: this one cannot be read, or the other is not empty or cannot be written.
        """
        rows, other = self._rows(), open(url)
        from evenhand.record import store  # noqa: PLC0415

        with _told(url):
            store.fill(url, rows)
        return other.verify(rows[-1].digest if rows else None)

    def erase(self, subject: str, by: str, why: str, also: Collection[int] = ()) -> Entry | None:
        """Take everything about one subject out of the record, for good, and leave a receipt.

        Number, kind, time and seal of each entry stay, so that the chain still holds; who wrote it,
        about what, and what it said go, from every file of the record.

        Args:
            subject: of the entries to erase.
            by: who erases; stays in the receipt.
            why: stays in the receipt too.
            also: the numbers of other entries to erase.

        Returns:
            The receipt; None where there is nothing to erase.

        Raises:
            InputError: it cannot be written.
        """
        if subject == ITSELF:
            raise InputError("receipts stay", where=ITSELF)
        if self._missing():
            return None
        from evenhand.record import store  # noqa: PLC0415

        with _told(self.url):
            written = store.in_turn(self.url, partial(_erased, (subject, also), (by, why)))
            store.clean(self.url)
        return None if written is None else chain.entry(written)

    def _rows(self, **wanted: str) -> list[chain.Row]:
        if self._missing():
            return []
        from evenhand.record import store  # noqa: PLC0415

        with _told(self.url):
            return store.rows(self.url, **wanted)

    def _missing(self) -> bool:
        """Whether there is no record yet; asked without the libraries that could open it."""
        path = self.url.removeprefix(_FILE).partition("?")[0]
        return self.url.startswith(_FILE) and not os.path.lexists(path)


def open(url: str | None = None) -> Record:  # noqa: A001
    """The record at an address; nothing is opened or made yet.

    Args:
        url: as SQLAlchemy has it; `EVENHAND_RECORD`, else a file in the data folder, if not given.
    """
    return Record(url or address())


@contextmanager
def _told(url: str) -> Iterator[None]:
    """Faults of the database in words, which call a file by its name and nothing by its address."""
    from evenhand.database import faults  # noqa: PLC0415

    file = Path(url).name.partition("?")[0] if url.startswith(_FILE) else ITSELF
    with faults.told(file):
        yield


def _checked(content: Mapping[str, Any]) -> str:
    """The content as JSON.

    Raises:
        TypeError: it is none.
    """
    return json.dumps(content, allow_nan=False)


def _appended(
    kind: str, told: tuple[str, str, Mapping[str, Any]], connection: "Connection"
) -> chain.Row:
    """Write the entry that follows whichever is the last now."""
    from evenhand.record import store  # noqa: PLC0415

    row = chain.row(store.last(connection), kind, _now(), told, secrets.token_hex(_SALT_BYTES))
    store.insert(connection, row)
    return row


def _begun(
    kind: str,
    told: tuple[str, str, Mapping[str, Any]],
    has_sense: Callable[[], bool],
    connection: "Connection",
) -> chain.Row | None:
    """Write that something was begun, unless that stands there or has no sense any more."""
    from evenhand.record import store  # noqa: PLC0415

    subject, *_ = told
    found = store.first(connection, kind=kind, subject=subject)
    if found is not None or not has_sense():
        return found
    return _appended(kind, told, connection)


def _new(
    kind: str,
    told: tuple[str, str, Mapping[str, Any]],
    thread: str,
    connection: "Connection",
) -> chain.Row:
    """Write an entry, unless the last of its thread has the same name and content."""
    from evenhand.record import store  # noqa: PLC0415

    subject, by, content = told
    for row in reversed(store.about(connection, kind=kind, subject=subject)):
        before = chain.entry(row)
        if (before.by, before.content.get(thread)) == (by, content[thread]):
            same = chain.canonical(before.content) == chain.canonical(content)
            return row if same else _appended(kind, told, connection)
    return _appended(kind, told, connection)


def _erased(
    of: tuple[str, Collection[int]], told: tuple[str, str], connection: "Connection"
) -> chain.Row | None:
    """Erase, and write the receipt, both or neither; None where there is nothing to erase."""
    from evenhand.record import store  # noqa: PLC0415

    numbers, (by, why) = store.erase(connection, *of), told
    if not numbers:
        return None
    return _appended(ERASED, (ITSELF, by, {"erased": numbers, "why": why}), connection)


def _first(entry: Entry, ours: Collection[int]) -> dict[str, Any]:
    return {"number": entry.seq, "at": entry.at, "ours": entry.seq in ours}


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
