"""Does a candidate treat groups even-handedly? One module a question, all from the tally."""

from evenhand.fairness.details import with_details
from evenhand.fairness.gaps import by_chance, eligible, gap
from evenhand.fairness.groups import Tables, adjusted, by_attribute, by_library, table, tables
from evenhand.fairness.impact import (
    FLAGGED,
    MOST_SELECTED,
    NOT_FLAGGED,
    OVERALL,
    Rate,
    Reference,
    favourable,
    four_fifths,
    impact_ratios,
    reference,
    shortfall,
)
from evenhand.fairness.notes import problems, small
from evenhand.fairness.slices import worst_slices
from evenhand.fairness.strata import clear, with_strata
from evenhand.fairness.unknown import unknown

__all__ = [
    "FLAGGED",
    "MOST_SELECTED",
    "NOT_FLAGGED",
    "OVERALL",
    "Rate",
    "Reference",
    "Tables",
    "adjusted",
    "by_attribute",
    "by_chance",
    "by_library",
    "clear",
    "eligible",
    "favourable",
    "four_fifths",
    "gap",
    "impact_ratios",
    "problems",
    "reference",
    "shortfall",
    "small",
    "table",
    "tables",
    "unknown",
    "with_details",
    "with_strata",
    "worst_slices",
]
