"""Thresholds that are worth a button."""

from collections.abc import Iterator, Mapping

import numpy as np

from evenhand.arrays import Floats, Mask
from evenhand.findings import GroupCurve, Guarantee, Omitted, Staffing
from evenhand.handoff import queue
from evenhand.handoff.subject import Subject
from evenhand.handoff.sweep import THRESHOLDS
from evenhand.review import HandoffPlan


def presets(
    of: Subject,
    everybody: GroupCurve,
    stop_costs: tuple[float, ...],
    promised: Guarantee | Omitted | None,
) -> Mapping[str, float]:
    """Each button's stop of the slider, by the button's name; one that cannot be had is left out.

    Args:
        of: whose handoff it is.
        everybody: the counts of all cases along the stops.
        stop_costs: what 1,000 cases cost at each stop, where known.
        promised: what can be promised.
    """
    return dict(_found(of, everybody, stop_costs, promised))


def _found(
    of: Subject,
    everybody: GroupCurve,
    stop_costs: tuple[float, ...],
    promised: Guarantee | Omitted | None,
) -> Iterator[tuple[str, float]]:
    yield "today", of.today
    if stop_costs:
        yield "cheapest", float(of.stops[int(np.argmin(stop_costs))])
    handed_off = 1 - np.array(everybody.alone) / max(everybody.n, 1)
    fits = [s for s, share in zip(of.stops, handed_off, strict=True) if _fits(of.plan, share)]
    if fits:
        yield "capacity", float(max(fits))
    if isinstance(promised, Guarantee):
        kept = of.stops[_is_promised(of.stops, promised)]
        yield from (("guaranteed", float(lowest)) for lowest in kept[:1])


def _is_promised(stops: Floats, promised: Guarantee) -> Mask:
    """Whether the promise holds at a stop: tested and passed, and not only above one that was."""
    low, high = promised.threshold, promised.highest
    if low is None or high is None:
        return np.zeros(len(stops), dtype=bool)
    return np.asarray((stops >= low) & (stops <= high) & np.isin(stops, THRESHOLDS))


def _fits(plan: HandoffPlan, share: float) -> bool:
    """Whether the people there are reach the service level, or at least keep up."""
    found: Staffing | None = queue.staffing(plan, float(share))
    return found is not None and (found.people_needed or 0) <= found.people
