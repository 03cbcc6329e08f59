"""Schemathesis asks every address of REST what its OpenAPI allows, and what it does not."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import NonFatalError, ScenarioFinished
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from components import forms, guard, samples
from components.access import Visitor
from components.permits import Role
from components.runs import Work
from components.serve_requests import VISITOR
from components.service import build_service
from evenhand import apart
from evenhand.apart import Asked
from tests.test_apart import LOG, REVIEW

SAMPLE: Final = "sentiment"
_DESCRIBED: Final = "/api/v1/openapi.json"
_TEXTS: Final = ("late again", "\ud7ff \x00 \U0001f600", "Thank you", "")  # none: as it came
_REJECTED: Final = ["400", "401", "403", "404", "405", "413", "415", "422", "429", "503"]


class Told(NamedTuple):
    """What became of all that was asked.

    Attributes:
        cases: how many requests by address and status.
        faults: what was answered otherwise than it is described.
    """

    cases: Counter[tuple[str, int]]
    faults: list[str]


class Door:
    """Lets everybody in as somebody who may do everything."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        scope[VISITOR] = Visitor(Role.ADMIN, key="program")
        await self._app(scope, receive, send)


async def _here(folder: Path, asked: Asked) -> bytes:
    """A run, worked out without a process of its own, and no report: each takes seconds."""
    return await asyncio.to_thread(
        apart.worked_out, folder, replace(asked, form="json", document="report")
    )


_DOOR: Final = Middleware(Door)


def _findings(name: str, _form: str, _packs: tuple[str, ...], _document: str) -> bytes:
    """What stands for a report, which takes seconds to write."""
    return samples.findings_text(name).encode()


def app(
    door: Middleware = _DOOR,
    report: Callable[[str, str, tuple[str, ...], str], bytes] = _findings,
    work: Work = _here,
) -> Starlette:
    """The service behind its guard, with limits that many cases do not reach.

    Args:
        door: who may come in.
        report: writes the report of a sample.
        work: works a run out.
    """
    much = 10**9
    limits = guard.Limits(files_per_user=much, files_per_address=much, cases_per_hour=much)
    name = {SAMPLE: samples.review(SAMPLE).title}
    form = {SAMPLE: forms.of(SAMPLE)}  # opened now, so that nobody waits for it
    form[SAMPLE].answers(form[SAMPLE].examples[:1])
    service = build_service(titles=lambda: name, forms=lambda: form, report=report, work=work)
    layers = guard.layers(limits, door)
    return Starlette(routes=[Mount("/api", service)], middleware=layers)


def asked(
    of: Starlette,
    most: int,
    *,
    seed: int = 1,
    key: str = "",
    ends: bool = True,
) -> Told:
    """What becomes of many cases of every address.

    Args:
        of: the service.
        most: cases of an address that are made up, beside those at the ends of what is allowed.
        seed: of what is made up.
        key: that every request shows, and then once more without it; none where it is empty.
        ends: whether what lies at the ends of what is allowed is asked, too.
    """
    schema = schemathesis.openapi.from_asgi(
        _DESCRIBED,
        of,
        config=_config(most, seed, key, ends=ends),
        headers=_shown(key),
    )
    schema.hook("map_query")(_often_known)
    schema.hook("map_body")(_often_sayable)
    cases: Counter[tuple[str, int]] = Counter()
    faults: list[str] = []
    for event in from_schema(schema).execute():
        if isinstance(event, NonFatalError):
            faults.append(f"{event.label}: {event.info.format()}")
        if isinstance(event, ScenarioFinished):
            record = event.recorder
            for number, told in record.interactions.items():
                status = told.response.status_code if told.response else 0
                cases[record.cases[number].value.operation.label, status] += 1
            faults += [
                f"{record.label}: {node.name}: {node.failure_info.failure}"
                for nodes in record.checks.values()
                for node in nodes
                if node.failure_info is not None
            ]
    return Told(cases, faults)


def _shown(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"} if key else {}


def _config(most: int, seed: int, key: str, *, ends: bool) -> SchemathesisConfig:
    return SchemathesisConfig.from_dict(
        {
            "seed": seed,
            "auth": {"openapi": {"key": {"bearer": key}}} if key else {},
            "request-timeout": 60.0,
            "generation": {"max-examples": most, "deterministic": True, "database": "none"},
            "phases": {"stateful": {"enabled": False}, "coverage": {"enabled": ends}},
            "checks": {
                # What a review's own fields are stands in another answer, not in the OpenAPI.
                "positive_data_acceptance": {"enabled": False},
                "negative_data_rejection": {"expected-statuses": _REJECTED},
            },
        }
    )


def _often_known(_context: Any, query: dict[str, Any] | None) -> dict[str, Any] | None:  # noqa: ANN401
    """A name that is made up is nearly never one that is known."""
    if query and isinstance(query.get("review"), str) and len(query["review"]) % 2 == 0:
        return {**query, "review": SAMPLE}
    return query


def _often_sayable(_context: Any, body: Any) -> Any:  # noqa: ANN401
    """Likewise the fields of a case."""
    if not isinstance(body, dict):
        return body
    if body.keys() == {"log", "review"}:
        return {**body, "log": LOG, "review": REVIEW}
    said = _TEXTS[len(str(body)) % len(_TEXTS)]
    if said and _is_case(body.get("values")):
        return {**body, "values": {"text": said}}
    cases = body.get("cases")
    if said and isinstance(cases, list) and all(map(_is_case, cases)):
        return {**body, "cases": [{"text": said} for _ in cases]}
    return body


def _is_case(values: Any) -> bool:  # noqa: ANN401
    """Whether it is as the OpenAPI has it: what is not must stay so."""
    if not isinstance(values, dict):
        return False
    told = values.values()
    return all(isinstance(one, str | float | int) and not isinstance(one, bool) for one in told)
