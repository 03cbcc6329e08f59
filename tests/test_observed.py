"""What the server says of itself: timed, counted, with ids to quote, and without anybody's data."""

import io
import json
import logging
import threading
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from components import jobs, measures, serve_errors, serve_logs, serve_requests, serve_state
from evenhand.errors import InputError


async def answer(request: Request) -> Response:
    """Answer, or break with words that nobody may see.

    Raises:
        ValueError: where that is asked for.
    """
    if request.url.path == "/broken":
        raise ValueError("marker-21")
    return PlainTextResponse("in")


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What our own log lines are, from now on."""
    out, before = io.StringIO(), logging.getLogRecordFactory()
    handler = logging.StreamHandler(out)
    handler.setFormatter(serve_logs.LINES)
    monkeypatch.setattr(logging, "_logRecordFactory", before)
    monkeypatch.setattr(serve_logs.OURS, "handlers", [handler])
    level = serve_logs.OURS.level
    serve_logs.OURS.setLevel(logging.INFO)  # not by a patch: loggers remember what they may say
    serve_errors.keep_data_out_of_logs()
    yield out
    serve_logs.OURS.setLevel(level)


def visitor() -> TestClient:
    """Somebody who asks a watched app."""
    routes = [Route("/{path:path}", answer, methods=["GET", "PUT"])]
    app = Starlette(routes=routes, middleware=[Middleware(serve_requests.Requests)])
    return TestClient(app)


def told(lines: io.StringIO) -> list[dict[str, object]]:
    """The lines so far."""
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def count(name: str, **labels: str) -> float:
    """A measure as it is now."""
    return measures.REGISTRY.get_sample_value(name, labels) or 0.0


def test_a_request_has_an_id_a_time_and_a_line_that_quotes_no_address(lines: io.StringIO) -> None:
    """Its route is one word; the same id stands in the answer."""
    before = count("evenhand_requests_total", route="upload", method="PUT", status="200")
    got = visitor().put("/_stcore/upload_file/marker-22/1?marker-23", content=b"x")
    (line,) = told(lines)
    assert line["id"] == got.headers["x-request-id"]
    assert (line["route"], line["status"], line["bytes"]) == ("upload", 200, 2)
    assert "marker" not in lines.getvalue()
    after = count("evenhand_requests_total", route="upload", method="PUT", status="200")
    assert after == before + 1


def test_a_fault_is_answered_with_an_id_that_stands_in_the_log(lines: io.StringIO) -> None:
    """And without its words, in either."""
    before = count("evenhand_faults_total", where="request")
    got = visitor().get("/broken")
    fault, request = told(lines)
    assert got.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert f"Quote {fault['error_id']} to" in got.json()["error"]
    assert str(fault["fault"]).startswith("ValueError at ")
    assert request["status"] == 500
    assert "marker-21" not in got.text + lines.getvalue()
    assert count("evenhand_faults_total", where="request") == before + 1


def test_a_line_never_has_the_secret_of_a_kept_review(lines: io.StringIO) -> None:
    """Wherever in the line it stands."""
    serve_logs.OURS.info("at /?review=kept-%s", "a" * 32, extra={"page": "kept-" + "b" * 32})
    assert "aaaa" not in lines.getvalue()
    assert "bbbb" not in lines.getvalue()


def test_a_run_is_timed_by_page_and_stage(lines: io.StringIO) -> None:
    """Also one that ends early; a stage that comes twice is added up."""
    before = count("evenhand_run_seconds_count", page="fairness")
    with pytest.raises(KeyboardInterrupt):
        run_that_is_ended()
    (line,) = told(lines)
    assert line["page"] == "fairness"
    assert isinstance(line["seconds"], dict)
    assert line["seconds"].keys() == {"count", "draw", "run"}
    assert count("evenhand_run_seconds_count", page="fairness") == before + 1


def run_that_is_ended() -> None:
    """A page that somebody leaves.

    Raises:
        KeyboardInterrupt: in the end.
    """
    with serve_logs.run("fairness"):
        for name in ("count", "draw", "draw"):
            with measures.stage(name):
                pass
        raise KeyboardInterrupt


def test_health_is_ready_where_record_and_kept_reviews_answer() -> None:
    """The version beside it."""
    got = health()
    assert (got.status_code, got.json()["record"], got.json()["kept"]) == (200, "ok", "ok")


def test_health_is_not_ready_where_the_record_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """And says which part, not where it is."""
    (tmp_path / "marker-24").write_text("no database at all" * 100, encoding="utf-8")
    monkeypatch.setenv("EVENHAND_RECORD", f"sqlite:///{tmp_path}/marker-24")
    got = health()
    assert (got.status_code, got.json()["status"]) == (503, "not ready")
    assert got.json()["record"] in {"cannot be read", "does not answer"}
    assert "marker" not in got.text


def health() -> httpx2.Response:
    """What a machine is told that asks now."""
    serve_state.forget()
    app = Starlette(routes=[Route("/healthz", serve_state.healthz)])
    return TestClient(app).get("/healthz")


def test_only_so_many_jobs_wait() -> None:
    """The next is told to come again; a job that is done makes room."""
    go = threading.Event()
    line = jobs.Line("tried", 2)
    taken = [line.start(lambda _progress: go.wait(30)) for _ in range(32)]
    assert line.length == 32
    with pytest.raises(InputError, match="try again shortly"):
        line.start(lambda _progress: True)
    go.set()
    assert all(job.future.result(30) for job in taken)
    assert line.start(lambda _progress: 7).future.result(30) == 7
