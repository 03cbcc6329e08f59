"""How often a limit on groups can be decided at all: simulated logs, judged as real ones are.

A limit that hardly any log of this size can keep, even where groups do not differ at all, is no
test of the candidate: that is said beside the state.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from evenhand import pairs
from evenhand.findings import Chances
from evenhand.pairs import Groups, Question, Shares

_MOST_LOGS: Final = 2_000
_FEWEST_LOGS: Final = 50
_MOST_PAIRS: Final = 1_000_000  # in all logs together: a fraction of a second
_AT_ONCE: Final = 100_000  # pairs, so that memory stays small


def chances(
    sizes: ArrayLike,
    rates: ArrayLike,
    question: Question,
    seed: int = 1,
    *,
    f1: bool = False,
    most: int = _MOST_PAIRS,
) -> Chances:
    """How often a log of groups of these sizes and true rates ends in each state.

    Args:
        sizes: cases of each group that the rate is a share of.
        rates: the true rate of each group, or one for all.
        question: the limit, and the level of its intervals.
        seed: of the simulation.
        f1: whether it is about F1; rates are then tp of tp + fp + fn.
        most: how many pairs to judge, in all logs together.

    >>> four_fifths = Question(pairs.Limit(at_least=0.8), ratio=True)
    >>> chances([20_000, 20_000], [0.5, 0.3], four_fifths)
    Chances(inside=0.0, outside=1.0, cannot_tell=0.0)
    """
    n = np.atleast_1d(np.asarray(sizes, dtype=np.int64))
    p = np.broadcast_to(np.asarray(rates, dtype=np.float64), n.shape)
    sized = Shares(np.zeros_like(n), n, f1)
    total = logs(len(n), most)
    return _simulated(lambda some, own: sized.drawn(p, some, own), (len(n), total), question, seed)


def at_parity(groups: Groups, question: Question, seed: int) -> Chances:
    """How often groups as large as these would end in each state if there were no difference."""
    size = len(groups.values)
    return _simulated(groups.alike, (size, logs(size)), question, seed)


def logs(groups: int, most: int = _MOST_PAIRS) -> int:
    """How many logs of so many groups are simulated, for at most so many pairs in all.

    >>> logs(2), logs(50), logs(200)
    (2000, 816, 50)
    """
    return max(_FEWEST_LOGS, min(_MOST_LOGS, most // max(1, _pairs(groups))))


def _pairs(groups: int) -> int:
    return groups * (groups - 1) // 2


def _simulated(
    draw: Callable[[int, int], Groups], shape: tuple[int, int], question: Question, seed: int
) -> Chances:
    """Draw so many logs of so many groups, a part at a time, and count their states."""
    groups, total = shape
    places, left = pairs.every(groups), total
    size, outside, inside = max(1, _AT_ONCE // max(1, _pairs(groups))), 0, 0
    while left:
        some = min(left, size)
        beyond, within = pairs.judged(draw(some, seed + left), places, question)
        out, good = beyond.any(axis=-1), within.all(axis=-1)
        outside, inside = outside + int(out.sum()), inside + int((good & ~out).sum())
        left -= some
    return Chances(inside / total, outside / total, (total - inside - outside) / total)
