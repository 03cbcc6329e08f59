"""When a requirement applies at all, as a table of conditions on the review.

That a review looks at no groups is none of them: what is asked of groups is then not answered.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain
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


def _has_small(subject: Subject) -> bool:
    """Whether a group is under the least share, so that it has no ratio; or nobody can tell."""
    tables = [*chain(subject.tables(), subject.tables(crossed=True))]
    small = (row.share < table.least_share for _, table in tables for row in table.selection)
    return not tables or any(small)


CONDITIONS: Final[Mapping[str, Condition]] = {
    "small-groups": Condition(_has_small, said.NO_SMALL),
    "scores": Condition(lambda s: bool(s.review.handoff_candidate.score), said.NO_SCORES),
    "synthetic": Condition(lambda s: bool(s.review.data.synthetic), said.NOT_SYNTHETIC),
    "handoff": Condition(lambda s: s.review.handoff is not None, said.NOT_HANDED),
}
