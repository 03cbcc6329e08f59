"""Sentences of the data dictionary as a document, and of its Table Schema."""

from typing import Final

from evenhand.findings import ColumnFacts
from evenhand.review import Review
from evenhand.words import say
from evenhand.words.dictionary import held, role_said

DATA_DICTIONARY: Final = "Data dictionary"
LIMITS: Final = (
    "Only columns that have a role in the review are in it.",
    "A range is where most values lie, rounded outwards; it is no bound, and nobody's own value.",
    "Where there is no meaning, nobody has written one.",
)


def description(column: str, facts: ColumnFacts, review: Review) -> str:
    """What a column says, what it is for, its unit, its source and where most values lie."""
    parts = (
        say.cleaned(facts.meaning) if facts.meaning else "",
        role_said(facts),
        f"Unit: {say.cleaned(facts.unit)}" if facts.unit else "",
        f"Source: {say.cleaned(facts.source)}" if facts.source else "",
        f"Most values: {held(column, facts, review)}" if facts.low is not None else "",
    )
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)
