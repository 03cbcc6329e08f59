"""What stands between the network and the app: small ASGI layers, each with one job.

A layer sees every request, so it reads headers and counts bytes only: never a body, never a file.
"""

import asyncio
import json
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_MB: Final = 1 << 20

_POLICY: Final = {
    "default-src": "'self'",
    "script-src": "'self' blob:",  # blob: is how st.components.v2 loads a widget
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "worker-src": "'self' blob:",
    "frame-src": "'self'",
    "frame-ancestors": "'self'",
    "form-action": "'self'",
    "base-uri": "'self'",
    "object-src": "'none'",
}
CONTENT_SECURITY_POLICY: Final = "; ".join(f"{what} {where}" for what, where in _POLICY.items())

HEADERS: Final = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

_SHARING: Final = (
    "access-control-allow-origin",
    "access-control-allow-credentials",
    "access-control-allow-headers",
    "access-control-allow-methods",
    "access-control-expose-headers",
    "access-control-max-age",
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one visitor, and all of them together, may ask of the server."""

    sessions: int = 200
    upload_bytes: int = 51 * _MB  # a file of 50 MB and its wrapping
    body_bytes: int = 1 * _MB  # any other request
    uploads_at_once: int = 4
    files_per_session: int = 20
    bytes_per_session: int = 200 * _MB
    files_per_address: int = 200
    bytes_per_address: int = 2000 * _MB
    opens_per_address: int = 2000
    window_seconds: float = 3600.0
    pause_seconds: float = 20.0  # the longest silence inside a body
    body_seconds: float = 300.0  # the longest a whole body may take
    remembered: int = 10_000  # visitors counted at a time; the longest unseen is forgotten first


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that ends a request: a status and one line."""

    status: HTTPStatus
    text: str


_FOREIGN: Final = Refusal(HTTPStatus.FORBIDDEN, "Requests from other sites are not answered.")
_CLOSED: Final = Refusal(HTTPStatus.NOT_FOUND, "There is nothing at this address.")
_LARGE: Final = Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "This is larger than allowed here.")
_SLOW: Final = Refusal(HTTPStatus.REQUEST_TIMEOUT, "The upload stopped. Please send it again.")
_OFTEN: Final = Refusal(
    HTTPStatus.TOO_MANY_REQUESTS, "That is more than allowed in an hour. Please come back later."
)
_BUSY: Final = Refusal(
    HTTPStatus.SERVICE_UNAVAILABLE, "Many people are here right now. Please try again shortly."
)

# What the pages of Streamlit and the form of Gradio need; nothing else under these is answered.
_WATCHED: Final = ("/_stcore/", "/predict/")
_OPEN: Final = re.compile(
    r"/_stcore/(health|host-config|stream|upload_file/[^/]+/[^/]+"
    r"|bidi-components/.+|component/.+)"
    r"|/predict/(|config|theme\.css|favicon\.ico|manifest\.json"
    r"|(assets|static|svelte)/[^=]*"
    r"|gradio_api/(info|app_id|startup-events|heartbeat/\w+|queue/(join|data)|cancel|reset))/?"
)
_GONE: Final[Message] = {"type": "http.disconnect"}
_UPLOAD: Final = re.compile(r"/_stcore/upload_file/(?P<session>[^/]+)/[^/]+")


class SecurityHeaders:
    """Puts the policy on every answer, and lets no answer be shared with another site."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; complete the head of its answer."""

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                _complete(MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, headed)


class SameOrigin:
    """Refuses what another site's page sends: forms, calls and web sockets."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what has no origin or ours."""
        if scope["type"] in {"http", "websocket"} and is_foreign(Headers(scope=scope)):
            await refuse(_FOREIGN, scope, send)
        else:
            await self._app(scope, receive, send)


class OpenPaths:
    """Answers only the paths of the frameworks that the app needs: no file reads, no side doors."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is open."""
        if scope["type"] in {"http", "websocket"} and not is_open(scope["path"]):
            await refuse(_CLOSED, scope, send)
        else:
            await self._app(scope, receive, send)


class BoundedBodies:
    """Ends a request whose body is too large, too slow, or one upload too many."""

    def __init__(self, app: ASGIApp, limits: Limits, clock: Callable[[], float]) -> None:
        self._app = app
        self._limits = limits
        self._meter = Meter(limits, clock)
        self._uploads = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the body on in the pieces it comes in, counting."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["method"] == "PUT" and (upload := _UPLOAD.fullmatch(scope["path"])):
            await self._upload(upload["session"], scope, receive, send)
        else:
            body = Body(receive, self._limits, self._limits.body_bytes)
            await _bounded(self._app, body, scope, send)

    async def _upload(self, session: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one more file, if this visitor and the server have room for it."""
        visitors = (("session", session), ("address", address(scope)))
        if refusal := self._no_room(visitors):
            await refuse(refusal, scope, send)
            return
        self._uploads += 1
        body = Body(receive, self._limits, self._limits.upload_bytes)
        try:
            await _bounded(self._app, body, scope, send)
        finally:
            self._uploads -= 1
            self._meter.add(visitors, files=1, size=body.size)

    def _no_room(self, visitors: tuple[tuple[str, str], ...]) -> Refusal | None:
        """Why there is no room for a file, if there is none."""
        if self._uploads >= self._limits.uploads_at_once:
            return _BUSY
        return _OFTEN if self._meter.is_full(visitors) else None


class BoundedSessions:
    """Keeps the number of open pages within what the server's memory holds."""

    def __init__(self, app: ASGIApp, limits: Limits, clock: Callable[[], float]) -> None:
        self._app = app
        self._limits = limits
        self._meter = Meter(limits, clock)
        self._open = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the page while it is open."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        visitor = (("opens", address(scope)),)
        if self._open >= self._limits.sessions or self._meter.is_full(visitor):
            await refuse(_BUSY, scope, send)
            return
        self._meter.add(visitor, files=1, size=0)
        self._open += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._open -= 1


@dataclass(slots=True)
class _Count:
    """What one visitor has sent since `since`."""

    since: float
    files: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True)
class Meter:
    """Files and bytes per visitor in a window of time, for a bounded number of visitors."""

    limits: Limits
    clock: Callable[[], float] = time.monotonic
    _counts: OrderedDict[tuple[str, str], _Count] = field(default_factory=OrderedDict)

    def is_full(self, visitors: tuple[tuple[str, str], ...]) -> bool:
        """Whether any of these has used up its share."""
        return any(self._is_full(visitor) for visitor in visitors)

    def add(self, visitors: tuple[tuple[str, str], ...], *, files: int, size: int) -> None:
        """Count what each of these has sent."""
        for visitor in visitors:
            count = self._count(visitor)
            count.files += files
            count.size += size
            self._counts[visitor] = count
            self._counts.move_to_end(visitor)
        while len(self._counts) > self.limits.remembered:
            self._counts.popitem(last=False)

    def _is_full(self, visitor: tuple[str, str]) -> bool:
        files, size = _shares(self.limits)[visitor[0]]
        count = self._count(visitor)
        return count.files >= files or count.size >= size

    def _count(self, visitor: tuple[str, str]) -> _Count:
        """The running count, or a new one where the window has passed."""
        now = self.clock()
        count = self._counts.get(visitor)
        if count is None or now - count.since > self.limits.window_seconds:
            return _Count(now)
        return count


class Body:
    """The body of one request on its way in: counted, timed, and ended when it is too much."""

    def __init__(self, receive: Receive, limits: Limits, most: int) -> None:
        self._receive = receive
        self._limits = limits
        self.most = most
        self._more = True
        self._until = asyncio.get_running_loop().time() + limits.body_seconds
        self.size = 0
        self.refusal: Refusal | None = None

    async def receive(self) -> Message:
        """The next piece; the end of the connection once the body has been refused."""
        if self.refusal:
            return _GONE
        message = await (self._timely() if self._more else self._receive())
        self._count(message)
        return _GONE if self.refusal else message

    def _count(self, message: Message) -> None:
        """Add a piece; refuse the body where it has grown too large."""
        self._more = self._more and bool(message.get("more_body", False))
        self.size += len(message.get("body", b""))
        if self.size > self.most:
            self.refusal = _LARGE

    async def _timely(self) -> Message:
        """Wait for a piece, but neither long nor for ever."""
        now = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout_at(min(now + self._limits.pause_seconds, self._until)):
                return await self._receive()
        except TimeoutError:
            self.refusal = _SLOW
            return _GONE


def layers(limits: Limits, clock: Callable[[], float] = time.monotonic) -> list[Middleware]:
    """Every layer, outermost first.

    Args:
        limits: how much a visitor may ask.
        clock: seconds that only grow.
    """
    return [
        Middleware(SecurityHeaders),
        Middleware(SameOrigin),
        Middleware(OpenPaths),
        Middleware(BoundedSessions, limits=limits, clock=clock),
        Middleware(BoundedBodies, limits=limits, clock=clock),
        Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
    ]


def is_foreign(headers: Headers) -> bool:
    """Whether a browser says that a page of another site sent this.

    >>> is_foreign(Headers({"host": "a.org", "origin": "https://a.org"}))
    False
    >>> is_foreign(Headers({"host": "a.org", "origin": "null"}))
    True
    """
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()


def is_open(path: str) -> bool:
    """Whether the app answers this path.

    >>> is_open("/handoff"), is_open("/predict/gradio_api/file=/etc/hosts")
    (True, False)
    """
    return not path.startswith(_WATCHED) or _OPEN.fullmatch(path) is not None


def address(scope: Scope) -> str:
    """Where a request comes from, as far as this server can see."""
    client = scope.get("client")
    return client[0] if client else ""


async def refuse(refusal: Refusal, scope: Scope, send: Send) -> None:
    """Answer with one line of JSON, or close the web socket before it opens."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": refusal.text})
        return
    head = [(b"content-type", b"application/json"), (b"connection", b"close")]
    body = json.dumps({"error": refusal.text}).encode()
    await send({"type": "http.response.start", "status": int(refusal.status), "headers": head})
    await send({"type": "http.response.body", "body": body})


async def _bounded(app: ASGIApp, body: Body, scope: Scope, send: Send) -> None:
    """Run the app on a counted body; where that is refused, the refusal is the answer."""
    declared = Headers(scope=scope).get("content-length", "0")
    if not declared.isdecimal() or int(declared) > body.most:
        await refuse(_LARGE, scope, send)
        return
    started = False

    async def unless_refused(message: Message) -> None:
        nonlocal started
        if body.refusal is None:
            started = True
            await send(message)

    with suppress(ClientDisconnect):  # a refused body ends so, and so does a visitor who leaves
        await app(scope, body.receive, unless_refused)
    if body.refusal and not started:
        await refuse(body.refusal, scope, send)


def _complete(headers: MutableHeaders) -> None:
    """Our headers on, sharing headers off."""
    for name in _SHARING:
        del headers[name]
    for name, value in HEADERS.items():
        headers[name] = value


def _shares(limits: Limits) -> dict[str, tuple[int, float]]:
    """How many files and bytes each kind of visitor may send in a window."""
    return {
        "session": (limits.files_per_session, limits.bytes_per_session),
        "address": (limits.files_per_address, limits.bytes_per_address),
        "opens": (limits.opens_per_address, float("inf")),
    }
