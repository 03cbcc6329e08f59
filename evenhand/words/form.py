"""Where the form for a log of one's own asks for what a sentence says is missing."""

import re
from typing import Final

_IN_FILE: Final = re.compile(r"in a review file: (.*?)(?=\)|\.(?:\s|$))")
_LIMITS: Final = "on the form, under “Costs, handoff and limits”"
_COLUMNS: Final = "on the form, under “What does each column mean?”"
_TAKEN_ALONG: Final = "in the review file, which the Report page has to take along"
# Whatever the form asks for, by keys of the review file; what it does not ask for stays in there.
_PLACES: Final = (
    (re.compile(r"positive_worth|false_positive|cases_per_hour|max_error|human_accuracy"), _LIMITS),
    (
        re.compile(
            r"\[columns\] (label|time|context|protected|features)|latency_ms|role = |^score"
        ),
        _COLUMNS,
    ),
)


def on_form(text: str) -> str:
    """The same sentence for somebody who filled in the form, and has no review file.

    Args:
        text: perhaps with keys of the review file in brackets.

    >>> on_form("Add a column that says it (in a review file: [columns] label).")
    'Add a column that says it (on the form, under “What does each column mean?”).'
    """
    return _IN_FILE.sub(lambda found: _place(found[1]), text)


def _place(keys: str) -> str:
    return next((place for said, place in _PLACES if said.search(keys)), _TAKEN_ALONG)
