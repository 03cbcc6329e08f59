"""Whether the arms are alike: as large as planned, and with the same kinds of case."""

from typing import Final

import numpy as np
from scipy import special

from evenhand import statistics
from evenhand.arms import ArmCounts
from evenhand.arrays import Ints
from evenhand.findings import OMITTED, Balance, Omitted
from evenhand.review import Method, Review

_PAIR: Final = 2


def split(review: Review, acted: ArmCounts) -> float | Omitted | None:
    """The chance of shares as far from the planned ones: exact for two arms, else chi-square.

    Args:
        review: its planned shares.
        acted: the cases of each arm.
    """
    planned = [one.planned_share for one in review.candidates]
    if any(share is None for share in planned):
        return OMITTED
    shares = np.array(planned, dtype=np.float64)
    cases = acted.cases.sum(axis=1)
    if not shares.all() or len(cases) < _PAIR:
        return None
    expected = cases.sum() * shares / shares.sum()
    if len(cases) == _PAIR:
        return statistics.binomial(int(cases[0]), int(cases.sum()), float(shares[0] / shares.sum()))
    distance = ((cases - expected) ** 2 / expected).sum()
    return float(special.chdtrc(len(cases) - 1, distance))


def balances(acted: ArmCounts, method: Method) -> list[Balance]:
    """Every column, least even first.

    Args:
        acted: the cases of each arm.
        method: how small a group may be.
    """
    found = [_balance(acted, column, method) for column in acted.groups]
    tests = [one.p_value for one in found]
    q_values = iter(statistics.adjusted([p for p in tests if p is not None]))
    found = [
        Balance(b.column, b.group, b.difference, b.p_value, None if p is None else next(q_values))
        for b, p in zip(found, tests, strict=True)
    ]
    return sorted(found, key=lambda one: (-(one.difference or 0.0), one.column))


def _balance(acted: ArmCounts, column: str, method: Method) -> Balance:
    """One column: the largest standardized difference of a share between two arms (Austin 2009)."""
    names, cases = acted.groups[column]
    table = cases.sum(axis=2).T
    large = np.flatnonzero(table.sum(axis=0) >= method.min_group)
    if len(names) < _PAIR or not len(large):
        return Balance(column, None, None, None, None)
    share = table / table.sum(axis=1, keepdims=True)
    one, two = np.triu_indices(len(share), 1)
    spread = np.sqrt((share * (1 - share))[one] + (share * (1 - share))[two]) / np.sqrt(2)
    apart = np.abs(share[one] - share[two])
    standard = np.divide(apart, spread, out=np.zeros_like(apart), where=spread > 0)
    worst = large[np.argmax(standard.max(axis=0)[large])]
    return Balance(
        column, names[worst], float(standard.max(axis=0)[worst]), _alike(table, large), None
    )


def _alike(table: Ints, large: Ints) -> float | None:
    """The chi-square test of "the arms hold the same groups"; small groups as one."""
    rest = np.delete(table, large, axis=1).sum(axis=1, keepdims=True)
    together = np.hstack([table[:, large], rest] if rest.any() else [table[:, large]])
    if together.shape[1] < _PAIR:
        return None
    rows, columns = (together.sum(axis=axis, keepdims=True) for axis in (1, 0))
    expected = rows * columns / together.sum()
    distance = ((together - expected) ** 2 / expected).sum()
    freedom = (together.shape[0] - 1) * (together.shape[1] - 1)
    return float(special.chdtrc(freedom, distance))
