"""The figure of the difference between two candidates, period after period."""

from evenhand.figures import make
from evenhand.figures.kinds import Cell, Dot, Dots, Line, Mark, Panel
from evenhand.findings import ComparedPeriod, Comparison, Findings, OverTime
from evenhand.review import Review
from evenhand.words import over_time as said
from evenhand.words import say


def over_time(findings: Findings, review: Review) -> Dots | None:
    """How much more often the model is right, in each period; None where no day is known.

    Args:
        findings: what was found.
        review: the nouns.
    """
    found, comparison = said.over_time(findings), findings.comparison
    if found is None or comparison is None:
        return None
    dots = tuple(_dot(one, found.unit, review) for one in found.periods if one.cases)
    unit, title = _unit(comparison, found, review), said.over_time_title(findings)
    return Dots(
        title=title,
        meaning=said.over_time_meaning(findings, review),
        alt=make.alt_of(title, dots),
        how=_how(findings, review),
        columns=_columns(comparison, found.unit, review),
        rows=tuple(_row(one) for one in found.periods),
        panels=(Panel(unit, dots, (Line(0.0, "no difference"),)),),
    )


def _dot(one: ComparedPeriod, unit: str, review: Review) -> Dot:
    name = f"week of {one.period}" if unit == "week" else one.period
    mark = Mark.PLAIN if one.eligible else Mark.HOLLOW
    return make.dot(name, one.difference, mark, said.period_note(one, review))


def _unit(comparison: Comparison, found: OverTime, review: Review) -> str:
    model = say.the(comparison.model)
    if found.measure == "accuracy":
        return f"more answered rightly with {model}, of 100 {make.cases(review)}"
    return f"more of the real ones found with {model}, of 100"


def _columns(comparison: Comparison, unit: str, review: Review) -> tuple[str, ...]:
    rates = (
        f"{say.cleaned(name)}: {what}, of 100"
        for name in (comparison.baseline, comparison.model)
        for what in ("right", "of the real ones, found", "said yes")
    )
    counted = (say.capital(unit), make.cases(review), "with a known outcome")
    return (*counted, *rates, "difference, of 100", *make.interval_columns(review))


def _row(one: ComparedPeriod) -> tuple[Cell, ...]:
    rates = (
        make.of_100(rate.value)
        for side in (one.baseline, one.model)
        for rate in (side.accuracy, side.true_positive_rate, side.selection_rate)
    )
    return (one.period, one.cases, one.n, *rates, *make.interval_cells(one.difference))


def _how(findings: Findings, review: Review) -> str:
    found = said.over_time(findings)
    if found is None:
        return ""
    p = f" p {say.chance(found.p_value)}." if found.p_value is not None else " Not tested."
    left = f" {found.earlier:,} earlier cases are not shown." if found.earlier else ""
    return (
        f"Calendar {found.unit}s in UTC; each as on all cases: the paired difference, or between "
        "arms that of two samples (Newcombe). One can tell where McNemar's exact test, or between "
        f"arms Fisher's, is clear after allowing for all {found.unit}s (Benjamini-Hochberg). That "
        "the difference is the same in all of them is tested by "
        f"Cochran's Q on {found.unit}s with at least {review.method.min_group} cases; the others "
        f"are hollow.{p} Exploratory: no limit was set on it.{left}"
    )
