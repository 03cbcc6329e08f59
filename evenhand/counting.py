"""What the engine that holds the rows is asked: one query per candidate, and only counts come back.

The keys of a count are the columns as they stand in the log; what they mean is settled afterwards,
on the few different values, so that every engine gives the same tally. Where a candidate has many
different scores, its confidence is counted in steps of 1/1000.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evenhand import times
from evenhand.arrays import Floats, Ints
from evenhand.errors import InputError
from evenhand.log import Log, answered, is_share
from evenhand.review import Candidate, Edges, Review
from evenhand.split import CALIBRATING, halved
from evenhand.text import canonical

MISSING: Final = -1
STEPS: Final = 1000
MOST_VALUES: Final = STEPS + 1
MOST_CELLS: Final = 1_000_000
MOST_IDS: Final = 5_000_000
_PROBE: Final = 100_000
FIXED: Final = float(2**32)
"""What one is in the fixed-point sums of confidence."""

MOST_MS: Final = 86_400_000.0
"""The longest time that an answer is believed to take: a day."""

_DIGITS: Final = 3
_LONGEST: Final = 11  # powers of ten of thousandths of a millisecond: a day is below 10^11

OVER: Final = 5000.0
"""What a step is raised by, for every other threshold that its score reaches."""

_PAIR_STEPS: Final = (STEPS, STEPS // 10)

HOUR_STEPS: Final = STEPS // 10
"""How many steps of confidence there are where cases are counted by hour: those of the slider."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is counted for one candidate.

    Attributes:
        candidate: whose answers and confidence.
        other: the baseline, where its answers ride along.
        human: the column with a person's answers, where they ride along.
        binned: whether confidence is counted in steps.
        halves: the number of the case, where the cases of the calibration half are counted too.
    """

    candidate: Candidate
    other: Candidate | None = None
    human: str | None = None
    binned: bool = False
    halves: str | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """What the engine answered: keys as they stand in the log, and whole-number sums.

    Attributes:
        query: what was asked.
        table: one row per combination of keys.
        edge: the confidence that `passed` is about.
        edges: by column, where it was counted, if at more edges than the review's.
        thresholds: other thresholds that were counted, rising.
    """

    query: Query
    table: pa.Table
    edge: float = 0.0
    edges: Mapping[str, Edges] = field(default_factory=dict)
    thresholds: tuple[float, ...] = ()

    def has(self, name: str) -> bool:
        """Whether a key or a sum was asked for."""
        return name in self.table.column_names

    def column(self, name: str) -> NDArray[Any]:
        """A column of numbers; a sum wider than 64 bits comes as a decimal."""
        column = self.table.column(name)
        wide = pa.types.is_decimal(column.type)
        return np.asarray((column.cast(pa.float64()) if wide else column).to_numpy())

    def texts(self, name: str) -> tuple[list[str | None], Ints]:
        """The different values of a key as text, and which of them each row holds."""
        column = self.table.column(name)
        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        encoded = column.combine_chunks().dictionary_encode("encode")
        values = [canonical(value) for value in encoded.dictionary.to_pylist()]
        return values, np.asarray(encoded.indices.to_numpy(zero_copy_only=False), dtype=np.int64)

    def weighing(self) -> "Counted":
        """Without the rows of weight 0, which stand for no case: no group or class is theirs."""
        if not self.has("n"):
            return self
        return replace(self, table=self.table.filter(pa.array(self.column("n") > 0)))

    def cases(self) -> Ints:
        """How many cases each row stands for."""
        return self.column("n" if self.has("n") else "rows").astype(np.int64)

    def calibrating(self) -> "Counted":
        """The same rows, with the cases of the calibration half alone; there may be none."""
        column = self.table.column("half")
        table = self.table.drop_columns([c for c in ("n", "half") if self.has(c)])
        return replace(self, table=table.append_column("n", column))

    def reached(self, name: str = "code") -> Ints:
        """Answers made from a score: 1, 0 or `MISSING`."""
        value = np.asarray(self.column(name), dtype=np.float64)
        if name == "code" and not self.query.binned:
            yes = value >= self.query.candidate.threshold
        else:
            yes = value > 0
        return np.where(np.isnan(value), MISSING, yes).astype(np.int64)

    def sure(self) -> Floats:
        """The lower edge of each row's confidence: NaN where none, infinite where no share."""
        code = np.asarray(self.column("code"), dtype=np.float64)
        scored = self.query.candidate.score is not None
        if not self.query.binned:
            outside = (code < 0) | (code > 1)
            yes = code >= self.query.candidate.threshold
            return np.where(outside, np.inf, np.where(yes | (not scored), code, 1.0 - code))
        place = np.abs(code) - 1
        low = np.where(place > STEPS, np.inf, place / STEPS)
        if not self.has("passed"):
            return low
        passed = np.array([bool(known) for known in self.table.column("passed").to_pylist()])
        return np.where(passed & (low < self.edge), self.edge, low)

    def sums(self) -> tuple[Floats, Floats]:
        """The sum of confidence over each row's cases, and the sum of its square."""
        if self.query.binned:
            fixed = (self.column(name).astype(np.float64) for name in ("sure", "square"))
            total, square = (np.nan_to_num(sums) / FIXED for sums in fixed)
            return total, square
        sure, cases = self.sure(), self.cases()
        known: Floats = np.where(np.isfinite(sure), sure, 0.0)
        return np.asarray(cases * known), np.asarray(cases * known * known)


def queries(review: Review) -> Iterator[Query]:
    """The handoff's candidate with the baseline riding along, then whoever did not ride.

    The baseline rides along with the others too, so that each can be compared with it on the same
    cases; not between arms, where no case was answered by two.
    """
    own, rider = review.handoff_candidate, review.baseline
    beside = None if review.columns.arm else rider
    plan = review.handoff
    promised = plan is not None and plan.max_error is not None and own.is_sure
    halves = review.columns.id if promised and review.columns.label else None
    yield Query(own, rider, plan.human if plan else None, halves=halves)
    for candidate in review.candidates:
        if candidate is not own and (candidate is not rider or candidate.is_sure):
            yield Query(candidate, None if candidate is rider else beside)


def run(log: Log, query: Query) -> Counted:
    """Ask the engine; go over to steps where there are too many different scores.

    Raises:
        InputError: the columns cannot be counted, or a column has too many different values.
    """
    binned = query.binned or _has_many_values(log, query.candidate)
    asked = replace(query, binned=binned)
    table = _collected(log, asked)
    thresholds = log.thresholds.get(query.candidate.name, ())
    values = len(table.column("code").unique())
    if not binned and values > MOST_VALUES + 1:
        return run(log, replace(query, binned=True))
    if len(table) > MOST_CELLS and query.other and query.candidate != log.review.handoff_candidate:
        return run(log, replace(query, other=None))
    if len(table) > MOST_CELLS and (log.edges or thresholds):
        return run(log.coarser(), query)
    if len(table) > MOST_CELLS and not binned:
        return run(log, replace(query, binned=True))
    if len(table) > MOST_CELLS:
        raise InputError(_too_many(log, table), where=log.source.where)
    return Counted(asked, table, log.review.handoff_threshold, log.edges, thresholds)


def score_pairs(log: Log, own: Candidate, other: Candidate, *, exact: bool) -> tuple[Counted, int]:
    """Count cases by label and both scores, in the finest steps that give few enough cells.

    Args:
        log: the rows.
        own: the handoff's candidate.
        other: the baseline.
        exact: whether both have few enough different scores to keep them as they are.

    Returns:
        The counts, and how many steps there are from 0 to 1; 0 where scores are as they are.

    Raises:
        InputError: the columns cannot be counted.
    """
    *finer, last = (0, *_PAIR_STEPS) if exact else _PAIR_STEPS
    for steps in finer:
        counted = _pairs(log, own, other, steps)
        if len(counted.table) <= MOST_CELLS:
            return counted, steps
    return _pairs(log, own, other, last), last


def _pairs(log: Log, own: Candidate, other: Candidate, steps: int) -> Counted:
    keys = {"own": log.number(str(own.score)), "other": log.number(str(other.score))}
    if steps:
        keys = {name: (score * float(steps)).floor() for name, score in keys.items()}
    weighed = log.source.frame.select(label=log.label(), **keys, **weights(log))
    return Counted(Query(own), grouped(log, weighed, ("label", *keys)))


def by_hour(log: Log, column: str) -> Counted:
    """Count the cases of the handoff's candidate by hour of the week, step of confidence and edge.

    The sums have the `first` and the `last` hour as well, and how many rows were `zoned`.

    Args:
        log: the rows.
        column: when a case came in; of a type that `times.has_hours`.

    Raises:
        InputError: the columns cannot be counted.
    """
    own, edge = log.review.handoff_candidate, log.review.handoff_threshold
    rows = log.source.frame.select(
        time=log.column(column), code=_answered(log, own), **weights(log)
    )
    if log.review.columns.weight is not None:
        rows = rows.filter(nw.col("n") > 0)
    rows = _with_place(times.with_hours(rows), own, HOUR_STEPS)
    hour, week = nw.col("hour") + float(times.MONDAY), float(times.HOURS_A_WEEK)
    rows = rows.with_columns(
        slot=(hour - week * times.whole(hour, week)).cast(nw.Int16()),
        place=nw.col("place").cast(nw.Int16()),
        passed=nw.col("sure") >= edge,
    )
    amounts = {"zoned": nw.col("zoned").sum()}
    amounts |= {"first": nw.col("hour").min(), "last": nw.col("hour").max()}
    if log.review.columns.weight is not None:
        amounts |= {"n": nw.col("n").sum()}
    found = rows.group_by("slot", "place", "passed").agg(rows=nw.len(), **amounts)
    return Counted(Query(own), answered(log, found), edge)


def by_arm(log: Log, place: int = 0, group: str | None = None) -> Counted:
    """Count the cases by arm and label, and by the groups of a column, as the review cuts them.

    The sums have the `first` and the `last` hour as well, where the log says when cases came in.

    Args:
        log: the rows of a review with arms.
        place: of the column among those with groups, by which its key is called.
        group: its name; everybody is one group where not given.

    Raises:
        InputError: the columns cannot be counted.
    """
    columns = log.review.columns
    keys = {} if group is None else {f"g{place}": log.coarser().group(group)}
    keys |= {"label": log.label(), "arm": log.arm()}
    dated = group is None and columns.time is not None
    told = dated and times.has_hours(kind(log, str(columns.time)))
    time = {"time": log.column(str(columns.time))} if told else {}
    rows = log.source.frame.select(**keys, **time, **weights(log))
    rows = times.with_hours(rows) if told else rows
    weighed = columns.weight is not None
    hour = nw.when(nw.col("n") > 0).then(nw.col("hour")) if weighed else nw.col("hour")
    amounts = {"first": hour.min(), "last": hour.max()} if told else {}
    amounts |= {"n": nw.col("n").sum()} if weighed else {}
    found = answered(log, rows.group_by(*keys).agg(rows=nw.len(), **amounts).head(MOST_CELLS + 1))
    if len(found) > MOST_CELLS:
        message = "has too many different values; expected the names of candidates"
        raise InputError(message, where=f"{log.source.where}: column {columns.arm}")
    return Counted(Query(log.review.handoff_candidate), found)


def by_latency(log: Log, candidate: Candidate) -> Counted:
    """Count a candidate's answers by how long they took, to three significant digits.

    The key `place` is in thousandths of a millisecond, null where none can be read; the sums have
    the exact time as `total`, and how many rows are `unread`. Between arms the label is a key too.

    Args:
        log: the rows.
        candidate: with a column of milliseconds.

    Raises:
        InputError: the columns cannot be counted.
    """
    between = log.review.columns.arm is not None
    frame = log.source.frame.filter(log.acted(candidate)) if between else log.source.frame
    label = {"label": log.label()} if between else {}
    rows = frame.select(ms=log.number(str(candidate.latency_ms)), **label, **weights(log))
    if log.review.columns.weight is not None:
        rows = rows.filter(nw.col("n") > 0)
    rows = _with_time_taken(rows)
    cases = nw.col("n") if log.review.columns.weight is not None else nw.lit(1)
    rows = rows.with_columns(total=nw.col("total") * cases)
    return Counted(Query(candidate), grouped(log, rows, ("place", *label)))


def _with_time_taken(rows: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Milliseconds as thousandths, exact and to three digits; whole numbers in every engine.

    The divisor is a column, since Polars would multiply by the inverse of a number.
    """
    ms, exact, step = (nw.col(name) for name in ("ms", "exact", "step"))
    readable = (ms >= 0.0) & (ms <= MOST_MS)
    rows = rows.with_columns(
        exact=nw.when(readable).then((ms * 1000.0 + 0.5).floor()),
        unread=nw.when(ms.is_null() | readable).then(nw.lit(0)).otherwise(nw.lit(1)),
    )
    size = nw.lit(1.0)
    for power in range(_DIGITS, _LONGEST):
        size = nw.when(exact >= 10.0**power).then(nw.lit(10.0 ** (power - 2))).otherwise(size)
    rows = rows.with_columns(step=size)
    return rows.with_columns(
        place=((exact / step + 0.5).floor() * step).cast(nw.Int64()), total=exact.cast(nw.Int64())
    ).drop("ms", "exact", "step")


def kind(log: Log, column: str) -> nw.dtypes.DType:
    """The type of a column, as the engine has it."""
    return log.source.frame.collect_schema()[log.source.inner(column)]


def by_day(log: Log, column: str, rider: Candidate | None = None) -> Counted:
    """Count cases by day, label and both answers, or the handoff candidate's alone.

    Args:
        log: the rows.
        column: when a case came in; of a type that `times.has_days`.
        rider: the baseline, whose answers ride along, if any.

    Raises:
        InputError: the columns cannot be counted.
    """
    own = log.review.handoff_candidate
    keys = {"label": log.label(), "answer": log.answer(own)}
    keys |= {} if rider is None else {"other": log.answer(rider)}
    rows = log.source.frame.select(time=log.column(column), **keys, **weights(log))
    rows = times.with_days(rows).select("day", *keys, *weights(log))
    return Counted(Query(own, rider), grouped(log, rows, ("day", *keys)))


def by_period(
    log: Log, column: str, place: Callable[[nw.Expr], nw.Expr], group: tuple[int, str]
) -> Counted:
    """Count the handoff candidate's cases by period, group, label and answer.

    Args:
        log: the rows.
        column: when a case came in; of a type that `times.has_days`.
        place: in which of the periods a day since 1970 is; below 0 in none.
        group: a column with groups: its place among these, by which its key is called; its name.

    Raises:
        InputError: the columns cannot be counted.
    """
    own, (at, name) = log.review.handoff_candidate, group
    keys = {f"g{at}": log.group(name), "label": log.label(), "answer": log.answer(own)}
    rows = log.source.frame.select(time=log.column(column), **keys, **weights(log))
    rows = times.with_days(rows).filter(~nw.col("day").is_null())
    rows = rows.with_columns(period=place(nw.col("day"))).filter(nw.col("period") >= 0)
    rows = rows.select("period", *keys, *weights(log))
    return Counted(Query(own), grouped(log, rows, ("period", *keys)))


def by_confidence(
    log: Log, column: str, place: Callable[[nw.Expr], nw.Expr], steps: int
) -> Counted:
    """Count the handoff candidate's cases by period, label, answer and step of confidence.

    Args:
        log: the rows.
        column: when a case came in; of a type that `times.has_days`.
        place: in which of the periods a day since 1970 is; below 0 in none.
        steps: how many there are from 0 to 1.

    Raises:
        InputError: the columns cannot be counted.
    """
    own = log.review.handoff_candidate
    said = {} if own.prediction is None else {"answer": log.answer(own)}
    rows = log.source.frame.select(
        time=log.column(column),
        label=log.label(),
        code=_answered(log, own),
        **said,
        **weights(log),
    )
    rows = times.with_days(rows)
    rows = rows.filter(~nw.col("day").is_null() & ~nw.col("code").is_null())
    rows = _with_place(rows.with_columns(period=place(nw.col("day"))), own, steps)
    if not said:
        rows = rows.with_columns(answer=nw.col("yes"))
    rows = rows.filter(nw.col("period") >= 0)
    keys = ("period", "label", "answer", "place")
    return Counted(Query(own), grouped(log, rows.select(*keys, *weights(log)), keys))


def repeated(log: Log, column: str) -> int | None:
    """How many rows share a column's value with an earlier one; None where that takes too much.

    Raises:
        InputError: the column cannot be counted.
    """
    value = log.column(column)
    start = log.source.frame.select(v=value).head(MOST_IDS + 1)
    found = answered(log, start.select(different=nw.col("v").n_unique(), rows=nw.len()))
    different, rows = (int(found.column(name)[0].as_py()) for name in ("different", "rows"))
    return None if rows > MOST_IDS else rows - different


def _has_many_values(log: Log, candidate: Candidate) -> bool:
    column = candidate.score or candidate.confidence
    if column is None:
        return False
    said = log.acting(candidate, log.number(column))
    start = log.source.frame.head(_PROBE).select(v=said).unique()
    return len(answered(log, start)) > MOST_VALUES + 1


def _collected(log: Log, query: Query) -> pa.Table:
    keys = {f"g{i}": log.group(name) for i, name in enumerate(log.review.columns.groups)}
    keys["label"] = log.label()
    keys["code"] = _said(log, query.candidate)
    if query.candidate.prediction is not None:
        keys["answer"] = log.answer(query.candidate)
    if query.other is not None:
        keys["other"] = log.answer(query.other)
    if query.human is not None:
        keys["human"] = log.column(query.human)
    rows = log.source.frame if query.halves is None else halved(log, query.halves)
    rows = rows.select(**keys, **weights(log), **_half(log, query))
    if query.binned:
        others = log.thresholds.get(query.candidate.name, ())
        rows = _in_steps(rows, query.candidate, log.review.handoff_threshold, others)
        keys |= {"passed": nw.col("passed")} if "passed" in rows.collect_schema() else {}
    return grouped(log, rows, tuple(keys))


def grouped(log: Log, rows: nw.LazyFrame[Any], keys: tuple[str, ...]) -> pa.Table:
    """Count the rows by their keys, and add up everything else that they hold."""
    amounts = [name for name in rows.collect_schema() if name not in keys]
    sums = {name: nw.col(name).sum() for name in amounts}
    return answered(log, rows.group_by(*keys).agg(rows=nw.len(), **sums).head(MOST_CELLS + 1))


def weights(log: Log) -> dict[str, nw.Expr]:
    """How many cases a row stands for, and whether that is wrong; nothing without weights."""
    weight = log.review.columns.weight
    if weight is None:
        return {}
    value = log.number(weight)
    whole = (value >= 0) & (value <= float(2**53)) & (value == value.floor())
    return {
        "n": nw.when(whole).then(value).otherwise(nw.lit(0.0)).cast(nw.Int64()),
        "bad": nw.when(whole).then(nw.lit(0)).otherwise(nw.lit(1)),
    }


def _half(log: Log, query: Query) -> dict[str, nw.Expr]:
    """How many cases of the calibration half a row stands for; nothing where it is not asked."""
    if query.halves is None:
        return {}
    cases = weights(log).get("n", nw.lit(1))
    return {"half": nw.when(nw.col(CALIBRATING)).then(cases).otherwise(nw.lit(0)).cast(nw.Int64())}


def _said(log: Log, candidate: Candidate) -> nw.Expr:
    """The score or confidence; null where the candidate does not say."""
    column = candidate.score or candidate.confidence
    if column is None:
        return nw.lit(None, nw.Float64())
    return log.acting(candidate, log.share(column))


def _answered(log: Log, candidate: Candidate) -> nw.Expr:
    """The score or confidence of an answer; null where there is no answer, or it is not said."""
    said = _said(log, candidate)
    if candidate.prediction is None:
        return said
    return nw.when(log.is_said(candidate.prediction)).then(said)


def sureness(log: Log, candidate: Candidate) -> nw.Expr:
    """How sure a candidate is of its answer; null where there is none, or it is not said.

    Args:
        log: the rows.
        candidate: whose confidence.
    """
    said = _answered(log, candidate)
    known = nw.when(is_share(said)).then(said)
    if candidate.score is None:
        return known
    return nw.when(said >= candidate.threshold).then(known).otherwise(1.0 - known)


def _in_steps(
    rows: nw.LazyFrame[Any], candidate: Candidate, edge: float, others: tuple[float, ...]
) -> nw.LazyFrame[Any]:
    """Replace each score by one whole number: its step, negative where the answer is negative.

    The number is raised by `OVER` for each other threshold that the score reaches.

    The step is one more than the largest k with confidence >= k/1000.
    """
    score, yes, sure, place = (nw.col(name) for name in ("code", "yes", "sure", "place"))
    rows = _with_place(rows, candidate, STEPS)
    code = (place + 1.0) * (2.0 * yes - 1.0)
    for other in others:
        code = code + OVER * (score >= other).cast(nw.Float64())
    rows = rows.with_columns(
        code=code.cast(nw.Int32() if others else nw.Int16()),
        square=(sure * sure * FIXED + 0.5).floor().cast(nw.Int64()),
        **({} if _is_step(edge) else {"passed": sure >= edge}),
    )
    fixed = (sure * FIXED + 0.5).floor().cast(nw.Int64())
    rows = rows.with_columns(sure=fixed).drop("yes", "place")
    if "n" not in rows.collect_schema():
        return rows
    return rows.with_columns(nw.col("sure", "square") * nw.col("n"))


def _with_place(rows: nw.LazyFrame[Any], candidate: Candidate, steps: int) -> nw.LazyFrame[Any]:
    """Beside the score its answer, `yes`, how `sure` it is, and the largest `place` of the steps.

    The place is the largest k with confidence >= k/steps; rounding finds that k or the next, never
    one too low. One step after another and plain arithmetic, since an engine works out a repeated
    or branching expression again for every row: |1 - yes - score| is the score of a positive answer
    and 1 - score of a negative one, to the last bit. The divisor is a column, since Polars would
    multiply by the inverse of a number.
    """
    score, yes, sure, near = (nw.col(name) for name in ("code", "yes", "sure", "near"))
    reached = score >= candidate.threshold if candidate.score else score == score  # noqa: PLR0124
    rows = rows.with_columns(yes=reached.cast(nw.Float64()))
    own = (1.0 - yes - score).abs() if candidate.score else score
    rows = rows.with_columns(sure=own)
    rows = rows.with_columns(near=(sure * float(steps) + 0.5).floor())
    edge = near / (sure * 0.0 + float(steps))
    place = near - (sure < edge).cast(nw.Float64())
    return rows.with_columns(place=place).drop("near")


def _is_step(edge: float) -> bool:
    """Whether a threshold is an edge of the steps anyway."""
    return round(edge * STEPS) / STEPS == edge


def _too_many(log: Log, table: pa.Table) -> str:
    sizes = {
        name: len(table.column(f"g{i}").unique())
        for i, name in enumerate(log.review.columns.groups)
    }
    label = log.review.columns.label
    if label is not None:
        sizes[label] = len(table.column("label").unique())
    most = max(sizes, key=lambda name: sizes[name])
    return f"column {most} has too many different values; name another, or give it edges"
