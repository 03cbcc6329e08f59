"""Where a candidate is wrong most often."""

from evenhand.figures import make
from evenhand.figures.kinds import Cell, Dots, Line, Mark, Panel
from evenhand.findings import Estimate, Findings, Slice
from evenhand.review import Review
from evenhand.words import say
from evenhand.words import slices as said


def slices(findings: Findings, review: Review, candidate: str) -> Dots | None:
    """The worst slices of one column and two; None where none has more errors than the rest."""
    found = findings.searched(candidate)
    if found is None or not found.worst:
        return None
    title = said.slices_title(found, review)
    dots = [
        make.dot(
            said.slice_name(one, review, make.LABEL_WIDTH),
            one.error,
            Mark.WORST if said.stands_out(one, review) else Mark.PLAIN,
            f"{one.wrong:,} of {one.n:,} {make.cases(review)}",
        )
        for one in found.worst
    ]
    unit = f"answered wrongly, of 100 {make.cases(review)}"
    right = findings.candidates[candidate].metrics.get("accuracy", Estimate()).value
    lines = () if right is None else (Line(100 * (1 - right), "everybody"),)
    return Dots(
        title=title,
        meaning=said.slices_meaning(found, review),
        alt=make.alt_of(title, dots),
        how=said.slices_how(review),
        columns=(
            "Slice", make.cases(review), "Wrong", "Of 100", *make.interval_columns(review),
            "Elsewhere, of 100", "p", "p, corrected",
        ),
        rows=tuple(_row(one, review) for one in found.worst),
        panels=(Panel(unit, tuple(dots), lines),),
    )  # fmt: skip


def _row(one: Slice, review: Review) -> tuple[Cell, ...]:
    return (
        said.slice_name(one, review, 300),
        one.n,
        one.wrong,
        *make.interval_cells(one.error),
        make.of_100(one.rest.value),
        say.chance(one.p_value),
        say.chance(one.adjusted),
    )
