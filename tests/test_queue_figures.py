"""When cases come in and how long they wait: sentences and figures."""

from dataclasses import replace

import numpy as np
import pytest

from evenhand import figures, words
from evenhand.findings import OMITTED, StaffedHour, Staffing
from evenhand.handoff import queue
from evenhand.handoff.day import simulate
from tests import factory_findings as made

CALM = StaffedHour("Sunday", 3, 0.5, 0.05, 0.1, 1, 0.0)
LONG = StaffedHour("Monday", 9, 8.0, 0.9, 25.0, 5, 0.0)
OVER = StaffedHour("Friday", 16, 12.0, 1.2, None, 6, 2.0)
PLAN = {"threshold": 0.8, "cases_per_hour": 20.0, "minutes_per_case": 6.0, "people": 3}
STAFFED = Staffing(3, 0.8, 4.2, 0.6, 3, 5.6, 0.0, 0.75, (CALM,))


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ((CALM, LONG), "On Mondays at 09:00 it is 25 minutes: 5 are needed then."),
        (
            (CALM, LONG, OVER),
            "On Fridays at 16:00 the queue grows by 2 an hour: 6 are needed then.",
        ),
        ((CALM,), "waits 4.2 minutes on average."),
        (
            (CALM, replace(OVER, grows_per_hour=0.0)),
            "On Fridays at 16:00 the queue never settles: 6 are needed then.",
        ),
    ],
)
def test_a_peak_that_the_average_hides_is_said(hours: tuple[StaffedHour, ...], said: str) -> None:
    """Only where it is much worse than the average."""
    staffing = replace(STAFFED, by_hour=hours)
    found = made.findings(handoff=made.handoff(staffing=staffing))
    assert (words.staffing_sentence(found, made.review()) or "").endswith(said)


@pytest.mark.parametrize(
    ("staffing", "said"),
    [
        (
            Staffing(3, 0.0, 0.0, 0.0, 0, 0.0, 0.0, 1.0, (replace(CALM, wait_minutes=0.0),)),
            "No customer is handed off, so nobody is needed.",
        ),
        (Staffing(9, 0.1, 6e-50, 0.0, 9, 30.0, 0.0), "waits less than a second on average."),
        (
            Staffing(1, 1.0, None, None, 2, 10.0, 0.0),
            "they have not a minute to spare, and the queue never settles. 2 are needed.",
        ),
    ],
)
def test_a_queue_at_either_end_is_told_in_words(staffing: Staffing, said: str) -> None:
    """Nobody waits, nobody would notice the wait, or there is just as much work as time for it."""
    found = made.findings(handoff=made.handoff(staffing=staffing))
    assert (words.staffing_sentence(found, made.review()) or "").endswith(said)


def test_the_busiest_day_is_drawn_beside_the_mean_of_all_and_what_people_can_do() -> None:
    """Of the whole week every hour is in the table."""
    review = made.review(handoff=PLAN | {"shrinkage": 0.3})
    assert review.handoff is not None
    staffing = replace(STAFFED, by_hour=queue.by_hour(review.handoff, made.arrivals()))
    found = made.findings(handoff=made.handoff(staffing=staffing))
    figure = figures.arrivals(found, review)
    assert figure is not None
    assert "on Mondays at 09:00: 12 an hour, against 4.2" in figure.title
    assert (figure.points[9], figure.others[0].points[9]) == ((9.0, 12.0), (9.0, 8.0))
    assert figure.limit is not None
    assert figure.limit.at == 20.0
    assert figure.limit.label == "what 3 credit officers can do, 2 at a time"
    assert figure.columns[:3] == ("Hour", "Mon, an hour", "Tue, an hour")
    assert figure.rows[9] == ("09:00", 12.0, 4.0, 3.375, 0.0, 3)
    assert len(figure.rows) == 24
    assert "no time zone" in figure.how


def test_without_times_one_line_says_what_to_add() -> None:
    """A column, or times of day in it."""
    found = made.findings(handoff=made.handoff(arrivals=OMITTED))
    assert figures.arrivals(found, made.review()) is None
    assert "[columns] time" in (words.missing(found, made.review(), "arrivals") or "")
    columns = made.review().columns.model_copy(update={"time": "day"})
    dated = made.review().model_copy(update={"columns": columns})
    assert "no time of day" in (words.missing(found, dated, "arrivals") or "")
    assert words.missing(made.findings(handoff=None), made.review(), "arrivals")


def test_nothing_handed_off_and_hours_without_people_are_said() -> None:
    """No peak is made up."""
    quiet = tuple(replace(h, handed_off=0.0) for h in made.arrivals().by_hour)
    none = made.handoff(arrivals=made.arrivals(by_hour=quiet), staffing=OMITTED)
    figure = figures.arrivals(made.findings(handoff=none), made.review())
    assert figure is not None
    assert figure.title.startswith("At no hour of the week")
    assert "hangs on" in figure.meaning
    assert figure.rows[0][3:] == (None, None, None)


def test_how_many_are_answered_within_the_limit_is_in_the_table() -> None:
    """Where the review sets one."""
    review = made.review(handoff=PLAN | {"within_minutes": 10.0})
    found = made.findings(handoff=made.handoff(staffing=STAFFED))
    table = figures.staffing(found, review)
    assert ("Answered within 10 minutes, of 100", 75.0) in table.rows


def test_a_simulated_day_is_drawn_by_hour_with_intervals_and_the_limit() -> None:
    """Hours in which no case came are in the table alone."""
    review = made.review(handoff=PLAN | {"within_minutes": 10.0})
    assert review.handoff is not None
    rates = np.where(np.arange(24) < 9, 0.0, 12.0)
    found = replace(simulate(review.handoff, rates, seed=1, days=10), weekday="Monday")
    figure = figures.day(found, review)
    assert figure.title.startswith("On a simulated Monday, customers that come in from ")
    assert (len(figure.rows), len(figure.points), len(figure.band)) == (24, 15, 15)
    assert figure.limit is not None
    assert figure.limit.at == 10
    assert "answered within 10 minutes" in figure.meaning
    assert "10 days, each starting empty" in figure.how
    assert all(low <= high for _, low, high in figure.band)


def test_a_day_on_which_nobody_waits_says_so() -> None:
    """Without a limit nothing is said of one."""
    review = made.review(handoff=PLAN | {"people": 50})
    assert review.handoff is not None
    figure = figures.day(simulate(review.handoff, np.full(24, 1.0), seed=1, days=10), review)
    assert figure.title == "On a simulated day, no customer waits"
    assert figure.limit is None
    assert "answered within" not in figure.meaning
