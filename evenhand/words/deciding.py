"""Sentences around what a person decides, locks or answers on a page."""

from collections.abc import Mapping
from typing import Final

from evenhand.decisions import LONGEST, WORDS
from evenhand.errors import InputError
from evenhand.findings import Findings, Lock, Omitted
from evenhand.words import record

NEVER_LOCKED: Final = "The criteria were not locked before results were opened."
_NOT_DECIDED: Final = "Nothing was decided yet."
DECIDED_BY: Final = "Decided by (your name)"
LOCKED_BY: Final = "Locked by (your name)"
ANSWERED_BY: Final = "Answered by (your name)"
LOCKING: Final = (
    "The record keeps, with the time and your name, every limit and every setting of the review "
    "that the verdict hangs on. Later changes are listed with when. Results are open on this page "
    "already, and the record will say so."
)
LOCKING_FIRST: Final = (
    "The limits are written into the record of this server with the time and your name, before "
    "any result is shown. Whoever brings the same file later sees whether they "
    "were changed."
)
_RECORD: Final = (
    "It is written into the record of this server, with your name. The record is only ever added "
    "to, and shows if an entry was changed."
)
_SAMPLE: Final = "This is a sample, so others do not see it: only you, and who has your link."
_REFUSED: Final[Mapping[str, str]] = {
    "by": "Say who it is: fill in the name. Nothing was recorded.",
    "decision": "Choose what is decided. Nothing was recorded.",
    "because": "Say why: it is not what the criteria suggest. Nothing was recorded.",
    "question": "Choose a question. Nothing was recorded.",
    "answer": "Write an answer. Nothing was recorded.",
    "limits": (
        "There is no limit to lock: fill one in under “Costs, handoff and limits”. Nothing was "
        "counted."
    ),
}


def kept_note(*, is_sample: bool) -> str:
    """Where it is written, and who sees it."""
    return f"{_RECORD} {_SAMPLE}" if is_sample else _RECORD


def unreadable(error: InputError) -> str:
    """That what stands in the record cannot be shown, and why; what to do is not a reader's."""
    why = str(error).partition(";")[0]
    return f"What was decided, locked or answered can't be shown now: {why}."


def not_recorded(error: InputError) -> str:
    """Why nothing was written, and what to do."""
    where = str(error).partition(":")[0]
    return _REFUSED.get(where, f"Nothing was recorded: {error}.")


def not_decided(findings: Findings) -> str:
    """That nothing was decided, and that a person decides, with criteria or without."""
    suggest = "The criteria suggest; a person decides." if findings.verdict.word else ""
    return f"{_NOT_DECIDED} {suggest or 'A person decides.'}"


def suggested(findings: Findings) -> str:
    """What the criteria suggest, and when a reason is asked for."""
    word = findings.verdict.word
    if word is None:
        return "No criteria suggest anything: say why, whatever you decide."
    if word not in WORDS:
        return f"The criteria say: {word}. Say why, whatever you decide."
    return f"The criteria suggest: {word}. A reason is required where you decide otherwise."


def because(findings: Findings) -> str:
    """What stands above the field for the reason."""
    word = findings.verdict.word
    return f"Because (required unless it is {word})" if word in WORDS else "Because (required)"


def lock_state(lock: Lock | Omitted) -> tuple[str, ...]:
    """Whether the limits are as they were locked, when, and what changed since."""
    return record.lock_lines(lock) or (NEVER_LOCKED,)


def questions_title(asked: int, answered: int, criteria: int = 0) -> str:
    """How many questions only a person can answer, how many are answered, and whose they are.

    Args:
        asked: how many there are.
        answered: how many of them were answered.
        criteria: how many are criteria of the review; the others are asked of every review.
    """
    title = f"Questions that only a person can answer: {answered} of {asked} answered"
    if not criteria:
        return title
    own = "1 is a criterion" if criteria == 1 else f"{criteria} are criteria"
    return f"{title} ({own} of this review, {asked - criteria} are asked of every review)"


def room(text: str) -> str:
    """How long a text may be, and how much of that is taken once it is nearly full.

    >>> room("")
    'At most 2,000 characters.'
    """
    taken = len(text.strip())
    if taken < _NEARLY * LONGEST:
        return f"At most {LONGEST:,} characters."
    if taken <= LONGEST:
        return f"At most {LONGEST:,} characters; {LONGEST - taken:,} are left."
    return f"At most {LONGEST:,} characters: shorten it by {taken - LONGEST:,}. Nothing is lost."


_NEARLY: Final = 0.75
