"""The door where nobody logs in: this machine alone, or samples for all; and unsafe starts."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from components import access, gate, guard, serve_access
from evenhand.errors import InputError
from tests import server_fixture

HERE = ("127.0.0.1", 50_000)
LOCAL = "http://localhost:8501"


async def hello(_request: Request) -> Response:
    """Answer whoever got in."""
    return PlainTextResponse("in")


def visitor(
    client: tuple[str, int] = HERE, url: str = LOCAL, token: str | None = None
) -> TestClient:
    """Somebody at the door of a small app."""
    routes = [Route("/{path:path}", hello, methods=["GET", "PUT"])]
    app = Starlette(routes=routes, middleware=[Middleware(gate.Gate, token=token)])
    return TestClient(app, base_url=url, client=client)


@pytest.mark.parametrize(
    ("client", "url", "headers"),
    [
        (("192.168.0.7", 1), LOCAL, {}),
        (HERE, "http://evil.example:8501", {}),  # a name of theirs that leads here
        (HERE, LOCAL, {"host": "["}),
        (HERE, LOCAL, {"x-forwarded-for": "192.168.0.7"}),
        (HERE, LOCAL, {"forwarded": "for=192.168.0.7"}),
        (HERE, LOCAL, {"via": "1.1 proxy"}),
        (("", 0), LOCAL, {}),
    ],
)
def test_one_s_own_server_answers_this_machine_only(
    client: tuple[str, int], url: str, headers: dict[str, str]
) -> None:
    """Not another machine, nor another site's name, nor what a proxy passes on; health neither."""
    for path in ("/", "/healthz", "/api/v1/reviews"):
        answer = visitor(client, url).get(path, headers=headers)
        assert (answer.status_code, list(answer.json())) == (403, ["error"])


@pytest.mark.parametrize("url", [LOCAL, "http://127.0.0.1:8501", "http://[::1]:8501"])
def test_on_this_machine_everything_is_open(url: str) -> None:
    """Without any log-in."""
    for path in ("/", "/metrics", "/predict/", "/login"):
        assert visitor(url=url).get(path).text == "in"


def test_an_open_server_takes_no_file_and_shows_no_metrics(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks, from wherever; a program with the token reads the metrics."""
    monkeypatch.setenv(access.VARIABLE, "open")
    guest = visitor(("192.168.0.7", 1), "http://demo.example", token="known")  # noqa: S106
    assert guest.get("/", headers={"x-forwarded-for": "10.0.0.1"}).text == "in"
    assert guest.get("/api/v1/reviews").text == "in"
    refused = guest.put("/_stcore/upload_file/one/1", content=b"x")
    assert refused.status_code == 403
    assert "open to all and shows samples only" in refused.json()["error"]
    assert guest.get("/metrics").status_code == 403
    assert guest.get("/metrics", headers={"authorization": "Bearer known"}).text == "in"


@given(st.text(max_size=30))
def test_an_address_to_come_back_to_is_of_this_server(text: str) -> None:
    """However it is written: a path that a browser reads as a path, or none."""
    if gate.is_inside(text):
        assert text.startswith("/")
        assert text[1:2] not in {"/", "\\"}
        assert not set(text) & {"\\", "\n", "\r", "\t", " "}


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "/\\evil.example", "\\/evil", "https://evil", "/\t/evil", "/a\nb", "/€", ""],
)
def test_no_address_leads_elsewhere(path: str) -> None:
    """The ways that are known to get round a check."""
    assert not gate.is_inside(path)


START = (
    "from components import serve_access, server; server.check(); serve_access.check(); print(1)"
)
PUBLIC = '[server]\naddress = "0.0.0.0"\n'
AUTH = """[auth]
redirect_uri = "https://a.example/oauth2callback"
cookie_secret = "0123456789012345678901234567890123456789"
client_id = "a"
client_secret = "b"
server_metadata_url = "https://b.example/.well-known/openid-configuration"
"""


def started(folder: Path, secrets: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
    """What a start on a public address says with these secrets and this environment."""
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "config.toml").write_text(PUBLIC, encoding="utf-8")
    if secrets:
        (folder / ".streamlit" / "secrets.toml").write_text(secrets, encoding="utf-8")
    paths = {"PYTHONPATH": str(server_fixture.ROOT), **environ}
    env = {**server_fixture.environment(folder), **paths}
    return subprocess.run(
        [sys.executable, "-c", START],
        cwd=folder, env=env, check=False, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def test_it_starts_where_all_is_said(tmp_path: Path) -> None:
    """With a provider, a secret and https."""
    said = started(tmp_path, AUTH, EVENHAND_ACCESS="login")
    assert said.stdout == "1\n", said.stderr


def test_it_does_not_start_for_all_without_a_log_in(tmp_path: Path) -> None:
    """One line says so and what to do."""
    said = started(tmp_path)
    assert said.returncode == 1
    assert said.stderr.startswith("Evenhand does not start: server.address must be 127.0.0.1")
    assert said.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("auth", "line"),
    [
        ({}, "cookie_secret"),
        ({"cookie_secret": "short"}, "at least 32"),
        ({"redirect_uri": "https://a.example/"}, "/oauth2callback"),
        ({"redirect_uri": "http://a.example/oauth2callback"}, "https"),
        ({"client_id": ""}, "names no provider"),
    ],
)
def test_a_log_in_that_is_not_safe_is_named(auth: dict[str, str], line: str) -> None:
    """Before anybody can use it."""
    good = {
        "redirect_uri": "https://a.example/oauth2callback",
        "cookie_secret": "x" * 40,
        "client_id": "a",
    }
    told = next(serve_access.login_faults({**good, **auth} if auth else {}), "")
    assert line in told


@pytest.mark.parametrize(
    "environ",
    [
        {"EVENHAND_LIMIT_SESSIONS": "none"},
        {"EVENHAND_LIMIT_SESSIONS": "-1"},
        {"EVENHAND_LIMIT_SWEEP_SECONDS": "nan"},
        {"EVENHAND_LIMIT_OTHER": "1"},
    ],
)
def test_a_limit_that_is_none_is_named(environ: dict[str, str]) -> None:
    """So that a slip of the pen does not lift it."""
    with pytest.raises(InputError, match=next(iter(environ))):
        guard.limits(environ)


@pytest.mark.parametrize("value", ["public", "own,open"])
def test_another_access_is_none(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is guessed."""
    monkeypatch.setenv(access.VARIABLE, value)
    with pytest.raises(InputError, match="expected own, open or login"):
        access.mode()


@pytest.mark.parametrize("value", ["0", "721", "long"])
def test_a_session_is_neither_endless_nor_nothing(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a minute to 30 days."""
    monkeypatch.setenv(access.HOURS, value)
    with pytest.raises(InputError, match="number of hours"):
        access.hours()
