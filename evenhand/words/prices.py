"""Sentences around costs that can be changed on a page."""

from collections.abc import Iterator
from typing import Final

from evenhand.review import Review
from evenhand.words import say

COSTS_STAY: Final = "The verdict, the reports and every download keep this review's own costs."
MEANS: Final = (
    "intervals of a mean over kinds of case, each end with half a case more of the cheapest or "
    "dearest kind, since few cases may not show it (after Agresti and Coull)"
)
"""How sure sums of costs are, as a clause."""
HANDING_OFF: Final = ("false_positive", "false_negative", "review")
"""The costs on which the cheapest threshold hangs."""

_CASES: Final = "cases_per_year"


def cost_labels(review: Review) -> dict[str, str]:
    """What each cost of a review is called where it can be changed, by its key."""
    person, model = say.a_or_an(review.words.person), say.the(review.handoff_candidate.name)
    lines = review.costs.other if review.costs else ()
    return {
        "false_positive": "A false alarm costs",
        "false_negative": "A missed case costs",
        "review": f"A look by {person} costs",
        "positive_worth": "A wanted outcome is worth",
        "waiting_per_second": "A second of waiting costs",
        "cost_per_case": f"Running {model} once costs",
        "upkeep_per_year": f"A year's upkeep of {model} costs",
        **{
            f"other_{place}": f"“{say.name(line.name, 40)}” comes a year to"
            for place, line in enumerate(lines, 1)
        },
        _CASES: f"{say.capital(say.name(review.words.plural))} a year",
    }


def cost_field(cost: str, review: Review) -> str:
    """What stands above the field of a cost: its name, and the currency."""
    currency = review.costs.currency if review.costs and cost != _CASES else ""
    return f"{cost_labels(review)[cost]}{f', {say.name(currency)}' if currency else ''}"


def cost_refused(amount: float) -> str:
    """What is said of a cost below 0 that somebody typed."""
    return f"A cost is 0 or more: {say.number(amount, 6)} was not taken."


def costs_changed(own: Review, changed: Review) -> str | None:
    """Which costs were changed on the page, and what keeps the review's; None where none was.

    Args:
        own: the review.
        changed: the same with the costs of the page.
    """
    said = list(_changes(own, changed))
    return f"Changed here: {'; '.join(said)}. {COSTS_STAY}" if said else None


def _changes(own: Review, changed: Review) -> Iterator[str]:
    before, after = own.amounts, changed.amounts
    for key, label in cost_labels(own).items():
        if before.get(key) != after.get(key):
            amounts = (_amount(amount.get(key), key, own) for amount in (after, before))
            colon = ":" if key == _CASES else ""
            yield f"{label[0].lower()}{label[1:]}{colon} {' instead of '.join(amounts)}"


def _amount(amount: float | None, key: str, review: Review) -> str:
    """A cost with all its digits, as it was set."""
    if amount is None:
        return "nothing said"
    currency = review.costs.currency if review.costs and key != _CASES else ""
    return f"{say.name(currency)} {say.number(amount, 6)}" if currency else say.number(amount, 6)
