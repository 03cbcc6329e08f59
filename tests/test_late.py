"""The form's app comes after all others, and nobody who asks early is turned away for nothing."""

import asyncio
import logging
import threading
from collections.abc import Callable

import httpx
import pytest
from fastapi import FastAPI

from components.late import Late
from evenhand.errors import InputError


def made() -> FastAPI:
    """An app that knows how much waits in it, as the form does."""
    app = FastAPI()
    app.state.waiting = lambda: 3

    @app.get("/")
    def answer() -> str:
        return "here"

    return app


def fails() -> FastAPI:
    """An app that cannot be made."""
    raise OSError("/a/secret/place")


async def asked(
    late: Late,
    meanwhile: Callable[[], object] = lambda: None,
    afterwards: Callable[[], object] = lambda: None,
) -> httpx.Response:
    """The answer to who asks while it is being made; something happens soon, or after it."""
    transport = httpx.ASGITransport(app=late)
    async with late.lifespan(), httpx.AsyncClient(transport=transport, base_url="http://x") as one:
        early = asyncio.create_task(one.get("/"))
        await asyncio.sleep(0.05)
        meanwhile()
        try:
            return await early
        finally:
            afterwards()


def test_who_asks_early_is_answered_once_it_is_there() -> None:
    """The request waits; how much waits in it is none before, and its own number then."""
    there = threading.Event()

    def later() -> FastAPI:
        there.wait()
        return made()

    late = Late(later)
    assert late.waiting() == 0
    answer = asyncio.run(asked(late, there.set))
    assert (answer.status_code, answer.json()) == (200, "here")
    assert late.waiting() == 3


def test_after_a_while_it_is_said_that_it_still_starts() -> None:
    """In one plain sentence, with when to come again."""
    there = threading.Event()

    def later() -> FastAPI:
        there.wait()
        return made()

    late = Late(later, patience=0.01)
    answer = asyncio.run(asked(late, afterwards=there.set))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    assert answer.json() == {"error": "The form is still starting. Please try again shortly."}


def test_where_it_cannot_be_made_the_server_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    """The fault is in the log, with its id and without where things lie; its health tells it."""
    logging.getLogger("evenhand").addHandler(caplog.handler)
    late = Late(fails)
    late.check()
    answer = asyncio.run(asked(late))
    logging.getLogger("evenhand").removeHandler(caplog.handler)
    assert answer.status_code == 503
    assert "could not be started" in answer.json()["error"]
    with pytest.raises(InputError, match="could not be started"):
        late.check()
    assert "fault" in caplog.text
    assert "secret" not in caplog.text
