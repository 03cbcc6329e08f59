"""What a person is told when the input is wrong: one line that says what, where and what to do."""

import traceback
from pathlib import Path
from typing import Final

_LONGEST: Final = 120
_LINE: Final = 199


class InputError(ValueError):
    """The user's file, column or key is wrong; `str()` is the one line to show.

    Args:
        message: what is wrong and what was expected; never a cell's value.
        where: the file, column, row or key it is about.

    >>> str(InputError("expected a number", where="[costs] review"))
    '[costs] review: expected a number'
    >>> len(str(InputError("there is no column " + "x" * 10_000)))
    199
    """

    def __init__(self, message: str, *, where: str = "") -> None:
        line = f"{where[:_LONGEST]}: {message}" if where else message
        line = "".join(mark if mark.isprintable() else " " for mark in line)
        super().__init__(line if len(line) <= _LINE else f"{line[: _LINE - 1]}…")


class BusyError(InputError):
    """Others are being answered; the same may be asked again shortly."""


class ElsewhereError(Exception):
    """A fault of ours in another process; its words say where it arose and quote no data."""


_OURS: Final = (ImportError, NameError, ElsewhereError)  # these quote code, not data


def place(error: BaseException) -> str:
    """The kind of a fault and where it arose; its message may quote data and is left out.

    Args:
        error: what was raised.
    """
    frames = traceback.extract_tb(error.__traceback__)
    where = (f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-6:])
    words = f" ({error})" if isinstance(error, _OURS) else ""
    return f"{type(error).__name__}{words} at {' > '.join(where)}"
