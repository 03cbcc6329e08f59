"""The figures of the labels' quality: right by how far raters agree, and agreement by label."""

from evenhand.figures import make
from evenhand.figures.kinds import Dot, Dots, Line, Mark, Panel, Table
from evenhand.findings import AgreementBand, Findings
from evenhand.review import Review
from evenhand.words import label_quality as said
from evenhand.words import nouns


def by_agreement(findings: Findings, review: Review) -> Dots | Table | None:
    """How often the candidate is right, by raters' agreement; None where that is not known."""
    found = said.label_quality_of(findings)
    if found is None or not found.bands:
        return None
    dots = tuple(_dot(one, review) for one in found.bands)
    title = said.right_where_title(found, review)
    shares = found.where_all_agree, found.elsewhere
    n = sum(one.n for one in shares)
    right = sum((one.value or 0.0) * one.n for one in shares)
    return make.drawn(
        Dots(
            title=title,
            meaning=f"{said.label_quality_meaning(found)}{_hollow(dots, review)}",
            alt=make.alt_of(title, dots),
            how=(
                "Cases with a known outcome, an answer and a share of raters, by the share of "
                "raters who gave the label; a band has its lower end, not its upper one, and all "
                "raters are a band of their own. Wilson's interval for each; the difference "
                "between cases on which all agree and the others is Newcombe's. Shares are "
                "counted to a thousandth."
            ),
            columns=(
                "Gave the label", make.cases(review), "right, of 100",
                *make.interval_columns(review),
            ),
            rows=tuple(
                (said.band_name(one), one.accuracy.n, *make.interval_cells(one.accuracy))
                for one in found.bands
            ),
            panels=(
                Panel(
                    "right, of 100 with a known outcome",
                    dots,
                    (Line(make.of_100(right / n) or 0.0, "of all of these"),),
                ),
            ),
        )
    )  # fmt: skip


def _hollow(dots: tuple[Dot, ...], review: Review) -> str:
    few = f" Hollow: fewer than {review.method.min_group:,} {make.cases(review)}."
    return few if any(dot.mark is Mark.HOLLOW for dot in dots) else ""


def _dot(one: AgreementBand, review: Review) -> Dot:
    mark = Mark.PLAIN if one.accuracy.n >= review.method.min_group else Mark.HOLLOW
    return make.dot(said.band_name(one), one.accuracy, mark, make.note(one.accuracy, review))


def by_class(findings: Findings, review: Review) -> Table | None:
    """How far raters agree on each label; None where that is not known."""
    found = said.label_quality_of(findings)
    if found is None or not found.classes:
        return None
    title = said.label_mean(found)
    return Table(
        title=title,
        meaning="Where fewer give it, outcomes of that label are less sure.",
        alt=f"A table: {title}.",
        how=(
            "The mean share of raters who gave the label, with an interval for a mean of values "
            "between 0 and 1 that reckons with half a case more at either end."
        ),
        columns=(
            "Label", make.cases(review), "raters who gave it, of 100",
            *make.interval_columns(review),
        ),
        rows=tuple(
            (nouns.answer(one.label, review), one.agreement.n, *make.interval_cells(one.agreement))
            for one in found.classes
        ),
    )  # fmt: skip
