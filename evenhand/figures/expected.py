"""The figure of how often the candidate should be right, by how sure it is, period after period."""

from collections.abc import Iterator
from dataclasses import replace

from evenhand.figures import make
from evenhand.figures.kinds import Cell, Dot, Dots, Mark, Panel, Table
from evenhand.findings import Estimate, Findings, Health, HealthPeriod
from evenhand.health.drift import LEVEL
from evenhand.health.expected import FEWEST
from evenhand.review import Review
from evenhand.words import expected as said
from evenhand.words import say
from evenhand.words.by_period import period_name
from evenhand.words.health import health_of


def expected(findings: Findings, review: Review) -> Dots | Table | None:
    """What is expected beside what came true; None where nothing can be expected."""
    found = health_of(findings)
    if found is None or found.expectation is None or not found.expectation.enough:
        return None
    rows = tuple(_rows(found))
    if not rows:
        return None
    dots = tuple(_dot(*row, found, review) for row in rows)
    title = said.expected_title(found)
    panel = make.near(Panel("should be right, of 100", dots, beside="was right"))
    return make.drawn(
        Dots(
            title=title,
            meaning=said.assumed(found) + (f" {make.FROM_NEAR}" if panel.is_near else ""),
            alt=make.alt_of(title, dots),
            how=(
                "Confidence-based performance estimation (CBPE): how often answers are right, by "
                "how sure the candidate was, is learned from the known outcomes of the reference "
                f"(isotonic regression, at least {FEWEST} of them), and averaged over the cases of "
                "each later period. The interval holds the chance of their outcomes and of those "
                "learned from. Where the known outcomes of a period are clearly not as expected of "
                f"their cases (binomial test among all periods, Benjamini-Hochberg, q below "
                f"{LEVEL}), nothing is expected from then on."
            ),
            columns=(
                say.capital(found.unit), make.cases(review), "should be right, of 100",
                *make.interval_columns(review), "was right, of 100",
            ),
            rows=tuple(_cells(*row) for row in rows),
            panels=(panel,),
        )
    )  # fmt: skip


def _rows(found: Health) -> Iterator[tuple[HealthPeriod, Estimate, Estimate]]:
    """Each later period, what was expected of it and what came true, up to where it did not."""
    gone = found.expectation.withdrawn if found.expectation else None
    for one in found.periods:
        if one.expected.value is not None:
            yield one, one.expected, one.accuracy
        elif gone is not None and one.period == gone.since:
            yield one, gone.expected, gone.realised


def _dot(one: HealthPeriod, should: Estimate, was: Estimate, found: Health, review: Review) -> Dot:
    gone = found.expectation.withdrawn if found.expectation else None
    mark = Mark.WORST if gone is not None and gone.since == one.period else Mark.PLAIN
    note = f"should be right: {make.note(should, review)}"
    seen = f"; was right: {make.note(was, review)}" if was.value is not None else ""
    return replace(
        make.dot(period_name(one.period, found), should, mark, note + seen),
        beside=make.of_100(was.value),
    )


def _cells(one: HealthPeriod, should: Estimate, was: Estimate) -> tuple[Cell, ...]:
    return (one.period, should.n, *make.interval_cells(should), make.of_100(was.value))
