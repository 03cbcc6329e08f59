"""A simulated day agrees with theory where theory holds, and with a plain recursion everywhere."""

import heapq
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.arrays import Floats
from evenhand.errors import InputError
from evenhand.findings import OMITTED, Estimate, StaffedHour, Staffing
from evenhand.handoff import day, queue
from evenhand.review import HandoffPlan
from tests import factory_findings as made

RATES = np.array([0.5] * 8 + [9.0, 14.0, 12.0] + [6.0] * 8 + [0.5] * 5)


def plan(**given_: Any) -> HandoffPlan:  # noqa: ANN401
    """Two people, six minutes a case, five to answer within."""
    start = {"minutes_per_case": 6.0, "people": 2, "within_minutes": 5.0}
    return HandoffPlan.model_validate(start | given_)


def in_turn(came: Any, takes: Any, people: int) -> list[float]:  # noqa: ANN401
    """The same waits without events: whoever is free first takes the next case."""
    free, waits = [0.0] * people, []
    for at, minutes in zip(came, takes, strict=True):
        start = max(at, heapq.heappop(free))
        waits.append(start - at)
        heapq.heappush(free, start + minutes)
    return waits


@given(st.integers(0, 10_000), st.integers(1, 5))
def test_cases_are_taken_in_turn_by_whoever_is_free(seed: int, people: int) -> None:
    """As in the recursion of a queue with several servers."""
    rng = np.random.default_rng(seed)
    came, takes = np.sort(rng.random(60) * 30), rng.exponential(2.0, 60)
    np.testing.assert_allclose(
        day.waiting_times(came, takes, people), in_turn(came, takes, people), atol=1e-9
    )


@pytest.mark.parametrize("people", [1, 3])
def test_an_even_day_agrees_with_erlang_c(people: int) -> None:
    """Mean wait and share within the limit lie in the simulation's interval at 99.9 %."""
    given_ = plan(people=people, minutes_per_case=2.0, within_minutes=1.0)
    rate = 0.6 * people * 30
    found = day.simulate(given_, np.full(24, rate), seed=1, days=90 // people, level=0.999)
    theory = queue.staffed(given_, rate)
    assert theory is not None
    for simulated, exact in (
        (found.wait, theory.wait_minutes),
        (found.answered_within, theory.answered_within),
    ):
        assert isinstance(simulated, Estimate)
        assert simulated.low <= exact <= simulated.high  # type: ignore[operator]
        assert simulated.high - simulated.low < 0.4 * exact  # type: ignore[operator]


def test_what_an_hour_leaves_waiting_is_carried_into_the_next() -> None:
    """After a peak, hours that Erlang C finds calm still wait; midnight starts empty."""
    found = day.simulate(plan(people=1), RATES, seed=1, days=40)
    after, calm = found.hours[11], queue.staffed(plan(people=1), float(RATES[11]))
    assert calm is not None
    assert (after.wait.value or 0) > 2 * (calm.wait_minutes or 0)
    assert (found.hours[0].wait.value or 0) < 2
    assert (after.nine_of_ten.value or 0) > (after.wait.value or 0)
    assert found.most_waiting >= (found.longest_queue.value or 0) > 0
    assert sum(hour.cases for hour in found.hours) == pytest.approx(RATES.sum(), rel=0.05)


def test_the_same_seed_gives_the_same_days_and_more_days_begin_with_them() -> None:
    """Another seed gives others; progress is told before the first day and after each."""
    told: list[tuple[int, int]] = []
    first = day.simulate(
        plan(), RATES, seed=1, days=10, progress=lambda done, of: told.append((done, of))
    )
    assert told == [(number, 10) for number in range(11)]
    assert day.simulate(plan(), RATES, seed=1, days=10) == first
    assert day.simulate(plan(), RATES, seed=2, days=10) != first


def test_absence_leaves_fewer_at_the_queue_and_without_a_limit_nothing_is_said_of_it() -> None:
    """Three people with a third away are two."""
    found = day.simulate(plan(people=3, shrinkage=0.3), RATES, seed=1, days=10)
    assert found.there == 2
    unasked = day.simulate(plan(within_minutes=None), RATES, seed=1, days=10)
    assert unasked.answered_within is OMITTED


def test_hours_without_a_case_have_no_wait() -> None:
    """Nothing undefined becomes 0."""
    rates = np.where(np.arange(24) == 9, 20.0, 0.0)
    found = day.simulate(plan(), rates, seed=1, days=10)
    assert found.hours[3].wait == Estimate()
    assert found.hours[9].wait.value is not None


def test_cases_still_waiting_at_midnight_are_counted_and_served() -> None:
    """A peak late in the evening."""
    rates = np.where(np.arange(24) == 23, 60.0, 0.0)
    found = day.simulate(plan(), rates, seed=1, days=10)
    assert (found.left_over.value or 0) > 20
    assert (found.hours[23].wait.value or 0) > 30


@pytest.mark.parametrize(
    ("given_", "rates", "message"),
    [
        ({"people": 0}, RATES, "nobody is at the queue"),
        ({"people": 1, "shrinkage": 0.5}, RATES, "nobody is at the queue"),
        ({}, np.zeros(24), "nothing is handed off"),
    ],
)
def test_a_queue_that_cannot_be_simulated_says_why(
    given_: dict[str, Any],
    rates: Floats,
    message: str,
) -> None:
    """In one line."""
    with pytest.raises(InputError, match=message):
        day.simulate(plan(**given_), rates, seed=1, days=10)


def test_large_queues_get_fewer_days_and_the_largest_none() -> None:
    """A few seconds at most."""
    assert day.affordable(np.full(24, 10.0)) == day.DAYS
    assert day.affordable(np.full(24, 500.0)) == 16
    with pytest.raises(InputError, match="too many to simulate"):
        day.affordable(np.full(24, 5000.0))


def test_the_busiest_weekday_is_simulated_or_an_even_day_without_times() -> None:
    """By all its cases, not by its peak."""
    hours = (
        StaffedHour("Monday", 9, 9.0, 0.5, 1.0, 1, 0.0),
        StaffedHour("Tuesday", 9, 6.0, 0.5, 1.0, 1, 0.0),
        StaffedHour("Tuesday", 10, 6.0, 0.5, 1.0, 1, 0.0),
    )
    staffing = Staffing(2, 0.5, 1.0, 0.5, 1, 4.0, 0.0, OMITTED, hours)
    weekday, rates = day.busiest_day(staffing)
    assert (weekday, rates[9], rates[10], rates.sum()) == ("Tuesday", 6.0, 6.0, 12.0)
    assert day.busiest_day(replace(staffing, by_hour=OMITTED))[1].tolist() == [4.0] * 24
    review = made.review(handoff={"minutes_per_case": 6.0, "people": 2})
    told: list[int] = []
    found = day.simulated(staffing, review, lambda done, _of: told.append(done))
    assert (found.weekday, found.days, told[-1]) == ("Tuesday", day.DAYS, day.DAYS)
