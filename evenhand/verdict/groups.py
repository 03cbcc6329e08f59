"""Criteria on groups: is every pair of eligible groups within the limit?"""

from dataclasses import dataclass

import numpy as np

from evenhand import fairness, metrics, pairs, power
from evenhand.arrays import Ints, Mask
from evenhand.findings import Estimate, State
from evenhand.metrics import Table
from evenhand.pairs import Groups, Limit, Places, Question, Shares
from evenhand.review import Criterion, Review
from evenhand.statistics import Estimates
from evenhand.verdict import needed
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
        found = self._compared(self.groups, pairs.every(len(self.names)))
        return self.question.limit.state(found.low, found.high)

    def settled(self, seed: int) -> Settled:
        """The state of all pairs, and the pair that is furthest from alike."""
        places = pairs.every(len(self.names))
        found = self._compared(self.groups, places)
        state = self.question.limit.state(found.low, found.high)
        worst = self._worst(found)
        pair = self._lower_first(int(places[0][worst]), int(places[1][worst]))
        left = self._needed(found, places, pair) if state is State.CANNOT_TELL else Needed()
        parity = power.at_parity(self.groups, self.question, seed)
        return Settled(found.one(worst), state, left, self._pair_name(pair), at_parity=parity)

    def _compared(self, groups: Groups, places: Places) -> Estimates:
        level = self.question.pairwise(len(self.names))
        return pairs.compare(groups, places, level, ratio=self.question.ratio)

    def _worst(self, found: Estimates) -> int:
        unlike = -found.value if self.question.ratio else found.value
        return int(np.argmax(np.where(np.isnan(unlike), -np.inf, unlike)))

    def _lower_first(self, one: int, two: int) -> tuple[int, int]:
        values = self.groups.values
        return (one, two) if values[one] <= values[two] else (two, one)

    def _pair_name(self, pair: tuple[int, int]) -> str:
        return " / ".join(self.names[place] for place in pair)

    def _needed(self, found: Estimates, places: Places, pair: tuple[int, int]) -> Needed:
        """One group of the worst pair grows, whichever takes fewer cases; else both; else all."""
        limit = self.question.limit
        still_open = ~limit.within(found.low, found.high)
        alone = [(self._more((place,), places, still_open), self.names[place]) for place in pair]
        known = [(cases, name) for cases, name in alone if cases is not None]
        if known:
            return Needed(*min(known))
        both = self._more(pair, places, still_open)
        if both is not None:
            return Needed(both, self._pair_name(pair))
        return Needed(self._more(tuple(range(len(self.names))), places, still_open))

    def _more(self, growing: tuple[int, ...], places: Places, still_open: Mask) -> int | None:
        """How many more cases of some groups would settle all pairs, in proportion.

        Pairs that are inside stay inside when their groups grow, and are not looked at again.
        """
        grows = np.isin(np.arange(len(self.names)), growing)
        touched = (grows[places[0]] | grows[places[1]]) & still_open
        others_open = bool((still_open & ~touched).any())
        some, limit = (places[0][touched], places[1][touched]), self.question.limit

        def enough(times: float) -> bool:
            larger = self._compared(self.groups.grown(np.where(grows, times, 1.0)), some)
            if limit.beyond(larger.low, larger.high).any():
                return True
            return not others_open and bool(limit.within(larger.low, larger.high).all())

        return needed.more(enough, int(self.cases[grows].sum()))
