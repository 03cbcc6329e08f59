"""Who may do what: one table, asked by pages, uploads, the form, REST, downloads and metrics."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Action(StrEnum):
    """Something that not everybody may do, in the words of a refusal."""

    SAMPLES = "look at the samples"
    KEPT = "open a kept review by its link"
    FEEDBACK = "say whether an answer was useful"
    UPLOAD = "bring a log of your own"
    WORDS = "change what columns are called"
    PACKS = "answer what rule packs ask"
    SIGN = "lock limits, answer questions or decide"
    KEEP = "keep a review for others"
    DELETE = "delete a kept review of somebody else"
    RECORD = "read the whole record"
    METRICS = "read the server's metrics"


class Role(StrEnum):
    """What somebody is here.

    `nobody` is logged in and was given no role; `guest` is any visitor of a server that is open to
    all; `owner` sits at the machine itself, where there is no log-in.
    """

    NOBODY = "nobody"
    GUEST = "guest"
    VIEWER = "viewer"
    AUDITOR = "auditor"
    ADMIN = "admin"
    OWNER = "owner"


GIVEN: Final = (Role.VIEWER, Role.AUDITOR, Role.ADMIN)
"""The roles that can be given to people, least first."""

_GUEST: Final = frozenset({Action.SAMPLES})
_VIEWER: Final = _GUEST | {Action.KEPT, Action.FEEDBACK}
_AUDITOR: Final = _VIEWER | {Action.UPLOAD, Action.SIGN, Action.KEEP, Action.WORDS, Action.PACKS}

_MAY: Final[Mapping[Role, frozenset[Action]]] = {
    Role.NOBODY: frozenset(),
    Role.GUEST: _GUEST | {Action.WORDS, Action.PACKS},  # for themselves alone
    Role.VIEWER: _VIEWER,
    Role.AUDITOR: _AUDITOR,
    Role.ADMIN: frozenset(Action),
    Role.OWNER: frozenset(Action),
}


def may(role: Role, action: Action) -> bool:
    """Whether somebody of this role may do this.

    >>> may(Role.VIEWER, Action.KEPT), may(Role.VIEWER, Action.UPLOAD)
    (True, False)
    """
    return action in _MAY[role]


def refusal(role: Role, action: Action) -> str:
    """Why somebody may not, in one sentence.

    >>> refusal(Role.VIEWER, Action.UPLOAD)
    'You may not bring a log of your own here: your role is viewer.'
    """
    return f"You may not {action} here: {_BECAUSE.get(role, f'your role is {role}')}."


_BECAUSE: Final = {
    Role.NOBODY: "nobody has given you a role on this server yet",
    Role.GUEST: "this server is open to all and shows samples only",
}
