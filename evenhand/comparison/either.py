"""What criteria ask of the two, on the same cases or, in an A/B test, each on its own arm."""

from evenhand.comparison import arms, both
from evenhand.comparison.costs import difference
from evenhand.findings import Estimate
from evenhand.review import Review
from evenhand.tally import Tally


def cost_difference(tally: Tally, review: Review, level: float, times: float = 1.0) -> Estimate:
    """What 1,000 cases cost more under the model: on labelled ones that both answered, or own.

    Args:
        tally: the counts.
        review: the prices.
        level: of the interval.
        times: as if there were so many times as many cases.
    """
    if tally.arms is not None:
        return arms.cost_difference(tally, review, level, times)
    kinds = both.kinds(both.labelled(tally, review), tally.positive)
    return difference(kinds, review, level, times)
