"""A program has a review run on a log: in its turn, within limits, seen by nobody else."""

import asyncio
import json
import os
from collections.abc import Callable, Iterator, Sized
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from components import access, gate, guard, permits, runs
from components.access import Visitor
from components.permits import Action, Role
from components.runs import Apart, Work
from components.serve_requests import VISITOR
from components.service import build_service
from evenhand import apart
from evenhand.apart import Asked
from evenhand.errors import ElsewhereError, InputError
from tests.test_apart import COLUMNS, LOG, REVIEW

MARKER = "marker-17"
PLACE = "/api/v1/runs"
FILES = {"log": ("March.csv", LOG), "review": ("review.toml", REVIEW)}


class Named:
    """A door that says who asks by a header of the request."""

    def __init__(self, app: Any) -> None:  # noqa: ANN401  # any ASGI application
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        said = dict(scope.get("headers", ()))
        role = Role(said.get(b"role", b"auditor").decode())
        scope[VISITOR] = Visitor(role, key=said.get(b"who", b"ann").decode())
        await self.app(scope, receive, send)


async def echo(folder: Path, asked: Asked) -> bytes:
    """Say again what lies in the folder."""
    return json.dumps({**lying(folder), "asked": asked.said()}).encode()


def lying(folder: Path) -> dict[str, str]:
    """What lies in a folder."""
    return {path.name: path.read_text("utf-8") for path in folder.iterdir()}


def served(work: Work | None = echo, limits: guard.Limits | None = None) -> Starlette:
    """The service behind the guard."""
    layers = guard.layers(limits or guard.Limits(), Middleware(Named))
    return Starlette(routes=[Mount("/api", build_service(work=work))], middleware=layers)


@pytest.fixture
def client() -> Iterator[TestClient]:
    """A program whose runs only say what was sent."""
    with TestClient(served(), raise_server_exceptions=False) as opened:
        yield opened


def test_parts_are_laid_down_under_names_of_ours(client: TestClient) -> None:
    """With the ending of the sender's log; a review may be a file or a field."""
    sent = {"log": ("../../March 2026.CSV.GZ", LOG), "earlier": ("x.parquet", "then")}
    address = f"{PLACE}?format=pdf&baselines=true&pack=gdpr&pack=nyc-ll144&pack=gdpr&document=audit"
    told = client.post(address, files=sent, data={"roles": "{}"}).json()
    assert (told["your-log.csv.gz"], told["earlier-log.parquet"]) == (LOG, "then")
    assert told["roles.json"] == "{}"
    assert json.loads(told["asked"]) == {
        "log": "your-log.csv.gz", "earlier": "earlier-log.parquet", "form": "pdf",
        "baselines": True, "packs": ["gdpr", "nyc-ll144"], "document": "audit",
    }  # fmt: skip


@pytest.mark.parametrize(
    "sent",
    [
        {"files": {"review": FILES["review"]}},
        {"files": {"log": FILES["log"]}},
        {"files": FILES, "data": {"roles": "{}"}},
        {"files": [("log", FILES["log"])] * 2 + [("review", FILES["review"])]},
        {"files": {**FILES, "other": ("x", MARKER)}},
        {"files": {"review": FILES["review"]}, "data": {"log": MARKER}},
        {"files": {**FILES, "review": ("review.toml", "x" * ((256 << 10) + 1))}},
        {"files": {"log": FILES["log"]}, "data": {"review": "x" * ((256 << 10) + 1)}},
        {"files": {f"x{at}": ("x", MARKER) for at in range(50)}},
        {"content": b"", "headers": {"content-type": "multipart/form-data; boundary=x"}},
        {
            "content": b"--x\r\nContent-Disposition: form-data\r\n\r\nmarker-17\r\n--x--",
            "headers": {"content-type": "multipart/form-data; boundary=x; charset=idna"},
        },
        {
            "content": b"--x\r\n" + b"a: marker-17\r\n" * 10_000,
            "headers": {"content-type": "multipart/form-data; boundary=x"},
        },
        {
            "content": b"marker-17" * 10,
            "headers": {"content-type": 'multipart/form-data; boundary="x\\""'},
        },
    ],
)
def test_what_is_sent_wrongly_is_one_line_without_it(
    client: TestClient, sent: dict[str, Any]
) -> None:
    """Too many parts, none, twice, too large, or none that can be told apart."""
    answer = client.post(PLACE, **sent)
    assert (answer.status_code, list(answer.json())) == (422, ["error"])
    assert MARKER not in answer.text


@pytest.mark.parametrize("kind", ["application/json", "text/csv", "multipart/form-data", "", "x"])
def test_another_kind_of_body_is_not_read(client: TestClient, kind: str) -> None:
    """Nor one that does not say how its parts are parted."""
    answer = client.post(PLACE, content=b"{}", headers={"content-type": kind})
    assert (answer.status_code, list(answer.json())) == (415, ["error"])


def test_an_unknown_form_is_one_line_with_the_known_ones(client: TestClient) -> None:
    """They stand in one table."""
    answer = client.post(f"{PLACE}?format={MARKER}", files=FILES)
    assert (answer.status_code, MARKER in answer.text) == (422, False)
    assert "json" in answer.json()["error"]


def test_a_run_may_be_as_large_as_an_upload_and_no_larger() -> None:
    """Others are bound by the limit of other bodies; what is sent is counted as an upload is."""
    limits = guard.Limits(body_bytes=10, upload_bytes=5_000, files_per_user=3)
    with TestClient(served(limits=limits)) as opened:
        assert opened.post(PLACE, files=FILES).status_code == 200
        assert opened.post(f"{PLACE}s", files=FILES).status_code == 413
        large = {**FILES, "log": ("a.csv", "x" * 5_000)}
        assert opened.post(PLACE, files=large).status_code == 413
        codes = [opened.post(PLACE, files=FILES).status_code for _ in range(2)]
        assert codes == [200, 429]
        assert opened.post(PLACE, files=FILES, headers={"who": "bo"}).status_code == 200


@pytest.mark.parametrize("role", Role)
def test_who_may_not_bring_a_log_may_not_run_one(client: TestClient, role: Role) -> None:
    """By the same table as the app's form."""
    answer = client.post(PLACE, files=FILES, headers={"role": role})
    assert (answer.status_code == 200) == permits.may(role, Action.UPLOAD)
    assert answer.status_code in {200, 403}


@pytest.mark.parametrize("path", [PLACE, f"{PLACE}/"])
def test_the_gate_asks_before_the_body_is_read(path: str) -> None:
    """So that nobody can fill the server who may not."""
    assert gate.needed(path) is Action.UPLOAD


def test_an_open_server_runs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes no file of anybody."""
    monkeypatch.setenv(access.VARIABLE, "open")
    layers = guard.layers(guard.Limits(), Middleware(gate.Gate, token=None))
    app = Starlette(routes=[Mount("/api", build_service(work=echo))], middleware=layers)
    answer = TestClient(app).post(PLACE, files=FILES)
    assert (answer.status_code, list(answer.json())) == (403, ["error"])


def test_two_at_once_see_their_own_and_a_third_waits_its_turn() -> None:
    """Each visitor has one going on; where the line is full, the next is asked to come again."""
    going: dict[str, asyncio.Event] = {}
    running: list[str] = []

    async def work(folder: Path, _asked: Asked) -> bytes:
        name = lying(folder)["your-log.csv"]
        running.append(name)
        await going[name].wait()
        running.remove(name)
        return name.encode()

    async def asked(client: httpx.AsyncClient, who: str) -> httpx.Response:
        sent = {"log": ("a.csv", who), "review": ("review.toml", REVIEW)}
        return await client.post(PLACE, files=sent, headers={"who": who})

    async def all_of_it() -> None:
        app = served(work)
        names = ("ann", "bo", "cy", "di")
        going.update({name: asyncio.Event() for name in names})
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            waiting = {}
            for place, name in enumerate(names):
                waiting[name] = asyncio.create_task(asked(client, name))
                await until(partial(is_as_long, running, min(place + 1, 2)))
            await asyncio.sleep(0.2)
            assert running == ["ann", "bo"]
            again, full = await asked(client, "ann"), await asked(client, "ed")
            assert (again.status_code, full.status_code) == (429, 503)
            assert {"retry-after"} <= set(again.headers) & set(full.headers)
            for name in names:
                going[name].set()
                assert (await waiting[name]).text == name
            going["ann"].set()
            assert (await asked(client, "ann")).text == "ann"

    asyncio.run(all_of_it())


def is_as_long(names: Sized, number: int) -> bool:
    """Whether there are so many."""
    return len(names) == number


async def until(holds: Callable[[], bool]) -> None:
    """Wait for something that comes soon."""
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110  # a list does not say that it has grown
            await asyncio.sleep(0.01)


def lowered(request: httpx.Request) -> list[tuple[bytes, bytes]]:
    """The headers as a server passes them on."""
    return [(name.lower(), value) for name, value in request.headers.raw]


def test_what_nobody_waits_for_any_more_is_ended() -> None:
    """And its place is free for the next."""
    ended: list[bool] = []

    async def work(_folder: Path, _asked: Asked) -> bytes:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)
        return b""

    async def all_of_it() -> None:
        request = httpx.Request("POST", f"http://testserver{PLACE}", files=FILES)
        left, begun = asyncio.Event(), asyncio.Event()
        body = iter([{"type": "http.request", "body": request.read()}])

        async def receive() -> dict[str, Any]:
            if (piece := next(body, None)) is not None:
                return piece
            begun.set()
            await left.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:  # noqa: ANN401
            """Nobody hears it."""

        scope = {
            "type": "http", "method": "POST", "path": PLACE, "raw_path": PLACE.encode(),
            "query_string": b"", "headers": lowered(request), "scheme": "http",
            "client": ("127.0.0.1", 1), "server": ("testserver", 80), "root_path": "",
            "http_version": "1.1",
        }  # fmt: skip
        app = served(work)
        asking = asyncio.create_task(app(scope, receive, send))
        await begun.wait()
        left.set()
        await asking
        assert ended == [True]

    asyncio.run(all_of_it())


# The process


def laid(folder: Path, **files: str) -> Path:
    """A folder with what was sent."""
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return folder


def test_a_process_of_its_own_finds_the_same_and_leaves_nothing(tmp_path: Path) -> None:
    """Neither a file, nor an entry in the record; and it is not told this process's secrets."""
    folder = laid(tmp_path, review_toml=REVIEW, log_csv=LOG)
    found = asyncio.run(Apart(120.0)(folder, Asked("log.csv")))
    assert found == apart.worked_out(folder, Asked("log.csv"))
    assert {path.name for path in folder.iterdir()} == {"review.toml", "log.csv", "answer"}


def test_what_is_wrong_is_said_by_the_process(tmp_path: Path) -> None:
    """In its line."""
    folder = laid(tmp_path, roles_json=json.dumps({"columns": COLUMNS}), log_csv="happened\n1\n")
    with pytest.raises(InputError, match="only one column"):
        asyncio.run(Apart(120.0)(folder, Asked("log.csv")))


def test_a_process_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    """And the line says how long it may take."""
    folder = laid(tmp_path, review_toml=REVIEW, log_csv=LOG)
    with pytest.raises(InputError, match=r"0\.01 seconds"):
        asyncio.run(Apart(0.01)(folder, Asked("log.csv")))


@pytest.mark.parametrize(
    ("code", "said", "error"),
    [
        (-9, b"", InputError),
        (1, b"MemoryError at engine.py:1", InputError),
        (1, b"KeyError at engine.py:1", ElsewhereError),
    ],
)
def test_how_a_process_ended_says_whose_fault_it_was(
    code: int, said: bytes, error: type[Exception]
) -> None:
    """Too much memory is the log's; all else is ours."""
    with pytest.raises(error):
        Apart(1.0)._answer(code, said)  # noqa: SLF001  # how it ends cannot be had otherwise


def test_a_process_knows_no_variable_that_it_need_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No secret, no place of the record."""
    monkeypatch.setenv("EVENHAND_RECORD", f"sqlite:///{MARKER}")
    monkeypatch.setenv("EVENHAND_METRICS_TOKEN", MARKER)
    told = runs._environment(tmp_path)  # noqa: SLF001  # what it is told cannot be had otherwise
    assert MARKER not in str(told)
    assert told["TMPDIR"] == str(tmp_path) != os.environ.get("TMPDIR")
