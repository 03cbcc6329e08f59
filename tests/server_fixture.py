"""A real server for tests: started on a free port, stopped at the end."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
_PATIENCE = 300.0  # seconds a start may take where two cores are shared by many


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def streamlit_command(port: int) -> list[str]:
    """What `make run` starts."""
    app = str(ROOT / "app.py")
    return [sys.executable, "-m", "streamlit", "run", app, f"--server.port={port}"]


def uvicorn_command(port: int) -> list[str]:
    """Another ASGI server, which reads no option of Streamlit."""
    return [sys.executable, "-m", "uvicorn", "--app-dir", str(ROOT), "app:app", f"--port={port}"]


@contextmanager
def running(command: Sequence[str], port: int, folder: Path, log: Path) -> Iterator[str]:
    """The address of a server that runs until the block ends."""
    with started(command, port, folder, log):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def started(
    command: Sequence[str],
    port: int,
    folder: Path,
    log: Path,
    extra: Mapping[str, str] | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server in a folder until the block ends; what it says goes into a file."""
    env = {**environment(folder), **(extra or {})}
    with log.open("w", encoding="utf-8") as out:
        server = subprocess.Popen(command, cwd=folder, env=env, stdout=out, stderr=out)
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz", server, log)
            yield server
        finally:
            server.terminate()
            server.wait()


def environment(home: Path) -> dict[str, str]:
    """The environment of a server that finds no settings of this user."""
    return {**os.environ, "HOME": str(home)}


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Ask until the server answers; give up when it has stopped or takes too long.

    Raises:
        AssertionError: it does not answer; the message is what it said.
    """
    until = time.monotonic() + _PATIENCE
    while not _answers(address):
        if server.poll() is not None or time.monotonic() > until:
            raise AssertionError(log.read_text(encoding="utf-8"))
        time.sleep(0.2)


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=10) as answer:  # noqa: S310  # our own address
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
