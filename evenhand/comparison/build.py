"""Is the model better than the rule it would replace? Every part put together."""

from dataclasses import astuple, replace

import numpy as np

from evenhand.arrays import Ints
from evenhand.comparison import arms, both
from evenhand.comparison.benefit import net_benefit
from evenhand.comparison.costs import cost_per_1000
from evenhand.comparison.over_time import over_time
from evenhand.comparison.paired import accuracy_difference, mcnemar, non_inferiority, paired_of
from evenhand.comparison.positives import positives
from evenhand.comparison.ranks import auc_difference
from evenhand.comparison.scored import scored
from evenhand.comparison.several import several
from evenhand.comparison.switched import switched
from evenhand.findings import Comparison, Paired
from evenhand.review import Review
from evenhand.tally import Tally


def compare(tally: Tally, review: Review, capacity: float | None = None) -> Comparison | None:
    """The first baseline against the handoff's candidate; None where there is no baseline.

    Args:
        tally: the counts.
        review: of those counts.
        capacity: the share of cases that people can look at, where that is known.
    """
    acted = tally.arms
    found = (
        _paired(tally, review, capacity) if acted is None else arms.compare(tally, review, acted)
    )
    return None if found is None else replace(found, over_time=over_time(tally, review))


def _paired(tally: Tally, review: Review, capacity: float | None) -> Comparison | None:
    """On the cases that both answered."""
    model, baseline = review.handoff_candidate, review.baseline
    if baseline is None:
        return None
    pair = paired_of(tally, review)
    sure = [one.name for one in (baseline, model) if one.is_sure and tally.binary]
    cases = {name: scored(tally, name) for name in sure}
    apart = both.is_apart(tally, review)
    kinds = both.kinds(both.labelled(tally, review), tally.positive)
    sides = _sides(tally, review, pair) if apart else (kinds, kinds)
    return Comparison(
        baseline=baseline.name,
        model=model.name,
        n=sum(astuple(pair)),
        paired=pair,
        accuracy_difference=accuracy_difference(pair, review.method.interval),
        mcnemar_p=mcnemar(pair),
        auc_difference=auc_difference(tally, review.method),
        cost_per_1000=None if apart else cost_per_1000(kinds, review),
        baseline_counts=both.of_kinds(sides[0], both.BASELINE),
        model_counts=both.of_kinds(sides[1], both.MODEL),
        switched=switched(tally, review),
        non_inferiority=non_inferiority(pair, review.method),
        positives=positives(None if apart else kinds, sides, cases, tally, review, capacity),
        net_benefit=net_benefit(cases.get(model.name), tally, review),
        candidates=several(tally, review, pair),
    )


def _sides(tally: Tally, review: Review, pair: Paired) -> tuple[Ints, Ints]:
    """Kinds of case for either alone; none where these are not the same cases."""
    rule, own = both.each(tally, review)
    if rule.sum() == own.sum() and sum(astuple(pair)) in {0, own.sum()}:
        return rule, own
    return np.zeros_like(rule), np.zeros_like(own)
