"""The queue is Erlang C."""

import math
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.findings import OMITTED
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


def exact_waiting(load: Fraction, servers: int) -> Fraction:
    """Erlang C by the recursion of Erlang B, in whole numbers."""
    blocked = Fraction(1)
    for count in range(1, servers + 1):
        blocked = load * blocked / (count + load * blocked)
    return servers * blocked / (servers - load * (1 - blocked))


@given(st.integers(1, 60), st.fractions(Fraction(1, 100), Fraction(99, 100), max_denominator=100))
def test_waiting_equals_exact_fractions(servers: int, share: Fraction) -> None:
    """To nine digits, from a calm queue to one that is nearly full."""
    load = share * servers
    expected = float(exact_waiting(load, servers))
    assert queue.waiting(float(load), servers) == pytest.approx(expected, rel=1e-9, abs=1e-300)


def test_the_published_call_centre_is_exact_to_nine_digits() -> None:
    """What is printed to seven digits, in fractions."""
    assert queue.waiting(10, 14) == pytest.approx(float(exact_waiting(Fraction(10), 14)), abs=1e-12)
    within = 1 - float(exact_waiting(Fraction(10), 14)) * math.exp(-4 * 20 / 180)
    assert queue.within(10, 14, 20 / 180) == pytest.approx(within, abs=1e-12)


@pytest.mark.parametrize("servers", [100, 1_000, 10_000])
@pytest.mark.parametrize("share", [0.5, 0.9, 0.99, 0.9999])
def test_it_stays_exact_to_ten_thousand_people(servers: int, share: float) -> None:
    """Against the recursion in 50 digits; and nothing overflows at a million."""
    with localcontext() as context:
        context.prec = 50
        load, blocked = Decimal(share) * servers, Decimal(1)
        for count in range(1, servers + 1):
            blocked = load * blocked / (count + load * blocked)
        expected = float(servers * blocked / (servers - load * (1 - blocked)))
    found = queue.waiting(share * servers, servers)
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-300)
    assert 0 < queue.waiting(999_000.0, 1_000_000) < 1


@given(st.integers(0, 5_000), st.floats(0, 0.99))
def test_the_people_who_are_needed_are_there_in_spite_of_absence(
    needed: int, shrinkage: float
) -> None:
    """Rounding leaves neither one too few nor one too many."""
    paid = math.ceil(round(needed / (1 - shrinkage), 9))
    assert queue.present(paid, shrinkage) >= needed
    assert needed == 0 or queue.present(paid - 1, shrinkage) < needed


@given(st.floats(0.01, 200), st.floats(0.05, 0.999), st.floats(0, 0.9), st.floats(0, 30))
def test_one_fewer_than_needed_misses_the_service_level(
    arrivals: float, level: float, shrinkage: float, minutes: float
) -> None:
    """And those who are needed reach it."""
    asked = plan(service_level=level, within_minutes=minutes, shrinkage=shrinkage)
    found = queue.staffed(asked, arrivals)
    assert found is not None
    assert found.people_needed
    there, short = (
        queue.staffed(asked.model_copy(update={"people": people}), arrivals)
        for people in (found.people_needed, found.people_needed - 1)
    )
    assert there is not None
    assert short is not None
    assert there.answered_within is not None
    assert there.answered_within >= level  # type: ignore[operator]
    assert short.answered_within is None or short.answered_within < level  # type: ignore[operator]


def test_the_share_answered_within_the_limit_is_said_where_there_is_one() -> None:
    """Everybody where nothing comes; null where the queue never settles."""
    asked = plan(within_minutes=1 / 3)
    found = [queue.staffed(asked, rate) for rate in (200.0, 0.0, 400.0)]
    shares = [one.answered_within for one in found if one is not None]
    assert shares == [pytest.approx(0.88835, abs=5e-6), 1.0, None]
    unasked = queue.staffed(plan(), 200.0)
    assert unasked is not None
    assert unasked.answered_within is OMITTED
    assert queue.within(1.0, 0, 5.0) == 0


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
