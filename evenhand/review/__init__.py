"""The review file: what an audit is about, what each column means, and what must hold.

Every key of the format is a field of a frozen type, with its default: `tables`.
"""

from evenhand.review.kinds import (
    FINDINGS,
    METRICS,
    MOST_COST_LINES,
    PHASES,
    PLENTY,
    UNLABELLED,
    Edges,
)
from evenhand.review.reading import TABLES, load_review, parse
from evenhand.review.tables import (
    MOST_ANSWER,
    MOST_REASON,
    Candidate,
    Costs,
    Criterion,
    Cut,
    Described,
    HandoffPlan,
    Keywords,
    Method,
    PackAnswers,
    ShadowTrial,
    Words,
)
from evenhand.review.whole import Review

__all__ = [
    "FINDINGS",
    "METRICS",
    "MOST_ANSWER",
    "MOST_COST_LINES",
    "MOST_REASON",
    "PHASES",
    "PLENTY",
    "TABLES",
    "UNLABELLED",
    "Candidate",
    "Costs",
    "Criterion",
    "Cut",
    "Described",
    "Edges",
    "HandoffPlan",
    "Keywords",
    "Method",
    "PackAnswers",
    "Review",
    "ShadowTrial",
    "Words",
    "load_review",
    "parse",
]
