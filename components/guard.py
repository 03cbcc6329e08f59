"""What stands between the network and the app: small ASGI layers, each with one job.

A layer sees every request, so it reads headers and counts bytes only: never a body, never a file.
"""

import asyncio
import hmac
import json
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from components import measures, plain, serve_requests, under
from components.serve_requests import VISITOR
from evenhand.errors import InputError

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
    """How much one visitor, and all of them together, may ask of the server.

    Each may be set by `EVENHAND_LIMIT_` and its name, such as `EVENHAND_LIMIT_SESSIONS=50`.
    """

    sessions: int = 200
    sessions_per_user: int = 20  # where people log in
    upload_bytes: int = 51 * _MB  # a file of 50 MB and its wrapping
    body_bytes: int = 1 * _MB  # any other request
    uploads_at_once: int = 4
    runs_at_once: int = 2  # reviews that are run for programs; as many more wait
    run_seconds: float = 120.0  # until such a run is ended
    held_bytes: int = 1000 * _MB  # models of all visitors' own logs, and the cases beside them
    files_per_session: int = 20
    bytes_per_session: int = 200 * _MB
    files_per_address: int = 200
    bytes_per_address: int = 2000 * _MB
    files_per_user: int = 60
    bytes_per_user: int = 600 * _MB
    opens_per_address: int = 2000
    cases_per_hour: int = 5000  # that programs of one person or address have decided
    opinions_per_hour: int = 500  # on answers, of one person or address
    window_seconds: float = 3600.0
    pause_seconds: float = 20.0  # the longest silence inside a body
    body_seconds: float = 300.0  # the longest a whole body may take
    message_bytes: int = 1 * _MB  # of a page to the server, over its web socket
    messages_per_minute: int = 1200
    sweep_seconds: float = 30.0  # between two sweeps of what closed pages leave behind
    remembered: int = 10_000  # visitors counted at a time; the longest unseen is forgotten first


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that ends a request: a status, one line, and a word by which it is counted."""

    status: HTTPStatus
    text: str
    reason: str


_FOREIGN: Final = Refusal(
    HTTPStatus.FORBIDDEN, "Requests from other sites are not answered.", "foreign"
)
_CLOSED: Final = Refusal(HTTPStatus.NOT_FOUND, "There is nothing at this address.", "closed")
_LARGE: Final = Refusal(
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "This is larger than allowed here.", "large"
)
_SLOW: Final = Refusal(
    HTTPStatus.REQUEST_TIMEOUT, "The upload stopped. Please send it again.", "slow"
)
_OFTEN: Final = Refusal(
    HTTPStatus.TOO_MANY_REQUESTS,
    "That is more than allowed in an hour. Please come back later.",
    "often",
)
_BUSY: Final = Refusal(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "Many people are here right now. Please try again shortly.",
    "busy",
)
_BUSY_TITLE: Final = "No room right now"
_AGAIN: Final = {"retry-after": "30"}
_TOO_BIG: Final = 1009  # of a web socket: a message is too big
_POLICY_BROKEN: Final = 1008
_MINUTE: Final = 60.0
_PREFIX: Final = "EVENHAND_LIMIT_"

# What the pages of Streamlit and the form of Gradio need; nothing else under these is answered.
_WATCHED: Final = ("/_stcore/", "/predict/")
_OPEN: Final = re.compile(
    r"/_stcore/(health|host-config|stream|upload_file/[^/]+/[^/]+"
    r"|bidi-components/.+|component/.+)"
    r"|/predict/(|config|theme\.css|favicon\.ico|manifest\.json"
    r"|(assets|static|svelte)/[^=]*"
    r"|gradio_api/(info|app_id|startup-events|heartbeat/\w+|queue/(join|data)|cancel|reset))/?"
)
# What is no page that a person reads.
_PARTS: Final = (
    "/_stcore/", "/api", "/auth/", "/component/", "/healthz", "/media/", "/metrics",
    "/oauth2callback", "/predict", "/static/",
)  # fmt: skip
_GONE: Final[Message] = {"type": "http.disconnect"}
# What takes a file, by its method: a page's uploader, and a program that has a review run.
_UPLOADS: Final[Mapping[str, re.Pattern[str]]] = {
    "PUT": re.compile(r"/_stcore/upload_file/(?P<session>[^/]+)/[^/]+"),
    "POST": re.compile(r"/api/v1/runs/?"),
}


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
        if scope["type"] in {"http", "websocket"} and not is_open(under.local(scope["path"])):
            await refuse(_CLOSED, scope, send)
        else:
            await self._app(scope, receive, send)


class BoundedBodies:
    """Ends a request whose body is too large, too slow, or one upload too many."""

    def __init__(self, app: ASGIApp, limits: Limits, clock: Callable[[], float]) -> None:
        self._app = app
        self._limits = limits
        self._meter = Meter(limits, clock)
        self._coming: set[Body] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the body on in the pieces it comes in, counting."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif (upload := _upload(scope)) is not None:
            await self._upload(upload, scope, receive, send)
        else:
            body = Body(receive, self._limits, self._limits.body_bytes)
            await _bounded(self._app, body, scope, send)

    async def _upload(
        self, upload: re.Match[str], scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Take one more file, if this visitor and the server have room for it."""
        session = tuple(upload.groupdict().items())
        visitors = (*session, ("address", address(scope)), *user("user", scope))
        if refusal := self._no_room(visitors):
            await refuse(refusal, scope, send)
            return
        body = Body(receive, self._limits, self._limits.upload_bytes)
        self._coming.add(body)
        try:
            await _bounded(self._app, body, scope, send)
        finally:
            self._coming.discard(body)
            measures.uploaded(body.size)
            self._meter.add(visitors, files=1, size=body.size)

    def _no_room(self, visitors: tuple[tuple[str, str], ...]) -> Refusal | None:
        """Why there is no room for a file, if there is none."""
        if sum(body.is_coming for body in self._coming) >= self._limits.uploads_at_once:
            return _BUSY
        return _OFTEN if self._meter.is_full(visitors) else None


class BoundedSessions:
    """Keeps the number of open pages within what the server's memory holds."""

    def __init__(self, app: ASGIApp, limits: Limits, clock: Callable[[], float]) -> None:
        self._app = app
        self._limits = limits
        self._clock = clock
        self._meter = Meter(limits, clock)
        self._open = 0
        self._open_by: dict[str, int] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the page while it is open; say politely where there is no room for one."""
        if scope["type"] == "websocket":
            await self._page(scope, receive, send)
        elif is_page(scope) and self._open >= self._limits.sessions:
            measures.refused(_BUSY.reason)
            full = plain.page(_BUSY_TITLE, _BUSY.text, _BUSY.status, headers=_AGAIN)
            await full(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        visitor = (("opens", address(scope)),)
        whose = _key(scope)
        if self._is_full(whose) or self._meter.is_full(visitor):
            await refuse(_BUSY, scope, send)
            return
        self._meter.add(visitor, files=1, size=0)
        self._count(whose, 1)
        try:
            messages = Messages(receive, send, self._limits, self._clock)
            await self._app(scope, messages.receive, send)
        finally:
            self._count(whose, -1)

    def _is_full(self, whose: str) -> bool:
        mine = self._open_by.get(whose, 0) if whose else 0
        return self._open >= self._limits.sessions or mine >= self._limits.sessions_per_user

    def _count(self, whose: str, more: int) -> None:
        self._open += more
        self._open_by[whose] = self._open_by.get(whose, 0) + more
        if not self._open_by[whose]:
            del self._open_by[whose]
        measures.open_pages(self._open)


class Messages:
    """What a page sends over its web socket: neither too large nor too often."""

    def __init__(
        self, receive: Receive, send: Send, limits: Limits, clock: Callable[[], float]
    ) -> None:
        self._receive = receive
        self._send = send
        self._limits = limits
        self._clock = clock
        self._since = clock()
        self._number = 0

    async def receive(self) -> Message:
        """The next message; the end of the connection where it is too much."""
        message = await self._receive()
        code = self._fault(message) if message["type"] == "websocket.receive" else None
        if code is None:
            return message
        measures.refused("message")
        await self._send({"type": "websocket.close", "code": code})
        return {"type": "websocket.disconnect", "code": code}

    def _fault(self, message: Message) -> int | None:
        """Why a message is too much, as the code to close with."""
        now = self._clock()
        if now - self._since > _MINUTE:
            self._since, self._number = now, 0
        self._number += 1
        if len(message.get("bytes") or message.get("text") or "") > self._limits.message_bytes:
            return _TOO_BIG
        return _POLICY_BROKEN if self._number > self._limits.messages_per_minute else None


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

    @property
    def is_coming(self) -> bool:
        """Whether there is more of it."""
        return self._more and self.refusal is None

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


def layers(
    limits: Limits, *doors: Middleware, clock: Callable[[], float] = time.monotonic
) -> list[Middleware]:
    """Every layer, outermost first.

    Args:
        limits: how much a visitor may ask.
        doors: layers that say who may come in; what is counted by person stands behind them.
        clock: seconds that only grow.
    """
    return [
        Middleware(SecurityHeaders),
        Middleware(serve_requests.Requests),
        Middleware(SameOrigin),
        Middleware(OpenPaths),
        *doors,
        Middleware(BoundedSessions, limits=limits, clock=clock),
        Middleware(BoundedBodies, limits=limits, clock=clock),
        Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
    ]


def _upload(scope: Scope) -> re.Match[str] | None:
    """What takes a file, if this does."""
    path = _UPLOADS.get(scope["method"])
    return path.fullmatch(under.local(scope["path"])) if path else None


def is_foreign(headers: Headers) -> bool:
    """Whether a browser says that a page of another site sent this.

    >>> is_foreign(Headers({"host": "a.org", "origin": "https://a.org"}))
    False
    >>> is_foreign(Headers({"host": "a.org", "origin": "null"}))
    True
    """
    origin = headers.get("origin")
    return origin is not None and split(origin).netloc.lower() != headers.get("host", "").lower()


def split(address: str) -> SplitResult:
    """The parts of an address; where it is none, those of one that leads nowhere (RFC 2606).

    >>> split("https://a.org:8501/x").netloc, split("http://[").netloc
    ('a.org:8501', 'invalid')
    """
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("//invalid")


def is_open(path: str) -> bool:
    r"""Whether the app answers this path.

    A mark that nobody sees is in none of ours: the router takes a path with a line's end behind it
    for the path without it, and a pattern does not.

    >>> is_open("/handoff"), is_open("/predict/gradio_api/file=/etc/hosts"), is_open("/metrics\n")
    (True, False, False)
    """
    return path.isprintable() and (
        not path.startswith(_WATCHED) or _OPEN.fullmatch(path) is not None
    )


def is_page(scope: Scope) -> bool:
    """Whether a person asks for a page to read, not a program or a part of a page."""
    if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
        return False
    headers = Headers(scope=scope)
    is_framed = headers.get("sec-fetch-dest") in {"iframe", "frame"}
    reads = "text/html" in headers.get("accept", "") and not is_framed
    return reads and not under.local(scope["path"]).startswith(_PARTS)


def has_token(headers: Headers, token: str | None) -> bool:
    """Whether a program shows the token that it was given.

    >>> has_token(Headers({"authorization": "Bearer abc"}), "abc"), has_token(Headers(), None)
    (True, False)
    """
    shown = headers.get("authorization", "").removeprefix("Bearer ")
    return bool(token) and hmac.compare_digest(shown.encode(), str(token).encode())


def limits(environ: Mapping[str, str]) -> Limits:
    """The limits that an environment asks for.

    Args:
        environ: names and texts.

    Raises:
        InputError: one of them is no limit, or no positive number.

    >>> limits({"EVENHAND_LIMIT_SESSIONS": "50"}).sessions
    50
    """
    kinds = {f"{_PREFIX}{one.name.upper()}": one for one in fields(Limits)}
    asked = {name: text for name, text in environ.items() if name.startswith(_PREFIX)}
    found: dict[str, float] = {}
    for name, text in asked.items():
        if name not in kinds:
            raise InputError("there is no such limit", where=name)
        try:
            number = (float if kinds[name].type in {float, "float"} else int)(text)
        except ValueError:
            number = 0
        if not 0 < number < float("inf"):
            raise InputError("expected a number above 0", where=name)
        found[kinds[name].name] = number
    return Limits(**found)  # type: ignore[arg-type]  # each as its field has it


def user(kind: str, scope: Scope) -> tuple[tuple[str, str], ...]:
    """Who is logged in, as a visitor to count by; nobody where nobody is.

    Args:
        kind: what is counted.
        scope: of a request.
    """
    key = _key(scope)
    return ((kind, key),) if key else ()


def _key(scope: Scope) -> str:
    return str(getattr(scope.get(VISITOR), "key", ""))


def address(scope: Mapping[str, Any]) -> str:
    """Where a request comes from, as far as this server can see."""
    client = scope.get("client")
    return client[0] if client else ""


async def refuse(refusal: Refusal, scope: Scope, send: Send) -> None:
    """Answer with one line of JSON, or close the web socket before it opens."""
    measures.refused(refusal.reason)
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": refusal.text})
        return
    head = [(b"content-type", b"application/json"), (b"connection", b"close")]
    if refusal.status == HTTPStatus.SERVICE_UNAVAILABLE:
        head += [(name.encode(), value.encode()) for name, value in _AGAIN.items()]
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
        "user": (limits.files_per_user, limits.bytes_per_user),
        "opens": (limits.opens_per_address, float("inf")),
        "cases": (limits.cases_per_hour, float("inf")),
        "opinions": (limits.opinions_per_hour, float("inf")),
    }
