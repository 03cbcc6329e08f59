"""How well scores put positive cases above negative ones: AUC and DeLong's test, on counts."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from scipy import special

from evenhand.arrays import Floats, Ints, Mask


@dataclass(frozen=True, slots=True)
class Ranking:
    """AUC of one set of scores.

    Attributes:
        value: the share of pairs of a positive and a negative case in the right order, ties half.
        error: DeLong's standard error; NaN with fewer than two cases of either label.
        tied: the share of pairs that are tied.
    """

    value: float
    error: float
    tied: float


def placements(rank: Floats, n: Ints, positive: Mask) -> Floats:
    """For each cell, the share of cases with the other label that it is on the right side of.

    A tie counts half. Source: DeLong, DeLong and Clarke-Pearson 1988, with weights.

    >>> placements(np.array([1.0, 2.0, 3.0]), np.array([1, 1, 1]), np.array([False, True, True]))
    array([1., 1., 1.])
    """
    values, place = np.unique(rank, return_inverse=True)
    above, below = np.zeros(len(values)), np.zeros(len(values))
    np.add.at(above, place[positive], n[positive])
    np.add.at(below, place[~positive], n[~positive])
    negatives_under = np.cumsum(below) - below / 2
    positives_over = above.sum() - np.cumsum(above) + above / 2
    share = np.where(
        positive, negatives_under[place] / below.sum(), positives_over[place] / above.sum()
    )
    return np.asarray(share, dtype=np.float64)


def ranking(rank: Floats, n: Ints, positive: Mask) -> Ranking | None:
    """AUC of the cells' ranks; None where either label has no case."""
    if not n[positive].sum() or not n[~positive].sum():
        return None
    values, others, found = merged(rank, n, positive)
    rank, n = np.tile(values, 2), np.concatenate([others, found])
    positive = np.arange(len(n)) >= len(values)
    share = placements(rank, n, positive)
    value = float(np.average(share[positive], weights=n[positive]))
    error = float(np.sqrt(_covariance(share, share, n, positive)))
    return Ranking(value, error, tied(rank, n, positive))


def merged(rank: Floats, n: Ints, positive: Mask) -> tuple[Floats, Ints, Ints]:
    """The different ranks, rising, with how many negative and positive cases each has.

    The ranks are few and the cells may be a million: they are looked up, not sorted.

    >>> merged(np.array([2.0, 1.0, 2.0]), np.array([3, 1, 4]), np.array([True, False, True]))
    (array([1., 2.]), array([1, 0]), array([0, 7]))
    """
    known = pa.array(rank + 0.0).dictionary_encode()  # -0 and 0 are the same rank
    values = known.dictionary.to_numpy()
    places, size = known.indices.to_numpy(), len(values)
    counts = np.bincount(places + size * positive, n, 2 * size).astype(np.int64)
    order = np.argsort(values)
    return values[order], counts[:size][order], counts[size:][order]


def difference(
    one: Floats, two: Floats, n: Ints, positive: Mask
) -> tuple[float, float, float] | None:
    """AUC of `two` minus AUC of `one` on the same cases, its standard error and p-value (DeLong).

    Returns:
        None where either label has fewer than two cases.
    """
    if min(n[positive].sum(), n[~positive].sum()) < 2:  # noqa: PLR2004  # no variance of one
        return None
    first, second = placements(one, n, positive), placements(two, n, positive)
    moved = second - first
    value = float(np.average(moved[positive], weights=n[positive]))
    error = float(np.sqrt(_covariance(moved, moved, n, positive)))
    p_value = float(2 * special.ndtr(-abs(value) / error)) if error else float(value == 0)
    return value, error, p_value


def _covariance(one: Floats, two: Floats, n: Ints, positive: Mask) -> float:
    total = 0.0
    for side in (positive, ~positive):
        cases = n[side].sum()
        if cases < 2:  # noqa: PLR2004  # no variance of one
            return float("nan")
        a = one[side] - np.average(one[side], weights=n[side])
        b = two[side] - np.average(two[side], weights=n[side])
        total += float((n[side] * a * b).sum() / (cases - 1) / cases)
    return total


def tied(rank: Floats, n: Ints, positive: Mask) -> float:
    """The share of pairs of a positive and a negative case whose ranks are equal."""
    values, place = np.unique(rank, return_inverse=True)
    counts = np.zeros((2, len(values)))
    np.add.at(counts, (positive.astype(int), place), n)
    return float((counts[0] * counts[1]).sum() / counts[0].sum() / counts[1].sum())
