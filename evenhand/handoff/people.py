"""How good people and the model are together."""

import numpy as np

from evenhand import statistics
from evenhand.arrays import Floats, Ints
from evenhand.counting import MISSING
from evenhand.findings import Estimate
from evenhand.review import HandoffPlan, Review
from evenhand.tally import Cells, added_up


def source(plan: HandoffPlan) -> str | None:
    """Where it is known from how good people are: `measured`, `assumed`, or None: not known."""
    if plan.human is not None:
        return "measured"
    return None if plan.human_accuracy is None else "assumed"


def team_accuracy(cells: Cells, review: Review, level: float) -> Estimate:
    """Share of cases decided right by the model alone and a person on the rest together.

    A person's accuracy is measured on the cases handed off, where a column has their answers, and
    else assumed. The interval is a multinomial bootstrap over labelled cases.
    """
    plan = review.handoff
    if plan is None or source(plan) is None:
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
