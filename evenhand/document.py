"""Everything an audit finds, from the tally and the review."""

import math
from dataclasses import replace
from importlib.metadata import version
from typing import Final

from evenhand import candidates, comparison, fairness, handoff, metrics, verdict
from evenhand import robustness as choices
from evenhand.counting import MISSING
from evenhand.errors import InputError
from evenhand.findings import (
    AttributeFindings,
    DataCheck,
    Findings,
    Omitted,
    ReviewFacts,
    Robustness,
)
from evenhand.log import Log
from evenhand.review import Review
from evenhand.sources import Problem
from evenhand.tally import Tally, misfit
from evenhand.version import __version__

_LIBRARIES: Final = ("duckdb", "fairlearn", "numpy", "scipy", "statsmodels")
_SEVERITY: Final = ("error", "warning", "note")


def findings(log: Log, tally: Tally) -> Findings:
    """All findings of one log.

    Args:
        log: where the rows came from, and the review.
        tally: the counts of that log.
    """
    review = log.review
    tables = fairness.tables(tally, review)
    alone = {c.name: candidates.candidate(tally, review, c) for c in review.candidates}
    compared = comparison.compare(tally, review)
    handed = handoff.hand_off(tally, review)
    evidence = verdict.Evidence(tally, review, tables, alone, compared, handed)
    criteria = verdict.judge(evidence)
    return Findings(
        review=_facts(log, tally),
        data_check=data_check(log, tally),
        candidates=alone,
        comparison=compared,
        handoff=handed,
        fairness=_by_attribute(tally, review, tables),
        criteria=criteria,
        verdict=verdict.decide(criteria, handed),
        slices=fairness.worst_slices(tally, review),
        robustness=choices.robustness(evidence, criteria),
    )


def _by_attribute(
    tally: Tally, review: Review, tables: fairness.Tables
) -> dict[str, dict[str, AttributeFindings]]:
    """Every candidate by every attribute that was counted, with q-values over all of these."""
    made = {}
    for name, counted in tables.items():
        found = fairness.by_attribute(counted, review, name)
        found = fairness.with_details(tally, review, name, counted, found)
        made[name] = fairness.with_strata(tally, review, name, counted, found)
    return fairness.adjusted(made)


def robustness(tally: Tally, review: Review, found: Findings) -> Robustness | Omitted:
    """The verdict under other reasonable choices, however long it takes.

    Args:
        tally: the counts.
        review: of those counts.
        found: their findings.
    """
    tables = fairness.tables(tally, review)
    evidence = verdict.Evidence(
        tally, review, tables, found.candidates, found.comparison, found.handoff
    )
    return choices.robustness(evidence, found.criteria, math.inf)


def by_library(
    tally: Tally, review: Review, found: Findings, candidate: str, attribute: str
) -> Findings:
    """The findings, with one candidate's groups worked out by Fairlearn's `MetricFrame`.

    Args:
        tally: the counts.
        review: of those counts.
        found: their findings.
        candidate: its name.
        attribute: a key of the review's attributes.
    """
    cells = tally.cells[candidate]
    names, codes = tally.attribute(cells, review.attributes[attribute])
    counted = metrics.table(cells, names, codes, tally.positive, binary=tally.binary)
    by_candidate = found.fairness[candidate]
    own = fairness.by_library(counted, by_candidate[attribute])
    changed = dict(found.fairness) | {candidate: dict(by_candidate) | {attribute: own}}
    return replace(found, fairness=changed)


def crossed(tally: Tally, review: Review, found: Findings, columns: tuple[str, str]) -> Findings:
    """The findings, with every candidate by any two columns crossed.

    Such a crossing is exploratory: its q-values are corrected within itself, and those of the
    document stay as they are.

    Args:
        tally: the counts.
        review: of those counts.
        found: their findings.
        columns: two protected or context columns, in either order.

    Returns:
        The findings with the attribute `review.crossed_with(columns)` has more than `review`;
        as they are where the review has it.

    Raises:
        InputError: the two make too many groups, or groups that read alike.
    """
    asked = review.crossed_with(columns)
    message = misfit(columns, tally.groups)
    if message is not None:
        raise InputError(message, where="crossed")
    tables = fairness.tables(tally, asked, set(asked.attributes) - set(review.attributes))
    added = _by_attribute(tally, asked, tables)
    return replace(
        found, fairness={name: {**by, **added[name]} for name, by in found.fairness.items()}
    )


def at_threshold(
    tally: Tally, review: Review, found: Findings, threshold: float | None = None
) -> Findings:
    """The findings with the handoff as if its threshold were another one.

    The criteria and the verdict stay as they are: they are by what the review says.

    Args:
        tally: the counts.
        review: of those counts; its costs may have been changed.
        found: their findings.
        threshold: one of the slider's stops; the review's own where not given.
    """
    return replace(found, handoff=handoff.hand_off(tally, review, threshold))


def by_costs(tally: Tally, review: Review, found: Findings) -> Findings:
    """The findings with the baseline and the model compared by a review's changed costs.

    Args:
        tally: the counts.
        review: of those counts, with other costs.
        found: their findings.
    """
    return replace(found, comparison=comparison.compare(tally, review))


def with_tried(tally: Tally, review: Review, found: Findings, threshold: float | None) -> Findings:
    """The findings, with the handoff at a threshold that was tried beside the review's own.

    Args:
        tally: the counts.
        review: of those counts.
        found: their findings.
        threshold: what was tried; the nearest stop of the slider is taken.

    Returns:
        As they are where nothing was tried, or only what the review says itself.
    """
    own = found.handoff
    stop = handoff.nearest(own, threshold) if own else None
    there = None if stop is None else handoff.hand_off(tally, review, stop)
    if own is None or there is None:
        return found
    return replace(found, handoff=replace(own, tried=handoff.tried(there)))


def _facts(log: Log, tally: Tally) -> ReviewFacts:
    own = tally.cells[log.review.handoff_candidate.name]
    return ReviewFacts(
        title=log.review.title,
        rows=tally.rows,
        labelled_rows=int(own.n[own.label != MISSING].sum()),
        fingerprint=log.source.fingerprint,
        interval=log.review.method.interval,
        seed=log.review.method.seed,
        versions={"evenhand": __version__} | {name: version(name) for name in _LIBRARIES},
        question=log.review.question,
        synthetic=log.review.data.synthetic,
        label=log.review.words.label,
    )


def data_check(log: Log, tally: Tally) -> DataCheck:
    """Every row accounted for, and what is to be said about the data, worst first."""
    groups = fairness.problems(tally, log.review)
    said = (*log.source.problems, *tally.problems, *groups, *log.problems)
    return DataCheck(
        rows_read=tally.rows_used + log.source.rows_reported,
        rows_used=tally.rows_used,
        rows_reported=log.source.rows_reported,
        problems=tuple(sorted(said, key=_rank)),
    )


def _rank(problem: Problem) -> int:
    return _SEVERITY.index(problem.severity)
