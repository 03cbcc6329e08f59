"""Sentences on whether an answer was useful: what is asked, what is kept, and what is not."""

from collections.abc import Mapping
from typing import Final

from evenhand.decisions import LONGEST_REASON
from evenhand.record import Entry
from evenhand.words import say

QUESTION: Final = (
    "**Was this answer useful?** Saying so keeps what you typed, the answers and your reason in "
    "the record, and your name where you are logged in: to train the next model."
)
WHY: Final = f"Why (if you like, at most {LONGEST_REASON} characters)"
BUTTONS: Final[Mapping[bool, str]] = {True: "Useful", False: "Not useful"}
DECIDE_FIRST: Final = "Press Decide first."
NONE: Final = "Nobody has said yet whether an answer was useful."
TITLE: Final = "What people said of answers"


def kept(entry: Entry) -> str:
    """That it is kept, where, and what a change of mind does.

    Args:
        entry: as it was written.
    """
    what = BUTTONS[entry.content["useful"]].lower()
    return (
        f"Kept: {what}, as entry {entry.seq:,} of the record, {say.moment(entry.at)}. "
        "Changed your mind? Press the other one: both are kept, and the last counts."
    )


def not_kept(why: str) -> str:
    """That nothing is kept, and why.

    Args:
        why: in a sentence or a line.
    """
    return f"Nothing was kept: {why}" if why else ""


def counted(number: int) -> str:
    """How often it was said.

    Args:
        number: of times.
    """
    if not number:
        return NONE
    times = say.counted(number, "time", "times")
    return (
        f"People said {times} whether an answer was useful. The file has a row for each: what was "
        "put in, what rule and model answered, and what was said, for the next training."
    )
