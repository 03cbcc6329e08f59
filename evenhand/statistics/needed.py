"""How many more cases would settle what cannot be told."""

import math
from collections.abc import Callable, Iterator
from typing import Final

_MOST_TIMES: Final = 2.0**20
_MOST_CASES: Final = 2.0**61  # what whole numbers of 64 bits can count, twice over


def more(settled: Callable[[float], bool], cases: int) -> int | None:
    """About how many more cases would settle it, found by doubling and halving.

    Args:
        settled: whether so many times as many cases would.
        cases: how many there are.

    Returns:
        None where not even a million times as many would, or more than can be counted.

    >>> more(lambda times: times >= 1.5, 100)
    50
    """
    times = next((t for t in _doubled(cases) if settled(t)), None)
    if times is None or times == 1:
        return None
    low, high = times / 2, times
    while (high - low) * cases > 1 and low < (low + high) / 2 < high:
        middle = (low + high) / 2
        low, high = (low, middle) if settled(middle) else (middle, high)
    return max(1, math.ceil((high - 1) * cases))


def _doubled(cases: int) -> Iterator[float]:
    times, most = 1.0, min(_MOST_TIMES, _MOST_CASES / max(1, cases))
    while times <= most:
        yield times
        times *= 2
