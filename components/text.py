"""A text of the user's inside Streamlit's Markdown: as it is, and nothing more."""

import re
import string
from typing import Final

_JOIN: Final = "\u2060"  # a word joiner takes no room; what it parts is made no link and no arrow
_SPECIAL: Final = frozenset(string.punctuation)
# What Markdown changes after it has read the escapes: addresses, arrows, two signs into one.
_CHANGED: Final = re.compile(r"(?<=:)(?=/)|(?<=[wW])(?=[wW]+\.)|(?=@)|(?<=[-<>=])(?=[-<>=])")
# What marks anything up inside a line, and what may: a dollar sign alone is no formula.
_MARKUP: Final = re.compile(r"[\\`*_\[\]{}<>~:&^#|]|\$(?=.*\$)")
_WIDE: Final = 0xFEE0  # from a sign to its full-width form, which looks alike and marks nothing up


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


def label(text: object) -> str:
    r"""A text as the label of a widget, which is drawn as Markdown and read out as it is written.

    An escape would be read out with its backslashes; signs that mark something up become their
    full-width forms instead.

    Args:
        text: a label that starts with a word, and may go on with a name from the user's data.

    >>> label("A missed case costs, TWD")
    'A missed case costs, TWD'
    >>> label("Role of **a**")
    'Role of \uff0a\uff0aa\uff0a\uff0a'
    """
    broken = _CHANGED.sub(_JOIN, " ".join(str(text).split()))
    return _MARKUP.sub(lambda sign: chr(ord(sign[0]) + _WIDE), broken)
