"""The app under a path, as behind a company's proxy that leaves paths as they are."""

import socket
from collections.abc import Iterator

import httpx
import pytest

from components import under
from tests import server_fixture


@pytest.fixture(scope="module")
def prefixed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server under `/tools/evenhand`, open to whoever the proxy sends."""
    port, folder = server_fixture.free_port(), tmp_path_factory.mktemp("prefixed")
    command = [*server_fixture.streamlit_command(port), "--server.baseUrlPath=tools/evenhand"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVENHAND_ACCESS", "open")
        with server_fixture.running(command, port, folder, folder / "log") as url:
            yield url


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("/", "<title>"),
        ("/handoff", "<title>"),
        ("/healthz", '"status":"ok"'),
        ("/_stcore/health", "ok"),
        ("/api/v1/reviews", '"reviews"'),
        ("/predict/?review=card_default", "/tools/evenhand/predict"),
        ("/predict?review=card_default", "/tools/evenhand/predict"),
        ("/predict/config", "/tools/evenhand/predict"),
    ],
)
def test_everything_answers_under_the_prefix(prefixed: str, path: str, seen: str) -> None:
    """Pages, the form, REST and health; the form calls itself by its whole address."""
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "company.example"}
    found = httpx.get(
        f"{prefixed}/tools/evenhand{path}",
        follow_redirects=True,
        headers=forwarded,
        timeout=120,  # the form is loaded by the first who asks for it
    )
    assert found.status_code == 200
    assert seen in found.text


def test_the_container_itself_is_asked_without_the_prefix(prefixed: str) -> None:
    """So that its health check knows nothing of the proxy."""
    assert httpx.get(f"{prefixed}/healthz", timeout=60).json()["status"] == "ok"


@pytest.mark.parametrize(
    "path",
    ["/_stcore/metrics", "/_stcore/script-health-check", "/predict/gradio_api/file=/etc/hosts"],
)
def test_what_is_closed_is_closed_under_the_prefix_too(prefixed: str, path: str) -> None:
    """The guard sees through it."""
    for before in ("", "/tools/evenhand"):
        found = httpx.get(f"{prefixed}{before}{path}", timeout=60)
        assert found.status_code in {403, 404}
        assert "localhost" not in found.text
    assert b"# TYPE" not in asked(prefixed, "GET /tools/evenhand/x/../_stcore/metrics HTTP/1.0")


def asked(url: str, *head: str) -> bytes:
    """What is answered to a request as it stands, with its dots and whatever it claims."""
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=60) as raw:
        raw.sendall("\r\n".join((*head, "", "")).encode())
        return raw.recv(65536)


def test_a_body_that_is_too_large_is_refused_under_the_prefix_too(prefixed: str) -> None:
    """Before any of it is read."""
    path = "/tools/evenhand/predict/gradio_api/queue/join"
    head = (f"POST {path} HTTP/1.1", "Host: here", "Content-Length: 999999999999")
    assert asked(prefixed, *head).split()[1] == b"413"


def test_only_a_whole_prefix_is_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once, and not where a longer name only begins like it."""
    monkeypatch.setattr(under, "prefix", lambda: "/evenhand")
    assert under.local("/evenhand/_stcore/x") == "/_stcore/x"
    assert under.local("/evenhand/evenhand/x") == "/evenhand/x"
    assert under.local("/evenhandy/x") == "/evenhandy/x"
    assert under.local("/_stcore/x") == "/_stcore/x"
