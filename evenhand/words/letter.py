"""What the letter about one case says around the sentences that the page has, too."""

from typing import Final

from evenhand.review import Review
from evenhand.words import nouns, say
from evenhand.words.explain import NOT_REASONS

MARK: Final = "Draft, not an adverse-action notice"
WHY_DRAFT: Final = (
    "A program wrote this from the model's own figures. Nobody has checked it, and no law's form "
    "for such a notice was followed. A person has to read it, correct it and answer for it."
)
REASONS: Final = "The main reasons"
FOR_WHO: Final = "Name and address of the person"
BLANKS: Final = (
    "Who decides, and answers for it",
    "How to have this looked at again, and by when",
    "Where to send what is wrong in the data",
)
NO_REASON: Final = "No single input stands out."


def letter_title(review: Review) -> str:
    """What the letter is about."""
    return f"About a decision on one {say.name(review.words.case)}"


def reasons_line(review: Review) -> str:
    """What stands above the reasons: what they are, and where they come from."""
    return (
        "These pushed the model most towards this answer, the strongest first. They come out of "
        f"how the model works on many {nouns.cases(review)}."
    )


def closing() -> tuple[str, ...]:
    """What the letter leaves out, and what it is not."""
    return (
        "No reason here says who somebody is, and no number of a case is given.",
        NOT_REASONS,
    )
