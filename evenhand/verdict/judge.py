"""Every criterion judged, and the verdict that follows."""

from dataclasses import replace

from evenhand.findings import (
    OMITTED,
    Attestation,
    CriterionResult,
    Handoff,
    Omitted,
    State,
    Verdict,
)
from evenhand.review import Criterion, Review
from evenhand.verdict import groups, single
from evenhand.verdict.evidence import Evidence


def judge(evidence: Evidence) -> tuple[CriterionResult | Attestation, ...]:
    """Every criterion of the review, in its order."""
    level = _level(evidence.review)
    return tuple(_judged(c, evidence, level) for c in evidence.review.criteria)


def state(criterion: Criterion, evidence: Evidence) -> State:
    """The state of one criterion of the review on some evidence, as `judge` would have it."""
    name = criterion.candidate or evidence.review.handoff_candidate.name
    one = single.state if criterion.attribute is None else groups.state
    return one(criterion, evidence, name, _level(evidence.review))


def _level(review: Review) -> float:
    """The level of each criterion's interval, so that all of them hold together."""
    computed = sum(criterion.attest is None for criterion in review.criteria)
    return 1 - (1 - review.method.interval) / max(1, computed)


def decide(results: tuple[CriterionResult | Attestation, ...], found: Handoff | None) -> Verdict:
    """The verdict: by the criteria of the review; a person decides."""
    if not results:
        return Verdict(None, ())
    required = [result for result in results if result.required]
    if not required:
        return Verdict(None, ("no criterion is required",))
    outside = [r for r in required if _state(r) is State.OUTSIDE]
    open_ones = [r for r in required if _state(r) is State.CANNOT_TELL]
    if outside:
        return Verdict("Not yet", tuple(f"outside: {_name(r)}" for r in outside))
    if open_ones:
        return Verdict("Can't tell yet", tuple(f"cannot tell: {_name(r)}" for r in open_ones))
    if found is not None and found.coverage.value is not None and found.coverage.value < 1:
        return Verdict("Go with limits", ("all inside, with the handoff threshold in place",))
    return Verdict("Go", ("all inside",))


def as_answered(result: CriterionResult | Attestation) -> CriterionResult | Attestation:
    """A question as if somebody had answered it, and nothing stood in the way."""
    return replace(result, answer="") if isinstance(result, Attestation) else result


def with_answers(
    by_limits: str | None, results: tuple[CriterionResult | Attestation, ...]
) -> str | None:
    """The verdict's word, from what it would be by limits alone and how questions are answered.

    Args:
        by_limits: the word, were every question answered and nothing in the way.
        results: the criteria, of which only the questions count.
    """
    questions = tuple(result for result in results if isinstance(result, Attestation))
    words = (by_limits, decide(questions, None).word)
    return next((word for word in ("Not yet", "Can't tell yet") if word in words), by_limits)


def _state(result: CriterionResult | Attestation) -> State:
    if isinstance(result, CriterionResult):
        return result.state
    if result.answer is None:
        return State.CANNOT_TELL
    return State.OUTSIDE if result.stands_in_the_way is True else State.INSIDE


def _name(result: CriterionResult | Attestation) -> str:
    if isinstance(result, Attestation):
        return result.attest
    parts = (result.finding, result.gap, result.attribute, result.candidate)
    return " · ".join(part for part in parts if part)


def _judged(
    criterion: Criterion, evidence: Evidence, level: float
) -> CriterionResult | Attestation:
    if criterion.attest is not None:
        return Attestation(criterion.attest, None, None, None, criterion.required)
    name = criterion.candidate or evidence.review.handoff_candidate.name
    judge_one = single.settled if criterion.attribute is None else groups.settled
    found = judge_one(criterion, evidence, name, level)
    return CriterionResult(
        finding=str(criterion.finding),
        candidate=name,
        attribute=criterion.attribute,
        gap=criterion.gap,
        at_most=_asked(criterion.at_most),
        at_least=_asked(criterion.at_least),
        value=found.value,
        state=found.state,
        cases_needed=found.needed.cases,
        required=criterion.required,
        group=found.group,
        reason=found.reason,
        needed_of=found.needed.of,
        needed_among=found.needed.among,
        at_parity=found.at_parity,
    )


def _asked(limit: float | None) -> float | Omitted:
    return OMITTED if limit is None else limit
