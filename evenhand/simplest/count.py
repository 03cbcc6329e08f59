"""The simplest rules are fitted on one half of the cases; the other half says how good they are.

The engine gives a bounded number of cases of the first half, chosen by hash, with the columns that
a rule may look at; the rule is found in memory. Of the other half only counts come back.
"""

from dataclasses import replace
from typing import Any, Final

import narwhals as nw
import numpy as np
import pyarrow as pa

from evenhand import counting
from evenhand.arrays import Floats, Ints, Mask
from evenhand.counting import MISSING, Counted, Query
from evenhand.log import NO_NUMBER, Log, answered
from evenhand.simplest.search import Cases, Column, best
from evenhand.split import CALIBRATING, FITTING, as_text, fitting
from evenhand.tally import Cells, OneColumn, Simplest, Tally, further
from evenhand.text import canonical

_QUICK: Final = 1_000_000
_QUICK_BY_CONTENT: Final = 200_000
_MOST_FITTED: Final = 100_000
_WRITTEN: Final = (nw.String, nw.Categorical, nw.Enum)
_Rows = nw.LazyFrame[Any]


def count(log: Log, tally: Tally) -> Simplest | None:
    """Fit the simplest rules and count what they would have said.

    Args:
        log: the rows.
        tally: of that log.

    Returns:
        None where no case of the first half has a label, where the candidate's answers are the
        labels themselves, or where there are too many kinds of case.

    Raises:
        InputError: the columns cannot be counted.
    """
    review, own = log.review, log.review.handoff_candidate
    if review.columns.label is None or own.prediction == review.columns.label:
        return None
    log = _as_written(log.coarser())
    columns = _searched(log)
    share = 2 * _MOST_FITTED / max(tally.rows_used, 1)
    rows, split = fitting(log, share, _content(log, columns))
    cases, looked = _fitted(log, tally, rows, columns)
    if not len(cases.label):
        return None
    rule = best(looked, cases)
    cells = _others(log, tally, rows.filter(~nw.col(CALIBRATING)), rule)
    if cells is None:
        return None
    return Simplest(split, cases.by_class, cases.balanced, columns, rule, cells)


def is_quick(log: Log, tally: Tally) -> bool:
    """Whether it takes no more than a few seconds, so that nobody need be asked.

    A hash of a case's number is quick; one of what each row says takes many times as long.

    Args:
        log: the rows.
        tally: of that log.
    """
    most = _QUICK_BY_CONTENT if log.review.columns.id is None else _QUICK
    return tally.rows_used <= most


def _searched(log: Log) -> tuple[str, ...]:
    """Features and context columns of numbers or texts that no other role has taken."""
    review, schema = log.review, log.source.frame.collect_schema()
    features = () if review.explanation.cases else review.columns.features
    named = dict.fromkeys((*features, *review.columns.context))
    kinds = {name: schema[log.source.inner(name)] for name in named}
    return tuple(
        name
        for name, kind in kinds.items()
        if name not in _taken(log) and (_is_number(kind) or isinstance(kind, _WRITTEN))
    )


def _taken(log: Log) -> set[str | None]:
    """Columns that no rule may look at: what must not matter, what is to be found, who says so."""
    review, columns = log.review, log.review.columns
    others = {columns.id, columns.label, columns.weight, columns.arm, columns.observed}
    others |= {columns.phase, columns.time, columns.rater_agreement, *columns.protected}
    for one in review.candidates:
        others |= {one.score, one.prediction, one.confidence, one.latency_ms}
    return others | {review.handoff.human if review.handoff else None}


def _is_number(kind: nw.dtypes.DType) -> bool:
    return kind.is_numeric() or kind == nw.Boolean()


def _content(log: Log, searched: tuple[str, ...]) -> tuple[str, ...]:
    """What tells cases apart that have no number: all that is counted of them."""
    columns, own = log.review.columns, log.review.handoff_candidate
    said = (columns.label, own.score, own.prediction, own.confidence, columns.weight)
    return tuple(dict.fromkeys(c for c in (*said, *columns.groups, *searched) if c is not None))


def _as_written(log: Log) -> Log:
    """The same log, whose texts of few different values are texts like others."""
    schema = log.source.frame.collect_schema()
    few = [name for name, kind in schema.items() if isinstance(kind, nw.Categorical | nw.Enum)]
    if not few:
        return log
    frame = log.source.frame.with_columns(nw.col(name).cast(nw.String()) for name in few)
    return replace(log, source=replace(log.source, frame=frame))


# The half on which rules are fitted


def _fitted(
    log: Log, tally: Tally, rows: _Rows, columns: tuple[str, ...]
) -> tuple[Cases, list[Column]]:
    """The cases with a label on which rules are fitted, and the columns to look at."""
    keys = {f"x{place}": log.number(name) for place, name in enumerate(columns)}
    schema = log.source.frame.collect_schema()
    texts = {p: c for p, c in enumerate(columns) if schema[log.source.inner(c)] == nw.String()}
    keys |= {f"t{place}": log.column(name) for place, name in texts.items()}
    asked = rows.filter(nw.col(FITTING)).select(label=log.label(), **keys, **counting.weights(log))
    counted = Counted(Query(log.review.handoff_candidate), _one_a_row(answered(log, asked)))
    counted = counted.weighing()
    label = _labels(counted, tally, log)
    known = label != MISSING
    cases = Cases(
        label[known],
        counted.cases()[known],
        len(tally.classes),
        tally.positive if tally.binary else None,
    )
    return cases, [_column(counted, p, name, known) for p, name in enumerate(columns)]


def _one_a_row(table: pa.Table) -> pa.Table:
    return table.append_column("rows", pa.array(np.ones(len(table), dtype=np.int64)))


def _labels(counted: Counted, tally: Tally, log: Log) -> Ints:
    values, places = counted.texts("label")
    positive = canonical(log.review.columns.positive)
    by_value = [
        MISSING
        if value is None
        else int(value == positive)
        if tally.binary
        else tally.classes.index(value)
        for value in values
    ]
    return np.array(by_value, dtype=np.int64)[places]


def _column(counted: Counted, place: int, name: str, known: Mask) -> Column:
    """Numbers where every value is one, else texts."""
    numbers = np.asarray(counted.column(f"x{place}"), dtype=np.float64)[known]
    if not counted.has(f"t{place}") or not (numbers == NO_NUMBER).any():
        return _numbers(name, numbers)
    values, places = counted.texts(f"t{place}")
    order = sorted({value for value in values if value is not None})
    at = {value: place for place, value in enumerate(order)}
    codes = np.array([MISSING if v is None else at[v] for v in values], dtype=np.int64)
    return Column(name, tuple(order), codes[places][known])


def _numbers(name: str, numbers: Floats) -> Column:
    finite = np.isfinite(numbers) & (np.abs(numbers) < NO_NUMBER)
    values, inverse = np.unique(numbers[finite], return_inverse=True)
    place = np.full(len(numbers), MISSING, dtype=np.int64)
    place[finite] = inverse
    return Column(name, values, place)


# The half on which they are compared


def _others(log: Log, tally: Tally, rows: _Rows, rule: OneColumn | None) -> Cells | None:
    """The cells of the other half, with what the rule says; None where they are too many."""
    own = log.review.handoff_candidate
    groups = {f"g{i}": log.group(name) for i, name in enumerate(log.review.columns.groups)}
    keys = groups | {"label": log.label(), "answer": log.answer(own)}
    keys |= {"side": _side(log, rule), "code": nw.lit(None, nw.Float64())}
    asked = rows.select(**keys, **counting.weights(log))
    table = counting.grouped(log, asked, tuple(keys))
    if len(table) > counting.MOST_CELLS:
        return None
    counted = Counted(Query(own), table).weighing()
    inside = counted.column("side").astype(bool)
    said = np.where(inside, rule.answer, rule.otherwise) if rule else np.full(len(inside), MISSING)
    return further(tally, log.review, counted, said.astype(np.int64))


def _side(log: Log, rule: OneColumn | None) -> nw.Expr:
    """1 where a case is on the side that the rule names."""
    if rule is None:
        return nw.lit(0)
    return nw.when(_holds(log, rule)).then(nw.lit(1)).otherwise(nw.lit(0))


def _holds(log: Log, rule: OneColumn) -> nw.Expr:
    if rule.values:
        return as_text(log.column(rule.column), nw.String()).is_in(list(rule.values))
    number = log.number(rule.column)
    finite = (number < NO_NUMBER) & (number > -NO_NUMBER)
    if rule.at_least is not None:
        return finite & (number >= rule.at_least)
    return finite & (number <= rule.at_most)
