"""A day of the queue, simulated: what an hour leaves waiting is carried into the next.

Erlang C knows only an even stream that has long been running. Here cases come in at each hour's own
rate, by chance (a Poisson process whose rate changes by the hour), take an exponential time with
the review's mean, and are taken in turn by the people at the queue. Each day starts empty at
midnight, and whoever is waiting at its end is still served. The events are simpy's.
"""

import math
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import simpy
from scipy import special

from evenhand.arrays import Floats, Ints
from evenhand.errors import InputError
from evenhand.findings import OMITTED, Estimate, SimulatedDay, SimulatedHour, Staffing
from evenhand.handoff import queue
from evenhand.review import HandoffPlan, Review

DAYS: Final = 100
_BATCHES: Final = 10
_MOST_CASES: Final = 200_000
_HOURS: Final = 24
_MINUTES: Final = 60.0
_NINE_OF_TEN: Final = 0.9
_WHERE: Final = "the simulated day"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Day:
    """One simulated day: each case's hour and wait in minutes, and counts of the queue."""

    hours: Ints
    waits: Floats
    longest: int
    left_over: int


def simulated(staffing: Staffing, review: Review, progress: Progress) -> SimulatedDay:
    """The busiest weekday of a review's queue, or an even day where the log says no times.

    Args:
        staffing: the queue of the handoff.
        review: whose people and minutes; its seed.
        progress: told how many days of how many are done.

    Raises:
        InputError: nobody is there, nothing is handed off, or there are too many cases.
    """
    if review.handoff is None:
        raise InputError("nothing is handed off, so there is no queue", where=_WHERE)
    weekday, rates = busiest_day(staffing)
    found = simulate(
        review.handoff,
        rates,
        seed=review.method.seed,
        days=affordable(rates),
        level=review.method.interval,
        progress=progress,
    )
    return replace(found, weekday=weekday)


def busiest_day(staffing: Staffing) -> tuple[str | None, Floats]:
    """The weekday with most cases handed off, and how many an hour there are in its 24 hours.

    Args:
        staffing: the queue of the handoff; without hours of the week, its mean for every hour.
    """
    if not isinstance(staffing.by_hour, tuple):
        return None, np.full(_HOURS, staffing.cases_per_hour)
    days: dict[str, Floats] = {}
    for hour in staffing.by_hour:
        days.setdefault(hour.weekday, np.zeros(_HOURS))[hour.hour] = hour.handed_off
    return max(days.items(), key=lambda day: float(day[1].sum()))


def affordable(rates: Floats) -> int:
    """How many days can be simulated in a few seconds.

    Args:
        rates: cases an hour.

    Raises:
        InputError: so many cases a day that there would be too few days.
    """
    days = min(DAYS, int(_MOST_CASES / max(float(rates.sum()), 1.0)))
    if days < _BATCHES:
        message = (
            f"more than {_MOST_CASES // _BATCHES:,} cases a day go to people, too many to simulate "
            "one by one; by the hour, so many vary little"
        )
        raise InputError(message, where=_WHERE)
    return days


def simulate(  # all but two have names
    plan: HandoffPlan,
    rates: Floats,
    *,
    seed: int,
    days: int = DAYS,
    level: float = 0.95,
    progress: Progress = lambda _done, _of: None,
) -> SimulatedDay:
    """A day's queue, so many times; the first days are the same however many follow.

    Intervals are Student's over ten batches of days (batch means), since waits within a day hang
    together and days do not.

    Args:
        plan: minutes per case, people, their absence, and the minutes to answer within.
        rates: cases handed off in each of the 24 hours.
        seed: of everything drawn.
        days: at least ten.
        level: of the intervals.
        progress: told how many days of how many are done, also before the first.

    Raises:
        InputError: nobody is there, or nothing is handed off.
    """
    there = queue.present(plan.people or 0, plan.shrinkage)
    if not there or plan.minutes_per_case is None:
        raise InputError("nobody is at the queue; every case would wait for ever", where=_WHERE)
    if not rates.sum():
        raise InputError("nothing is handed off, so nobody waits", where=_WHERE)
    progress(0, days)
    made = []
    for number in range(days):
        made.append(_one_day(rates, plan.minutes_per_case, there, (seed, number)))
        progress(number + 1, days)
    return _put_together(made, there, plan.within_minutes, level)


def _one_day(rates: Floats, minutes: float, there: int, seed: tuple[int, int]) -> _Day:
    rng = np.random.default_rng(seed)
    hours = np.repeat(np.arange(_HOURS), rng.poisson(rates))
    came = np.sort(hours + rng.random(len(hours))) * _MINUTES
    waits = waiting_times(came, rng.exponential(minutes, len(hours)), there)
    starts = came + waits
    queued = np.arange(1, len(came) + 1) - np.searchsorted(starts, came, side="right")
    left = int((starts > _HOURS * _MINUTES).sum())
    return _Day(hours, waits, int(queued.max(initial=0)), left)


def waiting_times(came: Floats, takes: Floats, people: int) -> Floats:
    """How long each case waits, first come, first served.

    Args:
        came: when each came in, rising.
        takes: how long each takes.
        people: who serve, one case at a time each.
    """
    waits = np.zeros(len(came))
    clock = simpy.Environment()
    desk = simpy.Resource(clock, capacity=people)
    for place in range(len(came)):
        clock.process(_case(clock, desk, came, takes, waits, place))
    clock.run()
    return waits


def _case(  # a process has no object of its own
    clock: simpy.Environment,
    desk: simpy.Resource,
    came: Floats,
    takes: Floats,
    waits: Floats,
    place: int,
) -> Generator[simpy.Event, Any, None]:
    yield clock.timeout(came[place])
    with desk.request() as turn:
        yield turn
        waits[place] = clock.now - came[place]
        yield clock.timeout(takes[place])


def _put_together(made: list[_Day], there: int, limit: float | None, level: float) -> SimulatedDay:
    batch = np.repeat([number * _BATCHES // len(made) for number in range(len(made))],
                      [len(day.waits) for day in made])  # fmt: skip
    waits, hours = (np.concatenate([getattr(d, n) for d in made]) for n in ("waits", "hours"))
    by_day = np.arange(len(made)) * _BATCHES // len(made)
    longest, left = (
        np.array([getattr(day, name) for day in made], dtype=np.float64)
        for name in ("longest", "left_over")
    )
    return SimulatedDay(
        weekday=None,
        days=len(made),
        there=there,
        hours=tuple(
            _hour(hour, waits[hours == hour], batch[hours == hour], len(made), level)
            for hour in range(_HOURS)
        ),
        wait=_estimate(np.mean, waits, batch, level),
        longest_queue=_estimate(np.mean, longest, by_day, level),
        most_waiting=int(longest.max()),
        left_over=_estimate(np.mean, left, by_day, level),
        answered_within=OMITTED
        if limit is None
        else _estimate(np.mean, (waits <= limit).astype(np.float64), batch, level),
    )


def _hour(hour: int, waits: Floats, batch: Ints, days: int, level: float) -> SimulatedHour:
    mean = _estimate(np.mean, waits, batch, level)
    return SimulatedHour(hour, len(waits) / days, mean, _estimate(_ninth, waits, batch, level))


def _ninth(waits: Floats) -> float:
    return float(np.quantile(waits, _NINE_OF_TEN))


def _estimate(of: Callable[[Floats], Any], values: Floats, batch: Ints, level: float) -> Estimate:
    """A number over everything, with Student's interval over the batches that have any."""
    if not len(values):
        return Estimate()
    value = float(of(values))
    each = np.array([float(of(values[batch == number])) for number in np.unique(batch)])
    if len(each) < _BATCHES:
        return Estimate(value, n=len(values))
    error = float(each.std(ddof=1)) / math.sqrt(_BATCHES)
    half = float(special.stdtrit(_BATCHES - 1, (1 + level) / 2)) * error
    return Estimate(value, max(0.0, value - half), value + half, len(values))
