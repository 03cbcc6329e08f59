"""Useful or not: who may say it of an answer, how often, and where it stands."""

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from components import guard, permits, samples
from components.access import Visitor
from components.guard import Meter
from components.permits import Action, Role
from components.serve_requests import VISITOR
from evenhand import decisions, record
from evenhand.decisions import Dossier, Opinion
from evenhand.errors import BusyError
from evenhand.record import Entry
from evenhand.scoring import Decision

_NOBODY: Final = Visitor(Role.NOBODY)
_COUNTING: Final = threading.Lock()
_OFTEN: Final = "that is more than allowed in an hour; please come back later"


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that somebody can speak of.

    Attributes:
        review: the name of its review.
        id: of `decisions.new_id`.
        decision: what was answered, and to what.
    """

    review: str
    id: str
    decision: Decision


def visitor(scope: Mapping[str, Any]) -> Visitor:
    """Who asks, as the gate has found out; nobody where it was not asked.

    Args:
        scope: of the request.
    """
    found = scope.get(VISITOR)
    return found if isinstance(found, Visitor) else _NOBODY


def why_not(one: Visitor) -> str | None:
    """Why somebody may not say whether an answer was useful; None where they may.

    Args:
        one: who asks.
    """
    if permits.may(one.role, Action.FEEDBACK):
        return None
    return permits.refusal(one.role, Action.FEEDBACK)


def keep(of: Answered, scope: Mapping[str, Any], *, useful: bool, reason: str) -> Entry:
    """Write down what somebody says of an answer, once; who may is asked before.

    Args:
        of: the answer.
        scope: of the request: who says it.
        useful: whether it was useful.
        reason: why; may be empty.

    Raises:
        BusyError: they have said more than is allowed in an hour.
        InputError: it cannot be written, or the reason is too long.
    """
    one, values = visitor(scope), of.decision.values
    said = Opinion(of.id, useful, reason.strip(), values, of.decision.kept())
    take_share("opinions", scope)
    dossier = Dossier(record.open(), samples.review(of.review), of.review, login=one.identity)
    return decisions.feedback(dossier, one.name, said)


def take_share(kind: str, scope: Mapping[str, Any], number: int = 1) -> None:
    """Count what somebody asks for, by person, else by address.

    Args:
        kind: of `Limits`: `cases` or `opinions`.
        scope: of the request.
        number: how many of them.

    Raises:
        BusyError: it is more than is allowed in an hour.
    """
    who = ((kind, visitor(scope).key or guard.address(scope)),)
    with _COUNTING:
        if meter().is_full(who):
            raise BusyError(_OFTEN)
        meter().add(who, files=number, size=0)


@cache
def meter() -> Meter:
    """What is counted of everybody here."""
    return Meter(guard.limits(os.environ))
