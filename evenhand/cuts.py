"""Where else could one cut? Other edges and thresholds that are counted in the same pass.

A verdict can change with where a column of numbers is cut into groups, or with the score from which
a candidate says yes. So the log is counted a little finer than the review asks, at exactly those
other places, and only where a criterion of the review depends on it.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from evenhand.review import Candidate, Criterion, Edges, Review

_FIFTH: Final = 5
_TENTH: Final = 10
_STEP: Final = 0.05
_DIGITS: Final = 10
_UNMOVED: Final = frozenset({
    "calibration", "calibration_error", "mean_score", "latency_p95", "outcome_difference",
    "earned_difference",
})  # fmt: skip


def edges(review: Review) -> dict[str, tuple[Edges, ...]]:
    """Other edges of each column of numbers that some criterion compares groups of.

    Where the review names none, each edge is moved by itself, down and up.
    """
    named = review.robustness.edges
    return {
        name: tuple(named[name] if name in named else _moved(own))
        for name, own in review.columns.edges.items()
        if name in _compared(review)
    }


def _compared(review: Review) -> set[str]:
    """The columns whose groups some criterion compares."""
    attributes = (c.attribute for c in review.criteria if c.attribute is not None)
    return {column for name in attributes for column in review.attributes[name]}


def _moved(own: Edges) -> Iterator[Edges]:
    """Each edge moved by a fifth of its narrower interval, or a tenth of itself where it is alone.

    >>> list(_moved((30.0, 50.0)))
    [(26.0, 50.0), (34.0, 50.0), (30.0, 46.0), (30.0, 54.0)]
    """
    widths = [after - before for before, after in pairwise(own)]
    whole = all(edge == int(edge) for edge in own)
    for place, edge in enumerate(own):
        beside = widths[max(0, place - 1) : place + 1]
        by = min(beside) / _FIFTH if beside else abs(edge) / _TENTH
        by = float(max(1, round(by))) if whole and by >= 1 else by
        if by:
            for moved in (round(edge - by, _DIGITS), round(edge + by, _DIGITS)):
                yield (*own[:place], moved, *own[place + 1 :])


def counted(review: Review) -> dict[str, Edges]:
    """Every edge at which a column is counted: the review's own and the others."""
    return {
        name: tuple(
            sorted({*review.columns.edges[name], *(edge for one in others for edge in one)})
        )
        for name, others in edges(review).items()
        if others
    }


def thresholds(review: Review, candidate: Candidate) -> tuple[float, ...]:
    """Other thresholds of a candidate's score, where some criterion depends on its answers.

    A baseline's answers are counted beside the model's at its own threshold only.
    """
    if candidate.score is None or candidate == review.baseline:
        return ()
    if not any(depends(c, review, candidate) for c in review.criteria):
        return ()
    named = review.robustness.thresholds
    own = candidate.threshold
    near = (round(own - _STEP, _DIGITS), round(own + _STEP, _DIGITS))
    others = near if named is None else named
    return tuple(sorted({t for t in others if 0 < t <= 1 and t != own}))


def depends(criterion: Criterion, review: Review, candidate: Candidate) -> bool:
    """Whether a criterion is worked out from a candidate's answers."""
    name = criterion.candidate or review.handoff_candidate.name
    judged = criterion.attest is None and str(criterion.finding) not in _UNMOVED
    return judged and name == candidate.name
