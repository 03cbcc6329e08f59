"""Kept reviews in a table of a database, each encrypted with a key that only its link holds.

What a database forgets stays a while in its log and for long in its backups. So what is stored is
read by nobody but who has the link, and once the link's review is deleted it is noise.
"""

import hashlib
import json
import secrets
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from evenhand.database import faults, turns
from evenhand.errors import InputError
from evenhand.kept import shared, stored
from evenhand.kept.stored import Label
from evenhand.kept.tables import REVIEWS, SINCE

_NONCE: Final = 12  # bytes, as AES-GCM has it; each key encrypts one text
_LABEL: Final = (REVIEWS.c.kept_on, REVIEWS.c.until, REVIEWS.c.owner)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of kept reviews.

    Attributes:
        url: of the database, as SQLAlchemy has it.
    """

    url: str

    def put(self, name: str, secret: str, texts: Mapping[str, str], label: Label) -> None:
        """Write a review; see `Store`."""
        values = {
            "name": name,
            "kept_on": _written(label.kept_on),
            "until": _written(label.until),
            "owner": label.owner,
            "sealed": sealed(name, secret, texts),
        }
        with faults.told(stored.WHERE):
            turns.in_turn(self.url, lambda it: it.execute(sa.insert(REVIEWS).values(values)))

    def label(self, name: str) -> Label | None:
        """What is known of a review; see `Store`."""
        query = sa.select(*_LABEL).where(REVIEWS.c.name == name)
        found = self._rows(query)
        return _label(*found[0]) if found else None

    def texts(self, name: str, secret: str) -> Mapping[str, str] | None:
        """The texts of a review; see `Store`."""
        found = self._rows(sa.select(REVIEWS.c.sealed).where(REVIEWS.c.name == name))
        return opened(name, secret, found[0][0]) if found else None

    def remove(self, name: str) -> bool:
        """Remove a review; see `Store`."""
        query = sa.delete(REVIEWS).where(REVIEWS.c.name == name)
        if self.label(name) is None:
            return False
        with faults.told(stored.WHERE):
            return turns.in_turn(self.url, lambda it: it.execute(query).rowcount) > 0

    def labels(self) -> Iterable[tuple[str, Label]]:
        """Every review's name and label; see `Store`."""
        query = sa.select(REVIEWS.c.name, *_LABEL).order_by(REVIEWS.c.name)
        return [(name, _label(*told)) for name, *told in self._rows(query)]

    def tidy(self) -> None:
        """Nothing is left half done; see `Store`."""

    def used(self) -> tuple[int, int]:
        """How many rows, and bytes in them; see `Store`."""
        size = sa.func.coalesce(sa.func.sum(sa.func.length(REVIEWS.c.sealed)), 0)
        found = self._rows(sa.select(sa.func.count(), size))
        return (int(found[0][0]), int(found[0][1])) if found else (0, 0)

    def _rows(self, query: sa.Select[*tuple[Any, ...]]) -> list[sa.Row[*tuple[Any, ...]]]:
        with faults.told(stored.WHERE):
            return turns.reading(self.url, lambda it: list(it.execute(query)), [], SINCE)


def sealed(name: str, secret: str, texts: Mapping[str, str]) -> bytes:
    """Texts, packed and encrypted (AES-256-GCM) under the name that they will lie under.

    Args:
        name: the digest of the link's secret.
        secret: the link's.
        texts: of the review.
    """
    nonce = secrets.token_bytes(_NONCE)
    packed = zlib.compress(json.dumps(dict(texts)).encode())
    return nonce + _cipher(secret).encrypt(nonce, packed, name.encode())


def opened(name: str, secret: str, stored_as: bytes) -> Mapping[str, str]:
    """The texts again.

    Args:
        name: the digest of the link's secret.
        secret: the link's.
        stored_as: as `sealed` gave it.

    Raises:
        InputError: it is damaged, or larger than what is read.
    """
    nonce, rest = stored_as[:_NONCE], stored_as[_NONCE:]
    try:
        packed = _cipher(secret).decrypt(nonce, rest, name.encode())
        unpacking = zlib.decompressobj()
        found = json.loads(unpacking.decompress(packed, 4 * stored.LARGEST))
    except (InvalidTag, ValueError, zlib.error):
        raise InputError(shared.DAMAGED, where=shared.WHERE) from None
    return dict(found)


def _cipher(secret: str) -> AESGCM:
    """The link's secret has 192 bits by chance: a hash of it is a key as good as any."""
    return AESGCM(hashlib.sha256(f"evenhand key {secret}".encode()).digest())


def _label(kept_on: str, until: str, owner: str) -> Label:
    return Label(_when(kept_on), _when(until), owner)


def _written(when: datetime | None) -> str:
    return "" if when is None else when.isoformat()


def _when(text: str) -> datetime | None:
    try:
        return shared.moment(text)
    except ValueError:
        return None
