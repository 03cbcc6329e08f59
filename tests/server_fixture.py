"""A real server for tests: started on a free port, stopped at the end."""

import os
import random
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
_PORTS = range(20_000, 32_000)  # below those of who connects: those come and go all the time
_RANDOM = random.SystemRandom()  # whatever a test has seeded
_PATIENCE = 300.0  # seconds a start may take where two cores are shared by many


def free_port() -> int:
    """A port that nobody listens on, and that the system gives to nobody until it is taken."""
    return next(port for port in _RANDOM.sample(_PORTS, len(_PORTS)) if _is_free(port))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


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
        AssertionError: it has stopped; the message is what it said.
        TimeoutError: it takes too long; likewise.
    """
    until = time.monotonic() + _PATIENCE
    while not _answers(address):
        if server.poll() is not None:
            raise AssertionError(log.read_text(encoding="utf-8"))
        if time.monotonic() > until:
            raise TimeoutError(log.read_text(encoding="utf-8"))
        time.sleep(0.2)


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=10) as answer:  # noqa: S310  # our own address
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
