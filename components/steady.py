"""A clock that is believed only once it has stood where it is: nothing is removed on a mistake."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

_SET: Final = 60.0  # seconds by which a clock that nobody sets does not stray
_PROVEN: Final = 3600.0


def running() -> float:
    """Seconds that only grow, also while the machine sleeps where that can be known."""
    kind = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if kind is None else time.clock_gettime(kind)


class Steady:
    """The time for what cannot be taken back.

    A clock that is set forward, by mistake or by a server of times that is wrong, would make
    everything that is kept be over at once. Set forward, it is believed after an hour; set back, at
    once.

    Args:
        wall: seconds since 1970, which somebody may set.
        runs: seconds that nobody sets.
    """

    def __init__(
        self, wall: Callable[[], float] = time.time, runs: Callable[[], float] = running
    ) -> None:
        self._wall = wall
        self._runs = runs
        self._believed = self._seen = wall() - runs()
        self._since = runs()

    def now(self) -> datetime:
        """The time, as far as it is believed."""
        runs = self._runs()
        offset = self._wall() - runs
        if abs(offset - self._seen) > _SET:
            self._seen, self._since = offset, runs
        if offset < self._believed + _SET or runs - self._since > _PROVEN:
            self._believed = offset
        return datetime.fromtimestamp(self._believed + runs, UTC)
