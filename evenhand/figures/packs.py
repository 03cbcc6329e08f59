"""A rule pack as a table: what is asked, and who has answered what."""

from evenhand.figures.kinds import Brief, Cell, Table
from evenhand.packs import Answered, AnsweredPack
from evenhand.words import packs as said
from evenhand.words import say

_SHORT = 160  # letters of an answer at first sight; the whole of it stands in the numbers


def pack(answered: AnsweredPack) -> Table:
    """Every requirement of a pack: how it stands, the answer, and where that comes from.

    Args:
        answered: the pack with its answers.
    """
    title = said.title(answered)
    return Table(
        title=title,
        meaning=f"{said.counts(answered)} {said.NOT_LAW}",
        alt=f"{title}. A table of questions and answers.",
        how=said.HOW,
        columns=("Where it is asked", "Question", "How it stands", "Answer", "From", "Status"),
        rows=tuple(_row(one) for one in answered.answers),
        brief=Brief(
            ("Where it is asked", "Question", "How it stands", "Answer"),
            tuple(_short(one) for one in answered.answers),
        ),
    )


def _row(one: Answered) -> tuple[Cell, ...]:
    asked = one.requirement
    return (
        asked.citation, asked.question, said.standing(one.standing), " ".join(one.lines),
        say.cleaned(one.where) if one.where else say.DASH, said.status(asked),
    )  # fmt: skip


def _short(one: Answered) -> tuple[Cell, ...]:
    where, question, standing, answer, *_ = _row(one)
    return (where, question, standing, say.begun(str(answer), _SHORT))
