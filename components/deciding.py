"""Deciding cases and speaking of answers over REST: for programs, by the same rules as the form."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from http import HTTPStatus
from typing import Annotated, Any, Final, TypeVar

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.exceptions import HTTPException

from components import described, forms, opinions, rest
from components.opinions import Answered
from components.permits import Action
from evenhand import decisions, record, spreadsheet
from evenhand.decisions import LONGEST_REASON
from evenhand.scoring import Decision, Form

_MOST: Final = 100  # cases at once
_NOT_THERE: Final = "No review of this name has a form. Known: {}."
_CSV: Final = "text/csv; charset=utf-8"
_TYPES: Final[Mapping[str, Mapping[str, Any]]] = {
    "number": {"type": "number"},
    "yes or no": {"type": "number", "enum": [0, 1]},
    "text": {"type": "string"},
    "choice": {"type": "string"},
}

PLACES: Final = rest.Places(at_once=2, in_line=12)
"""Where cases are worked out."""

Values = dict[str, float | str]
_EXAMPLE: Final = {"text": "Thank you, it came a day early!"}  # a case of `described.EXAMPLE`
_Found = TypeVar("_Found")


class _Sent(BaseModel):
    """What a program sends holds what it must, and nothing else."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, strict=True)


class Case(_Sent):
    """One case.

    Attributes:
        values: a value a field, by the field's name.
        explain: whether to say what moved the model, and what would change its answer.
    """

    model_config = described.example({"values": _EXAMPLE, "explain": True})
    values: Values
    explain: bool = False


class Cases(_Sent):
    """Several cases, at most 100."""

    model_config = described.example({"cases": [_EXAMPLE]})
    cases: Annotated[list[Values], Field(min_length=1, max_length=_MOST)]


class Said(_Sent):
    """What is said of an answer.

    Attributes:
        decision: the id that came with the answer.
        values: those that were decided on.
        useful: whether the answer was useful.
        reason: why; may be empty.
    """

    model_config = described.example(
        {"decision": "0" * 32, "values": _EXAMPLE, "useful": False, "reason": "It was praise."}
    )
    decision: Annotated[str, StringConstraints(pattern="^[0-9a-f]{32}$")]
    values: Values
    useful: bool
    reason: Annotated[str, StringConstraints(max_length=LONGEST_REASON)] = ""


def router(found: Callable[[], Mapping[str, Form]] = forms.of_samples) -> APIRouter:
    """The addresses of version 1 that decide cases.

    Args:
        found: the forms by review.
    """
    made = APIRouter(prefix="/v1", dependencies=[Depends(rest.is_json)])

    def form_of(review: str) -> Form:
        known = found()
        if review not in known:
            said = _NOT_THERE.format(", ".join(sorted(known)))
            raise HTTPException(HTTPStatus.NOT_FOUND, said)
        return known[review]

    _add_deciding(made, form_of)
    _add_feedback(made, form_of)
    return made


def _add_deciding(made: APIRouter, form_of: Callable[[str], Form]) -> None:
    @made.get("/form", **described.FORM)
    def form(review: described.Sample) -> dict[str, Any]:
        """What to send to have a case decided: the fields, and their JSON Schema."""
        return _asked(form_of(review))

    @made.post("/decide", **described.DECIDE)
    def decide(review: described.Sample, case: Case, request: Request) -> dict[str, Any]:
        """Decide one case."""
        one = form_of(review)
        ask = one.decide if case.explain else lambda values: one.answers([values])[0]
        return _told(_deciding(request, 1, lambda: ask(_named(one, case.values))))

    @made.post("/decide/batch", **described.BATCH)
    def batch(review: described.Sample, sent: Cases, request: Request) -> dict[str, Any]:
        """Decide up to 100 cases; the model is asked once for all."""
        one = form_of(review)
        cases = [_named(one, values) for values in sent.cases]
        found = _deciding(request, len(cases), lambda: one.answers(cases))
        return {"decisions": [_told(each) for each in found]}


def _add_feedback(made: APIRouter, form_of: Callable[[str], Form]) -> None:
    @made.post("/feedback", **described.FEEDBACK)
    def feedback(review: described.Sample, said: Said, request: Request) -> dict[str, Any]:
        """Keep whether an answer was useful, once; a change of mind is a further entry."""
        rest.require(request, Action.FEEDBACK)
        one = form_of(review)
        answers = _deciding(request, 1, lambda: one.answers([_named(one, said.values)])[0])
        of = Answered(review, said.decision, answers)
        entry = rest.in_words(
            lambda: opinions.keep(of, request.scope, useful=said.useful, reason=said.reason)
        )
        return {"entry": entry.seq, "at": entry.at, "digest": entry.digest}

    @made.get("/feedback.csv", **described.FEEDBACK_CSV)
    def feedback_csv(request: Request, review: described.Sample | None = None) -> Response:
        """What people and programs said of answers, one row each."""
        rest.require(request, Action.RECORD)
        table = rest.in_words(lambda: decisions.table(decisions.given(record.open(), review)))
        return Response(spreadsheet.as_csv(*table), media_type=_CSV)


def _deciding(request: Request, number: int, ask: Callable[[], _Found]) -> _Found:
    """What is answered, within what one may ask in an hour and the server can do at once."""

    def decided() -> _Found:
        opinions.take_share("cases", request.scope, number)
        with PLACES.one():
            return ask()

    return rest.in_words(decided)


def _named(form: Form, values: Values) -> Values:
    """The values, if each is of a field: a name that is misspelt is not passed over.

    Raises:
        HTTPException: one is not.
    """
    if unknown := len(values.keys() - {field.name for field in form.fields}):
        said = f"{unknown} of the values are of no field; GET /api/v1/form lists the fields."
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, said)
    return values


def _asked(form: Form) -> dict[str, Any]:
    """A form's fields, an example, and the JSON Schema of `values`."""
    names = [field.name for field in form.fields]
    return {
        "title": form.review.title,
        "fields": [asdict(field) for field in form.fields],
        "example": {field.name: field.default for field in form.fields},
        "schema": {
            "type": "object",
            "properties": {field.name: _TYPES[field.kind] for field in form.fields},
            "required": names,
            "additionalProperties": False,
        },
    }


def _told(decision: Decision) -> dict[str, Any]:
    """A decision with an id of its own, by which it can be spoken of."""
    found = asdict(replace(decision, candidates=(), reasons=None))
    reasons = decision.reasons
    return found | {
        "decision": decisions.new_id(),
        "candidates": [one._asdict() for one in decision.candidates],
        "reasons": None if reasons is None else [one._asdict() for one in reasons],
    }
