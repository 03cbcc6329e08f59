"""Programs that ask where people log in: by a key, and of `/api` only."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from starlette.datastructures import Headers

from components import serve_errors
from components.access import Visitor
from components.permits import Role
from evenhand import record
from evenhand.errors import InputError
from evenhand.record import keys
from evenhand.record.keys import Key

ISSUER: Final = "evenhand keys"
_FRESH: Final = 1.0  # seconds: so long may a key still open what it was ended for
_PATHS: Final = ("/api/",)
_BEARER: Final = f"Bearer {keys.BEGIN}"


@dataclass(slots=True)
class _Known:
    """The keys that hold, as they were read last: so that many questions are one."""

    at: float = float("-inf")
    keys: Mapping[str, Key] = field(default_factory=dict)


_known: Final = _Known()


def forget() -> None:
    """Read the keys again next time."""
    _known.at = float("-inf")


async def visitor(headers: Headers, path: str) -> Visitor | None:
    """The program that asks; None where it shows no key that holds, or asks for a page.

    Args:
        headers: of the request.
        path: what is asked for.
    """
    shown = headers.get("authorization", "")
    if not (shown.startswith(_BEARER) and path.startswith(_PATHS)):
        return None
    key = keys.found(await _holding(), shown.removeprefix("Bearer "))
    return None if key is None else _visitor(key)


def _visitor(key: Key) -> Visitor:
    number = f"key {key.number}"
    return Visitor(
        Role(key.role),
        name=f"{key.name} (program, {number})",
        key=number,
        login=number,
        until=key.until,
        identity={"issuer": ISSUER, "subject": str(key.number)},
    )


async def _holding() -> Mapping[str, Key]:
    """The keys that hold; none where the record cannot be read."""
    if time.monotonic() - _known.at > _FRESH:
        try:
            _known.keys = await asyncio.to_thread(lambda: keys.holding(record.open()))
        except InputError as error:
            _known.keys = {}
            serve_errors.note(error, "keys")
        _known.at = time.monotonic()
    return _known.keys
