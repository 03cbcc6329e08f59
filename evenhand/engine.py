"""The engine that reads a user's file: it can read that one file, and nothing else.

What a file's name, header or cells could make it do, it cannot: the settings are locked.
"""

import atexit
import os
import shutil
import tempfile
import uuid
from functools import cache
from pathlib import Path
from typing import Final

# isort: off
import pandas as pd  # noqa: F401  # before duckdb, whose binding else reports leaks at exit
import duckdb

# isort: on

_MB: Final = 1 << 20
MEMORY: Final = 4096 * _MB
SPILL: Final = 8192 * _MB
THREADS: Final = 8
_CONTAINER: Final = (  # where Linux says how much memory a container has, today's way and the old
    "/sys/fs/cgroup/memory.max",
    "/sys/fs/cgroup/memory/memory.limit_in_bytes",
)


def locked(
    file: Path, *, memory: int | None = None, spill: int = SPILL
) -> duckdb.DuckDBPyConnection:
    """A connection that can read this one file and nothing else.

    What does not fit into its memory goes to a folder of its own, which goes with the connection.

    Args:
        file: to be read.
        memory: bytes; half of what there is where not given, and 4 GiB at most.
        spill: bytes that may lie in that folder.
    """
    connection = duckdb.connect(
        ":memory:",
        config={
            "temp_directory": str(_spills(os.getpid()) / uuid.uuid4().hex),
            "memory_limit": f"{memory or _memory()}B",
            "threads": min(THREADS, os.cpu_count() or 1),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
        },
    )
    # Not among the above, where it would be forgotten once the folder is set.
    connection.execute("SET max_temp_directory_size = ?", [f"{spill}B"])
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")  # it would write into --json
    connection.execute("SET allowed_paths = [?]", [str(file)])
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _memory() -> int:
    """Half of what there is; the engine's own measure would leave nothing for others."""
    bounds = filter(None, (_of_machine(), *map(_of_container, _CONTAINER)))
    return min([MEMORY, *(bound // 2 for bound in bounds)])


def _of_machine() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # not on every system
        return None


def _of_container(file: str) -> int | None:
    """What a container is given; None where there is none, or no bound."""
    try:
        said = Path(file).read_text(encoding="ascii").strip()
    except OSError:
        return None
    return int(said) if said.isdigit() else None


@cache
def _spills(_process: int) -> Path:
    """A folder that only this user can look into, for one process; it goes when that ends."""
    folder = Path(tempfile.mkdtemp(prefix="evenhand-spill-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
