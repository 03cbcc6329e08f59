"""Do the review's criteria hold? Each is inside, outside or cannot be told; together, a verdict.

The criteria were written down beforehand, so they are one family: every interval here is
simultaneous over all computed criteria, and over all pairs of groups of its own.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Final

import numpy as np

from evenhand import candidates, comparison, fairness, handoff, metrics, queue, statistics
from evenhand.fairness import Rate, Tables
from evenhand.findings import (
    OMITTED,
    Attestation,
    CandidateFindings,
    Comparison,
    CriterionResult,
    Estimate,
    Handoff,
    Omitted,
    State,
    Verdict,
)
from evenhand.metrics import METRICS, Table
from evenhand.review import Criterion, HandoffPlan, Review
from evenhand.tally import Tally

_MOST_TIMES: Final = 2.0**20


@dataclass(frozen=True, slots=True)
class Evidence:
    """What criteria are judged on."""

    tally: Tally
    review: Review
    tables: Tables
    candidates: Mapping[str, CandidateFindings]
    comparison: Comparison | None
    handoff: Handoff | None


@dataclass(frozen=True, slots=True)
class _Measured:
    """What a criterion is about.

    Attributes:
        value: the estimate, at the criterion's own level; of the worst pair, where there are pairs.
        parts: what the state is decided on: the value, or one estimate per pair of groups.
        group: which pair is the worst.
        smallest: cases of the smaller sample of the worst pair, or all of them.
        again: the same estimate were the samples so many times as large; None where unknown.
        reason: why there is nothing to measure.
    """

    value: Estimate = field(default_factory=Estimate)
    parts: tuple[Estimate, ...] = ()
    group: str | None = None
    smallest: int = 0
    again: Callable[[float], Estimate] | None = None
    reason: str | None = None


def judge(evidence: Evidence) -> tuple[CriterionResult | Attestation, ...]:
    """Every criterion of the review, in its order."""
    computed = sum(criterion.attest is None for criterion in evidence.review.criteria)
    level = 1 - (1 - evidence.review.method.interval) / max(1, computed)
    return tuple(_judged(c, evidence, level) for c in evidence.review.criteria)


def decide(results: tuple[CriterionResult | Attestation, ...], found: Handoff | None) -> Verdict:
    """The verdict: by the criteria of the review; a person decides."""
    if not results:
        return Verdict(None, ())
    required = [result for result in results if result.required]
    if not required:
        return Verdict(None, ("no criterion is required",))
    outside = [r for r in required if _state(r) is State.OUTSIDE]
    open_ones = [r for r in required if _state(r) is State.CANNOT_TELL]
    if outside:
        return Verdict("Not yet", tuple(f"outside: {_name(r)}" for r in outside))
    if open_ones:
        return Verdict("Can't tell yet", tuple(f"cannot tell: {_name(r)}" for r in open_ones))
    if found is not None and found.coverage.value is not None and found.coverage.value < 1:
        return Verdict("Go with limits", ("all inside, with the handoff threshold in place",))
    return Verdict("Go", ("all inside",))


def _state(result: CriterionResult | Attestation) -> State:
    if isinstance(result, Attestation):
        return State.CANNOT_TELL if result.answer is None else State.INSIDE
    return result.state


def _name(result: CriterionResult | Attestation) -> str:
    if isinstance(result, Attestation):
        return result.attest
    parts = (result.finding, result.gap, result.attribute, result.candidate)
    return " · ".join(part for part in parts if part)


def _judged(
    criterion: Criterion, evidence: Evidence, level: float
) -> CriterionResult | Attestation:
    if criterion.attest is not None:
        return Attestation(criterion.attest, None, None, None, criterion.required)
    name = criterion.candidate or evidence.review.handoff_candidate.name
    measured = _measure(criterion, evidence, name, level)
    state = state_of(measured.parts or (measured.value,), criterion.at_most, criterion.at_least)
    return CriterionResult(
        finding=str(criterion.finding),
        candidate=name,
        attribute=criterion.attribute,
        gap=criterion.gap,
        at_most=_asked(criterion.at_most),
        at_least=_asked(criterion.at_least),
        value=measured.value,
        state=state,
        cases_needed=_needed(measured, criterion) if state is State.CANNOT_TELL else None,
        required=criterion.required,
        group=measured.group,
        reason=measured.reason,
    )


def _asked(limit: float | None) -> float | Omitted:
    return OMITTED if limit is None else limit


def state_of(parts: tuple[Estimate, ...], at_most: float | None, at_least: float | None) -> State:
    """Outside if some interval lies wholly beyond the limit, inside if all lie wholly within.

    An end that is None is infinitely far; an estimate without a value can never be told.

    >>> state_of((Estimate(0.1, 0.05, 0.2, 100),), at_most=0.3, at_least=None).value
    'inside'
    """
    low_limit = -math.inf if at_least is None else at_least
    high_limit = math.inf if at_most is None else at_most
    ranges = [_range(part) for part in parts]
    if any(low > high_limit or high < low_limit for low, high in ranges):
        return State.OUTSIDE
    if all(low >= low_limit and high <= high_limit for low, high in ranges):
        return State.INSIDE
    return State.CANNOT_TELL


def _range(part: Estimate) -> tuple[float, float]:
    if part.value is None and part.low is None and part.high is None:
        return -math.inf, math.inf
    return (
        -math.inf if part.low is None else part.low,
        math.inf if part.high is None else part.high,
    )


# What is measured


def _measure(criterion: Criterion, evidence: Evidence, name: str, level: float) -> _Measured:
    finding = str(criterion.finding)
    if criterion.attribute is not None:
        return _by_group(criterion, evidence, name, level)
    if finding in METRICS:
        counted = metrics.overall(evidence.tally.cells[name], evidence.tally.positive)
        return _metric(finding, counted, evidence, level)
    return _SINGLE[finding](evidence, name, level)


def _metric(finding: str, counted: Table, evidence: Evidence, level: float) -> _Measured:
    if METRICS[finding].among is None:
        method = evidence.review.method.model_copy(update={"interval": level})
        return _Measured(metrics.estimates(counted, method)[0][finding])
    return _share(*metrics.share(counted, finding, 0), level)


def _share(k: int, n: int, level: float) -> _Measured:
    """A single share; so many times more cases leave it where it is, with a narrower interval."""

    def again(times: float) -> Estimate:
        return statistics.rate(round(k * times), round(n * times), level)

    return _Measured(statistics.rate(k, n, level), smallest=n, again=again if n else None)


def _by_group(criterion: Criterion, evidence: Evidence, name: str, level: float) -> _Measured:
    counted = evidence.tables[name][str(criterion.attribute)]
    large = fairness.eligible(counted, evidence.review.method)
    finding = str(criterion.finding)
    if finding == "f1":
        return _Measured(reason="A limit on a gap of F1 cannot be judged; choose a rate.")
    rates = _rates(finding, counted, evidence.review)
    known = [(counted.names[i], *rates[i]) for i in np.flatnonzero(large) if rates[i][1]]
    pairs = list(combinations(known, 2))
    if not pairs:
        return _Measured(reason="Fewer than two groups are large enough to compare.")
    own = 1 - (1 - level) / len(pairs)
    ratio = finding == "impact_ratio" or criterion.gap == "ratio"
    return _worst_pair(pairs, own, ratio=ratio)


def _rates(finding: str, counted: Table, review: Review) -> list[Rate]:
    if finding == "impact_ratio":
        return fairness.favourable(counted, good=review.columns.positive_is_good)
    return [metrics.share(counted, finding, i) for i in range(len(counted.names))]


_Named = tuple[str, int, int]


def _worst_pair(pairs: list[tuple[_Named, _Named]], level: float, *, ratio: bool) -> _Measured:
    """Every pair at its level; the worst is the one that is furthest from alike."""
    compare = pair_ratio if ratio else pair_difference
    parts = tuple(compare(one[1:], two[1:], level) for one, two in pairs)

    def unlike(place: int) -> float:
        value = parts[place].value
        if value is None:
            return -math.inf
        return -value if ratio else value

    worst = max(range(len(pairs)), key=unlike)
    (name_1, k1, n1), (name_2, k2, n2) = pairs[worst]
    lower_first = k1 * n2 <= k2 * n1
    group = f"{name_1} / {name_2}" if lower_first else f"{name_2} / {name_1}"

    def again(times: float) -> Estimate:
        one, two = ((round(k * times), round(n * times)) for k, n in ((k1, n1), (k2, n2)))
        return compare(one, two, level)

    return _Measured(parts[worst], parts, group, min(n1, n2), again)


def pair_difference(one: Rate, two: Rate, level: float) -> Estimate:
    """How far apart two rates are, whichever is higher.

    >>> found = pair_difference((48, 80), (56, 70), 0.95)
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
    (0.2, 0.0524, 0.3339)
    """
    found = statistics.difference(one, two, level)
    if found.value is None or found.low is None or found.high is None:
        return found
    low = max(0.0, found.low, -found.high)
    return replace(found, value=abs(found.value), low=low, high=max(-found.low, found.high))


def pair_ratio(one: Rate, two: Rate, level: float) -> Estimate:
    """The lower of two rates over the higher, whichever is which.

    >>> found = pair_ratio((60, 100), (30, 100), 0.95)
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
    (0.5, 0.3561, 0.7021)
    """
    (k1, n1), (k2, n2) = one, two
    lower, higher = (one, two) if k1 * n2 <= k2 * n1 else (two, one)
    found = statistics.ratio(lower, higher, level)
    if found.value is None or found.low is None:
        return found
    top = math.inf if found.high is None else found.high
    flipped = 0.0 if math.isinf(top) else 1 / top
    return replace(found, low=min(found.low, flipped) if top > 1 else found.low, high=min(1.0, top))


# Findings that are one number


def _accuracy_difference(evidence: Evidence, name: str, level: float) -> _Measured:
    found = evidence.comparison
    if found is None or found.model != name or found.paired is None:
        return _Measured(reason=_not_compared(evidence, name))
    paired = found.paired

    def again(times: float) -> Estimate:
        larger = {f: round(getattr(paired, f) * times) for f in paired.__dataclass_fields__}
        return comparison.accuracy_difference(replace(paired, **larger), level)

    return _Measured(again(1), smallest=found.n, again=again if found.n else None)


def _cost_difference(evidence: Evidence, name: str, level: float) -> _Measured:
    found = evidence.comparison
    if found is None or found.model != name:
        return _Measured(reason=_not_compared(evidence, name))
    method = evidence.review.method.model_copy(update={"interval": level})
    review = evidence.review.model_copy(update={"method": method})
    costs = comparison.cost_of(evidence.tally, review)
    if costs is None:
        return _Measured(reason="The review gives no costs, or no case has a label.")
    return _Measured(costs.difference)


def _not_compared(evidence: Evidence, name: str) -> str:
    found = evidence.comparison
    if found is None:
        return "There is no baseline to compare with."
    return f"Only {found.model} is compared with the baseline, not {name}."


def _handed_off(evidence: Evidence, name: str) -> str | None:
    """Why the handoff says nothing of a candidate; None where it does."""
    found = evidence.handoff
    if found is None:
        return "The review has no handoff."
    if found.candidate != name:
        return f"Only {found.candidate} hands cases off, not {name}."
    return found.reason


def _point(evidence: Evidence) -> handoff.Point:
    cells = handoff.sure(evidence.tally.cells[evidence.review.handoff_candidate.name])
    plan = evidence.review.handoff
    return handoff.at(cells, plan.threshold if plan else 0.0)


def _coverage(evidence: Evidence, name: str, level: float) -> _Measured:
    reason = _handed_off(evidence, name)
    here = _point(evidence)
    return _Measured(reason=reason) if reason else _share(here.alone, here.n, level)


def _automatic_error(evidence: Evidence, name: str, level: float) -> _Measured:
    reason = _handed_off(evidence, name)
    here = _point(evidence)
    return _Measured(reason=reason) if reason else _share(here.wrong, here.labelled, level)


def _team_accuracy(evidence: Evidence, name: str, level: float) -> _Measured:
    reason = _handed_off(evidence, name)
    if reason:
        return _Measured(reason=reason)
    cells = handoff.sure(evidence.tally.cells[name])
    return _Measured(handoff.team_accuracy(cells, evidence.review, level))


def _wait_minutes(evidence: Evidence, name: str, level: float) -> _Measured:
    reason, plan = _handed_off(evidence, name), evidence.review.handoff
    here = _point(evidence)
    if reason or plan is None or queue.staffing(plan, 0.0) is None:
        return _Measured(reason=reason or "The review does not say how many people there are.")
    if not here.n:
        return _Measured(reason=f"{name} never says how sure it is.")

    def again(times: float) -> Estimate:
        return _waits(
            plan, statistics.rate(round(here.alone * times), round(here.n * times), level)
        )

    waited = again(1)
    if waited.value is None:
        return _Measured(parts=(waited,), reason="The queue never settles.")
    return _Measured(waited, smallest=here.n, again=again)


def _waits(plan: HandoffPlan, alone: Estimate) -> Estimate:
    """The mean wait, and what it is at either end of the share decided alone; more share, less."""
    ends = (alone.high, alone.value, alone.low)
    found = [queue.staffing(plan, 1 - (share or 0.0)) for share in ends]
    low, value, high = (one.wait_minutes if one else None for one in found)
    return Estimate(value, math.inf if low is None else low, high, alone.n)


def _calibration_error(evidence: Evidence, name: str, level: float) -> _Measured:
    found = evidence.candidates[name].calibration
    if found is None or found.error is None:
        return _Measured(reason=f"{name} does not say how sure it is, or no case has a label.")
    return _Measured(candidates.calibration_error(found, level, evidence.review.method.seed))


def _latency(_evidence: Evidence, _name: str, _level: float) -> _Measured:
    return _Measured(reason="Latency is not measured yet.")


_SINGLE: Final[Mapping[str, Callable[[Evidence, str, float], _Measured]]] = {
    "accuracy_difference": _accuracy_difference,
    "cost_difference": _cost_difference,
    "coverage": _coverage,
    "automatic_error": _automatic_error,
    "team_accuracy": _team_accuracy,
    "wait_minutes": _wait_minutes,
    "calibration_error": _calibration_error,
    "latency_p95": _latency,
}


# What it would take to tell


def _needed(measured: _Measured, criterion: Criterion) -> int | None:
    """About how many more cases, of the smaller group, would settle it, were the rates to stay."""
    if measured.again is None:
        return None

    def settled(times: float) -> bool:
        again = measured.again
        state = state_of((again(times),), criterion.at_most, criterion.at_least) if again else None
        return state is not State.CANNOT_TELL

    times = next((t for t in _doubled() if settled(t)), None)
    if times is None or times == 1:
        return None
    low, high = times / 2, times
    while (high - low) * measured.smallest > 1:
        middle = (low + high) / 2
        low, high = (low, middle) if settled(middle) else (middle, high)
    return max(1, math.ceil((high - 1) * measured.smallest))


def _doubled() -> Iterator[float]:
    times = 1.0
    while times <= _MOST_TIMES:
        yield times
        times *= 2
