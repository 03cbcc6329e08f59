"""`python -m benchmarks.restart`: how soon all is well again after what happens to servers.

A server that is killed with `kill -9` right after it has said that something is written, and a
PostgreSQL that goes down and comes back: each time it is measured how long it takes until the
server says that it is ready, and looked at what had been acknowledged before. It ends with 1 where
anything was lost, or took over 10 s.
"""

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Final
from urllib.error import URLError
from urllib.request import urlopen

from websockets.sync.client import connect
from websockets.typing import Subprotocol

from benchmarks import load
from evenhand import record
from evenhand.database import engines
from tests import by_socket, postgres, server_fixture
from tests.postgres import Postgres

_LONGEST: Final = 10.0  # seconds
_SAMPLE: Final = "turbine"
_ENTRIES: Final = 20
_WHO: Final = "Ann"


@dataclass(frozen=True, slots=True)
class Server:
    """How one is started, again and again, on the same port and the same record.

    Attributes:
        home: its folder.
        port: where it listens.
        record: the address of its record and of what is kept.
    """

    home: Path
    port: int
    record: str

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> subprocess.Popen[bytes]:
        """Start it; it is not ready yet."""
        places = {"EVENHAND_RECORD": self.record, "EVENHAND_KEPT": self.record}
        env = {**server_fixture.environment(self.home), **places}
        with (self.home / "log").open("a", encoding="utf-8") as out:
            command = server_fixture.streamlit_command(self.port)
            return subprocess.Popen(command, cwd=self.home, env=env, stdout=out, stderr=out)


def main() -> None:
    """Let things happen, print how long each took."""
    lines = list(_measured())
    print("\n".join(line for line, _ in lines))
    sys.exit(any(failed for _, failed in lines))


def _measured() -> Iterator[tuple[str, bool]]:
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database = stack.enter_context(postgres.running())
        server = Server(home, server_fixture.free_port(), database.schema())
        said = [
            record.open(server.record).append("note", _SAMPLE, "benchmark", {"n": n}).digest
            for n in range(_ENTRIES)
        ]
        yield from _killed(server, stack)
        yield from _away(server, database)
        engines.let_go()
        found = [entry.digest for entry in record.open(server.record).entries()]
        locked = [entry.by for entry in record.open(server.record).entries(kind="lock")]
        lost = found[:_ENTRIES] != said or locked != [_WHO]
        yield f"entries acknowledged {len(said) + 1}, all found: {not lost}", lost
        engines.let_go()


def _killed(server: Server, stack: ExitStack) -> Iterator[tuple[str, bool]]:
    """Killed and started again; it runs on until the stack ends."""
    first = server.start()
    try:
        _until(partial(_is_well, server.url))
        told = _writes(server.url)
    finally:
        first.kill()
        first.wait()
    second = server.start()
    stack.callback(second.wait)
    stack.callback(second.terminate)
    took = _until(partial(_is_well, server.url))
    yield f"after kill -9, ready in {took:.1f} s", took > _LONGEST or not told
    started = time.monotonic()
    problem = asyncio.run(_opens(server.url))
    yield f"  first page of a sample {time.monotonic() - started:.1f} s later", bool(problem)
    form = _until(partial(_answers, f"{server.url}/predict/"))
    yield f"  the form {form:.1f} s after that", False


def _away(server: Server, database: Postgres) -> Iterator[tuple[str, bool]]:
    """The database goes down in the middle, and comes back."""
    database.stop("immediate")
    _until(lambda: not _is_well(server.url))
    problem = asyncio.run(_opens(server.url))
    yield f"without its database, a sample opens: {problem or 'yes'}", bool(problem)
    database.start()
    took = _until(partial(_is_well, server.url))
    yield f"after PostgreSQL is back, ready in {took:.1f} s", took > _LONGEST


def _writes(url: str) -> bool:
    """Let the server write something; whether it says that it has."""
    address = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
    with connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None) as page:
        return by_socket.locked(page, _SAMPLE, _WHO)


def _until(well: Callable[[], bool]) -> float:
    """How many seconds it took."""
    started = time.monotonic()
    while not well():
        time.sleep(0.05)
    return time.monotonic() - started


def _is_well(url: str) -> bool:
    return _answers(f"{url}/healthz")


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=60) as answer:  # noqa: S310  # our own server
            return bool(answer.status == 200)  # noqa: PLR2004
    except (URLError, OSError):
        return False


async def _opens(url: str) -> str:
    """What went wrong where somebody opens the first page of a sample; nothing if it is drawn."""
    async with load.connected(url) as socket:
        return await load.Person(socket, _SAMPLE, Random(1)).opens("")  # noqa: S311  # no secret


if __name__ == "__main__":
    main()
