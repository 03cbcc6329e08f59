"""What is there to say of two logs: each number then and now, and whether it changed."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

import numpy as np
from scipy import special

from evenhand import statistics
from evenhand.findings import (
    AttributeFindings,
    CriterionResult,
    Estimate,
    Findings,
    Omitted,
    ThenColumn,
    ThenCriterion,
    ThenGroups,
    ThenNow,
    ThenNumber,
)
from evenhand.findings.then_now import Change
from evenhand.health.drift import LARGE, LEVEL, change
from evenhand.health.faults import beside
from evenhand.profiles import ColumnProfile
from evenhand.reference import Reference
from evenhand.review import METRICS, Method, Review
from evenhand.statistics import Estimates

_SHARES: Final = frozenset(METRICS) - {"f1", "mean_score", "calibration"} | {
    "outcome_rate", "labelled", "handed_off", "automatic_accuracy",
}  # fmt: skip
_NOTHING: Final = 1e-9  # smaller is rounding
_OF_ALL: Final = ("accuracy", "selection_rate")
_OF_EACH: Final = ("accuracy", "true_positive_rate", "precision")
_Told = tuple[str, str | None, Estimate]  # what, whose, how much
_Pair = tuple[str, str | None, str | None, Estimate, Estimate]


def then_now(then: Findings, now: Findings, reference: Reference, review: Review) -> ThenNow:
    """A log beside an earlier one, from what was found of each.

    Args:
        then: of the earlier log.
        now: of this one.
        reference: what was counted of both together.
        review: of both; who is audited, the level of intervals, how many cases are enough.
    """
    own, method = review.handoff_candidate.name, review.method
    pages = {
        "overview": _paired(_overview(then, own), _overview(now, own), method),
        "compare": _paired(_compared(then), _compared(now), method),
        "handoff": _paired(_handed_off(then), _handed_off(now), method),
    }
    health = _paired(_health(then, own), _health(now, own), method)
    told, columns = together(health, _columns(reference, method))
    criteria = (one for one in then.criteria if isinstance(one, CriterionResult))
    return ThenNow(
        rows_then=then.review.rows,
        rows_now=now.review.rows,
        fingerprint=reference.fingerprint,
        same_file=reference.same_file,
        in_both=reference.in_both,
        missing=reference.missing,
        not_compared=reference.not_compared,
        verdict=then.verdict.word,
        criteria=tuple(ThenCriterion(one.value, one.state) for one in criteria),
        numbers={page: _adjusted(numbers) for page, numbers in pages.items()} | {"health": told},
        groups=_groups(then, now, method),
        columns=columns,
        faults=beside(reference.columns, review.columns.label, method.min_group),
    )


def number(
    measure: str, of: tuple[str | None, str | None], ends: tuple[Estimate, Estimate], method: Method
) -> ThenNumber:
    """One number in two samples, before it is known what else is shown with it.

    Shares are tested by Fisher's exact test; others by where 0 lies in the interval, as of a
    normal distribution.

    Args:
        measure: which.
        of: the candidate and the group.
        ends: then and now.
        method: the level of intervals, and how many cases are enough.
    """
    then, now = ends
    difference = statistics.apart(_array(now), _array(then)).one(0)
    enough = min(then.n, now.n) >= method.min_group
    p = _p_value(measure, then, now, difference, method) if enough else None
    told = difference if difference.value is not None else Estimate(n=then.n + now.n)
    return ThenNumber(measure, *of, then, now, told, p, None, "cannot_tell")


def _array(one: Estimate) -> Estimates:
    value, low, high = (
        np.array([np.nan if end is None else end], dtype=np.float64)
        for end in (one.value, one.low, one.high)
    )
    return Estimates(value, low, high, np.array([one.n], dtype=np.int64))


def _p_value(
    measure: str, then: Estimate, now: Estimate, difference: Estimate, method: Method
) -> float | None:
    if then.value is None or now.value is None:
        return None
    if measure in _SHARES:
        return statistics.no_difference([_counted(now.value, now.n), _counted(then.value, then.n)])
    if difference.value is None or difference.low is None or difference.high is None:
        return None
    inner = difference.low if difference.value > 0 else difference.high
    half = abs(difference.value - inner)
    if half < _NOTHING:  # without any spread a difference can't be weighed
        return 1.0 if abs(difference.value) < _NOTHING else None
    away = statistics.critical(method.interval) * abs(difference.value) / half
    return float(2 * special.ndtr(-away))


def _counted(share: float, n: int) -> tuple[int, int]:
    """How many of how many a share was."""
    return round(share * n), n


def _paired(then: Iterator[_Told], now: Iterator[_Told], method: Method) -> tuple[ThenNumber, ...]:
    """The numbers that both have, in the order of now; those that neither can estimate left out."""
    before = {(measure, whose): one for measure, whose, one in then}
    made = (
        number(measure, (whose, None), (before[measure, whose], one), method)
        for measure, whose, one in now
        if (measure, whose) in before
    )
    return tuple(one for one in made if not one.then.value is one.now.value is None)


def _adjusted(numbers: tuple[ThenNumber, ...]) -> tuple[ThenNumber, ...]:
    """The same, corrected for all that are shown together (Benjamini-Hochberg)."""
    return together(numbers, ())[0]


def together(
    numbers: tuple[ThenNumber, ...], columns: tuple[ThenColumn, ...]
) -> tuple[tuple[ThenNumber, ...], tuple[ThenColumn, ...]]:
    """Numbers and columns that are shown together, corrected for all of them."""
    told = [one.p_value for one in numbers] + [one.p_value for one in columns]
    q_values = iter(statistics.adjusted([one for one in told if one is not None]))
    changed = []
    for one in numbers:
        q = None if one.p_value is None else next(q_values)
        changed.append(replace(one, q_value=q, change=_change(one, q)))
    of_columns = []
    for column, q in zip(columns, q_values, strict=True):
        matters = q < LEVEL and column.psi >= LARGE
        of_columns.append(replace(column, q_value=q, matters=matters))
    return tuple(changed), tuple(of_columns)


def _change(one: ThenNumber, q: float | None) -> Change:
    if q is None:
        return "cannot_tell"
    if q >= LEVEL or not one.difference.value:
        return "no_clear_change"
    return "higher" if one.difference.value > 0 else "lower"


def _overview(found: Findings, own: str) -> Iterator[_Told]:
    """What happened, and how a candidate did."""
    yield "outcome_rate", None, _outcomes(found, own)
    for metric in _OF_ALL:
        yield metric, own, found.candidates[own].metrics.get(metric, Estimate())


def _outcomes(found: Findings, own: str) -> Estimate:
    """How often the outcome is positive, of the cases that a candidate answered."""
    counts = found.candidates[own].counts
    positive = counts.tp + counts.fn
    return statistics.rate(positive, positive + counts.fp + counts.tn, found.review.interval)


def _compared(found: Findings) -> Iterator[_Told]:
    for name, one in found.candidates.items():
        for metric in _OF_EACH:
            yield metric, name, one.metrics.get(metric, Estimate())
    if found.comparison is not None:
        own = found.comparison.model
        yield "accuracy_difference", own, found.comparison.accuracy_difference


def _handed_off(found: Findings) -> Iterator[_Told]:
    """At the review's own threshold."""
    there = found.handoff
    if there is None:
        return
    own = there.candidate
    yield "handed_off", own, there.coverage.rest()
    yield "automatic_accuracy", own, there.automatic_error.rest()
    yield "team_accuracy", own, there.team_accuracy
    if there.costs is not None and not isinstance(there.costs, Omitted):
        yield "cost_per_1000", own, there.costs.team


def _health(found: Findings, own: str) -> Iterator[_Told]:
    facts = found.review
    yield "labelled", None, statistics.rate(facts.labelled_rows, facts.rows, facts.interval)
    yield "outcome_rate", None, _outcomes(found, own)
    yield "accuracy", own, found.candidates[own].metrics.get("accuracy", Estimate())


def _groups(
    then: Findings, now: Findings, method: Method
) -> Mapping[str, Mapping[str, Mapping[str, ThenGroups]]]:
    """Every metric of every candidate by the groups of every attribute that both have."""
    return {
        candidate: {
            attribute: dict(_by_metric(candidate, before, one, method))
            for attribute, one in by_attribute.items()
            if (before := then.by(candidate, attribute)) is not None
        }
        for candidate, by_attribute in now.fairness.items()
    }


def _by_metric(
    candidate: str, then: AttributeFindings, now: AttributeFindings, method: Method
) -> Iterator[tuple[str, ThenGroups]]:
    before, after = ({one.group: one for one in side.groups} for side in (then, now))
    for metric in METRICS:
        pairs: list[_Pair] = [
            (metric, candidate, name, before[name].metrics[metric], own.metrics[metric])
            for name, own in after.items()
            if name in before and metric in own.metrics and metric in before[name].metrics
        ]
        if metric in now.gaps and metric in then.gaps:
            ends = then.gaps[metric].difference, now.gaps[metric].difference
            pairs.append(("gap", candidate, None, *ends))
        numbers = (number(what, (who, group), (a, b), method) for what, who, group, a, b in pairs)
        shown = tuple(one for one in numbers if not one.then.value is one.now.value is None)
        if shown:
            only = [tuple(x for x in one if x not in other) for one, other in _ways(before, after)]
            yield metric, ThenGroups(_adjusted(shown), *only)


def _ways(
    one: Mapping[str, object], other: Mapping[str, object]
) -> tuple[tuple[Mapping[str, object], Mapping[str, object]], ...]:
    return (one, other), (other, one)


def _columns(reference: Reference, method: Method) -> tuple[ThenColumn, ...]:
    """Every column that both have enough of, before it is corrected for what is shown with it."""
    made = (column(pair, method.min_group) for pair in reference.columns)
    return tuple(one for one in made if one is not None)


def column(pair: tuple[ColumnProfile, ColumnProfile], least: int) -> ThenColumn | None:
    """One column in two logs, before it is known what else is shown with it.

    Args:
        pair: its counts in the earlier log and in this one, in the same bins.
        least: so many cases are enough.

    Returns:
        None where one log has fewer, or where all have one value.
    """
    before, after = (one.counts.sum(axis=(0, 2)) for one in pair)
    n_then, n_now = int(before.sum()), int(after.sum())
    apart = (
        change(before, after, ordered=pair[0].is_numbers) if min(n_then, n_now) >= least else None
    )
    if apart is None:
        return None
    return ThenColumn(
        column=pair[0].column,
        n_then=n_then,
        n_now=n_now,
        psi=apart.psi,
        psi_p_value=apart.psi_p_value,
        distance=apart.distance,
        p_value=apart.p_value,
        q_value=1.0,
        matters=False,
    )
