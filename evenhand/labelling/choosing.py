"""The list itself: which cases of the log, asked of the engine that holds it.

Only the rows that are on the list come back. Chance is a hash of the case's number under the
review's seed, as in `evenhand.split`: the same list in every engine, and nobody can choose it.
Where cases have no number, it is that of the row.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import narwhals as nw
import numpy as np
import pyarrow as pa

from evenhand.counting import MISSING, sureness, weights
from evenhand.errors import InputError
from evenhand.findings.labelling import Way
from evenhand.labelling.ways import by_chance, evenly
from evenhand.log import Log, answered
from evenhand.review import Candidate, Review
from evenhand.split import as_text, case_text, hashed
from evenhand.tally import UNKNOWN, Tally, group_name
from evenhand.text import canonical, negative_text

MOST: Final = 10_000
"""The longest list."""

WAYS: Final[tuple[Way, ...]] = ("uncertainty", "disagreement", "mixed", "groups", "random")
_SALT: Final = "label"  # another order than that of `evenhand.split`


@dataclass(frozen=True, slots=True)
class Row:
    """One case of the list.

    Attributes:
        case: its number as it stands in the log; that of its row where it has none.
        answer: what the candidate says.
        confidence: how sure it is; None where it does not say.
        other: what the baseline says, where that is why it is on the list.
        group: whose group it is in, where that is why; None where it was not asked for.
        known: how many outcomes of that group were known before.
        chance: whether it was drawn by chance, so that it may measure.
    """

    case: str
    answer: str
    confidence: float | None
    other: str | None = None
    group: str | None = None
    known: int | None = None
    chance: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """The list.

    Attributes:
        by: how it was chosen.
        attribute: by the groups of which column, if by any.
        rehearsal: whether outcomes of all cases are known already.
        rows: the first to label first.
    """

    by: Way
    attribute: str | None
    rehearsal: bool
    rows: tuple[Row, ...]


def listed(log: Log, tally: Tally, by: Way, cases: int, attribute: str | None = None) -> Listed:
    """Which cases to label next.

    Args:
        log: the rows.
        tally: its counts.
        by: how to choose.
        cases: how many; fewer where there are not so many.
        attribute: by the groups of which column, for `groups`.

    Raises:
        InputError: the log does not allow this way, or so long a list.
    """
    _check(log, by, cases, attribute)
    own = tally.cells[log.review.handoff_candidate.name]
    rehearsal = not own.n[(own.label == MISSING) & (own.answer != MISSING)].any()
    column = log.review.attributes[str(attribute)][0] if by == "groups" else None
    rows = _rows(log, tally, by, column)
    pool = rows if rehearsal else rows.filter(~nw.col("known"))
    asked = _Asked(log, None if rehearsal else rows.filter(nw.col("known")), pool, cases, column)
    return Listed(by, attribute if column else None, rehearsal, tuple(_CHOSEN[by](asked)))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a list is made from.

    Attributes:
        log: the rows.
        known: those whose outcome is known; None in a rehearsal, where none counts as known.
        pool: those that can be on the list.
        cases: how many are wanted.
        column: by whose groups, if by any.
    """

    log: Log
    known: nw.LazyFrame[Any] | None
    pool: nw.LazyFrame[Any]
    cases: int
    column: str | None

    def first(self, *keys: str, after: str = "", cases: int | None = None) -> pa.Table:
        """The first by these keys; whose hash comes after another, where asked."""
        rows = self.pool.filter(nw.col("drawn") > after) if after else self.pool
        rows = rows.sort(*keys, "drawn", "number", nulls_last=True)
        return answered(self.log, rows.head(self.cases if cases is None else cases))

    def sizes(self, rows: nw.LazyFrame[Any] | None) -> dict[str, int]:
        """How many rows each group has."""
        sizes: dict[str, int] = {}
        if rows is not None:
            counted = answered(self.log, rows.group_by("grouped").agg(rows=nw.len()))
            for group, n in zip(self.groups(counted), counted.column("rows"), strict=True):
                sizes[group] = sizes.get(group, 0) + int(n.as_py())
        return sizes

    def groups(self, found: pa.Table) -> list[str]:
        """What the groups of rows are called."""
        edges = self.log.review.columns.edges.get(str(self.column))
        values = (canonical(value) for value in found.column("grouped").to_pylist())
        return [group_name(value, edges) for value in values]


def _check(log: Log, by: Way, cases: int, attribute: str | None) -> None:
    if not 1 <= cases <= MOST:
        raise InputError(f"expected 1 to {MOST:,} cases", where="the list")
    why_not = possible(log.review, by, attribute)
    if why_not is not None:
        raise InputError(why_not, where="the list")


def possible(review: Review, by: Way, attribute: str | None = None) -> str | None:
    """Why a list cannot be made in some way, and what to do; None where it can be.

    Args:
        review: of the log.
        by: how to choose.
        attribute: by the groups of which column, for `groups`.
    """
    own = review.handoff_candidate
    if by in {"uncertainty", "mixed"} and not own.is_sure:
        return f"{own.name} does not say how sure it is; choose another way"
    beside = None if review.columns.arm or review.baseline is own else review.baseline
    if by == "disagreement" and beside is None:
        return "no baseline answered the same cases; choose another way"
    if by == "groups" and len(review.attributes.get(attribute or "", ())) != 1:
        return "expected one protected or context column for a list by groups"
    return None


def _rows(log: Log, tally: Tally, by: Way, column: str | None) -> nw.LazyFrame[Any]:
    """What an order needs of each answered case, and nothing else."""
    review, own = log.review, log.review.handoff_candidate
    known = ~log.label().is_null()
    if review.columns.label is not None:
        known = known & log.is_said(review.columns.label)
    wanted = {"known": known, "answer": _said(log, tally, own), "sure": sureness(log, own)}
    if by == "disagreement" and review.baseline is not None:
        wanted["other"] = _said(log, tally, review.baseline)
    if column is not None:
        wanted["grouped"] = log.coarser().group(column)
    rows, number = _numbered(log)
    rows = rows.select(**wanted, **weights(log), number=number)
    if review.columns.weight is not None:
        rows = rows.filter(nw.col("n") > 0).drop("n", "bad")
    rows = rows.filter(~nw.col("answer").is_null())
    if "other" in wanted:
        agrees = nw.when(_agree(tally)).then(nw.lit(1)).otherwise(nw.lit(0))
        rows = rows.with_columns(agrees=agrees)
    return hashed(log, rows, "number", f"{review.method.seed:d}:{_SALT}", "drawn")


def _numbered(log: Log) -> tuple[nw.LazyFrame[Any], nw.Expr]:
    """The rows, and what a case is called: its number, else that of its row."""
    column = log.review.columns.id
    if column is not None:
        return log.source.frame, case_text(log, column)
    if not log.source.frame.implementation.is_duckdb():
        message = "needs the number of each case: give [columns] id"
        raise InputError(message, where=log.source.where)
    native = log.source.frame.to_native().project("*, row_number() OVER () AS place")
    rows: nw.LazyFrame[Any] = nw.from_native(native)
    return rows, nw.col("place").cast(nw.String())


def _said(log: Log, tally: Tally, candidate: Candidate) -> nw.Expr:
    """An answer as the log has it; of a score, as a label would be written. Null where none is."""
    positive = tally.classes[tally.positive]
    if candidate.score is None:
        return nw.when(log.is_said(str(candidate.prediction))).then(_text(log, candidate))
    yes = log.answer(candidate)
    said = nw.when(yes == 1).then(nw.lit(positive)).otherwise(nw.lit(negative_text(positive)))
    return nw.when(~yes.is_null()).then(said)


def _text(log: Log, candidate: Candidate) -> nw.Expr:
    """A prediction as labels are compared; null where the candidate did not act."""
    kind = log.source.frame.collect_schema()[log.source.inner(str(candidate.prediction))]
    said = log.answer(candidate)
    return nw.when(~said.is_null()).then(as_text(said, kind))


def _agree(tally: Tally) -> nw.Expr:
    """Whether two answers say the same: of two classes, whether both are positive or neither."""
    own, other = nw.col("answer"), nw.col("other")
    same = own == other
    if tally.binary:
        positive = tally.classes[tally.positive]
        same = (own == positive) == (other == positive)
    return other.is_null() | same


def _unsure(asked: _Asked) -> Iterator[Row]:
    yield from _made(asked.first("sure"))


def _apart(asked: _Asked) -> Iterator[Row]:
    yield from _made(asked.first("agrees", "sure"))


def _by_chance(asked: _Asked) -> Iterator[Row]:
    yield from _made(asked.first(), chance=True)


def _mixed(asked: _Asked) -> Iterator[Row]:
    """Those drawn by chance first, out of all; then the least sure of the others."""
    drawn = asked.first(cases=by_chance(asked.cases))
    yield from _made(drawn, chance=True)
    left = asked.cases - len(drawn)
    if len(drawn) and left:
        last = drawn.column("drawn")[-1].as_py()
        yield from _made(asked.first("sure", after=last, cases=left))


def _worst_known(asked: _Asked) -> Iterator[Row]:
    """By chance within each group; of each so many that all are known alike, if that can be."""
    free, known = asked.sizes(asked.pool), asked.sizes(asked.known)
    names = sorted(set(free) - {UNKNOWN})
    had, left = (
        np.array([of.get(name, 0) for name in names], dtype=np.int64) for of in (known, free)
    )
    wanted = dict(zip(names, evenly(had, left, asked.cases).tolist(), strict=True))
    place = nw.col("drawn").cum_count().over("grouped", order_by="drawn")
    front = asked.pool.with_columns(place=place)
    front = front.filter(nw.col("place") <= max(wanted.values(), default=0))
    found = answered(asked.log, front.sort("place", "drawn", "number"))
    taken = dict.fromkeys(names, 0)
    for row, group in zip(_made(found), asked.groups(found), strict=True):
        if taken.get(group, 0) < wanted.get(group, 0):
            taken[group] += 1
            yield replace(row, group=group, known=known.get(group, 0))


_CHOSEN: Final[Mapping[Way, Callable[[_Asked], Iterator[Row]]]] = {
    "uncertainty": _unsure,
    "disagreement": _apart,
    "mixed": _mixed,
    "groups": _worst_known,
    "random": _by_chance,
}


def _made(found: pa.Table, *, chance: bool = False) -> Iterator[Row]:
    for row in found.to_pylist():
        sure = row["sure"]
        yield Row(
            case=row["number"],
            answer=row["answer"],
            confidence=None if sure is None else float(sure),
            other=row.get("other"),
            chance=chance,
        )
