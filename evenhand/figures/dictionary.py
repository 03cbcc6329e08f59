"""The data dictionary as a table."""

from collections.abc import Mapping

from evenhand.figures.kinds import Cell, Table
from evenhand.findings import ColumnFacts, Findings
from evenhand.review import Review
from evenhand.words import dictionary as said
from evenhand.words import say
from evenhand.words.columns import column_name


def dictionary(findings: Findings, review: Review) -> Table:
    """Every column that has a role: what it is called and means, what it holds, what is missing.

    Args:
        findings: with what was measured.
        review: whose words count.
    """
    facts = said.facts_of(findings)
    title = said.dictionary_title(facts)
    return Table(
        title=title,
        meaning=said.dictionary_meaning(facts, review),
        alt=f"{title}.",
        how=said.HOW,
        columns=(
            "Column", "Called", "What it means", "Source", "What it is for", "What it holds",
            "Missing, of 100",
        ),
        rows=tuple(_rows(facts, review)),
    )  # fmt: skip


def _rows(facts: Mapping[str, ColumnFacts], review: Review) -> list[tuple[Cell, ...]]:
    return [
        (
            say.cleaned(column),
            column_name(column, review),
            _text(one.meaning),
            _text(one.source),
            said.role_said(one),
            said.held(column, one, review),
            _missing(one.missing),
        )
        for column, one in facts.items()
    ]


def _missing(share: float | None) -> str:
    """A share of 100, as text: most are none."""
    if share is None:
        return say.DASH
    return say.number(100 * share) if share else "none"


def _text(text: str | None) -> str:
    return say.name(text, 300) if text else say.DASH
