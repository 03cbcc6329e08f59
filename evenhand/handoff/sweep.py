"""Who is decided alone at each confidence threshold: counts for everybody, or by group."""

from collections.abc import Sequence
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

    def of(self, groups: Ints) -> "Sweep":
        """Only the groups at these places."""
        return Sweep(self.alone[groups], self.labelled[groups], self.wrong[groups])

    def without(self, part: "Sweep") -> "Sweep":
        """The cases that are not among those of a part."""
        return Sweep(
            self.alone - part.alone, self.labelled - part.labelled, self.wrong - part.wrong
        )


def sweep(cells: Cells, thresholds: Floats, codes: Ints | None = None, size: int = 1) -> Sweep:
    """Count what is decided alone at each threshold.

    Args:
        cells: one candidate's, answered and with a confidence.
        thresholds: rising.
        codes: each cell's group; everybody is one group where not given.
        size: how many groups there are.
    """
    group = np.zeros(len(cells.n), dtype=np.int64) if codes is None else codes
    kind = np.where(cells.label == MISSING, 0, 1 + (cells.label != cells.answer))
    (reaching,) = above(cells, thresholds, 3 * group + kind, 3 * size, [None])
    unlabelled, right, wrong = reaching[:, 1:].reshape(size, 3, -1).transpose(1, 0, 2)
    return Sweep(unlabelled + right + wrong, right + wrong, wrong)


def above(
    cells: Cells, thresholds: Floats, codes: Ints, size: int, kinds: Sequence[Mask | None]
) -> list[Ints]:
    """Cases of several kinds that reach each threshold, all cases first.

    Args:
        cells: one candidate's, answered and with a confidence.
        thresholds: rising.
        codes: each cell's group.
        size: how many groups there are.
        kinds: for each kind, which cells are of it; None: all are.

    Returns:
        For each kind an array of groups by thresholds, with one column more at the front: all of
        the kind, whatever their confidence.
    """
    steps = len(thresholds) + 1
    place = codes * steps + _reached(cells.confidence, thresholds)
    sums = (added_up(cells.n, place, size * steps, kind).reshape(size, steps) for kind in kinds)
    return [np.asarray(s[:, ::-1].cumsum(axis=1)[:, ::-1], dtype=np.int64) for s in sums]


def _reached(confidence: Floats, thresholds: Floats) -> Ints:
    """How many of the thresholds each cell reaches; many times quicker where cells are in order."""
    if (confidence[1:] < confidence[:-1]).any():
        return np.searchsorted(thresholds, confidence, side="right")
    first = np.searchsorted(confidence, thresholds, side="left")
    between = np.diff(first, prepend=0, append=len(confidence))
    return np.repeat(np.arange(len(thresholds) + 1), between)


def sides(cells: Cells, thresholds: Floats, kinds: Ints, size: int) -> Ints:
    """How many cases of each kind are decided alone, and how many not, at each threshold.

    Args:
        cells: one candidate's, answered and with a confidence.
        thresholds: rising.
        kinds: each cell's kind.
        size: how many kinds there are.

    Returns:
        Thresholds by side (decided alone, handed off) by kind.
    """
    (reaching,) = above(cells, thresholds, kinds, size, [None])
    alone, every = reaching[:, 1:], reaching[:, :1]
    return np.stack([alone, every - alone]).transpose(2, 0, 1)


def sure(cells: Cells) -> Cells:
    """Answered cells of which the candidate said how sure it was, the least sure first."""
    return cells.at(sure_places(cells))


def sure_places(cells: Cells) -> Ints:
    """Where the answered cells are of which the candidate said how sure it was, in that order."""
    kept = np.flatnonzero((cells.answer != MISSING) & np.isfinite(cells.confidence))
    return np.asarray(kept[np.argsort(cells.confidence[kept], kind="stable")])


def surest_first(cells: Cells) -> Ints:
    """The places of cells with the surest first; at once where they are in order already."""
    if (cells.confidence[1:] < cells.confidence[:-1]).any():
        return np.asarray(np.argsort(-cells.confidence, kind="stable"))
    return np.arange(len(cells.n))[::-1]


def runs(values: Floats) -> Ints:
    """Where each run of equal values begins.

    >>> runs(np.array([0.9, 0.9, 0.7])).tolist()
    [0, 2]
    """
    new = np.ones(len(values), dtype=bool)
    new[1:] = values[1:] != values[:-1]
    return np.flatnonzero(new)


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
