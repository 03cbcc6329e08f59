"""A probe without any wall: in a process of its own, whose parent does nothing else."""

import gc
import os
import signal
from collections.abc import Callable

_DENIED = b"denied"


def succeeds(probe: Callable[[str], object], path: str) -> bool:
    """Whether something that a hostile file would try can be done by any process here.

    Args:
        probe: what it tries.
        path: of a file that it may use.
    """
    read, write = os.pipe()
    parent = os.fork()
    if parent == 0:
        _inside(probe, path, write)
    os.close(write)
    with os.fdopen(read, "rb") as said:  # which ends when whoever tries it is gone
        told = said.read()
    os.kill(parent, signal.SIGCONT)  # a probe may have stopped it
    os.waitpid(parent, 0)
    return _DENIED not in told


def _inside(probe: Callable[[str], object], path: str, write: int) -> None:
    """Let a child try it; what it becomes, and what becomes of its parent, harms nobody.

    The child begins when its parent has let go of the pipe: a parent that is stopped before that
    would hold it open for ever.
    """
    begun, begin = os.pipe()
    child = os.fork()
    if child == 0:
        gc.disable()  # what the tests' own process has loaded is not safe to walk after a fork
        os.close(begin)
        os.read(begun, 1)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        try:
            probe(path)
        except (OSError, MemoryError, ValueError):
            os.write(write, _DENIED)
        os._exit(0)
    os.close(write)
    os.close(begin)
    os.waitpid(child, 0)
    os._exit(0)
