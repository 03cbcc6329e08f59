"""Figures of cases that none of the answers fits, and of classes taken for others."""

from evenhand.figures import make
from evenhand.figures.kinds import Cell, Lines, Table
from evenhand.findings import Confusion, Confusions, Findings, OutOfScope
from evenhand.review import Review
from evenhand.words import nouns, say
from evenhand.words import scope as said


def out_of_scope(findings: Findings, review: Review) -> Lines | None:
    """How many of them are answered as if an answer fitted, along the slider."""
    handoff = findings.handoff
    found = handoff.out_of_scope if handoff else None
    if handoff is None or not isinstance(found, OutOfScope):
        return None
    title, cases = said.scope_title(handoff, found, review), make.cases(review)
    here = 100 * (found.answered.value or 0.0)
    return Lines(
        title=title,
        meaning=said.scope_meaning(handoff, found, review),
        alt=f"{title}. A curve of these against the confidence needed; see the table.",
        how=(
            f"Out of scope are the {nouns.counted(found.n, review)} labelled "
            f"“{say.name(found.label)}”, {say.of_cases(found.share)} of all. Whatever class it "
            f"names for them is wrong. Wilson {nouns.interval_name(review)}s: answered "
            f"{make.estimate_text(found.answered)}, decided alone "
            f"{make.estimate_text(found.kept)}, among all decided alone "
            f"{make.estimate_text(found.of_automatic)}, all of 100."
        ),
        columns=(
            "Confidence needed", "Decided alone, of 100 out of scope",
            "Answered as if one fitted, of 100 out of scope",
            f"Out of scope, of 100 {cases} decided alone",
        ),
        rows=tuple(
            (p.threshold, make.of_100(p.kept), make.of_100(p.answered), make.of_100(p.of_automatic))
            for p in found.curve
        ),
        points=tuple((100 * p.threshold, 100 * p.answered) for p in found.curve),
        marked=(100 * handoff.threshold, here),
        marked_label="this review's threshold",
        limit=None,
        x_unit="confidence needed to decide alone, of 100",
        y_unit="answered as if one fitted, of 100",
        x_range=(100 * found.curve[0].threshold, 100 * found.curve[-1].threshold),
    )  # fmt: skip


def confusions(findings: Findings, review: Review) -> Table | None:
    """Which class is taken for which among the cases decided alone."""
    handoff = findings.handoff
    found = handoff.confusions if handoff else None
    if handoff is None or not isinstance(found, Confusions):
        return None
    title = said.confusions_title(found, review)
    scope = handoff.out_of_scope
    outside = scope.label if isinstance(scope, OutOfScope) else None
    return Table(
        title=title,
        meaning=(
            f"{found.wrong:,} of {nouns.counted(found.n, review)} decided alone, whose outcome is "
            "known, are wrong; the commonest pairs are listed."
        ),
        alt=f"{title}. A table of classes and what they were taken for.",
        how=(
            "A confusion matrix of the cases whose confidence reaches "
            f"{say.number(handoff.threshold, 6)}, without its diagonal."
        ),
        columns=("What it was", "Taken for", make.cases(review), "Of 100 mistakes"),
        rows=tuple(_pair(pair, found, outside) for pair in found.pairs),
    )


def _pair(pair: Confusion, found: Confusions, outside: str | None) -> tuple[Cell, ...]:
    names = (
        f"{say.cleaned(name)}{' (out of scope)' if name == outside else ''}"
        for name in (pair.label, pair.answer)
    )
    return (*names, pair.n, make.of_100(pair.n / found.wrong))
