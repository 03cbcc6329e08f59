"""Is it worth acting on what they say? Net benefit (Vickers and Elkin 2006)."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from evenhand import retrieval, statistics
from evenhand.arrays import Floats, Ints, Mask
from evenhand.comparison.both import BASELINE, MODEL, TRUE
from evenhand.comparison.scored import Scored
from evenhand.findings import BenefitPoint, NetBenefit
from evenhand.review import Review
from evenhand.tally import Tally, added_up

_NEAR: Final = 1e-12  # 1 - (1 - s) may lie this far from s
_STOPS: Final = np.unique([*(k / 1000 for k in range(1, 10)), *(k / 100 for k in range(1, 100))])


@dataclass(frozen=True, slots=True)
class _Cases:
    """Cases by truth and what the two say.

    Attributes:
        positive: whether a cell's cases are.
        own: the model's score.
        other: the baseline's score, or 1 for a yes and -1 for a no where it gives none.
        n: how many cases.
        exact: whether scores are as they are.
    """

    positive: Mask
    own: Floats
    other: Floats
    n: Ints
    exact: bool


def net_benefit(scored: Scored | None, tally: Tally, review: Review) -> NetBenefit | None:
    """Net benefit of both along the thresholds, and at this review's own.

    Args:
        scored: the model's cases.
        tally: every count.
        review: of those counts.

    Returns:
        None where the model gives no score of the positive class, or no case tells.
    """
    if scored is None or review.handoff_candidate.score is None:
        return None
    cases = _cases(scored, tally)
    at, source = _own_threshold(review)
    if not cases.n.sum() or not 0 < at < 1:
        return None
    values = np.where(TRUE, 1.0, -at / (1 - at))
    rule, model = values * BASELINE, values * MODEL
    each = np.stack([rule, model, values, model - rule])
    found = statistics.bounded_means(each, _kinds(cases, at), review.method.interval)
    return NetBenefit(
        threshold=at,
        source=source,
        baseline=found.one(0),
        model=found.one(1),
        everybody=found.one(2),
        difference=found.one(3),
        exact=cases.exact,
        curve=_curve(cases),
    )


def _own_threshold(review: Review) -> tuple[float, str]:
    """Where acting wrongly costs what not acting would; without prices, where the model says yes.

    A wrong yes at a, a missed one at m: acting pays from a chance of a / (a + m) on.
    """
    costs = review.costs
    if costs is None or not costs.false_positive or not costs.false_negative:
        return review.handoff_candidate.threshold, "threshold"
    return costs.false_positive / (costs.false_positive + costs.false_negative), "costs"


def _cases(scored: Scored, tally: Tally) -> _Cases:
    """Both scores where the baseline has one too; else its answers."""
    pair = tally.score_pairs
    if pair is not None:
        return _Cases(pair.positive, pair.own, pair.other, pair.n, pair.exact)
    counts = scored.n[:, :, :2]  # those that both answered
    place, true, yes = (part.ravel() for part in np.indices(counts.shape))
    other = np.where(yes == 1, 1.0, -1.0)
    return _Cases(true == 1, scored.scores()[place], other, counts.ravel(), scored.exact)


def _kinds(cases: _Cases, at: float) -> Ints:
    """How many cases of each kind there are where one acts from a chance on."""
    flags = (cases.positive, cases.other >= at - _NEAR, cases.own >= at - _NEAR)
    codes = np.ravel_multi_index(tuple(flag.astype(np.int64) for flag in flags), (2, 2, 2))
    return added_up(cases.n, np.asarray(codes, dtype=np.int64), len(TRUE))


def _curve(cases: _Cases) -> tuple[BenefitPoint, ...]:
    every = np.full(len(cases.n), 1.0)
    lines = (_along(score, cases) for score in (cases.other, cases.own, every))
    rows = zip(_STOPS, *lines, strict=True)
    return tuple(BenefitPoint(*(float(value) for value in row)) for row in rows)


def _along(score: Floats, cases: _Cases) -> Floats:
    """Net benefit at each stop."""
    ranked = retrieval.ranked(score, cases.n, cases.positive)
    places = np.searchsorted(-ranked.rank, -(_STOPS - _NEAR), side="right")
    seen, right = (np.concatenate([[0], counts])[places] for counts in (ranked.seen, ranked.found))
    return np.asarray((right - (seen - right) * _STOPS / (1 - _STOPS)) / ranked.n)
