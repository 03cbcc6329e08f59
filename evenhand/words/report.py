"""Sentences of the report alone: what it is not, how it was worked out, who answers for it."""

from typing import Final

from evenhand.review import Review
from evenhand.words import nouns
from evenhand.words.fairness import FOUR_FIFTHS
from evenhand.words.nouns import interval_name
from evenhand.words.say import number

REPORT_KIND: Final = "Evenhand report"
WORKSHEET: Final = (
    "A calculation worksheet made with Evenhand. Independence, judgement and signature are yours. "
    "It holds counts of groups, small ones too: decide who may see it."
)
WHAT_IT_IS_NOT: Final = (
    "It is a screen, not a finding: a difference says where to look, not why it is there.",
    "It is no legal advice and no certificate. It says what is inside the limits of this review.",
    "Only the criteria of this review decide; everything else in it is exploratory.",
    "It holds counts and no row of the decision log.",
)
SIGN_OFF: Final = (
    "Evenhand worked out the numbers. Nobody has signed them: whoever prepared this report, "
    "checked it and answers for it writes so here by hand."
)
WOULD_CHANGE: Final = "What would change this:"
SIGN_OFF_BLANKS: Final = ("Prepared by", "Independent of the model's makers, and how", "Date",
                          "Signature")  # fmt: skip


def method_lines(review: Review) -> tuple[str, ...]:
    """How every number was worked out, in general.

    Args:
        review: its interval, its seed and its smallest group.
    """
    cases = nouns.cases(review)
    return (
        (
            f"Every interval is a {interval_name(review)}: Wilson for a share, Newcombe for a "
            "difference, Katz for a ratio, Student and Welch for means and their differences; "
            "score intervals where people and the model decide together, and of costs; F1 by "
            f"bootstrap with seed {review.method.seed}."
        ),
        (
            f"Groups below {review.method.min_group} {cases}{_least(review)} and those of unknown "
            "group are listed, and take no part in gaps, tests or criteria."
        ),
        *((FOUR_FIFTHS,) if review.columns.protected else ()),
    )


def _least(review: Review) -> str:
    """The smallest share of a group, where the review sets one."""
    share = review.method.min_share
    return f", those under {number(100 * share, 3)} of 100 answered" if share else ""


def worked_out_as(table: int) -> str:
    """Where the same method was said first.

    >>> worked_out_as(3)
    'Worked out as in table A3.'
    """
    return f"Worked out as in table A{table}."
