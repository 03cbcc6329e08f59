"""What labels brought: candidates that learned from more and more of them, on the same cases.

Each step is beside the one before. Both answered the same cases, but what they say of one case is
not counted together, so the interval of a gain is that of two samples (Newcombe): wider than need
be, never too narrow where those that are right together are many.
"""

from collections.abc import Mapping

import numpy as np

from evenhand import statistics
from evenhand.counting import MISSING
from evenhand.findings import Estimate, Step
from evenhand.review import Candidate, Review
from evenhand.tally import UNKNOWN, Tally

_Right = tuple[int, int]


def learners(review: Review) -> tuple[Candidate, ...]:
    """The candidates that say how many labels they learned from, the fewest first."""
    said = (one for one in review.candidates if one.labels is not None)
    found = tuple(sorted(said, key=lambda one: one.labels or 0))
    return found if len(found) > 1 else ()


def learned(tally: Tally, review: Review) -> tuple[Step, ...]:
    """What labels brought over all cases; empty where fewer than two candidates say their labels.

    Args:
        tally: the counts.
        review: of those counts.
    """
    return _steps(review, {one.name: _right(tally, one)[""] for one in learners(review)})


def learned_by(tally: Tally, review: Review) -> Mapping[str, Mapping[str, tuple[Step, ...]]]:
    """The same by attribute of one column, and group.

    Args:
        tally: the counts.
        review: of those counts.
    """
    if not learners(review):
        return {}
    made = {}
    for name, columns in review.attributes.items():
        if len(columns) == 1:
            found = {one.name: _right(tally, one, columns) for one in learners(review)}
            groups = sorted({group for right in found.values() for group in right} - {UNKNOWN})
            made[name] = {
                group: _steps(review, {one: right[group] for one, right in found.items()})
                for group in groups
            }
    return made


def _right(tally: Tally, of: Candidate, columns: tuple[str, ...] = ()) -> dict[str, _Right]:
    """By group, how many cases a candidate is right about, of those it answered."""
    cells = tally.by(of.name, columns)
    cells = cells.where((cells.label != MISSING) & (cells.answer != MISSING))
    names, codes = tally.attribute(cells, columns) if columns else (("",), np.zeros_like(cells.n))
    right = np.bincount(codes, cells.n * (cells.label == cells.answer), len(names))
    n = np.bincount(codes, cells.n, len(names))
    return {name: (int(right[at]), int(n[at])) for at, name in enumerate(names)}


def _steps(review: Review, right: Mapping[str, _Right]) -> tuple[Step, ...]:
    level, before, made = review.method.interval, None, []
    for one in learners(review):
        own = right[one.name]
        gain = Estimate() if before is None else statistics.difference(own, before, level)
        made.append(Step(one.name, one.labels or 0, statistics.rate(*own, level), gain))
        before = own
    return tuple(made)
