"""A running server with low limits, whose database goes away, and which is killed in the end."""

import asyncio
import http.client
import json
import re
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from benchmarks import load
from evenhand import record
from evenhand.database import engines
from tests import by_socket, server_fixture
from tests.postgres import Postgres

TOKEN: Final = "a token of this test"  # noqa: S105
SESSIONS: Final = 6
LIMITS: Final = {
    "EVENHAND_LIMIT_SESSIONS": str(SESSIONS),
    "EVENHAND_LIMIT_UPLOAD_BYTES": "2000000",
    "EVENHAND_LIMIT_FILES_PER_SESSION": "3",
    "EVENHAND_LIMIT_PAUSE_SECONDS": "5",  # longer than a busy machine keeps one of ours waiting
    "EVENHAND_LIMIT_SWEEP_SECONDS": "0.5",
    "EVENHAND_METRICS_TOKEN": TOKEN,
}
PIECE: Final = b"x" * 65_536
FILE: Final = b'content-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
MANY: Final = 50_000_000  # bytes that somebody would send


@dataclass(frozen=True, slots=True)
class Running:
    """A server, and the database behind it.

    Attributes:
        port: where it listens.
        process: what runs.
        database: where its record and what is kept are.
        kept: the address of these.
        again: starts another server at the same place.
    """

    port: int
    process: subprocess.Popen[bytes]
    database: Postgres
    kept: str
    again: Callable[[], AbstractContextManager[subprocess.Popen[bytes]]]

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture(scope="module")
def running(database: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One server for all these tests."""
    home, port = tmp_path_factory.mktemp("strain"), server_fixture.free_port()
    kept = database.schema()
    ttl = "--server.disconnectedSessionTTL=1"
    command = [*server_fixture.streamlit_command(port), ttl]
    places = {**LIMITS, "EVENHAND_RECORD": kept, "EVENHAND_KEPT": kept}

    start = partial(server_fixture.started, command, port, home, home / "log", places)
    with start() as process:
        yield Running(port, process, database, kept, start)


@contextmanager
def tab(running: Running) -> Iterator[tuple[ClientConnection, str]]:
    """A page that is open, and what the server calls its session."""
    address = f"ws://127.0.0.1:{running.port}/_stcore/stream"
    with connect(
        address, subprotocols=[Subprotocol("streamlit")], max_size=1 << 26, close_timeout=0
    ) as page:
        asked = BackMsg()
        asked.rerun_script.page_name = "plan"
        page.send(asked.SerializeToString())
        yield page, next(filter(None, map(session, page)))


def session(raw: bytes | str) -> str:
    """What a message calls the session, if it says so."""
    assert isinstance(raw, bytes)
    return str(ForwardMsg.FromString(raw).new_session.initialize.session_id)


def sends(running: Running, name: str, content: bytes = b"a,b\n1,2\n") -> int:
    """The status that an upload gets."""
    address = f"{running.url}/_stcore/upload_file/{name}"
    head = allowed(running)
    return httpx.put(address, files={"file": content}, headers=head, timeout=60).status_code


def allowed(running: Running) -> dict[str, str]:
    """The head of what comes from one of the server's own pages."""
    token = httpx.get(f"{running.url}/_stcore/health", timeout=60).cookies["_streamlit_xsrf"]
    return {"x-xsrftoken": token, "cookie": f"_streamlit_xsrf={token}"}


def memory(process: subprocess.Popen[bytes]) -> int:
    """The most bytes that a process ever held."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    [found] = re.findall(r"VmHWM:\s+(\d+) kB", status)
    return 1024 * int(found)


def held(running: Running) -> float:
    """Bytes of uploads in the server's memory, as it says itself."""
    head = {"authorization": f"Bearer {TOKEN}"}
    shown = httpx.get(f"{running.url}/metrics", headers=head, timeout=60)
    [found] = re.findall(r"^evenhand_upload_bytes_held (\S+)", shown.text, re.MULTILINE)
    return float(found)


@contextmanager
def begun(running: Running) -> Iterator[socket.socket]:
    """An upload whose head is sent, and of whose length nothing is said."""
    head = {
        "host": "127.0.0.1",
        "transfer-encoding": "chunked",
        "content-type": "multipart/form-data; boundary=x",
        **allowed(running),
    }
    with (
        tab(running) as (_, name),
        socket.create_connection(("127.0.0.1", running.port), timeout=30) as sock,
    ):
        lines = "".join(f"{key}: {value}\r\n" for key, value in head.items())
        first = f"PUT /_stcore/upload_file/{name}/1 HTTP/1.1\r\n{lines}\r\n"
        sock.sendall(first.encode() + chunk(b"--x\r\n" + FILE))
        yield sock


def chunk(content: bytes) -> bytes:
    """A piece of a body of which nobody knows how long it gets."""
    return b"%x\r\n%s\r\n" % (len(content), content)


def test_an_upload_that_is_too_large_is_refused_while_it_comes(running: Running) -> None:
    """Long before its end, and the server holds no more than before."""
    httpx.get(f"{running.url}/predict/", timeout=300)  # all is loaded
    before, sent = memory(running.process), 0
    with begun(running) as sock:
        try:
            while sent < MANY:
                sock.sendall(chunk(PIECE))
                sent += len(PIECE)
        except OSError:  # it has closed the connection
            pass
    assert sent < MANY / 2
    assert memory(running.process) - before < 16_000_000


def test_what_says_that_it_is_too_large_is_not_read_at_all(running: Running) -> None:
    """One line says so."""
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
    connection.putrequest("PUT", "/_stcore/upload_file/nobody/1")
    connection.putheader("content-length", str(MANY))
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status == 413
    assert json.loads(answer.read()) == {"error": "This is larger than allowed here."}
    connection.close()


def test_a_body_that_stands_still_is_ended(running: Running) -> None:
    """With what to do."""
    with begun(running) as sock:
        answer = sock.recv(4096)
    assert answer.startswith(b"HTTP/1.1 408")


def test_one_page_sends_only_so_many_files_and_another_may_go_on(running: Running) -> None:
    """The one is told to come back later."""
    with tab(running) as (_, one), tab(running) as (_, other):
        assert [sends(running, f"{one}/{n}") for n in range(4)] == [204, 204, 204, 429]
        assert sends(running, f"{other}/1") == 204


def test_what_a_closed_tab_sent_is_gone_without_anybody_coming(running: Running) -> None:
    """A second after Streamlit's time-out here, which is a second; nobody asks for a page."""
    with tab(running) as (_, name):
        assert sends(running, f"{name}/1", b"x" * 1_500_000) == 204
        assert held(running) >= 1_500_000
    until = time.monotonic() + 60
    while held(running) and time.monotonic() < until:
        time.sleep(0.2)
    assert held(running) == 0


def test_one_page_more_than_there_is_room_for_is_refused_in_words(running: Running) -> None:
    """Health answers, and after one has gone there is room again."""
    wait_for(lambda: opens_many(running))


def opens_many(running: Running) -> bool:
    """Open all that are let in, and one more; false where an earlier one was still open."""
    with ExitStack() as tabs:
        try:
            for _ in range(SESSIONS):
                tabs.enter_context(tab(running))
        except WebSocketException:
            return False
        page = httpx.get(running.url, headers={"accept": "text/html"}, timeout=60)
        with pytest.raises(WebSocketException), tab(running):
            pass
        assert (page.status_code, page.headers["retry-after"]) == (503, "30")
        assert "Many people are here right now. Please try again shortly." in page.text
        assert health(running) == 200
    return True


def wait_for(well: Callable[[], bool]) -> None:
    """Ask until it is so.

    Raises:
        TimeoutError: it never is.
    """
    until = time.monotonic() + 60
    while not well():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(0.1)


def test_a_flood_of_the_form_is_refused_politely_and_pages_go_on(running: Running) -> None:
    """Two hundred ask at once: what does not fit into the queue is told so; a page still opens."""
    config = httpx.get(f"{running.url}/predict/config", timeout=60).json()
    asked = next(one for one in config["dependencies"] if one["targets"][0][1] == "click")
    values = {one["id"]: one["props"].get("value") for one in config["components"]}
    body = {"fn_index": asked["id"], "data": [values[one] for one in asked["inputs"]]}
    got, problem = asyncio.run(flood(running, body))
    assert set(got) == {200, 503}
    assert got.total() == 200
    assert problem == ""


async def flood(running: Running, body: dict[str, object]) -> tuple[Counter[int], str]:
    """Ask two hundred times; the statuses, and what went wrong on a page meanwhile."""
    # Each on a connection of its own: one that is kept may be closed just as it is asked again.
    limits = httpx.Limits(max_connections=50, max_keepalive_connections=0)
    async with httpx.AsyncClient(base_url=running.url, timeout=60, limits=limits) as many:
        asks = [
            many.post("/predict/gradio_api/queue/join", json={**body, "session_hash": str(n)})
            for n in range(200)
        ]
        *answers, problem = await asyncio.gather(*asks, opened(running, "handoff"))
        got = Counter(one.status_code for one in answers if isinstance(one, httpx.Response))
        assert (await many.get("/healthz")).status_code == 200
    return got, str(problem)


async def opened(running: Running, page: str) -> str:
    """What goes wrong where a page of a sample opens; nothing if it is drawn."""
    async with load.connected(running.url) as sock:
        return await load.Person(sock, "turbine", Random(1)).opens(page)  # noqa: S311


# When the database is away


def seen(running: Running, page: str, query: str) -> tuple[str, list[str]]:
    """The headline of a page, and its warnings."""
    asked = BackMsg()
    asked.rerun_script.page_name, asked.rerun_script.query_string = page, query
    headline, warnings = "", []
    with tab(running) as (socket_, _):
        by_socket.finished(socket_)
        for told in by_socket.answered(socket_, asked):
            new = told.delta.new_element
            if new.HasField("heading") and new.heading.tag == "h1":
                headline = new.heading.body
            if new.HasField("alert"):
                warnings.append(new.alert.body.replace("\\", ""))
            assert not new.HasField("exception")
    return headline, warnings


def health(running: Running) -> int:
    """The status that health answers with."""
    return httpx.get(f"{running.url}/healthz", timeout=30).status_code


PAGES: Final = (
    "", "compare", "handoff", "fairness", "explain", "try", "health", "report", "plan", "kept"
)  # fmt: skip
SAMPLE: Final = "review=turbine"


def test_without_its_database_every_page_opens_and_what_cannot_be_shown_is_said(
    running: Running,
) -> None:
    """Who wrote nothing sees no difference; who did is told in a sentence; all comes back."""
    seal = record.open(running.kept).append("note", "turbine", "Ann", {}).digest
    mine = f"{SAMPLE}&noted={seal[:16]}"
    wait_for(lambda: "most" in seen(running, "explain", SAMPLE)[0])  # its cases are explained
    usual = {page: seen(running, page, SAMPLE) for page in PAGES}
    assert all(headline and not warnings for headline, warnings in usual.values())
    running.database.stop("immediate")
    try:
        wait_for(lambda: health(running) == 503)
        assert {page: seen(running, page, SAMPLE) for page in PAGES} == usual
        headline, [warning] = seen(running, "handoff", mine)
        refused, [why] = seen(running, "record", SAMPLE)
    finally:
        running.database.start()
    assert headline == usual["handoff"][0]
    assert warning == (
        "What was decided, locked or answered can't be shown now: "
        "record: the database cannot be reached."
    )
    assert refused
    assert "the database cannot be reached" in why
    wait_for(lambda: health(running) == 200)
    assert seen(running, "handoff", mine) == usual["handoff"]
    assert not seen(running, "record", SAMPLE)[1]


def test_after_a_kill_all_that_was_acknowledged_is_there(running: Running) -> None:
    """`kill -9` once the page has said that it is written: the chain is whole, pages open."""
    before = len(record.open(running.kept).entries())
    with tab(running) as (page, _):
        by_socket.finished(page)
        assert by_socket.locked(page, "turbine", "Ann")
        running.process.kill()
        running.process.wait()
    with running.again():
        assert seen(running, "handoff", SAMPLE)[0]
    kept = record.open(running.kept)
    written = kept.entries()[before:]
    assert [(entry.kind, entry.by) for entry in written if entry.by == "Ann"] == [("lock", "Ann")]
    assert kept.verify().intact
    engines.let_go()
