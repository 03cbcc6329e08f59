"""One way to compare values: as text, so that a file, a frame and an engine agree."""

import math
import re
from decimal import Decimal
from typing import Final

_ZERO_DECIMALS: Final = re.compile(r"^([+-]?\d+)\.0+$")


def canonical(value: object) -> str | None:
    """The text by which a label, an answer or a group is compared; None where nothing is known.

    Truth values become `1` and `0`, numbers are compared by value, surrounding space goes, text
    like `1.0` loses its zero decimals, and nothing else changes. Null, empty and `nan` are None.

    >>> [canonical(v) for v in (True, 1, 1.0, " 1.00 ", "01", "yes", "", float("nan"), None)]
    ['1', '1', '1', '1', '01', 'yes', None, None, None]
    """
    if value is None:
        return None
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float | Decimal):
        return _number(value)
    text = _ZERO_DECIMALS.sub(r"\1", str(value).strip())
    return None if text.lower() in {"", "nan"} else text


def negative_text(positive: str) -> str:
    """How the other answer of a binary review is written, whatever the log calls it.

    >>> negative_text("1"), negative_text("yes")
    ('0', '0')
    """
    return "1" if positive == "0" else "0"


def _number(value: float | Decimal) -> str | None:
    if math.isnan(value):
        return None
    whole = math.isfinite(value) and value == int(value)
    return (
        str(int(value))
        if whole
        else f"{value.normalize():f}"
        if isinstance(value, Decimal)
        else repr(value)
    )
