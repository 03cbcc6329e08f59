"""Every formula that a report's numbers come from, in one table."""

from typing import Final

from evenhand.figures.kinds import Table
from evenhand.review import METRICS, Review
from evenhand.words import nouns, say

_TERMS: Final = (
    *METRICS,
    "impact_ratio",
    "accuracy_difference",
    "coverage",
    "automatic_error",
    "team_accuracy",
    "cost_difference",
    "calibration_error",
)
_INTERVALS: Final = (
    (
        "Interval of a share",
        "Wilson",
        "(p + z²/2n ± z √(p(1 - p)/n + z²/4n²)) / (1 + z²/n)",
        "Wilson 1927",
    ),
    (
        "Interval of a difference of two groups",
        "Newcombe",
        (
            "(p - q) - √((p - low p)² + (high q - q)²) to "
            "(p - q) + √((high p - p)² + (q - low q)²), lows and highs by Wilson"
        ),
        "Newcombe 1998, method 10",
    ),
    (
        "Interval of a ratio of two groups",
        "Katz log",
        "exp(ln(p/q) ± z √((1 - p)/np + (1 - q)/mq))",
        "Katz 1978",
    ),
    (
        "Criteria together",
        "Bonferroni",
        "each interval at 1 - (1 - level) / (pairs of groups x criteria)",
        "Dunn 1961",
    ),
    (
        "Many gaps looked at together",
        "Benjamini-Hochberg",
        "q of the i-th smallest p of m: the least p x m / i from it on",
        "Benjamini and Hochberg 1995",
    ),
)


def formulas(review: Review) -> Table:
    """Every metric and interval: plain words, the field's term, the formula, and among which cases.

    Args:
        review: its nouns.
    """
    return Table(
        title="The formulas behind the numbers",
        meaning="TP, FP, TN and FN count right and wrong answers of yes and of no; n is a count.",
        alt="A table of the formulas of every metric and interval.",
        how=(
            f"{nouns.what_yes_means(review)} z is the normal quantile of a "
            f"{nouns.interval_name(review)}. What cannot be divided is not estimated, never 0."
        ),
        columns=("What", "The field's term", "Formula", "Counted among, or source"),
        rows=(*(_term(name, review) for name in _TERMS), *_INTERVALS),
    )


def _term(name: str, review: Review) -> tuple[str, str, str, str]:
    term = nouns.FINDING_TERMS[name]
    return (
        say.capital(nouns.filled(term.plain, review)),
        term.term,
        nouns.filled(term.formula, review),
        nouns.filled(term.of, review),
    )
