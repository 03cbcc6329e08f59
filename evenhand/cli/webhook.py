"""A short signed message to an address of the user's own: who it is from can be checked."""

import hashlib
import hmac
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from evenhand.errors import InputError

URL: Final = "EVENHAND_WEBHOOK"
SECRET: Final = "EVENHAND_WEBHOOK_SECRET"  # noqa: S105  # the name of a variable
HEADER: Final = "X-Evenhand-Signature"

_TRIES: Final = 3
_SECONDS: Final = 10.0
_PAUSE: Final = 1.0
_SHORTEST: Final = 16
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_SUCCESS: Final = range(200, 300)
_TRY_AGAIN: Final = 500  # from this status on, and where too much was asked
_TOO_MANY: Final = 429


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where a message goes, and the secret that it is signed with."""

    url: str
    secret: str


def webhook(url: str, secret: str) -> Webhook:
    """A webhook whose address and secret are fit to use.

    Raises:
        InputError: the address is neither https nor this machine's, or the secret is too short.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
        (host or "").encode("idna")
    except ValueError:  # UnicodeError among them
        parts, host = urlsplit(""), None
    safe = parts.scheme == "https" or (parts.scheme == "http" and host in _HERE)
    if not host or not safe or parts.username is not None or not url.isprintable():
        message = "expected an address that begins with https://, without a name or password in it"
        raise InputError(message, where="the webhook")
    if len(secret) < _SHORTEST:
        message = f"expected a secret of at least {_SHORTEST} characters to sign with"
        raise InputError(message, where=SECRET)
    return Webhook(url, secret)


def signature(secret: str, body: bytes, at: int) -> str:
    """The value of the header: when it was signed, and HMAC-SHA256 of that time, dot and body.

    Args:
        secret: shared with the receiver.
        body: as it is sent.
        at: seconds since 1970.

    >>> signature("a secret of sixteen", b"{}", 1)[:10]
    't=1,v1=961'
    """
    signed = f"{at}.".encode() + body
    key = secret.encode(errors="surrogateescape")  # a variable may hold any bytes
    return f"t={at},v1={hmac.new(key, signed, hashlib.sha256).hexdigest()}"


def send(to: Webhook, body: bytes, wait: Callable[[float], None] = time.sleep) -> str | None:
    """Post a message; a server that is down, busy or slow is asked three times.

    Args:
        to: where.
        body: JSON.
        wait: how to pause between tries, in seconds.

    Returns:
        Why it was not delivered; None where it was. No redirect is followed.
    """
    why: str | None = None
    for turn in range(_TRIES):
        if turn:
            wait(_PAUSE * 2 ** (turn - 1))
        signed = signature(to.secret, body, int(time.time()))
        headers = {"content-type": "application/json", HEADER: signed}
        status = _within(_SECONDS, partial(_status, to.url, body, headers))
        if isinstance(status, str):
            why = status
            continue
        if status in _SUCCESS:
            return None
        why = f"it answered {status}"
        if status < _TRY_AGAIN and status != _TOO_MANY:
            break
    return why


def _status(url: str, body: bytes, headers: dict[str, str]) -> int | str:
    """What was answered, or why nothing was."""
    import httpx  # noqa: PLC0415  # takes time to import, and most runs send nothing

    asked = httpx.stream(
        "POST", url, content=body, headers=headers, timeout=_SECONDS, follow_redirects=False
    )
    try:
        with asked as answer:
            return answer.status_code  # of whatever else it says nothing is read
    except httpx.TimeoutException:
        return _late()
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        return f"no answer ({type(error).__name__})"


def _within(seconds: float, ask: Callable[[], int | str]) -> int | str:
    """What is answered in so many seconds in all, however slowly single bytes come.

    The client's own limit is of every read, so that a server which sends a byte now and then would
    hold the job for ever. A thread that is given up ends with the process.
    """
    told: queue.SimpleQueue[int | str] = queue.SimpleQueue()
    threading.Thread(target=lambda: told.put(ask()), daemon=True).start()
    try:
        return told.get(timeout=seconds)
    except queue.Empty:
        return _late()


def _late() -> str:
    return f"no answer within {_SECONDS:g} seconds"
