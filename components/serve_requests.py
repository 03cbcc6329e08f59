"""Every request has an id, is timed and counted, and leaves one log line that quotes nothing."""

import logging
import re
import secrets
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from components import measures, serve_errors, under

VISITOR: Final = "evenhand.visitor"
"""Where a request's scope says who asks."""

_LOG: Final = logging.getLogger("evenhand.requests")
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})
_QUIET: Final = frozenset({"parts", "health"})
# What a path is, in one word; the first that fits counts.
_ROUTES: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(path), name)
    for path, name in (
        (r"/_stcore/stream", "socket"),
        (r"/_stcore/upload_file/", "upload"),
        (r"/_stcore/|/static/|/component/|/predict/(assets|static|svelte)/", "parts"),
        (r"/media/", "download"),
        (r"/predict", "form"),
        (r"/api/v1/runs", "run"),
        (r"/api/v1/report", "report"),
        (r"/api/", "rest"),
        (r"/healthz$", "health"),
        (r"/metrics$", "metrics"),
        (r"/auth/|/oauth2callback|/login", "login"),
    )
)


def route(path: str) -> str:
    """What a path is, in one word, so that no line names a file, a session or a secret.

    >>> route("/_stcore/upload_file/a/b"), route("/handoff"), route("/api/v1/runs")
    ('upload', 'page', 'run')
    """
    return next((name for one, name in _ROUTES if one.match(path)), "page")


@dataclass(slots=True)
class _Answer:
    """What became of a request.

    Attributes:
        status: of the answer; 0 before there is one.
        size: bytes of the answer so far.
    """

    status: int = 0
    size: int = 0
    id: str = field(default_factory=lambda: secrets.token_hex(4))
    start: float = field(default_factory=time.perf_counter)

    def see(self, message: Message) -> None:
        """Keep what a message to the visitor says."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            MutableHeaders(scope=message)["x-request-id"] = self.id
        elif message["type"] == "websocket.accept":
            self.status = HTTPStatus.SWITCHING_PROTOCOLS
        elif message["type"] == "websocket.close" and not self.status:
            self.status = HTTPStatus.FORBIDDEN
        self.size += len(message.get("body") or message.get("bytes") or b"")


class Requests:
    """Times and counts every request; a fault in one is said with an id that can be quoted."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and watch its answer."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        answer = _Answer()

        async def watched(message: Message) -> None:
            answer.see(message)
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            said = serve_errors.note(error, "request")
            if answer.status or scope["type"] == "websocket":
                raise
            body = {"error": serve_errors.sorry(said)}
            await JSONResponse(body, HTTPStatus.INTERNAL_SERVER_ERROR)(scope, receive, watched)
        finally:
            _tell(scope, answer)


def _tell(scope: Scope, answer: _Answer) -> None:
    """Count a request and write its line."""
    name, seconds = route(under.local(scope["path"])), time.perf_counter() - answer.start
    method = scope.get("method", "GET")
    method = method if method in _METHODS else "other"
    measures.REQUESTS.labels(name, method, str(int(answer.status))).inc()
    measures.REQUEST_SECONDS.labels(name).observe(seconds)
    if name in _QUIET:
        return
    told = {
        "id": answer.id,
        "route": name,
        "method": method,
        "status": int(answer.status),
        "bytes": answer.size,
        "seconds": round(seconds, 4),
        "user": str(getattr(scope.get(VISITOR), "key", "")),
    }
    _LOG.info("request", extra=told)
