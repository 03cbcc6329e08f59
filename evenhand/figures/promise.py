"""Figures of what can be promised, for whom, and in which order of roll-out."""

from evenhand.figures import make
from evenhand.figures.kinds import Cell, Dots, Line, Mark, Panel, Table
from evenhand.findings import Estimate, Findings, GroupPromise, Guarantee, RollOut
from evenhand.review import Review
from evenhand.words import promise as said
from evenhand.words import say
from evenhand.words.columns import attribute_name, column_name

_HOW = (
    "Exact binomial tails at each threshold, tested in a fixed order from three starts (Learn then "
    "Test, Angelopoulos et al. 2021), so that to look at many thresholds does not break the "
    "promise."
)


def guarantee(findings: Findings, review: Review) -> Table:
    """What can be promised about the automatic error."""
    promise = said.promise_of(findings)
    title = said.guarantee_sentence(findings, review) or "No promise was asked for."
    split = "" if promise is None else f" {said.split_sentence(promise, review)}"
    return Table(
        title=title,
        meaning=f"{said.GUARANTEE_CONDITIONS}{split}",
        alt=title,
        how=_HOW,
        columns=("What", "Number"),
        rows=() if promise is None else _rows(promise, review),
    )


def _rows(promise: Guarantee, review: Review) -> tuple[tuple[Cell, ...], ...]:
    low, high = make.interval_columns(review)
    alone, wrong = "Decided alone on the other half, of 100", "Wrong among those, of 100"
    error, coverage = promise.reporting.automatic_error, promise.reporting.coverage
    return (
        ("Wrong among those decided alone, at most, of 100", make.of_100(promise.max_error)),
        ("Promise holds, of 100 audits", make.of_100(promise.assurance)),
        ("Confidence needed", promise.threshold),
        ("Decided alone then, of 100", make.of_100(promise.coverage)),
        ("More labelled cases needed", promise.cases_needed),
        (f"Labelled {make.cases(review)} it was chosen on", promise.calibration_n),
        (f"Other {make.cases(review)}", promise.reporting.n),
        *_estimate(alone, coverage, low, high),
        *_estimate(wrong, error, low, high),
    )


def _estimate(
    what: str, estimate: Estimate, low: str, high: str
) -> tuple[tuple[Cell, ...], tuple[Cell, ...], tuple[Cell, ...]]:
    value, start, end = make.interval_cells(estimate)
    return (what, value), (f"{what}, {low}", start), (f"{what}, {high}", end)


def guarantee_groups(
    findings: Findings, review: Review, attribute: str | None
) -> Dots | Table | None:
    """Each group's own promise; None where there is none, the table alone where none holds."""
    groups = said.group_promises(findings, attribute or "")
    promise = said.promise_of(findings)
    if promise is None or attribute is None or not groups:
        return None
    title = said.group_promises_title(groups, review, attribute)
    dots = [
        make.dot(g.group, g.automatic_error, note=make.note(g.automatic_error, review))
        for g in groups
        if g.threshold is not None
    ]
    limit = Line(make.of_100(promise.max_error) or 0.0, "what is promised", is_limit=True)
    unit = "wrong among those decided alone, of 100, on the other half"
    drawn = make.panel(unit, dots)
    figure = Dots(
        title=title,
        meaning=said.group_promises_meaning(promise, review, attribute),
        alt=make.alt_of(title, dots),
        how=f"{_HOW} For each group on its own {make.cases(review)}.",
        columns=(say.capital(attribute_name(attribute, review)), *_columns(review)),
        rows=tuple(_group_row(g) for g in groups),
        panels=(Panel(unit, drawn.dots, (limit,), drawn.left_out),),
    )
    return make.drawn(figure)


def _columns(review: Review) -> tuple[str, ...]:
    return (
        say.capital(make.cases(review)),
        "Confidence needed",
        "Decided alone then, of 100",
        "Wrong among those on the other half, of 100",
        *make.interval_columns(review),
        f"More labelled {make.cases(review)} needed",
    )


def _group_row(group: GroupPromise) -> tuple[Cell, ...]:
    return (say.cleaned(group.group), *_cells(group))


def _cells(found: GroupPromise | RollOut) -> tuple[Cell, ...]:
    return (
        found.n,
        found.threshold,
        make.of_100(found.coverage),
        *make.interval_cells(found.automatic_error),
        found.cases_needed,
    )


def roll_out(findings: Findings, review: Review, column: str | None) -> Dots | Table | None:
    """Which category to take over first; None without categories, the table alone if none can be.

    Args:
        findings: what was found.
        review: the nouns.
        column: a context column; the review's first where it is not one.
    """
    promise = said.promise_of(findings)
    name, order = said.order_of(findings, column)
    if promise is None or not order:
        return None
    title = said.roll_out_title(order, review, name)
    dots = [
        make.dot(c.category, Estimate(c.coverage, n=c.n), Mark.PLAIN, _note(c, review))
        for c in order
    ]
    unit = f"can be decided alone, of 100 {make.cases(review)}"
    figure = Dots(
        title=title,
        meaning=said.roll_out_meaning(order, promise, review),
        alt=make.alt_of(title, dots),
        how=(
            f"{_HOW} For each category on its own {make.cases(review)}, the probability of a "
            "broken promise divided among the categories (Bonferroni). "
            f"{said.GUARANTEE_CONDITIONS}"
        ),
        columns=(
            say.capital(column_name(name, review)), *_columns(review),
            f"That is, of 100 of all {make.cases(review)}",
        ),
        rows=tuple(_roll_out_row(c) for c in order),
        panels=(make.panel(unit, dots),),
    )  # fmt: skip
    return make.drawn(figure)


def _note(found: RollOut, review: Review) -> str:
    """A category's dot in words: from which confidence on, or what it lacks."""
    if found.threshold is None:
        return said.more(found, review)
    return f"from a confidence of {say.number(found.threshold, 3)} on"


def _roll_out_row(found: RollOut) -> tuple[Cell, ...]:
    return (say.cleaned(found.category), *_cells(found), make.of_100(found.share_of_all))
