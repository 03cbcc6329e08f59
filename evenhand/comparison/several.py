"""All candidates beside each other, and each beside the baseline on the cases they share."""

import numpy as np

from evenhand import statistics
from evenhand.comparison import both
from evenhand.comparison.costs import of_answers
from evenhand.comparison.paired import accuracy_difference, mcnemar, paired
from evenhand.counting import MISSING
from evenhand.findings import Beside, Estimate, Paired
from evenhand.metrics import overall
from evenhand.review import Candidate, Review
from evenhand.tally import OTHER, Tally, added_up


def several(tally: Tally, review: Review, compared: Paired) -> dict[str, Beside]:
    """Every candidate by its name, in the review's order.

    Args:
        tally: the counts.
        review: of those counts.
        compared: the handoff's candidate beside the baseline.
    """
    return {one.name: _beside(one, tally, review, compared) for one in review.candidates}


def _beside(one: Candidate, tally: Tally, review: Review, compared: Paired) -> Beside:
    pair = compared if one is review.handoff_candidate else _paired(one, tally, review)
    level = review.method.interval
    gap = accuracy_difference(pair, level) if pair else _unpaired(one, tally, review)
    return Beside(
        cost_per_1000=_cost(one, tally, review),
        automatic=_automatic(one, tally, review),
        paired=pair,
        accuracy_difference=gap,
        mcnemar_p=mcnemar(pair) if pair else None,
    )


def _paired(one: Candidate, tally: Tally, review: Review) -> Paired | None:
    """None for the baseline itself, and where the two were not counted together."""
    if one is review.baseline:
        return None
    cells = both.answered(tally.by(one.name, beside=OTHER))
    known = cells.where(cells.label != MISSING)
    return paired(known) if known.n.sum() else None


def _unpaired(one: Candidate, tally: Tally, review: Review) -> Estimate:
    """As of two samples (Newcombe), where it is not known which cases both answered."""
    rule = review.baseline
    if rule is None or rule.name == one.name:
        return Estimate()
    counted = [
        overall(tally.by(name), tally.positive, binary=tally.binary)
        for name in (one.name, rule.name)
    ]
    (k1, n1), (k2, n2) = ((int(side.right[0]), int(side.labelled[0])) for side in counted)
    return statistics.difference((k1, n1), (k2, n2), review.method.interval)


def _cost(one: Candidate, tally: Tally, review: Review) -> Estimate | None:
    """What 1,000 of the cases cost that it answered; None without costs."""
    if review.costs is None:
        return None
    cells = tally.by(one.name)
    true, yes = cells.label == tally.positive, cells.answer == tally.positive
    known = (cells.label != MISSING) & (cells.answer != MISSING)
    kinds = added_up(cells.n, 2 * true + yes, 4, known)
    return of_answers(kinds, one, review.costs, review.method.interval).one(0)


def _automatic(one: Candidate, tally: Tally, review: Review) -> Estimate | None:
    """The share that it would decide alone at the handoff's threshold; None where it can't say."""
    if review.handoff is None or not one.is_sure:
        return None
    cells = tally.cells[one.name]
    sure = np.isfinite(cells.confidence) & (cells.answer != MISSING)
    kept = sure & (cells.confidence >= review.handoff.threshold)
    n, alone = (int(cells.n[which].sum()) for which in (sure, kept))
    return statistics.rate(alone, n, review.method.interval)
