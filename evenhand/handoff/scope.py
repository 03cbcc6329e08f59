"""Out-of-scope cases that are decided alone, and which class is taken for which."""

from typing import Final

import numpy as np

from evenhand import statistics
from evenhand.counting import MISSING
from evenhand.findings import (
    OMITTED,
    Confusion,
    Confusions,
    Omitted,
    OutOfScope,
    ScopePoint,
)
from evenhand.handoff.subject import Subject
from evenhand.handoff.sweep import Sweep, at, sweep
from evenhand.tally import Cells, added_up
from evenhand.text import canonical

_MOST_PAIRS: Final = 20
_BINARY: Final = 2


def out_of_scope(of: Subject) -> OutOfScope | Omitted | None:
    """What becomes of cases that none of the answers fits.

    Args:
        of: whose handoff it is.

    Returns:
        Left out where the review names no such label; None where no case has it, in a binary
        review, which has no room for a third label, and where a kept review does not tell it.
    """
    label = canonical(of.review.columns.out_of_scope)
    if label is None:
        return OMITTED
    known = _known(of)
    classes = of.tally.classes if of.tells_classes else ()
    theirs = known.where(known.label == classes.index(label)) if label in classes else None
    if theirs is None or not theirs.n.sum():
        return None
    here, everybody = at(theirs, of.threshold), at(known, of.threshold)
    return OutOfScope(
        label=label,
        n=here.n,
        share=statistics.rate(here.n, everybody.n, of.level),
        kept=statistics.rate(here.alone, here.n, of.level),
        answered=statistics.rate(here.wrong, here.n, of.level),
        of_automatic=statistics.rate(here.alone, everybody.alone, of.level),
        curve=_curve(of, here.n, sweep(theirs, of.stops), sweep(known, of.stops)),
    )


def _known(of: Subject) -> Cells:
    return of.cells.where(of.cells.label != MISSING)


def _curve(of: Subject, n: int, theirs: Sweep, everybody: Sweep) -> tuple[ScopePoint, ...]:
    columns = (theirs.alone[0], theirs.wrong[0], everybody.alone[0])
    return tuple(
        ScopePoint(stop, alone / n, wrong / n, alone / all_alone if all_alone else None)
        for stop, alone, wrong, all_alone in zip(
            of.stops.tolist(), *(column.tolist() for column in columns), strict=True
        )
    )


def confusions(of: Subject) -> Confusions | Omitted | None:
    """Which class is taken for which among the cases decided alone.

    Args:
        of: whose handoff it is.

    Returns:
        Left out in a binary review, whose two kinds of mistake have names of their own; None where
        no labelled case is decided alone, or a kept review tells only whether answers are right.
    """
    if len(of.tally.classes) <= _BINARY:
        return OMITTED
    if not of.tells_classes:
        return None
    known = _known(of)
    alone = known.where(known.confidence >= of.threshold)
    n, size = int(alone.n.sum()), len(of.tally.classes)
    if not n:
        return None
    counts = added_up(alone.n, alone.label * size + alone.answer, size * size)
    counts[:: size + 1] = 0
    most = np.argsort(-counts, kind="stable")[:_MOST_PAIRS]
    names = of.tally.classes
    pairs = tuple(
        Confusion(names[place // size], names[place % size], int(counts[place]))
        for place in most.tolist()
        if counts[place]
    )
    return Confusions(n, int(counts.sum()), pairs)
