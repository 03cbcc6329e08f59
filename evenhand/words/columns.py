"""What a column is called, and how one of its values reads: by the review's data dictionary."""

import math

from evenhand.review import Review
from evenhand.words import say

_THOUSANDS = 1000
_LARGE = 100_000  # from there on a number has six digits before its point


def column_name(column: str, review: Review, width: int = 60) -> str:
    """A column in the review's own words; else its name as words.

    Args:
        column: its name in the log.
        review: which may have a dictionary.
        width: how many characters to keep.
    """
    said = review.described(column).name
    return say.name(said, width) if said else say.readable(column, width)


def attribute_name(attribute: str, review: Review, width: int = 60) -> str:
    """An attribute, which is a column or two that are crossed, in the review's own words.

    Args:
        attribute: one of the review's.
        review: which may have a dictionary.
        width: how many characters to keep.
    """
    columns = review.attributes.get(attribute, (attribute,))
    return say.shortened(" & ".join(column_name(one, review) for one in columns), width)


def value_said(column: str, value: float | str, review: Review, width: int = 40) -> str:
    """One value of a column, with its unit.

    Args:
        column: its name in the log.
        value: the value; text that is a number is written as one.
        review: which may have a dictionary.
        width: how many characters of a text to keep.
    """
    text, unit = _written(value, width), review.described(column).unit
    number = _number(value)
    return f"{text} {say.unit(number, unit)}" if unit and number is not None else text


def change_said(column: str, to: float, was: float, review: Review) -> str:
    """One value of a column in place of another: reads with any name and any unit.

    A unit that the column's name has in it is not said again.

    Args:
        column: its name in the log.
        to: what it would be.
        was: what it is.
        review: which may have a dictionary.
    """
    name, unit = column_name(column, review, 40), review.described(column).unit
    said = bool(unit) and f" {unit} ".casefold() in f" {name} ".casefold()
    new, old = (_written(v, 40) if said else value_said(column, v, review) for v in (to, was))
    return f"{name} at {new} instead of {old}"


def _written(value: float | str, width: int) -> str:
    """A number with a real minus and its thousands apart; a text as it is."""
    number = _number(value)
    if number is None:
        return say.name(value, width)
    whole = abs(number) >= (_THOUSANDS if number.is_integer() else _LARGE)
    return (f"{number:,.0f}" if whole else f"{number:g}").replace("-", say.MINUS)


def _number(value: float | str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
