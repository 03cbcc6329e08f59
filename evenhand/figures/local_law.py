"""The tables of New York City's Local Law 144."""

from collections.abc import Sequence

from evenhand.figures import make
from evenhand.figures.kinds import Cell, Table
from evenhand.findings import Findings, LocalLaw144, LocalLawRow, Omitted
from evenhand.review import Review
from evenhand.words import local_law as said
from evenhand.words import say
from evenhand.words.columns import attribute_name
from evenhand.words.fairness import favourable


def _found(findings: Findings, candidate: str, attribute: str) -> LocalLaw144 | None:
    one = findings.by(candidate, attribute)
    return None if one is None or isinstance(one.local_law_144, Omitted) else one.local_law_144


def selection(findings: Findings, review: Review, candidate: str, attribute: str) -> Table | None:
    """Selection rates and impact ratios; None for a column that is not protected."""
    found = _found(findings, candidate, attribute)
    if found is None:
        return None
    title, what = said.selection_title(found, review), favourable(review)
    return _table(found, found.selection, review, attribute, (title, what, ""))


def scoring(findings: Findings, review: Review, candidate: str, attribute: str) -> Table | None:
    """Scoring rates and impact ratios; None without scores."""
    found = _found(findings, candidate, attribute)
    if found is None or found.scoring is None:
        return None
    words = (
        said.scoring_title(found),
        "above the median",
        f" {said.median_sentence(found, review)}",
    )
    return _table(found, found.scoring, review, attribute, words)


def _table(
    found: LocalLaw144,
    rows: Sequence[LocalLawRow],
    review: Review,
    attribute: str,
    words: tuple[str, str, str],
) -> Table:
    title, what, counted = words
    return Table(
        title=title,
        meaning=said.law_meaning(found, review),
        alt=f"{title}. A table of counts, rates and impact ratios by group.",
        how=f"{said.HOW}{counted}",
        columns=(
            say.capital(attribute_name(attribute, review)),
            make.cases(review),
            say.capital(what),
            "Of 100",
            "Impact ratio",
            "Of everybody, of 100",
        ),
        rows=tuple(_row(row) for row in rows),
    )


def _row(row: LocalLawRow) -> tuple[Cell, ...]:
    return (
        say.cleaned(row.group),
        row.n,
        row.selected,
        make.of_100(row.rate),
        make.rounded(row.ratio),
        make.of_100(row.share),
    )
