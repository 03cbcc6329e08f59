"""The door: an ASGI layer that asks of every request who it is from and whether they may.

`st.login` guards pages alone. Here stands one answer for pages and their web sockets, uploads,
downloads, the form, REST and metrics: closed, unless a path is listed as open.
"""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import auth_util
from streamlit.user_info import generate_login_redirect_url
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import (
    create_signed_value,
    decode_signed_value,
)
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from components import access, ended, guard, measures, permits, plain, programs, serve_access, under
from components.access import Mode, Visitor
from components.guard import Refusal
from components.permits import Action
from components.serve_requests import VISITOR

LOG_IN: Final = "/login"
_START: Final = "/login/start"
_CALLBACK: Final = "/oauth2callback"
_LOG_OUT: Final = "/auth/logout"
_OPEN: Final = re.compile(r"/healthz|/auth/login|/auth/logout|/oauth2callback|/static/[^?]+")
_WANTED: Final = "_evenhand_wanted"
_WANTED_SECONDS: Final = 900
_LONGEST: Final = 1500  # characters of an address to come back to
_INSIDE: Final = re.compile(r"/(?![/\\])[!-\[\]-~]*")  # what a header can hold, and no backslash
_FORWARDED: Final = (
    "forwarded",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
)
# What a path needs; the first that fits counts, and all else is part of the pages.
_NEEDS: Final[tuple[tuple[re.Pattern[str], Action], ...]] = (
    (re.compile(r"/_stcore/upload_file/.*"), Action.UPLOAD),
    (re.compile(r"/api/v1/runs/?"), Action.UPLOAD),
    (re.compile(r"/metrics/?"), Action.METRICS),
)
_ELSEWHERE: Final = Refusal(
    HTTPStatus.FORBIDDEN,
    "This server answers this machine only. EVENHAND_ACCESS=login or open serves others.",
    "elsewhere",
)
_INVITED: Final = "Log in to Evenhand"
_WHY: Final = "Here decisions of models are reviewed, for people who are known to this server."
_UNKNOWN: Final = Refusal(HTTPStatus.UNAUTHORIZED, "Please log in.", "login")


class Gate:
    """Lets in who may come in, and says to everything behind it who that is."""

    def __init__(self, app: ASGIApp, token: str | None = None) -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may pass."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        mode = access.mode()
        if mode is Mode.OWN and is_from_elsewhere(scope):
            await guard.refuse(_ELSEWHERE, scope, send)
        elif mode is Mode.LOGIN and scope["type"] == "http" and _is_login(scope):
            await self._login(scope, receive, send)
        elif _OPEN.fullmatch(under.local(scope["path"])):
            await self._app(scope, receive, send)
        else:
            await self._guarded(scope, receive, send)

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What only those get who may."""
        asked = HTTPConnection(scope)
        path = under.local(scope["path"])
        need = needed(path)
        one = access.visitor(asked.cookies) or await programs.visitor(asked.headers, path)
        if need is Action.METRICS and guard.has_token(asked.headers, self._token):
            await self._app(scope, receive, send)
        elif one is None:
            await _log_in_first(scope, receive, send)
        elif not permits.may(one.role, need):
            await _may_not(one, need, scope, receive, send)
        else:
            scope[VISITOR] = one
            await DOORS.through(one, self._app, scope, receive, send)

    async def _login(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The steps of logging in and out; those of Streamlit with what it leaves out."""
        path, asked = under.local(scope["path"]), HTTPConnection(scope)
        if path == LOG_IN:
            await _invitation()(scope, receive, send)
        elif path == _START:
            await _start(asked)(scope, receive, send)
        elif path == _LOG_OUT:
            if (one := access.visitor(asked.cookies)) is not None:
                access.end(one)
                DOORS.close(one.login)
                await ended.soon(DOORS.close)
            await self._app(scope, receive, _safer(send))
        else:
            await self._app(scope, receive, _safer(_back(send, wanted(asked.cookies))))


@dataclass(frozen=True, slots=True)
class Doors:
    """What is open for a log-in: pages and streams, which end when it does."""

    _open: dict[str, set[asyncio.Timeout]] = field(default_factory=dict)

    async def through(
        self, one: Visitor, app: ASGIApp, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Run the app for somebody, until their log-in is over at the latest."""
        if not one.is_logged_in:
            await app(scope, receive, send)
            return
        left = asyncio.timeout(one.until - time.time())
        try:
            async with left:
                self._open.setdefault(one.login, set()).add(left)
                await app(scope, receive, send)
        except TimeoutError:
            if not left.expired():
                raise
            await _hang_up(scope, send)
        finally:
            self._leave(one.login, left)

    def _leave(self, login: str, left: asyncio.Timeout) -> None:
        here = self._open.get(login, set())
        here.discard(left)
        if not here:
            self._open.pop(login, None)

    def close(self, login: str) -> None:
        """End everything that is open for a log-in, now."""
        for left in self._open.get(login, ()):
            left.reschedule(asyncio.get_running_loop().time())


DOORS: Final = Doors()
"""Those of this server."""


async def _hang_up(scope: Scope, send: Send) -> None:
    """Close the web socket of a log-in that is over; the rest ends by itself."""
    if scope["type"] == "websocket":
        with suppress(Exception):  # it may be closed already
            await send({"type": "websocket.close", "code": 1008})


@asynccontextmanager
async def watching() -> AsyncIterator[None]:
    """Where people log in, end here what they end on another server of the same record."""
    if access.mode() is not Mode.LOGIN:
        yield
        return
    async with ended.watching(DOORS.close):
        yield


def needed(path: str) -> Action:
    """What somebody must be allowed to do to ask for a path.

    >>> needed("/handoff"), needed("/_stcore/upload_file/a/b")
    (<Action.SAMPLES: 'look at the samples'>, <Action.UPLOAD: 'bring a log of your own'>)
    """
    return next((need for one, need in _NEEDS if one.fullmatch(path)), Action.SAMPLES)


def is_from_elsewhere(scope: Scope) -> bool:
    """Whether a request is not from this very machine, or was passed on from elsewhere.

    The host has to be named as one names one's own machine: a page of another site whose name leads
    here would else be taken for ours.
    """
    headers = Headers(scope=scope)
    host = guard.split(f"//{headers.get('host', '')}").hostname or ""
    here = serve_access.is_loopback(guard.address(scope)) and serve_access.is_loopback(host)
    return not here or any(name in headers for name in _FORWARDED)


def wanted(cookies: Mapping[str, str]) -> str:
    """Where somebody was on the way to before they had to log in; the first page if unknown.

    Only an address of ours counts, whatever the cookie says.
    """
    value = cookies.get(_WANTED)
    age = _WANTED_SECONDS / 86_400
    said = decode_signed_value(get_cookie_secret(), _WANTED, value, age) if value else None
    first = f"{under.prefix()}/"
    path = said.decode() if said else first
    return path if is_inside(path) else first


def is_inside(path: str) -> bool:
    r"""Whether an address leads to this server, however a browser reads it.

    >>> [is_inside(path) for path in ("/handoff?a=1", "//evil.example", "/\\evil", "http://evil")]
    [True, False, False, False]
    """
    return _INSIDE.fullmatch(path) is not None


def _is_login(scope: Scope) -> bool:
    return under.local(scope["path"]) in {LOG_IN, _START, _LOG_OUT, _CALLBACK}


async def _log_in_first(scope: Scope, receive: Receive, send: Send) -> None:
    """Send a reader of pages to the log-in, and back later; a program is told."""
    if not guard.is_page(scope):
        await guard.refuse(_UNKNOWN, scope, send)
        return
    answer = RedirectResponse(
        f"{under.prefix()}{LOG_IN}", HTTPStatus.FOUND, {"cache-control": "no-store"}
    )
    query = scope.get("query_string", b"").decode("latin-1")
    path = f"{scope['path']}?{query}" if query else scope["path"]
    if len(path) <= _LONGEST and is_inside(path):
        signed = create_signed_value(get_cookie_secret(), _WANTED, path).decode()
        answer.set_cookie(
            _WANTED,
            signed,
            max_age=_WANTED_SECONDS,
            httponly=True,
            samesite="lax",
            secure=_is_secure(),
        )
    await answer(scope, receive, send)


async def _may_not(one: Visitor, need: Action, scope: Scope, receive: Receive, send: Send) -> None:
    """Say what the role does not hold; to a reader as a page with the way out."""
    text = permits.refusal(one.role, need)
    if not guard.is_page(scope):
        await guard.refuse(Refusal(HTTPStatus.FORBIDDEN, text, "role"), scope, send)
        return
    who = f"You are logged in as {one.name}. " if one.is_logged_in else ""
    links = [("Log out", f"{under.prefix()}{_LOG_OUT}")] if one.is_logged_in else []
    measures.refused("role")
    answer = plain.page("This is not open to you", who + text, HTTPStatus.FORBIDDEN, links)
    await answer(scope, receive, send)


def _invitation() -> Response:
    """The page with the way to each provider."""
    names = serve_access.providers()
    links = [
        (
            "Log in" if len(names) == 1 else f"Log in with {name}",
            f"{under.prefix()}{_START}?with={name}",
        )
        for name in names
    ]
    return plain.page(_INVITED, _WHY, links=links)


def _start(asked: HTTPConnection) -> Response:
    """The way to the provider, as `st.login` makes it."""
    names = serve_access.providers()
    name = asked.query_params.get("with", "")
    chosen = name if name in names else names[0]
    return RedirectResponse(generate_login_redirect_url(chosen), HTTPStatus.FOUND)


def _is_secure() -> bool:
    return (auth_util.get_origin_from_redirect_uri() or "").startswith("https://")


def _safer(send: Send) -> Send:
    """The same, with cookies that travel over https only, where the server is reached so."""

    def change(headers: MutableHeaders) -> None:
        found = headers.getlist("set-cookie") if _is_secure() else []
        if found:
            del headers["set-cookie"]
        for cookie in found:
            headers.append("set-cookie", _secure(cookie))

    return _with_head(send, change)


def _secure(cookie: str) -> str:
    return cookie if "; secure" in cookie.lower() else f"{cookie}; Secure"


def _back(send: Send, path: str) -> Send:
    """The same; after logging in, the way leads back to the page that was asked for."""

    def change(headers: MutableHeaders) -> None:
        set_now = headers.getlist("set-cookie")
        came_in = any(one.startswith(f"{USER_COOKIE_NAME}=") for one in set_now)
        if came_in and "location" in headers:
            headers["location"] = path
            headers.append("set-cookie", f"{_WANTED}=; Max-Age=0; Path=/; HttpOnly; SameSite=lax")

    return _with_head(send, change)


def _with_head(send: Send, change: Callable[[MutableHeaders], None]) -> Send:
    async def changed(message: Message) -> None:
        if message["type"] == "http.response.start":
            change(MutableHeaders(scope=message))
        await send(message)

    return changed
