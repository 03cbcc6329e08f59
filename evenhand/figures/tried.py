"""Figures of a threshold that somebody tried, beside the review's own."""

from collections.abc import Iterator
from dataclasses import replace

from evenhand.figures import evenness, make
from evenhand.figures.kinds import Cell, Dots, Table
from evenhand.findings import Findings, Handoff, Staffing, Tried
from evenhand.review import Review
from evenhand.words import tried as said


def tried(findings: Findings, review: Review) -> Table | None:
    """The review's own threshold beside the one that was tried; None where none was."""
    own = findings.handoff
    if own is None or not isinstance(own.tried, Tried):
        return None
    title = said.tried_title(own.tried, own.threshold, review)
    return Table(
        title=title,
        meaning=said.tried_here(own.tried.threshold, own.threshold),
        alt=title,
        how=(
            "Everything as at the review's own threshold, with the same formulas, counted anew at "
            "the other one."
        ),
        columns=(
            "What",
            f"This review, {said.confidence(own.threshold)}",
            f"Tried, {said.confidence(own.tried.threshold)}",
        ),
        rows=tuple(_rows(own, own.tried, review)),
    )


def _rows(own: Handoff, there: Tried, review: Review) -> Iterator[tuple[Cell, ...]]:
    pairs = (
        ("Decided alone, of 100", own.coverage, there.coverage),
        ("Wrong among those, of 100", own.automatic_error, there.automatic_error),
        ("Right together, of 100", own.team_accuracy, there.team_accuracy),
    )
    for what, *both in pairs:
        if any(estimate.value is not None for estimate in both):
            yield (what, *(make.estimate_text(estimate) for estimate in both))
    if review.costs is not None and any(_cost(each) is not None for each in (own, there)):
        unit = f"Cost of 1,000 {make.cases(review)}, {review.costs.currency}".removesuffix(", ")
        yield (unit, make.rounded(_cost(own)), make.rounded(_cost(there)))
    if isinstance(own.staffing, Staffing) and isinstance(there.staffing, Staffing):
        yield ("People needed", own.staffing.people_needed, there.staffing.people_needed)


def _cost(found: Handoff | Tried) -> float | None:
    return found.cost_per_1000.total if found.cost_per_1000 else None


def tried_groups(findings: Findings, review: Review, attribute: str | None) -> Dots | None:
    """Who is handed off how often at the threshold that was tried; None where none was."""
    own = findings.handoff
    if own is None or not isinstance(own.tried, Tried):
        return None
    there = replace(
        own, threshold=own.tried.threshold, groups=own.tried.groups, fairness=own.tried.fairness
    )
    figure = evenness.handoff_groups(replace(findings, handoff=there), review, attribute)
    return (
        None
        if figure is None
        else replace(figure, title=said.tried_group_title(figure.title, there.threshold))
    )
