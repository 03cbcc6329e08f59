"""What 1,000 cases cost under each of the two."""

from collections.abc import Callable, Mapping

import numpy as np

from evenhand import statistics
from evenhand.arrays import Floats, Ints
from evenhand.comparison import both
from evenhand.comparison.break_even import break_even
from evenhand.findings import OMITTED, CostComparison, CostsBeside, Estimate, Omitted
from evenhand.review import Candidate, Costs, Review
from evenhand.statistics import Estimates, needed

_MANY = 1000


def cost_per_1000(kinds: Ints, review: Review) -> CostComparison | None:
    """What 1,000 cases cost under each, with intervals; None without costs.

    Args:
        kinds: cases by truth and both answers, in the order of `both.kinds`.
        review: the prices.
    """
    if review.costs is None:
        return None
    if not kinds.sum():
        return CostComparison(Estimate(), Estimate(), Estimate())
    baseline, model = _kind_costs(review)
    each = np.stack([baseline, model, model - baseline])
    made = statistics.bounded_means(each, kinds, review.method.interval).each()
    found = dict(zip(("baseline", "model", "difference"), made, strict=True))
    return CostComparison(
        **found,
        per_year=per_year(found, review.costs.cases_per_year),
        break_even=break_even(kinds, review),
        cases_needed=to_tell(
            lambda times: difference(kinds, review, review.method.interval, times),
            int(kinds.sum()),
        ),
    )


def difference(kinds: Ints, review: Review, level: float, times: float = 1.0) -> Estimate:
    """What 1,000 cases cost more under the model.

    Args:
        kinds: cases by truth and both answers, in the order of `both.kinds`.
        review: the prices.
        level: of the interval.
        times: as if there were so many times as many cases.
    """
    baseline, model = _kind_costs(review)
    larger = np.rint(kinds * times).astype(np.int64)
    return statistics.bounded_means(model - baseline, larger, level).one(0)


def to_tell(again: Callable[[float], Estimate], cases: int) -> int | None:
    """About how many more cases would tell on which side of 0 a difference lies.

    Args:
        again: the difference, were there so many times as many cases.
        cases: how many there are.

    Returns:
        None where it is told, or more cases would not tell.
    """

    def told(times: float) -> bool:
        found = again(times)
        return (found.low or 0.0) > 0 or (found.high or 0.0) < 0

    return needed.more(told, cases)


def _kind_costs(review: Review) -> tuple[Floats, Floats]:
    """What mistakes and running of the baseline and the model cost 1,000 times, by kind of case."""
    per_answer = of_mistakes(review.costs or Costs())
    rule, model = (running_of(one) for one in (review.baseline, review.handoff_candidate))
    true, other, own = (part.astype(np.int64) for part in (both.TRUE, both.BASELINE, both.MODEL))
    return per_answer[true, other] + rule, per_answer[true, own] + model


def of_mistakes(costs: Costs) -> Floats:
    """What 1,000 mistakes cost, by what is true and by what was said."""
    return _MANY * np.array([[0.0, costs.false_positive], [costs.false_negative, 0.0]])


def running_of(one: Candidate | None) -> float:
    """What it costs that a candidate runs 1,000 times."""
    return _MANY * ((one.cost_per_case or 0.0) if one else 0.0)


def of_answers(counts: Ints, one: Candidate, costs: Costs, level: float) -> Estimates:
    """What 1,000 cases cost under a candidate by itself.

    Args:
        counts: cases by truth and what it said: right no, wrong yes, missed, right yes.
        one: who answered.
        costs: the prices.
        level: of the interval.
    """
    prices = of_mistakes(costs).ravel() + running_of(one)
    return statistics.bounded_means(prices, counts, level)


def per_year(found: Mapping[str, Estimate], cases: float | None) -> CostsBeside | Omitted:
    """The same for a year's cases; omitted where the review does not say how many.

    Args:
        found: of `baseline`, `model` and `difference`, for 1,000 cases.
        cases: of a year.
    """
    if cases is None:
        return OMITTED
    return CostsBeside(**{name: one.times(cases / _MANY) for name, one in found.items()})
