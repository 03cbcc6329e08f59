"""Processes that write at once, and one that is killed while it writes."""

import random
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Final

import pytest

from evenhand import record
from evenhand.record import Record

ON_BOTH: Final = True
MANY: Final = 100


def write(kept: Record, seed: int, many: int, told: Connection) -> None:
    """Write entries, and tell of each that was acknowledged."""
    noise = random.Random(seed)  # noqa: S311  # chance, not a secret
    told.send("ready")
    told.recv()
    for number in range(many):
        said = {"n": number, "long": "x" * noise.randrange(5000)}
        entry = kept.append("note", f"s{noise.randrange(3)}", f"writer {seed}", said)
        told.send((entry.seq, entry.digest))


def received(end: Connection) -> Iterator[tuple[int, str]]:
    """What was told until the other end was closed, in whole."""
    try:
        while True:
            yield end.recv()
    except (EOFError, OSError):
        return


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_was_acknowledged_survives_a_kill(
    kept: Record, processes: ForkServerContext, seed: int
) -> None:
    """`kill -9` at a random moment of 100 writes: nothing acknowledged is lost, the chain holds."""
    noise = random.Random(seed)  # noqa: S311
    kept.append("note", "s", "before", {})
    ours, theirs = processes.Pipe()
    writer = processes.Process(target=write, args=(kept, seed, MANY, theirs))
    writer.start()
    theirs.close()
    ours.recv()
    ours.send("go")
    told = [ours.recv() for _ in range(noise.randrange(1, MANY - 10))]
    time.sleep(noise.random() * 0.01)
    writer.kill()
    told += received(ours)  # what it had acknowledged and we had not yet read
    writer.join()
    assert len(told) < MANY
    after = kept.append("note", "s", "after", {})
    entries = kept.entries()
    found = {entry.seq: entry.digest for entry in entries}
    assert all(found[seq] == digest for seq, digest in told)
    assert len(told) <= len(entries) - 2 <= len(told) + 1
    assert kept.verify(told[-1][1]).intact
    assert after.seq == len(entries)


def test_two_processes_that_start_at_once_keep_all_entries(
    kept: Record, processes: ForkServerContext, tmp_path: Path
) -> None:
    """The record does not exist yet: both make it, both write, and one chain comes of it."""
    assert record.open(kept.url).entries() == ()
    assert not list(tmp_path.iterdir())
    pipes = [processes.Pipe() for _ in range(2)]
    writers = [
        processes.Process(target=write, args=(kept, seed, 30, theirs))
        for seed, (_, theirs) in enumerate(pipes)
    ]
    for writer in writers:
        writer.start()
    for ours, theirs in pipes:
        theirs.close()
        ours.recv()
    for ours, _ in pipes:
        ours.send("go")
    told = [list(received(ours)) for ours, _ in pipes]
    assert [len(one) for one in told] == [30, 30]
    assert sorted(seq for one in told for seq, _ in one) == list(range(1, 61))
    found = kept.verify()
    assert (found.intact, found.entries) == (True, 60)
    for writer in writers:
        writer.join()
