"""Everything an audit finds, from the tally and the review."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Final

from evenhand import (
    baselines,
    candidates,
    comparison,
    dictionary,
    fairness,
    handoff,
    health,
    labelling,
    series,
    shadow,
    value,
    verdict,
)
from evenhand import robustness as choices
from evenhand.counting import MISSING
from evenhand.errors import InputError
from evenhand.findings import (
    AttributeFindings,
    ColumnFacts,
    DataCheck,
    Findings,
    Omitted,
    ReviewFacts,
    Robustness,
)
from evenhand.log import Log
from evenhand.reference import Reference
from evenhand.review import Review
from evenhand.sources import Problem
from evenhand.tally import Tally, misfit
from evenhand.then_now import then_now
from evenhand.version import __version__

_LIBRARIES: Final = ("duckdb", "fairlearn", "numpy", "scipy")
_SEVERITY: Final = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Origin:
    """What findings say of where their counts came from, which the counts do not.

    Attributes:
        fingerprint: of the data file.
        rows_reported: rows that could not be read.
        of_file: what was found of the file.
        of_review: what the review asks for that nothing uses.
    """

    fingerprint: str | None
    rows_reported: int
    of_file: tuple[Problem, ...]
    of_review: tuple[Problem, ...]


UNTOLD: Final = Origin(None, 0, (), ())
"""Nothing is said of where counts came from."""


def origin(log: Log) -> Origin:
    """Where the counts of a log came from."""
    source = log.source
    return Origin(source.fingerprint, source.rows_reported, source.problems, log.problems)


def findings(log: Log, tally: Tally, reference: Reference | None = None) -> Findings:
    """All findings of one log.

    Args:
        log: where the rows came from, and the review.
        tally: the counts of that log.
        reference: what was counted of the earlier log that it is compared with, if of any.
    """
    return of_parts(tally, log.review, origin(log), dictionary.measured(log), reference)


def of_parts(
    tally: Tally,
    review: Review,
    start: Origin,
    columns: Mapping[str, ColumnFacts],
    reference: Reference | None,
) -> Findings:
    """All findings of a log of which everything that was counted and measured is there.

    Args:
        tally: the counts.
        review: of those counts.
        start: where they came from.
        columns: what was measured of each column.
        reference: what was counted of the earlier log that it is compared with, if of any.
    """
    made = replace(from_counts(tally, review, start), dictionary=columns)
    if reference is None:
        return made
    then, _ = _main(reference.tally, review, UNTOLD)
    return replace(made, then_now=then_now(then, made, reference, review))


def from_counts(tally: Tally, review: Review, start: Origin) -> Findings:
    """All findings of counts whose log may be gone.

    Args:
        tally: the counts.
        review: of those counts.
        start: where they came from.
    """
    made, evidence = _main(tally, review, start)
    made = replace(
        made,
        slices=fairness.worst_slices(tally, review),
        robustness=choices.robustness(evidence, made.criteria),
        baselines=baselines.automatic(tally, review),
        series=series.declared(review),
        health=health.health(tally, review),
        label_quality=health.label_quality(tally, review),
        labelling=labelling.labelling(tally, review),
        shadow=shadow.shadow(tally, review),
    )
    return replace(made, value=value.worth(made, tally, review))


def _main(tally: Tally, review: Review, start: Origin) -> tuple[Findings, verdict.Evidence]:
    """What the verdict is by, and how groups fare."""
    tables = fairness.tables(tally, review)
    alone = {c.name: candidates.candidate(tally, review, c) for c in review.candidates}
    compared = comparison.compare(tally, review, handoff.capacity(tally, review))
    handed = handoff.hand_off(tally, review)
    evidence = verdict.Evidence(tally, review, tables, alone, compared, handed)
    criteria = verdict.judge(evidence)
    made = Findings(
        review=_facts(tally, review, start),
        data_check=_data_check(tally, review, start),
        candidates=alone,
        comparison=compared,
        handoff=handed,
        fairness=_by_attribute(tally, review, tables),
        criteria=criteria,
        verdict=verdict.decide(criteria, handed),
    )
    return made, evidence


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
    counted = fairness.table(tally, candidate, review.attributes[attribute])
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
    handed = handoff.hand_off(tally, review, threshold, found.handoff)
    there = replace(found, handoff=handed)
    return replace(there, value=value.worth(there, tally, review))


def by_costs(tally: Tally, review: Review, found: Findings) -> Findings:
    """The findings with the baseline and the model compared by a review's changed costs.

    Args:
        tally: the counts.
        review: of those counts, with other costs.
        found: their findings, whose handoff is by these costs.
    """
    changed = comparison.compare(tally, review, handoff.capacity(tally, review))
    there = replace(found, comparison=changed)
    return replace(there, value=value.worth(there, tally, review))


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
    there = None if stop is None else handoff.hand_off(tally, review, stop, own)
    if own is None or there is None:
        return found
    return replace(found, handoff=replace(own, tried=handoff.tried(there)))


def _facts(tally: Tally, review: Review, start: Origin) -> ReviewFacts:
    own = tally.cells[review.handoff_candidate.name]
    return ReviewFacts(
        title=review.title,
        rows=tally.rows,
        labelled_rows=int(own.n[own.label != MISSING].sum()),
        fingerprint=start.fingerprint,
        interval=review.method.interval,
        seed=review.method.seed,
        versions={"evenhand": __version__} | {name: version(name) for name in _LIBRARIES},
        question=review.question,
        synthetic=review.data.synthetic,
        label=review.words.label,
    )


def data_check(log: Log, tally: Tally) -> DataCheck:
    """Every row accounted for, and what is to be said about the data, worst first."""
    return _data_check(tally, log.review, origin(log))


def _data_check(tally: Tally, review: Review, start: Origin) -> DataCheck:
    groups = fairness.problems(tally, review)
    said = (*start.of_file, *tally.problems, *groups, *start.of_review)
    return DataCheck(
        rows_read=tally.rows_used + start.rows_reported,
        rows_used=tally.rows_used,
        rows_reported=start.rows_reported,
        problems=tuple(sorted(said, key=_rank)),
    )


def _rank(problem: Problem) -> int:
    return _SEVERITY.index(problem.severity)
