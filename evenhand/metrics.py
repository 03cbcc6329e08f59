"""The metrics, as data, and their values by group.

Most metrics are shares: how many of which cases; to add one, add a row to `METRICS`. Others are
means of a number that each case has: rows of `MEANS`. The values come from arrays, in no time for
any number of groups, or from Fairlearn's `MetricFrame` on the counts; both are the same numbers. A
share or mean of no cases is undefined: None, never the 0 of the libraries.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from evenhand import pairs, statistics
from evenhand.arrays import Floats, Ints, Mask
from evenhand.counting import MISSING
from evenhand.findings import Counts, Estimate
from evenhand.review import Method
from evenhand.statistics import Estimates
from evenhand.tally import Cells

MOST_FRAME_GROUPS: Final = 50


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by group, one row a group.

    Attributes:
        names: the groups.
        n: answered cases, with or without a label.
        selected: those answered positive.
        right: labelled cases answered with the exact class.
        tp: labelled cases: positive, answered positive.
        fp: negative, answered positive.
        tn: negative, answered negative.
        fn: positive, answered negative.
        score: of the cases with a score: how many, the sum, and the sum of squares.
        excess: of the labelled cases whose candidate says how sure it is: how many, the sum of what
            it said minus what came true (1 or 0), and the sum of squares.
        unseen: of those without a label: how many, and the sum of what it said.
    """

    names: tuple[str, ...]
    n: Ints
    selected: Ints
    right: Ints
    tp: Ints
    fp: Ints
    tn: Ints
    fn: Ints
    score: Floats
    excess: Floats
    unseen: Floats

    @property
    def labelled(self) -> Ints:
        """Answered cases with a label."""
        return self.tp + self.fp + self.tn + self.fn

    def counts(self, place: int) -> Counts:
        """One group's labelled counts."""
        return Counts(*(int(getattr(self, name)[place]) for name in ("tp", "fp", "tn", "fn")))


@dataclass(frozen=True, slots=True)
class Metric:
    """A share of cases.

    Attributes:
        function: the library's name for it.
        counted: how many, from a table.
        among: of how many; None for F1, which is no share.
        weights: what the four kinds of case weigh for it: true and false positives, true and
            false negatives; a metric that needs no label, or looks at the exact class, has its own.
    """

    function: str
    counted: Callable[[Table], Ints]
    among: Callable[[Table], Ints] | None
    weights: Callable[[Table], tuple[Ints, Ints, Ints, Ints]] = lambda t: (t.tp, t.fp, t.tn, t.fn)


METRICS: Final[Mapping[str, Metric]] = {
    "selection_rate": Metric(
        "selection_rate",
        lambda t: t.selected,
        lambda t: t.n,
        lambda t: (t.selected, 0 * t.n, t.n - t.selected, 0 * t.n),
    ),
    "accuracy": Metric(
        "accuracy_score",
        lambda t: t.right,
        lambda t: t.labelled,
        lambda t: (t.right, t.labelled - t.right, 0 * t.n, 0 * t.n),
    ),
    "true_positive_rate": Metric("true_positive_rate", lambda t: t.tp, lambda t: t.tp + t.fn),
    "false_positive_rate": Metric("false_positive_rate", lambda t: t.fp, lambda t: t.fp + t.tn),
    "false_negative_rate": Metric("false_negative_rate", lambda t: t.fn, lambda t: t.tp + t.fn),
    "precision": Metric("precision_score", lambda t: t.tp, lambda t: t.tp + t.fp),
    "f1": Metric("f1_score", lambda t: t.tp, None),
}


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean of a number that each case has.

    Attributes:
        sums: how many cases, the sum and the sum of squares, by group.
        low: the least that it can be.
        has_ratio: whether one group's over another's means anything; not where 0 is in the middle.
    """

    sums: Callable[[Table], Floats]
    low: float = 0.0
    has_ratio: bool = True


MEANS: Final[Mapping[str, Mean]] = {
    "mean_score": Mean(lambda t: t.score),
    "calibration": Mean(lambda t: t.excess, low=-1.0, has_ratio=False),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of each cell's cases, and whether it came true.

    Attributes:
        total: the sum of what was said.
        square: the sum of its squares.
        true: whether it came true.
        n: how many cases.
    """

    total: Floats
    square: Floats
    true: Mask
    n: Ints


def said(cells: Cells, positive: int, *, binary: bool) -> Said:
    """What a candidate said of how sure it was, as the probability of what can come true.

    In a binary review the score, against a positive label; in a class review the confidence,
    against being right.

    Args:
        cells: with a confidence.
        positive: the positive class.
        binary: whether it is a binary review.
    """
    sure, square = cells.confidence_sum, cells.confidence_square
    if not binary:
        return Said(sure, square, cells.label == cells.answer, cells.n)
    yes = cells.answer == positive
    total = np.where(yes, sure, cells.n - sure)
    squares = np.where(yes, square, cells.n - 2 * sure + square)
    return Said(total, squares, cells.label == positive, cells.n)


def table(
    cells: Cells, names: tuple[str, ...], codes: Ints, positive: int, *, binary: bool = True
) -> Table:
    """Count answered cells by group.

    Args:
        cells: one candidate's.
        names: of the groups.
        codes: each cell's group.
        positive: the class that counts as positive, against the rest.
        binary: whether the review is a binary one, in which a confidence makes a score.
    """
    picked = cells.answer == positive
    truth = np.where(cells.label == MISSING, 0, 1 + (cells.label == positive))
    kind = 6 * codes + 3 * picked + truth
    answered, right = cells.answer != MISSING, cells.answer == cells.label

    def by_group(keep: Mask) -> Ints:
        counts = np.bincount(kind[keep], cells.n[keep], 6 * len(names))
        return counts.astype(np.int64).reshape(-1, 2, 3)

    every = by_group(answered)
    score, excess, unseen = _sums(cells, codes, len(names), positive, binary=binary)
    return Table(
        names,
        n=every.sum(axis=(1, 2)),
        selected=every[:, 1].sum(axis=1),
        right=by_group(answered & right).sum(axis=(1, 2)),
        tp=every[:, 1, 2],
        fp=every[:, 1, 1],
        tn=every[:, 0, 1],
        fn=every[:, 0, 2],
        score=score,
        excess=excess,
        unseen=unseen,
    )


def _sums(
    cells: Cells, codes: Ints, size: int, positive: int, *, binary: bool
) -> tuple[Floats, Floats, Floats]:
    """The last three columns of a table: sums over the cases whose candidate was sure of them."""
    told = said(cells, positive, binary=binary)
    sure = (cells.answer != MISSING) & np.isfinite(cells.confidence)
    known = sure & (cells.label != MISSING)

    def by_group(keep: Mask, *amounts: Floats | Ints) -> Floats:
        columns = [np.bincount(codes[keep], amount[keep], size) for amount in amounts]
        return np.stack(columns, axis=1).astype(np.float64)  # whole numbers, where there is no cell

    off = told.total - told.true * told.n
    off_square = told.square - 2 * told.true * told.total + told.true * told.n
    return (
        by_group(sure & binary, told.n, told.total, told.square),
        by_group(known, told.n, off, off_square),
        by_group(sure & ~known, told.n, told.total),
    )


def overall(cells: Cells, positive: int, *, binary: bool = True) -> Table:
    """The counts of everybody, as a table of one row."""
    codes = np.zeros(len(cells.n), dtype=np.int64)
    return table(cells, ("all",), codes, positive, binary=binary)


def stacked(tables: Sequence[Table]) -> Table:
    """Several tables, one below the other, so that the library is called once."""
    names = tuple(name for counted in tables for name in counted.names)
    columns = [name for name in Table.__dataclass_fields__ if name != "names"]
    return Table(
        names, *(np.concatenate([getattr(counted, name) for counted in tables]) for name in columns)
    )


def estimates(
    counted: Table, method: Method, engine: "Engine | None" = None, tables: int = 1
) -> list[Mapping[str, Estimate]]:
    """Every metric of every group, with its interval.

    Args:
        counted: the counts by group.
        method: level and seed.
        engine: what works out the values: `by_arrays`, or `by_frame`, the library's own.
        tables: how many such tables there are, which share the draws there are time for.

    Returns:
        One mapping a group, in the table's order.
    """
    found = values(counted, engine or by_arrays)
    by_name = {name: _estimates(counted, name, found[name], method, tables) for name in METRICS}
    by_name |= {name: means(counted, name, method.interval).each() for name in MEANS}
    return [
        {name: one[place] for name, one in by_name.items()} for place in range(len(counted.names))
    ]


def means(counted: Table, name: str, level: float) -> Estimates:
    """A mean of every group, with Student's interval.

    Args:
        counted: the counts by group.
        name: a key of `MEANS`.
        level: of each interval.
    """
    found = statistics.means(*mean_errors(counted, name), level)
    low, high = np.maximum(MEANS[name].low, found.low), np.minimum(1.0, found.high)
    return replace(found, low=low, high=high)


def mean_errors(counted: Table, name: str) -> tuple[Floats, Floats, Ints]:
    """A mean of every group, NaN where there is no case; its standard error; and the cases."""
    n, total, square = MEANS[name].sums(counted).T
    with np.errstate(invalid="ignore"):
        values = total / n
    return values, statistics.standard_errors(n, total, square), n.astype(np.int64)


def _estimates(
    counted: Table, name: str, found: list[float | None], method: Method, tables: int
) -> list[Estimate]:
    """One metric of every group: the values given, with their intervals."""
    among = METRICS[name].among
    if among is None:
        ends = [_f1(counted, place, method, tables) for place in range(len(counted.names))]
    else:
        counts = METRICS[name].counted(counted), among(counted)
        ends = statistics.wilson(counts, method.interval).each()
    pairs = zip(found, ends, strict=True)
    return [Estimate(value, end.low, end.high, end.n) for value, end in pairs]


def _f1(counted: Table, place: int, method: Method, tables: int) -> Estimate:
    tp, errors, n = counted.tp[place], (counted.fp + counted.fn)[place], counted.labelled[place]
    groups = len(counted.names) * tables
    return statistics.f1(int(tp), int(errors), int(n), method.interval, method.seed, groups)


def share(counted: Table, name: str, place: int) -> tuple[int, int]:
    """How many of how many a metric is, in one group; F1 is no share."""
    metric = METRICS[name]
    if metric.among is None:
        raise ValueError(f"{name} is not a share of cases")
    return int(metric.counted(counted)[place]), int(metric.among(counted)[place])


def shares(counted: Table, name: str) -> tuple[Ints, Ints]:
    """How many of how many a metric is, in every group.

    F1 is not a share itself, but rises with one: true positives of the cases that are positive by
    either the label or the answer.
    """
    metric = METRICS[name]
    if metric.among is None:
        return counted.tp, counted.tp + counted.fp + counted.fn
    return metric.counted(counted), metric.among(counted)


def compared(counted: Table, name: str) -> pairs.Groups:
    """What groups are compared by, in gaps, tests and criteria on a metric.

    A mean of one case alone has no spread to compare it by, and stands as no value.
    """
    if name in MEANS:
        values, errors, cases = mean_errors(counted, name)
        values = np.where(np.isnan(errors), np.nan, values)
        return pairs.Means(values, errors, cases, signed=not MEANS[name].has_ratio)
    k, n = shares(counted, name)
    return pairs.Shares(k, n, f1=METRICS[name].among is None)


Engine = Callable[[Table], Mapping[str, Any]]


def values(counted: Table, engine: Engine) -> Mapping[str, list[float | None]]:
    """Every metric by group; None where it is a share of no cases."""
    found = engine(counted)
    return {
        name: [
            float(value) if known else None
            for value, known in zip(found[name], defined(counted, name), strict=True)
        ]
        for name in METRICS
    }


def defined(counted: Table, name: str) -> Mask:
    """In which groups a metric has any case to be a share of."""
    among = METRICS[name].among
    cases = among(counted) if among else counted.tp + counted.fp + counted.fn
    return np.asarray(cases > 0)


def by_arrays(counted: Table) -> Mapping[str, Any]:
    """Every metric by group, straight from the counts; 0 where undefined."""
    f1 = 2 * counted.tp, 2 * counted.tp + counted.fp + counted.fn
    shares = {
        name: (metric.counted(counted), metric.among(counted)) if metric.among else f1
        for name, metric in METRICS.items()
    }
    return {name: k / np.maximum(n, 1) for name, (k, n) in shares.items()}


def by_frame(counted: Table) -> Mapping[str, Any]:
    """Every metric by group, by Fairlearn on the counts as sample weights; 0 or 1 where undefined.

    Every group has all four kinds of case, so no group lacks a class, and where a metric is
    undefined all four weigh the same, so that the library has nothing to divide by zero.
    """
    from fairlearn import metrics as fairlearn  # noqa: PLC0415  # a second to import
    from sklearn import metrics as sklearn  # noqa: PLC0415

    frame = fairlearn.MetricFrame(
        metrics={
            name: getattr(fairlearn, metric.function, None) or getattr(sklearn, metric.function)
            for name, metric in METRICS.items()
        },
        y_true=np.tile([1, 0, 0, 1], len(counted.names)),
        y_pred=np.tile([1, 1, 0, 0], len(counted.names)),
        sensitive_features={"group": np.repeat(np.arange(len(counted.names)), 4)},
        sample_params={name: {"sample_weight": _weights(counted, name)} for name in METRICS},
    )
    return {name: frame.by_group[name].to_numpy() for name in METRICS}


def _weights(counted: Table, name: str) -> Ints:
    weights = np.stack(METRICS[name].weights(counted), axis=1)
    weights[~defined(counted, name)] = 1
    return weights.ravel()
