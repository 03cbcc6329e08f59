"""How long cases wait for a person, along the slider's stops."""

from evenhand.findings import GroupCurve
from evenhand.handoff import queue
from evenhand.review import HandoffPlan


def stop_waits(plan: HandoffPlan, everybody: GroupCurve) -> tuple[float | None, ...]:
    """The mean wait in minutes of a case handed off, at each stop; None where it never settles.

    Args:
        plan: arrivals, minutes per case, and people.
        everybody: the counts of all cases along the stops.

    Returns:
        Empty where the review does not say enough.
    """
    n = max(everybody.n, 1)
    found = [queue.staffing(plan, 1 - alone / n) for alone in everybody.alone]
    return tuple(each.wait_minutes for each in found if each is not None)
