"""Shapley values of any function of numbers, against cases that stand for the usual one.

Few inputs: all sets of them, which is exact. More: inputs are switched from a usual case's to the
case's own in an order drawn by chance, then in its reverse; each switch credits one input with what
it changed (Strumbelj and Kononenko 2014; pairs as in Mitchell et al. 2022). Every usual case is
used as often, so that what the inputs are credited with adds up to the case's output less the mean
of the usual ones', to the last digit. shap does both of these too; its loop over cases, and code
that it compiles at first use, take longer than a process here may.
"""

from collections.abc import Callable
from math import factorial
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

EXACT_UP_TO: Final = 6
"""Inputs: 64 sets of them."""

USUAL: Final = 50
"""Usual cases that a case is compared with."""

_SEED: Final = 20_170_525
Floats: TypeAlias = NDArray[np.float64]
Function: TypeAlias = Callable[[Floats], Floats]


def spread(rows: Floats) -> Floats:
    """At most so many of the rows, evenly spaced: what the others are compared with.

    >>> len(spread(np.zeros((3, 2)))), len(spread(np.zeros((1000, 2)))) == USUAL
    (3, True)
    """
    return rows[np.unique(np.linspace(0, len(rows) - 1, USUAL).round().astype(np.int64))]


def shapley(function: Function, cases: Floats, usual: Floats) -> Floats:
    """What each input of some cases is credited with.

    Args:
        function: gives one number a row.
        cases: one row a case.
        usual: cases that they are compared with.

    Returns:
        One row a case; with the mean output of the usual cases it adds up to the case's.

    >>> shapley(lambda rows: rows @ [1.0, 2.0], np.eye(2), np.zeros((1, 2))).tolist()
    [[1.0, 0.0], [0.0, 2.0]]
    """
    how = _of_all_sets if cases.shape[1] <= EXACT_UP_TO else _in_orders
    return np.vstack([how(function, case, usual) for case in cases])


def _mixed(case: Floats, background: Floats, own: NDArray[np.bool_]) -> Floats:
    """For each pattern and usual case, the case where the pattern says so; a row each."""
    mixed = np.where(own[:, None, :], case, background[None, :, :])
    return mixed.reshape(-1, len(case))


def _of_all_sets(function: Function, case: Floats, background: Floats) -> Floats:
    """By the formula: each input's change to each set of the others, weighted by its size."""
    many = len(case)
    sets = np.arange(1 << many)
    own = (sets[:, None] >> np.arange(many) & 1).astype(bool)
    worth = function(_mixed(case, background, own)).reshape(len(sets), -1).mean(axis=1)
    size = own.sum(axis=1)
    weight = np.array([factorial(s) * factorial(many - s - 1) for s in range(many)])
    amounts = [
        (weight[size[out]] * (worth[out | 1 << place] - worth[out])).sum() / factorial(many)
        for place in range(many)
        for out in (sets[~own[:, place]],)
    ]
    return np.array(amounts)


def _in_orders(function: Function, case: Floats, background: Floats) -> Floats:
    """One order and its reverse for each usual case; the same orders for every case."""
    n, many = background.shape
    drawn = np.random.default_rng(_SEED).permuted(np.tile(np.arange(many), (n, 1)), axis=1)
    return (
        _along(function, case, background, drawn)
        + _along(function, case, background, drawn[:, ::-1])
    ) / 2


def _along(
    function: Function, case: Floats, background: Floats, order: NDArray[np.int64]
) -> Floats:
    """What each input changes when it is switched in this order, over the usual cases."""
    n, many = background.shape
    turn = np.argsort(order, axis=1)  # when each input is switched
    own = turn[:, None, :] < np.arange(many + 1)[None, :, None]
    mixed = np.where(own, case, background[:, None, :]).reshape(-1, many)
    steps = np.diff(function(mixed).reshape(n, many + 1), axis=1)
    found: Floats = np.take_along_axis(steps, turn, axis=1).mean(axis=0)
    return found
