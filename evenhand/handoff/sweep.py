"""Who is decided alone at each confidence threshold: counts for everybody, or by group."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from evenhand.arrays import Floats, Ints, Mask
from evenhand.counting import MISSING, STEPS
from evenhand.tally import Cells, added_up

THRESHOLDS: Final[Floats] = np.arange(STEPS + 1) / STEPS


@dataclass(frozen=True, slots=True)
class Sweep:
    """Counts at every threshold, for everybody or by group.

    Attributes:
        alone: cases decided alone; groups by thresholds.
        labelled: those of them with a label.
        wrong: those of them that are wrong.
    """

    alone: Ints
    labelled: Ints
    wrong: Ints


def sweep(cells: Cells, thresholds: Floats, codes: Ints | None = None, size: int = 1) -> Sweep:
    """Count what is decided alone at each threshold.

    Args:
        cells: one candidate's, answered and with a confidence.
        thresholds: rising.
        codes: each cell's group; everybody is one group where not given.
        size: how many groups there are.
    """
    place = np.searchsorted(thresholds, cells.confidence, side="right")
    group = np.zeros(len(cells.n), dtype=np.int64) if codes is None else codes
    labelled = cells.label != MISSING
    kinds = (np.ones(len(place), dtype=bool), labelled, labelled & (cells.label != cells.answer))
    return Sweep(*(_from_above(cells.n, group, place, (size, len(thresholds)), k) for k in kinds))


def _from_above(n: Ints, group: Ints, place: Ints, shape: tuple[int, int], keep: Mask) -> Ints:
    """Cases of each group that reach each threshold; `place` is how many a cell reaches."""
    size, steps = shape
    sums = added_up(n, group * (steps + 1) + place, size * (steps + 1), keep)
    reached = sums.reshape(size, steps + 1)[:, :0:-1].cumsum(axis=1)[:, ::-1]
    return np.asarray(reached, dtype=np.int64)


def sure(cells: Cells) -> Cells:
    """Answered cells of which the candidate said how sure it was."""
    return cells.where((cells.answer != MISSING) & np.isfinite(cells.confidence))


@dataclass(frozen=True, slots=True)
class Point:
    """Counts at one threshold: answered cases, those decided alone, of these labelled, wrong."""

    n: int
    alone: int
    labelled: int
    wrong: int


def at(cells: Cells, threshold: float) -> Point:
    """What is decided alone where confidence reaches one threshold."""
    found = sweep(cells, np.array([threshold]))
    counts = (int(counted[0, 0]) for counted in (found.alone, found.labelled, found.wrong))
    return Point(int(cells.n.sum()), *counts)
