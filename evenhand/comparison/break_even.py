"""At which price of a missed one, against a wrong yes, do the two cost the same?"""

import math

import numpy as np

from evenhand import statistics
from evenhand.arrays import Floats, Ints
from evenhand.comparison.both import BASELINE, MODEL, TRUE
from evenhand.findings import BreakEven, Estimate
from evenhand.review import Costs, Review


def break_even(kinds: Ints, review: Review) -> BreakEven | None:
    """The ratio of the two prices at which baseline and model cost the same.

    With x more wrong yes a case than the baseline, what running costs more among them, and y more
    missed ones, the two cost the same at the ratio -x / y. Its interval holds the ratios at which
    x + ratio * y may be 0 (Fieller 1954).

    Args:
        kinds: cases by truth and both answers, in the order of `both.kinds`.
        review: the prices.

    Returns:
        None without cases.
    """
    costs, n = review.costs or Costs(), int(kinds.sum())
    if not n:
        return None
    run = _running(review, costs)
    x, y, (xx, xy, yy) = _moved(kinds)
    x += run
    here = costs.false_negative / costs.false_positive if costs.false_positive else None
    if not math.isfinite(x):
        return BreakEven(Estimate(n=n), None, None, here)
    if x * y >= 0:
        always = None if x == y == 0 else "model" if x + y < 0 else "baseline"
        return BreakEven(Estimate(n=n), None, always, here)
    far = statistics.critical(review.method.interval) ** 2 / n
    low, high = _reach(x * x - far * xx, x * y - far * xy, y * y - far * yy)
    above = "model" if y < 0 else "baseline"
    return BreakEven(Estimate(-x / y, low, high, n), above, None, here)


def _running(review: Review, costs: Costs) -> float:
    """What running the model costs above the baseline, in prices of a wrong yes."""
    rule, model = (
        (one.cost_per_case or 0.0) if one else 0.0
        for one in (review.baseline, review.handoff_candidate)
    )
    if model == rule:
        return 0.0
    return (model - rule) / costs.false_positive if costs.false_positive else math.nan


def _moved(kinds: Ints) -> tuple[float, float, tuple[float, float, float]]:
    """Wrong yes, and missed ones, that the model has more a case; and their (co)variances."""
    share = kinds / kinds.sum()
    more = (MODEL.astype(np.int64) - BASELINE) * share
    wrong, missed = float(more[~TRUE].sum()), float(-more[TRUE].sum())
    changed: Floats = share * (MODEL != BASELINE)
    xx, yy = float(changed[~TRUE].sum()) - wrong**2, float(changed[TRUE].sum()) - missed**2
    return wrong, missed, (xx, -wrong * missed, yy)


def _reach(none: float, half: float, square: float) -> tuple[float | None, float | None]:
    """The lowest and highest ratio, from 0 on, at which none + 2 half r + square r² is at most 0.

    None where there is no such end: at the bottom where 0 itself is among them.
    """
    room = half * half - none * square
    if room < 0:  # only where every ratio is possible
        return None, None
    one, two = (_root(none, half, square, side * math.sqrt(room)) for side in (-1, 1))
    above = sorted(root for root in (one, two) if root > 0)
    low = above[0] if above and none > 0 else None
    high = above[-1] if above and square > 0 else None
    return low, high


def _root(none: float, half: float, square: float, root: float) -> float:
    """One root of the quadratic; without a square that of the line."""
    if square == 0:
        return -none / (2 * half) if half else math.inf
    return (-half + root) / square
