"""Between the arms of an A/B test: each candidate on the cases on which it really acted.

No case was answered by two, so every difference is one of two samples. What an A/B test is about
is not who is right but what came of it: the outcomes of each arm, and what they earn.
"""

import numpy as np
from scipy import special

from evenhand import candidates, ranking, statistics
from evenhand.arms import ArmCounts
from evenhand.comparison import both, outcomes
from evenhand.comparison.costs import of_answers, per_year, to_tell
from evenhand.comparison.paired import answer
from evenhand.counting import MISSING
from evenhand.findings import (
    AucDifference,
    Comparison,
    CostComparison,
    Estimate,
    NonInferiority,
)
from evenhand.metrics import overall
from evenhand.review import Candidate, Costs, Review
from evenhand.statistics import Estimates
from evenhand.tally import Cells, Tally


def compare(tally: Tally, review: Review, acted: ArmCounts) -> Comparison | None:
    """The first baseline and the handoff's candidate, each on its own arm.

    Args:
        tally: the counts.
        review: of those counts.
        acted: the cases of each arm.

    Returns:
        None where there is no baseline.
    """
    model, baseline = review.handoff_candidate, review.baseline
    if baseline is None:
        return None
    sides = [_labelled(tally.by(one.name)) for one in (baseline, model)]
    rule, own = (both.counts(cells, cells.answer, tally.positive) for cells in sides)
    return Comparison(
        baseline=baseline.name,
        model=model.name,
        n=sum(int(cells.n.sum()) for cells in sides),
        paired=None,
        accuracy_difference=accuracy_difference(tally, review, review.method.interval),
        mcnemar_p=None,
        auc_difference=_auc_difference(tally, review),
        cost_per_1000=cost_per_1000(tally, review),
        baseline_counts=rule,
        model_counts=own,
        switched={},
        arms=outcomes.arms(tally, review, acted),
        non_inferiority=_non_inferiority(tally, review),
    )


def _non_inferiority(tally: Tally, review: Review) -> NonInferiority:
    """Better, good enough or not, with the usual test of two shares."""
    method = review.method
    gap = accuracy_difference(tally, review, method.interval)
    shares = [(k / n, n) for k, n in (_right(tally, one) for one in _two(review)) if n]
    error = float(np.sqrt(sum(p * (1 - p) / n for p, n in shares)))
    beyond = (gap.value or 0.0) + method.margin
    p_value = float(special.ndtr(-beyond / error)) if error and gap.value is not None else None
    return NonInferiority(method.margin, answer(gap, method.margin), p_value)


def _labelled(cells: Cells) -> Cells:
    return cells.where((cells.answer != MISSING) & (cells.label != MISSING))


# Who is right, what mistakes cost, who ranks better


def accuracy_difference(tally: Tally, review: Review, level: float, times: float = 1.0) -> Estimate:
    """How much more often the model is right than the baseline, each on its own cases (Newcombe).

    Args:
        tally: the counts.
        review: of those counts, with a baseline.
        level: of the interval.
        times: as if there were so many times as many cases.
    """
    (k1, n1), (k2, n2) = (_right(tally, one) for one in _two(review))
    return _difference((k1 * times, n1 * times), (k2 * times, n2 * times), level)


def _two(review: Review) -> tuple[Candidate, Candidate]:
    """The model and the baseline; the model twice where there is no baseline."""
    return review.handoff_candidate, review.baseline or review.handoff_candidate


def _right(tally: Tally, one: Candidate) -> tuple[int, int]:
    counted = overall(tally.by(one.name), tally.positive, binary=tally.binary)
    return int(counted.right[0]), int(counted.labelled[0])


def _difference(one: tuple[float, float], two: tuple[float, float], level: float) -> Estimate:
    return statistics.differences(one, two, level).one(0)


def cost_per_1000(tally: Tally, review: Review) -> CostComparison | None:
    """What mistakes and running cost, each on its own cases; apart as two samples are."""
    if review.costs is None:
        return None
    level = review.method.interval
    model, rule = (_cost(tally, review, one, level) for one in _two(review))
    if not (model.n.all() and rule.n.all()):
        return CostComparison(Estimate(), Estimate(), Estimate())
    each = {"baseline": rule, "model": model, "difference": statistics.apart(model, rule)}
    found = {name: made.one(0) for name, made in each.items()}
    return CostComparison(
        **found,
        per_year=per_year(found, review.costs.cases_per_year),
        break_even=None,
        cases_needed=to_tell(
            lambda times: cost_difference(tally, review, level, times), found["difference"].n
        ),
    )


def cost_difference(tally: Tally, review: Review, level: float, times: float = 1.0) -> Estimate:
    """What 1,000 cases cost more under the model, each on its own cases.

    Args:
        tally: the counts.
        review: of those counts, with a baseline.
        level: of the interval.
        times: as if there were so many times as many cases.
    """
    model, rule = (_cost(tally, review, one, level, times) for one in _two(review))
    return statistics.apart(model, rule).one(0)


def _cost(
    tally: Tally, review: Review, one: Candidate, level: float, times: float = 1.0
) -> Estimates:
    cells = _labelled(tally.by(one.name))
    counts = both.counts(cells, cells.answer, tally.positive)
    kinds = times * np.array([counts.tn, counts.fp, counts.fn, counts.tp])
    return of_answers(np.rint(kinds).astype(np.int64), one, review.costs or Costs(), level)


def _auc_difference(tally: Tally, review: Review) -> AucDifference | None:
    """DeLong on each arm by itself; None where one of the two has no score."""
    model, baseline = _two(review)
    if not (model.score and baseline.score and tally.binary):
        return None
    found = [_ranked(tally, one) for one in (model, baseline)]
    n = sum(int(candidates.labelled(tally.by(one.name)).n.sum()) for one in (model, baseline))
    exact = tally.exact[model.name] and tally.exact[baseline.name]
    own, other = found
    if own is None or other is None:
        return AucDifference(None, None, None, n, None, exact, 0.0)
    value, error = own.value - other.value, float(np.hypot(own.error, other.error))
    steps = [
        one.tied
        for one, c in zip((own, other), (model, baseline), strict=True)
        if not tally.exact[c.name]
    ]  # what is exact may be tied
    bound = sum(steps) / 2
    if not error or not np.isfinite(error):
        return AucDifference(value, None, None, n, None, exact, bound)
    wide = statistics.critical(review.method.interval) * error + bound
    p_value = float(2 * special.ndtr(-abs(value) / error))
    low, high = max(-1.0, value - wide), min(1.0, value + wide)
    return AucDifference(value, low, high, n, p_value, exact, bound)


def _ranked(tally: Tally, one: Candidate) -> ranking.Ranking | None:
    cells = candidates.labelled(tally.by(one.name))
    rank = candidates.score_rank(cells, tally.positive)
    return ranking.ranking(rank, cells.n, cells.label == tally.positive)
