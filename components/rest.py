"""What the addresses of REST share: who may, what is too much, and an error in one line."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Final, TypeVar

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from components import opinions, permits
from components.permits import Action
from evenhand.errors import BusyError, InputError

JSON: Final = "application/json"
AGAIN: Final[Mapping[str, str]] = {"retry-after": "30"}
_PATIENCE: Final = 20.0  # seconds until a place is free
_BUSY: Final = "others are being answered; please try again shortly"
_NOT_JSON: Final = f"Send the body as {JSON}."
_Found = TypeVar("_Found")


class WrongError(HTTPException):
    """Something was sent that is not as it should be.

    Args:
        text: one line that says what.
    """

    def __init__(self, text: str) -> None:
        super().__init__(HTTPStatus.UNPROCESSABLE_ENTITY, text)


class Places:
    """Where something is worked out that takes a thread for a while.

    Each who waits holds one of the 40 threads that serve everybody, so only so many may.

    Args:
        at_once: places where it is worked out.
        in_line: these, and those who wait for one.
        patience: seconds until a place is free.
    """

    def __init__(self, at_once: int, in_line: int, patience: float = _PATIENCE) -> None:
        self.at_once = threading.BoundedSemaphore(at_once)
        self.in_line = threading.BoundedSemaphore(in_line)
        self.patience = patience

    @contextmanager
    def one(self) -> Iterator[None]:
        """One of them, as soon as one is free.

        Raises:
            BusyError: none was in time, or too many wait already.
        """
        with _held(self.in_line, 0.0), _held(self.at_once, self.patience):
            yield


@contextmanager
def _held(places: threading.BoundedSemaphore, patience: float) -> Iterator[None]:
    if not places.acquire(timeout=patience):
        raise BusyError(_BUSY)
    try:
        yield
    finally:
        places.release()


def require(request: Request, action: Action) -> None:
    """Stop who may not.

    Raises:
        HTTPException: they may not.
    """
    role = opinions.visitor(request.scope).role
    if not permits.may(role, action):
        raise HTTPException(HTTPStatus.FORBIDDEN, permits.refusal(role, action))


def in_words(ask: Callable[[], _Found]) -> _Found:
    """The same; what was sent wrongly, or is too much, in one line.

    Raises:
        HTTPException: it cannot be answered.
    """
    try:
        return ask()
    except InputError as error:
        raise HTTPException(*refusal(error)) from None


def refusal(error: InputError) -> tuple[int, str, dict[str, str] | None]:
    """What is answered where something was sent wrongly, or is too much: status, line, headers."""
    if isinstance(error, BusyError):
        return HTTPStatus.TOO_MANY_REQUESTS, str(error), dict(AGAIN)
    return HTTPStatus.UNPROCESSABLE_ENTITY, str(error), None


def is_json(request: Request) -> None:
    """Stop a body that does not say that it is JSON.

    Raises:
        HTTPException: it is of another kind.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method == "POST" and kind != JSON:
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, _NOT_JSON)


def line(text: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """An error is always one line under the same key."""
    return JSONResponse({"error": text}, status, headers)
