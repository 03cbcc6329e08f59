"""Work of some seconds that a visitor can watch, leave, and come back to.

Streamlit ends a page's run where the visitor goes elsewhere; what runs here goes on.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from evenhand.errors import BusyError

_SOON: Final = 0.4  # seconds
_MOST: Final = 32  # running and waiting

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


class Line:
    """Jobs of one kind, in which those of another do not stand in the way.

    Args:
        name: of its threads.
        at_once: how many run, of all visitors together; the others wait.
    """

    def __init__(self, name: str, at_once: int) -> None:
        self._workers = ThreadPoolExecutor(at_once, thread_name_prefix=name)
        self._lock = threading.Lock()
        self.length = 0  # of those that run or wait

    def start(self, work: Callable[[Progress], T]) -> Job[T]:
        """Begin some work in the background.

        Args:
            work: is given what it tells its progress to.

        Raises:
            BusyError: too much waits already.
        """
        with self._lock:
            if self.length >= _MOST:
                message = "too many people ask for such work right now; please try again shortly"
                raise BusyError(message)
            self.length += 1
        job = Job[T]()
        job.future = self._workers.submit(work, job.progress)
        job.future.add_done_callback(self._leave)
        return job

    def _leave(self, _done: Future[Any]) -> None:
        with self._lock:
            self.length -= 1


EXPLAINING: Final = Line("explaining", 2)
"""Reasons of models: most of it is waited for, while a process of its own works."""

SIMULATING: Final = Line("simulating", 1)
"""Days of a queue: worked out here, where the interpreter runs one thread at a time."""


def length() -> int:
    """How many jobs run or wait."""
    return EXPLAINING.length + SIMULATING.length


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
