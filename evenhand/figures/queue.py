"""Figures of the queue of cases that wait for a person."""

from collections.abc import Iterator

from evenhand.figures import make
from evenhand.figures.kinds import Cell, Line, Lines, Series, Stroke, Table
from evenhand.findings import (
    WEEKDAYS,
    Arrivals,
    Estimate,
    Findings,
    Omitted,
    SimulatedDay,
    StaffedHour,
    Staffing,
)
from evenhand.handoff import queue
from evenhand.review import Review
from evenhand.words import queue as said
from evenhand.words import say

_DAY = (0.0, 23.0)


def staffing(findings: Findings, review: Review) -> Table:
    """Whether the people are enough for what is handed off."""
    found = _staffing(findings)
    title = said.staffing_sentence(findings, review) or "How long cases wait is not worked out."
    return Table(
        title=title,
        meaning="Waiting counts only the cases handed off, arriving by chance at an even rate.",
        alt=title,
        how=(
            "Erlang C on the cases handed off an hour, the minutes a case takes and the people at "
            "the queue. Arrivals with peaks wait longer than this."
        ),
        columns=("What", "Number"),
        rows=tuple(_staffing_rows(found, review)) if found else (),
    )


def _staffing(findings: Findings) -> Staffing | None:
    found = findings.handoff.staffing if findings.handoff else None
    return found if isinstance(found, Staffing) else None


def _staffing_rows(found: Staffing, review: Review) -> Iterator[tuple[Cell, ...]]:
    yield (
        f"{say.capital(make.cases(review))} handed off an hour",
        make.rounded(found.cases_per_hour),
    )
    yield ("People", found.people)
    if review.handoff is not None:
        there = queue.present(found.people, review.handoff.shrinkage)
        yield ("At the queue at a time", there)
    evenly = ", if evenly spread" if isinstance(found.by_hour, tuple) else ""
    yield (f"People needed{evenly}", found.people_needed)
    yield ("Busy, of 100 minutes", make.of_100(found.utilisation))
    yield (f"Mean wait in minutes{evenly}", make.rounded(found.wait_minutes))
    yield ("Have to wait, of 100", make.of_100(found.probability_of_waiting))
    minutes = review.handoff.within_minutes if review.handoff else None
    if minutes is not None and not isinstance(found.answered_within, Omitted):
        yield (
            f"Answered within {said.minutes(minutes)}, of 100",
            make.of_100(found.answered_within),
        )
    yield ("The queue grows by, a day", make.rounded(found.grows_per_day))


def arrivals(findings: Findings, review: Review) -> Lines | None:
    """What goes to a person by hour, on the busiest day; None where no hours are known."""
    came = findings.handoff.arrivals if findings.handoff else None
    if not isinstance(came, Arrivals):
        return None
    found = _staffing(findings)
    title, day = said.arrivals_title(came, review), said.busiest(came).weekday
    cases = make.cases(review)
    return Lines(
        title=title,
        meaning=said.arrivals_meaning(found, review),
        alt=f"{title}. A curve over the 24 hours of a {day}; the numbers are in the table.",
        how=said.arrivals_how(came, review),
        columns=_hour_columns(came, day),
        rows=tuple(_hour_rows(came, found, day)),
        points=tuple((float(h.hour), h.handed_off) for h in came.by_hour if h.weekday == day),
        marked=None,
        marked_label="",
        limit=_capacity(found, review),
        x_unit="hour of the day",
        y_unit=f"{cases} handed off an hour",
        x_range=_DAY,
        label=f"a {day}",
        others=(Series("all days", tuple(_mean_day(came)), Stroke.BASELINE),),
    )  # fmt: skip


def _mean_day(came: Arrivals) -> Iterator[tuple[float, float]]:
    for hour in range(24):
        values = [h.handed_off for h in came.by_hour if h.hour == hour]
        if values:
            yield float(hour), sum(values) / len(values)


def _capacity(found: Staffing | None, review: Review) -> Line | None:
    """How many cases an hour people can work through."""
    plan = review.handoff
    if found is None or plan is None or plan.minutes_per_case is None:
        return None
    there = queue.present(found.people, plan.shrinkage)
    label = said.capacity(found, there, review)
    return Line(there * 60 / plan.minutes_per_case, label, is_limit=True)


def _hour_columns(came: Arrivals, day: str) -> tuple[str, ...]:
    weekdays = [name for name in WEEKDAYS if any(h.weekday == name for h in came.by_hour)]
    return (
        "Hour",
        *(f"{name[:3]}, an hour" for name in weekdays),
        f"{day[:3]}: mean wait in minutes",
        f"{day[:3]}: queue grows by, an hour",
        f"{day[:3]}: people needed",
    )


def _hour_rows(came: Arrivals, found: Staffing | None, day: str) -> Iterator[tuple[Cell, ...]]:
    """By hour, what is handed off on each weekday, and the queue of one of them."""
    hours = found.by_hour if found and isinstance(found.by_hour, tuple) else ()
    queues: dict[int, StaffedHour] = {q.hour: q for q in hours if q.weekday == day}
    for hour in range(24):
        own = queues.get(hour)
        yield (
            f"{hour:02d}:00",
            *(make.rounded(h.handed_off) for h in came.by_hour if h.hour == hour),
            make.rounded(own.wait_minutes) if own else None,
            make.rounded(own.grows_per_hour) if own else None,
            own.people_needed if own else None,
        )


def day(found: SimulatedDay, review: Review) -> Lines:
    """How long cases wait by the hour in which they come in, over the simulated days."""
    title = said.day_title(found, review)
    known = [h for h in found.hours if h.wait.value is not None]
    limit = review.handoff.within_minutes if review.handoff else None
    return Lines(
        title=title,
        meaning=said.day_meaning(found, review),
        alt=f"{title}. A curve over the 24 hours of the day; the numbers are in the table.",
        how=said.day_how(found, review),
        columns=(
            "Hour", "Handed off", "Mean wait in minutes", *make.interval_columns(review),
            "Nine of ten wait at most", *make.interval_columns(review),
        ),
        rows=tuple(
            (
                f"{hour.hour:02d}:00",
                make.rounded(hour.cases),
                *_minutes(hour.wait),
                *_minutes(hour.nine_of_ten),
            )
            for hour in found.hours
        ),
        points=tuple((float(h.hour), h.wait.value or 0.0) for h in known),
        marked=None,
        marked_label="",
        limit=None if limit is None else Line(limit, "the review's limit", is_limit=True),
        x_unit="hour of the day in which they come in",
        y_unit="minutes waited",
        x_range=_DAY,
        label="mean wait",
        band=tuple((float(h.hour), h.wait.low or 0.0, h.wait.high or h.wait.value or 0.0)
                   for h in known),
        others=(
            Series(
                "nine of ten wait at most",
                tuple((float(h.hour), h.nine_of_ten.value or 0.0) for h in known),
                Stroke.MODEL,
            ),
        ),
    )  # fmt: skip


def _minutes(estimate: Estimate) -> tuple[Cell, Cell, Cell]:
    value, low, high = (make.rounded(end) for end in (estimate.value, estimate.low, estimate.high))
    return value, low, high
