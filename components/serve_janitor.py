"""Lets go of what closed pages leave behind: their files and their state."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from streamlit.runtime import Runtime

_EVERY: Final = 30.0  # seconds


@asynccontextmanager
async def janitor(every: float = _EVERY) -> AsyncIterator[None]:
    """Sweep from time to time for as long as the server runs.

    Args:
        every: seconds between two sweeps.
    """
    task = asyncio.create_task(_sweep_again(every))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _sweep_again(every: float) -> None:
    while True:
        await asyncio.sleep(every)
        sweep()


def sweep() -> int:
    """Forget the sessions whose time to come back is over, and with them their uploads.

    Streamlit forgets them only when another page closes, so a last visitor's file would stay.

    Returns:
        How many objects the collection freed; after the freeze at start it is quick.
    """
    storage = Runtime.instance()._session_mgr._session_storage  # type: ignore[attr-defined]  # noqa: SLF001  # no public way
    storage._cache.expire()  # noqa: SLF001
    return gc.collect()
