"""The REST service: the same findings as the pages, for a program."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from components import samples

_JSON: Final = "application/json"
_SORRY: Final = "The server could not answer. Nothing was changed; please try again."


def build_service(
    *,
    findings: Callable[[str], str] = samples.findings_text,
    titles: Callable[[], Mapping[str, str]] = samples.titles,
) -> FastAPI:
    """The application that answers under `/api`.

    Args:
        findings: the canonical findings text of a sample.
        titles: the title of every sample, by name.
    """
    # No documentation page: it would load its script from another host.
    service = FastAPI(
        title="Evenhand", docs_url=None, redoc_url=None, openapi_url="/v1/openapi.json"
    )
    service.include_router(_router(findings, titles))
    service.add_exception_handler(HTTPException, _refuse)
    service.add_exception_handler(RequestValidationError, _invalid)
    service.add_exception_handler(Exception, _fail)
    return service


def _router(findings: Callable[[str], str], titles: Callable[[], Mapping[str, str]]) -> APIRouter:
    """The three addresses of version 1."""
    router = APIRouter(prefix="/v1")

    @router.get("/health")
    def health() -> dict[str, str]:
        """Say that the service answers."""
        return {"status": "ok"}

    @router.get("/reviews")
    def reviews() -> dict[str, list[dict[str, str]]]:
        """List the reviews that can be asked for."""
        return {"reviews": [{"name": n, "title": t} for n, t in sorted(titles().items())]}

    @router.get("/findings")
    def findings_of(review: str) -> Response:
        """Give the findings document, byte for byte what `evenhand run --json` prints."""
        known = sorted(titles())
        if review in known:
            return Response(findings(review), media_type=_JSON)
        return _line(f"No such review. Known: {', '.join(known)}.", HTTPStatus.NOT_FOUND)

    return router


def _refuse(_request: Request, error: Exception) -> Response:
    """One line for a request that cannot be answered."""
    known = error if isinstance(error, HTTPException) else HTTPException(HTTPStatus.BAD_REQUEST)
    return _line(known.detail, known.status_code)


def _invalid(_request: Request, _error: Exception) -> Response:
    """One line for a request that lacks something; what was sent is not repeated."""
    text = "The address needs ?review=NAME; GET /api/v1/reviews lists the names."
    return _line(text, HTTPStatus.UNPROCESSABLE_ENTITY)


def _fail(_request: Request, _error: Exception) -> Response:
    """One line for a fault of ours, without data or paths."""
    return _line(_SORRY, HTTPStatus.INTERNAL_SERVER_ERROR)


def _line(text: str, status: int) -> Response:
    """An error is always one line under the same key."""
    return JSONResponse({"error": text}, status)
