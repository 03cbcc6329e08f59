"""Work that goes on beside the server for as long as it runs, and ends with it."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress


@asynccontextmanager
async def going_on(work: Coroutine[object, object, None]) -> AsyncIterator[None]:
    """Let some work go on until the block ends.

    Args:
        work: what would else go on for ever.
    """
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
