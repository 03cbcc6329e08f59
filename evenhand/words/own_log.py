"""Sentences on what is kept of a visitor's own log, where it came with its model."""

from typing import Final

from evenhand.explanation import SAMPLE
from evenhand.held import MOST

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
    "There is no form for your own log: it came without a model's file that gives the answers in "
    "it, or the server had no room for that. Bring it again with the file, or choose a sample "
    "above to try one."
)
NO_WHOLE_CASE: Final = (
    "There is no form for your own log: each of its cases lacks an input of the model."
)
NO_ROOM: Final = (
    "The model and its cases were dropped once the log was counted: the server has no room for "
    "them right now. What stands here is all that was worked out before."
)


def some_kept(kept: int, of: int) -> str | None:
    """How many cases can be asked for by their number; None where it is all of them."""
    if kept == of:
        return None
    return f"{kept:,} of {of:,} cases, drawn by chance, can be asked for by their number."
