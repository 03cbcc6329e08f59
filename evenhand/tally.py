"""The tally: the small table of counts that one pass over a log gives.

Everything but SHAP is worked out from it. A case is known by its groups, its label, the answers,
and how sure the candidate was; the tally says how many cases there are of each kind.

Up to 1,001 different scores are kept as they are. Above that, confidence is counted in bins whose
edges are k/1000 and the review's handoff threshold, so that what happens at a threshold stays
exact. Sums are of whole numbers, since parallel sums of DOUBLE differ from run to run.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evenhand.errors import InputError
from evenhand.log import Log, is_share
from evenhand.review import Candidate, Review
from evenhand.sources import Problem
from evenhand.text import canonical

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

UNKNOWN: Final = "Unknown"
MISSING: Final = -1
STEPS: Final = 1000
MOST_VALUES: Final = STEPS + 1
MOST_CELLS: Final = 1_000_000
_NOT_A_SHARE: Final = -2
_PROBE: Final = 100_000
_FIXED: Final = float(2**32)


@dataclass(frozen=True, slots=True)
class Cells:
    """One row per kind of case, for one candidate.

    Attributes:
        groups: by protected or context column, each cell's place in the tally's names for it.
        label: what happened, as a place in the tally's classes; `MISSING` where not known.
        answer: what the candidate said, likewise.
        other: what the baseline said of the same cases, where it rides along.
        human: what a person said of the same cases, where that rides along.
        confidence: how sure the candidate was, the lower edge of the bin; NaN where not said.
        n: how many cases.
        confidence_sum: the sum over the cases of how sure it was.
        confidence_square: the sum of its squares.
    """

    groups: Mapping[str, Ints]
    label: Ints
    answer: Ints
    other: Ints
    human: Ints
    confidence: Floats
    n: Ints
    confidence_sum: Floats
    confidence_square: Floats

    def where(self, keep: Mask) -> "Cells":
        """Only the cells for which `keep` is true."""
        arrays = {name: getattr(self, name)[keep] for name in _ARRAYS}
        return Cells(groups={name: codes[keep] for name, codes in self.groups.items()}, **arrays)


_ARRAYS: Final = tuple(name for name in Cells.__dataclass_fields__ if name != "groups")


@dataclass(frozen=True, slots=True)
class ScorePairs:
    """Cases by both scores, the baseline's and the handoff candidate's, in steps of 0.01.

    Attributes:
        own: lower edge of the handoff candidate's score.
        other: lower edge of the baseline's.
        positive: whether the label is positive.
        n: how many cases.
    """

    own: Floats
    other: Floats
    positive: Mask
    n: Ints


@dataclass(frozen=True, slots=True)
class Tally:
    """Every count that findings are made from.

    Attributes:
        classes: the texts of labels and answers; a binary review has two, the positive one last.
        positive: the place of the positive class.
        binary: whether there are at most two different labels.
        groups: by column, the names of its groups, sorted.
        cells: by candidate, its cells.
        exact: by candidate, whether its scores were few enough to be kept as they are.
        rows: cases, weights counted.
        rows_used: rows of the log that were counted.
        problems: what the counting found.
        score_pairs: both scores of each case, where the baseline has one too.
    """

    classes: tuple[str, ...]
    positive: int
    binary: bool
    groups: Mapping[str, tuple[str, ...]]
    cells: Mapping[str, Cells]
    exact: Mapping[str, bool]
    rows: int
    rows_used: int
    problems: tuple[Problem, ...]
    score_pairs: ScorePairs | None = None

    def attribute(self, cells: Cells, columns: Sequence[str]) -> tuple[tuple[str, ...], Ints]:
        """The groups of one column, or of two crossed, and which of them each cell is in.

        Args:
            cells: some cells of this tally.
            columns: one column or two; a pair with an unknown part is unknown.
        """
        first, *rest = columns
        names, codes = self.groups[first], cells.groups[first]
        for column in rest:
            joined = [_joined(one, two) for one in names for two in self.groups[column]]
            codes = codes * len(self.groups[column]) + cells.groups[column]
            names = tuple(sorted(set(joined)))
            codes = np.array([names.index(name) for name in joined], dtype=np.int64)[codes]
        return names, codes


def added_up(amounts: Ints, codes: Ints, size: int, keep: Mask | None = None) -> Ints:
    """Amounts of the kept cells, added up by code.

    >>> added_up(np.array([2, 3, 4]), np.array([1, 0, 1]), 2)
    array([3, 6])
    """
    sums = np.zeros(size, dtype=np.int64)
    chosen = slice(None) if keep is None else keep
    np.add.at(sums, codes[chosen], amounts[chosen])
    return sums


def _joined(one: str, two: str) -> str:
    return UNKNOWN if UNKNOWN in {one, two} else f"{one} & {two}"


def count(log: Log) -> Tally:
    """Count a log: one query for the handoff's candidate, and one for each that needs its own.

    Raises:
        InputError: a column does not hold what its role asks for.
    """
    own = log.review.handoff_candidate
    counted = {query.candidate.name: _run(log, query) for query in _queries(log.review)}
    reading = _reading(log, counted)
    cells = {name: reading.cells(rows) for name, rows in counted.items()}
    rider = log.review.baseline
    if rider is not None and rider.name not in cells:
        cells[rider.name] = _alone(cells[own.name])
    return Tally(
        classes=reading.classes,
        positive=reading.classes.index(reading.positive),
        binary=reading.binary,
        groups=reading.groups,
        cells={c.name: cells[c.name] for c in log.review.candidates},
        exact={name: name not in counted or not counted[name].query.binned for name in cells},
        rows=int(cells[own.name].n.sum()),
        rows_used=int(counted[own.name].column("rows").sum()),
        problems=tuple(_found(log, reading, cells, counted)),
        score_pairs=_score_pairs(log, reading),
    )


# What is asked of the engine


@dataclass(frozen=True, slots=True)
class _Query:
    """What is counted for one candidate.

    Attributes:
        candidate: whose answers and confidence.
        other: the baseline, where its answers ride along.
        human: the column with a person's answers, where they ride along.
        binned: whether confidence is counted in bins.
    """

    candidate: Candidate
    other: Candidate | None = None
    human: str | None = None
    binned: bool = False


def _queries(review: Review) -> Iterator[_Query]:
    """The handoff's candidate with the baseline riding along, then whoever did not ride."""
    own, rider = review.handoff_candidate, review.baseline
    yield _Query(own, rider, review.handoff.human if review.handoff else None)
    for candidate in review.candidates:
        if candidate is not own and (candidate is not rider or candidate.is_sure):
            yield _Query(candidate)


@dataclass(frozen=True, slots=True)
class _Counted:
    """What the engine answered: keys as they stand in the log, and whole-number sums."""

    query: _Query
    table: pa.Table

    def column(self, name: str) -> NDArray[Any]:
        """A column of numbers; a sum wider than 64 bits comes as a decimal."""
        column = self.table.column(name)
        wide = pa.types.is_decimal(column.type)
        return np.asarray((column.cast(pa.float64()) if wide else column).to_numpy())

    def texts(self, name: str) -> tuple[list[str | None], Ints]:
        """The different values of a key as text, and which of them each row holds."""
        encoded = self.table.column(name).combine_chunks().dictionary_encode("encode")
        values = [canonical(value) for value in encoded.dictionary.to_pylist()]
        return values, np.asarray(encoded.indices.to_numpy(zero_copy_only=False), dtype=np.int64)


def _run(log: Log, query: _Query) -> _Counted:
    """Ask the engine; go over to bins where there are too many different scores."""
    binned = query.binned or _has_many_values(log, query.candidate)
    asked = _Query(query.candidate, query.other, query.human, binned)
    table = _collected(log, asked)
    values = len(table.column("value").unique())
    if not binned and (values > MOST_VALUES + 1 or len(table) > MOST_CELLS):
        return _run(log, _Query(query.candidate, query.other, query.human, binned=True))
    if len(table) > MOST_CELLS:
        raise InputError(_too_many(log, table), where=log.source.where)
    return _Counted(asked, table)


def _has_many_values(log: Log, candidate: Candidate) -> bool:
    column = candidate.score or candidate.confidence
    if column is None:
        return False
    start = log.source.frame.head(_PROBE).select(v=log.number(column)).unique()
    return len(_asked(log, start)) > MOST_VALUES + 1


def _collected(log: Log, query: _Query) -> pa.Table:
    keys = {f"g{i}": log.group(name) for i, name in enumerate(_group_columns(log.review))}
    keys["label"] = log.label()
    keys["answer"] = log.answer(query.candidate)
    keys["value"] = _binned(log, query.candidate) if query.binned else _value(log, query.candidate)
    if query.binned:
        keys["passed"] = _confidence(log, query.candidate) >= _handoff_threshold(log.review)
    if query.other is not None:
        keys["other"] = log.answer(query.other)
    if query.human is not None:
        keys["human"] = log.column(query.human)
    amounts = _amounts(log, query)
    rows = log.source.frame.select(**keys, **amounts)
    sums = {name: nw.col(name).sum() for name in amounts}
    return _asked(log, rows.group_by(*keys).agg(rows=nw.len(), **sums).head(MOST_CELLS + 1))


def _amounts(log: Log, query: _Query) -> dict[str, nw.Expr]:
    """What is summed besides the number of rows: weights, and how sure in fixed point."""
    amounts: dict[str, nw.Expr] = {}
    weight = log.review.columns.weight
    cases = nw.lit(1)
    if weight is not None:
        value = log.number(weight)
        whole = (value >= 0) & (value <= float(2**53)) & (value == value.floor())
        cases = nw.when(whole).then(value).otherwise(nw.lit(0.0)).cast(nw.Int64())
        amounts["n"] = cases
        amounts["bad"] = nw.when(whole).then(nw.lit(0)).otherwise(nw.lit(1))
    if query.binned:
        sure = _confidence(log, query.candidate)
        amounts["sure"] = (sure * _FIXED).round().cast(nw.Int64()) * cases
        amounts["square"] = (sure * sure * _FIXED).round().cast(nw.Int64()) * cases
    return amounts


def _score_pairs(log: Log, reading: "_Reading") -> ScorePairs | None:
    own, other = log.review.handoff_candidate, log.review.baseline
    if other is None or not own.score or not other.score or log.review.columns.label is None:
        return None
    steps = {"own": own, "other": other}
    keys = {
        name: nw.when(is_share(_value(log, c))).then((_value(log, c) * 100.0).floor())
        for name, c in steps.items()
    }
    amounts = {name: e for name, e in _amounts(log, _Query(own)).items() if name == "n"}
    rows = log.source.frame.select(label=log.label(), **keys, **amounts)
    sums = {name: nw.col(name).sum() for name in amounts}
    counted = _Counted(
        _Query(own), _asked(log, rows.group_by("label", *keys).agg(rows=nw.len(), **sums))
    )
    label = reading.said(counted, "label")
    values = {name: counted.column(name).astype(np.float64) / 100 for name in keys}
    n = counted.column("n" if amounts else "rows").astype(np.int64)
    known = (label != MISSING) & np.isfinite(values["own"]) & np.isfinite(values["other"])
    order = np.lexsort((values["other"], values["own"], label))
    order = order[known[order]]
    positive = label == reading.classes.index(reading.positive)
    return ScorePairs(values["own"][order], values["other"][order], positive[order], n[order])


def _value(log: Log, candidate: Candidate) -> nw.Expr:
    """The score or confidence as it is; null where the candidate does not say."""
    column = candidate.score or candidate.confidence
    return log.number(column) if column else nw.lit(None, nw.Float64())


def _confidence(log: Log, candidate: Candidate) -> nw.Expr:
    """How sure of its own answer: the score where it is positive, else 1 - score."""
    value = _value(log, candidate)
    own = value
    if candidate.score is not None:
        own = nw.when(value >= candidate.threshold).then(value).otherwise(1.0 - value)
    return nw.when(is_share(value)).then(own)


def _binned(log: Log, candidate: Candidate) -> nw.Expr:
    """The largest k with confidence >= k/1000; rounding may be one too high, never too low."""
    sure = _confidence(log, candidate)
    near = (sure * float(STEPS)).round()
    place = near - nw.when(sure < near / float(STEPS)).then(nw.lit(1.0)).otherwise(nw.lit(0.0))
    return (
        nw.when(is_share(_value(log, candidate)))
        .then(place)
        .otherwise(nw.when(~_value(log, candidate).is_null()).then(nw.lit(float(_NOT_A_SHARE))))
    )


def _handoff_threshold(review: Review) -> float:
    return review.handoff.threshold if review.handoff else 0.0


def _group_columns(review: Review) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*review.columns.protected, *review.columns.context)))


def _asked(log: Log, frame: nw.LazyFrame[Any]) -> pa.Table:
    """Run a query; whatever the engine says of a failure may quote the data, so it is not shown."""
    try:
        return frame.collect().to_arrow()
    except Exception as error:  # noqa: BLE001  # every engine has errors of its own
        message = f"the columns cannot be counted ({type(error).__name__}); check their types"
        raise InputError(message, where=log.source.where) from None


def _too_many(log: Log, table: pa.Table) -> str:
    sizes = {
        name: len(table.column(f"g{i}").unique())
        for i, name in enumerate(_group_columns(log.review))
    }
    label = log.review.columns.label
    if label is not None:
        sizes[label] = len(table.column("label").unique())
    most = max(sizes, key=lambda name: sizes[name])
    return f"column {most} has too many different values; name another, or give it edges"


# From what the engine answered to the tally


@dataclass(frozen=True, slots=True)
class _Reading:
    """How raw keys become places in lists of names."""

    review: Review
    classes: tuple[str, ...]
    positive: str
    binary: bool
    groups: Mapping[str, tuple[str, ...]]

    def cells(self, counted: _Counted) -> Cells:
        """The cells of one candidate, in one order, equal kinds of case put together."""
        query = counted.query
        scored = query.candidate.score is not None
        keys = [self.group(counted, place, name) for place, name in enumerate(self.groups)]
        answer = self.reached(counted, "answer") if scored else self.said(counted, "answer")
        by_score = query.other is not None and query.other.score is not None
        other = self.reached(counted, "other") if by_score else self.said(counted, "other")
        keys += [self.said(counted, "label"), answer, other, self.said(counted, "human")]
        at = self.classes.index(self.positive)
        sure = _sure(counted, answer == at, _handoff_threshold(self.review))
        return _put_together(tuple(self.groups), keys, sure, counted)

    def said(self, counted: _Counted, key: str) -> Ints:
        """Labels or predictions, compared as text."""
        if key not in counted.table.column_names:
            return np.full(len(counted.table), MISSING, dtype=np.int64)
        values, places = counted.texts(key)
        return np.array([self.place(value) for value in values], dtype=np.int64)[places]

    def place(self, text: str | None) -> int:
        """The class a text stands for; in a binary review, all that is not positive is negative."""
        if text is None:
            return MISSING
        return int(text == self.positive) if self.binary else self.classes.index(text)

    def reached(self, counted: _Counted, key: str) -> Ints:
        """Answers made from a score: 1, 0 or null."""
        values, places = counted.texts(key)
        codes = [MISSING if value is None else int(value) for value in values]
        return np.array(codes, dtype=np.int64)[places]

    def group(self, counted: _Counted, place: int, name: str) -> Ints:
        """Which of a column's groups each row is in."""
        values, places = counted.texts(f"g{place}")
        names = self.groups[name]
        edges = self.review.columns.edges.get(name)
        known = [names.index(_group_name(value, edges)) for value in values]
        return np.array(known, dtype=np.int64)[places]


def _reading(log: Log, counted: Mapping[str, _Counted]) -> _Reading:
    own = counted[log.review.handoff_candidate.name]
    positive = canonical(log.review.columns.positive) or ""
    labels = sorted({text for text in own.texts("label")[0] if text is not None})
    binary = len(labels) <= 2  # noqa: PLR2004  # two labels: a binary review
    if not binary:
        _check_classes(log, len(labels))
        answers = {text for rows in counted.values() for text in _said_by(rows)}
        classes = tuple(sorted({*labels, *answers, positive}))
    else:
        classes = (f"not {positive}", positive)
    groups = {
        name: _names(own.texts(f"g{i}")[0], log.review.columns.edges.get(name))
        for i, name in enumerate(_group_columns(log.review))
    }
    return _Reading(log.review, classes, positive, binary, groups)


def _said_by(counted: _Counted) -> Iterator[str]:
    for key in ("answer", "other", "human"):
        if key in counted.table.column_names:
            yield from (text for text in counted.texts(key)[0] if text is not None)


def _check_classes(log: Log, labels: int) -> None:
    for candidate in log.review.candidates:
        if candidate.score is not None:
            raise InputError(
                f"column {log.review.columns.label} has {labels} different labels, and a score is "
                f"the probability of one; give prediction (and confidence) for {candidate.name}",
                where=log.source.where,
            )


def _names(values: Sequence[str | None], edges: tuple[float, ...] | None) -> tuple[str, ...]:
    return tuple(sorted({_group_name(value, edges) for value in values}))


def _group_name(value: str | None, edges: tuple[float, ...] | None) -> str:
    if value is None:
        return UNKNOWN
    if edges is None:
        return UNKNOWN if value.casefold() == UNKNOWN.casefold() else value
    place = int(value)
    if place == 0:
        return f"under {edges[0]:g}"
    if place == len(edges):
        return f"{edges[-1]:g} and over"
    return f"{edges[place - 1]:g} to under {edges[place]:g}"


def _sure(counted: _Counted, positive: Mask, edge: float) -> Floats:
    """The lower edge of each row's confidence: NaN where none, infinite where it is no share."""
    value = np.asarray(counted.column("value"), dtype=np.float64)
    if counted.query.binned:
        passed = np.array([bool(known) for known in counted.table.column("passed").to_pylist()])
        low = np.where(value == _NOT_A_SHARE, np.inf, value / STEPS)
        return np.where(passed & (low < edge), edge, low)
    own = value
    if counted.query.candidate.score is not None:
        own = np.where(positive, value, 1.0 - value)
    return np.where((value < 0) | (value > 1), np.inf, own)


def _put_together(
    names: tuple[str, ...], keys: Sequence[Ints], sure: Floats, counted: _Counted
) -> Cells:
    """Sort the rows by their keys and add up those that are alike."""
    order = np.lexsort((sure, *reversed(keys)))
    sorted_keys = [key[order] for key in keys]
    sorted_sure = np.nan_to_num(sure[order], nan=-1.0)
    new = np.ones(len(order), dtype=bool)
    new[1:] = np.diff(sorted_sure) != 0
    for key in sorted_keys:
        new[1:] |= np.diff(key) != 0
    starts = np.flatnonzero(new)
    columns = [key[starts] for key in sorted_keys]
    n, total, square = (np.add.reduceat(a[order], starts) for a in _summed(counted, sure))
    label, answer, other, human = columns[len(names) :]
    groups = dict(zip(names, columns, strict=False))
    return Cells(groups, label, answer, other, human, sure[order][starts], n, total, square)


def _summed(counted: _Counted, sure: Floats) -> tuple[Ints, Floats, Floats]:
    """Cases, and the sums of confidence and of its square, of each row."""
    weighted = "n" in counted.table.column_names
    n = counted.column("n" if weighted else "rows").astype(np.int64)
    if counted.query.binned:
        fixed = (
            np.nan_to_num(counted.column(name).astype(np.float64)) for name in ("sure", "square")
        )
        total, square = (sums / _FIXED for sums in fixed)
        return n, total, square
    known: Floats = np.where(np.isfinite(sure), sure, 0.0)
    return n, np.asarray(n * known), np.asarray(n * known * known)


def _alone(cells: Cells) -> Cells:
    """The baseline that rode along, as a candidate of its own that does not say how sure it is."""
    nothing = np.zeros(len(cells.n))
    missing = np.full(len(cells.n), MISSING, dtype=np.int64)
    return Cells(
        groups=cells.groups,
        label=cells.label,
        answer=cells.other,
        other=missing,
        human=cells.human,
        confidence=np.full(len(cells.n), np.nan),
        n=cells.n,
        confidence_sum=nothing,
        confidence_square=nothing,
    )


# What is to be said about the data


def _found(
    log: Log, reading: _Reading, cells: Mapping[str, Cells], counted: Mapping[str, _Counted]
) -> Iterator[Problem]:
    """What the counting found, worst first.

    Raises:
        InputError: weights that are no whole numbers, scores that are no shares, no case at all.
    """
    own = cells[log.review.handoff_candidate.name]
    _check_weights(log, counted[log.review.handoff_candidate.name])
    for candidate in log.review.candidates:
        _check_shares(log, candidate, cells[candidate.name])
    if not own.n.sum():
        raise InputError("no case is left to count: every weight is 0", where=log.source.where)
    yield from _label_problems(log.review, reading, own)
    for candidate in log.review.candidates:
        yield from _answer_problems(candidate, reading, cells[candidate.name])
    for name in reading.groups:
        yield from _group_problems(name, reading, own)
    for name, rows in counted.items():
        if rows.query.binned:
            message = f"More than {MOST_VALUES:,} different scores: counted in steps of 0.001."
            exact = "What happens at a threshold stays exact; AUC has a bound."
            column = rows.query.candidate.score or rows.query.candidate.confidence
            yield Problem("note", column, None, f"{name}: {message} {exact}")


def _check_weights(log: Log, counted: _Counted) -> None:
    if "bad" in counted.table.column_names and (bad := int(counted.column("bad").sum())):
        message = f"weights must be whole numbers of at least 0; {bad:,} rows are not"
        raise InputError(message, where=f"{log.source.where}: column {log.review.columns.weight}")


def _check_shares(log: Log, candidate: Candidate, cells: Cells) -> None:
    outside = int(cells.n[np.isinf(cells.confidence)].sum())
    if outside:
        kind = "score" if candidate.score else "confidence"
        message = f"a {kind} must be a number from 0 to 1; {outside:,} rows are not"
        column = candidate.score or candidate.confidence
        raise InputError(message, where=f"{log.source.where}: column {column}")


def _label_problems(review: Review, reading: _Reading, own: Cells) -> Iterator[Problem]:
    column = review.columns.label
    if column is None:
        message = (
            "No label is mapped: error rates, accuracy and the handoff's errors cannot be known."
        )
        yield Problem("note", None, None, message)
        return
    missing = int(own.n[own.label == MISSING].sum())
    if missing:
        message = "cases have no label; they count in selection rates and coverage only."
        yield Problem("warning", column, missing, message)
    if not (own.label == reading.classes.index(reading.positive)).any():
        message = "No label equals [columns] positive; check how positive is written."
        yield Problem("error", column, None, message)


def _answer_problems(candidate: Candidate, reading: _Reading, cells: Cells) -> Iterator[Problem]:
    column = candidate.score or candidate.prediction
    missing = int(cells.n[cells.answer == MISSING].sum())
    if missing:
        message = f"cases have no answer of {candidate.name}; it is judged on the others."
        yield Problem("warning", column, missing, message)
    if candidate.prediction and not (cells.answer == reading.classes.index(reading.positive)).any():
        message = f"No answer of {candidate.name} equals [columns] positive."
        yield Problem("warning", column, None, message)


def _group_problems(name: str, reading: _Reading, own: Cells) -> Iterator[Problem]:
    names = reading.groups[name]
    if UNKNOWN in names:
        unknown = int(own.n[own.groups[name] == names.index(UNKNOWN)].sum())
        message = "cases have no group here; they are kept as Unknown."
        yield Problem("note", name, unknown, message)
    if len(names) == 1:
        yield Problem("warning", name, None, "All cases are in one group; nothing can be compared.")
