"""Criteria on one number: is a share, a difference or a wait inside its limit?"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from evenhand import candidates, comparison, handoff, metrics, statistics
from evenhand.findings import Estimate, State
from evenhand.handoff import arriving, queue
from evenhand.metrics import MEANS, METRICS, Table
from evenhand.pairs import Limit
from evenhand.review import Criterion, HandoffPlan, Review
from evenhand.statistics import needed
from evenhand.tally import HANDOFF, Tally
from evenhand.verdict.evidence import Evidence, Needed, Settled


@dataclass(frozen=True, slots=True)
class _Measured:
    """What a criterion is about.

    Attributes:
        value: the estimate, at the criterion's own level.
        ends: what the state is decided on where that is not the value.
        n: cases it comes from.
        among: how many of those a share is counted among; None where all are.
        again: the same estimate were the sample so many times as large; None where unknown.
        reason: why there is nothing to measure.
    """

    value: Estimate = field(default_factory=Estimate)
    ends: Estimate | None = None
    n: int = 0
    among: int | None = None
    again: Callable[[float], Estimate] | None = None
    reason: str | None = None


def settled(criterion: Criterion, evidence: Evidence, name: str, level: float) -> Settled:
    """Judge a criterion on one number.

    Args:
        criterion: without an attribute.
        evidence: what was found.
        name: of the candidate.
        level: of its interval.
    """
    measured = _measure(str(criterion.finding), evidence, name, level)
    limits = criterion.at_most, criterion.at_least
    found = state_of((measured.ends or measured.value,), *limits)
    again, cases = measured.again, None
    if found is State.CANNOT_TELL and again is not None:

        def enough(times: float) -> bool:
            return state_of((again(times),), *limits) is not State.CANNOT_TELL

        cases = needed.more(enough, measured.n)
    needs = Needed(cases, among=_among(cases, measured))
    return Settled(measured.value, found, needs, reason=measured.reason)


def _among(cases: int | None, measured: _Measured) -> int | None:
    """How many of so many more cases a share would be counted among, were they alike."""
    if cases is None or measured.among is None:
        return None
    return max(1, round(cases * measured.among / measured.n))


def state(criterion: Criterion, evidence: Evidence, name: str, level: float) -> State:
    """The state alone, without what would settle it."""
    measured = _measure(str(criterion.finding), evidence, name, level)
    return state_of((measured.ends or measured.value,), criterion.at_most, criterion.at_least)


def state_of(parts: tuple[Estimate, ...], at_most: float | None, at_least: float | None) -> State:
    """Outside if some interval lies wholly beyond the limit, inside if all lie wholly within.

    An end that is None is infinitely far; an estimate without a value can never be told.

    >>> state_of((Estimate(0.1, 0.05, 0.2, 100),), at_most=0.3, at_least=None).value
    'inside'
    """
    low = [math.nan if part.low is None else part.low for part in parts]
    high = [math.nan if part.high is None else part.high for part in parts]
    return Limit(at_most, at_least).state(low, high)


def _measure(finding: str, evidence: Evidence, name: str, level: float) -> _Measured:
    if finding in {*METRICS, *MEANS}:
        tally = evidence.tally
        counted = metrics.overall(tally.cells[name], tally.positive, binary=tally.binary)
        return _metric(finding, counted, evidence, level)
    return _SINGLE[finding](evidence, name, level)


def _metric(finding: str, counted: Table, evidence: Evidence, level: float) -> _Measured:
    if finding in MEANS or METRICS[finding].among is None:
        method = evidence.review.method.model_copy(update={"interval": level})
        return _Measured(metrics.estimates(counted, method)[0][finding])
    return _share(*metrics.share(counted, finding, 0), level, int(counted.n[0]))


def _share(k: int, n: int, level: float, cases: int) -> _Measured:
    """A single share; so many times more cases leave it where it is, with a narrower interval."""

    def again(times: float) -> Estimate:
        return statistics.wilson((k * times, n * times), level).one(0)

    among = n if n < cases else None
    return _Measured(statistics.rate(k, n, level), n=cases, among=among, again=again if n else None)


# Findings that are one number


def _accuracy_difference(evidence: Evidence, name: str, level: float) -> _Measured:
    found = evidence.comparison
    if found is None or found.model != name:
        return _Measured(reason=_not_compared(evidence, name))
    if found.paired is None:
        return _again(comparison.arms.accuracy_difference, evidence, level)
    paired = found.paired

    def again(times: float) -> Estimate:
        larger = {f: round(getattr(paired, f) * times) for f in paired.__dataclass_fields__}
        return comparison.accuracy_difference(replace(paired, **larger), level)

    return _Measured(again(1), n=found.n, again=again if found.n else None)


def _cost_difference(evidence: Evidence, name: str, level: float) -> _Measured:
    found = evidence.comparison
    if found is None or found.model != name:
        return _Measured(reason=_not_compared(evidence, name))
    if evidence.review.costs is None:
        return _Measured(reason="The review gives no costs.")
    return _again(comparison.cost_difference, evidence, level)


def _again(
    difference: Callable[[Tally, Review, float, float], Estimate], evidence: Evidence, level: float
) -> _Measured:
    """A difference of the two; so many times more cases of each kind leave it where it is."""

    def again(times: float) -> Estimate:
        return difference(evidence.tally, evidence.review, level, times)

    found = again(1)
    return _Measured(found, n=found.n, again=again if found.n else None)


def _outcome_difference(evidence: Evidence, name: str, level: float) -> _Measured:
    return _of_arms(comparison.outcomes.outcome_difference, evidence, name, level)


def _earned_difference(evidence: Evidence, name: str, level: float) -> _Measured:
    costs = evidence.review.costs
    if costs is None or costs.positive_worth is None:
        return _Measured(reason="The review does not say what a positive outcome is worth.")
    return _of_arms(comparison.outcomes.earned_difference, evidence, name, level)


def _of_arms(
    difference: Callable[[Tally, Review, str, float, float], Estimate],
    evidence: Evidence,
    name: str,
    level: float,
) -> _Measured:
    """What came of a candidate's arm, beside the baseline's."""
    baseline = evidence.review.baseline
    if evidence.tally.arms is None:
        return _Measured(reason="The log does not say which candidate acted on which case.")
    if baseline is None or baseline.name == name:
        return _Measured(reason="There is no other baseline to compare with.")

    def named(tally: Tally, review: Review, level: float, times: float) -> Estimate:
        return difference(tally, review, name, level, times)

    return _again(named, evidence, level)


def _not_compared(evidence: Evidence, name: str) -> str:
    found = evidence.comparison
    if found is None:
        return _no_baseline(evidence)
    return f"Only {found.model} is compared with the baseline, not {name}."


def _no_baseline(evidence: Evidence) -> str:
    none = "The review has no baseline of its own to compare with"
    if evidence.tally.simplest is None:
        return f"{none}."
    return f"{none}; what the simplest rules would do, on the Compare page, decides nothing."


def _handed_off(evidence: Evidence, name: str) -> str | None:
    """Why the handoff says nothing of a candidate; None where it does."""
    found = evidence.handoff
    if found is None:
        return "The review has no handoff."
    if found.candidate != name:
        return f"Only {found.candidate} hands cases off, not {name}."
    return found.reason


def _point(evidence: Evidence) -> handoff.Point:
    own = evidence.review.handoff_candidate.name
    cells = handoff.sure(evidence.tally.by(own, beside=HANDOFF))
    plan = evidence.review.handoff
    return handoff.at(cells, plan.threshold if plan else 0.0)


def _coverage(evidence: Evidence, name: str, level: float) -> _Measured:
    reason = _handed_off(evidence, name)
    here = _point(evidence)
    return _Measured(reason=reason) if reason else _share(here.alone, here.n, level, here.n)


def _automatic_error(evidence: Evidence, name: str, level: float) -> _Measured:
    reason = _handed_off(evidence, name)
    here = _point(evidence)
    return _Measured(reason=reason) if reason else _share(here.wrong, here.labelled, level, here.n)


def _team_accuracy(evidence: Evidence, name: str, level: float) -> _Measured:
    reason = _handed_off(evidence, name)
    if reason:
        return _Measured(reason=reason)
    cells = handoff.sure(evidence.tally.by(name, beside=HANDOFF))
    return _Measured(handoff.team_accuracy(cells, evidence.review, level))


def _wait_minutes(evidence: Evidence, name: str, level: float) -> _Measured:
    reason, plan = _handed_off(evidence, name), arriving.planned(evidence.tally, evidence.review)
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
        return _Measured(ends=waited, reason="The queue never settles.")
    return _Measured(waited, n=here.n, again=again)


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


def _latency(evidence: Evidence, name: str, level: float) -> _Measured:
    found = (evidence.tally.latencies or {}).get(name)
    if found is None:
        return _Measured(reason=f"The log does not say how long {name} takes.")

    def again(times: float) -> Estimate:
        return statistics.quantile(found.ms, found.n, candidates.TAIL, level, times)

    return _Measured(again(1), n=int(found.n.sum()), again=again)


_SINGLE: Final[Mapping[str, Callable[[Evidence, str, float], _Measured]]] = {
    "accuracy_difference": _accuracy_difference,
    "cost_difference": _cost_difference,
    "outcome_difference": _outcome_difference,
    "earned_difference": _earned_difference,
    "coverage": _coverage,
    "automatic_error": _automatic_error,
    "team_accuracy": _team_accuracy,
    "wait_minutes": _wait_minutes,
    "calibration_error": _calibration_error,
    "latency_p95": _latency,
}
