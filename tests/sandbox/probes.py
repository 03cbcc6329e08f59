"""What a hostile file would try once it runs code: each probe says `done` where it succeeded.

These stand in for such a file; nothing of the app can name this module to a sandbox.
"""

import ctypes
import mmap
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final

from evenhand.sandbox.answer import RefusedError, Task

Probe = Callable[[str], object]
_CLONE: Final = {"x86_64": 56, "aarch64": 220}


def _os(call: int, *arguments: int | ctypes.Array[ctypes.c_char]) -> int:
    """A system call without Python's or the C library's say."""
    return int(ctypes.CDLL(None, use_errno=True).syscall(call, *arguments))


def _connected(kind: int) -> None:
    """Nobody listens there; whoever is told so has reached the network."""
    with socket.socket(socket.AF_INET, kind) as made, suppress(ConnectionRefusedError):
        made.connect(("127.0.0.1", 9))


def _changed_mode(path: str) -> int:
    """By `fchmodat2` of Linux 6.6, which is younger than the filter's list."""
    return _os(452, -100, ctypes.create_string_buffer(path.encode()), 0o777, 0)


def _forked() -> None:
    if os.fork() == 0:
        os._exit(0)


def _written_by_mapping(path: str) -> None:
    file = os.open(path, os.O_RDWR)
    mmap.mmap(file, 1)[0] = 0


def _raised_limit(_path: str) -> None:
    import resource  # noqa: PLC0415  # of Unix

    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def _positive(found: int) -> None:
    if found < 0:
        raise OSError(ctypes.get_errno(), "denied")


PROBES: Final[Mapping[str, Probe]] = {
    "reads the host's users": lambda _: Path("/etc/passwd").read_text(encoding="utf-8"),
    "reads a sibling's file": lambda path: Path(path).read_bytes(),
    "lists a sibling's folder": lambda path: list(Path(path).parent.iterdir()),
    "lists temporary files": lambda _: list(Path("/tmp").iterdir()),  # noqa: S108  # looked at only
    "reads its parent's memory": lambda _: Path(f"/proc/{os.getppid()}/environ").read_bytes(),
    "reads its own memory by name": lambda _: Path("/proc/self/maps").read_bytes(),
    "writes a sibling's file": lambda path: Path(path).write_bytes(b"x"),
    "appends to a sibling's file": lambda path: os.open(path, os.O_WRONLY | os.O_APPEND),
    "maps a sibling's file": _written_by_mapping,
    "makes a file": lambda path: Path(f"{path}.new").touch(),
    "makes a folder": lambda path: Path(f"{path}.folder").mkdir(),
    "renames a file": lambda path: Path(path).rename(f"{path}.other"),
    "links a file": lambda path: os.link(path, f"{path}.link"),
    "links a file by its name": lambda path: Path(f"{path}.link").symlink_to(path),
    "removes a file": lambda path: Path(path).unlink(),
    "changes who may read": lambda path: Path(path).chmod(0o777),
    "empties a file": lambda path: os.truncate(path, 0),
    "makes a file in memory": lambda _: os.memfd_create("x"),
    "opens a TCP socket": lambda _: _connected(socket.SOCK_STREAM),
    "opens a UDP socket": lambda _: _connected(socket.SOCK_DGRAM),
    "opens a local socket": lambda _: socket.socketpair(),
    "starts a program": lambda _: subprocess.run(["/bin/true"], check=True),
    "becomes a program": lambda _: os.execv("/bin/true", ["/bin/true"]),  # noqa: S606
    "becomes this interpreter": lambda _: os.execv(sys.executable, ["python"]),  # noqa: S606
    "forks": lambda _: _forked(),
    "forks by a bare call": lambda _: _positive(_os(_CLONE[os.uname().machine], 17, 0, 0, 0, 0)),
    "signals its parent": lambda _: os.kill(os.getppid(), 0),
    "signals everybody": lambda _: os.kill(-1, 0),
    "watches its parent": lambda _: _positive(ctypes.CDLL(None).ptrace(16, os.getppid(), 0, 0)),
    "mounts": lambda _: _positive(ctypes.CDLL(None).mount(b"none", b"/", b"tmpfs", 0, None)),
    "leaves its namespaces": lambda _: _positive(ctypes.CDLL(None).unshare(0x10000000)),
    "goes round the filter by io_uring": lambda _: _positive(
        _os(425, 1, ctypes.create_string_buffer(120))
    ),
    "calls what is newer than the filter": lambda path: _positive(_changed_mode(path)),
    "changes its user": lambda _: os.setuid(12345),
    "raises its limits": _raised_limit,
    "takes 4 GB": lambda _: bytearray(4 << 30),
    "maps 4 GB": lambda _: mmap.mmap(-1, 4 << 30),
}


def _probe(said: dict[str, Any], _parts: tuple[bytes, ...], _out: IO[bytes]) -> dict[str, Any]:
    """The task: try one thing, and say what came of it."""
    try:
        PROBES[said["probe"]](said["path"])
    except (OSError, MemoryError, ValueError) as error:
        return {"denied": type(error).__name__}
    return {"done": said["probe"]}


def _facts(_said: dict[str, Any], _parts: tuple[bytes, ...], _out: IO[bytes]) -> dict[str, Any]:
    """The task: what a process has been given."""
    import resource  # noqa: PLC0415  # of Unix

    limits = ("AS", "CPU", "FSIZE", "NOFILE", "NPROC", "CORE")
    bounds = {name: resource.getrlimit(getattr(resource, f"RLIMIT_{name}")) for name in limits}
    files = []
    for file in range(1 << 10):
        try:
            os.fstat(file)
        except OSError:
            continue
        files.append(file)
    own = {"session": os.getsid(0) == os.getpid(), "group": os.getpgid(0) == os.getpid()}
    return {"variables": dict(os.environ), "bounds": bounds, "files": files, **own}


def _endless(_said: dict[str, Any], _parts: tuple[bytes, ...], _out: IO[bytes]) -> dict[str, Any]:
    while True:
        pass


def _floods(_said: dict[str, Any], _parts: tuple[bytes, ...], out: IO[bytes]) -> dict[str, Any]:
    while True:
        out.write(b"B\0\0\x10\0" + bytes(1 << 20))


def _aborts(_said: dict[str, Any], _parts: tuple[bytes, ...], _out: IO[bytes]) -> dict[str, Any]:
    os.abort()


def _raises(said: dict[str, Any], _parts: tuple[bytes, ...], _out: IO[bytes]) -> dict[str, Any]:
    raise RefusedError(said["why"], more=[1]) if said["why"] else ValueError(said)


def _echo(said: dict[str, Any], parts: tuple[bytes, ...], out: IO[bytes]) -> dict[str, Any]:
    """The task: an ordinary one."""
    out.flush()
    return {"said": said, "lengths": [len(part) for part in parts]}


TASKS: Final[Mapping[str, Task]] = {
    "probe": _probe, "facts": _facts, "endless": _endless, "floods": _floods, "aborts": _aborts,
    "raises": _raises, "echo": _echo,
}  # fmt: skip
