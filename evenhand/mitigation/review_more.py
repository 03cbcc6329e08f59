"""The other lever: hand off more cases of the groups on which a candidate is wrong most often.

With a threshold for each group, people look where errors are, within what they can do. Nobody's
answer is changed by group; what depends on the group is how often a person looks.
"""

from dataclasses import dataclass

import numpy as np

from evenhand import handoff, metrics
from evenhand.arrays import Floats, Ints, Mask
from evenhand.fairness import eligible
from evenhand.findings import Estimate, ReviewedGroup, ReviewMore
from evenhand.handoff import THRESHOLDS, Sweep, arriving, queue
from evenhand.mitigation.curves import share
from evenhand.review import HandoffPlan, Review
from evenhand.tally import Tally, added_up

_NOBODY = 2.0  # a confidence that nothing reaches: everybody goes to a person


@dataclass(frozen=True, slots=True)
class _Groups:
    """What is known of every group at every threshold.

    Attributes:
        names: of the groups.
        n: answered cases of each.
        large: which are compared.
        stops: the thresholds, rising; the last one hands everybody to a person.
        swept: counts of each group at each of them.
        now: the place of the review's own threshold.
    """

    names: tuple[str, ...]
    n: Ints
    large: Mask
    stops: Floats
    swept: Sweep
    now: int


def review_more(
    tally: Tally,
    review: Review,
    candidate: str,
    attribute: str,
    budget: float | None = None,
) -> ReviewMore | None:
    """Handoff thresholds by group that make the worst group's automatic error smallest.

    For a target error every group takes the lowest threshold that reaches it on at least
    `min_group` cases of known outcome, or hands everything off; the target is the smallest one that
    people can carry. Groups that are unknown or too small keep the review's threshold.

    Args:
        tally: the counts.
        review: of those counts; it says how much people can take.
        candidate: its name.
        attribute: a key of the review's attributes.
        budget: the share of all cases that people can take; from the review where not given.

    Returns:
        None where the candidate does not say how sure it is, no outcome is known, or fewer than
        two groups can be compared.
    """
    found = _groups(tally, review, candidate, attribute)
    if found is None:
        return None
    today = np.full(len(found.names), found.now)
    carried, source = (budget, "asked") if budget is not None else _budget(tally, review, found)
    picks = _picks(found, carried, review.method.min_group)
    return ReviewMore(
        candidate=candidate,
        attribute=attribute,
        budget=carried,
        budget_from=source,
        threshold_today=float(found.stops[found.now]),
        handed_off_today=_handed_off(found, today),
        handed_off=_handed_off(found, picks),
        worst_today=_worst(found, today),
        worst=_worst(found, picks),
        groups=tuple(
            _group(found, int(place), int(picks[place])) for place in np.flatnonzero(found.large)
        ),
    )


def _groups(tally: Tally, review: Review, candidate: str, attribute: str) -> _Groups | None:
    columns = review.attributes[attribute]
    cells = handoff.sure(tally.by(candidate, columns))
    names, codes = tally.attribute(cells, columns)
    large = eligible(metrics.table(cells, names, codes, tally.positive), review.method)
    stops = np.unique([*THRESHOLDS, review.handoff_threshold, _NOBODY])
    swept = handoff.sweep(cells, stops, codes, len(names))
    large &= swept.labelled[:, 0] > 0
    if large.sum() < 2:  # noqa: PLR2004  # nothing to compare
        return None
    now = int(np.searchsorted(stops, review.handoff_threshold))
    return _Groups(names, added_up(cells.n, codes, len(names)), large, stops, swept, now)


def _budget(tally: Tally, review: Review, found: _Groups) -> tuple[float, str]:
    """What people can do in their hours, where that is known; else what they do today."""
    plan = arriving.planned(tally, review)
    capacity = _capacity(plan) if plan else None
    if capacity is not None:
        return capacity, "people"
    return _off(found, np.full(len(found.names), found.now)), "today"


def _capacity(plan: HandoffPlan) -> float | None:
    """The share of arriving cases that the people at the queue can work through."""
    if not plan.cases_per_hour or plan.minutes_per_case is None or plan.people is None:
        return None
    an_hour = queue.present(plan.people, plan.shrinkage) * 60 / plan.minutes_per_case
    return min(1.0, an_hour / plan.cases_per_hour)


def _picks(found: _Groups, budget: float, least: int) -> Ints:
    """The place of each group's threshold at the smallest target error that people can carry.

    A larger target never hands off more, so the smallest that fits is found by bisection. Where
    none fits, everything is left as it is.
    """
    errors = np.where(
        found.swept.labelled >= least,
        found.swept.wrong / np.maximum(found.swept.labelled, 1),
        np.inf,
    )
    errors[:, -1] = 0.0
    targets = np.unique(errors[found.large])
    targets = targets[np.isfinite(targets)]
    low, high = 0, len(targets)
    while low < high:
        middle = (low + high) // 2
        fits = _off(found, _reaching(found, errors, targets[middle])) <= budget
        low, high = (low, middle) if fits else (middle + 1, high)
    if low == len(targets):
        return np.full(len(found.names), found.now)
    return _reaching(found, errors, targets[low])


def _reaching(found: _Groups, errors: Floats, target: float) -> Ints:
    """The lowest threshold of each group whose error is at most the target."""
    lowest = np.argmax(errors <= target, axis=1)
    return np.where(found.large, lowest, found.now)


def _alone(found: _Groups, picks: Ints) -> Ints:
    return np.asarray(found.swept.alone[np.arange(len(picks)), picks], dtype=np.int64)


def _off(found: _Groups, picks: Ints) -> float:
    n = int(found.n.sum())
    return (n - int(_alone(found, picks).sum())) / n


def _handed_off(found: _Groups, picks: Ints) -> Estimate:
    n = int(found.n.sum())
    return share(n - int(_alone(found, picks).sum()), n)


def _worst(found: _Groups, picks: Ints) -> float | None:
    """The largest automatic error of a group; None where no group is decided alone."""
    places = [(i, int(picks[i])) for i in np.flatnonzero(found.large)]
    known = [place for place in places if found.swept.labelled[place]]
    return max((float(found.swept.wrong[p] / found.swept.labelled[p]) for p in known), default=None)


def _group(found: _Groups, place: int, pick: int) -> ReviewedGroup:
    n = int(found.n[place])

    def handed_off(stop: int) -> Estimate:
        return share(n - int(found.swept.alone[place, stop]), n)

    def error(stop: int) -> Estimate:
        wrong, labelled = found.swept.wrong[place, stop], found.swept.labelled[place, stop]
        return share(int(wrong), int(labelled))

    stop = float(found.stops[pick])
    return ReviewedGroup(
        group=found.names[place],
        n=n,
        threshold=None if stop == _NOBODY else stop,
        handed_off_today=handed_off(found.now),
        handed_off=handed_off(pick),
        error_today=error(found.now),
        error=error(pick),
    )
