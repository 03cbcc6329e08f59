"""The REST service: the same findings as the pages, for a program."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from components import deciding, samples, serve_errors
from components.forms import of_samples
from evenhand.scoring import Form

_NAME: Final = "The address needs ?review=NAME; GET /api/v1/reviews lists the names."
_BODY: Final = (
    "The body is not what is expected here; /api/v1/openapi.json says what is, and "
    "GET /api/v1/form?review=NAME which values."
)
_JSON: Final = "application/json"


def build_service(
    *,
    findings: Callable[[str], str] = samples.findings_text,
    titles: Callable[[], Mapping[str, str]] = samples.titles,
    forms: Callable[[], Mapping[str, Form]] = of_samples,
) -> FastAPI:
    """The application that answers under `/api`.

    Args:
        findings: the canonical findings text of a sample.
        titles: the title of every sample, by name.
        forms: the form of every sample that can decide a new case, by name.
    """
    # No documentation page: it would load its script from another host.
    service = FastAPI(
        title="Evenhand", docs_url=None, redoc_url=None, openapi_url="/v1/openapi.json"
    )
    service.include_router(_router(findings, titles))
    service.include_router(deciding.router(forms))
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


def _invalid(_request: Request, error: Exception) -> Response:
    """One line for a request that lacks something; what was sent is not repeated."""
    found = error.errors() if isinstance(error, RequestValidationError) else ()
    is_body = found and all(one["loc"][0] == "body" for one in found)
    return _line(_BODY if is_body else _NAME, HTTPStatus.UNPROCESSABLE_ENTITY)


def _fail(_request: Request, error: Exception) -> Response:
    """One line for a fault of ours, without data or paths, with an id to quote."""
    said = serve_errors.sorry(serve_errors.note(error, "rest"))
    return _line(said, HTTPStatus.INTERNAL_SERVER_ERROR)


def _line(text: str, status: int) -> Response:
    """An error is always one line under the same key."""
    return JSONResponse({"error": text}, status)
