"""Rule packs: what is asked, and who has answered what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Stands = Literal["by_data", "by_you", "not_answered", "does_not_apply"]


@dataclass(frozen=True, slots=True)
class PackAnswer:
    """How one requirement stands.

    Attributes:
        citation: where it is asked.
        question: what it asks, in words of ours.
        status: whether it is in force, as the pack says.
        stands: who has answered; never whether the answer is enough.
        answer: the answer line by line, or why there is none.
        where: which part of this document the data's answer comes from; None without one.
    """

    citation: str
    question: str
    status: str
    stands: Stands
    answer: tuple[str, ...]
    where: str | None


@dataclass(frozen=True, slots=True)
class PackFindings:
    """A rule pack with its answers.

    Attributes:
        title: what people call it.
        jurisdiction: where it holds.
        as_of: the day of its newest source.
        look_up_after: the day after which it is to be looked up again.
        source: the address where its text stands.
        note: what to know of its state; None where there is nothing.
        answers: by the requirement's id, in the order of its text.
    """

    title: str
    jurisdiction: str
    as_of: str
    look_up_after: str
    source: str
    note: str | None
    answers: Mapping[str, PackAnswer]
