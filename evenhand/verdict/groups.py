"""Criteria on groups: is every pair of eligible groups within the limit?"""

from dataclasses import dataclass

import numpy as np

from evenhand import fairness, metrics, pairs, power
from evenhand.arrays import Ints, Mask
from evenhand.findings import Estimate, State
from evenhand.metrics import Table
from evenhand.pairs import Groups, Limit, Places, Question, Shares
from evenhand.review import Criterion, Review
from evenhand.statistics import needed
from evenhand.verdict.evidence import Evidence, Needed, Settled


def settled(criterion: Criterion, evidence: Evidence, name: str, level: float) -> Settled:
    """Judge a criterion on the groups of an attribute.

    Args:
        criterion: with an attribute.
        evidence: what was found.
        name: of the candidate.
        level: of its interval, simultaneous over all pairs of groups.
    """
    judged = _judged(criterion, evidence, name, level)
    if judged is None:
        reason = "Fewer than two groups are large enough to compare."
        return Settled(Estimate(), State.CANNOT_TELL, reason=reason)
    return judged.settled(evidence.review.method.seed)


def state(criterion: Criterion, evidence: Evidence, name: str, level: float) -> State:
    """The state alone, in no time."""
    judged = _judged(criterion, evidence, name, level)
    return State.CANNOT_TELL if judged is None else judged.state()


def _judged(criterion: Criterion, evidence: Evidence, name: str, level: float) -> "_Judged | None":
    """The eligible groups with a value under the limit; None where there are not two."""
    counted, method = evidence.tables[name][str(criterion.attribute)], evidence.review.method
    every = compared(str(criterion.finding), counted, evidence.review)
    able = np.flatnonzero(fairness.eligible(counted, method) & np.isfinite(every.values))
    if len(able) < 2:  # noqa: PLR2004  # one group has nothing to compare with
        return None
    ratio = criterion.finding == "impact_ratio" or criterion.gap == "ratio"
    question = Question(Limit(criterion.at_most, criterion.at_least), level, ratio)
    names = tuple(counted.names[place] for place in able)
    return _Judged(names, counted.n[able], every.only(able), question)


def compared(finding: str, counted: Table, review: Review) -> Groups:
    """What a finding compares groups by."""
    if finding == "impact_ratio":
        picked = fairness.favourable(counted, good=review.columns.positive_is_good)
        k, n = np.array(picked, dtype=np.int64).reshape(-1, 2).T
        return Shares(k, n)
    return metrics.compared(counted, finding)


@dataclass(frozen=True, slots=True)
class _Judged:
    """The eligible groups under one limit.

    Attributes:
        names: of the groups.
        cases: how many answered cases each has, whatever its value is a share of.
        groups: their values.
        question: the limit.
    """

    names: tuple[str, ...]
    cases: Ints
    groups: Groups
    question: Question

    def state(self) -> State:
        """Where all pairs lie."""
        return _state(*pairs.judged(self.groups, self._places, self.question))

    def settled(self, seed: int) -> Settled:
        """The state of all pairs, and the pair that is furthest from alike."""
        beyond, within = pairs.judged(self.groups, self._places, self.question)
        state, worst = _state(beyond, within), self._worst()
        one, two = (side[worst : worst + 1] for side in self._places)
        pair = self._lower_first(int(one[0]), int(two[0]))
        level, ratio = self.question.pairwise(len(self.names)), self.question.ratio
        value = pairs.compare(self.groups, (one, two), level, ratio=ratio).one(0)
        left = self._needed(~within, pair) if state is State.CANNOT_TELL else Needed()
        parity = power.at_parity(self.groups, self.question, seed)
        return Settled(value, state, left, self._pair_name(pair), at_parity=parity)

    @property
    def _places(self) -> Places:
        return pairs.every(len(self.names))

    def _worst(self) -> int:
        """The pair that is furthest from alike; of equals the first by name."""
        one, two = (self.groups.values[side] for side in self._places)
        low, high = np.minimum(one, two), np.maximum(one, two)
        with np.errstate(divide="ignore", invalid="ignore"):
            unlike = -low / high if self.question.ratio else high - low
        return int(np.argmax(np.where(np.isnan(unlike), -np.inf, unlike)))

    def _lower_first(self, one: int, two: int) -> tuple[int, int]:
        values = self.groups.values
        return (one, two) if values[one] <= values[two] else (two, one)

    def _pair_name(self, pair: tuple[int, int]) -> str:
        return " / ".join(self.names[place] for place in pair)

    def _needed(self, still_open: Mask, pair: tuple[int, int]) -> Needed:
        """One group of the worst pair grows, whichever takes fewer cases; else both; else all."""
        alone = [(self._more((place,), still_open), self.names[place]) for place in pair]
        known = [(cases, name) for cases, name in alone if cases is not None]
        if known:
            return Needed(*min(known))
        both = self._more(pair, still_open)
        if both is not None:
            return Needed(both, self._pair_name(pair))
        return Needed(self._more(tuple(range(len(self.names))), still_open))

    def _more(self, growing: tuple[int, ...], still_open: Mask) -> int | None:
        """How many more cases of some groups would settle all pairs, in proportion.

        Pairs that are inside stay inside when their groups grow, and are not looked at again.
        """
        grows, (first, second) = np.isin(np.arange(len(self.names)), growing), self._places
        touched = (grows[first] | grows[second]) & still_open
        others_open = bool((still_open & ~touched).any())
        some = first[touched], second[touched]

        def enough(times: float) -> bool:
            larger = self.groups.grown(np.where(grows, times, 1.0))
            beyond, within = pairs.judged(larger, some, self.question)
            return bool(beyond.any()) or (not others_open and bool(within.all()))

        return needed.more(enough, int(self.cases[grows].sum()))


def _state(beyond: Mask, within: Mask) -> State:
    if beyond.any():
        return State.OUTSIDE
    return State.INSIDE if within.all() else State.CANNOT_TELL
