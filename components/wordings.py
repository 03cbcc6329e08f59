"""The words that a visitor gave the columns of the audit that is open: nobody else sees them."""

from collections.abc import Mapping
from dataclasses import replace

from components import state, who
from components.cached import Opened
from components.permits import Action
from evenhand import dictionary


def worded(shown: Opened) -> Opened:
    """The same audit in the words that this visitor gave its columns.

    Args:
        shown: the audit.
    """
    changed = state.wordings(key(shown))
    if not changed or not who.may(Action.WORDS):
        return shown
    review = shown.review.with_dictionary(changed)
    return replace(
        shown, review=review, findings=dictionary.worded(shown.findings, review), is_worded=True
    )


def given(shown: Opened) -> Mapping[str, Mapping[str, str | None]]:
    """The words that this visitor gave columns, by column; none where they count for nothing.

    Args:
        shown: the audit, as it is shown.
    """
    return state.wordings(key(shown)) if shown.is_worded else {}


def key(shown: Opened) -> str:
    """What the words belong to: a sample, a kept review, or the log that was brought.

    Args:
        shown: the audit.
    """
    return f"{shown.name}-{state.turn()}" if shown.is_own else shown.name
