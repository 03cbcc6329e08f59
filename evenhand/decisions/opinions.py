"""What people say of single answers, useful or not, kept for those who train the next model.

It holds what was put in, so it stands under a subject of its own: it can be erased alone.
"""

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from evenhand.decisions.dossier import Dossier
from evenhand.errors import InputError
from evenhand.record import LOGIN, Entry, Record
from evenhand.spreadsheet import Cell

FEEDBACK: Final = "feedback"
LONGEST_REASON: Final = 500
_OF: Final = ":feedback"
_ID: Final = re.compile("[0-9a-f]{32}")
_ID_BYTES: Final = 16
_DECISION: Final = "decision"
_INPUT: Final = "input."
_HEAD: Final = ("entry", "at", "review", "decision", "is_last", "useful", "reason", "by")
_ANSWERS: Final = ("baseline", "baseline_answer", "model", "model_answer")
_SURE: Final = ("score", "confidence", "threshold", "handed_off")
_YES_NO: Final = {True: "yes", False: "no", None: None}


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody says of the answers to one case.

    Attributes:
        decision: the id that the answers were given under, of `new_id`.
        useful: whether they were useful.
        reason: why; may be empty.
        values: what was put in, by column.
        answers: what was answered, by the keys of `_ANSWERS` and `_SURE`.
    """

    decision: str
    useful: bool
    reason: str
    values: Mapping[str, float | str]
    answers: Mapping[str, Cell | bool]

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.decision):
            raise InputError("expected the 32 digits that came with the answer", where=_DECISION)
        if len(self.reason) > LONGEST_REASON:
            much = f"at most {LONGEST_REASON} characters are kept"
            raise InputError(f"{much}; shorten it", where="reason")


def new_id() -> str:
    """An id for the answers to one case, by which what is said of them belongs together.

    >>> len(new_id())
    32
    """
    return secrets.token_hex(_ID_BYTES)


def subject_of(review: str) -> str:
    """What the record calls the feedback on a review, so that it can be erased by itself.

    >>> subject_of("q3")
    'q3:feedback'
    """
    return f"{review}{_OF}"


def feedback(dossier: Dossier, by: str, said: Opinion) -> Entry:
    """Record what a person says of the answers to a case, once.

    Saying the same again is answered by the entry that stands; a change of mind is a further one.

    Args:
        dossier: the review.
        by: who says it, by log-in; empty where nobody logs in.
        said: what is said, and of what.

    Raises:
        InputError: it cannot be written.
    """
    content: dict[str, Any] = asdict(said)
    if dossier.login:
        content[LOGIN] = dict(dossier.login)
    return dossier.record.append_new(
        FEEDBACK, (subject_of(dossier.named), by, content), thread=_DECISION
    )


def given(record: Record, review: str | None = None) -> tuple[Entry, ...]:
    """What was said, in its order, without what was erased.

    Args:
        record: where it stands.
        review: what the record calls it; every review if not given.

    Raises:
        InputError: the record cannot be read.
    """
    subject = None if review is None else subject_of(review)
    found = record.entries(subject, FEEDBACK)
    return tuple(entry for entry in found if not entry.erased)


def table(entries: Sequence[Entry]) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    """One row for each piece of feedback, for whoever trains the next model.

    Inputs stand under `input.` and their column's name; an input that a review does not ask for is
    empty. `is_last` is `yes` for the last word of a person on an answer.

    Args:
        entries: of `given`.

    Returns:
        The heads, and the rows.
    """
    names = tuple(dict.fromkeys(name for one in entries for name in one.content["values"]))
    last = {_thread(entry): entry.seq for entry in entries}
    heads = (*_HEAD, *_ANSWERS, *_SURE, *(f"{_INPUT}{name}" for name in names))
    rows = (
        (*_told(entry, is_last=last[_thread(entry)] == entry.seq), *_inputs(entry, names))
        for entry in entries
    )
    return heads, tuple(rows)


def _thread(entry: Entry) -> tuple[str, str, str]:
    return entry.subject, entry.by, entry.content[_DECISION]


def _told(entry: Entry, *, is_last: bool) -> Iterator[Cell]:
    said, answers = entry.content, entry.content["answers"]
    review = entry.subject.removesuffix(_OF)
    yield from (entry.seq, entry.at, review, said[_DECISION])
    yield from (_YES_NO[is_last], _YES_NO[said["useful"]], said["reason"], entry.signed)
    for name in (*_ANSWERS, *_SURE):
        value = answers.get(name)
        yield _YES_NO[value] if isinstance(value, bool) else value


def _inputs(entry: Entry, names: Sequence[str]) -> Iterator[Cell]:
    values: Mapping[str, Cell] = entry.content["values"]
    return (values.get(name) for name in names)
