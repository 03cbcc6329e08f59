"""Work of some seconds that a visitor can watch, leave, and come back to.

Streamlit ends a page's run where the visitor goes elsewhere; what runs here goes on.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from evenhand.errors import InputError

_AT_ONCE: Final = 2  # all visitors together: the interpreter runs one of them at a time
_SOON: Final = 0.4  # seconds
_MOST: Final = 32  # running and waiting
_workers: Final = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="job")

Progress = Callable[[int, int], None]
T = TypeVar("T")


@dataclass(slots=True)
class Job(Generic[T]):
    """Something that is being worked out.

    Attributes:
        done: how many parts are.
        of: how many there are; 0 while it waits for its turn.
        future: what it will give.
        begun: when it was asked for, in seconds of `time.monotonic`.
        unwanted: whether nobody waits for it any more.
    """

    done: int = 0
    of: int = 0
    future: Future[T] = field(default_factory=Future)
    begun: float = field(default_factory=time.monotonic)
    unwanted: bool = False

    def progress(self, done: int, of: int) -> None:
        """Say how far it is.

        Raises:
            CancelledError: it was cancelled; that ends the work.
        """
        if self.unwanted:
            raise CancelledError
        self.done, self.of = done, of

    def cancel(self) -> None:
        """End it before its turn, or the next time it says how far it is."""
        self.unwanted = True
        self.future.cancel()

    @property
    def has_failed(self) -> bool:
        """Whether it ended without a result, so that it may be tried again."""
        over = self.future.done()
        return over and (self.future.cancelled() or self.future.exception() is not None)

    def is_soon_done(self) -> bool:
        """Whether it is done within a moment of being asked for: nobody need hear of it then."""
        wait([self.future], timeout=max(0.0, self.begun + _SOON - time.monotonic()))
        return self.future.done()

    @property
    def share(self) -> float:
        """How much of it is done."""
        return self.done / self.of if self.of else 0.0


@dataclass(slots=True)
class _Places:
    """How many jobs there are, of how many there may be."""

    taken: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self) -> None:
        with self.lock:
            if self.taken >= _MOST:
                message = "too many people ask for such work right now; please try again shortly"
                raise InputError(message)
            self.taken += 1

    def leave(self) -> None:
        with self.lock:
            self.taken -= 1


_places: Final = _Places()


def length() -> int:
    """How many jobs run or wait."""
    return _places.taken


def finished(result: T) -> Job[T]:
    """A job that had nothing to work out.

    Args:
        result: what it gives.
    """
    job = Job[T]()
    job.future.set_result(result)
    return job


def failed(error: Exception) -> Job[Any]:
    """A job that could not be begun.

    Args:
        error: why.
    """
    job = Job[Any]()
    job.future.set_exception(error)
    return job


def start(work: Callable[[Progress], T]) -> Job[T]:
    """Begin some work in the background.

    Args:
        work: is given what it tells its progress to.

    Raises:
        InputError: too much waits already.
    """
    job = Job[T]()
    _places.take()
    job.future = _workers.submit(work, job.progress)
    job.future.add_done_callback(lambda _done: _places.leave())
    return job
