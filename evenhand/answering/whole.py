"""A pack answered: what the data say, what a person says, and what is left."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from evenhand import packs
from evenhand.answering.answerers import ANSWERERS, YOU
from evenhand.answering.conditions import CONDITIONS
from evenhand.answering.subject import Answer, Said, Subject, Unsaid
from evenhand.explanation import Explanation
from evenhand.findings import Findings, PackAnswer, PackFindings
from evenhand.findings.packs import Stands
from evenhand.packs import Answered, AnsweredPack, Pack, Requirement, Standing
from evenhand.review import Review
from evenhand.words import packs as said

_STANDS: Final[Mapping[Standing, Stands]] = {
    Standing.BY_DATA: "by_data",
    Standing.BY_YOU: "by_you",
    Standing.NOT_ANSWERED: "not_answered",
    Standing.DOES_NOT_APPLY: "does_not_apply",
}
"""How each is called in the findings document."""


def answered_all(
    findings: Findings, review: Review, why: Explanation | None = None
) -> tuple[AnsweredPack, ...]:
    """Every pack that a review names, answered.

    Args:
        findings: what was found.
        review: with the packs that it names, and a person's answers.
        why: why the model decides so, where that was worked out.
    """
    subject = Subject(findings, review, why)
    return tuple(answered(packs.pack(name), subject) for name in review.packs)


def with_answers(findings: Findings, review: Review, why: Explanation | None = None) -> Findings:
    """The findings with how every pack that the review names stands; the same where it names none.

    Args:
        findings: what was found, with what the record has of it.
        review: with the packs that it names, and a person's answers.
        why: why the model decides so, where that was worked out.
    """
    if not review.packs:
        return findings
    told = {one.pack.name: _told(one) for one in answered_all(findings, review, why)}
    return replace(findings, packs=told)


def _told(found: AnsweredPack) -> PackFindings:
    pack = found.pack
    return PackFindings(
        pack.title, pack.jurisdiction, pack.as_of.isoformat(), pack.look_up_after.isoformat(),
        pack.source, pack.note, {one.requirement.id: _told_of(one) for one in found.answers},
    )  # fmt: skip


def _told_of(one: Answered) -> PackAnswer:
    asked, stands = one.requirement, _STANDS[one.standing]
    return PackAnswer(
        asked.citation, asked.question, asked.status, stands, one.lines, one.where or None
    )


def answered(pack: Pack, subject: Subject) -> AnsweredPack:
    """A pack with every requirement answered, or why it is not.

    Args:
        pack: what is asked.
        subject: the review, with what was found.
    """
    return AnsweredPack(pack, tuple(_one(pack, one, subject) for one in pack.requirements))


def _one(pack: Pack, asked: Requirement, subject: Subject) -> Answered:
    own = subject.review.packs.get(pack.name)
    if own is not None and asked.id in own.does_not_apply:
        return Answered(
            asked, Standing.DOES_NOT_APPLY, said.own_lines(own.does_not_apply[asked.id])
        )
    mine = said.own_lines(own.answers.get(asked.id, "")) if own is not None else ()
    condition = CONDITIONS[asked.applies_when] if asked.applies_when else None
    if condition is not None and not condition.holds(subject) and not mine:
        return Answered(asked, Standing.DOES_NOT_APPLY, (condition.otherwise,))
    return _weighed(asked, _by_data(asked, subject), mine, _where(asked, subject))


def _by_data(asked: Requirement, subject: Subject) -> Answer:
    if asked.answered_by == YOU:
        return Unsaid(said.ONLY_YOU)
    found = ANSWERERS[asked.answered_by].answer(subject)
    untold = isinstance(found, Said) and found.lines[0].startswith(said.CANNOT_TELL)
    return Unsaid(found.lines[0]) if isinstance(found, Said) and untold else found


def _where(asked: Requirement, subject: Subject) -> str:
    """Which part of the findings is read; empty where a person is asked."""
    if asked.answered_by == YOU:
        return ""
    return ANSWERERS[asked.answered_by].where.replace("NAME", subject.model)


def _weighed(asked: Requirement, found: Answer, mine: tuple[str, ...], where: str) -> Answered:
    """The data's answer first; without one a person's, and what the data lack beside it."""
    match found:
        case Said(lines, by_person):
            more = said.added(mine) if mine else ()
            standing = Standing.BY_YOU if by_person else Standing.BY_DATA
            return Answered(asked, standing, (*lines, *more), where)
        case Unsaid(reason) if mine:
            lacking = (said.instead(reason),) if where else ()
            return Answered(asked, Standing.BY_YOU, (*mine, *lacking))
        case Unsaid(reason):
            return Answered(asked, Standing.NOT_ANSWERED, (reason,), where)
