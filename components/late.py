"""An app that is made while the server answers already; who asks for it early waits a moment."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from components import beside, guard, serve_errors
from components.guard import Refusal
from evenhand.errors import InputError

_PATIENCE: Final = 60.0  # seconds
_STARTING: Final = Refusal(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "The form is still starting. Please try again shortly.",
    "starting",
)


_FAILED: Final = Refusal(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "The form could not be started; whoever runs this server finds why in its log.",
    "failed",
)


class Late:
    """Stands in for an app whose import takes as long as all the others together.

    Args:
        make: imports and makes it; called in a thread.
        patience: seconds that a request waits for it before it is told to come again.
    """

    def __init__(self, make: Callable[[], FastAPI], patience: float = _PATIENCE) -> None:
        self._make = make
        self._patience = patience
        self._ended = asyncio.Event()  # made, or given up
        self._app: FastAPI | None = None

    def waiting(self) -> int:
        """How many answers it is asked for; none before it is there."""
        return self._app.state.waiting() if self._app else 0

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Begin to make it, and end it with the server."""
        async with beside.going_on(self._live()):
            yield

    async def _live(self) -> None:
        try:
            app = await asyncio.to_thread(self._make)
            async with app.router.lifespan_context(app):
                self._app = app
                self._ended.set()
                await asyncio.Event().wait()  # until the server ends
        except Exception as error:  # noqa: BLE001  # whatever it is, all other pages go on
            self._ended.set()
            serve_errors.note(error, "form")

    def check(self) -> None:
        """Whether it is there, or still on its way.

        Raises:
            InputError: it could not be made.
        """
        if self._ended.is_set() and self._app is None:
            raise InputError("could not be started", where="the form")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on once there is somebody to take it."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience):
                await self._ended.wait()
        if self._app is None:
            why = _FAILED if self._ended.is_set() else _STARTING
            await guard.refuse(why, scope, send)
        else:
            await self._app(scope, receive, send)
