"""What the candidate is worth against today: the steps priced and added up, with an interval."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from evenhand import handoff
from evenhand.findings import (
    OMITTED,
    Against,
    Arms,
    CandidateFindings,
    Comparison,
    CostsOfDeciding,
    Estimate,
    Findings,
    Omitted,
    OneMoreError,
    Value,
    ValueStep,
)
from evenhand.review import Costs, Review
from evenhand.tally import Tally
from evenhand.value import steps
from evenhand.value.steps import MANY, Change


def worth(found: Findings, tally: Tally, review: Review) -> Value | Omitted | None:
    """What the candidate, with its handoff, is worth against today.

    Today the baseline decides everything; where there is none, people do, if the review says what
    a look costs or how good people are. In an A/B test it is what the two arms earn.

    Args:
        found: what was found; its handoff and comparison may be by another threshold or costs.
        tally: the counts.
        review: of those counts.

    Returns:
        Omitted without costs; None where what is asked for cannot be known.
    """
    costs, compared, handed = review.costs, found.comparison, found.handoff
    if costs is None:
        return OMITTED
    if compared is not None and isinstance(compared.arms, Arms):
        return _between_arms(compared.arms, review, costs) or _alone(review, costs, compared)
    team = handed.costs if handed is not None else None
    if handed is not None and isinstance(team, CostsOfDeciding):
        made = _with_people(tally, review, handed.threshold, team)
    elif handed is not None and handed.reason is None and isinstance(team, Omitted):
        return None  # a kept review whose counts do not tell what the handoff costs
    else:
        made = _alone(review, costs, compared)
    return made and _with_waiting(made, found.candidates, review)


@dataclass(frozen=True, slots=True)
class _Thousand:
    """What 1,000 cases cost, or earn, and what changes in each.

    Attributes:
        today: in all.
        then: in all, with the candidate.
        gained: the difference; above 0 where it is better with the candidate.
        changes: of one case.
    """

    today: Estimate
    then: Estimate
    gained: Estimate
    changes: tuple[Change, ...]


def _with_people(
    tally: Tally, review: Review, threshold: float, found: CostsOfDeciding
) -> Value | None:
    """The candidate with its handoff against the baseline, or against people alone."""
    against: Against = "people" if review.baseline is None else "baseline"
    costs = review.costs or Costs()
    today = found.people if against == "people" else found.rule
    known = against == "baseline" or found.people_known or costs.review > 0
    if review.handoff is None or today is None or today.value is None or not known:
        return None
    of = handoff.subject(tally, review, review.handoff, threshold)
    changes, saved = steps.handed_off(of, costs, against)
    made = _value(review, against, _Thousand(today, found.team, saved, changes))
    return replace(made, people_known=found.people_known)


def _alone(review: Review, costs: Costs, compared: Comparison | None) -> Value | None:
    """The model deciding everything against the baseline."""
    found = compared.cost_per_1000 if compared else None
    if compared is None or found is None or found.difference.value is None:
        return None
    changes = steps.alone(compared, review, costs)
    lost = found.difference.times(-1.0)
    saved = Estimate(lost.value, lost.high, lost.low, lost.n)  # the ends change places
    return _value(review, "baseline", _Thousand(found.baseline, found.model, saved, changes))


def _between_arms(arms: Arms, review: Review, costs: Costs) -> Value | None:
    """What one arm earns against the other; None where the review does not say what that is."""
    names = review.handoff_candidate.name, review.baseline.name if review.baseline else ""
    pair = next((pair for pair in arms.pairs if (pair.one, pair.other) == names), None)
    if pair is None or isinstance(pair.earned, Omitted) or pair.earned.value is None:
        return None
    model, rule = (arms.arm(name).earned for name in names)
    if isinstance(model, Omitted) or isinstance(rule, Omitted):
        return None
    changes = steps.between_arms(arms, review, costs)
    made = _value(review, "baseline", _Thousand(rule, model, pair.earned, changes))
    return replace(made, measured="earnings")


def _value(review: Review, against: Against, found: _Thousand) -> Value:
    """Everything for a year's cases, or for 1,000; what is paid by the year comes on top."""
    costs = review.costs or Costs()
    cases = float(MANY) if costs.cases_per_year is None else costs.cases_per_year
    factor, fixed = cases / MANY, tuple(_fixed(costs))
    by_case = tuple(_step(change.times(cases)) for change in found.changes)
    more = math.fsum(step.amount for step in fixed)
    earns = any(change.earns for change in found.changes)
    return _added_up(
        Value(
            currency=costs.currency,
            per="1,000 cases" if costs.cases_per_year is None else "year",
            cases=cases,
            measured="costs",
            against=against,
            today=found.today.times(factor),
            steps=(*by_case, *fixed),
            candidate=_shifted(found.then.times(factor), more if earns else -more),
            net=_shifted(found.gained.times(factor), more),
            people_known=True,
            one_more_error_per_1000=OneMoreError(
                costs.false_positive * factor, costs.false_negative * factor
            ),
            break_even={},
        ),
        review.amounts,
    )


def _with_waiting(
    made: Value, candidates: Mapping[str, CandidateFindings], review: Review
) -> Value:
    """The same with what waiting for the answers costs, where both times are known."""
    found = steps.waiting(candidates, review, review.costs or Costs())
    if found is None or made.against == "people":
        return made
    change, *spent = found
    today, then = (one.times(made.cases / MANY) for one in spent)
    return _added_up(
        replace(
            made,
            today=_sum(made.today, today),
            candidate=_sum(made.candidate, then),
            net=_sum(made.net, _sum(today, then.times(-1.0))),
            steps=(*made.steps, _step(change.times(made.cases))),
        ),
        review.amounts,
    )


def _added_up(made: Value, amounts: Mapping[str, float | None]) -> Value:
    """The same with the sum of its steps as the net, and the prices at which that is nothing."""
    net = math.fsum(step.amount for step in made.steps)
    even = {cost: price for cost, price in _even(made.steps, net, amounts) if price >= 0}
    return replace(made, net=replace(made.net, value=net), break_even=even)


def _even(
    taken: Sequence[ValueStep], net: float, amounts: Mapping[str, float | None]
) -> Iterator[tuple[str, float]]:
    """Each cost that is known, at the price at which nothing is saved and nothing lost."""
    for cost, own in amounts.items():
        slope = math.fsum(
            step.amount / step.price if step.price else -step.difference
            for step in taken
            if step.cost == cost
        )
        if own is not None and slope:
            yield cost, own - net / slope


def _step(change: Change) -> ValueStep:
    alike = math.isclose(change.then, change.today)  # but for the last digits of both
    difference = 0.0 if alike else change.then - change.today
    gain = difference if change.earns else -difference
    return ValueStep(
        key=change.key,
        cost=change.cost,
        amount=change.price * gain if difference else 0.0,
        price=change.price,
        count=change.then,
        difference=difference,
    )


def _fixed(costs: Costs) -> Iterator[ValueStep]:
    """What is paid, or earned, by the year."""
    if costs.upkeep_per_year is not None:
        yield _step(Change("upkeep", "upkeep_per_year", costs.upkeep_per_year, 0.0, 1.0))
    for place, line in enumerate(costs.other, 1):
        earns = line.counts == "for"
        one = Change("other", f"other_{place}", line.per_year, 0.0, 1.0, earns=earns)
        yield replace(_step(one), name=line.name)


def _shifted(one: Estimate, by: float) -> Estimate:
    """An estimate and a number that is known exactly."""
    value, low, high = (None if end is None else end + by for end in (one.value, one.low, one.high))
    return Estimate(value, low, high, one.n)


def _sum(one: Estimate, other: Estimate) -> Estimate:
    """Two estimates of the same cases, of which nothing says how they go together.

    Waiting and mistakes are counted apart: the slow cases may be the dear ones. No standard error
    of a sum exceeds the sum of the two, however they go together; so the ends are added up, which
    is never too narrow. As if they were independent it would be, wherever they are not.
    """
    ends = [[e.value, e.low, e.high] for e in (one, other)]
    if any(end is None for each in ends for end in each):
        return Estimate(n=one.n)
    (v1, l1, h1), (v2, l2, h2) = ([float(end or 0.0) for end in each] for each in ends)
    return Estimate(v1 + v2, l1 + min(l2, h2), h1 + max(l2, h2), one.n)
