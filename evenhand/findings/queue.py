"""When cases come in, and how long they wait for a person: two parts of `handoff`."""

from dataclasses import dataclass
from typing import Final

from evenhand.findings.values import OMITTED, Estimate, Omitted

WEEKDAYS: Final = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ArrivalHour:
    """Cases in one hour of the week, on average.

    Attributes:
        weekday: one of `WEEKDAYS`.
        hour: 0 to 23.
        cases: how many come in.
        handed_off: how many of them go to a person.
    """

    weekday: str
    hour: int
    cases: float
    handed_off: float


@dataclass(frozen=True, slots=True)
class Arrivals:
    """When cases come in: the shape is the log's.

    Attributes:
        source: what says how many there are: `cases_per_hour` or `cases_per_year` of the review, or
            the `log`.
        first: the day of the log's first case.
        last: the day of its last one.
        utc: whether hours are those of UTC, since times name their zone; else they are as written.
        cases_per_hour: on average over the hours of the week in which cases come in.
        by_hour: every hour of the weekdays that the log has.
    """

    source: str
    first: str
    last: str
    utc: bool
    cases_per_hour: float
    by_hour: tuple[ArrivalHour, ...]


@dataclass(frozen=True, slots=True)
class StaffedHour:
    """The queue of one hour of the week (Erlang C), as if that hour went on.

    Attributes:
        weekday: one of `WEEKDAYS`.
        hour: 0 to 23.
        handed_off: cases that go to a person.
        utilisation: share of people's time at the queue; None where nobody is there.
        wait_minutes: mean wait; None where the queue grows.
        people_needed: the fewest that reach the service level, or that settle where none is set.
        grows_per_hour: cases an hour by which the queue grows; 0 where it settles.
    """

    weekday: str
    hour: int
    handed_off: float
    utilisation: float | None
    wait_minutes: float | None
    people_needed: int
    grows_per_hour: float


@dataclass(frozen=True, slots=True)
class Staffing:
    """The queue of cases handed off (Erlang C).

    Attributes:
        people: how many there are.
        utilisation: share of their time at the queue; 1 or more never settles.
        wait_minutes: mean wait; None where it never settles.
        probability_of_waiting: None where it never settles.
        people_needed: the fewest that reach the service level, or that settle where none is set.
        cases_per_hour: how many are handed off.
        grows_per_day: cases a day by which an unsettled queue grows; 0 where it settles.
        answered_within: the share of cases that wait no longer than the review's minutes; None
            where it never settles.
        by_hour: the same for every hour of the week, where the log says when cases come in.
    """

    people: int
    utilisation: float | None
    wait_minutes: float | None
    probability_of_waiting: float | None
    people_needed: int | None
    cases_per_hour: float
    grows_per_day: float
    answered_within: float | Omitted | None = OMITTED
    by_hour: tuple[StaffedHour, ...] | Omitted = OMITTED


@dataclass(frozen=True, slots=True)
class SimulatedHour:
    """Cases handed off in one hour of the simulated days.

    Attributes:
        hour: 0 to 23, when they came in.
        cases: how many, on average over the days.
        wait: their mean wait in minutes.
        nine_of_ten: the minutes that nine of ten wait at most.
    """

    hour: int
    cases: float
    wait: Estimate
    nine_of_ten: Estimate


@dataclass(frozen=True, slots=True)
class SimulatedDay:
    """The queue of a day, simulated a number of times.

    Attributes:
        weekday: which day of the week, the busiest one; None where cases come in evenly.
        days: how often it was simulated.
        there: people at the queue.
        hours: by the hour in which cases came in.
        wait: the mean wait of all in minutes.
        longest_queue: cases waiting when most were, on average over the days.
        most_waiting: the same on the worst of the days.
        left_over: cases still waiting at midnight, on average over the days.
        answered_within: the share that waits no longer than the review's minutes, where it has any.
    """

    weekday: str | None
    days: int
    there: int
    hours: tuple[SimulatedHour, ...]
    wait: Estimate
    longest_queue: Estimate
    most_waiting: int
    left_over: Estimate
    answered_within: Estimate | Omitted
