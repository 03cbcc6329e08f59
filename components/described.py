"""What the OpenAPI says of addresses and answers, beside what their own types say."""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from http import HTTPStatus
from typing import Annotated, Any, Final, TypeAlias

from fastapi import FastAPI, Query, Response
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, ConfigDict, Field

from components import rest, samples
from evenhand import packs
from evenhand.documents import DOCUMENTS
from evenhand.findings import Findings
from evenhand.report import FORMATS
from evenhand.report.formats import Format
from evenhand.version import __version__

EXAMPLE: Final = max(samples.samples(), key=lambda name: bool(samples.review(name).columns.text))
"""The sample that examples are of: the first that decides on a text."""

_ABOUT: Final = (
    "Findings, runs, decisions, feedback and reports of Evenhand. Every error is one line of JSON, "
    "and never repeats the value of a cell."
)
_FINDINGS: Final = "the findings document; docs/findings.md says what each key means"
_KEY: Final = "Where people log in: a key of `evenhand keys make`. Else none is needed."
_WRONG: Final = "Something in the address or the body is not as it should be."
_ERRORS: Final[Mapping[HTTPStatus, str]] = {
    HTTPStatus.UNAUTHORIZED: "Where people log in: no key that holds.",
    HTTPStatus.FORBIDDEN: "This server answers this machine only, or the role may not.",
    HTTPStatus.REQUEST_TIMEOUT: "The body stopped, or nobody waits any more.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is larger than allowed.",
    HTTPStatus.UNPROCESSABLE_ENTITY: _WRONG,
    HTTPStatus.INTERNAL_SERVER_ERROR: "The fault is ours; the line has an id to quote.",
    HTTPStatus.SERVICE_UNAVAILABLE: "No room right now; `retry-after` says when to come again.",
}
_UNKNOWN: Final = {HTTPStatus.NOT_FOUND: "There is no such review here."}
_SENT: Final = {
    HTTPStatus.BAD_REQUEST: "The body is no text that can be read.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "The body is not of the kind that is expected.",
    HTTPStatus.TOO_MANY_REQUESTS: "More than one may ask in an hour or at a time, or all are busy.",
}
_BUSY: Final = {HTTPStatus.TOO_MANY_REQUESTS: _SENT[HTTPStatus.TOO_MANY_REQUESTS]}
_TABLE_SCHEMA: Final = {
    "type": "object",
    "description": "a Table Schema, of the document `dictionary`",
    "required": ["fields"],
    "properties": {"fields": {"type": "array"}},
}
_BINARY: Final = {"type": "string", "format": "binary"}
_TEXT: Final = {"type": "string"}
_ROLES_EXAMPLE: Final = (
    '{"columns": {"repaid": "label", "says_yes": "model_prediction", "sex": "protected"}}'
)
_PARTS: Final = {
    "type": "object",
    "required": ["log"],
    "properties": {
        "log": {
            **_BINARY,
            "description": "The decision log, as a file with its name: CSV, TSV (each also .gz), "
            "Parquet or Excel.",
        },
        "review": {
            **_TEXT,
            "description": "A review.toml, at most 256 kB. Files that it names are not read: the "
            "log is what was sent.",
        },
        "roles": {
            **_TEXT,
            "description": "Instead of it, JSON: the role of each column as `evenhand init` names "
            'them, and "positive", "positive_is_good", "title".',
            "examples": [_ROLES_EXAMPLE],
        },
        "earlier": {**_BINARY, "description": "An earlier log to compare with."},
    },
    "oneOf": [{"required": ["review"]}, {"required": ["roles"]}],
    "additionalProperties": False,
}


def example(of: dict[str, Any]) -> ConfigDict:
    """What a type is shown by in the OpenAPI.

    Args:
        of: one that is right.
    """
    return ConfigDict(json_schema_extra={"examples": [of]})


class Error(BaseModel):
    """What is wrong, in one line."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"error": _WRONG}]})
    error: str


class Health(BaseModel):
    """That the service answers."""

    status: str = Field(examples=["ok"])


class Named(BaseModel):
    """A review that can be asked for."""

    name: str = Field(examples=[EXAMPLE])
    title: str


class Reviews(BaseModel):
    """All that can be asked for by name; a kept review only by its link."""

    reviews: list[Named]


class FormField(BaseModel):
    """A field: its name, what to call it, its kind, and what stands in the log."""

    name: str
    label: str
    kind: str
    minimum: float | None
    maximum: float | None
    default: float | str | None
    choices: list[str]


class Asked(BaseModel):
    """What to send to have a case decided."""

    title: str
    fields: list[FormField]
    example: dict[str, float | str | None]
    json_schema: dict[str, Any] = Field(alias="schema", description="the JSON Schema of `values`")


class Says(BaseModel):
    """What one candidate says of a case."""

    name: str
    role: str
    sentence: str
    confidence: float | None
    answer: str


class Moved(BaseModel):
    """An input, and how far it moved the model."""

    label: str
    amount: float


class Decided(BaseModel):
    """What everybody says of a case, and who decides; `decision` is what feedback refers to."""

    decision: str = Field(pattern="^[0-9a-f]{32}$")
    candidates: list[Says]
    hand_to_person: bool
    sentence: str
    reasons: list[Moved] | None
    instead: str
    towards: str
    pictures: list[Any]
    values: dict[str, float | str]
    score: float | None
    threshold: float | None
    swapped: str


class DecidedAll(BaseModel):
    """The same for each case, in their order."""

    decisions: list[Decided]


class Kept(BaseModel):
    """The entry of the record that holds what was said."""

    entry: int
    at: str
    digest: str


Review: TypeAlias = Annotated[
    str,
    Query(
        description="a name of `GET /v1/reviews`, or the link of a kept review", examples=[EXAMPLE]
    ),
]
Sample: TypeAlias = Annotated[
    str, Query(description="a name of `GET /v1/reviews`", examples=[EXAMPLE])
]
Form: TypeAlias = Annotated[
    str,
    Query(
        alias="format",
        description="; ".join(f"{name}: {form.label}" for name, form in FORMATS.items()),
        json_schema_extra={"enum": list(FORMATS)},
    ),
]

Document: TypeAlias = Annotated[
    str,
    Query(
        description="; ".join(
            f"{name}: {one.label}, as {', '.join(one.formats)}" for name, one in DOCUMENTS.items()
        ),
        json_schema_extra={"enum": list(DOCUMENTS)},
    ),
]
Packs: TypeAlias = Annotated[
    list[str],
    Query(
        alias="pack",
        description="a rule pack to answer beside those that the review names; once for each",
        json_schema_extra={"items": {"type": "string", "enum": list(packs.names())}},
    ),
]


def asked_packs(names: Iterable[str]) -> tuple[str, ...]:
    """The rule packs that are asked for, each once.

    Args:
        names: of packs.

    Raises:
        WrongError: there is none of one of these names.
    """
    asked = tuple(dict.fromkeys(names))
    if not set(asked) <= set(packs.names()):
        raise rest.WrongError(f"pack: expected one of {', '.join(packs.names())}.")
    return asked


def kind(form: str, document: str) -> Format:
    """The form of a document that is asked for.

    Args:
        form: its name.
        document: a key of `DOCUMENTS`.

    Raises:
        WrongError: there is no such document, or it does not come as that.
    """
    if document not in DOCUMENTS:
        raise rest.WrongError(f"document: expected one of {', '.join(DOCUMENTS)}.")
    formats = DOCUMENTS[document].formats
    if form not in formats:
        raise rest.WrongError(f"format: {document} comes as {', '.join(formats)}.")
    return formats[form]


def answer(content: bytes, of: Format) -> Response:
    """What was written, to be saved and never shown as a page of this server.

    Args:
        content: the file.
        of: its kind.
    """
    said = f'attachment; filename="evenhand.{of.ending}"'
    headers = {"content-disposition": said, "cache-control": "no-store"}
    return Response(content, media_type=of.kind, headers=headers)


def _errors(*more: Mapping[HTTPStatus, str]) -> dict[int | str, dict[str, Any]]:
    """What goes wrong, each as one line."""
    told = dict(_ERRORS)
    for each in more:
        told.update(each)
    return {
        int(status): {"model": Error, "description": text} for status, text in sorted(told.items())
    }


def _answers(content: Mapping[str, Any], text: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"description": text, "content": dict(content)}}


def _document() -> dict[str, Any]:
    """The findings document: its keys and which of them are always there, by its own type."""
    always = [one.name for one in fields(Findings) if one.default is MISSING and not one.metadata]
    return {
        "type": "object",
        "description": _FINDINGS,
        "required": sorted([*always, "schema"]),
        "properties": {one.name: {} for one in fields(Findings)}
        | {
            "schema": {"type": "string", "const": "evenhand.findings/1"},
            "verdict": {
                "type": "object",
                "required": ["word", "reasons"],
                "properties": {
                    "word": {"type": ["string", "null"], "examples": ["Can't tell yet"]},
                    "reasons": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
        "additionalProperties": False,
    }


def _files() -> dict[str, Any]:
    """Every form's media type; JSON is the findings document, or the dictionary's schema."""
    forms = (form for one in DOCUMENTS.values() for form in one.formats.values())
    found = {form.kind: {"schema": _BINARY} for form in forms}
    return found | {rest.JSON: {"schema": {"anyOf": [_document(), _TABLE_SCHEMA]}}}


ALWAYS: Final[dict[str, Any]] = {"responses": _errors()}
FINDINGS: Final[dict[str, Any]] = {
    "operation_id": "findings",
    "responses": _errors(_UNKNOWN)
    | _answers({rest.JSON: {"schema": _document()}}, "The findings document."),
}
REPORT: Final[dict[str, Any]] = {
    "operation_id": "report",
    "responses": _errors(_UNKNOWN, _BUSY) | _answers(_files(), "The report, as a file."),
}
RUN: Final[dict[str, Any]] = {
    "operation_id": "run",
    "responses": _errors(_SENT) | _answers(_files(), "What was found, as a file."),
    "openapi_extra": {
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _PARTS}}}
    },
}
FORM: Final[dict[str, Any]] = {
    "operation_id": "form", "response_model": Asked, "responses": _errors(_UNKNOWN),
}  # fmt: skip
DECIDE: Final[dict[str, Any]] = {
    "operation_id": "decide",
    "response_model": Decided,
    "responses": _errors(_UNKNOWN, _SENT),
}
BATCH: Final[dict[str, Any]] = {
    **DECIDE,
    "operation_id": "decide_batch",
    "response_model": DecidedAll,
}
FEEDBACK: Final[dict[str, Any]] = {
    **DECIDE, "operation_id": "feedback", "response_model": Kept, "status_code": HTTPStatus.CREATED,
}  # fmt: skip
FEEDBACK_CSV: Final[dict[str, Any]] = {
    "operation_id": "feedback_csv",
    "responses": _errors() | _answers({"text/csv": {"schema": _TEXT}}, "One row each."),
}


def complete(service: FastAPI, *, needs_key: bool) -> None:
    """Let the OpenAPI say how a program shows who it is.

    Args:
        service: whose it is.
        needs_key: whether people log in here.
    """

    def openapi() -> dict[str, Any]:
        if service.openapi_schema is None:
            made = get_openapi(
                title=service.title, version=__version__, description=_ABOUT, routes=service.routes
            )
            scheme = {"type": "http", "scheme": "bearer", "description": _KEY}
            made.setdefault("components", {})["securitySchemes"] = {"key": scheme}
            made["security"] = [{"key": []}] if needs_key else [{}, {"key": []}]
            service.openapi_schema = made
        return service.openapi_schema

    service.openapi = openapi  # type: ignore[method-assign]  # as its own documentation has it
