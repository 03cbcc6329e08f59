"""Sentences on a stand-in: that it is one, and how well it follows the model."""

from evenhand.explanation import Explanation, Follows
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
        if found.is_close
        else f"There is no model file, and a stand-in that learned from {found.learned:,} "
        f"{say.name(review.words.plural)} follows {model} badly: what is shown may not be so of it."
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
        spread = (
            f" It follows {say.number(found.r2.value)} of the spread of the scores "
            f"(R² of the log-odds, {say.number(found.r2.low or 0.0)} to "
            f"{say.number(found.r2.high or 0.0)})."
        )
    return (
        f"In {agreement.n:,} others the two give the same answer in {_hundred(agreement.value)} of "
        f"100 ({ends}); always the most frequent answer would in {_hundred(found.usual)}.{spread}"
    )


def _hundred(share: float | None) -> str:
    return "0" if share is None else say.portion(share, 100)


def stand_in_title(explanation: Explanation, names: str) -> str | None:
    """The headline where it is of a stand-in; None where it is of the model.

    Args:
        explanation: what is shown.
        names: the inputs that move it most.
    """
    if explanation.follows is None or explanation.overall is None:
        return None
    model = say.the(explanation.overall.candidate)
    if explanation.follows.is_close:
        return f"What drives a stand-in for {model} most: {names}"
    return f"A stand-in follows {model} too badly to say what drives it"
