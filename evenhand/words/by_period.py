"""Pieces of sentences on periods: with what they are compared, and what is still to come."""

from typing import Final

from evenhand.findings import Health

_LATE: Final = 0.8


def compared(found: Health) -> str:
    """The reference, in words.

    Of one period its name; of several the first and the last.
    """
    names = [one.period for one in found.periods if one.is_reference]
    return " to ".join(dict.fromkeys((names[0], names[-1])))


def period_name(period: str, found: Health) -> str:
    """What one period is called beside a dot."""
    return f"week of {period}" if found.unit == "week" else period


def is_late(found: Health) -> bool:
    """Whether of the last period clearly fewer outcomes are known than of another."""
    shares = [one.labelled.value or 0.0 for one in found.periods if one.cases]
    return len(shares) > 1 and max(shares) > 0 and shares[-1] < _LATE * max(shares)
