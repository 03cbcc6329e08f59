"""What is decided alone, and how well, along the thresholds: everybody, and group by group."""

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


def groups(
    cells: Cells, names: tuple[str, ...], codes: Ints, threshold: float, level: float
) -> tuple[HandoffGroup, ...]:
    """The handoff in each group, at one threshold.

    Args:
        cells: of a candidate that says how sure it is.
        names: of the groups.
        codes: each cell's group.
        threshold: the confidence needed to decide alone.
        level: of the intervals.
    """
    found = sweep(cells, np.array([threshold]), codes, len(names))
    sizes = added_up(cells.n, codes, len(names))
    alone, labelled, wrong = found.alone[:, 0], found.labelled[:, 0], found.wrong[:, 0]
    shares = zip(
        names,
        sizes.tolist(),
        statistics.rates(alone.tolist(), sizes.tolist(), level),
        statistics.rates((sizes - alone).tolist(), sizes.tolist(), level),
        statistics.rates(wrong.tolist(), labelled.tolist(), level),
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
