"""Sentences of the summary that New York City asks to publish of a bias audit."""

from collections.abc import Mapping
from typing import Final

from evenhand.packs import Answered, Standing
from evenhand.words import say

KIND: Final = "Summary of a bias audit"
HEADLINE: Final = "What New York City asks to publish of a bias audit"
NO_VERDICT: Final = (
    "The rule asks for these numbers and sets no limit on them, so this summary has no verdict."
)
WHAT_IT_IS_NOT: Final = (
    (
        "The rule asks for it on the employment section of a website, before the tool is used and "
        "until six months after its last use (6 RCNY 5-303). Nothing here publishes it."
    ),
    "It has every category with the people counted in it, small ones too, as the rule asks.",
    (
        "It is no legal advice and no certificate. Who audits, and that they are independent, is "
        "for a person to say."
    ),
)
NOT_SAID: Final = "not said yet; only a person can say it"
STILL: Final = "Still to be said before it can be published:"
ALL_SAID: Final = "Nothing that only a person can say is missing."
SAID: Final[Mapping[str, str]] = {
    "audit-date": "Date of the most recent bias audit",
    "distribution-date": "Distribution date of the tool",
    "data-source": "Source and explanation of the data",
    "historical-data": "Historical data, and whose",
    "test-data": "Why test data, and how they were made",
    "left-out": "Why categories are left out of ratios",
}
"""What a person says there, by the requirement's id in the pack, in the order of the summary."""

ASSESSED: Final = "Applicants or candidates assessed"
NO_TABLES: Final = "No tables yet"


def answer_line(label: str, one: Answered) -> str:
    """What a person says of one thing; that nobody has, else."""
    given = " ".join(one.lines) if one.standing is Standing.BY_YOU else NOT_SAID
    return f"{label}: {given}"


def unknown(attribute: str) -> str:
    """What the number of people of unknown category is called."""
    return f"Of unknown {attribute}"


def by(attribute: str) -> str:
    """The heading of one attribute's tables."""
    return f"By {attribute}"


def title(review_title: str) -> str:
    """What the file is called."""
    return f"{KIND}: {say.name(review_title, 300)}"
