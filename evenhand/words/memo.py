"""Sentences of the one-page memo: each stands for a block of the long report."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from evenhand.findings import (
    Attestation,
    CriterionResult,
    Decision,
    Findings,
    Lock,
    Omitted,
)
from evenhand.review import Review
from evenhand.version import __version__
from evenhand.words import (
    compare,
    costs,
    criteria,
    given,
    handed_over,
    handoff,
    overview,
    promise,
    record,
    say,
    series,
    value,
    worst,
)

SIGN: Final = ("Decision", "Because", "On condition", "Name and date", "Signature")
"""What is left to fill in by hand where no decision is recorded."""

NEVER_LOCKED: Final = "The record has no lock of the criteria from before results were opened."
_SENTENCE: Final = 420
_ANSWER: Final = 160
_CHANGES: Final = 2
_QUESTIONS: Final = 4


def facts(findings: Findings, review: Review) -> tuple[tuple[str, str], ...]:
    """What a decision rests on: a few words, and a sentence or two each; nothing that is missing.

    Args:
        findings: what was found, with what the record has.
        review: its nouns and limits.
    """
    found = (
        ("Beside the rule", _compared(findings, review)),
        ("What it is worth", _worth(findings, review)),
        ("With and without people", handed_over.with_people(findings, review)),
        ("Handed to a person", _handed(findings, review)),
        ("Look first at", _first(findings, review)),
        ("What would change this", _changes(findings, review)),
        ("Answered by people", _answers(findings)),
        ("The criteria", _lock(findings)),
        ("Gates so far", _gates(findings)),
        ("Tried and not kept", _dropped(findings)),
    )
    return tuple((label, whole(said, _SENTENCE)) for label, said in found if said)


def whole(text: str, width: int) -> str:
    """As many whole sentences as there is room for; a part of the first where it alone is longer.

    >>> whole("It is so. It was not.", 12)
    'It is so.'
    """
    if len(text) <= width:
        return text
    end = text.rfind(". ", 0, width)
    return text[: end + 1] if end > 0 else say.shortened(text, width)


def _compared(findings: Findings, review: Review) -> str:
    """Who is beside whom, and which is right more often."""
    return f"{compare.compare_title(findings, review)}."


def _worth(findings: Findings, review: Review) -> str | None:
    """The net against today where it is known, else what it costs."""
    if value.value_of(findings) is None:
        return costs.cost_sentence(findings, review)
    return f"{value.value_title(findings, review).rstrip('.')}."


def _handed(findings: Findings, review: Review) -> str | None:
    found = findings.handoff
    if found is None or found.reason or not review.handoff_threshold:
        return None
    said = (handoff.handoff_meaning(findings, review), promise.guarantee_sentence(findings, review))
    return " ".join(sentence for sentence in said if sentence)


def _first(findings: Findings, review: Review) -> str | None:
    """The group to look at first, by the rule that names it everywhere."""
    found = worst.worst_group(findings, review)
    if found is None:
        return None
    return f"{say.capital(say.name(found.group))}. {found.sentence} {found.is_real}"


def _changes(findings: Findings, review: Review) -> str | None:
    said = criteria.what_would_change(findings, review)
    if not said:
        return None
    left = len(said) - _CHANGES
    more = f" And {left:,} more." if left > 0 else ""
    parts = (say.shortened(one, _SENTENCE // _CHANGES) for one in said[:_CHANGES])
    return " ".join(one if one.endswith((".", "?", "…")) else f"{one}." for one in parts) + more


def _answers(findings: Findings) -> str | None:
    """Each question to a person, who answered it and how; those not answered first."""
    asked = [c for c in findings.criteria if isinstance(c, Attestation)]
    asked.sort(key=lambda one: bool(one.answer))
    said = [
        f"{say.shortened(say.cleaned(one.attest), _ANSWER)} "
        f"{say.shortened(record.answer_line(one), _ANSWER)}"
        for one in asked[:_QUESTIONS]
    ]
    more = [f"{len(asked) - _QUESTIONS:,} more in the report."] if len(asked) > _QUESTIONS else []
    return " ".join([*said, *more]) or None


def _lock(findings: Findings) -> str | None:
    found = findings.lock
    if not findings.criteria:
        return None
    if not isinstance(found, Lock):
        return NEVER_LOCKED
    return " ".join(filter(None, (record.lock_sentence(found), record.opened_sentence(found))))


def _gates(findings: Findings) -> str | None:
    found = series.series_of(findings)
    if found is None or found.phase is None:
        return None
    gates = "; ".join(map(series.gate_short, found.gates)) or "nothing decided at any gate yet"
    here = f"this review stands before {series.PHASES[found.phase]}"
    return f"{say.name(found.name)}: {gates}; {here}."


def _dropped(findings: Findings) -> str | None:
    found = series.series_of(findings)
    return say.capital(series.dropped_short(found) or "") or None if found else None


def decided(findings: Findings) -> str | None:
    """The last decision, and how many went before; None where none is recorded."""
    found = findings.decisions
    if isinstance(found, Omitted) or not found:
        return None
    before = len(found) - 1
    count = say.counted(before, "earlier decision is", "earlier decisions are")
    more = f" {say.capital(count)} in the record." if before else ""
    return record.decision_line(_brief(found[-1])) + more


def _brief(made: Decision) -> Decision:
    """The same with a reason and conditions that leave room for the rest of the page."""
    conditions = [say.shortened(one, _ANSWER) for one in made.conditions[:_QUESTIONS]]
    left = len(made.conditions) - len(conditions)
    more = [f"{left:,} more in the report"] if left else []
    because = say.shortened(made.because, _SENTENCE)
    return replace(made, because=because, conditions=(*conditions, *more))


def suggested(findings: Findings) -> str:
    """What the criteria suggest, where nobody has decided yet."""
    word = findings.verdict.word
    if word is None:
        return "No criterion of this review decides. A person decides, and nobody has yet."
    return f"The criteria of this review say: {word}. A person decides, and nobody has yet."


def finding(findings: Findings, review: Review) -> str:
    """What was found, in one sentence; the verdict's word stands above it."""
    title = overview.overview_title(findings, review)
    return say.capital(whole(title.removeprefix(f"{findings.verdict.word}: "), _SENTENCE))


def closing(findings: Findings, review: Review) -> tuple[str, ...]:
    """What was counted, what to know of it, and what tells this page from any other."""
    facts_of = findings.review
    made = f"Data {facts_of.fingerprint}" if facts_of.fingerprint else "Data without a fingerprint"
    return (
        overview.data_line(findings, review),
        *given.notes(review, findings.candidates),
        f"{made}. Evenhand {__version__}. A calculation worksheet: what it says is yours to judge.",
    )


def criteria_left(left: tuple[CriterionResult | Attestation, ...]) -> str | None:
    """What the criteria that have no row here come to; None where all have one."""
    if not left:
        return None
    results = [one for one in left if isinstance(one, CriterionResult)]
    states = [
        f"{count:,} {mark.word}"
        for state, mark in criteria.MARKS.items()
        if (count := sum(one.state is state for one in results))
    ]
    said = f": {say.listed(states)}" if states else ""
    return f"And {len(left):,} more in the report{said}."


def label_of(review: Review) -> Iterator[str]:
    """The review's own title and question."""
    yield say.name(review.title, 140)
    yield say.name(review.question, 300) if review.question else ""
