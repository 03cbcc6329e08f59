"""Lets go of what closed pages leave behind, and of kept reviews whose time is over."""

import asyncio
import gc
import weakref
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from streamlit.runtime import Runtime
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from components import beside, cached, serve_errors
from components.steady import Steady
from evenhand import kept

_EVERY: Final = 30.0  # seconds
_seen: Final[dict[str, weakref.ref[AppSession]]] = {}


@asynccontextmanager
async def janitor(every: float = _EVERY) -> AsyncIterator[None]:
    """Sweep from time to time for as long as the server runs.

    Args:
        every: seconds between two sweeps.
    """
    async with beside.going_on(_sweep_again(every)):
        yield


async def _sweep_again(every: float) -> None:
    steady = Steady()
    while True:
        await asyncio.sleep(every)
        try:
            sweep()
            await asyncio.to_thread(kept.sweep, steady.now())
            await asyncio.to_thread(cached.forget_gone)
        except Exception as error:  # noqa: BLE001  # whatever it is, the next sweep has to come
            serve_errors.note(error, "janitor")


def sweep() -> int:
    """Forget the sessions whose time to come back is over, and with them their uploads.

    Streamlit forgets them only when another page closes, so a last visitor's file would stay; and
    as long as anything still refers to such a session, its files would.

    Returns:
        How many objects the collection freed; after the freeze at start it is quick.
    """
    runtime = Runtime.instance()
    manager = runtime._session_mgr  # noqa: SLF001  # no public way
    manager._session_storage._cache.expire()  # type: ignore[attr-defined]  # noqa: SLF001
    here = {info.session.id: info.session for info in manager.list_sessions()}
    for gone in _seen.keys() - here.keys():
        if (session := _seen.pop(gone)()) is not None:
            session.shutdown()
    _seen.update((name, weakref.ref(session)) for name, session in here.items())
    files = runtime.uploaded_file_mgr
    if isinstance(files, MemoryUploadedFileManager):
        for orphan in files.file_storage.keys() - here.keys():
            files.remove_session_files(orphan)
    return gc.collect()
