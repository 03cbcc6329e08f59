"""How many of the cases can people look at?"""

from evenhand.handoff import arriving, queue
from evenhand.review import Review
from evenhand.tally import Tally


def capacity(tally: Tally, review: Review) -> float | None:
    """The share of cases for which there are people, if each was to be looked at.

    Args:
        tally: the counts, which may know how many cases come in.
        review: how many people there are, how long a case takes, and how many come in.

    Returns:
        At most 1; None where the review does not say enough.
    """
    plan = arriving.planned(tally, review)
    if plan is None or plan.people is None or not plan.minutes_per_case or not plan.cases_per_hour:
        return None
    looked_at = queue.present(plan.people, plan.shrinkage) * 60 / plan.minutes_per_case
    return min(1.0, looked_at / plan.cases_per_hour)
