"""What came of the cases of each arm: positive outcomes, what they earn, by group and by wait."""

from collections.abc import Iterator
from itertools import combinations
from typing import Final

import numpy as np

from evenhand import statistics
from evenhand.arms import ArmCounts, known_of
from evenhand.arrays import Floats, Ints
from evenhand.comparison import balance
from evenhand.comparison.costs import running_of
from evenhand.findings import (
    OMITTED,
    Arm,
    ArmGroup,
    ArmPair,
    Arms,
    Estimate,
    Omitted,
    Waited,
    WaitingBand,
)
from evenhand.latencies import LatencyCounts
from evenhand.review import Candidate, Costs, Review
from evenhand.statistics import Estimates
from evenhand.tally import Tally

_MANY: Final = 1000
_BANDS: Final = 4
_PAIR: Final = 2


def outcome_difference(
    tally: Tally, review: Review, name: str, level: float, times: float = 1.0
) -> Estimate:
    """How much larger a candidate's share of positive outcomes is than the baseline's.

    Args:
        tally: the counts.
        review: of those counts.
        name: of the candidate.
        level: of the interval.
        times: as if there were so many times as many cases.

    Returns:
        Empty where the log has no arms, or the review no other baseline.
    """
    pair = _with_arms(tally, review, name)
    if pair is None or tally.arms is None:
        return Estimate()
    one, two = (tally.arms.outcomes(each.name, times) for each in pair)
    return statistics.differences(one, two, level).one(0)


def earned_difference(
    tally: Tally, review: Review, name: str, level: float, times: float = 1.0
) -> Estimate:
    """How much more 1,000 cases of a candidate earn than those of the baseline.

    Args:
        tally: the counts.
        review: of those counts.
        name: of the candidate.
        level: of the interval.
        times: as if there were so many times as many cases.

    Returns:
        Empty where the log has no arms, or the review does not say what an outcome is worth.
    """
    pair = _with_arms(tally, review, name)
    if pair is None or not review.costs or review.costs.positive_worth is None:
        return Estimate()
    return statistics.apart(*(_earned(tally, review, one, level, times) for one in pair)).one(0)


def _with_arms(tally: Tally, review: Review, name: str) -> tuple[Candidate, Candidate] | None:
    """A candidate and the baseline; None in a log without arms, or where no other is a baseline."""
    baseline = review.baseline
    if tally.arms is None or baseline is None or baseline.name == name:
        return None
    return next(one for one in review.candidates if one.name == name), baseline


def _earned(
    tally: Tally, review: Review, one: Candidate, level: float, times: float = 1.0
) -> Estimates:
    """What 1,000 cases of an arm earn: a mean over kinds of case, each with its worth."""
    costs = review.costs or Costs()
    waits, positive, known = _waits(tally, one.name)
    price = costs.waiting_per_second or 0.0
    spent = running_of(one) + price * waits
    values = np.concatenate([_MANY * (costs.positive_worth or 0.0) - spent, -spent])
    counts = np.concatenate([positive, known - positive])
    return statistics.bounded_means(values, np.rint(counts * times).astype(np.int64), level)


def _waits(tally: Tally, name: str) -> tuple[Floats, Ints, Ints]:
    """Kinds of case by milliseconds: positive outcomes, and known ones; those not timed at last.

    A case whose time is not known is taken to have waited as long as the others on average.
    """
    acted, timed = tally.arms, (tally.latencies or {}).get(name)
    positive, known = acted.outcomes(name) if acted else (0, 0)
    if timed is None:
        return np.zeros(1), np.array([positive]), np.array([known])
    mean = timed.total / timed.n.sum()
    return (
        np.append(timed.ms, mean),
        np.append(timed.positive, positive - timed.positive.sum()),
        np.append(timed.known, known - timed.known.sum()),
    )


def arms(tally: Tally, review: Review, acted: ArmCounts) -> Arms:
    """Everything that came of the arms.

    Args:
        tally: the counts.
        review: of those counts.
        acted: the cases of each arm.
    """
    level = review.method.interval
    return Arms(
        arms=tuple(_arm(tally, review, acted, one) for one in review.candidates),
        nobody=acted.nobody,
        pairs=tuple(_pairs(tally, review, acted)),
        split_p_value=balance.split(review, acted),
        balance=tuple(balance.balances(acted, review.method)),
        groups={} if review.baseline is None else _groups(review, acted),
        waited={
            name: _waited(found, level)
            for name, found in (tally.latencies or {}).items()
            if found.known.sum()
        },
    )


def _arm(tally: Tally, review: Review, acted: ArmCounts, one: Candidate) -> Arm:
    level = review.method.interval
    worth = review.costs.positive_worth if review.costs else None
    first, last = (day.isoformat() for day in acted.days[one.name]) if acted.days else (None, None)
    return Arm(
        name=one.name,
        n=acted.of(one.name),
        outcome=statistics.rate(*acted.outcomes(one.name), level),
        earned=OMITTED if worth is None else _earned(tally, review, one, level).one(0),
        planned=OMITTED if one.planned_share is None else one.planned_share,
        first=first or OMITTED,
        last=last or OMITTED,
    )


def _pairs(tally: Tally, review: Review, acted: ArmCounts) -> Iterator[ArmPair]:
    """Every two arms, the later one minus the earlier; a baseline stands before a model."""
    ordered = sorted(review.candidates, key=lambda one: one.role != "baseline")
    pairs = [(one, other) for other, one in combinations(ordered, _PAIR)]
    counts = [[acted.outcomes(one.name) for one in pair] for pair in pairs]
    tests = [statistics.no_difference(each) for each in counts]
    q_values = iter(statistics.adjusted([p for p in tests if p is not None]))
    for (one, other), (own, its), p_value in zip(pairs, counts, tests, strict=True):
        yield ArmPair(
            one=one.name,
            other=other.name,
            outcome=statistics.difference(own, its, review.method.interval),
            earned=_earned_apart(tally, review, one, other),
            p_value=p_value,
            q_value=None if p_value is None else next(q_values),
        )


def _earned_apart(
    tally: Tally, review: Review, one: Candidate, other: Candidate
) -> Estimate | Omitted:
    if review.costs is None or review.costs.positive_worth is None:
        return OMITTED
    level = review.method.interval
    sides = (_earned(tally, review, each, level) for each in (one, other))
    return statistics.apart(*sides).one(0)


def _groups(review: Review, acted: ArmCounts) -> dict[str, tuple[ArmGroup, ...]]:
    """The outcomes of model and baseline within each group."""
    return {
        column: tuple(_group(review, acted, *one) for one in zip(names, cases, strict=True))
        for column, (names, cases) in acted.groups.items()
    }


def _group(review: Review, acted: ArmCounts, name: str, cases: Ints) -> ArmGroup:
    two = (review.handoff_candidate, review.baseline or review.handoff_candidate)
    own = cases[[acted.names.index(one.name) for one in two]]
    model, baseline = (known_of(each) for each in own)
    level = review.method.interval
    return ArmGroup(
        group=name,
        n=int(own.sum()),
        model=statistics.rate(*model, level),
        baseline=statistics.rate(*baseline, level),
        difference=statistics.difference(model, baseline, level),
    )


# Outcomes by how long it took


def _waited(found: LatencyCounts, level: float) -> Waited:
    """Quarters of an arm's cases, from the quickest to the slowest; equal times stay together."""
    reached = np.cumsum(found.n) / found.n.sum()
    before = np.concatenate([[0.0], reached[:-1]])
    band = np.minimum(((before + reached) / 2 * _BANDS).astype(np.int64), _BANDS - 1)
    bands = tuple(
        WaitingBand(
            float(found.ms[inside].min()),
            float(found.ms[inside].max()),
            statistics.rate(
                int(found.positive[inside].sum()), int(found.known[inside].sum()), level
            ),
        )
        for inside in (band == place for place in np.unique(band))
    )
    slowest, quickest = (
        (int(found.positive[band == place].sum()), int(found.known[band == place].sum()))
        for place in (band.max(), band.min())
    )
    if len(bands) < _PAIR:
        return Waited(bands, Estimate(), None)
    return Waited(
        bands,
        statistics.difference(slowest, quickest, level),
        statistics.no_difference([slowest, quickest]),
    )
