"""When cases come in, and how many: the shape is the log's, the height the review's if it has one.

A log is often a sample of what comes in, so `cases_per_hour` or `cases_per_year` of the review
scale it. `cases_per_hour` is taken as the average over the hours of the week in which cases come
in: whoever answers from eight to six counts those hours.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from evenhand.arrays import Floats
from evenhand.arrivals import ArrivalCounts
from evenhand.findings import WEEKDAYS, ArrivalHour, Arrivals
from evenhand.review import HandoffPlan, Review
from evenhand.tally import Tally

_DAYS_A_YEAR: Final = 365.25


@dataclass(frozen=True, slots=True)
class Rates:
    """Cases an hour by weekday and hour, 7 by 24; NaN for a weekday that the log does not have.

    Attributes:
        cases: that come in.
        handed_off: those of them that go to a person.
        source: what says how many there are.
    """

    cases: Floats
    handed_off: Floats
    source: str

    @property
    def mean(self) -> float:
        """Cases an hour, on average over the hours in which any come in; 0 where none ever do."""
        some = self.cases[self.cases > 0]
        return float(some.mean()) if len(some) else 0.0


def planned(tally: Tally, review: Review) -> HandoffPlan | None:
    """The review's handoff; how many cases come in an hour is the log's, where it does not say.

    Args:
        tally: the counts.
        review: of those counts.
    """
    plan = review.handoff
    if plan is None or plan.cases_per_hour is not None or tally.arrivals is None:
        return plan
    found = rates(tally.arrivals, review, plan.threshold)
    return plan.model_copy(update={"cases_per_hour": found.mean})


def rates(counts: ArrivalCounts, review: Review, threshold: float) -> Rates:
    """Cases an hour, by weekday and hour.

    Args:
        counts: when the cases of the log came in.
        review: what it says of how many come in.
        threshold: the confidence that is needed to decide alone.
    """
    every = counts.a_day(counts.cases)
    height, source = _height(every, review)
    return Rates(height * every, height * counts.a_day(counts.handed_off(threshold)), source)


def _height(every: Floats, review: Review) -> tuple[float, str]:
    """What the log's cases an hour are multiplied by, and what says so."""
    if review.handoff is not None and review.handoff.cases_per_hour is not None:
        return review.handoff.cases_per_hour / float(every[every > 0].mean()), "cases_per_hour"
    if review.costs is not None and review.costs.cases_per_year is not None:
        a_day = float(np.nanmean(every.sum(axis=1)))
        return review.costs.cases_per_year / _DAYS_A_YEAR / a_day, "cases_per_year"
    return 1.0, "log"


def arrivals(counts: ArrivalCounts, review: Review, threshold: float) -> Arrivals:
    """When cases come in, and when they are handed off.

    Args:
        counts: when the cases of the log came in.
        review: what it says of how many come in.
        threshold: the confidence that is needed to decide alone.
    """
    found = rates(counts, review, threshold)
    known = np.argwhere(np.isfinite(found.cases)).tolist()
    return Arrivals(
        source=found.source,
        first=counts.first.isoformat(),
        last=counts.last.isoformat(),
        utc=counts.zoned,
        cases_per_hour=found.mean,
        by_hour=tuple(
            ArrivalHour(
                WEEKDAYS[day],
                hour,
                float(found.cases[day, hour]),
                float(found.handed_off[day, hour]),
            )
            for day, hour in known
        ),
    )
