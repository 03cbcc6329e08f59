"""How well confidence sorts right answers before wrong ones: the area under risk and coverage.

Deciding the surest case alone, then the two surest, and so on to all of them, the automatic error
goes through n values; their mean is the AURC (Geifman, Uziel and El-Yaniv 2019). Cases that are
equally sure come in no order, so it is the mean over all orders of them, which has a closed form.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import special

from evenhand import statistics
from evenhand.arrays import Floats, Ints
from evenhand.counting import MISSING
from evenhand.findings import Estimate, Order
from evenhand.handoff.subject import Subject
from evenhand.handoff.sweep import runs, surest_first
from evenhand.tally import Cells, added_up

_BLOCKS: Final = 100
_REPLICATES: Final = 2_000


def aurc(n: NDArray[Any], wrong: NDArray[Any]) -> Floats:
    """The mean automatic error over all coverages, and over all orders of equally sure cases.

    In a block of m cases, e of them wrong, that comes after a cases with E wrong ones, the j-th
    case finds E + j·e/m wrong on average. Summed over j of (E + j·e/m)/(a + j), that is
    e + (E - a·e/m)·(H(a+m) - H(a)), with H the harmonic numbers.

    Args:
        n: cases of each confidence, the surest first, along the last axis.
        wrong: how many of them are wrong.

    >>> float(aurc(np.array([1, 1]), np.array([0, 1])))
    0.25
    >>> round(float(aurc(np.array([2]), np.array([1]))), 9)
    0.5
    """
    before, errors = np.cumsum(n, axis=-1) - n, np.cumsum(wrong, axis=-1) - wrong
    harmonic = special.digamma(before + n + 1.0) - special.digamma(before + 1.0)
    block = wrong + harmonic * (errors - before * (wrong / np.maximum(n, 1)))
    return np.asarray(block.sum(axis=-1) / n.sum(axis=-1), dtype=np.float64)


def apart(n: Ints, wrong: Ints, *, wrong_first: bool) -> tuple[Ints, Ints]:
    """Every block as two: its wrong answers before its right ones, or after them.

    Args:
        n: cases of each confidence.
        wrong: how many of them are wrong.
        wrong_first: whether the wrong ones are the surer ones.
    """
    kinds = [(wrong, wrong), (n - wrong, np.zeros_like(wrong))]
    ordered = kinds if wrong_first else kinds[::-1]
    blocks, bad = (np.stack(part, axis=-1).ravel() for part in zip(*ordered, strict=True))
    return blocks, bad


def by_confidence(cells: Cells) -> tuple[Ints, Ints]:
    """Labelled cases of each confidence, the surest first, and how many of them are wrong."""
    known = cells.where(cells.label != MISSING)
    order = surest_first(known)
    starts, n = runs(known.confidence[order]), known.n[order]
    wrong = np.where(known.label != known.answer, known.n, 0)[order]
    return np.add.reduceat(n, starts), np.add.reduceat(wrong, starts)


def area(of: Subject) -> tuple[Estimate, Order | None]:
    """The AURC with its bootstrap interval, and what it could be; empty without a labelled case.

    Args:
        of: whose handoff it is.
    """
    n, wrong = by_confidence(of.cells)
    total, errors = int(n.sum()), int(wrong.sum())
    if not total:
        return Estimate(), None
    value = float(aurc(n, wrong))
    best = float(aurc(*apart(np.array([total]), np.array([errors]), wrong_first=False)))
    ends = (float(aurc(*apart(n, wrong, wrong_first=first))) for first in (False, True))
    exact = of.tally.exact[of.review.handoff_candidate.name]
    bound = 0.0 if exact else max(abs(end - value) for end in ends)
    order = Order(errors / total, best, value - best, exact, bound)
    moved = _moved(n, wrong, of.review.method.seed)
    return statistics.spread(value + moved, value, total, of.level), order


def _moved(n: Ints, wrong: Ints, seed: int) -> Floats:
    """By how much the AURC moves from one bootstrap of the cases to another.

    Drawn in at most a hundred blocks of about equally many cases: how far it moves hardly hangs on
    how finely confidence is told apart, and a thousand blocks take ten times as long.
    """
    place = np.minimum((np.cumsum(n) - 1) * _BLOCKS // int(n.sum()), _BLOCKS - 1)
    size = int(place.max()) + 1
    blocks, bad = (added_up(amount, place, size) for amount in (n, wrong))
    draws = statistics.resampled([*(blocks - bad).tolist(), *bad.tolist()], seed, _REPLICATES)
    right, errors = draws[:, :size], draws[:, size:]
    return aurc(right + errors, errors) - aurc(blocks, bad)
