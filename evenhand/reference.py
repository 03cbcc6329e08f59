"""The earlier log that a review is compared with: opened and counted as the log itself is."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import narwhals as nw

from evenhand import profiles, sources
from evenhand.errors import InputError
from evenhand.log import Log, check, mapped
from evenhand.profiles import ColumnProfile
from evenhand.review import Review
from evenhand.sources import Source, collected
from evenhand.tally import Tally, count
from evenhand.text import canonical

WHOSE: Final = "the earlier log"
_TWO: Final = 2  # labels of a binary review, in which all that is not positive is negative
_MOST_IDS: Final = 1_000_000  # of either log; they are held in memory to be compared


@dataclass(frozen=True, slots=True)
class Reference:
    """What was counted of the earlier log, and of both together.

    Attributes:
        tally: its counts.
        fingerprint: of its file; None for a frame.
        same_file: whether the log is the same file; None where one of them is no file.
        in_both: cases that stand in both, by their number; None where that is not known.
        missing: columns of the review that it does not have.
        not_compared: columns that hold another kind of value in it, or too many to count.
        columns: each column in it and in the log, by bins that it fixes.
    """

    tally: Tally
    fingerprint: str | None
    same_file: bool | None
    in_both: int | None
    missing: tuple[str, ...]
    not_compared: tuple[str, ...]
    columns: tuple[tuple[ColumnProfile, ColumnProfile], ...]


def opened(log: Log, given: Path | Any) -> Reference:  # noqa: ANN401  # any frame
    """Open an earlier log with the same review, and count it.

    Columns that it does not have count as empty there.

    Args:
        log: the log that it is compared with.
        given: its file, or any frame that Narwhals reads.

    Raises:
        InputError: it is not a log of this review; the line says that it is about the earlier one.
    """
    try:
        return _counted(log, given)
    except InputError as error:
        raise InputError(f"{WHOSE}: {error}") from None


def _counted(log: Log, given: Path | Any) -> Reference:  # noqa: ANN401
    review = log.review
    if isinstance(given, Path):
        source = sources.from_file(given, mapped(review))
    else:
        source = sources.from_frame(given)
    has = set(source.names)
    for name in sorted(_needed(review) - has):
        line = f"there is no column {name}, which the log has; give a log with the same columns"
        raise InputError(line, where=source.where)
    missing = tuple(sorted(mapped(review) - has))
    earlier = check(_padded(source, missing), review).coarser()
    _check_written(log, earlier, missing)
    tally = count(earlier)
    both = set(profiles.looked_at(earlier)) - set(missing)
    names = tuple(name for name in profiles.looked_at(log) if name in both)
    told = dict(profiles.beside(log, earlier, names))
    ours, theirs = log.source.fingerprint, source.fingerprint
    return Reference(
        tally=tally,
        fingerprint=theirs,
        same_file=ours == theirs if ours and theirs else None,
        in_both=None if review.columns.id in missing else _in_both(log, earlier),
        missing=missing,
        not_compared=tuple(name for name, one in told.items() if one is None),
        columns=tuple(one for one in told.values() if one is not None),
    )


def _needed(review: Review) -> set[str]:
    """Columns without which nothing can be counted as it is in the log."""
    own = review.handoff_candidate
    asked = (review.columns.weight, review.columns.arm, own.score, own.prediction)
    return {name for name in asked if name is not None}


def _check_written(log: Log, earlier: Log, missing: tuple[str, ...]) -> None:
    """That outcomes and answers are written alike, and are right or wrong in one sense."""
    review = log.review
    positive, label = canonical(review.columns.positive), review.columns.label
    asked = {label, *(one.prediction for one in review.candidates)} - {None, *missing}
    found = {
        name: [_values(one, name) or set() for one in (log, earlier)]
        for name in sorted(filter(None, asked))
    }
    binary = label not in found or len(found[label][1]) <= _TWO
    for name, (ours, theirs) in found.items():
        two = [len(values) <= _TWO for values in (ours, theirs)]
        if name == label and ours and theirs and two[0] != two[1]:
            line = (
                f"column {name} has {len(theirs)} different labels, in the log it has {len(ours)}: "
                "right and wrong would not mean the same; give an earlier log with the same ones"
            )
            raise InputError(line, where=earlier.source.where)
        renamed = positive in ours - theirs and bool(theirs - ours)
        if renamed and (binary or not ours & theirs):
            line = (
                f"column {name} has other values than in the log, and never [columns] positive; "
                "write it as the log does"
            )
            raise InputError(line, where=earlier.source.where)


def _padded(source: Source, missing: tuple[str, ...]) -> Source:
    """The same rows, with an empty column for each that is missing."""
    first = len(source.names)
    empty = (nw.lit(None, nw.String()).alias(f"c{first + place}") for place in range(len(missing)))
    frame = source.frame.with_columns(*empty) if missing else source.frame
    return replace(source, frame=frame, names=(*source.names, *missing))


def _in_both(log: Log, earlier: Log) -> int | None:
    """How many numbers of cases stand in both; None without numbers, or with too many of them."""
    name = log.review.columns.id
    if name is None:
        return None
    ours, theirs = (_values(one, name) for one in (log, earlier))
    return None if ours is None or theirs is None else len(ours & theirs)


def _values(log: Log, name: str) -> set[str | None] | None:
    """The values of one column, written as they are compared; None where there are too many."""
    rows = log.source.frame.select(v=log.column(name)).unique().head(_MOST_IDS + 1)
    held = collected(rows, log.source.where, "counted").column("v")
    if len(held) > _MOST_IDS:
        return None
    return {canonical(value) for value in held.to_pylist()} - {None}
