"""The cases of one candidate by all group columns at once: what strata and slices are cut from."""

from dataclasses import dataclass

import numpy as np

from evenhand.arrays import Ints, Mask
from evenhand.counting import MISSING
from evenhand.tally import Cells


@dataclass(frozen=True, slots=True)
class Combined:
    """Counts by combination of groups, far fewer rows than a tally has cells.

    Attributes:
        cells: one cell a combination, of which only the groups mean anything.
        answered: cases with an answer.
        selected: those answered positive.
        labelled: answered cases with a label.
        wrong: those not answered with the exact class.
    """

    cells: Cells
    answered: Ints
    selected: Ints
    labelled: Ints
    wrong: Ints


def combined(cells: Cells, positive: int) -> Combined:
    """Put together neighbouring cells of the same groups; a tally keeps its cells in that order.

    Args:
        cells: one candidate's.
        positive: the class that counts as positive.
    """
    new = np.zeros(len(cells.n), dtype=bool)
    new[0] = True
    for codes in cells.groups.values():
        new[1:] |= np.diff(codes) != 0
    starts = np.flatnonzero(new)
    answered = cells.answer != MISSING
    labelled = answered & (cells.label != MISSING)

    def sums(keep: Mask) -> Ints:
        return np.asarray(np.add.reduceat(np.where(keep, cells.n, 0), starts), dtype=np.int64)

    return Combined(
        cells.where(new),
        answered=sums(answered),
        selected=sums(cells.answer == positive),
        labelled=sums(labelled),
        wrong=sums(labelled & (cells.answer != cells.label)),
    )
