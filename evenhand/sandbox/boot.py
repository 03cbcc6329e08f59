"""Answer requests about files that nobody trusts: `python -I boot.py HOW MODULE FOLDER PATIENCE`.

`many`: the module is loaded once; each request comes as open files over a socket and is answered by
a process of its own, forked for it. `once`: one request comes on standard input. Either way a
process puts up its walls before it reads the request, answers on standard output, and is gone.
"""

import gc
import importlib
import os
import select
import signal
import socket
import struct
import sys
import time
import types
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

USED: Final = struct.Struct("<qd")
"""What is said of a process that is gone: its most bytes of memory, its seconds of computing."""

_ALONE: Final = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
LONGEST: Final = 4  # times as long at most, however busy the machine is


def main(how: str, module: str, folder: str, patience: str) -> None:
    """Load the tasks and answer.

    Args:
        how: `many` or `once`.
        module: its `TASKS` are what may be asked.
        folder: where the package lies.
        patience: seconds until a process is ended.
    """
    os.environ.update(**_ALONE)  # read when loaded
    readable = tuple(filter(is_library, sys.path))
    package = Path(folder) / "evenhand"
    # Its modules can be found, and its own start, which would load the whole of it, is not run.
    sys.modules["evenhand"] = types.ModuleType("evenhand")
    sys.modules["evenhand"].__path__ = [str(package)]
    sys.path.append(folder)
    tasks = importlib.import_module(module).TASKS
    answer = importlib.import_module("evenhand.sandbox.answer").answer
    os.environ.clear()
    os.environ.update(**_ALONE)  # else a library counts processors, in files behind the walls

    def run() -> None:
        answer(tasks, (*readable, str(package)))

    if how == "once":
        run()
    else:
        _answer_many(run, float(patience))


def is_library(path: str) -> bool:
    """Whether a folder of modules is Python's, or of what was installed beside it.

    An editable install adds a project's whole folder, with its secrets and its data.

    >>> is_library(os.__file__), is_library("/home/ann/project")
    (True, False)
    """
    return any(Path(path).is_relative_to(root) for root in (sys.prefix, sys.base_prefix))


def _answer_many(run: Callable[[], None], patience: float) -> None:
    """Take requests as they come, until nobody is left to send one."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who watches is not waited for
    gc.freeze()
    control = socket.socket(fileno=0)
    while True:
        said, files, _, _ = socket.recv_fds(control, 1, 3)
        if not said:
            return
        if os.fork() == 0:
            control.close()
            _watch(run, files, patience)
            os._exit(0)
        for file in files:
            os.close(file)


def _watch(run: Callable[[], None], files: list[int], patience: float) -> None:
    """Start the process that answers; end it when it is done, late, or nobody waits any more."""
    request, reply, asked = files
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    lives, held = os.pipe()
    process = os.fork()
    if process == 0:
        os.setsid()
        for place, file in enumerate((request, reply)):
            os.dup2(file, place)
        os.dup2(held, 3)
        os.closerange(4, 1 << 16)
        run()
        os._exit(0)
    for file in (held, request, reply):
        os.close(file)
    _wait(process, [lives, asked], patience)
    for end in (os.killpg, os.kill):
        with suppress(ProcessLookupError):
            end(process, signal.SIGKILL)
    _, _, used = os.wait4(process, 0)
    with suppress(OSError):  # nobody asks any more
        os.write(asked, USED.pack(used.ru_maxrss << 10, used.ru_utime + used.ru_stime))


def _wait(process: int, files: list[int], patience: float) -> None:
    """Wait until one of these can be read, or the process has had its time.

    While it stands in line for a processor its clock stops, so that a busy machine ends nobody who
    would have been done in time; but not for ever.
    """
    start, left = time.monotonic(), patience
    while left > 0 and not select.select(files, [], [], left)[0]:
        time_given = min(patience + in_line(process), LONGEST * patience)
        left = start + time_given - time.monotonic()


def in_line(process: int) -> float:
    """For how many seconds a process was ready to run and did not; 0 where that is not known.

    >>> in_line(os.getpid()) >= 0.0, in_line(-1)
    (True, 0.0)
    """
    try:
        return int(Path(f"/proc/{process}/schedstat").read_bytes().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


if __name__ == "__main__":
    main(*sys.argv[1:])
