"""Whether the server is ready, and its measures: what a machine asks, not a person."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from components import holding, jobs, measures
from evenhand import __version__, kept, record
from evenhand.errors import InputError

TOKEN: Final = "EVENHAND_METRICS_TOKEN"  # noqa: S105  # the name of a variable
_PATIENCE: Final = 3.0  # seconds
_FRESH: Final = 2.0
_NOBODY: Final = f"{kept.PREFIX}{'0' * 32}"


def _record() -> None:
    record.open().entries("health")


def _kept() -> None:
    kept.is_open(_NOBODY)


_parts: Final[dict[str, Callable[[], None]]] = {"record": _record, "kept": _kept}


@dataclass(slots=True)
class _Known:
    """What was found last, so that many questions are one."""

    at: float = float("-inf")
    parts: Mapping[str, str] | None = None


_known: Final = _Known()


def forget() -> None:
    """Ask again next time, whatever was found last."""
    _known.parts = None


async def healthz(_request: Request) -> Response:
    """Say whether record, kept reviews and form answer, and which version this is."""
    if _known.parts is None or time.monotonic() - _known.at > _FRESH:
        names, asked = zip(*_parts.items(), strict=True)
        _known.parts = dict(zip(names, await asyncio.gather(*map(_state, asked)), strict=True))
        _known.at = time.monotonic()
    is_ready = set(_known.parts.values()) == {"ok"}
    status = HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE
    said = {"status": "ok" if is_ready else "not ready", "version": __version__, **_known.parts}
    return JSONResponse(said, status)


async def _state(ask: Callable[[], None]) -> str:
    """How a part answers, in a word or two; its own words may name a place."""
    try:
        async with asyncio.timeout(_PATIENCE):
            await asyncio.to_thread(ask)
    except TimeoutError:
        return "does not answer"
    except (InputError, OSError):
        return "cannot be read"
    return "ok"


async def metrics(_request: Request) -> Response:
    """The measures, for Prometheus."""
    text = await asyncio.to_thread(measures.text)
    return Response(text, media_type=CONTENT_TYPE_LATEST)


def watch(form_queue: Callable[[], int], form: Callable[[], None]) -> None:
    """Measure from now on what is held and what waits, and whether the form is well.

    Args:
        form_queue: how many answers of the form are asked for.
        form: fails where the form could not be started.
    """
    _parts["form"] = form
    measures.watch_held(lambda: held() + holding.size())
    measures.watch_queue("jobs", jobs.length)
    measures.watch_queue("form", partial(_number, form_queue))


def held() -> float:
    """Bytes of uploads in memory, of open and of closed pages."""
    if not Runtime.exists():
        return 0.0
    files = Runtime.instance().uploaded_file_mgr
    if not isinstance(files, MemoryUploadedFileManager):
        return 0.0
    every = [one for session in list(files.file_storage.values()) for one in list(session.values())]
    return float(sum(len(one.data) for one in every))


def _number(ask: Callable[[], int]) -> float:
    return float(ask())
