"""What a sandboxed process may use and reach: limits, Landlock, and a filter of system calls.

Each is put up by the process itself before it looks at anybody's file, where its system has it;
none can be taken down again. Nothing but the standard library is used here.
"""

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from evenhand.sandbox import filter as calls

_MB: Final = 1 << 20
MEMORY: Final = 1792 * _MB  # of address space: below 2 GB
SECONDS: Final = 15  # of computing
OPEN_FILES: Final = 64

NAMES: Final = ("limits", "landlock", "no network", "system calls")
"""What may be had: `protections` says which of them is."""

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # Landlock's calls, alike on every machine
_NO_NEW_PRIVILEGES, _DUMPABLE, _SECCOMP, _FILTER = 38, 4, 22, 2
_READ: Final = 1 << 2 | 1 << 3  # a file, a folder
_RIGHTS: Final = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}  # how many there are, by version
_TCP: Final = 0b11  # bind, connect
_SCOPES: Final = 0b11  # sockets without a name, signals
_WITH_TCP, _WITH_SCOPES = 4, 6
_BENEATH: Final = 1


def raise_all(readable: Iterable[str]) -> tuple[str, ...]:
    """Put up every wall that this system has.

    Args:
        readable: folders of the program's own libraries, which may still be read.

    Returns:
        Those of `NAMES` that now stand.
    """
    _go_first()
    bounded = limit()
    if sys.platform != "linux":
        return NAMES[:1] if bounded else ()
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_DUMPABLE, 0, 0, 0, 0)
    private = libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0
    version = landlock(libc, readable) if private else 0
    filtered = private and _filtered(libc)
    stand = (bounded, version > 0, filtered, filtered)  # Landlock leaves all but TCP
    return tuple(name for name, stands in zip(NAMES, stand, strict=True) if stands)


def _go_first() -> None:
    """Where memory runs out, this process goes and not the server."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def limit() -> bool:
    """Bound what this process may use.

    Returns:
        Whether memory and time are bounded; a system without such limits leaves the parent's clock.
    """
    try:
        import resource  # noqa: PLC0415  # not on every system
    except ImportError:
        return False
    wanted = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_CORE: 0,
    }
    for what, most in wanted.items():
        with suppress(OSError, ValueError):  # a system that knows the limit but does not set it
            resource.setrlimit(what, (most, most))
    bounds = (resource.RLIMIT_AS, resource.RLIMIT_CPU)
    return all(resource.getrlimit(what)[1] == wanted[what] for what in bounds)


def landlock(libc: ctypes.CDLL, readable: Iterable[str]) -> int:
    """Read below these folders only, write nowhere, reach nobody by TCP.

    Args:
        libc: the C library.
        readable: folders.

    Returns:
        The version of Landlock that stands; 0 where there is none.
    """
    version = max(0, libc.syscall(_CREATE, None, ctypes.c_size_t(0), 1))
    if not version:
        return 0
    handled = (
        (1 << _RIGHTS.get(version, 16)) - 1,
        _TCP if version >= _WITH_TCP else 0,
        _SCOPES if version >= _WITH_SCOPES else 0,
    )
    rules = struct.pack("=QQQ", *handled)[: _size(version)]
    ruleset = libc.syscall(_CREATE, rules, ctypes.c_size_t(len(rules)), 0)
    if ruleset < 0:
        return 0
    for folder in readable:
        _allow(libc, ruleset, folder)
    stands = libc.syscall(_RESTRICT, ruleset, 0) == 0
    os.close(ruleset)
    return version if stands else 0


def _size(version: int) -> int:
    """How many bytes of the rules a version of Landlock knows."""
    return 8 if version < _WITH_TCP else 16 if version < _WITH_SCOPES else 24


def _allow(libc: ctypes.CDLL, ruleset: int, folder: str) -> None:
    with suppress(OSError):  # a folder that is not there needs no rule
        place = os.open(folder, os.O_PATH | os.O_CLOEXEC)
        libc.syscall(_ADD, ruleset, _BENEATH, struct.pack("=Qi", _READ, place), 0)
        os.close(place)


def _filtered(libc: ctypes.CDLL) -> bool:
    """Filter the system calls, on a machine whose numbers are known."""
    machine = platform.machine()
    if machine not in calls.ARCHITECTURES:
        return False
    steps = calls.program(machine, os.getpid())
    held = ctypes.create_string_buffer(calls.packed(steps))
    given = struct.pack("@HP", len(steps), ctypes.addressof(held))
    return bool(libc.prctl(_SECCOMP, _FILTER, given, 0, 0) == 0)
