"""Sentences on the record: what was locked, answered and decided, and whether it is whole."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from evenhand.findings import Attestation, Decision, Findings, Lock, LockChange, Omitted
from evenhand.record import ERASED, REMOVAL, Entry, Verified, keys
from evenhand.review import TABLES, Review
from evenhand.words import say

EMPTY: Final = "Nothing stands in the record yet."
NO_KEYS: Final = "No key for a program holds."
NOTHING_TO_ERASE: Final = "Nothing in the record is about that."
_KINDS: Final[Mapping[str, str]] = {
    "lock": "criteria locked",
    "opened": "results opened",
    "attestation": "question answered",
    "decision": "decision",
    "feedback": "feedback",
    keys.MADE: "key for a program made",
    keys.ENDED: "key for a program ended",
    REMOVAL: "removal of a kept review begun",
    ERASED: "entries erased",
}
_TEXT: Final = 300
_DIGITS: Final = 8  # of a seal
_BEGIN: Final = 16  # digits of a hash
_HASH: Final = re.compile("[0-9a-f]{32,}")


def lock_lines(lock: Lock | Omitted | None) -> tuple[str, ...]:
    """Whether the criteria are as they were locked, and each later change; none where never locked.

    Args:
        lock: of the findings, or of `decisions.locked`.
    """
    if not isinstance(lock, Lock):
        return ()
    opened = (opened_sentence(lock),) if lock.opened_on else ()
    return (lock_sentence(lock), *opened, *(f"- {change_line(one)}" for one in lock.changes))


def lock_sentence(lock: Lock) -> str:
    """Whether the criteria are as they were locked."""
    who = f"{say.name(lock.by)} locked them on {say.moment(lock.locked_on)}"
    if lock.state == "unchanged":
        return f"The criteria are as {who}."
    number = say.counted(len(lock.changes), "change", "changes")
    return f"The criteria are not as {who}: {number} since."


def opened_sentence(lock: Lock) -> str | None:
    """That results were opened before the lock; None where they were not."""
    if lock.opened_on is None:
        return None
    if say.moment(lock.opened_on) == say.moment(lock.locked_on):
        return "Results were open already when they were locked."
    return f"Results were opened before that, on {say.moment(lock.opened_on)}."


def change_line(change: LockChange) -> str:
    """One later change: what it was, what it is, and when that was."""
    what = f"{say.capital(_setting(change.what))} was {change.kind}"
    was, now = _plain(change.was or ""), _plain(change.now or "")
    parts = {
        "added": f": {now}",
        "removed": f": it was {was}",
        "changed": f" from {was} to {now}",
    }
    return f"{what}{parts[change.kind]} ({_when(change)})"


def _setting(what: str) -> str:
    """A criterion, or a key of the review file: `handoff threshold`, `threshold of model`."""
    table, _, key = what.partition(".")
    if table == "candidates":
        candidate, _, key = key.rpartition(".")
        return _plain(f"{key} of {candidate}")
    return _plain(f"{table} {key}" if table in TABLES and key else what)


def _plain(text: str) -> str:
    """A key of the review file and its value, without what only a file needs."""
    return say.readable(text, _TEXT)


def _when(change: LockChange) -> str:
    if change.on is None:
        return "not locked"
    if change.by is None:
        return f"not locked, results seen on {say.day(change.on)}"
    return f"locked by {say.name(change.by)} on {say.moment(change.on)}"


def decision_line(made: Decision) -> str:
    """What was decided, by whom and why, beside what the criteria suggested."""
    suggested = f"the criteria say {made.suggested}" if made.suggested else "no criteria suggest it"
    agreed = "as the criteria say" if made.suggested == made.decided else suggested
    because = f" Because: {_stopped(made.because)}" if made.because else ""
    conditions = "; ".join(say.cleaned(one) for one in made.conditions)
    held = f" On condition: {_stopped(conditions)}" if conditions else ""
    who = f"{say.name(made.by)} on {say.moment(made.on)}"
    return f"Decided: {made.decided}, by {who} (entry {made.number}); {agreed}.{because}{held}"


def _stopped(text: str) -> str:
    """A person's own text as a sentence."""
    plain = say.cleaned(text)
    return plain if plain.endswith((".", "!", "?")) else f"{plain}."


def decision_lines(findings: Findings) -> tuple[str, ...]:
    """What was decided on this review, the last first; none where nothing was."""
    found = findings.decisions
    return () if isinstance(found, Omitted) else tuple(map(decision_line, reversed(found)))


def written(entry: Entry) -> str:
    """That an entry was written, and what seals it."""
    kind = say.capital(_KINDS.get(entry.kind, entry.kind))
    return f"{kind}: entry {entry.seq} of the record, {say.moment(entry.at)}, {entry.digest}"


def written_here(entry: Entry) -> str:
    """The same for a page, with the first digits of the seal."""
    return written(replace(entry, digest=f"sealed {entry.digest[:_DIGITS]}…"))


def question_lines(
    questions: Sequence[str], given: Mapping[str, Attestation], review: Review
) -> list[str]:
    """Each question with its number, whether the review asks it, and the last answer.

    Args:
        questions: in the order of their numbers.
        given: the answers, by the question.
        review: which of them are criteria.
    """
    asked = {criterion.attest for criterion in review.criteria}
    lines = []
    for number, question in enumerate(questions, 1):
        own = "" if question in asked else " (no criterion of this review)"
        lines.append(f"{number}. {say.cleaned(question)}{own}")
        lines.append(f"   {answer_line(given.get(question))}")
    return lines


def answers_given(found: Findings) -> tuple[str, ...]:
    """Each question that a person has answered, with the answer.

    Args:
        found: with what the record has.
    """
    asked = (one for one in found.criteria if isinstance(one, Attestation) and one.answer)
    return tuple(f"{say.name(one.attest, 300)} {answer_line(one)}" for one in asked)


def answer_line(given: Attestation | None) -> str:
    """An answer with who gave it."""
    if given is None or not given.answer:
        return "Not answered yet."
    stands = " It stands in the way." if given.stands_in_the_way is True else ""
    who = f"{say.name(given.by)}, {say.moment(given.on)}" if given.by and given.on else ""
    return f"{_stopped(given.answer)}{stands} ({who})"


def entry_line(entry: Entry) -> str:
    """One entry in one line."""
    _, _, what, by, said, about = entry_row(entry)
    if entry.erased:
        return f"{entry.seq}  {entry.at}  {what}: {said}"
    signed, told = f", by {by}" if by else "", f": {said}" if said else ""
    return f"{entry.seq}  {entry.at}  {about}  {what}{signed}{told}"


ENTRY_COLUMNS: Final = ("Entry", "When", "What", "By", "It says", "About")


def entry_row(entry: Entry) -> tuple[str, ...]:
    """One entry as a row of a table, by `ENTRY_COLUMNS`; of an erased one, only that it is."""
    said = "erased" if entry.erased else _gist(entry)
    what = _KINDS.get(entry.kind, say.cleaned(entry.kind))
    by, about = (say.name(text, 80) if text else "" for text in (entry.signed, entry.subject))
    return (f"{entry.seq:,}", say.moment(entry.at), what, by, said, about)


def brief_row(entry: Entry) -> tuple[str, ...]:
    """The same, of each long hash only how it begins: enough to tell it from others on a page."""
    row = entry_row(entry)
    return tuple(f"{cell[:_BEGIN]}…" if _HASH.fullmatch(cell) else cell for cell in row)


def _gist(entry: Entry) -> str:
    """What an entry says, where that is short."""
    content = entry.content
    if entry.kind == ERASED:
        numbers = [str(number) for number in content["erased"]]
        return say.listed(numbers) if numbers else say.begun(say.cleaned(content["why"]), _TEXT)
    if entry.kind == keys.MADE:
        return say.name(f"{content['name']}, {content['role']}", _TEXT)
    if entry.kind == keys.ENDED:
        return f"entry {content['number']}"
    if entry.kind == "feedback" and "useful" in content:
        return "useful" if content["useful"] else "not useful"
    for key in ("decided", "question", "hash"):
        if key in content:
            return say.shortened(say.cleaned(content[key]), _TEXT)
    return ""


def key_line(key: keys.Key) -> str:
    """A key that holds: its number, what it is for, as what, and until when."""
    until = datetime.fromtimestamp(key.until, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    made = f"made by {say.name(key.by)}"
    return f"{key.number}  {say.name(key.name)}  {key.role}, until {say.moment(until)}, {made}"


def verified_lines(found: Verified) -> tuple[str, ...]:
    """Whether every entry is as it was written; what to note down to tell later."""
    if not found.entries and found.intact:
        return (EMPTY,)
    entries = say.counted(found.entries, "entry", "entries")
    erased = f", {found.erased:,} of them erased with a receipt" if found.erased else ""
    head = f"Head: {found.head}"
    if found.intact:
        return (f"{entries}{erased}: each is as it was written.", head)
    broken = (f"Entry {one.seq} {one.why}." for one in found.broken)
    return (f"{entries}{erased}: the record is not as it was written.", *broken, head)
