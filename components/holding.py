"""How much is held of visitors' own models and cases: all together have one limit."""

import os
from typing import Final
from weakref import WeakSet

from components import guard
from evenhand.held import Held

_held: Final[WeakSet[Held]] = WeakSet()


def size() -> int:
    """How many bytes all of it takes now; what belonged to a closed page is gone."""
    return sum(each.size for each in tuple(_held))


def taken(held: Held) -> Held | None:
    """What was just taken from a log; None where there is no room for it, so that it goes.

    Args:
        held: it.
    """
    if size() + held.size > guard.limits(os.environ).held_bytes:
        return None
    _held.add(held)
    return held
