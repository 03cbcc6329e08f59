"""Questions that only a named person can answer, and what was answered."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from evenhand import verdict
from evenhand.decisions.dossier import Dossier, text
from evenhand.errors import InputError
from evenhand.findings import Attestation, CriterionResult, Findings, Omitted, Robustness
from evenhand.record import Entry
from evenhand.review import Review

ATTESTATION: Final = "attestation"


@dataclass(frozen=True, slots=True)
class Standard:
    """A question that every review could ask.

    Attributes:
        question: what is asked.
        hint: what an answer says.
    """

    question: str
    hint: str


STANDARD: Final = (
    Standard(
        "Was the data sourced legally?",
        "Where it comes from, on what ground it is used, and who may see it.",
    ),
    Standard(
        "Could the model be used for surveillance?",
        "Whether it could follow or single out people, and what keeps it from that.",
    ),
    Standard(
        "Whom does it disadvantage?",
        "Which people come off worse by it, also those who are not in the data.",
    ),
)


def questions(review: Review) -> tuple[str, ...]:
    """What can be answered: the review's own questions, then standard ones it does not ask.

    Args:
        review: the review.
    """
    own = [criterion.attest for criterion in review.criteria if criterion.attest]
    return tuple(dict.fromkeys([*own, *(standard.question for standard in STANDARD)]))


def attest(
    dossier: Dossier, question: str, answer: str, by: str, *, stands_in_the_way: bool = False
) -> Entry:
    """Answer a question; a later answer to the same one replaces it, and both stay in the record.

    Args:
        dossier: the review.
        question: one of `questions(review)`.
        answer: what is answered.
        by: who answers.
        stands_in_the_way: whether, by this answer, the model must not be used.

    Raises:
        InputError: it is no question of the review, there is no answer or no name, one is too long,
            or it cannot be written.
    """
    if question not in questions(dossier.review):
        raise InputError("expected one of the review's questions", where="question")
    said = text(answer, "the answer")
    if not said:
        raise InputError("expected an answer", where="answer")
    content = {"question": question, "answer": said, "stands_in_the_way": stands_in_the_way}
    return dossier.write(ATTESTATION, by, content)


def answers(dossier: Dossier) -> dict[str, Attestation]:
    """The last answer to each question that was answered.

    Args:
        dossier: the review.
    """
    required = {c.attest: c.required for c in dossier.review.criteria if c.attest}
    given = {entry.content["question"]: entry for entry in dossier.entries(ATTESTATION)}
    return {
        question: _answer(entry, required=required.get(question, False))
        for question, entry in given.items()
    }


def _answer(entry: Entry, *, required: bool) -> Attestation:
    said = entry.content
    stands = bool(said["stands_in_the_way"])
    return Attestation(said["question"], said["answer"], entry.signed, entry.at, required, stands)


def answered(findings: Findings, given: Mapping[str, Attestation]) -> Findings:
    """The findings with answers in their criteria, and the verdict that follows.

    Answered standard questions that the review does not ask stand last, and decide nothing.

    Args:
        findings: as the audit found them.
        given: by the question.
    """
    asked = {one.attest for one in findings.criteria if isinstance(one, Attestation)}
    more = [one.question for one in STANDARD if one.question in given.keys() - asked]
    if not more and not asked & given.keys():
        return findings
    own = (_with_answer(result, given) for result in findings.criteria)
    criteria = (*own, *(replace(given[question], required=False) for question in more))
    word = verdict.decide(criteria, findings.handoff)
    holds = _robustness(findings.robustness, criteria, word.word)
    return replace(findings, criteria=criteria, verdict=word, robustness=holds)


def _robustness(
    found: Robustness | Omitted,
    criteria: tuple[CriterionResult | Attestation, ...],
    own: str | None,
) -> Robustness | Omitted:
    """The verdict under other choices, with the same answers: no choice changes an answer."""
    if isinstance(found, Omitted):
        return found
    choices = tuple(
        replace(choice, word=verdict.with_answers(choice.by_limits, criteria))
        for choice in found.choices
    )
    return replace(found, choices=choices, holds=sum(choice.word == own for choice in choices))


def _with_answer(
    result: CriterionResult | Attestation, given: Mapping[str, Attestation]
) -> CriterionResult | Attestation:
    if isinstance(result, CriterionResult) or result.attest not in given:
        return result
    return replace(given[result.attest], required=result.required)
