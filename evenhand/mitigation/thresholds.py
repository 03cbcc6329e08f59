"""A threshold for each group, or a coin toss: how equal a rate can be made, and at what cost."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from evenhand.findings import FrontierPoint, Thresholds
from evenhand.mitigation.curves import scored
from evenhand.mitigation.frontier import frontier
from evenhand.mitigation.library import coin_tosses
from evenhand.mitigation.policies import by_cuts, limits, option
from evenhand.review import Review
from evenhand.tally import Tally

EQUALISED: Final[Mapping[str, str]] = {
    "selection_rate": "selection_rate",
    "true_positive_rate": "true_positive_rate",
    "false_negative_rate": "true_positive_rate",
    "false_positive_rate": "false_positive_rate",
}
"""By metric, the rate that is made equal for it; for any other metric it is the selection rate."""
WITHIN: Final = 0.02


def thresholds(
    tally: Tally,
    review: Review,
    candidate: str,
    attribute: str,
    metric: str,
    within: float | None = None,
) -> Thresholds | None:
    """What it would cost to make a rate equal over the groups of an attribute.

    Groups that are unknown, too small, or without a case that the rate is a share of, keep the
    review's threshold and count in the accuracy.

    Args:
        tally: the counts.
        review: of those counts.
        candidate: whose scores.
        attribute: a key of the review's attributes.
        metric: a key of `EQUALISED`; any other stands for the selection rate.
        within: the gap to reach; the review's own limit, else 2 of 100, where not given.

    Returns:
        None where the candidate has no scores, no outcome is known, or fewer than two groups can be
        compared.
    """
    rate = EQUALISED.get(metric, "selection_rate")
    found = scored(tally, review, candidate, attribute, rate)
    if found is None:
        return None
    reach = _limit(review, candidate, attribute, rate) if within is None else within
    gaps, right, cuts = frontier(found, reach)
    chosen = cuts[max(0, int(np.searchsorted(gaps, reach + 1e-12)) - 1)]
    today = np.full(len(found.names), found.now)
    return Thresholds(
        candidate=candidate,
        attribute=attribute,
        metric=rate,
        within=reach,
        today=option(found, by_cuts(found, today), "today", None, today),
        per_group=option(found, by_cuts(found, chosen), "per_group", None, chosen),
        coin_tosses=tuple(
            option(found, policy, "coin_toss", constraint, None)
            for constraint, policy in coin_tosses(found, rate, review.method.seed)
        ),
        frontier=tuple(
            FrontierPoint(gap, (k + found.elsewhere) / found.cases, tuple(limits(found, cut)))
            for gap, k, cut in zip(gaps.tolist(), right.tolist(), cuts, strict=True)
        ),
    )


def _limit(review: Review, candidate: str, attribute: str, metric: str) -> float:
    """The review's own limit on this gap, where it has one."""
    own = review.handoff_candidate.name
    asked = (candidate, attribute, metric, "difference")
    found = (
        c.at_most
        for c in review.criteria
        if (c.candidate or own, c.attribute, EQUALISED.get(c.finding or ""), c.gap) == asked
    )
    return next((limit for limit in found if limit is not None), WITHIN)
