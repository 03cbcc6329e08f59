"""What a nightly check says: which findings are a breach, and in which words."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final, Literal

from evenhand.findings import (
    AccuracyFell,
    Attestation,
    Checked,
    ColumnDrift,
    CriterionResult,
    Findings,
    Health,
    Notice,
    State,
)
from evenhand.review import Review
from evenhand.words import criteria, say, shadow
from evenhand.words.columns import column_name
from evenhand.words.expected import expected_line
from evenhand.words.gaps_over_time import by_cause, cause_sentence, groups_of, narrowed
from evenhand.words.health import fall_sentence, fault_sentence, faults_since_then, health_of

Drift = Literal["unproven", "any", "none"]
DRIFT: Final[tuple[Drift, ...]] = ("unproven", "any", "none")
"""When a column's drift alone is a breach: where outcomes do not tell yet, always, never."""

_LASTING: Final = frozenset({"leak", "mail"})  # of the log as it is made, not of this night


def checked(findings: Findings, review: Review, drift: Drift = "unproven") -> Checked:
    """What is breached, by the criteria and by what changed.

    Breached: a required criterion outside its limit, or an answer that stands in the way; a fault
    of the data that came with time and is in one of the last two periods that can be judged, or
    that an earlier log does not have; a lasting fall of accuracy, or a gap between groups that
    widened or turned round, by more than the review's margin; a trial in shadow that must stop; and
    drift of a column in the last period, as `drift` says.

    Args:
        findings: what was found.
        review: its nouns and criteria.
        drift: whether a column that changed is a breach by itself: `unproven`, where outcomes of
            that period do not tell yet whether answers are still right; `any`; `none`.
    """
    told = (
        *_criteria(findings, review),
        *_health(findings, review, drift),
        *_since_then(findings, review),
        *_trial(findings, review),
    )
    by = {state: tuple(one for own, one in told if own == state) for state in _STATES}
    return Checked(
        review=review.subject,
        fingerprint=findings.review.fingerprint,
        verdict=findings.verdict.word,
        is_breached=bool(by["breach"]),
        breaches=by["breach"],
        cannot_tell=by["cannot_tell"],
        noted=by["noted"],
    )


_State = Literal["breach", "cannot_tell", "noted"]
_STATES: Final[tuple[_State, ...]] = ("breach", "cannot_tell", "noted")
_Told = Iterator[tuple[_State, Notice]]


def _criteria(findings: Findings, review: Review) -> _Told:
    for one in findings.criteria:
        state = _state(one)
        if state is None:
            continue
        kind: Literal["criterion", "attestation"] = (
            "attestation" if isinstance(one, Attestation) else "criterion"
        )
        notice = Notice(kind, criteria.criterion_sentence(one, review))
        yield (state if one.required or state == "cannot_tell" else "noted"), notice


def _state(one: CriterionResult | Attestation) -> _State | None:
    """None where it is as it should be."""
    if isinstance(one, Attestation):
        if criteria.stands_in_the_way(one):
            return "breach"
        return "cannot_tell" if one.answer is None else None
    return _OF.get(one.state)


_OF: Final[Mapping[State, _State]] = {State.OUTSIDE: "breach", State.CANNOT_TELL: "cannot_tell"}


def _health(findings: Findings, review: Review, drift: Drift) -> _Told:
    found = health_of(findings)
    if found is None:
        return
    for fault in found.faults:
        notice = Notice("fault", f"{fault_sentence(fault, review)}.", fault.since)
        old = fault.kind in _LASTING or fault.since is None or fault.is_over
        yield ("noted" if old else "breach"), notice
    if found.expectation is not None and found.expectation.withdrawn is not None:
        yield "noted", Notice("expected", expected_line(found), found.expectation.withdrawn.since)
    if found.fell is not None:
        yield _fall(found.fell, found, review)
    yield from _gaps(found, review)
    yield from _drift(found, review, drift)


def _gaps(found: Health, review: Review) -> _Told:
    """One notice for each two groups, however many of their rates moved apart."""
    for gaps in by_cause(found):
        first = gaps[0]
        notice = Notice(
            kind="gap",
            says=f"{cause_sentence(gaps, found, review)}.",
            since=min((one.since for one in gaps if one.since), default=None),
            attribute=first.attribute,
            groups=groups_of(first),
            rates=tuple(one.metric for one in gaps),
        )
        yield ("noted" if narrowed(first) else "breach"), notice


def _drift(found: Health, review: Review, drift: Drift) -> _Told:
    for one in drifted_last(found):
        said = f"{say.capital(column_name(one.column, review))} changed in {one.period}."
        notice = Notice("drift", said, one.period)
        alone = drift == "any" or (drift == "unproven" and not _is_judged(found, one.period))
        if alone and drift == "unproven":
            more = " Too few outcomes are known to tell whether answers are still right."
            notice = replace(notice, says=said + more)
        yield ("breach" if alone else "noted"), notice


def _since_then(findings: Findings, review: Review) -> _Told:
    """What is wrong with the data, and was not in the earlier log."""
    for said in faults_since_then(findings, review):
        yield "breach", Notice("fault", said)


def _trial(findings: Findings, review: Review) -> _Told:
    """The trial in shadow, where it must stop, or where it is over and can't be told."""
    trial = shadow.trial_of(findings)
    states: dict[str, _State] = {"stop": "breach", "cannot_tell": "cannot_tell"}
    if trial is not None and trial.state in states:
        said = f"{shadow.trial_title(findings, review)}."
        yield states[trial.state], Notice("shadow", said, trial.on)


def _fall(fell: AccuracyFell, found: Health, review: Review) -> tuple[_State, Notice]:
    said = f"{fall_sentence(fell, found)}."
    low = fell.difference.low
    small = low is not None and low >= -review.method.margin
    return ("noted" if small else "breach"), Notice("accuracy", said, fell.since)


def drifted_last(found: Health) -> tuple[ColumnDrift, ...]:
    """The columns whose change matters in the last period in which they could be compared."""
    last = {one.column: one for one in found.drift}
    return tuple(one for one in last.values() if one.matters)


def _is_judged(found: Health, period: str) -> bool:
    """Whether enough outcomes of a period are known to tell how often answers are right."""
    return any(one.period == period and one.cusum is not None for one in found.periods)


def check_lines(found: Checked) -> list[str]:
    """The check in a few lines of plain text."""
    parts = (
        ("Breached", found.breaches),
        ("Can't be told yet", found.cannot_tell),
        ("Noted", found.noted),
    )
    word = "Breached" if found.is_breached else "Nothing is breached"
    lines = [f"{say.cleaned(found.review)}: {word}."]
    for title, told in parts:
        lines += [f"{title}: {one.says}" for one in told]
    return lines
