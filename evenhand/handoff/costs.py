"""What cases cost where unsure ones go to a person."""

import numpy as np

from evenhand.arrays import Floats
from evenhand.counting import MISSING
from evenhand.findings import HandoffCost
from evenhand.review import Costs, HandoffPlan, Review
from evenhand.tally import Cells, added_up


def per_1000(cells: Cells, threshold: float, positive: int, review: Review) -> HandoffCost | None:
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


def stop_costs(cells: Cells, stops: Floats, positive: int, review: Review) -> tuple[float, ...]:
    """The total cost of 1,000 cases at each stop; empty where it cannot be known."""
    costs = [per_1000(cells, float(stop), positive, review) for stop in stops]
    totals = [cost.total for cost in costs if cost is not None and cost.total is not None]
    return tuple(totals) if len(totals) == len(stops) else ()
