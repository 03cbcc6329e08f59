"""The probes on a system whose kernel lacks some of the walls: what still stands there.

A sandbox is told a module's name alone, so there is one for each such system.
"""

import ctypes
from collections.abc import Iterable, Mapping

from evenhand.sandbox import walls
from evenhand.sandbox.answer import Task
from tests.sandbox import probes


def _no_landlock(libc: ctypes.CDLL, readable: Iterable[str]) -> int:  # noqa: ARG001  # as it has
    return 0


def _no_filter(libc: ctypes.CDLL) -> bool:  # noqa: ARG001  # as it has
    return False


def tasks(*, landlock: bool, calls: bool) -> Mapping[str, Task]:
    """The probes, in a process without some of its walls.

    Args:
        landlock: whether the kernel has Landlock.
        calls: whether it can filter system calls.
    """
    if not landlock:
        walls.landlock = _no_landlock
    if not calls:
        walls._filtered = _no_filter  # noqa: SLF001  # as if the kernel had none
    return probes.TASKS
