"""Asking a sandboxed process, from the server's side."""

import functools
import io
import logging
import os
import socket
import subprocess
import sys
import threading
import weakref
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Final

from evenhand.sandbox import frames, walls
from evenhand.sandbox.answer import RefusedError
from evenhand.sandbox.boot import USED

PATIENCE: Final = 18.0
"""Seconds until a process is ended, those that it stood in line for a processor not counted.

The limit of computing time is shorter: `walls.SECONDS`.
"""

_SOON: Final = 5.0  # seconds, until a process that was ended is gone
_REMEMBERED: Final = 1_000
_BOOT: Final = Path(__file__).with_name("boot.py")
_ROOT: Final = _BOOT.parents[2]
_AT_ONCE: Final = 2  # each may take up to its limit of memory
_REPLY: Final = 256 << 20
_FORKS: Final = sys.platform == "linux"


@dataclass(frozen=True, slots=True)
class Used:
    """What a process took.

    Attributes:
        memory: bytes, at most at one time.
        seconds: of computing.
    """

    memory: int
    seconds: float


class Sandbox:
    """What may be asked of files that nobody trusts; a process of its own answers each request.

    On Linux these are forked from one that has loaded the libraries and never saw a file; elsewhere
    each is started anew.

    Args:
        module: whose `TASKS` may be asked.
        folder: where that module is found.
        patience: seconds until a process that does not answer is ended.
        forks: whether to fork.

    Attributes:
        used: what each forked process took, the last thousand of them.
    """

    def __init__(
        self,
        module: str,
        *,
        folder: Path = _ROOT,
        patience: float = PATIENCE,
        forks: bool = _FORKS,
    ) -> None:
        self._arguments = (module, str(folder), str(patience))
        self._patience = patience
        self._places = threading.BoundedSemaphore(_AT_ONCE)
        self._lock = threading.Lock()
        self._forks = forks
        self._nursery: _Nursery | None = None
        self.used: deque[Used] = deque(maxlen=_REMEMBERED)

    def ask(
        self,
        task: str,
        said: Mapping[str, Any],
        parts: Iterable[bytes] = (),
        out: IO[bytes] | None = None,
        heard: Callable[[int, int], None] | None = None,
    ) -> dict[str, Any]:
        """What a process answers.

        Args:
            task: of the module.
            said: what the task needs to know.
            parts: the bytes that belong to it, such as the file.
            out: where bytes of the answer go.
            heard: is told how far the process is; what it raises ends the process.

        Raises:
            RefusedError: `busy`, `limits` (it took too much, or was ended), or what the task says.
        """
        if not self._places.acquire(timeout=self._patience):
            raise RefusedError("busy")
        try:
            with TemporaryFile() as request:
                frames.write_request(request, {**said, "task": task}, parts)
                request.seek(0)
                start = self._forked if self._forks else self._started
                with start(request) as reply:
                    answer = _taken(reply, out or io.BytesIO(), heard)
        finally:
            self._places.release()
        if "refused" in answer:
            raise RefusedError(str(answer.pop("refused")), **answer)
        return answer

    def warm(self) -> None:
        """Load the libraries now, so that the first who asks need not wait for that."""
        if self._forks:
            with self._lock:
                self._nursery = self._nursery or _Nursery(self._arguments)

    @contextmanager
    def _forked(self, request: IO[bytes]) -> Iterator[IO[bytes]]:
        """The reply of a forked process, which is ended with all it started when the block ends."""
        read, write = os.pipe()
        waiting, waited_for = socket.socketpair()
        with waiting, os.fdopen(read, "rb") as reply:
            try:
                self._send([request.fileno(), write, waited_for.fileno()])
            finally:
                os.close(write)
                waited_for.close()
            try:
                yield reply
            finally:
                self.used.extend(_taken_by(waiting))

    def _send(self, files: list[int]) -> None:
        with self._lock:
            for _ in range(2):
                if self._nursery is None or self._nursery.owner != os.getpid():
                    self._nursery = _Nursery(self._arguments)
                try:
                    socket.send_fds(self._nursery.control, [b"+"], files)
                except OSError:  # it was ended by somebody
                    self._nursery = None
                else:
                    return
        raise RefusedError("limits")

    @contextmanager
    def _started(self, request: IO[bytes]) -> Iterator[IO[bytes]]:
        """The reply of a process started for it, which is ended when the block ends."""
        with _alone("once", self._arguments, request, subprocess.PIPE) as process:
            clock = threading.Timer(self._patience, process.kill)
            clock.start()
            try:
                if process.stdout is not None:
                    yield process.stdout
            finally:
                clock.cancel()
                process.kill()


class _Nursery:
    """The process that others are forked from; it goes when this object does.

    Attributes:
        control: the socket on which requests are handed over.
        owner: the process that started it; one forked from that has to start its own.
    """

    def __init__(self, arguments: tuple[str, ...]) -> None:
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.owner = os.getpid()
        with theirs:
            process = _alone("many", arguments, theirs, subprocess.DEVNULL)
        self._end = weakref.finalize(self, _end, self.control, process, self.owner)


def _end(control: socket.socket, process: subprocess.Popen[bytes], owner: int) -> None:
    control.close()
    if os.getpid() == owner:
        process.kill()
        process.wait()


def _alone(
    how: str, arguments: tuple[str, ...], asked: IO[bytes] | socket.socket, out: int
) -> subprocess.Popen[bytes]:
    """A process that is told nothing of this one: no variable, no open file, no folder."""
    return subprocess.Popen(  # noqa: S603  # our own program, and no shell
        [sys.executable, "-I", str(_BOOT), how, *arguments],
        stdin=asked.fileno(),
        stdout=out,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ},
        start_new_session=True,
        cwd=os.sep,
    )


def _taken_by(waiting: socket.socket) -> Iterator[Used]:
    """End the process that is waited for, and hear what it took; nothing where nobody says so."""
    with suppress(OSError):
        waiting.shutdown(socket.SHUT_WR)
        waiting.settimeout(_SOON)
        said = waiting.recv(USED.size)
        if len(said) == USED.size:
            yield Used(*USED.unpack(said))


def _taken(
    reply: IO[bytes], out: IO[bytes], heard: Callable[[int, int], None] | None
) -> dict[str, Any]:
    """What a reply says, its bytes written away; one that breaks off went beyond its limits."""
    with suppress(frames.BrokenReplyError):
        for piece in frames.read_reply(reply, _REPLY, heard):
            if isinstance(piece, dict):
                return piece
            out.write(piece)
    raise RefusedError("limits")


@functools.cache
def protections() -> tuple[tuple[str, bool], ...]:
    """Which walls stand around such a process on this system, as it says itself."""
    try:
        stand = Sandbox("evenhand.sandbox.answer").ask("walls", {})["walls"]
    except (RefusedError, LookupError):
        stand = []
    return tuple((name, name in stand) for name in walls.NAMES)


def log_protections() -> None:
    """Say in one line which walls stand, and which this system does not have."""
    stand = [name for name, stands in protections() if stands]
    missing = [name for name, stands in protections() if not stands]
    log = logging.getLogger("evenhand.sandbox")
    if missing:
        log.warning("Files are read without %s; there is %s.", missing, stand or "nothing else")
    else:
        log.info("Files are read behind all of %s.", stand)
