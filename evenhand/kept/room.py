"""How many reviews may be kept, how many bytes they may take, and for how long."""

import os
from datetime import datetime, timedelta
from typing import Final

from evenhand.errors import InputError
from evenhand.kept.stored import Label

REVIEWS: Final = "EVENHAND_KEPT_REVIEWS"
BYTES: Final = "EVENHAND_KEPT_BYTES"
DAYS: Final = "EVENHAND_KEPT_DAYS"
_CENTURY: Final = 36_500  # days: for ever, as far as a kept review goes
_LIMITS: Final = {REVIEWS: 10_000, BYTES: 1 << 30, DAYS: _CENTURY}
_MEGABYTE: Final = 1_000_000


def limit(name: str) -> int:
    """A limit from the environment, or the usual one.

    Args:
        name: `REVIEWS`, `BYTES` or `DAYS`.

    Raises:
        InputError: it is no whole number of at least 0.
    """
    text = os.environ.get(name, "").strip() or str(_LIMITS[name])
    if not (text.isascii() and text.isdigit()):
        raise InputError("expected a whole number of at least 0", where=name)
    return int(text)


def longest() -> timedelta:
    """For how long a review may be kept at most.

    Raises:
        InputError: the limit in the environment is none.
    """
    return timedelta(days=min(limit(DAYS), _CENTURY))


def end(label: Label) -> datetime | None:
    """When a review is over: as was asked for, or once it is as old as any may be.

    Args:
        label: what is known of it.

    Returns:
        None where that cannot be read.

    Raises:
        InputError: the limit in the environment is none.
    """
    oldest = label.kept_on and label.kept_on + longest()
    ends = [when for when in (label.until, oldest) if when is not None]
    return min(ends, default=None)


def refusal(many: int, taken: int, more: int) -> str | None:
    """Why there is no room for one more review; None where there is.

    Args:
        many: how many are kept.
        taken: how many bytes they take.
        more: how many bytes the new one takes.

    Raises:
        InputError: a limit in the environment is none.
    """
    most, largest = limit(REVIEWS), limit(BYTES)
    if many >= most:
        return f"{most:,} reviews are kept already, as many as may be; nothing was kept: delete one"
    if taken + more > largest:
        return (
            f"kept reviews may take {largest / _MEGABYTE:,.1f} MB in all, and there is no room for "
            "this one; nothing was kept: delete another"
        )
    return None
