"""One server for all browser tests, which notes what it connects to; a browser for each file."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import server_fixture
from tests.e2e import browse

# Runs in the server before anything else; Python tells it of every name and address asked for.
_WATCH = """
import os, sys
_LOCAL = {"127.0.0.1", "::1", "localhost", "0.0.0.0", None, ""}
def _watch(event, arguments):
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host not in _LOCAL:
        with open(os.environ["EVENHAND_CONNECTIONS"], "a") as log:
            log.write(f"{event} {host}\\n")
sys.addaudithook(_watch)
"""


@pytest.fixture(scope="session")
def connections(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file where the server notes each host that it asks for, beside its own."""
    path = tmp_path_factory.mktemp("connections") / "outside.txt"
    path.write_text("", encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def app_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that holds what the watched server says."""
    return tmp_path_factory.mktemp("watched") / "server.log"


@pytest.fixture(scope="session")
def app_url(
    connections: Path, app_log: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of the watched server."""
    folder = tmp_path_factory.mktemp("watch")
    (folder / "sitecustomize.py").write_text(_WATCH, encoding="utf-8")
    port = server_fixture.free_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(folder), prepend=os.pathsep)
        patch.setenv("EVENHAND_CONNECTIONS", str(connections))
        command = server_fixture.streamlit_command(port)
        with server_fixture.running(command, port, app_log.parent, app_log) as url:
            yield url
    assert connections.read_text(encoding="utf-8") == ""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for one file of tests; its loop must not outlive them: others start their own."""
    with sync_playwright() as playwright:
        opened = browse.launch(playwright)
        yield opened
        opened.close()


@pytest.fixture
def visiting(browser: Browser, app_url: str) -> Callable[..., AbstractContextManager[browse.Visit]]:
    """Opens a visit; several at once are several people."""
    return partial(browse.visiting, browser, app_url)


@pytest.fixture
def visit(visiting: Callable[..., Any]) -> Iterator[browse.Visit]:
    """One visitor at a desk."""
    with visiting() as opened:
        yield opened
