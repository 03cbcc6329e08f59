"""How many cases come in by the hour: the shape is the log's, the height the review's."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from evenhand.audit import Audit
from evenhand.findings import OMITTED, Arrivals, Staffing
from evenhand.handoff import queue
from tests.core import making

PLAN: dict[str, Any] = {"threshold": 0.8, "minutes_per_case": 6.0, "people": 2}


def log() -> pd.DataFrame:
    """Two weeks: every day six cases from nine and two from ten; on Mondays twelve from nine.

    From nine on, half are sure; from ten on all.
    """
    times, scores = [], []
    for day in pd.date_range("2026-01-05", "2026-01-18"):
        early = 12 if day.weekday() == 0 else 6
        times += [day + pd.Timedelta(hours=9, minutes=m) for m in range(early)]
        times += [day + pd.Timedelta(hours=10, minutes=m) for m in range(2)]
        scores += [0.7, 0.9] * (early // 2) + [0.9, 0.9]
    frame: pd.DataFrame = making.log(score=scores, y=[1, 0] * (len(scores) // 2))
    return frame.assign(at=times)


def audit(handoff: dict[str, Any], **more: Any) -> Audit:  # noqa: ANN401
    """An audit of that log."""
    keys = making.keys(columns={"time": "at"}, handoff=PLAN | handoff, **more)
    return making.audit(log(), keys)


def found(audited: Audit) -> tuple[Arrivals, Staffing]:
    """When cases came in, and the queue."""
    handoff = audited.findings().handoff
    assert handoff is not None
    assert isinstance(handoff.arrivals, Arrivals)
    assert isinstance(handoff.staffing, Staffing)
    return handoff.arrivals, handoff.staffing


MEAN = (7 * 2 + 6 * 6 + 12) / 14  # over the 14 hours of the week in which cases come in


@pytest.mark.parametrize(
    ("handoff", "more", "source", "height"),
    [
        ({}, {}, "log", 1.0),
        ({"cases_per_hour": 10 * MEAN}, {}, "cases_per_hour", 10.0),
        ({}, {"costs": {"cases_per_year": 365.25 * 62 / 7 * 3}}, "cases_per_year", 3.0),
        (
            {"cases_per_hour": 2 * MEAN},
            {"costs": {"cases_per_year": 1.0}},
            "cases_per_hour",
            2.0,
        ),
    ],
)
def test_the_review_scales_the_shape_of_the_log(
    handoff: dict[str, Any], more: dict[str, Any], source: str, height: float
) -> None:
    """By the mean over hours in which cases come in, by the year, or not at all."""
    came, staffing = found(audit(handoff, **more))
    assert came.source == source
    assert came.cases_per_hour == pytest.approx(height * MEAN)
    assert (came.first, came.last, came.utc) == ("2026-01-05", "2026-01-18", False)
    assert len(came.by_hour) == 7 * 24
    by_hour = {(h.weekday, h.hour): (h.cases, h.handed_off) for h in came.by_hour}
    assert by_hour["Monday", 9] == pytest.approx((12 * height, 6 * height))
    assert by_hour["Sunday", 9] == pytest.approx((6 * height, 3 * height))
    assert by_hour["Friday", 10] == pytest.approx((2 * height, 0.0))
    assert by_hour["Friday", 11] == (0.0, 0.0)
    assert staffing.cases_per_hour == pytest.approx(came.cases_per_hour * 48 / 124)


@pytest.mark.parametrize(
    ("handoff", "more"),
    [({"cases_per_hour": 0.0}, {}), ({}, {"costs": {"cases_per_year": 0.0}})],
)
def test_a_review_in_which_no_case_comes_in_has_an_empty_queue(
    handoff: dict[str, Any], more: dict[str, Any]
) -> None:
    """A rate of 0 is a number like another one: not an error, and nothing undefined."""
    audited = audit(handoff, **more)
    came, staffing = found(audited)
    assert came.cases_per_hour == staffing.cases_per_hour == 0
    assert staffing.people_needed == staffing.wait_minutes == 0
    assert "NaN" not in audited.findings().to_json()


def test_each_hour_has_the_queue_that_its_rate_would_have() -> None:
    """Erlang C of that rate; where people cannot keep up, by how much the queue grows."""
    audited = audit({"cases_per_hour": 5 * MEAN, "service_level": 0.8, "within_minutes": 2.0})
    came, staffing = found(audited)
    assert isinstance(staffing.by_hour, tuple)
    plan = audited.review.handoff
    assert plan is not None
    for hour, rate in zip(staffing.by_hour, came.by_hour, strict=True):
        alone = queue.staffed(plan, rate.handed_off)
        assert alone is not None
        assert (hour.weekday, hour.hour) == (rate.weekday, rate.hour)
        assert (hour.wait_minutes, hour.utilisation) == (alone.wait_minutes, alone.utilisation)
        assert hour.people_needed == alone.people_needed
        assert hour.grows_per_hour == pytest.approx(max(0.0, rate.handed_off - 20))
    assert staffing.wait_minutes is not None
    peak = max(staffing.by_hour, key=lambda hour: hour.grows_per_hour)
    assert peak.weekday == "Monday"
    assert peak.grows_per_hour == pytest.approx(10.0)


def test_another_threshold_hands_off_other_hours() -> None:
    """Nothing at 0.6, everything at 0.95."""
    for threshold, share in ((0.6, 0.0), (0.95, 1.0)):
        tried = audit({}).findings(threshold=threshold).handoff
        assert tried is not None
        staffing = tried.tried.staffing  # type: ignore[union-attr]
        assert isinstance(staffing, Staffing)
        assert isinstance(staffing.by_hour, tuple)
        monday = [h for h in staffing.by_hour if (h.weekday, h.hour) == ("Monday", 9)]
        assert monday[0].handed_off == pytest.approx(12 * share)


def test_without_people_arrivals_are_said_and_no_queue() -> None:
    """What nobody asked for is left out of the document."""
    keys = making.keys(columns={"time": "at"}, handoff={"threshold": 0.8})
    document = making.document(log(), keys)["handoff"]
    assert "staffing" not in document
    assert document["arrivals"]["source"] == "log"
    assert document["arrivals"]["by_hour"][9] == {
        "cases": 12.0, "handed_off": 6.0, "hour": 9, "weekday": "Monday",
    }  # fmt: skip


def test_weekdays_that_the_log_does_not_have_are_left_out() -> None:
    """Three days are three days."""
    frame = log()
    keys = making.keys(columns={"time": "at"}, handoff=PLAN)
    came, staffing = found(making.audit(frame[frame["at"] < "2026-01-08"], keys))
    assert {hour.weekday for hour in came.by_hour} == {"Monday", "Tuesday", "Wednesday"}
    assert isinstance(staffing.by_hour, tuple)
    assert len(staffing.by_hour) == 72


def test_without_a_time_column_there_is_one_queue() -> None:
    """As ever; and no key of the hours."""
    handoff = making.document(
        log(), making.keys(handoff=PLAN | {"cases_per_hour": 5.0})
    )["handoff"]  # fmt: skip
    assert "arrivals" not in handoff
    assert "by_hour" not in handoff["staffing"]
    handed = making.audit(log(), making.keys(handoff=PLAN)).findings().handoff
    assert handed is not None
    assert handed.staffing is OMITTED


def test_a_limit_on_the_wait_uses_the_arrivals_of_the_log() -> None:
    """Where the review does not say how many come in."""
    limit = [{"finding": "wait_minutes", "at_most": 1000.0}]
    audited = audit({}, criteria=limit)
    [criterion] = audited.findings().criteria
    _, staffing = found(audited)
    assert criterion.value.value == pytest.approx(staffing.wait_minutes)  # type: ignore[union-attr]


def test_the_simulated_day_is_the_busiest_of_the_log() -> None:
    """From the first line of the file to the last case of the day."""
    told: list[int] = []
    day = audit({"cases_per_hour": 4 * MEAN}).simulated_day(lambda done, _of: told.append(done))
    assert (day.weekday, day.there, told[-1]) == ("Monday", 2, day.days)
    assert np.argmax([hour.cases for hour in day.hours]) == 9
    assert day.hours[9].cases == pytest.approx(24, rel=0.1)
