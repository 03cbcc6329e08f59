"""The queue of cases that wait for a person: Erlang C."""

import math
from collections.abc import Callable

from scipy import special

from evenhand.findings import OMITTED, Arrivals, Omitted, StaffedHour, Staffing
from evenhand.review import HandoffPlan

HOURS_A_DAY = 24


def waiting(load: float, servers: int) -> float:
    """The share of cases that have to wait (Erlang C).

    Args:
        load: arrivals per hour times hours per case, in erlangs.
        servers: people at the queue.

    >>> round(waiting(10, 14), 7)
    0.1741319
    """
    if load == 0:
        return 0.0
    if load >= servers:
        return 1.0
    alike = math.exp(servers * math.log(load) - load - math.lgamma(servers + 1))
    blocked = alike / float(special.pdtr(servers, load))
    return servers * blocked / (servers - load * (1 - blocked))


def within(load: float, servers: int, patience: float) -> float:
    """The share of cases answered within `patience`, in multiples of the time a case takes.

    >>> round(within(10, 14, 20 / 180), 5)
    0.88835
    """
    if load and load >= servers:
        return 0.0
    return 1 - waiting(load, servers) * math.exp(-(servers - load) * patience)


def staffing(plan: HandoffPlan, handed_off: float) -> Staffing | None:
    """How the people of the review cope with the share of cases handed to them.

    Args:
        plan: arrivals, minutes per case, people and service level.
        handed_off: share of cases that go to a person.

    Returns:
        None where the review does not say enough.
    """
    if plan.cases_per_hour is None:
        return None
    return staffed(plan, plan.cases_per_hour * handed_off)


def staffed(plan: HandoffPlan, arrivals: float) -> Staffing | None:
    """How the people of the review cope with so many cases an hour.

    Args:
        plan: minutes per case, people and service level.
        arrivals: cases an hour that go to a person.

    Returns:
        None where the review does not say enough.
    """
    if plan.minutes_per_case is None or plan.people is None:
        return None
    load = arrivals * plan.minutes_per_case / 60
    there = present(plan.people, plan.shrinkage)
    settles = load < there or load == 0
    chance = waiting(load, there) if settles else None
    wait = chance * plan.minutes_per_case / (there - load) if chance else 0.0
    surplus = arrivals - there * 60 / plan.minutes_per_case
    return Staffing(
        people=plan.people,
        utilisation=load / there if there else None,
        wait_minutes=wait if settles else None,
        probability_of_waiting=chance,
        people_needed=_needed(plan, load),
        cases_per_hour=arrivals,
        grows_per_day=0.0 if settles else max(0.0, surplus * HOURS_A_DAY),
        answered_within=_answered(plan, load, there) if settles else _unsettled(plan),
    )


def by_hour(plan: HandoffPlan, came: Arrivals) -> tuple[StaffedHour, ...] | Omitted:
    """The queue of every hour of the week; nothing where the review does not say enough.

    Args:
        plan: minutes per case, people and service level.
        came: how many cases come in, and are handed off, in each hour.
    """
    found = [(hour, staffed(plan, hour.handed_off)) for hour in came.by_hour]
    hours = tuple(
        StaffedHour(
            weekday=hour.weekday,
            hour=hour.hour,
            handed_off=hour.handed_off,
            utilisation=there.utilisation,
            wait_minutes=there.wait_minutes,
            people_needed=there.people_needed or 0,
            grows_per_hour=there.grows_per_day / HOURS_A_DAY,
        )
        for hour, there in found
        if there is not None
    )
    return hours or OMITTED


def _answered(plan: HandoffPlan, load: float, there: int) -> float | Omitted:
    if plan.within_minutes is None or plan.minutes_per_case is None:
        return OMITTED
    return within(load, there, plan.within_minutes / plan.minutes_per_case)


def _unsettled(plan: HandoffPlan) -> Omitted | None:
    return OMITTED if plan.within_minutes is None else None


def present(people: int, shrinkage: float) -> int:
    """How many of the people are at the queue at a time; the sum is rounded against floats."""
    return math.floor(round(people * (1 - shrinkage), 9))


def _needed(plan: HandoffPlan, load: float) -> int:
    """The fewest people that reach the service level, or that settle where none is set."""
    servers = math.floor(load) + 1 if load else 0
    if plan.service_level is not None and plan.within_minutes is not None and load:
        patience = plan.within_minutes / float(plan.minutes_per_case or 1)
        level = min(plan.service_level, 1 - 1e-9)
        servers = _fewest(servers, lambda people: within(load, people, patience) >= level)
    return math.ceil(round(servers / (1 - plan.shrinkage), 9))


def _fewest(start: int, enough: Callable[[int], bool]) -> int:
    """The smallest number from `start` on that is enough; more than enough stays enough.

    >>> _fewest(1, lambda people: people >= 7)
    7
    """
    low, step = start - 1, 1
    while not enough(low + step):
        low, step = low + step, step * 2
    high = low + step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
