"""Two halves of the cases: a threshold is chosen on one; what it does is shown on the other.

By the number of the case, where the log has one; else from the counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from evenhand.arrays import Ints
from evenhand.handoff.subject import Subject
from evenhand.handoff.sweep import THRESHOLDS, Sweep, sure_places, sweep
from evenhand.tally import Cells


@dataclass(frozen=True, slots=True)
class Swept:
    """The counts of an attribute's groups, at every k/1000.

    Attributes:
        names: of the groups.
        everybody: all cases, by group.
        calibrating: the cases on which thresholds are chosen; the others are reported on.
    """

    names: tuple[str, ...]
    everybody: Sweep
    calibrating: Sweep


@dataclass(frozen=True, slots=True)
class Halves:
    """The counts of a handoff in two halves.

    Attributes:
        split: how they were told apart, by `id` or from the `counts`.
        all_cases: everybody as one group.
        attributes: the groups of each attribute.
    """

    split: str
    all_cases: Swept
    attributes: Mapping[str, Swept]


def halves(of: Subject) -> Halves:
    """The two halves of what a handoff is worked out from.

    Without numbers of cases, each cell's count is divided by as many tosses of a coin as it has
    cases. In law that is what a hash of every case's number does, which is a coin for each case.

    Args:
        of: the candidate's cells; the seed is the review's.
    """
    chosen = _chosen(of, of.cells)
    nobody = np.zeros(len(of.cells.n), dtype=np.int64)
    return Halves(
        "counts" if of.tally.calibrating is None else "id",
        _swept(of.cells, chosen, ("all",), nobody),
        {
            name: _swept(cells, chosen if cells is of.cells else _chosen(of, cells), names, codes)
            for name, cells, names, codes in of.attributes()
        },
    )


def _chosen(of: Subject, cells: Cells) -> Ints:
    """How many cases of each cell calibrate."""
    if of.tally.calibrating is None:
        tosses = np.random.default_rng(of.review.method.seed)
        return np.asarray(tosses.binomial(cells.n, 0.5), dtype=np.int64)
    answered = of.tally.cells[of.review.handoff_candidate.name]
    return of.tally.calibrating[sure_places(answered)]


def _swept(cells: Cells, chosen: Ints, names: tuple[str, ...], codes: Ints) -> Swept:
    """The counts of all cases and of a half of them, in the same cells."""
    half = replace(cells, n=chosen)
    both = (sweep(each, THRESHOLDS, codes, len(names)) for each in (cells, half))
    return Swept(names, *both)
