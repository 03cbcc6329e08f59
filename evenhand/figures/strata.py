"""Two groups all together and within a context column: Simpson's paradox, where there is one."""

from evenhand import statistics
from evenhand.figures import make
from evenhand.figures.kinds import Cell, Dot, Dots, Mark, Panel
from evenhand.findings import Findings, Stratified, Stratum
from evenhand.review import Review
from evenhand.words import say
from evenhand.words import strata as said
from evenhand.words.columns import column_name
from evenhand.words.fairness import favourable

_MOST_STRATA = 10


def strata(findings: Findings, review: Review, candidate: str, attribute: str) -> Dots | None:
    """The context column that most changes the story of the two groups furthest apart."""
    found = findings.by(candidate, attribute)
    told = said.told_within(found) if found else None
    if found is None or told is None:
        return None
    context, one = told
    title = said.strata_title(one, review, context)
    drawn = _largest(one.strata)
    pooled = _summed(one.strata)
    unit, column = f"{favourable(review)}, of 100", column_name(context, review)
    within = [dot for stratum in drawn for dot in _dots(stratum, one, review)]
    names = (say.cleaned(one.one), say.cleaned(one.two))
    counted = (make.cases(review), favourable(review), "of 100")
    return Dots(
        title=title,
        meaning=said.strata_meaning(found, review, context),
        alt=make.alt_of(title, within),
        how=said.strata_how(one, review),
        columns=(
            say.capital(column),
            *(f"{name}, {what}" for name in names for what in counted),
        ),
        rows=tuple(_row(stratum) for stratum in (*one.strata, pooled)),
        panels=(
            Panel(f"{unit}, all together", _dots(pooled, one, review)),
            Panel(
                f"{unit}, within each {column}",
                tuple(within),
                left_out=2 * (len(one.strata) - len(drawn)),
            ),
        ),
    )


def _largest(rows: tuple[Stratum, ...]) -> tuple[Stratum, ...]:
    """The strata with most cases, in the order they are in."""
    sizes = sorted(rows, key=lambda s: -(s.n_one + s.n_two))[:_MOST_STRATA]
    return tuple(row for row in rows if row in sizes)


def _summed(rows: tuple[Stratum, ...]) -> Stratum:
    counts = ("n_one", "selected_one", "n_two", "selected_two")
    return Stratum("All together", *(sum(getattr(row, name) for row in rows) for name in counts))


def _dots(row: Stratum, found: Stratified, review: Review) -> tuple[Dot, Dot]:
    """A circle for the group with the lower rate all together, a square for the other."""

    def dot(group: str, k: int, n: int, mark: Mark) -> Dot:
        share = statistics.rate(k, n, review.method.interval)
        shown = mark if n >= review.method.min_group else Mark.HOLLOW
        label = f"{say.shortened(say.cleaned(row.stratum), 17)}: {say.cleaned(group)}"
        return make.dot(label, share, shown, make.note(share, review))

    return (
        dot(found.one, row.selected_one, row.n_one, Mark.PLAIN),
        dot(found.two, row.selected_two, row.n_two, Mark.BASELINE),
    )


def _row(row: Stratum) -> tuple[Cell, ...]:
    return (
        say.cleaned(row.stratum),
        row.n_one,
        row.selected_one,
        make.of_100(row.selected_one / row.n_one if row.n_one else None),
        row.n_two,
        row.selected_two,
        make.of_100(row.selected_two / row.n_two if row.n_two else None),
    )
