"""The queue is Erlang C."""

import math

import pytest

from evenhand.handoff import queue
from evenhand.review import HandoffPlan


def erlang_c(load: float, servers: int) -> float:
    """The textbook's sums, written out."""
    over = load**servers / math.factorial(servers) * servers / (servers - load)
    return over / (sum(load**k / math.factorial(k) for k in range(servers)) + over)


def plan(**given: float) -> HandoffPlan:
    """A plan with arrivals, minutes and people."""
    start = {"cases_per_hour": 200.0, "minutes_per_case": 3.0, "people": 14}
    return HandoffPlan.model_validate(start | given)


def test_the_published_call_centre_is_reproduced() -> None:
    """100 calls in 30 minutes of 3 minutes each, 14 people."""
    assert queue.waiting(10, 14) == pytest.approx(0.1741319, abs=5e-8)
    assert queue.within(10, 14, 20 / 180) == pytest.approx(0.88835, abs=5e-6)


@pytest.mark.parametrize(("load", "servers"), [(0.3, 1), (2.5, 4), (9.9, 10), (40, 45)])
def test_waiting_equals_the_textbook_sums(load: float, servers: int) -> None:
    """The Poisson form of Erlang B, turned into Erlang C."""
    assert queue.waiting(load, servers) == pytest.approx(erlang_c(load, servers), rel=1e-9)


def test_at_or_above_full_use_everybody_waits() -> None:
    """There is no settled queue to describe."""
    assert queue.waiting(10, 10) == 1
    assert queue.within(11, 10, 5) == 0
    assert queue.waiting(0, 3) == 0


def test_staffing_says_wait_use_and_who_is_needed() -> None:
    """Mean wait is C · time / (people - load)."""
    found = queue.staffing(plan(), 1.0)
    assert found is not None
    assert found.utilisation == pytest.approx(10 / 14)
    assert found.wait_minutes == pytest.approx(erlang_c(10, 14) * 3 / 4)
    assert found.probability_of_waiting == pytest.approx(erlang_c(10, 14))
    assert (found.people_needed, found.grows_per_day) == (11, 0)


@pytest.mark.parametrize("people", [0, 10])
def test_a_queue_that_never_settles_has_no_wait_and_grows(people: int) -> None:
    """By the cases that arrive above what the people can do, a day of 24 hours."""
    found = queue.staffing(plan(people=people), 1.0)
    assert found is not None
    assert found.wait_minutes is None
    assert found.probability_of_waiting is None
    assert found.grows_per_day == pytest.approx((200 - people * 20) * 24)
    assert found.utilisation == (1.0 if people else None)


def test_people_needed_are_the_fewest_that_reach_the_service_level() -> None:
    """One fewer does not reach it; absence is added on top."""
    found = queue.staffing(plan(service_level=0.8, within_minutes=1 / 3), 1.0)
    assert found is not None
    needed = found.people_needed or 0
    assert queue.within(10, needed, 1 / 9) >= 0.8 > queue.within(10, needed - 1, 1 / 9)
    away = queue.staffing(plan(service_level=0.8, within_minutes=1 / 3, shrinkage=0.3), 1.0)
    assert away is not None
    assert away.people_needed == math.ceil(needed / 0.7)
    always = queue.staffing(plan(service_level=1.0, within_minutes=1), 1.0)
    assert always is not None
    assert (always.people_needed or 0) > needed


def test_shrinkage_leaves_whole_people_at_the_queue() -> None:
    """Ten people with a share of .3 away are seven, not six and a float."""
    found = queue.staffing(plan(people=10, shrinkage=0.3, cases_per_hour=100.0), 1.0)
    assert found is not None
    assert found.utilisation == pytest.approx(5 / 7)


def test_nobody_handed_off_needs_nobody() -> None:
    """An empty queue, even with no people."""
    found = queue.staffing(plan(people=0, service_level=0.8, within_minutes=1.0), 0.0)
    assert found is not None
    assert (found.people_needed, found.wait_minutes, found.probability_of_waiting) == (0, 0.0, 0.0)


def test_a_plan_without_people_says_nothing() -> None:
    """Not asked for."""
    assert queue.staffing(HandoffPlan(cases_per_hour=5.0, minutes_per_case=2.0), 0.5) is None
