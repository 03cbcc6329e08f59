"""Does a candidate treat groups even-handedly? One module a question, all from the tally."""

from evenhand.fairness.gaps import eligible, gap
from evenhand.fairness.groups import Tables, adjusted, by_attribute, by_library, tables
from evenhand.fairness.impact import (
    FLAGGED,
    NOT_FLAGGED,
    Rate,
    favourable,
    four_fifths,
    impact_ratios,
    reference,
)
from evenhand.fairness.strata import clear, with_strata
from evenhand.fairness.unknown import unknown

__all__ = [
    "FLAGGED",
    "NOT_FLAGGED",
    "Rate",
    "Tables",
    "adjusted",
    "by_attribute",
    "by_library",
    "clear",
    "eligible",
    "favourable",
    "four_fifths",
    "gap",
    "impact_ratios",
    "reference",
    "tables",
    "unknown",
    "with_strata",
]
