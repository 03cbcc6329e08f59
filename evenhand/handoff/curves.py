"""What is decided alone, and how well, along the thresholds: everybody, and group by group."""

from collections.abc import Sequence

import numpy as np

from evenhand import statistics
from evenhand.arrays import Floats, Ints
from evenhand.findings import CurvePoint, GroupCurve, HandoffGroup
from evenhand.handoff.sweep import THRESHOLDS, Sweep, sweep
from evenhand.tally import Cells, added_up


def curve(fine: Sweep, n: int) -> tuple[CurvePoint, ...]:
    """Coverage and automatic error at every k/1000.

    Args:
        fine: everybody's counts at these thresholds.
        n: answered cases.
    """
    shares = fine.alone[0] / max(n, 1)
    errors = fine.wrong[0] / np.maximum(fine.labelled[0], 1)
    known = fine.labelled[0] > 0
    points = zip(THRESHOLDS.tolist(), shares.tolist(), errors.tolist(), known.tolist(), strict=True)
    return tuple(CurvePoint(t, share, error if k else None) for t, share, error, k in points)


def groups(curves: Sequence[GroupCurve], at: int, level: float) -> tuple[HandoffGroup, ...]:
    """The handoff in each group, at one stop.

    Args:
        curves: of the groups.
        at: the stop's place.
        level: of the intervals.
    """
    sizes = [curve.n for curve in curves]
    alone = [curve.alone[at] for curve in curves]
    handed = [n - k for n, k in zip(sizes, alone, strict=True)]
    wrong, labelled = ([getattr(c, kind)[at] for c in curves] for kind in ("wrong", "labelled"))
    shares = zip(
        (curve.group for curve in curves),
        sizes,
        statistics.rates(alone, sizes, level),
        statistics.rates(handed, sizes, level),
        statistics.rates(wrong, labelled, level),
        strict=True,
    )
    return tuple(HandoffGroup(*group) for group in shares)


def everybody(cells: Cells, stops: Floats) -> GroupCurve:
    """The counts of all cases along the slider's stops."""
    return by_group(cells, ("all",), np.zeros(len(cells.n), dtype=np.int64), stops)[0]


def by_group(
    cells: Cells, names: tuple[str, ...], codes: Ints, stops: Floats
) -> tuple[GroupCurve, ...]:
    """The counts of each group along the slider's stops."""
    found = sweep(cells, stops, codes, len(names))
    sizes = added_up(cells.n, codes, len(names)).tolist()
    counts = (found.alone.tolist(), found.labelled.tolist(), found.wrong.tolist())
    return tuple(
        GroupCurve(name, n, tuple(alone), tuple(labelled), tuple(wrong))
        for name, n, alone, labelled, wrong in zip(names, sizes, *counts, strict=True)
    )
