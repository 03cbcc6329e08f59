"""What every command shares: exit codes, and how a file is written."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

from evenhand.errors import InputError

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  # has no other name
else:
    Commands = object

DONE: Final = 0
OUTSIDE: Final = 1
WRONG_INPUT: Final = 2
NOT_DELIVERED: Final = 3
NOT_COMPARED: Final = 3


def write(path: Path, content: bytes) -> None:
    """Write a file that was asked for.

    Args:
        path: where.
        content: what.

    Raises:
        InputError: it cannot be written there.
    """
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", where=path.name) from None
