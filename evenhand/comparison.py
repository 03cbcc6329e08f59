"""Is the model better than the rule it would replace? Both on the same cases."""

import numpy as np

from evenhand import ranking, statistics
from evenhand.arrays import Floats, Ints, Mask
from evenhand.counting import MISSING
from evenhand.findings import (
    AucDifference,
    Comparison,
    CostComparison,
    Counts,
    Estimate,
    Paired,
    Switched,
)
from evenhand.review import Costs, Method, Review
from evenhand.tally import Cells, Tally, added_up


def compare(tally: Tally, review: Review) -> Comparison | None:
    """The first baseline against the handoff's candidate; None where there is no baseline.

    The model's answers are the cells' own, the baseline's ride along.
    """
    model, baseline = review.handoff_candidate, review.baseline
    if baseline is None:
        return None
    both = _answered_by_both(tally.cells[model.name])
    known = both.where(both.label != MISSING)
    paired = _paired(known)
    return Comparison(
        baseline=baseline.name,
        model=model.name,
        n=int(known.n.sum()),
        paired=paired,
        accuracy_difference=accuracy_difference(paired, review.method.interval),
        mcnemar_p=_mcnemar(paired),
        auc_difference=_auc_difference(tally, review.method),
        cost_per_1000=cost_per_1000(known, tally.positive, review),
        baseline_counts=_counts(known, known.other, tally.positive),
        model_counts=_counts(known, known.answer, tally.positive),
        switched={
            name: tuple(_switched(both, *tally.attribute(both, columns), tally.positive))
            for name, columns in review.attributes.items()
        },
    )


def paired_of(tally: Tally, review: Review) -> Paired:
    """The counts of right and wrong alone, on cases with a label that both answered."""
    both = _answered_by_both(tally.cells[review.handoff_candidate.name])
    return _paired(both.where(both.label != MISSING))


def cost_of(tally: Tally, review: Review) -> CostComparison | None:
    """The costs alone, at the review's level, on cases with a label that both answered."""
    both = _answered_by_both(tally.cells[review.handoff_candidate.name])
    return cost_per_1000(both.where(both.label != MISSING), tally.positive, review)


def _answered_by_both(cells: Cells) -> Cells:
    return cells.where((cells.answer != MISSING) & (cells.other != MISSING))


def _paired(cells: Cells) -> Paired:
    model, baseline = cells.answer == cells.label, cells.other == cells.label

    def cases(keep: Mask) -> int:
        return int(cells.n[keep].sum())

    return Paired(
        cases(model & baseline),
        cases(baseline & ~model),
        cases(model & ~baseline),
        cases(~model & ~baseline),
    )


def accuracy_difference(paired: Paired, level: float) -> Estimate:
    """Model minus baseline, with the paired Wald interval, 0.5 added to each discordant count.

    The half (Agresti and Min 2005) keeps the interval from shrinking to a point when the two never
    differ.
    """
    gained, lost = paired.only_model, paired.only_baseline
    n = paired.both_right + gained + lost + paired.both_wrong
    if not n:
        return Estimate()
    b, c, m = gained + 0.5, lost + 0.5, n + 2
    wide = statistics.critical(level) * np.sqrt(b + c - (b - c) ** 2 / m) / m
    centre = (b - c) / m
    low, high = max(-1.0, centre - wide), min(1.0, centre + wide)
    return Estimate((gained - lost) / n, float(low), float(high), n)


def _mcnemar(paired: Paired) -> float | None:
    """The exact p-value of "both are right equally often"; None without cases."""
    if not (paired.both_right + paired.both_wrong + paired.only_baseline + paired.only_model):
        return None
    return statistics.mcnemar(paired.only_baseline, paired.only_model)


def _auc_difference(tally: Tally, method: Method) -> AucDifference | None:
    """DeLong on the cells of both scores; None where one of the two has no score.

    Cases in the same step count as ties; how far that can move the value is the bound.
    """
    pair = tally.score_pairs
    if pair is None:
        return None
    n = int(pair.n.sum())
    found = ranking.difference(pair.other, pair.own, pair.n, pair.positive)
    if found is None:
        return AucDifference(None, None, None, n, None, pair.exact, 0.0)
    value, error, p_value = found
    tied = [ranking.tied(rank, pair.n, pair.positive) for rank in (pair.own, pair.other)]
    bound = 0.0 if pair.exact else sum(tied) / 2
    wide = statistics.critical(method.interval) * error + bound
    low, high = max(-1.0, value - wide), min(1.0, value + wide)
    return AucDifference(value, low, high, n, p_value, pair.exact, bound)


def _counts(cells: Cells, answer: Ints, positive: int) -> Counts:
    said, true = answer == positive, cells.label == positive
    kinds = (said & true, said & ~true, ~said & ~true, ~said & true)
    return Counts(*(int(cells.n[kind].sum()) for kind in kinds))


def cost_per_1000(cells: Cells, positive: int, review: Review) -> CostComparison | None:
    """What 1,000 cases cost under each, with bootstrap intervals; None without costs."""
    if review.costs is None:
        return None
    if not cells.n.sum():
        return CostComparison(Estimate(), Estimate(), Estimate())
    true, other, own = (
        (codes == positive).astype(np.int64) for codes in (cells.label, cells.other, cells.answer)
    )
    kinds = added_up(cells.n, 4 * true + 2 * other + own, 8)
    baseline, model = _kind_costs(review)
    draws = statistics.resampled(kinds.tolist(), review.method.seed)
    return CostComparison(
        *(_mean(cost, kinds, draws, review.method) for cost in (baseline, model, model - baseline))
    )


def _kind_costs(review: Review) -> tuple[Floats, Floats]:
    """What mistakes and running of the baseline and the model cost 1,000 times, by kind of case."""
    costs, kinds = review.costs or Costs(), np.arange(8)
    per_answer = 1000 * np.array([[0.0, costs.false_positive], [costs.false_negative, 0.0]])
    rule, model = (
        1000 * ((one.cost_per_case or 0.0) if one else 0.0)
        for one in (review.baseline, review.handoff_candidate)
    )
    return per_answer[kinds // 4, kinds // 2 % 2] + rule, per_answer[kinds // 4, kinds % 2] + model


def _mean(cost: Floats, kinds: Ints, draws: Ints, method: Method) -> Estimate:
    n = int(kinds.sum())
    return statistics.spread(draws @ cost / n, float(kinds @ cost / n), n, method.interval)


def _switched(cells: Cells, names: tuple[str, ...], codes: Ints, positive: int) -> list[Switched]:
    """By group, who gets another answer if the model replaces the baseline."""
    own, other = cells.answer == positive, cells.other == positive

    size = len(names)
    n = added_up(cells.n, codes, size)
    to_positive = added_up(cells.n, codes, size, own & ~other)
    to_negative = added_up(cells.n, codes, size, other & ~own)
    return [
        Switched(name, int(n[i]), int(to_positive[i]), int(to_negative[i]))
        for i, name in enumerate(names)
    ]
