"""How many mistakes and looks there are in a case today, and with the candidate."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from evenhand.arrays import Floats, Ints
from evenhand.findings import (
    Arm,
    Arms,
    CandidateFindings,
    Comparison,
    Counts,
    Estimate,
    Latency,
    Omitted,
)
from evenhand.handoff import Subject
from evenhand.handoff.costs import BOTH, Prices, counted, running
from evenhand.review import Candidate, Costs, Review

MANY: Final = 1000  # cases that a cost is of; and milliseconds of a second
_ALONE: Final = (1, 0)
_HANDED_OFF: Final = (0, 1)
# By kind of mistake, what it is called as a cost; and a price of 1 for it alone, which counts it.
_MISTAKES: Final = (
    ("false_alarms", "false_positive", Costs(false_positive=1.0)),
    ("missed", "false_negative", Costs(false_negative=1.0)),
)


@dataclass(frozen=True, slots=True)
class Change:
    """How many of something there are in a case.

    Attributes:
        key: of the step.
        cost: which of the review's costs the price is.
        price: of one.
        today: how many today.
        then: how many with the candidate.
        earns: whether one of them brings its price, and does not cost it.
    """

    key: str
    cost: str
    price: float
    today: float
    then: float
    earns: bool = False

    def times(self, cases: float) -> "Change":
        """The same in so many cases."""
        return replace(self, today=self.today * cases, then=self.then * cases)


def handed_off(of: Subject, costs: Costs, against: str) -> tuple[tuple[Change, ...], Estimate]:
    """Every change of the candidate with its handoff, and what it saves in 1,000 cases.

    Args:
        of: whose handoff it is, at its threshold.
        costs: the review's.
        against: who decides today, `baseline` or `people`.
    """
    counts, prices = counted(of, np.array([of.threshold])), Prices(of, costs)
    today = prices.people(counts) if against == "people" else prices.rule(counts)
    saved = prices.means(counts, today - prices.team(counts), least=-1.0).one(0)
    made = _against_people if against == "people" else _against_rule
    return (*made(of, costs, counts), *_running(of.review, against)), saved


def alone(found: Comparison, review: Review, costs: Costs) -> tuple[Change, ...]:
    """Every change where the model decides all that the baseline decided.

    Args:
        found: both on the same cases, or each on its own; at least one case of each.
        review: of these cases.
        costs: the review's.
    """
    before, after = (_shares(counts) for counts in (found.baseline_counts, found.model_counts))
    mistakes = (
        Change(key, cost, getattr(costs, cost), before[key], after[key])
        for key, cost, _ in _MISTAKES
    )
    return (*mistakes, *_running(review, "baseline"))


def _shares(counts: Counts) -> dict[str, float]:
    """How many mistakes of each kind there are in a case."""
    n = counts.tp + counts.fp + counts.tn + counts.fn
    return {"false_alarms": counts.fp / n, "missed": counts.fn / n}


def between_arms(arms: Arms, review: Review, costs: Costs) -> tuple[Change, ...]:
    """Every change between what two arms of an A/B test earn.

    Args:
        arms: what came of each, with what an outcome is worth.
        review: with a baseline.
        costs: the review's.
    """
    baseline = review.baseline or review.handoff_candidate
    two = [(one, arms.arm(one.name)) for one in (baseline, review.handoff_candidate)]
    worth, second = costs.positive_worth or 0.0, costs.waiting_per_second
    today, then = (arm.outcome.value or 0.0 for _, arm in two)
    changes = [Change("outcomes", "positive_worth", worth, today, then, earns=True)]
    if second:
        today, then = (_seconds(one, arm, worth, second) for one, arm in two)
        changes.append(Change("waiting", "waiting_per_second", second, today, then))
    return (*changes, *_running(review, "baseline"))


def _seconds(one: Candidate, arm: Arm, worth: float, price: float) -> float:
    """How long a case waits: what its outcome is worth beyond what it earns and running it."""
    earned = 0.0 if isinstance(arm.earned, Omitted) else (arm.earned.value or 0.0) / MANY
    return (worth * (arm.outcome.value or 0.0) - running(one) - earned) / price


def waiting(
    candidates: Mapping[str, CandidateFindings], review: Review, costs: Costs
) -> tuple[Change, Estimate, Estimate] | None:
    """How long a case waits under each, and what that costs 1,000 times; None where not known.

    Args:
        candidates: by name, with how long their answers take.
        review: of these candidates.
        costs: the review's.
    """
    if review.baseline is None or costs.waiting_per_second is None:
        return None
    two = (candidates[one.name] for one in (review.baseline, review.handoff_candidate))
    taken = [one.latency.mean for one in two if isinstance(one.latency, Latency)]
    if len(taken) < 2:  # noqa: PLR2004  # both
        return None
    price = costs.waiting_per_second
    today, then = ((one.value or 0.0) / MANY for one in taken)
    change = Change("waiting", "waiting_per_second", price, today, then)
    return change, taken[0].times(price), taken[1].times(price)


def _against_rule(of: Subject, costs: Costs, counts: Ints) -> Iterator[Change]:
    """The model's mistakes for the rule's, then people's looks and their mistakes."""
    for key, cost, unit in _MISTAKES:
        one, price = Prices(of, unit), getattr(costs, cost)
        today, then = one.rules_mistakes(counts), one.mistakes(counts, _ALONE)
        yield Change(key, cost, price, _mean(today, counts), _mean(then, counts))
    yield Change("reviews", "review", costs.review, 0.0, _share(counts))
    for key, cost, unit in _MISTAKES:
        one, price = Prices(of, unit), getattr(costs, cost)
        yield Change(
            f"people_{key}", cost, price, 0.0, _mean(one.mistakes(counts, _HANDED_OFF), counts)
        )


def _against_people(of: Subject, costs: Costs, counts: Ints) -> Iterator[Change]:
    """Everybody's mistakes for people's, and fewer looks."""
    for key, cost, unit in _MISTAKES:
        one, price = Prices(of, unit), getattr(costs, cost)
        today, then = one.peoples_mistakes(counts), one.mistakes(counts, BOTH)
        yield Change(key, cost, price, _mean(today, counts), _mean(then, counts))
    yield Change("reviews", "review", costs.review, 1.0, _share(counts))


def _mean(values: Floats, counts: Ints) -> float:
    """Of a case, where each kind of case has a value; NaN where one is not known."""
    return float((values * counts).sum() / counts.sum())


def _share(counts: Ints) -> float:
    """How much is handed off."""
    return float(counts[:, 1].sum() / counts.sum())


def _running(review: Review, against: str) -> Iterator[Change]:
    """What a case costs more to run, for every case; nothing where nothing is said of it."""
    rule, own = review.baseline if against == "baseline" else None, review.handoff_candidate
    if own.cost_per_case is not None or (rule and rule.cost_per_case is not None):
        yield Change("running", "cost_per_case", running(own) - running(rule), 0.0, 1.0)
