"""How many cases a limit needs: simulated logs, judged as real ones are."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Final

import numpy as np

from evenhand import power, statistics
from evenhand.arrays import Floats, Ints
from evenhand.findings import OMITTED, Chances
from evenhand.pairs import Limit, Question
from evenhand.plan.document import Needed, PlannedLimit, Size, Supposed
from evenhand.review import METRICS, Criterion, Method, Review

SIZES: Final = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000)
MOST: Final = 10_000_000
EVEN: Final = 0.5
_LOGS: Final = 2_000
_CLOSE: Final = 1.04
_PAIRS: Final = 40_000  # judged for one size; with many groups a call would else take seconds
_QUARTER: Final = 4
_HALF: Final = 2
_MEANS: Final = frozenset({"mean_score", "calibration"})
_BETWEEN: Final = frozenset(METRICS) - _MEANS | {"impact_ratio"}
_SHARES: Final = frozenset(METRICS) - _MEANS - {"f1"} | {"coverage", "automatic_error"}
_MORE_THAN_A_RATE: Final = (
    "It takes more than a rate to plan this; run it on a first log and read what it needs."
)


@dataclass(frozen=True)
class _Simulated:
    """A criterion on supposed data.

    Attributes:
        question: the limit.
        shares: of each group.
        kept: the true rate of each group where the limit is kept.
        broken: likewise where it is broken.
        method: the seed, and how large a group must be to take part.
        f1: whether rates are F1 scores.
    """

    question: Question
    shares: Floats
    kept: Floats
    broken: Floats
    method: Method
    f1: bool = False

    def sizes(self, in_all: int) -> Ints:
        """Cases of each group."""
        return np.maximum(1, np.rint(self.shares * in_all)).astype(np.int64)

    @cached_property
    def least(self) -> int:
        """Below this some group is too small to take part."""
        fewest = self.method.min_group if len(self.shares) > 1 else 1
        return math.ceil(fewest / float(self.shares.min()))

    def chances(self, in_all: int, rates: Floats) -> Chances:
        """How often each state comes."""
        sizes = self.sizes(in_all)
        if len(sizes) == 1:
            return _of_one(int(sizes[0]), float(rates[0]), self.question, self.method.seed)
        share = sizes / sizes.sum()
        large = (sizes >= self.method.min_group) & (share >= self.method.min_share)
        if large.sum() < _HALF:
            return Chances(0.0, 0.0, 1.0)
        seed = self.method.seed
        return power.chances(
            sizes[large], rates[large], self.question, seed, f1=self.f1, most=_PAIRS
        )


def _of_one(n: int, rate: float, question: Question, seed: int) -> Chances:
    """The same for a single share, by its Wilson interval."""
    drawn = np.random.default_rng(seed).binomial(n, rate, size=_LOGS)
    found = statistics.wilson((drawn, np.full(_LOGS, n)), question.level)
    outside = float(question.limit.beyond(found.low, found.high).mean())
    inside = float(question.limit.within(found.low, found.high).mean())
    return Chances(inside, outside, max(0.0, 1 - inside - outside))


def planned(criterion: Criterion, review: Review, guess: Supposed, level: float) -> PlannedLimit:
    """One criterion; with the reason where nothing can be planned."""
    named = PlannedLimit(
        finding=str(criterion.finding),
        candidate=criterion.candidate or review.handoff_candidate.name,
        attribute=criterion.attribute,
        gap=criterion.gap,
        at_most=OMITTED if criterion.at_most is None else criterion.at_most,
        at_least=OMITTED if criterion.at_least is None else criterion.at_least,
    )
    able = _SHARES if criterion.attribute is None else _BETWEEN
    if named.finding not in able:
        return replace(named, reason=_MORE_THAN_A_RATE)
    if criterion.attribute is None:
        return _one_share(named, criterion, review, guess, level)
    return _between_groups(named, criterion, review, guess, level)


def _one_share(
    named: PlannedLimit, criterion: Criterion, review: Review, guess: Supposed, level: float
) -> PlannedLimit:
    limit = _limit(criterion)
    by = guess.beyond if guess.beyond is not None else min(limit, 1 - limit) / _QUARTER
    side = 1 if criterion.at_most is None else -1
    kept, broken = limit + side * by, limit - side * by
    if not (0 <= kept <= 1 and 0 <= broken <= 1 and by > 0):
        return replace(named, reason="There is no room on both sides of this limit.")
    simulated = _Simulated(
        Question(Limit(criterion.at_most, criterion.at_least), level),
        np.ones(1),
        np.array([kept]),
        np.array([broken]),
        review.method,
    )
    return _sized(replace(named, kept=kept, broken=broken, level=level), simulated, guess)


def _between_groups(
    named: PlannedLimit, criterion: Criterion, review: Review, guess: Supposed, level: float
) -> PlannedLimit:
    ratio = criterion.finding == "impact_ratio" or criterion.gap == "ratio"
    rate = guess.rates.get(named.finding, guess.rates.get("", EVEN))
    source, shares = _shares(str(criterion.attribute), review, guess)
    kept, limit = (1.0, _limit(criterion)) if ratio else (0.0, _limit(criterion))
    by = guess.beyond if guess.beyond is not None else abs(limit - kept) / _HALF
    broken = limit - by if ratio else limit + by
    named = replace(named, shares=tuple(shares.tolist()), shares_from=source)
    named = replace(named, rate=rate, kept=kept, broken=broken, level=level)
    if (criterion.at_least is None) == ratio:
        return replace(named, reason="A limit that groups alike would break cannot be planned.")
    rates = _apart(rate, broken, shares, ratio=ratio)
    if rates is None or by <= 0:
        reason = "At this rate the groups cannot be as far apart as that; suppose another rate."
        return replace(named, reason=reason)
    f1 = named.finding == "f1"
    alike = np.full(len(shares), rate)
    simulated = _Simulated(
        Question(Limit(criterion.at_most, criterion.at_least), level, ratio),
        shares,
        _as_shares(alike) if f1 else alike,
        _as_shares(rates) if f1 else rates,
        review.method,
        f1,
    )
    return _sized(named, simulated, guess)


def _limit(criterion: Criterion) -> float:
    return float(next(v for v in (criterion.at_most, criterion.at_least) if v is not None))


def _shares(attribute: str, review: Review, guess: Supposed) -> tuple[str, Floats]:
    """How large each group of an attribute is, and where that comes from."""
    known = {
        "asked": guess.shares,
        "population": tuple(review.population.get(attribute, {}).values()),
        "log": None if guess.groups else guess.measured.get(attribute),
    }
    source = next((name for name, shares in known.items() if shares), None)
    if source is not None:
        shares = np.array(known[source])
        return source, shares / shares.sum()
    cut = [len(review.columns.edges.get(c, ())) + 1 for c in review.attributes[attribute]]
    groups = math.prod(size if size > 1 else guess.groups or 2 for size in cut)
    told = "edges" if min(cut) > 1 else "asked" if guess.groups else "supposed"
    return told, np.full(groups, 1 / groups)


def _apart(rate: float, truth: float, shares: Floats, *, ratio: bool) -> Floats | None:
    """Rates in which the smallest group is as far below the others as that; None: impossible."""
    low = int(np.argmin(shares))
    share = float(shares[low])
    if ratio:
        high = rate / (share * truth + 1 - share)
        lowest = truth * high
    else:
        high = rate + share * truth
        lowest = high - truth
    if not (0 <= lowest < high <= 1):
        return None
    rates = np.full(len(shares), high)
    rates[low] = lowest
    return rates


def _as_shares(f1: Floats) -> Floats:
    """F1 scores as tp of tp + fp + fn."""
    return np.asarray(f1 / (2 - f1))


def _sized(named: PlannedLimit, simulated: _Simulated, guess: Supposed) -> PlannedLimit:
    """The sizes at which a criterion can be decided."""
    groups = len(simulated.shares)
    kept, broken = simulated.kept, simulated.broken

    @cache  # three searches go through the same sizes
    def of_kept(n: int) -> Chances:
        return simulated.chances(n, kept)

    def inside(n: int) -> float:
        return of_kept(n).inside

    def outside(n: int) -> float:
        return simulated.chances(n, broken).outside

    def told(n: int) -> float:
        return 1 - of_kept(n).cannot_tell

    good, bad = (_fewest(chance, guess.power, simulated.least) for chance in (inside, outside))
    both = None if good is None or bad is None else max(good, bad)
    each = None if both is None else tuple(simulated.sizes(both).tolist())
    needed = Needed(good, bad, both, each, _fewest(told, EVEN, simulated.least))
    sizes = tuple(
        Size(n, n * groups, *(simulated.chances(n * groups, rates) for rates in (kept, broken)))
        for n in SIZES
    )
    return replace(named, needed=needed, sizes=sizes)


def _fewest(chance: Callable[[int], float], wanted: float, least: int) -> int | None:
    """The fewest cases at which a chance is as wanted, to two digits; None above `MOST`."""
    high = max(least, 2)
    while chance(high) < wanted:
        high *= 2
        if high > MOST:
            return None
    low = max(high // 2, least)
    while high > low * _CLOSE and high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if chance(middle) >= wanted else (middle, high)
    step: int = 10 ** max(0, len(str(high)) - 2)
    return -(-high // step) * step
