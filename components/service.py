"""The REST service: the same findings as the pages, for a program."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from components import access, deciding, described, reports, rest, runs, samples, serve_errors
from components.access import Mode
from components.cached import Opened
from components.forms import of_samples
from components.permits import Action
from components.runs import Work
from evenhand import kept
from evenhand.documents import REPORT
from evenhand.scoring import Form

_Written = Callable[[str, str, tuple[str, ...], str], bytes]
_NAME: Final = "The address needs ?review=NAME; GET /api/v1/reviews lists the names."
_ADDRESS: Final = "The address is not what is expected here; /api/v1/openapi.json says what is."
_BODY: Final = (
    "The body is not what is expected here; /api/v1/openapi.json says what is, and "
    "GET /api/v1/form?review=NAME which values."
)
_SAID: Final[Mapping[int, str]] = {
    HTTPStatus.BAD_REQUEST: "The body can't be read; send JSON as /api/v1/openapi.json says.",
    HTTPStatus.NOT_FOUND: "There is nothing at this address; /api/v1/openapi.json says what is.",
    HTTPStatus.METHOD_NOT_ALLOWED: (
        "This address is not asked that way; /api/v1/openapi.json says whether by GET or POST."
    ),
}
"""What is said in place of the framework's own words, which say less."""
_THEIRS: Final = frozenset(
    {"There was an error parsing the body", *(HTTPStatus(status).phrase for status in _SAID)}
)


def build_service(
    *,
    findings: Callable[[str], str] = samples.findings_text,
    titles: Callable[[], Mapping[str, str]] = samples.titles,
    forms: Callable[[], Mapping[str, Form]] = of_samples,
    report: _Written = reports.of_sample,
    work: Work | None = None,
) -> FastAPI:
    """The application that answers under `/api`.

    Args:
        findings: the canonical findings text of a sample.
        titles: the title of every sample, by name.
        forms: the form of every sample that can decide a new case, by name.
        report: a document of a sample, in one of its forms.
        work: runs a review; in a process of its own where not given.
    """
    # No documentation page: it would load its script from another host.
    service = FastAPI(
        title="Evenhand", docs_url=None, redoc_url=None, openapi_url="/v1/openapi.json"
    )
    service.include_router(_router(titles))
    service.include_router(_of_reviews(titles, findings, report))
    service.include_router(runs.router(work))
    service.include_router(deciding.router(forms))
    service.add_exception_handler(HTTPException, _refuse)
    service.add_exception_handler(RequestValidationError, _invalid)
    service.add_exception_handler(Exception, _fail)
    described.complete(service, needs_key=access.mode() is Mode.LOGIN)
    return service


def _router(titles: Callable[[], Mapping[str, str]]) -> APIRouter:
    """What there is."""
    router = APIRouter(prefix="/v1")

    @router.get("/health", operation_id="health", **described.ALWAYS)
    def health() -> described.Health:
        """Say that the service answers."""
        return described.Health(status="ok")

    @router.get("/reviews", operation_id="reviews", **described.ALWAYS)
    def reviews() -> described.Reviews:
        """List the reviews that can be asked for."""
        named = [described.Named(name=n, title=t) for n, t in sorted(titles().items())]
        return described.Reviews(reviews=named)

    return router


def _of_reviews(
    titles: Callable[[], Mapping[str, str]],
    findings: Callable[[str], str],
    report: _Written,
) -> APIRouter:
    """What was found, and the report of it."""
    router = APIRouter(prefix="/v1")

    @router.get("/findings", **described.FINDINGS)
    def findings_of(review: described.Review, request: Request) -> Response:
        """Give the findings document, byte for byte what `evenhand run --json` prints."""
        shown = _kept(review, titles(), request)
        text = findings(review) if shown is None else reports.written(shown, "json")
        return Response(text, media_type=rest.JSON)

    @router.get("/report", **described.REPORT)
    def report_of(
        review: described.Review,
        request: Request,
        form: described.Form = "html",
        pack: described.Packs = [],  # noqa: B006  # FastAPI copies it
        document: described.Document = REPORT,
    ) -> Response:
        """Give the report as a file, or another document of the review."""
        kind, packs = described.kind(form, document), described.asked_packs(pack)
        shown = _kept(review, titles(), request)

        def write() -> bytes:
            with reports.PLACES.one():
                if shown is None:
                    return report(review, form, packs, document)
                return reports.written(shown, form, packs, document)

        return described.answer(rest.in_words(write), kind)

    return router


def _kept(review: str, known: Mapping[str, str], request: Request) -> Opened | None:
    """The kept review of a link; None where it is the name of a sample.

    Raises:
        HTTPException: they may not open it, or there is no such review.
    """
    if review in known:
        return None
    shown = None
    if review.startswith(kept.PREFIX):
        rest.require(request, Action.KEPT)
        shown = rest.in_words(lambda: reports.of_link(review))
    if shown is None:
        said = f"No such review. Known: {', '.join(sorted(known))}."
        raise HTTPException(HTTPStatus.NOT_FOUND, said)
    return shown


def _refuse(_request: Request, error: Exception) -> Response:
    """One line for a request that cannot be answered."""
    known = error if isinstance(error, HTTPException) else HTTPException(HTTPStatus.BAD_REQUEST)
    text = _SAID[known.status_code] if known.detail in _THEIRS else known.detail
    return rest.line(text, known.status_code, known.headers)


def _invalid(_request: Request, error: Exception) -> Response:
    """One line for a request that lacks something; what was sent is not repeated."""
    found = error.errors() if isinstance(error, RequestValidationError) else ()
    if found and all(one["loc"][0] == "body" for one in found):
        text = _BODY
    else:
        text = _NAME if any(one["loc"][-1] == "review" for one in found) else _ADDRESS
    return rest.line(text, HTTPStatus.UNPROCESSABLE_ENTITY)


def _fail(_request: Request, error: Exception) -> Response:
    """One line for a fault of ours, without data or paths, with an id to quote."""
    said = serve_errors.sorry(serve_errors.note(error, "rest"))
    return rest.line(said, HTTPStatus.INTERNAL_SERVER_ERROR)
