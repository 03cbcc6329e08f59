"""Two processes on one PostgreSQL, as two servers are: one chain, and reviews that outlive one."""

import os
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from evenhand import kept, record
from evenhand.database import engines
from evenhand.kept import Kept, Links
from tests.core.test_kept import NOW, small
from tests.postgres import Postgres


def serve(name: str, one: Kept, environment: Mapping[str, str], told: Connection) -> None:
    """Keep a review, then write decisions on it until killed, and tell of each."""
    os.environ.update(environment)
    links = kept.keep(one)
    told.send(links)
    while True:
        entry = record.open().append("decision", str(kept.subject(links.view)), name, {})
        told.send((entry.seq, entry.digest))


def test_what_one_server_kept_and_wrote_outlives_it_on_the_other(
    database: Postgres,
    processes: ForkServerContext,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both write at once into an empty database; both are killed; a third one opens and deletes."""
    url = database.schema()
    shared = {"EVENHAND_RECORD": url, "EVENHAND_KEPT": url}
    pipes = [processes.Pipe(duplex=False) for _ in range(2)]
    servers = [
        processes.Process(
            target=serve,
            args=(f"server {n}", small(), {**shared, "EVENHAND_DATA": str(tmp_path / str(n))}, end),
        )
        for n, (_, end) in enumerate(pipes)
    ]
    for server, (_, theirs) in zip(servers, pipes, strict=True):
        server.start()
        theirs.close()  # so that one that ends without a word is not waited for
    links = [ours.recv() for ours, _ in pipes]
    told = [ours.recv() for ours, _ in pipes for _ in range(10)]
    for server, (ours, _) in zip(servers, pipes, strict=True):
        server.kill()
        server.join()
        with suppress(EOFError):
            while True:
                told.append(ours.recv())
        ours.close()
    for name, value in shared.items():
        monkeypatch.setenv(name, value)
    all_is_there(links, dict(told))
    assert not list(tmp_path.iterdir())
    engines.let_go()


def all_is_there(links: list[Links], told: dict[int, str]) -> None:
    """Reviews open and are deleted; what was acknowledged is in one chain, by both."""
    assert all(kept.opened(link.view, NOW) is not None for link in links)
    found = {entry.seq: entry for entry in record.open().entries()}
    assert {seq: found[seq].digest for seq in told} == told
    assert {found[seq].by for seq in told} == {"server 0", "server 1"}
    assert len(found) - len(told) in {0, 1, 2}
    assert [kept.delete(link.manage) for link in links] == [True, True]
    checked = record.open().verify(max(told.items())[1])
    removals = len(links)
    assert (checked.intact, checked.erased) == (True, len(found) + removals)
