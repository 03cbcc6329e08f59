"""Where a kernel lacks a wall, the others still deny what the guide says they do."""

from pathlib import Path
from typing import Final, NamedTuple

import pytest

from evenhand.sandbox import RefusedError, Sandbox
from tests.sandbox import probes

ROOT: Final = Path(__file__).parents[2]
READS: Final = tuple(
    one for one in probes.PROBES if one.startswith(("reads", "lists")) and "parent" not in one
)
WRITES: Final = (
    "writes a sibling's file", "appends to a sibling's file", "maps a sibling's file",
    "makes a file", "makes a folder", "renames a file", "removes a file",
    "links a file by its name",
)  # fmt: skip
LIMITS: Final = ("takes 4 GB", "maps 4 GB")
CALLS: Final = (
    "opens a TCP socket", "opens a UDP socket", "opens a local socket", "starts a program", "forks",
    "forks by a bare call", "leaves its namespaces", "goes round the filter by io_uring",
    "calls what is newer than the filter", "changes its user", "raises its limits",
)  # fmt: skip


class Lacking(NamedTuple):
    """A system: what stands there, what is denied still, and what no longer is."""

    module: str
    stands: list[str]
    denied: tuple[str, ...]
    allowed: tuple[str, ...]


SYSTEMS: Final = (
    Lacking(
        "lacking_landlock", ["limits", "no network", "system calls"],
        (*WRITES, *CALLS, *LIMITS), READS,
    ),
    Lacking(
        "lacking_filter", ["limits", "landlock"],
        (*READS, *WRITES, "starts a program", *LIMITS),
        ("opens a local socket", "opens a UDP socket", "changes who may read"),
    ),
    Lacking("lacking_both", ["limits"], LIMITS, (*READS, "opens a local socket")),
)  # fmt: skip


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.module)
def test_what_still_stands_still_denies(system: Lacking, tmp_path: Path) -> None:
    """Without Landlock it can read; without the filter it has sockets; limits are everywhere."""
    inside = Sandbox(f"tests.sandbox.{system.module}", folder=ROOT, patience=3.0)
    assert inside.ask("walls", {})["walls"] == system.stands
    for probe in (*system.denied, *system.allowed):
        path = tmp_path / "upload.csv"
        path.write_bytes(b"a cell")
        said = inside.ask("probe", {"probe": probe, "path": str(path)})
        assert (probe, list(said)) == (probe, ["done" if probe in system.allowed else "denied"])
    with pytest.raises(RefusedError, match="limits"):
        inside.ask("aborts", {})
