"""Settings and servers that every test shares."""

import gc
import multiprocessing as mp
import os
import subprocess
import sys
from collections.abc import Generator, Iterator
from multiprocessing.context import ForkServerContext
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import coverage
import hypothesis
import pytest
import streamlit as st
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from components import jobs
from tests import again, postgres, server_fixture
from tests.postgres import Postgres

# The same examples each time, so that a red run tells of the change and not of luck; new ones are
# for `make hunt`.
hypothesis.settings.register_profile("steady", deadline=None, max_examples=50, derandomize=True)
hypothesis.settings.register_profile("hunt", deadline=None, max_examples=1_000)
hypothesis.settings.load_profile("steady")

_FIRST: Final = ("tests/e2e/", "tests/test_server.py", "tests/core/", "tests/", "")
_SERVED: Final = _FIRST[:2]  # the files of one worker, which share a server

# Runs in the server before anything else; Python tells it of every name and address asked for.
_WATCH: Final = """
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


class Together(LoadFileScheduling):  # type: ignore[misc]  # xdist is untyped
    """Keeps a file's tests on one worker, and on one those of all files that share the server."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return "server" if file.startswith(_SERVED) else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together:
    """Which worker gets which test; `--dist loadgroup` goes by marks that pytest 9.2 hides."""
    return Together(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest: a worker that has none left is idle while another is busy.

    What is tried again when it fails is said in `again`.
    """
    again.pytest_collection_modifyitems(items)
    items.sort(key=lambda item: next(i for i, part in enumerate(_FIRST) if part in _file(item)))


def pytest_collection_finish() -> None:
    """What is imported by now stays: the collector need not walk it again and again."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    """At the end nothing is kept from being let go of."""
    gc.unfreeze()


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages without a browser wait for what is worked out in the background; it asks only once."""
    monkeypatch.setattr(jobs, "_SOON", 60.0)


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """The titles of the pages in the menu, each time that a page is drawn."""
    real, found = st.navigation, list[set[str]]()

    def seen(pages: Any, **given: Any) -> Any:  # noqa: ANN401
        found.append({page.title for page in pages if page.visibility == "visible"})
        return real(pages, **given)

    monkeypatch.setattr(st, "navigation", seen)
    return found


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measure which lines run, but not where that only repeats: it makes a test half as long again.

    That is behind browsers and pages, which are not measured themselves, and in the small audits of
    `tests/core` for the further cases of one test: they are other numbers on the same lines.
    """
    running = coverage.Coverage.current()
    if running is None or not _repeats(item):
        return (yield)
    running.stop()
    try:
        return (yield)
    finally:
        running.start()


def _repeats(item: pytest.Item) -> bool:
    """Whether a test goes over lines that others have gone over."""
    file = _file(item)
    if file.startswith(_SERVED) or hasattr(getattr(item, "module", None), "AppTest"):
        return True
    case: dict[str, int] = getattr(getattr(item, "callspec", None), "indices", {})
    drawn = hasattr(getattr(item, "obj", None), "is_hypothesis_test")
    return file.startswith("tests/core/") and (drawn or any(case.values()))


def _file(item: pytest.Item) -> str:
    return item.path.relative_to(item.config.rootpath).as_posix()


@pytest.fixture(scope="session", autouse=True)
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder for what is kept: never the one of whoever runs the tests."""
    folder = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVENHAND_DATA", str(folder))
        patch.delenv("EVENHAND_RECORD", raising=False)
        yield folder


@pytest.fixture(scope="session")
def database() -> Iterator[Postgres]:
    """A PostgreSQL for the whole session; each test has a schema or a database of its own."""
    with postgres.running() as server:
        yield server


@pytest.fixture(scope="session")
def connections(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file where the server notes each host that it asks for, beside its own."""
    path = tmp_path_factory.mktemp("connections") / "outside.txt"
    path.write_text("", encoding="utf-8")
    return path


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> ForkServerContext:
    """Processes that start at once: what they import is imported in their common parent.

    A test of a page leaves that page as the main module, which each of them would run.
    """
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
    context = mp.get_context("forkserver")
    context.set_forkserver_preload(
        ["evenhand.record.store", "evenhand.kept.table", "alembic.command", "psycopg"]
    )
    return context


@pytest.fixture(scope="session")
def app_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that holds what the server says."""
    return tmp_path_factory.mktemp("watched") / "server.log"


@pytest.fixture(scope="session")
def app_port() -> int:
    """The port of the server."""
    return server_fixture.free_port()


@pytest.fixture(scope="session")
def app_server(
    app_port: int, connections: Path, app_log: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[subprocess.Popen[bytes]]:
    """One server for the whole session, started as `make run` starts it, and watched."""
    folder = tmp_path_factory.mktemp("watch")
    (folder / "sitecustomize.py").write_text(_WATCH, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(folder), prepend=os.pathsep)
        patch.setenv("EVENHAND_CONNECTIONS", str(connections))
        command = server_fixture.streamlit_command(app_port)
        with server_fixture.started(command, app_port, app_log.parent, app_log) as server:
            yield server
    assert connections.read_text(encoding="utf-8") == ""


@pytest.fixture(scope="session")
def app_url(app_port: int, app_server: subprocess.Popen[bytes]) -> str:
    """The address of that server."""
    assert app_server.poll() is None
    return f"http://127.0.0.1:{app_port}"
