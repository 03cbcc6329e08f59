"""When a requirement applies at all, as a table of conditions on the review."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from evenhand.answering.subject import Subject
from evenhand.words import packs as said


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition.

    Attributes:
        holds: whether it does.
        otherwise: why the requirement does not apply where it does not.
    """

    holds: Callable[[Subject], bool]
    otherwise: str


CONDITIONS: Final[Mapping[str, Condition]] = {
    "groups": Condition(lambda s: bool(s.review.columns.protected), said.NO_PROTECTED),
    "scores": Condition(
        lambda s: bool(s.review.columns.protected) and bool(s.review.handoff_candidate.score),
        said.NO_SCORES,
    ),
    "synthetic": Condition(lambda s: bool(s.review.data.synthetic), said.NOT_SYNTHETIC),
    "handoff": Condition(lambda s: s.review.handoff is not None, said.NOT_HANDED),
}
