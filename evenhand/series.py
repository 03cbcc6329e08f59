"""Phases: what was decided at each gate of a series of reviews, and what changed since.

A decision is stamped with its series, its phase and its main numbers when it is written; the gates
are read back from those stamps.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from evenhand.findings import (
    OMITTED,
    Decision,
    Dropped,
    Estimate,
    Findings,
    Gate,
    Omitted,
    Series,
    Since,
)
from evenhand.review import PHASES, Review

STAMP: Final = "gate"  # its key in the content of a decision
_WHATS: Final = ("criteria", "candidates", "data", "verdict")
_KEYS: Final = ("value", "low", "high", "n")


def declared(review: Review) -> Series | Omitted:
    """What the review itself says: its series, its phase, and what was tried and not kept.

    Args:
        review: the review.

    Returns:
        Without any gate; omitted where the review says nothing of the kind.
    """
    if review.series is None and not review.tried:
        return OMITTED
    dropped = tuple(Dropped(t.name, t.why, t.on, t.phase) for t in review.tried)
    name, phase = _place(review)
    return Series(name, phase, (), dropped)


def _place(review: Review) -> tuple[str, str] | tuple[None, None]:
    """The series and the phase."""
    own = review.series
    return (own.name, own.phase) if own else (None, None)


def stamp(review: Review, findings: Findings) -> dict[str, Any]:
    """What a decision keeps of its gate, as the record can hold it.

    Args:
        review: what is decided on.
        findings: of that review.
    """
    name, phase = _place(review)
    return {
        "series": name,
        "phase": phase,
        "candidates": [candidate.name for candidate in review.candidates],
        "numbers": {
            name: {key: getattr(estimate, key) for key in _KEYS}
            for name, estimate in numbers(findings, review).items()
        },
    }


def numbers(findings: Findings, review: Review) -> dict[str, Estimate]:
    """The main numbers of an audit, as far as there are any.

    `accuracy` is of the handoff's candidate, `accuracy_difference` that less the baseline's.

    Args:
        findings: of that review.
        review: whose handoff's candidate counts.
    """
    own = findings.candidates[review.handoff_candidate.name]
    compared, handed = findings.comparison, findings.handoff
    found = {
        "accuracy": own.metrics.get("accuracy"),
        "accuracy_difference": compared.accuracy_difference if compared else None,
        "coverage": handed.coverage if handed else None,
        "automatic_error": handed.automatic_error if handed else None,
    }
    return {name: e for name, e in found.items() if e is not None and e.value is not None}


def gates(
    decided: Iterable[tuple[Decision, Mapping[str, Any]]],
    findings: Findings,
    review: Review,
    criteria: str,
) -> tuple[Gate, ...]:
    """The last decision at each gate of the review's series, and what changed since.

    Args:
        decided: decisions in their order, each with the stamp that it was written with.
        findings: as they are now, with their verdict.
        review: as it is now.
        criteria: the hash of its criteria.

    Returns:
        In the order of the phases; none where the review is of no series.
    """
    if review.series is None:
        return ()
    own = [(d, mark) for d, mark in decided if mark.get("series") == review.series.name]
    last = {mark.get("phase"): (d, mark) for d, mark in own}
    return tuple(
        _gate(phase, *last[phase], _now(findings, review, criteria))
        for phase in PHASES
        if phase in last
    )


def _now(findings: Findings, review: Review, criteria: str) -> dict[str, str | None]:
    return {
        "criteria": criteria,
        "candidates": _listed([candidate.name for candidate in review.candidates]),
        "data": findings.review.fingerprint,
        "verdict": findings.verdict.word,
    }


def _gate(
    phase: str, decision: Decision, mark: Mapping[str, Any], now: Mapping[str, str | None]
) -> Gate:
    candidates = tuple(map(str, mark.get("candidates", ())))
    was = {
        "criteria": decision.criteria,
        "candidates": _listed(candidates),
        "data": decision.data,
        "verdict": decision.suggested,
    }
    return Gate(
        phase=phase,
        decision=decision,
        candidates=candidates,
        numbers={name: Estimate(**one) for name, one in mark.get("numbers", {}).items()},
        since=tuple(_since(was, now)),
    )


def _since(was: Mapping[str, str | None], now: Mapping[str, str | None]) -> Iterator[Since]:
    yield from (Since(what, was[what], now[what]) for what in _WHATS if was[what] != now[what])


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)
