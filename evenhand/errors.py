"""What a person is told when the input is wrong: one line that says what, where and what to do."""

from typing import Final

_LONGEST: Final = 120


class InputError(ValueError):
    """The user's file, column or key is wrong; `str()` is the one line to show.

    Args:
        message: what is wrong and what was expected; never a cell's value.
        where: the file, column, row or key it is about.

    >>> str(InputError("expected a number", where="[costs] review"))
    '[costs] review: expected a number'
    """

    def __init__(self, message: str, *, where: str = "") -> None:
        super().__init__(f"{where[:_LONGEST]}: {message}" if where else message)
