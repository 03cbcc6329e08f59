"""All that is said of labels, from the counts."""

import numpy as np

from evenhand import statistics
from evenhand.arrays import Mask
from evenhand.counting import MISSING
from evenhand.findings import OMITTED, Coverage, KnownGroup, Labelling, Omitted
from evenhand.labelling.learned import learned, learned_by
from evenhand.labelling.yardstick import Known, coverage, length, strategies
from evenhand.review import Review
from evenhand.tally import UNKNOWN, Cells, Tally


def labelling(tally: Tally, review: Review) -> Labelling | Omitted:
    """Which cases to label next, and what labels bring.

    Args:
        tally: the counts.
        review: of those counts.

    Returns:
        Omitted of a kept review, which has no rows to make a list of.
    """
    if tally.apart is not None:
        return OMITTED
    own = review.handoff_candidate
    cells = tally.cells[own.name]
    cells = cells.where(cells.answer != MISSING)
    is_known = cells.label != MISSING
    known = _known(cells.where(is_known), review)
    return Labelling(
        candidate=own.name,
        cases=length(known.cases),
        known=known.cases,
        unknown=int(cells.n[~is_known].sum()),
        strategies=strategies(known),
        coverage={
            name: _coverage(tally, review, cells, columns)
            for name, columns in review.attributes.items()
            if len(columns) == 1
        },
        learned=learned(tally, review),
        learned_by=learned_by(tally, review),
    )


def _known(cells: Cells, review: Review) -> Known:
    beside = review.baseline
    rides = beside is not None and beside is not review.handoff_candidate
    differs: Mask | None = None
    if rides and not review.columns.arm:
        differs = (cells.other != MISSING) & (cells.other != cells.answer)
    return Known(
        n=cells.n,
        wrong=cells.label != cells.answer,
        sure=cells.confidence,
        differs=differs,
        level=review.method.interval,
    )


def _coverage(tally: Tally, review: Review, cells: Cells, columns: tuple[str, ...]) -> Coverage:
    names, codes = tally.attribute(cells, columns)
    kept = [place for place, name in enumerate(names) if name != UNKNOWN]
    is_known, right = cells.label != MISSING, cells.label == cells.answer
    all_of, known, good = (
        np.bincount(codes, cells.n * mask, len(names)).astype(np.int64)[kept]
        for mask in (np.ones_like(is_known), is_known, right)
    )
    groups = tuple(
        KnownGroup(
            group=names[place],
            known=int(known[at]),
            unknown=int(all_of[at] - known[at]),
            accuracy=statistics.rate(int(good[at]), int(known[at]), review.method.interval),
        )
        for at, place in enumerate(kept)
    )
    moved = np.full(len(names), MISSING)
    moved[kept] = np.arange(len(kept))
    own = _known(cells.where(is_known), review)
    return coverage(own, groups, moved[codes[is_known]], review.method.min_group)
