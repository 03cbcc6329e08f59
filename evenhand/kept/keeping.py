"""Keeping a review for others, opening it by its link, deleting it, and letting it go in time.

Whoever has the link can open its review; the secret itself is not stored, so that nobody who sees
where reviews lie can make a link of it. A second secret, given only to who kept it, can delete it.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from evenhand import record
from evenhand.errors import InputError
from evenhand.kept import place, room, shared, stored
from evenhand.kept.shared import Kept
from evenhand.kept.stored import Label, Store
from evenhand.record import FIRST, REMOVAL, Entry, Record

PREFIX: Final = "kept-"
_BYTES: Final = 24  # 192 bits, more than anybody can guess
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{32}")
_NAME: Final = re.compile(r"[0-9a-f]{64}")
_ITSELF: Final = "Evenhand"
_UNDER_WAY: Final = timedelta(minutes=1)  # so long somebody else may be at a removal


@dataclass(frozen=True, slots=True)
class Links:
    """The two secrets of a kept review; neither can be found again.

    Attributes:
        view: opens it, as the value of `review` in an address.
        manage: deletes it.
    """

    view: str
    manage: str


def subject(view: str) -> str | None:
    """What the record calls a kept review, by its link; None where that is no such link.

    Args:
        view: as it stands in the address.
    """
    secret = _secret(view)
    return None if secret is None else _digest("view", secret)


def _secret(view: str) -> str | None:
    secret = view.removeprefix(PREFIX)
    is_one = view.startswith(PREFIX) and _SECRET.fullmatch(secret)
    return secret if is_one else None


def _digest(what: str, secret: str) -> str:
    return hashlib.sha256(f"evenhand {what} {secret}".encode()).hexdigest()


def keep(one: Kept, ours: Collection[int] = ()) -> Links:
    """Write a review down; after a crash in the middle nothing of it can be opened.

    What the record has of its log so far is carried over: who locked limits, and when, and who
    answered and decided, stays known.

    Args:
        one: what is kept; never for longer than this server keeps anything.
        ours: the numbers of the entries about its log that whoever keeps it wrote: they are
            erased together with it, those of others are not.

    Raises:
        InputError: there is no room for it, it is larger than what is read again, or it or the
            record cannot be read or written.
    """
    view, manage = (secrets.token_urlsafe(_BYTES) for _ in range(2))
    until = min(one.terms.until, one.terms.kept_on + room.longest())
    texts = shared.files(replace(one, terms=replace(one.terms, until=until)))
    sizes = [len(text.encode()) for text in texts.values()]
    if max(sizes) > stored.LARGEST:
        message = "it has too many counts; nothing was kept: choose a larger smallest count"
        raise InputError(message, where=stored.WHERE)
    store, name = place.store(), _digest("view", view)
    _find_room(store, sum(sizes))
    label = Label(one.terms.kept_on, until, _digest("manage", manage))
    store.put(name, view, texts, label)
    _carry(store, one.origin.fingerprint, name, ours)
    return Links(PREFIX + view, f"{view}.{manage}")


def _find_room(store: Store, more: int) -> None:
    """Make room by removing what is over, where there is none.

    Raises:
        InputError: there still is none.
    """
    if room.refusal(*store.used(), more) is None:
        return
    sweep()
    refused = room.refusal(*store.used(), more)
    if refused is not None:
        raise InputError(refused, where=stored.WHERE)


def _carry(store: Store, log: str | None, name: str, ours: Collection[int]) -> None:
    """Carry over what the record has of a log; where that cannot be, nothing is kept.

    Raises:
        InputError: the record cannot be read or written.
    """
    if log is None:
        return
    entries = record.open()
    try:
        entries.carry(log, name, ours)
    except InputError:
        with suppress(InputError):
            store.remove(name)
        with suppress(InputError):
            entries.erase(name, _ITSELF, "it could not be kept")
        raise


def is_open(view: str, now: datetime | None = None) -> bool:
    """Whether a link opens anything: not where it is wrong, over, or its review deleted.

    Args:
        view: as it stands in the address.
        now: the time; that of the clock where not given.

    Raises:
        InputError: the place of kept reviews cannot be read.
    """
    name = subject(view)
    return name is not None and _is_open(place.store().label(name), now or datetime.now(UTC))


def _is_open(label: Label | None, now: datetime) -> bool:
    if label is None:
        return False
    end = room.end(label)
    return end is None or now < end  # what is damaged is opened, and then says so


def opened(view: str, now: datetime | None = None) -> Kept | None:
    """The review behind a link; None where there is none, or no longer.

    Args:
        view: as it stands in the address.
        now: the time; that of the clock where not given.

    Raises:
        InputError: it is damaged, or was kept by another version of Evenhand, or the place of kept
            reviews cannot be read.
    """
    secret = _secret(view)
    if secret is None:
        return None
    store, name = place.store(), _digest("view", secret)
    if not _is_open(store.label(name), now or datetime.now(UTC)):
        return None
    texts = store.texts(name, secret)
    return None if texts is None else shared.read(texts)


def managed(manage: str) -> str | None:
    """The link to view that a link to manage belongs to; None where that is no such link.

    Args:
        manage: as `keep` gave it.

    Raises:
        InputError: the place of kept reviews cannot be read.
    """
    view, _, secret = manage.partition(".")
    name = subject(PREFIX + view)
    if name is None or not _SECRET.fullmatch(secret):
        return None
    label = place.store().label(name)
    if label is None:
        return None
    is_owner = hmac.compare_digest(label.owner.encode(), _digest("manage", secret).encode())
    return PREFIX + view if is_owner else None


def delete(manage: str) -> bool:
    """Delete a review with all that the record has of it and of its log; a receipt stays there.

    Args:
        manage: as `keep` gave it.

    Returns:
        Whether there was one to delete.

    Raises:
        InputError: something of it cannot be removed; what can be is.
    """
    view = managed(manage)
    name = subject(view) if view else None
    return name is not None and _remove(place.store(), name, "deleted with its manage link")


def listed() -> dict[str, str]:
    """Every kept review, as the record calls it, and until when, UTC; never what opens it.

    Raises:
        InputError: the place of kept reviews cannot be read.
    """
    ends = ((name, room.end(label)) for name, label in place.store().labels())
    return {name: "" if end is None else f"{end:%Y-%m-%d %H:%M}" for name, end in ends}


def remove(name: str) -> bool:
    """Delete a review without its links, as whoever runs the server may; a receipt stays.

    Args:
        name: what the record calls it.

    Returns:
        Whether there was one to delete.

    Raises:
        InputError: something of it cannot be removed; what can be is.
    """
    if not _NAME.fullmatch(name):
        return False  # else a name could lead out of the folder
    return _remove(place.store(), name, "deleted by whoever runs the server")


def _remove(store: Store, name: str, why: str) -> bool:
    """Remove a review, what the record has of it, and what its keeper wrote on its log.

    That it was begun stands in the record first, so that a crash in the middle leaves nothing half
    removed for long, and nothing without its receipt: the next `sweep` goes on.

    Returns:
        Whether there was one to remove.

    Raises:
        InputError: something of it cannot be removed.
    """

    def is_there() -> bool:
        return store.label(name) is not None

    if not is_there():
        return False
    told = (_digest("removal", name), _ITSELF, {"name": name, "why": why})
    begun = record.open().begin(REMOVAL, told, is_there)
    if begun is None or not _taken(store, begun):
        return False  # somebody else was quicker, and leaves the receipt
    _receipt(begun)
    return True


def _taken(store: Store, begun: Entry) -> bool:
    """Erase what the record has of a review, and remove it; whether it was still there."""
    name, entries = begun.content["name"], record.open()
    if of_it := _written(entries, name):
        entries.erase(name, _ITSELF, begun.content["why"], of_it)
    return store.remove(name)


def _receipt(begun: Entry) -> None:
    """Put the receipt in place of the entry that began a removal, and of what came meanwhile."""
    name, entries = begun.content["name"], record.open()
    why = f"a kept review was {begun.content['why']}"
    entries.erase(begun.subject, _ITSELF, why, _written(entries, name))


def _written(entries: Record, name: str) -> list[int]:
    """The numbers of what stands about a review, and of what its keeper wrote on its log.

    What others wrote on the same log stays.
    """
    found = entries.entries(name)
    firsts = (entry.content.get(FIRST, {}) for entry in found)
    ours = [first["number"] for first in firsts if first.get("ours")]
    return [*(entry.seq for entry in found), *ours]


def sweep(now: datetime | None = None) -> int:
    """Remove the reviews whose time is over, and finish what a crash left half done.

    Args:
        now: the time; that of the clock where not given.

    Returns:
        How many were removed; what cannot be removed now is tried again the next time.
    """
    now, removed, store = now or datetime.now(UTC), 0, place.store()
    with suppress(InputError):
        store.tidy()
        removed += _resumed(store, now)
        for name, label in store.labels():
            end = room.end(label)
            if end is not None and end <= now:
                with suppress(InputError):
                    removed += _remove(store, name, "removed since its time was over")
    return removed


def _resumed(store: Store, now: datetime) -> int:
    """Go on with the removals that a crash, or a disk that was away, cut off; how many went."""
    removed = 0
    for begun in record.open().standing(REMOVAL):
        if not timedelta() <= now - shared.moment(begun.at) < _UNDER_WAY:
            with suppress(InputError):
                removed += _taken(store, begun)
                _receipt(begun)
    return removed
