"""The metrics, as data, and their values by group.

Each metric is a share: how many of which cases. To add one, add a row to `METRICS`. The values come
from arrays, in no time for any number of groups, or from Fairlearn's `MetricFrame` on the counts;
both are the same numbers. A share of no cases is undefined: None, never the 0 of the libraries.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from evenhand import pairs, statistics
from evenhand.arrays import Ints, Mask
from evenhand.counting import MISSING
from evenhand.findings import Counts, Estimate
from evenhand.review import Method
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
    """

    names: tuple[str, ...]
    n: Ints
    selected: Ints
    right: Ints
    tp: Ints
    fp: Ints
    tn: Ints
    fn: Ints

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


def table(cells: Cells, names: tuple[str, ...], codes: Ints, positive: int) -> Table:
    """Count answered cells by group.

    Args:
        cells: one candidate's.
        names: of the groups.
        codes: each cell's group.
        positive: the class that counts as positive, against the rest.
    """
    said = cells.answer == positive
    truth = np.where(cells.label == MISSING, 0, 1 + (cells.label == positive))
    kind = 6 * codes + 3 * said + truth
    answered, right = cells.answer != MISSING, cells.answer == cells.label

    def by_group(keep: Mask) -> Ints:
        counts = np.bincount(kind[keep], cells.n[keep], 6 * len(names))
        return counts.astype(np.int64).reshape(-1, 2, 3)

    every = by_group(answered)
    return Table(
        names,
        n=every.sum(axis=(1, 2)),
        selected=every[:, 1].sum(axis=1),
        right=by_group(answered & right).sum(axis=(1, 2)),
        tp=every[:, 1, 2],
        fp=every[:, 1, 1],
        tn=every[:, 0, 1],
        fn=every[:, 0, 2],
    )


def overall(cells: Cells, positive: int) -> Table:
    """The counts of everybody, as a table of one row."""
    return table(cells, ("all",), np.zeros(len(cells.n), dtype=np.int64), positive)


def stacked(tables: Sequence[Table]) -> Table:
    """Several tables, one below the other, so that the library is called once."""
    names = tuple(name for counted in tables for name in counted.names)
    columns = [name for name in Table.__dataclass_fields__ if name != "names"]
    return Table(
        names, *(np.concatenate([getattr(counted, name) for counted in tables]) for name in columns)
    )


def estimates(
    counted: Table, method: Method, engine: "Engine | None" = None
) -> list[Mapping[str, Estimate]]:
    """Every metric of every group, with its interval.

    Args:
        counted: the counts by group.
        method: level and seed.
        engine: what works out the values: `by_arrays`, or `by_frame`, the library's own.

    Returns:
        One mapping a group, in the table's order.
    """
    found = values(counted, engine or by_arrays)
    by_name = {name: _estimates(counted, name, found[name], method) for name in METRICS}
    return [{name: by_name[name][place] for name in METRICS} for place in range(len(counted.names))]


def _estimates(
    counted: Table, name: str, found: list[float | None], method: Method
) -> list[Estimate]:
    """One metric of every group: the values given, with their intervals."""
    among = METRICS[name].among
    if among is None:
        ends = [_f1(counted, place, method) for place in range(len(counted.names))]
    else:
        counts = METRICS[name].counted(counted), among(counted)
        ends = statistics.wilson(counts, method.interval).each()
    pairs = zip(found, ends, strict=True)
    return [Estimate(value, end.low, end.high, end.n) for value, end in pairs]


def _f1(counted: Table, place: int, method: Method) -> Estimate:
    tp, errors, n = counted.tp[place], (counted.fp + counted.fn)[place], counted.labelled[place]
    groups = len(counted.names)
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
    """What groups are compared by, in gaps, tests and criteria on a metric."""
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
