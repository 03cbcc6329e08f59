"""Two halves of the cases: a threshold is chosen on one; what it does is shown on the other.

By the number of the case, where the log has one; else from the counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from evenhand.handoff.subject import Subject
from evenhand.handoff.sweep import THRESHOLDS, Sweep, sure, sweep
from evenhand.tally import Cells, Tally


@dataclass(frozen=True, slots=True)
class Halves:
    """The cases of a handoff's candidate, in two halves.

    Attributes:
        tally: whose groups the cells are in.
        cells: all cases of which the candidate said how sure it was.
        calibrating: the same with the cases on which thresholds are chosen; only the counts are
            of these. The others are reported on.
        split: how they were told apart, by `id` or from the `counts`.
    """

    tally: Tally
    cells: Cells
    calibrating: Cells
    split: str

    def swept(self, columns: Sequence[str] = ()) -> tuple[Sweep, Sweep]:
        """Counts at every k/1000 of all cases and of the calibration half, by group.

        Args:
            columns: of an attribute; everybody is one group where none is given.
        """
        return self._sweep(self.cells, columns), self._sweep(self.calibrating, columns)

    def _sweep(self, cells: Cells, columns: Sequence[str]) -> Sweep:
        if not columns:
            return sweep(cells, THRESHOLDS)
        names, codes = self.tally.attribute(cells, columns)
        return sweep(cells, THRESHOLDS, codes, len(names))


def halves(of: Subject) -> Halves:
    """The two halves of what a handoff is worked out from.

    Without numbers of cases, each cell's count is divided by as many tosses of a coin as it has
    cases. In law that is what a hash of every case's number does, which is a coin for each case.

    Args:
        of: the candidate's cells; the seed is the review's.
    """
    if of.tally.calibrating is not None:
        answered = of.tally.cells[of.review.handoff_candidate.name]
        chosen = sure(replace(answered, n=of.tally.calibrating))
        return Halves(of.tally, of.cells, chosen, "id")
    tosses = np.random.default_rng(of.review.method.seed)
    drawn = replace(of.cells, n=tosses.binomial(of.cells.n, 0.5))
    return Halves(of.tally, of.cells, drawn, "counts")
