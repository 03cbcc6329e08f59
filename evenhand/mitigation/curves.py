"""Each group by score, so that any threshold's counts are one look-up."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from evenhand import metrics
from evenhand.arrays import Floats, Ints, Mask
from evenhand.counting import MISSING, STEPS
from evenhand.fairness import eligible
from evenhand.findings import Estimate
from evenhand.review import Candidate, Review
from evenhand.tally import Cells, Tally, added_up

_YES = 2.0  # keeps every yes above every no where scores are counted in steps
_ONE_STEP = 1e-9
_TO_DIGITS = 1e12
_LOST = 1e-3  # of the last digit
AMONG: Final = {
    "selection_rate": "answered",
    "true_positive_rate": "positive",
    "false_positive_rate": "negative",
}
"""By rate, the cases it is a share of: those of them that get a yes."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Cases of the groups compared, by group and score; groups by scores.

    Attributes:
        names: of the groups.
        scores: rising; a threshold at one of them is exact. Where scores were counted in steps,
            those of a step that the review's threshold does not reach are above it, not at it.
        hits: the cases that the rate is counted in: a rate is the share of them that get a yes.
        answered: cases with an answer.
        positive: cases of known outcome: a yes.
        negative: cases of known outcome: a no.
        now: the place of the lowest score that is a yes today.
        elsewhere: right answers among cases of known outcome in groups that take no part.
        cases: of known outcome, all groups.
    """

    names: tuple[str, ...]
    scores: Floats
    hits: Ints
    answered: Ints
    positive: Ints
    negative: Ints
    now: int
    elsewhere: int
    cases: int


def share(k: float, n: int) -> Estimate:
    """A share without an interval: it was chosen on the cases it is counted from.

    >>> share(1, 4), share(0, 0)
    (Estimate(value=0.25, low=None, high=None, n=4), Estimate(value=None, low=None, high=None, n=0))
    """
    return Estimate(float(k) / n, n=n) if n else Estimate()


def scored(
    tally: Tally, review: Review, candidate: str, attribute: str, metric: str
) -> Scored | None:
    """The groups that can be compared; None without scores, outcomes or two such groups.

    Args:
        tally: the counts.
        review: of those counts.
        candidate: its name.
        attribute: a key of the review's attributes.
        metric: the rate, a key of `AMONG`.
    """
    one = next(c for c in review.candidates if c.name == candidate)
    if one.score is None:
        return None
    cells = tally.by(candidate, review.attributes[attribute])
    cells = cells.where(cells.answer != MISSING)
    names, codes = tally.attribute(cells, review.attributes[attribute])
    counted = metrics.table(cells, names, codes, tally.positive)
    scores, places, now = _places(cells, one, tally, exact=tally.exact[candidate])
    shape, key = (len(names), len(scores)), codes * len(scores) + places
    kinds = {
        name: added_up(cells.n, key, shape[0] * shape[1], keep).reshape(shape)
        for name, keep in _kinds(cells, tally.positive).items()
    }
    hits = kinds[AMONG[metric]]
    large = eligible(counted, review.method) & (counted.labelled > 0) & (hits.sum(axis=1) > 0)
    if large.sum() < 2:  # noqa: PLR2004  # nothing to compare
        return None
    return Scored(
        names=tuple(name for name, kept in zip(names, large, strict=True) if kept),
        scores=scores,
        hits=hits[large],
        **{name: counts[large] for name, counts in kinds.items()},
        now=now,
        elsewhere=int(counted.right[~large].sum()),
        cases=int(counted.labelled.sum()),
    )


def _kinds(cells: Cells, positive: int) -> dict[str, Mask]:
    """Which cells are answered, and of known outcome a yes or a no."""
    known = cells.label != MISSING
    yes = cells.label == positive
    return {"answered": cells.answer != MISSING, "positive": yes, "negative": known & ~yes}


def _places(cells: Cells, one: Candidate, tally: Tally, *, exact: bool) -> tuple[Floats, Ints, int]:
    """The different scores, rising; each cell's place among them; where a yes begins."""
    yes = cells.answer == tally.positive
    sure = cells.confidence
    upper = sure if exact else _next_edge(sure)
    own = np.where(yes, np.maximum(sure, one.threshold) + _YES, 1.0 - upper)
    keys, places = np.unique(_cut_off(own), return_inverse=True)
    said = keys > _YES - 1.0
    scores = np.maximum(0.0, np.where(said, keys - _YES, keys)).round(12).astype(np.float64)
    return scores, places.astype(np.int64), int(np.searchsorted(said, True))  # noqa: FBT003


def _cut_off(scores: Floats) -> Floats:
    """Scores to 12 digits, never above what they are: 2/3 does not reach .666666666667.

    What is missing to a digit by no more than arithmetic is not cut off: 1 - .9 is .1.
    """
    return np.asarray(np.floor(scores * _TO_DIGITS + _LOST) / _TO_DIGITS, dtype=np.float64)


def _next_edge(sure: Floats) -> Floats:
    """Where the step ends that a confidence begins: at the next k/1000, or the next one there is.

    The handoff's threshold may cut a step in two.
    """
    edges = np.unique(np.concatenate([np.arange(STEPS + 1) / STEPS, sure]))
    return edges[np.minimum(np.searchsorted(edges, sure + _ONE_STEP), len(edges) - 1)]
