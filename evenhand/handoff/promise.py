"""The guaranteed threshold: automatic error at most so much, with so much assurance."""

from typing import Final

import numpy as np
from scipy import special

from evenhand.arrays import Floats, Ints
from evenhand.findings import Guarantee

_STARTS: Final = (0.25, 0.5, 0.75)
_MOST_NEEDED: Final = 2**40


def guarantee(
    thresholds: Floats, alone: Ints, wrong: Ints, *, max_error: float, assurance: float
) -> Guarantee:
    """The lowest threshold for which the promise holds, or how many more cases it takes.

    From each of three starts a fixed sequence of exact binomial tests goes down the thresholds
    until one fails, each start with a third of the error probability; so the promise holds for
    all that passed together. Source: Learn then Test, Angelopoulos et al. 2021.

    Args:
        thresholds: rising.
        alone: labelled cases decided alone at each.
        wrong: those of them that are wrong.
        max_error: the largest share of wrong ones that is promised.
        assurance: the probability with which the promise holds.
    """
    delta = (1 - assurance) / len(_STARTS)
    passed = special.bdtr(wrong, np.maximum(alone, 1), max_error) <= delta
    passed &= alone > 0
    total = int(alone[0]) if len(alone) else 0
    best = min((_lowest(passed, start) for start in _starts(alone, total)), default=len(thresholds))
    if best < len(thresholds):
        coverage = float(alone[best] / total)
        return Guarantee(max_error, assurance, float(thresholds[best]), coverage, None)
    needed = _cases_needed(alone, wrong, max_error, delta)
    return Guarantee(max_error, assurance, None, None, needed)


def _starts(alone: Ints, total: int) -> list[int]:
    """The highest threshold that still decides each start's share alone."""
    if not total:
        return []
    return [int(np.flatnonzero(alone >= share * total)[-1]) for share in _STARTS]


def _lowest(passed: np.ndarray, start: int) -> int:
    """How far down a sequence gets from a start; past the end where it fails at once."""
    if not passed[start]:
        return len(passed)
    failed = np.flatnonzero(~passed[: start + 1])
    return int(failed[-1]) + 1 if len(failed) else 0


def _cases_needed(alone: Ints, wrong: Ints, max_error: float, delta: float) -> int | None:
    """About how many more labelled cases would let some threshold pass, errors staying as they are.

    Only thresholds that decide at least a quarter alone count; None where errors are too many at
    every one of them.
    """
    total = int(alone[0]) if len(alone) else 0
    if not total or not max_error:
        return None
    large = alone >= _STARTS[0] * total
    rates = np.where(large, wrong / np.maximum(alone, 1), 1.0)
    place = int(np.argmin(rates))
    rate = rates[place]
    if rate >= max_error:
        return None
    low, high = 1, 2
    while high < _MOST_NEEDED and special.bdtr(np.ceil(rate * high), high, max_error) > delta:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        passes = special.bdtr(np.ceil(rate * middle), middle, max_error) <= delta
        low, high = (low, middle) if passes else (middle, high)
    return max(1, round(high * total / int(alone[place])) - total)
