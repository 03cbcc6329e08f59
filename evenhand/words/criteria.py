"""Sentences on criteria and the verdict."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from evenhand.findings import Attestation, CriterionResult, Estimate, Findings, State
from evenhand.review import Review
from evenhand.words import nouns, say

PERSON_DECIDES: Final = "by the criteria of this review; a person decides"


@dataclass(frozen=True, slots=True)
class Mark:
    """A state as a word and a shape, so that colour is never the message."""

    word: str
    symbol: str


MARKS: Final[Mapping[State, Mark]] = {
    State.INSIDE: Mark("inside", "✓"),
    State.OUTSIDE: Mark("outside", "✕"),
    State.CANNOT_TELL: Mark("can't tell yet", "?"),
}
VERDICT_SYMBOLS: Final[Mapping[str, str]] = {
    "Go": "✓",
    "Go with limits": "◐",
    "Not yet": "✕",
    "Can't tell yet": "?",
}
_PLAIN_UNITS: Final = {"wait_minutes": "minutes", "latency_p95": "milliseconds"}


def state_text(state: State) -> str:
    """A state as symbol and word.

    >>> state_text(State.OUTSIDE)
    '✕ outside'
    """
    return f"{MARKS[state].symbol} {MARKS[state].word}"


def criterion_name(result: CriterionResult | Attestation, review: Review) -> str:
    """What a criterion is about, in plain words."""
    if isinstance(result, Attestation):
        return say.name(result.attest, 300)
    plain = nouns.metric_name(result.finding, review)
    if result.finding == "selection_rate":
        plain = nouns.metric_phrase(result.finding, review)
    of = f" ({say.name(result.candidate)})" if result.candidate else ""
    if result.attribute is None:
        return f"{say.capital(plain)}{of}"
    kind = {"difference": "difference of ", "ratio": "ratio of ", None: ""}[result.gap]
    return f"{say.capital(kind + plain)}{of}, by {say.readable(result.attribute)}"


def limit_text(result: CriterionResult, review: Review) -> str:
    """The limit of a criterion, in the same unit as what was measured."""
    if isinstance(result.at_most, float | int):
        return f"{value_text(result, result.at_most, review)} at most"
    if isinstance(result.at_least, float | int):
        return f"{value_text(result, result.at_least, review)} at least"
    return "no limit"


def value_text(result: CriterionResult, value: float | None, review: Review) -> str:
    """A value of a criterion's finding: so many of 100, a ratio, money or minutes."""
    if value is None:
        return say.CANNOT
    if result.finding == "impact_ratio":
        return f"{say.number(100 * value, 3)} for every 100"
    if result.finding == "cost_difference":
        currency = review.costs.currency if review.costs else ""
        return say.money(value, currency)
    if result.finding in _PLAIN_UNITS:
        return f"{say.number(value)} {_PLAIN_UNITS[result.finding]}"
    if result.gap == "ratio":
        return say.number(value)
    of = say.denominator(abs(value))
    return f"{say.number(value * of, 3)} of {of:,}"


def measured_text(result: CriterionResult, review: Review) -> str:
    """What was measured, with its interval."""
    value = result.value
    if value.value is None:
        return say.CANNOT
    point = value_text(result, value.value, review)
    if value.low is None or value.high is None:
        return point
    low, high = (value_text(result, end, review) for end in (value.low, value.high))
    return f"{point} (from {low} to {high})"


def criterion_sentence(result: CriterionResult | Attestation, review: Review) -> str:
    """One criterion in one sentence: the state, what was measured, and the limit."""
    what = criterion_name(result, review)
    if isinstance(result, Attestation):
        return _attested(result, what)
    limit = limit_text(result, review)
    said = f"{say.capital(MARKS[result.state].word)}: {_lower(what)}"
    where = f", at {say.name(result.group)}" if result.group else ""
    sentence = f"{said} is {measured_text(result, review)}{where}; the limit you set is {limit}"
    return f"{sentence}{_more(result, review)}."


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _more(result: CriterionResult, review: Review) -> str:
    """What else there is to say where it can't be told."""
    if result.state is not State.CANNOT_TELL:
        return ""
    if result.reason:
        return f"; {result.reason.rstrip('.')}"
    if result.cases_needed:
        cases = say.name(review.words.plural)
        return f"; about {say.number(float(result.cases_needed))} more {cases} would settle it"
    return ""


def _attested(result: Attestation, what: str) -> str:
    if not result.answer:
        return f"Not answered yet: {what}"
    by = f" ({say.name(result.by)}, {result.on})" if result.by and result.on else ""
    return f"{what} {say.name(result.answer, 300)}{by}"


def verdict_sentence(findings: Findings, review: Review) -> str:
    """The verdict with its main reason; it always ends by saying who decides."""
    word = findings.verdict.word
    if word is None:
        return "No verdict: this review sets no criteria; write some before looking at results."
    return f"{word}, {PERSON_DECIDES}. {_tally(findings)}{_limits(findings, review)}"


def _tally(findings: Findings) -> str:
    """How many criteria are where."""
    results = [c for c in findings.criteria if isinstance(c, CriterionResult)]
    open_questions = sum(isinstance(c, Attestation) and not c.answer for c in findings.criteria)
    found = [(MARKS[s].word, sum(c.state is s for c in results)) for s in State]
    states = [f"{n} {word}" for word, n in found if n]
    asked = f"; {say.counted(open_questions, 'question', 'questions')} to a person not answered"
    counted = say.counted(len(results), "criterion", "criteria")
    listed = f"{counted} worked out: {say.listed(states)}" if states else "Nothing to work out"
    return f"{listed}{asked if open_questions else ''}."


def _limits(findings: Findings, review: Review) -> str:
    """The limits a `Go with limits` comes with."""
    handoff = findings.handoff
    if findings.verdict.word != "Go with limits" or handoff is None:
        return ""
    person = say.a_or_an(review.words.person)
    return (
        f" The limit: only {say.name(review.words.plural)} with a confidence of "
        f"{say.number(handoff.threshold, 3)} or more are decided alone, the others go to {person}."
    )


def what_would_change(findings: Findings, review: Review) -> tuple[str, ...]:
    """What would move each criterion that is not inside, and each question not answered."""
    said = (_change(result, findings, review) for result in findings.criteria)
    changes = tuple(sentence for sentence in said if sentence)
    if changes or not findings.criteria:
        return changes
    return tuple(_would_break(c, review) for c in findings.criteria if isinstance(c, CriterionResult))


def _change(
    result: CriterionResult | Attestation, findings: Findings, review: Review
) -> str | None:
    what = criterion_name(result, review)
    if isinstance(result, Attestation):
        return None if result.answer else f"A named person answers: {what}"
    if result.state is State.INSIDE:
        return None
    need = "" if result.required else " (not required)"
    if result.state is State.CANNOT_TELL:
        return f"{what}{need}: {_what_settles(result, review)}."
    wanted = f"{measured_text(result, review)} now, {limit_text(result, review)} wanted"
    return f"{what}{need}: {wanted}{_elsewhere(result, findings, review)}."


def _what_settles(result: CriterionResult, review: Review) -> str:
    cases = say.name(review.words.plural)
    if result.cases_needed:
        where = f" of {say.name(result.group)}" if result.group else ""
        return f"about {say.number(float(result.cases_needed))} more {cases}{where} would settle it"
    if result.reason:
        return result.reason.rstrip(".")
    return f"the interval holds the limit ({limit_text(result, review)}); more {cases} would narrow it"


def _elsewhere(result: CriterionResult, findings: Findings, review: Review) -> str:
    """The lowest handoff threshold at which the measured automatic error keeps the limit."""
    limit, handoff = result.at_most, findings.handoff
    if result.finding != "automatic_error" or handoff is None or not isinstance(limit, float):
        return ""
    ends = [p for p in handoff.curve if p.automatic_error is None or p.automatic_error > limit]
    last = max((p.threshold for p in ends if p.automatic_error is not None), default=None)
    kept = [p for p in handoff.curve if last is not None and p.threshold > last and p.coverage > 0]
    if not kept:
        return ""
    alone = say.of_cases(Estimate(kept[0].coverage, n=handoff.n))
    cases = say.name(review.words.plural)
    return (
        f"; from a confidence of {say.number(kept[0].threshold, 3)} on the measured value keeps it, "
        f"with {alone} {cases} decided alone"
    )


def _would_break(result: CriterionResult, review: Review) -> str:
    """What an inside criterion would have to become."""
    what, limit = criterion_name(result, review), limit_text(result, review)
    return f"{what}: {measured_text(result, review)} now; it would change beyond {limit}."
