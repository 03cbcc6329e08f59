"""Sentences on what is kept of a visitor's own log, where it came with its model."""

from typing import Final

from evenhand.explanation import SAMPLE
from evenhand.held import MOST
from evenhand.review import Review

MODEL_KEPT: Final = (
    "The model's file is opened in a process that can reach nothing, and asked about this log. To "
    f"answer more of your questions, the file and its inputs in at most {MOST:,} cases, with their "
    "answers, outcomes and groups and without their numbers, stay in the server's memory: for your "
    "page alone, as long as the counts, and never on a disk. Without a file, a stand-in that "
    f"learns the log's answers is explained; for that the inputs of at most {SAMPLE:,} cases stay "
    "likewise."
)
FORM: Final = (
    "The model that you brought decides what you put in here, in a process that can reach nothing. "
    "It starts from a usual case. What you put in is not recorded, and goes with this page."
)
NO_FORM: Final = (
    "There is no form for your own log: it came without its model's file. Bring it again with the "
    "file, or choose a sample above to try one."
)
NOT_HELD: Final = (
    "There is no form for your own log: the model's file does not give the answers in it, or the "
    "server had no room for the model. Explain says more."
)
NO_WHOLE_CASE: Final = (
    "There is no form for your own log: each of its cases lacks an input of the model."
)
NO_ROOM: Final = (
    "The model and its cases were dropped once the log was counted: the server has no room for "
    "them right now. What stands here is all that was worked out before."
)
STAND_IN_CASES: Final = (
    "These cases are explained by a stand-in, as the log came without its model's file; with the "
    "file, a case can be asked for by its number."
)


def not_asked(review: Review) -> str:
    """Why no further case of an own log can be asked for: nothing was brought, or there is no room.

    Args:
        review: of the log, which names the model's file where one came with it.
    """
    return NO_ROOM if _has_model(review) else STAND_IN_CASES


def no_form(review: Review) -> str:
    """Why there is no form for an own log: its model did not come, or is not held.

    Args:
        review: of the log.
    """
    return NOT_HELD if _has_model(review) else NO_FORM


def _has_model(review: Review) -> bool:
    return any(one.model for one in review.candidates)


def some_kept(kept: int, of: int) -> str | None:
    """How many cases can be asked for by their number; None where it is all of them."""
    if kept == of:
        return None
    return f"{kept:,} of {of:,} cases, drawn by chance, can be asked for by their number."
