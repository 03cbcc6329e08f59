"""When should a case go to a person? What is decided alone, how well, at what cost, for whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from evenhand import promise, queue, statistics
from evenhand.arrays import Floats, Ints, Mask
from evenhand.counting import MISSING, STEPS
from evenhand.findings import (
    OMITTED,
    CurvePoint,
    Estimate,
    GroupCurve,
    Guarantee,
    Handoff,
    HandoffCost,
    HandoffGroup,
    Omitted,
    Staffing,
)
from evenhand.review import Costs, HandoffPlan, Review
from evenhand.tally import Cells, Tally, added_up

THRESHOLDS: Final[Floats] = np.arange(STEPS + 1) / STEPS


@dataclass(frozen=True, slots=True)
class Sweep:
    """Counts at every threshold, for everybody or by group.

    Attributes:
        alone: cases decided alone; groups by thresholds.
        labelled: those of them with a label.
        wrong: those of them that are wrong.
    """

    alone: Ints
    labelled: Ints
    wrong: Ints


def sweep(cells: Cells, thresholds: Floats, codes: Ints | None = None, size: int = 1) -> Sweep:
    """Count what is decided alone at each threshold.

    Args:
        cells: one candidate's, answered and with a confidence.
        thresholds: rising.
        codes: each cell's group; everybody is one group where not given.
        size: how many groups there are.
    """
    place = np.searchsorted(thresholds, cells.confidence, side="right")
    group = np.zeros(len(cells.n), dtype=np.int64) if codes is None else codes
    labelled = cells.label != MISSING
    kinds = (np.ones(len(place), dtype=bool), labelled, labelled & (cells.label != cells.answer))
    return Sweep(*(_from_above(cells.n, group, place, (size, len(thresholds)), k) for k in kinds))


def _from_above(n: Ints, group: Ints, place: Ints, shape: tuple[int, int], keep: Mask) -> Ints:
    """Cases of each group that reach each threshold; `place` is how many a cell reaches."""
    size, steps = shape
    sums = added_up(n, group * (steps + 1) + place, size * (steps + 1), keep)
    reached = sums.reshape(size, steps + 1)[:, :0:-1].cumsum(axis=1)[:, ::-1]
    return np.asarray(reached, dtype=np.int64)


def hand_off(tally: Tally, review: Review) -> Handoff | None:
    """The handoff at the review's threshold, and along all thresholds; None without the table."""
    plan = review.handoff
    if plan is None:
        return None
    one = review.handoff_candidate
    if not one.is_sure:
        return _nothing(review, plan, one.name)
    cells = sure(tally.cells[one.name])
    here = at(cells, plan.threshold)
    level = review.method.interval
    coverage = statistics.rate(here.alone, here.n, level)
    stops = _stops(plan.threshold)
    fine = sweep(cells, THRESHOLDS)
    costs = _stop_costs(cells, stops, tally.positive, review)
    promised = _guarantee(plan, fine)
    return Handoff(
        candidate=one.name,
        threshold=plan.threshold,
        n=here.n,
        coverage=coverage,
        automatic_error=statistics.rate(here.wrong, here.labelled, level),
        team_accuracy=team_accuracy(cells, review, level),
        human=_human(plan),
        cost_per_1000=_cost(cells, plan.threshold, tally.positive, review),
        curve=_curve(fine, here.n),
        groups={
            name: _groups(cells, *tally.attribute(cells, columns), plan.threshold, level)
            for name, columns in review.attributes.items()
        },
        guarantee=promised,
        staffing=_staffing(plan, coverage),
        stops=tuple(float(stop) for stop in stops),
        all_cases=_group_curves(cells, ("all",), None, stops)[0],
        group_curves={
            name: _group_curves(cells, *tally.attribute(cells, columns), stops)
            for name, columns in review.attributes.items()
        },
        stop_costs=costs,
        presets=_presets(
            plan, stops, costs, 1 - sweep(cells, stops).alone[0] / max(here.n, 1), promised
        ),
    )


def sure(cells: Cells) -> Cells:
    """Answered cells of which the candidate said how sure it was."""
    return cells.where((cells.answer != MISSING) & np.isfinite(cells.confidence))


def _nothing(review: Review, plan: HandoffPlan, name: str) -> Handoff:
    empty = dict.fromkeys(review.attributes, ())
    return Handoff(
        candidate=name,
        threshold=plan.threshold,
        n=0,
        coverage=Estimate(),
        automatic_error=Estimate(),
        team_accuracy=Estimate(),
        human=_human(plan),
        cost_per_1000=None,
        curve=(),
        groups=empty,
        guarantee=None if plan.max_error is not None else OMITTED,
        staffing=None if plan.people is not None else OMITTED,
        reason=f"{name} does not say how sure it is; give it a score, or a confidence column.",
    )


@dataclass(frozen=True, slots=True)
class Point:
    """Counts at one threshold: answered cases, those decided alone, of these labelled, wrong."""

    n: int
    alone: int
    labelled: int
    wrong: int


def at(cells: Cells, threshold: float) -> Point:
    """What is decided alone where confidence reaches one threshold."""
    found = sweep(cells, np.array([threshold]))
    counts = (int(counted[0, 0]) for counted in (found.alone, found.labelled, found.wrong))
    return Point(int(cells.n.sum()), *counts)


def _curve(fine: Sweep, n: int) -> tuple[CurvePoint, ...]:
    shares = fine.alone[0] / max(n, 1)
    errors = fine.wrong[0] / np.maximum(fine.labelled[0], 1)
    known = fine.labelled[0] > 0
    points = zip(THRESHOLDS.tolist(), shares.tolist(), errors.tolist(), known.tolist(), strict=True)
    return tuple(CurvePoint(t, share, error if k else None) for t, share, error, k in points)


def _groups(
    cells: Cells, names: tuple[str, ...], codes: Ints, threshold: float, level: float
) -> tuple[HandoffGroup, ...]:
    found = sweep(cells, np.array([threshold]), codes, len(names))
    sizes = added_up(cells.n, codes, len(names))

    def group(place: int) -> HandoffGroup:
        n, alone = int(sizes[place]), int(found.alone[place, 0])
        labelled, wrong = int(found.labelled[place, 0]), int(found.wrong[place, 0])
        return HandoffGroup(
            names[place],
            n,
            statistics.rate(alone, n, level),
            statistics.rate(n - alone, n, level),
            statistics.rate(wrong, labelled, level),
        )

    return tuple(group(place) for place in range(len(names)))


def _stops(threshold: float) -> Floats:
    """The slider's thresholds: 50 to 99 in a hundred, and the review's own."""
    return np.array(sorted({*(k / 100 for k in range(50, 100)), threshold}))


def _group_curves(
    cells: Cells, names: tuple[str, ...], codes: Ints | None, stops: Floats
) -> tuple[GroupCurve, ...]:
    found = sweep(cells, stops, codes, len(names))
    sizes = [int(cells.n.sum())] if codes is None else added_up(cells.n, codes, len(names)).tolist()
    return tuple(
        GroupCurve(
            name,
            sizes[i],
            tuple(found.alone[i].tolist()),
            tuple(found.labelled[i].tolist()),
            tuple(found.wrong[i].tolist()),
        )
        for i, name in enumerate(names)
    )


# People


def _human(plan: HandoffPlan) -> str | None:
    if plan.human is not None:
        return "measured"
    return None if plan.human_accuracy is None else "assumed"


def team_accuracy(cells: Cells, review: Review, level: float) -> Estimate:
    """Share of cases decided right by the model alone and a person on the rest together.

    A person's accuracy is measured on the cases handed off, where a column has their answers, and
    else assumed. The interval is a multinomial bootstrap over labelled cases.
    """
    plan = review.handoff
    if plan is None or _human(plan) is None:
        return Estimate()
    known = cells.where(cells.label != MISSING)
    kinds = _team_kinds(known, plan.threshold)
    n = int(kinds.sum())
    if not n:
        return Estimate()
    value = float(_team(kinds[None, :], plan)[0])
    draws = statistics.resampled(kinds.tolist(), review.method.seed)
    return statistics.spread(_team(draws, plan), value if np.isfinite(value) else None, n, level)


def _team_kinds(known: Cells, threshold: float) -> Ints:
    """Alone and right, alone and wrong; handed off with the person right, wrong, or not known."""
    alone = known.confidence >= threshold
    right = known.answer == known.label
    person = np.where(known.human == MISSING, 4, np.where(known.human == known.label, 2, 3))
    return added_up(known.n, np.where(alone, np.where(right, 0, 1), person), 5)


def _team(kinds: Ints, plan: HandoffPlan) -> Floats:
    """Team accuracy of each row of kinds."""
    handed_off = kinds[:, 2:].sum(axis=1)
    judged = kinds[:, 2] + kinds[:, 3]
    with np.errstate(invalid="ignore", divide="ignore"):
        measured = np.where(handed_off > 0, kinds[:, 2] / judged, 0.0)
    person = measured if plan.human is not None else float(plan.human_accuracy or 0.0)
    return np.asarray((kinds[:, 0] + handed_off * person) / kinds.sum(axis=1), dtype=np.float64)


# Costs and presets


def _cost(cells: Cells, threshold: float, positive: int, review: Review) -> HandoffCost | None:
    """Cost of 1,000 cases: mistakes of the model and of people on labelled cases, and reviews."""
    if review.costs is None or review.handoff is None:
        return None
    if not cells.n.sum():
        return HandoffCost(None, 0.0, None)
    off = cells.confidence < threshold
    reviews = 1000 * review.costs.review * float(cells.n[off].sum() / cells.n.sum())
    known = cells.where(cells.label != MISSING)
    if not known.n.sum():
        return HandoffCost(None, reviews, None)
    spent = np.where(
        known.confidence < threshold, *_mistakes(known, positive, review.costs, review.handoff)
    )
    mistakes = 1000 * float((spent * known.n).sum() / known.n.sum())
    return HandoffCost(mistakes, reviews, mistakes + reviews)


def _mistakes(
    known: Cells, positive: int, costs: Costs, plan: HandoffPlan
) -> tuple[Floats, Floats]:
    """What a person's and the model's mistakes cost on each cell's cases, on average.

    Where nothing is known of people they are taken to be right; the page says so.
    """
    true = known.label == positive
    price = np.where(true, costs.false_negative, costs.false_positive)
    model = np.where((known.answer == positive) != true, price, 0.0)
    if plan.human is not None:
        judged = known.human != MISSING
        wrong = judged & ((known.human == positive) != true)
        share = added_up(known.n, wrong.astype(np.int64), 2)[1] / max(1, int(known.n[judged].sum()))
        return np.where(judged, np.where(wrong, price, 0.0), price * share), model
    accuracy = 1.0 if plan.human_accuracy is None else plan.human_accuracy
    return price * (1 - accuracy), model


def _stop_costs(cells: Cells, stops: Floats, positive: int, review: Review) -> tuple[float, ...]:
    """The total cost of 1,000 cases at each stop; empty where it cannot be known."""
    costs = [_cost(cells, float(stop), positive, review) for stop in stops]
    totals = [cost.total for cost in costs if cost is not None and cost.total is not None]
    return tuple(totals) if len(totals) == len(stops) else ()


def _staffing(plan: HandoffPlan, coverage: Estimate) -> Staffing | Omitted | None:
    """The queue of what is handed off; None where nobody knows how much that is."""
    if coverage.value is None:
        return None if plan.people is not None else OMITTED
    return queue.staffing(plan, 1 - coverage.value) or OMITTED


def _guarantee(plan: HandoffPlan, fine: Sweep) -> Guarantee | Omitted | None:
    if plan.max_error is None:
        return OMITTED
    if not fine.labelled[0, 0]:
        return None
    return promise.guarantee(
        THRESHOLDS,
        fine.labelled[0],
        fine.wrong[0],
        max_error=plan.max_error,
        assurance=plan.assurance,
    )


def _presets(
    plan: HandoffPlan,
    stops: Floats,
    costs: tuple[float, ...],
    handed_off: Floats,
    promised: Guarantee | Omitted | None,
) -> Mapping[str, float]:
    """Thresholds worth a button; one that cannot be had is left out."""
    presets = {"today": plan.threshold}
    if costs:
        presets["cheapest"] = float(stops[int(np.argmin(costs))])
    fits = [float(s) for s, share in zip(stops, handed_off, strict=True) if _fits(plan, share)]
    if fits:
        presets["capacity"] = max(fits)
    if isinstance(promised, Guarantee) and promised.threshold is not None:
        higher = stops[stops >= promised.threshold]
        if len(higher):
            presets["guaranteed"] = float(higher[0])
    return presets


def _fits(plan: HandoffPlan, share: float) -> bool:
    """Whether the people there are reach the service level, or at least keep up."""
    found: Staffing | None = queue.staffing(plan, float(share))
    return found is not None and (found.people_needed or 0) <= found.people
