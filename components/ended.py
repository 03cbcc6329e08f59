"""Log-ins that were ended by logging out: a copy of their cookie opens nothing any more.

Where somebody logs out that holds at once. Other servers on the same record know it a moment later,
and so does this one after a new start.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

from components import beside, serve_errors
from evenhand import record
from evenhand.errors import InputError

_REMEMBERED: Final = 100_000
_EVERY: Final = 1.0  # seconds between two looks at what other servers ended
_PATIENCE: Final = 3.0  # seconds that a start or logging out waits for the database


@dataclass(frozen=True, slots=True)
class Ended:
    """What one server knows of log-ins that were ended.

    Attributes:
        until: by log-in, the moment at which it would have been over by itself.
        unshared: those that the database does not have yet; likewise.
    """

    until: OrderedDict[str, float] = field(default_factory=OrderedDict)
    unshared: dict[str, float] = field(default_factory=dict)

    def has(self, login: str) -> bool:
        """Whether a log-in was ended.

        Args:
            login: what tells it from others.
        """
        return self.until.get(login, 0.0) > time.time()

    def add(self, login: str, until: float) -> None:
        """End a log-in, here and at once.

        Args:
            login: what tells it from others.
            until: when it would have been over by itself.
        """
        self.unshared[login] = until
        self._know(login, until)

    def exchange(self) -> list[str]:
        """Tell the database what was ended here, and learn what was ended elsewhere.

        Returns:
            The log-ins that were ended elsewhere, and that was not known here.

        Raises:
            InputError: the database cannot be read or written; it is tried again the next time.
        """
        from evenhand.database import logins  # noqa: PLC0415  # SQLAlchemy takes time to load

        url, ours = record.open().url, dict(self.unshared)
        if ours:
            logins.end(url, ours, time.time())
            for login in ours:
                self.unshared.pop(login, None)
        new = {login: at for login, at in logins.ended(url).items() if login not in self.until}
        for login, until in new.items():
            self._know(login, until)
        return list(new)

    def _know(self, login: str, until: float) -> None:
        self.until[login] = until
        while len(self.until) > _REMEMBERED:
            self.until.popitem(last=False)


ENDED: Final = Ended()


async def soon(close: Callable[[str], None]) -> None:
    """Exchange with other servers, for as long as somebody is willing to wait.

    Args:
        close: ends what is open for a log-in.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            await _exchange(close)


@asynccontextmanager
async def watching(close: Callable[[str], None]) -> AsyncIterator[None]:
    """Know of other servers' log-outs for as long as the server runs.

    Args:
        close: ends what is open for a log-in.
    """
    await soon(close)
    async with beside.going_on(_again(close)):
        yield


async def _again(close: Callable[[str], None]) -> None:
    works = True
    while True:
        await asyncio.sleep(_EVERY)
        works = await _exchange(close, is_news=works)


async def _exchange(close: Callable[[str], None], *, is_news: bool = True) -> bool:
    """Exchange with other servers; whether that works, which is logged where it is news."""
    try:
        found = await asyncio.to_thread(ENDED.exchange)
    except InputError as error:
        if is_news:
            serve_errors.note(error, "log-ins")
        return False
    for login in found:
        close(login)
    return True
