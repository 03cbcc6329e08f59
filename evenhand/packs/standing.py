"""How a requirement stands: frozen values, worked out elsewhere."""

from dataclasses import dataclass
from enum import Enum

from evenhand.packs.kinds import Pack, Requirement


class Standing(Enum):
    """Who has answered; never whether the answer is enough, which nobody here can say."""

    BY_DATA = "answered by the data"
    BY_YOU = "answered by you"
    NOT_ANSWERED = "not answered"
    DOES_NOT_APPLY = "does not apply"


@dataclass(frozen=True, slots=True)
class Answered:
    """A requirement with its answer.

    Attributes:
        requirement: what is asked.
        standing: who has answered.
        lines: the answer, or why there is none; plain text, a person's own words among it.
        where: which part of the findings document the data's answer comes from; empty without one.
    """

    requirement: Requirement
    standing: Standing
    lines: tuple[str, ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True)
class AnsweredPack:
    """A pack with the answers of one review."""

    pack: Pack
    answers: tuple[Answered, ...]

    def count(self, standing: Standing) -> int:
        """How many requirements stand so."""
        return sum(one.standing is standing for one in self.answers)
