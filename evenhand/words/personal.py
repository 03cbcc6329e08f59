"""What is said of columns that tell who somebody is."""

from collections.abc import Sequence

from evenhand.words import say

_NAMED = 5


def personal_columns(found: Sequence[tuple[str, str]]) -> str:
    """One line on columns that may tell who somebody is; empty where there are none.

    Args:
        found: each column's name, and what it tells.

    >>> personal_columns([("mail", "e-mail address")])
    'May tell who somebody is: mail (e-mail address). Leave it out of the file, or unused here.'
    >>> personal_columns([])
    ''
    """
    if not found:
        return ""
    named = [f"{say.shortened(name, 40)} ({kind})" for name, kind in found[:_NAMED]]
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    what = "it" if len(found) == 1 else "them"
    return (
        f"May tell who somebody is: {', '.join(named)}{more}. "
        f"Leave {what} out of the file, or unused here."
    )
