"""What the guard lets through, and what it answers with one line."""

import asyncio
from collections.abc import Iterable

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from components import guard
from components.access import Visitor
from components.permits import Role
from components.serve_requests import VISITOR

HOST = "testserver"
UPLOAD = "/_stcore/upload_file/one/1"


async def echo(request: Request) -> Response:
    """Read everything; say how much; ask to be shared with everybody."""
    body = await request.body()
    return PlainTextResponse(str(len(body)), headers={"access-control-allow-origin": "*"})


async def open_socket(socket: WebSocket) -> None:
    """Accept, and wait until the visitor leaves."""
    await socket.accept()
    await socket.receive()


class Named:
    """A door that lets everybody in, under one name."""

    def __init__(self, app: ASGIApp, name: str) -> None:
        self._app = app
        self._name = name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Say who it is."""
        scope[VISITOR] = Visitor(Role.AUDITOR, key=self._name)
        await self._app(scope, receive, send)


async def talk(socket: WebSocket) -> None:
    """Say again whatever is said."""
    await socket.accept()
    async for text in socket.iter_text():
        await socket.send_text(text)


def visitor(
    limits: guard.Limits | None = None, now: Iterable[float] = (), person: str = ""
) -> TestClient:
    """A visitor of a small app behind the guard."""
    ticks = iter(now)
    app = Starlette(
        routes=[
            WebSocketRoute("/_stcore/stream", open_socket),
            WebSocketRoute("/_stcore/component/echo", talk),
            Route("/{path:path}", echo, methods=["GET", "POST", "PUT"]),
        ],
        middleware=guard.layers(
            limits or guard.Limits(),
            Middleware(Named, name=person),
            clock=lambda: next(ticks, 0.0),
        ),
    )
    return TestClient(app)


def test_every_answer_carries_the_policy_and_shares_nothing_with_other_sites() -> None:
    """The framework's own sharing headers are taken off, on refusals too."""
    for answer in (visitor().get("/"), visitor().get("/_stcore/metrics")):
        assert answer.headers["content-security-policy"] == guard.CONTENT_SECURITY_POLICY
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "access-control-allow-origin" not in answer.headers


def test_the_policy_names_no_other_host() -> None:
    """Every source is this server itself, or data that the page made."""
    words = guard.CONTENT_SECURITY_POLICY.replace(";", "").split()
    sources = {word for word in words if ":" in word or word.startswith("'")}
    assert sources == {"'self'", "blob:", "data:", "'unsafe-inline'", "'none'"}
    assert "script-src 'self' blob:;" in guard.CONTENT_SECURITY_POLICY


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", f"http://{HOST}.evil.example", "http://["]
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_what_another_site_sends_is_refused(origin: str, method: str) -> None:
    """Whatever the method, and the origin is not repeated in the answer."""
    answer = visitor().request(method, "/predict/gradio_api/queue/join", headers={"origin": origin})
    assert answer.status_code == 403
    assert origin not in answer.text + str(answer.headers)


def test_what_our_own_page_sends_passes() -> None:
    """The same host and port is our own page, with or without TLS before us."""
    assert visitor().post("/", headers={"origin": f"https://{HOST}"}).status_code == 200


def test_a_web_socket_of_another_site_is_closed_before_it_opens() -> None:
    """A foreign page cannot watch a session."""
    foreign = {"origin": "https://evil.example"}
    with (
        pytest.raises(WebSocketDisconnect),
        visitor().websocket_connect("/_stcore/stream", headers=foreign),
    ):
        pass


@pytest.mark.parametrize(
    "path",
    [
        "/predict/gradio_api/file=/etc/hosts",
        "/predict/gradio_api/file/etc/hosts",
        "/predict/static/file=/etc/hosts",
        "/predict/gradio_api/proxy=http://localhost",
        "/predict/gradio_api/upload",
        "/predict/gradio_api/run/predict",
        "/predict/gradio_api/call/predict",
        "/predict/gradio_api/api/predict",
        "/predict/gradio_api/stream/x",
        "/predict/monitoring",
        "/predict/login",
        "/_stcore/metrics",
        "/_stcore/script-health-check",
        "/_stcore/agent/sessions",
        "/_stcore/upload_file/session/file%0A",  # the routers take these for the paths without
        "/metrics%0A",
    ],
)
def test_side_doors_of_the_frameworks_are_closed(path: str) -> None:
    """Only the paths that the pages and the form use are answered."""
    answer = visitor().post(path)
    assert (answer.status_code, list(answer.json())) == (404, ["error"])


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/handoff",
        "/predict/",
        "/predict/config",
        "/predict/assets/index-1.js",
        "/predict/gradio_api/queue/join",
        "/predict/gradio_api/heartbeat/abc",
        "/_stcore/health",
        "/api/v1/health",
        "/static/js/index.js",
    ],
)
def test_what_the_pages_need_is_open(path: str) -> None:
    """The guard is not in the way."""
    assert visitor().get(path).status_code == 200


def test_a_body_that_says_it_is_too_large_is_not_read() -> None:
    """The declared length alone refuses it."""
    answer = visitor(guard.Limits(body_bytes=10)).post("/", content=b"x" * 11)
    assert answer.status_code == 413
    assert "x" * 11 not in answer.text


def test_a_body_without_a_length_is_cut_where_it_becomes_too_large() -> None:
    """Chunks are counted as they come."""
    client = visitor(guard.Limits(body_bytes=10))
    assert client.post("/", content=iter([b"x" * 6, b"x" * 6])).status_code == 413
    assert client.post("/", content=iter([b"x" * 6, b"x" * 4])).text == "10"


def test_a_length_that_is_no_number_is_refused() -> None:
    """Nothing that cannot be counted comes in."""
    assert visitor().post("/", headers={"content-length": "-1"}, content=b"").status_code == 413


def test_an_upload_may_be_larger_than_other_bodies_but_not_without_end() -> None:
    """Uploads have their own limit."""
    client = visitor(guard.Limits(body_bytes=10, upload_bytes=20))
    assert client.put(UPLOAD, content=b"x" * 20).text == "20"
    assert client.put(UPLOAD, content=b"x" * 21).status_code == 413


def test_a_session_may_send_so_many_files_an_hour() -> None:
    """Another session still may, and so may this one after the hour."""
    limits = guard.Limits(files_per_session=2, window_seconds=60)
    hour = [0.0] * 40 + [61.0] * 40
    client = visitor(limits, hour)
    sent = [client.put(UPLOAD, content=b"x").status_code for _ in range(3)]
    assert sent == [200, 200, 429]
    assert client.put("/_stcore/upload_file/two/1", content=b"x").status_code == 200
    later = visitor(limits, [0.0] * 4 + [61.0] * 40)
    assert [later.put(UPLOAD, content=b"x").status_code for _ in range(3)] == [200, 200, 200]


def test_a_session_may_send_so_many_bytes_an_hour() -> None:
    """Bytes are counted as well as files."""
    client = visitor(guard.Limits(bytes_per_session=5))
    sent = [client.put(UPLOAD, content=b"x" * 5).status_code for _ in range(2)]
    assert sent == [200, 429]


def test_an_address_that_makes_up_sessions_is_limited_too() -> None:
    """The address counts where the session's name cannot be trusted."""
    client = visitor(guard.Limits(files_per_address=2))
    paths = [f"/_stcore/upload_file/{name}/1" for name in "abc"]
    sent = [client.put(path, content=b"x").status_code for path in paths]
    assert sent == [200, 200, 429]


def test_only_so_many_uploads_at_once() -> None:
    """With no room for one more, the visitor is asked to come again."""
    assert visitor(guard.Limits(uploads_at_once=0)).put(UPLOAD, content=b"x").status_code == 503


def test_the_memory_of_visitors_is_bounded() -> None:
    """The longest unseen is forgotten first."""
    meter = guard.Meter(guard.Limits(remembered=2, files_per_session=1), lambda: 0.0)
    for name in "abc":
        meter.add((("session", name),), files=1, size=0)
    assert [meter.is_full((("session", name),)) for name in "abc"] == [False, True, True]


def test_only_so_many_pages_are_open_at_once() -> None:
    """A page that closes makes room."""
    client = visitor(guard.Limits(sessions=1))
    with (
        client.websocket_connect("/_stcore/stream"),
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/_stcore/stream"),
    ):
        pass
    with client.websocket_connect("/_stcore/stream"):
        pass


def test_an_address_may_open_so_many_pages_an_hour() -> None:
    """Opening and closing without end is refused."""
    client = visitor(guard.Limits(opens_per_address=1))
    with client.websocket_connect("/_stcore/stream"):
        pass
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream"):
        pass


@pytest.mark.parametrize(
    ("limits", "texts", "code"),
    [
        (guard.Limits(message_bytes=4), ["1234", "12345"], 1009),
        (guard.Limits(messages_per_minute=2), ["1", "2", "3"], 1008),
    ],
)
def test_messages_that_are_too_large_or_too_many_end_the_page(
    limits: guard.Limits, texts: list[str], code: int
) -> None:
    """What came before was read."""
    client = visitor(limits)
    with client.websocket_connect("/_stcore/component/echo") as socket:
        for text in texts[:-1]:
            socket.send_text(text)
            assert socket.receive_text() == text
        socket.send_text(texts[-1])
        with pytest.raises(WebSocketDisconnect) as ended:
            socket.receive_text()
    assert ended.value.code == code


def test_one_person_has_a_share_of_their_own() -> None:
    """Of files as of pages, at whatever address; another person still has theirs."""
    limits = guard.Limits(files_per_user=1, sessions_per_user=1)
    ann, bob = visitor(limits, person="ann"), visitor(limits, person="bob")
    sent = [one.put(UPLOAD, content=b"x").status_code for one in (ann, ann, bob)]
    assert sent == [200, 429, 200]
    with (
        ann.websocket_connect("/_stcore/stream"),
        pytest.raises(WebSocketDisconnect),
        ann.websocket_connect("/_stcore/stream"),
    ):
        pass


def test_where_it_is_full_a_reader_gets_a_page_and_a_program_goes_on() -> None:
    """The page says when to come again."""
    client = visitor(guard.Limits(sessions=1))
    with client.websocket_connect("/_stcore/stream"):
        full = client.get("/fairness", headers={"accept": "text/html"})
        assert (full.status_code, full.headers["retry-after"]) == (503, "30")
        assert "Many people are here right now" in full.text
        assert client.get("/healthz", headers={"accept": "text/html"}).status_code == 200
        assert client.get("/api/v1/health").status_code == 200
    assert client.get("/fairness", headers={"accept": "text/html"}).status_code == 200


@pytest.mark.parametrize("limits", [guard.Limits(pause_seconds=0), guard.Limits(body_seconds=0)])
def test_a_body_that_stops_coming_is_given_up(limits: guard.Limits) -> None:
    """A visitor who sends half a file does not hold a place for ever."""
    assert asyncio.run(status_of_silence(limits)) == 408


async def status_of_silence(limits: guard.Limits) -> int:
    """The status of a request whose body never comes."""
    answers: list[Message] = []

    async def silence() -> Message:
        await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def keep(message: Message) -> None:
        answers.append(message)

    scope: Scope = {"type": "http", "method": "PUT", "path": UPLOAD, "headers": [], "client": None}
    await guard.BoundedBodies(reads_all, limits, lambda: 0.0)(scope, silence, keep)
    return int(answers[0]["status"])


async def reads_all(scope: Scope, receive: Receive, send: Send) -> None:
    """An app that waits for the whole body."""
    request = Request(scope, receive)
    await request.body()
    await PlainTextResponse("done")(scope, receive, send)
