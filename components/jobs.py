"""Work of some seconds that a visitor can watch, leave, and come back to.

Streamlit ends a page's run where the visitor goes elsewhere; what runs here goes on.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

_AT_ONCE: Final = 2  # all visitors together: the interpreter runs one of them at a time
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
    """

    done: int = 0
    of: int = 0
    future: Future[T] = field(default_factory=Future)

    def progress(self, done: int, of: int) -> None:
        """Say how far it is."""
        self.done, self.of = done, of

    @property
    def share(self) -> float:
        """How much of it is done."""
        return self.done / self.of if self.of else 0.0


def start(work: Callable[[Progress], T]) -> Job[T]:
    """Begin some work in the background.

    Args:
        work: is given what it tells its progress to.
    """
    job = Job[T]()
    job.future = _workers.submit(work, job.progress)
    return job
