"""How long cases wait along the slider's stops."""

import pytest

from evenhand.handoff import queue
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")
LOG = making.log(
    y=[1, 1, 1, 1, 1, 0, 0, 0, 0, 0],
    score=[0.95, 0.9, 0.85, 0.4, 0.3, 0.05, 0.1, 0.2, 0.6, 0.9],
    rule=[1] * 10,
)
PEOPLE = {"people": 2, "cases_per_hour": 20.0, "minutes_per_case": 20.0}


def test_each_stop_has_the_wait_of_what_is_handed_off_there() -> None:
    """The same as a review with that threshold; None where the queue never settles."""
    keys = making.keys(handoff={"threshold": 0.8} | PEOPLE)
    found = making.audit(LOG, keys).findings().handoff
    review = making.audit(LOG, keys).review.handoff
    assert found is not None
    assert found.all_cases is not None
    assert review is not None
    assert len(found.stop_waits) == len(found.stops)
    assert None in found.stop_waits
    for wait, alone in zip(found.stop_waits, found.all_cases.alone, strict=True):
        there = queue.staffing(review, 1 - alone / 10)
        assert there is not None
        assert wait == there.wait_minutes


def test_nothing_is_said_of_waits_where_nothing_is_known_of_people() -> None:
    """Empty, and not zero."""
    found = making.audit(LOG, making.keys(handoff={"threshold": 0.8})).findings().handoff
    assert found is not None
    assert found.stop_waits == ()
