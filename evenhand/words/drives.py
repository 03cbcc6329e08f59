"""Sentences on how far an explanation is."""

from typing import Final

from evenhand.review import Review
from evenhand.words import nouns, say

FINDING_CASES: Final = "Looking for single cases to explain."
STOPPED: Final = "This was stopped before it was done; open the page again to begin anew."


def explained_so_far(done: int, of: int, review: Review) -> str:
    """How many cases are explained, of those that show what drives the model."""
    return f"What drives the model: {_so_far(done, of, review)}"


def compared_so_far(done: int, of: int, review: Review) -> str:
    """How many cases of two groups are explained."""
    return f"What drives the gap: {_so_far(done, of, review)}"


def _so_far(done: int, of: int, review: Review) -> str:
    if not of:
        return "opening the model and asking it about the log."
    return f"explained {done:,} of {of:,} {say.name(review.words.plural)}."


OWN_CASES: Final = (
    "Each dot is a single case of your log: show this only to people who may see the log."
)


def each_case_title(share: tuple[str, str, int, int, bool], review: Review) -> str:
    """Which way one input pushes where it is high or low.

    Args:
        share: the input as it is called, `high` or `low`, how many of how many cases are pushed one
            way, and whether that is towards the positive answer.
        review: which names things.
    """
    name, level, pushed, of, towards = share
    way = "towards" if towards else "away from"
    cases = say.name(review.words.plural)
    return (
        f"Where {name} is {level}, it pushes {way} {nouns.yes(review)} "
        f"in {pushed:,} of {of:,} {cases}"
    )


def each_case_meaning(drawn: int, explained: int, review: Review) -> str:
    """How to read dots that are single cases."""
    one, cases = say.name(review.words.case), say.name(review.words.plural)
    some = f"one of {drawn:,} {cases}, spread evenly over the {explained:,} explained"
    which = f"one {one}" if drawn == explained else some
    return (
        f"In each row a dot is {which}: the further right, the more this input pushed towards "
        f"{nouns.yes(review)}. A diamond is a high value of the input, a ring a low one."
    )


def one_input_title(
    name: str, most: tuple[str, float] | None, least: tuple[str, float] | None, review: Review
) -> str:
    """Where one input pushes most towards the positive answer, and where most away from it.

    Args:
        name: the input as it is called.
        most: where it pushes towards it most, and by how much on average; None where nowhere.
        least: the same the other way.
        review: which names things.
    """
    said = [
        f"most {way} {what} {where}, by {say.number(abs(amount))} on average"
        for way, what, (where, amount) in (
            ("towards", nouns.yes(review), most or ("", 0.0)),
            ("away", "from it" if most else f"from {nouns.yes(review)}", least or ("", 0.0)),
        )
        if amount
    ]
    if not said:
        return f"{say.capital(name)} pushes neither way"
    return f"{say.capital(name)} pushes {', and '.join(said)}"


def one_input_meaning(review: Review, *, in_steps: bool) -> str:
    """How to read one input's values against what they added."""
    one = say.name(review.words.case)
    step = "over about a tenth of them" if in_steps else "at one value"
    return (
        f"A small ring is one {one}; a large dot, with its interval, is the mean {step}. "
        f"Above the line the input pushed towards {nouns.yes(review)}, below it away."
    )


def sizes(n: int, drawn: int | None, cases: int | None, review: Review) -> str:
    """How many cases were explained, of how many, and why not all."""
    name = say.name(review.words.plural)
    if drawn is None or cases is None or n == cases:
        return f"on {n:,} {name}"
    chance = f"on {n:,} {name} picked by chance out of {cases:,}"
    return chance if n == drawn else f"{chance}: fewer than {drawn:,}, since each takes long"
