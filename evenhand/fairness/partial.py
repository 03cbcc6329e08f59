"""Where outcomes were seen of some cases only: between what each metric must lie.

A label that was not observed may be anything. With the candidate's answers known, each metric is
lowest and highest at an extreme way of filling the labels in, so both ends are closed forms.
"""

from collections.abc import Mapping

import numpy as np

from evenhand.arrays import Floats, Ints
from evenhand.findings import Bounds
from evenhand.metrics import Table

_Ends = tuple[Floats, Floats]


def bounds(counted: Table) -> list[Mapping[str, Bounds]]:
    """Every metric of every group, over all possible outcomes of the cases without a label.

    Ways in which a metric is not defined do not count; None where it never is.

    Args:
        counted: the counts by group.
    """
    yes = counted.selected - counted.tp - counted.fp
    no = counted.n - counted.selected - counted.tn - counted.fn
    found = {
        "selection_rate": _same(counted.selected, counted.n),
        "accuracy": (
            _over(counted.right, counted.n),
            _over(counted.right + yes + no, counted.n),
        ),
        "precision": (
            _over(counted.tp, counted.selected),
            _over(counted.tp + yes, counted.selected),
        ),
        "f1": _f1(counted, yes, no),
        "mean_score": _same(counted.score[:, 1], counted.score[:, 0]),
        "calibration": _calibration(counted),
    }
    found["true_positive_rate"] = _rate(counted.tp, counted.fn, yes, no)
    found["false_positive_rate"] = _rate(counted.fp, counted.tn, yes, no)
    low, high = found["true_positive_rate"]
    found["false_negative_rate"] = (1 - high, 1 - low)
    return [
        {name: Bounds(_known(low[i]), _known(high[i])) for name, (low, high) in found.items()}
        for i in range(len(counted.names))
    ]


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _over(k: Ints | Floats, n: Ints | Floats) -> Floats:
    """A share; NaN of no cases."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(np.asarray(n) > 0, np.asarray(k) / n, np.nan)


def _same(k: Ints | Floats, n: Ints | Floats) -> _Ends:
    """What needs no label is known."""
    value = _over(k, n)
    return value, value


def _rate(hit: Ints, missed: Ints, yes: Ints, no: Ints) -> _Ends:
    """Hits over hits and misses, where open cases said yes may be hits, those said no misses."""
    low, high = _over(hit, hit + missed + no), _over(hit + yes, hit + yes + missed)
    low = np.where(np.isnan(low) & (yes > 0), 1.0, low)
    return low, np.where(np.isnan(high) & (no > 0), 0.0, high)


def _f1(counted: Table, yes: Ints, no: Ints) -> _Ends:
    tp, errors = counted.tp, counted.fp + counted.fn
    low = _over(2 * tp, 2 * tp + errors + yes + no)
    high = _over(2 * (tp + yes), 2 * (tp + yes) + errors)
    return low, np.where(np.isnan(high) & (no > 0), 0.0, high)


def _calibration(counted: Table) -> _Ends:
    """All open cases come true, or none does."""
    n = counted.excess[:, 0] + counted.unseen[:, 0]
    off = counted.excess[:, 1] + counted.unseen[:, 1]
    return _over(off - counted.unseen[:, 0], n), _over(off, n)
