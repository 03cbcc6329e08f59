"""Sentences on a stand-in: that it is one, and how well it follows the model."""

from collections.abc import Iterator
from typing import Final

from evenhand.explanation import Explanation, Follows
from evenhand.findings import Estimate
from evenhand.review import Review
from evenhand.words import say


def stand_in_line(explanation: Explanation, review: Review) -> str | None:
    """That what is shown is of a stand-in, and how far it can be trusted; None where it is not."""
    found, overall = explanation.follows, explanation.overall
    if found is None or overall is None:
        return None
    model = say.the(overall.candidate)
    first = (
        f"There is no model file, so this is of a stand-in that learned from "
        f"{found.learned:,} {say.name(review.words.plural)} to answer as {model} did."
        if explanation.shown is not None
        else f"There is no model file, and a stand-in that learned from {found.learned:,} "
        f"{say.name(review.words.plural)} follows {model} too badly: what drives the stand-in need "
        f"not drive {model}, so it is not shown."
    )
    need = f"Single {say.name(review.words.plural)} need the model."
    return f"{first} {_agreement(found)} {need}"


def _agreement(found: Follows) -> str:
    """How often both say the same, and how closely scores are followed."""
    agreement = found.agreement
    if agreement.value is None:
        return ""
    ends = f"{_hundred(agreement.low)} to {_hundred(agreement.high)}"
    spread = ""
    if found.r2 is not None and found.r2.value is not None:
        of = "of what sets their scores apart"
        spread = (
            f" It follows {_hundred(found.r2.value)} of 100 parts {of} "
            f"({_hundred(found.r2.low)} to {_hundred(found.r2.high)})."
            if found.r2.value > 0
            else f" It follows nothing {of}."
        )
    return (
        f"In {agreement.n:,} others the two give the same answer in {_hundred(agreement.value)} of "
        f"100 ({ends}); always the most frequent answer would in {_hundred(found.usual)}.{spread}"
    )


def _hundred(share: float | None) -> str:
    return say.portion(max(share or 0.0, 0.0), 100)


HOW: Final = (
    "A stand-in (the field's term is surrogate model) is learned from the log and tested on "
    "cases that it did not learn from. What it follows of the scores is R² of their log-odds. It "
    "is close where the interval says at least 90 of 100 same answers and an R² of at least 0.8, "
    "and where it differs at most half as often as the most frequent answer would; only then is "
    "shown what drives it. Shares have Wilson's interval, R² that of the bootstrap."
)


def follows_rows(found: Follows) -> Iterator[tuple[str, Estimate]]:
    """What was measured of how a stand-in follows a model, each with its interval."""
    yield "Same answer in other cases", found.agreement
    yield "The most frequent answer would be the same", Estimate(found.usual, n=found.agreement.n)
    if found.r2 is not None:
        yield "Of what sets scores apart, followed (R²)", found.r2


def stand_in_title(explanation: Explanation, names: str) -> str | None:
    """The headline where it is of a stand-in; None where it is of the model.

    Args:
        explanation: what is shown.
        names: the inputs that move it most.
    """
    if explanation.follows is None or explanation.overall is None:
        return None
    model = say.the(explanation.overall.candidate)
    if explanation.shown is not None:
        return f"What drives a stand-in for {model} most: {names}"
    return f"A stand-in follows {model} too badly to say what drives it"
