"""The one escape: a text of the user's, inside Streamlit's Markdown, as it is and nothing more."""

import re
import string
from typing import Final

_JOIN: Final = "\u2060"  # a word joiner takes no room; what it parts is made no link and no arrow
_SPECIAL: Final = frozenset(string.punctuation)
# What Markdown changes after it has read the escapes: addresses, arrows, two signs into one.
_CHANGED: Final = re.compile(r"(?<=:)(?=/)|(?<=[wW])(?=[wW]+\.)|(?=@)|(?<=[-<>=])(?=[-<>=])")


def inert(text: object) -> str:
    r"""A text as Markdown that shows it letter by letter: no picture, link, formula or icon.

    Args:
        text: any sentence, or a name from the user's data.

    >>> inert("**9** of 100")
    '\\*\\*9\\*\\* of 100'
    >>> "://" in inert("http://example.org")
    False
    """
    broken = _CHANGED.sub(_JOIN, " ".join(str(text).split()))
    return "".join(f"\\{letter}" if letter in _SPECIAL else letter for letter in broken)
