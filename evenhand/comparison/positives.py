"""How well do the two find the positive cases, which may be rare?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from evenhand import retrieval, statistics
from evenhand.arrays import Ints, Mask
from evenhand.comparison import both
from evenhand.comparison.paired import accuracy_difference, mcnemar
from evenhand.comparison.scored import Scored
from evenhand.findings import Counts, Estimate, Paired, Positives, RecallPoint, Retrieved, TopShare
from evenhand.retrieval import Ranked
from evenhand.review import Candidate, Method, Review
from evenhand.tally import Tally

_RARE: Final = 0.1
_STEPS: Final = 100
_TOP: Final = (0.01, 0.05, 0.1)


def positives(
    kinds: Ints | None,
    each: tuple[Ints, Ints],
    scored: Mapping[str, Scored],
    tally: Tally,
    review: Review,
    capacity: float | None,
) -> Positives | None:
    """Recall, precision, and what the top of each ranking finds; None without labelled cases.

    Args:
        kinds: cases by truth and both answers, in the order of `both.kinds`; None where that is
            not known, so that no difference can be told from chance.
        each: the same for the baseline and the model, of which one's answers may not be known.
        scored: by candidate that says how sure it is, its cases; none in a class review.
        tally: every count.
        review: of those counts.
        capacity: the share of cases that people can look at, where that is known.
    """
    n, real = int(each[1].sum()), int(each[1][both.TRUE].sum())
    level = review.method.interval
    if not n or review.baseline is None:
        return None
    found = None if kinds is None else Paired(*(int(kinds[place]) for place in (7, 6, 5, 4)))
    sides = [
        _retrieved(
            both.of_kinds(known, said), _ranking(one, scored, known, said, tally), review, capacity
        )
        for one, known, said in zip(
            (review.baseline, review.handoff_candidate), each, _SIDES, strict=True
        )
    ]
    return Positives(
        prevalence=statistics.rate(real, n, level),
        lead=tally.binary and real < _RARE * n,
        capacity=capacity,
        baseline=sides[0],
        model=sides[1],
        recall_difference=Estimate() if found is None else accuracy_difference(found, level),
        recall_p=None if found is None else mcnemar(found),
        precision_difference=Estimate() if kinds is None else precision_difference(kinds, level),
    )


def precision_difference(kinds: Ints, level: float) -> Estimate:
    """Precision of the model minus that of the baseline, which share some of their cases.

    From Wilson's interval of each and how much they move together (Zou and Donner 2008): of two
    shares of which m1 and m2 cases are the denominators, by linearization the covariance is the sum
    over the cases in both of (y - p1)(y - p2), over m1 m2. A bootstrap shrinks to a point where
    neither was seen to be wrong; this does not.

    Args:
        kinds: cases by truth and both answers, in the order of `both.kinds`.
        level: of the interval.
    """
    counts = [(int(kinds[both.TRUE & said].sum()), int(kinds[said].sum())) for said in _SIDES]
    if not all(size for _, size in counts):
        return Estimate(n=sum(size for _, size in counts))
    (one, two), ((_, m1), (_, m2)) = (statistics.rate(*c, level) for c in counts), counts
    p1, p2 = one.value or 0.0, two.value or 0.0
    together = kinds[both.BASELINE & both.MODEL]
    y = both.TRUE[both.BASELINE & both.MODEL]
    shared = float(together @ ((y - p1) * (y - p2))) / (m1 * m2)
    spread = np.sqrt(p1 * (1 - p1) / m1 * p2 * (1 - p2) / m2)
    alike = shared / spread if spread else 0.0
    down = _reach(p2 - (two.low or 0.0), (one.high or 0.0) - p1, alike)
    up = _reach((two.high or 0.0) - p2, p1 - (one.low or 0.0), alike)
    return Estimate(p2 - p1, p2 - p1 - down, p2 - p1 + up, m1 + m2)


_SIDES: Final = (both.BASELINE, both.MODEL)


def _reach(one: float, two: float, alike: float) -> float:
    return float(np.sqrt(max(0.0, one**2 - 2 * alike * one * two + two**2)))


@dataclass(frozen=True, slots=True)
class _Ranking:
    """Cases in order, by what, and whether the order is exact."""

    order: Ranked
    by: str | None
    exact: bool


def _ranking(
    one: Candidate, scored: Mapping[str, Scored], kinds: Ints, said: Mask, tally: Tally
) -> _Ranking:
    """By its score, or by its answer; none in a class review, whose scores are of other classes."""
    if one.name in scored:
        return _Ranking(scored[one.name].ranked(), "score", scored[one.name].exact)
    yes = retrieval.ranked(said.astype(np.float64), kinds, both.TRUE)
    if tally.binary:
        return _Ranking(yes, "answer", exact=True)
    return _Ranking(retrieval.ranked(np.zeros(0), kinds[:0], both.TRUE[:0]), None, exact=True)


def _retrieved(
    counts: Counts, ranking: _Ranking, review: Review, capacity: float | None
) -> Retrieved:
    """One candidate: its answers on the shared cases, its ranking on its own."""
    method, order = review.method, ranking.order
    return Retrieved(
        recall=statistics.rate(counts.tp, counts.tp + counts.fn, method.interval),
        precision=statistics.rate(counts.tp, counts.tp + counts.fp, method.interval),
        mcc=statistics.matthews(counts, method.interval, method.seed),
        ranked_by=ranking.by,
        n=order.n,
        average_precision=_average(order, method),
        exact=ranking.exact,
        bound=0.0 if ranking.exact else order.bound(),
        curve=tuple(RecallPoint(*each) for each in order.curve(_STEPS)),
        top=tuple(_top(order, capacity, method)),
    )


def _average(ranked: Ranked, method: Method) -> Estimate:
    """Average precision, with Wilson's interval of such a share of the positives.

    Boyd, Eng and Page (2013) found binomial intervals on as many cases as there are positives to
    cover well.
    """
    value, n = ranked.average_precision(), ranked.positives
    if value is None:
        return Estimate()
    found = statistics.wilson(([value * n], [n]), method.interval)
    return Estimate(value, float(found.low[0]), float(found.high[0]), n)


def _top(ranked: Ranked, capacity: float | None, method: Method) -> Iterator[TopShare]:
    shares = dict.fromkeys(_TOP, False) | ({} if capacity is None else {capacity: True})
    if not ranked.n:
        return
    base, level = ranked.positives / ranked.n, method.interval
    for share, own in sorted(shares.items()):
        seen = share * ranked.n
        found = ranked.top(seen)
        recall, precision = (
            _share(found, among, level) for among in (float(ranked.positives), seen)
        )
        lift = found / seen / base if base and seen else None
        yield TopShare(share, own, recall, precision, lift)


def _share(found: float, among: float, level: float) -> Estimate:
    """A share whose counts need not be whole: where equal ranks are cut, they are expected ones."""
    return statistics.wilson(([found], [among]), level).one(0)
