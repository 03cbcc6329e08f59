"""Sentences on the queue of cases that wait for a person."""

from collections.abc import Mapping
from typing import Final

from evenhand.findings import (
    ArrivalHour,
    Arrivals,
    Estimate,
    Findings,
    SimulatedDay,
    StaffedHour,
    Staffing,
)
from evenhand.review import Review
from evenhand.words import nouns, say
from evenhand.words.columns import column_name

_WORSE: Final = 1.5  # so many times the mean wait is worth a word
_SHORTEST: Final = 0.01  # minutes that are told apart from less
_MINUTE: Final = 0.9917  # minutes, from where on 60 seconds would be said
_SECOND: Final = 1 / 60


def staffing_sentence(findings: Findings, review: Review) -> str | None:
    """Whether the people are enough."""
    handoff = findings.handoff
    staffing = handoff.staffing if handoff else None
    if handoff is None or not isinstance(staffing, Staffing):
        return None
    one, people = say.name(review.words.case), _people(staffing, review)
    arrive = f"{say.number(staffing.cases_per_hour)} {say.name(review.words.plural)}"
    enough = _at_peak(staffing) or _needed(staffing)
    if not staffing.cases_per_hour:
        return f"No {one} is handed off, so nobody is needed."
    if staffing.wait_minutes is None:
        grows = (
            f"the queue grows by {say.number(staffing.grows_per_day)} a day"
            if staffing.grows_per_day
            else "they have not a minute to spare, and the queue never settles"
        )
        return f"{say.capital(people)} can't keep up with {arrive} an hour: {grows}.{enough}"
    wait = lasting(staffing.wait_minutes)
    return (
        f"With {people} and {arrive} an hour{_spread(staffing)}, a handed-off {one} waits {wait} "
        f"on average.{enough}"
    )


def _spread(staffing: Staffing) -> str:
    """That the average is one of an even stream, where the log says that it is not even."""
    return ", evenly spread" if isinstance(staffing.by_hour, tuple) else ""


def _people(staffing: Staffing, review: Review) -> str:
    person = say.name(review.words.person)
    return say.counted(staffing.people, person, f"{person}s")


def _needed(staffing: Staffing) -> str:
    needed = staffing.people_needed
    if needed is None or needed == staffing.people:
        return ""
    return (
        f" {needed:,} {'are' if needed > 1 else 'is'} needed."
        if needed > staffing.people
        else (f" {needed:,} would be enough.")
    )


def _at_peak(staffing: Staffing) -> str:
    """What the average hides; nothing where it hides little, or where the queue never settles."""
    hour = worst_hour(staffing)
    if hour is None or staffing.wait_minutes is None:
        return ""
    then = f"{hour.people_needed:,} {'are' if hour.people_needed != 1 else 'is'} needed then"
    if hour.wait_minutes is None:
        grows = f"grows by {say.number(hour.grows_per_hour)} an hour"
        queue = grows if hour.grows_per_hour else "never settles"
        return f" {say.capital(when(hour))} the queue {queue}: {then}."
    if hour.wait_minutes < max(_SHORTEST, _WORSE * staffing.wait_minutes):
        return ""
    return f" {say.capital(when(hour))} it is {lasting(hour.wait_minutes)}: {then}."


def worst_hour(staffing: Staffing) -> StaffedHour | None:
    """The hour in which the queue grows most, or else the wait is longest; None without hours."""
    hours = staffing.by_hour if isinstance(staffing.by_hour, tuple) else ()
    return max(
        hours,
        key=lambda h: (h.grows_per_hour, h.wait_minutes is None, h.wait_minutes or 0.0),
        default=None,
    )


def when(hour: StaffedHour | ArrivalHour) -> str:
    """An hour of the week.

    >>> when(ArrivalHour("Monday", 9, 1.0, 0.5))
    'on Mondays at 09:00'
    """
    return f"on {hour.weekday}s at {hour.hour:02d}:00"


def minutes(number: float) -> str:
    """A number of minutes.

    >>> minutes(10.0), minutes(1.0)
    ('10 minutes', '1 minute')
    """
    return f"{say.number(number, 3)} {'minute' if number == 1 else 'minutes'}"


def lasting(number: float) -> str:
    """A mean wait given in minutes, in the unit that people would say.

    >>> lasting(4.2), lasting(1.0), lasting(0.17), lasting(3.3e-14), lasting(0.0)
    ('4.2 minutes', '1 minute', '10 seconds', 'less than a second', '0 minutes')
    """
    if number >= _MINUTE or not number:
        said = say.number(number)
        return f"{said} {'minute' if said == '1' else 'minutes'}"
    seconds = say.number(60 * number) if number >= _SECOND else "less than a"
    return f"{seconds} {'second' if seconds in {'1', 'less than a'} else 'seconds'}"


def busiest(came: Arrivals) -> ArrivalHour:
    """The hour in which most cases are handed off; the first of several."""
    return max(came.by_hour, key=lambda hour: hour.handed_off)


def arrivals_title(came: Arrivals, review: Review) -> str:
    """When most cases go to a person, beside the average of the week."""
    person, cases = say.a_or_an(review.words.person), say.name(review.words.plural)
    most = busiest(came)
    if not most.handed_off:
        return f"At no hour of the week {cases} go to {person}"
    mean = sum(hour.handed_off for hour in came.by_hour) / len(came.by_hour)
    return (
        f"Most {cases} go to {person} {when(most)}: {say.number(most.handed_off)} an hour, "
        f"against {say.number(mean)} over day and night"
    )


def arrivals_meaning(staffing: Staffing | None, review: Review) -> str:
    """In how many hours of the week people can keep up."""
    if staffing is None or not isinstance(staffing.by_hour, tuple):
        return "How long they wait hangs on the minutes for each and the people there."
    over = sum(hour.grows_per_hour > 0 for hour in staffing.by_hour)
    people, of = _people(staffing, review), len(staffing.by_hour)
    if not over:
        return f"{say.capital(people)} can keep up in every hour of the week."
    return (
        f"In {over:,} of {say.counted(of, 'hour', 'hours')} of the week more come in than {people} "
        "can do, and the queue grows."
    )


def capacity(staffing: Staffing, there: int, review: Review) -> str:
    """What the line of what people can do is called; absence is said.

    Args:
        staffing: the queue.
        there: how many are at the queue at a time.
        review: the nouns.
    """
    away = "" if there == staffing.people else f", {there:,} at a time"
    return f"what {_people(staffing, review)} can do{away}"


def arrivals_how(came: Arrivals, review: Review) -> str:
    """Where the shape and the height come from, and what the hours are."""
    cases = say.name(review.words.plural)
    zone = "in UTC" if came.utc else "as written in the log, which names no time zone"
    return (
        f"{say.capital(cases)} of the log from {came.first} to {came.last} by weekday and hour, "
        f"averaged over the days; hours are {zone}. The table has what is handed off an hour on "
        f"each weekday. {_HEIGHTS[came.source]} Wait and people needed are Erlang C for each hour "
        "as if it went on: what one hour leaves waiting is not carried into the next."
    )


_HEIGHTS: Final[Mapping[str, str]] = {
    "cases_per_hour": (
        "The shape is the log's; how many come in is the review's cases_per_hour, taken as the "
        "average over the hours in which any do."
    ),
    "cases_per_year": "The shape is the log's; how many come in is the review's cases_per_year.",
    "log": "The shape and how many come in are the log's.",
}


def no_arrivals(review: Review) -> str:
    """Why nothing is said of when cases come in, and what to add."""
    if review.columns.time is None:
        return (
            f"When {say.name(review.words.plural)} come in is not in this log, so peaks are not "
            "seen. Add a column with date and time of day (in a review file: [columns] time)."
        )
    return (
        f"The column {column_name(review.columns.time, review)} has no time of day that can be "
        "read, so peaks are not seen; the data check says what was expected."
    )


def day_title(day: SimulatedDay, review: Review) -> str:
    """How long a case waits when it waits longest."""
    cases = say.name(review.words.plural)
    on = f"On a simulated {day.weekday}" if day.weekday else "On a simulated day"
    known = [hour for hour in day.hours if hour.wait.value is not None]
    worst = max(known, key=lambda hour: hour.wait.value or 0.0, default=None)
    if worst is None or not worst.wait.value:
        return f"{on}, no {say.name(review.words.case)} waits"
    return (
        f"{on}, {cases} that come in from {worst.hour:02d}:00 wait longest: "
        f"{lasting(worst.wait.value)} on average"
    )


def day_meaning(day: SimulatedDay, review: Review) -> str:
    """The day as a whole: mean wait, how many in time, the queue at its longest and at the end."""
    one, plan = say.name(review.words.case), review.handoff
    parts = [
        f"over the whole day a handed-off {one} waits {lasting(day.wait.value or 0.0)} on average"
    ]
    if isinstance(day.answered_within, Estimate) and plan and plan.within_minutes is not None:
        within = minutes(plan.within_minutes)
        parts.append(f"{say.of_cases(day.answered_within)} are answered within {within}")
    longest = say.number(day.longest_queue.value or 0.0)
    parts.append(f"at its longest the queue holds {longest}, at worst {day.most_waiting:,}")
    left = say.number(day.left_over.value or 0.0)
    parts.append(f"{left} still wait at midnight")
    return f"{say.capital('; '.join(parts))}."


def day_how(day: SimulatedDay, review: Review) -> str:
    """What was simulated, and how sure it is."""
    plan = review.handoff
    takes = say.number((plan.minutes_per_case if plan else None) or 0.0, 3)
    shape = (
        f"the rates of a {day.weekday}, the busiest day, hour by hour"
        if day.weekday
        else "the same rate in every hour"
    )
    return (
        f"{day.days:,} days, each starting empty at midnight, seed {review.method.seed}. "
        f"{say.capital(say.name(review.words.plural))} come in by chance (a Poisson process) at "
        f"{shape}; each takes an exponential time with a mean of {takes} minutes, and they are "
        f"taken in turn by {day.there:,} at the queue, day and night. Who waits at midnight is "
        f"still served. Intervals ({nouns.interval_name(review)}) are Student's over ten batches "
        "of days. Simulated with simpy."
    )


def days_done(done: int, of: int) -> str:
    """How far a simulation is.

    >>> days_done(12, 100), days_done(0, 0)
    ('12 of 100 days', 'Waiting for its turn')
    """
    return f"{done:,} of {of:,} days" if of else "Waiting for its turn"
