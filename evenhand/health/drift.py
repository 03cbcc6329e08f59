"""Did a column change? Its counts in one period beside those of the reference."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import special

from evenhand.arrays import Floats, Ints

LEVEL: Final = 0.01
"""Of all changes that are said to be clear, so few are expected to be chance."""

LARGE: Final = 0.1
"""The index from which a change is usually looked into; alone it would fire by chance."""

_SMALL: Final = 5  # cases expected by chance; a bin with fewer is put together with others


@dataclass(frozen=True, slots=True)
class Change:
    """How far two samples of one column lie apart, and how likely that is by chance.

    Attributes:
        psi: the population stability index.
        psi_p_value: of so large an index by chance.
        distance: Kolmogorov and Smirnov's of numbers, Jensen and Shannon's of categories.
        p_value: of "the same in both", Pearson's chi-square.
        wasserstein: of numbers, how far the average case moved in the order of the reference.
    """

    psi: float
    psi_p_value: float
    distance: float
    p_value: float
    wasserstein: float | None


def change(before: Ints, after: Ints, *, ordered: bool) -> Change | None:
    """Two samples of one column, as counts by bin.

    Args:
        before: of the reference.
        after: of a period.
        ordered: whether bins rise.

    Returns:
        None where one of them is empty, or where all cases are in one bin.

    >>> found = change(np.array([50, 50]), np.array([30, 70]), ordered=True)
    >>> round(found.psi, 2), round(found.distance, 2), round(found.p_value, 4)
    (0.17, 0.2, 0.0039)
    """
    both = together(np.array([before, after], dtype=np.int64))
    if not both.sum(axis=1).all() or both.shape[1] < 2:  # noqa: PLR2004  # bins
        return None
    n = both.sum(axis=1, keepdims=True)
    index = psi(both)
    loose = both.shape[1] - 1
    expected = n * (both.sum(axis=0) / n.sum())
    chi2 = float(((both - expected) ** 2 / expected).sum())
    apart = kolmogorov_smirnov(before, after) if ordered else jensen_shannon(both)
    return Change(
        psi=index,
        psi_p_value=float(special.chdtrc(loose, index / float((1 / n).sum()))),
        distance=apart,
        p_value=float(special.chdtrc(loose, chi2)),
        wasserstein=wasserstein(before, after) if ordered else None,
    )


def together(both: Ints) -> Ints:
    """Counts of two samples with all bins in one in which chance would put fewer than five.

    >>> together(np.array([[50, 1, 1, 48], [40, 0, 2, 58]])).tolist()
    [[50, 48, 2], [40, 58, 2]]
    """
    n = both.sum(axis=1)
    of_all = both.sum(axis=0)
    enough = of_all * (n.min() / max(1, n.sum())) >= _SMALL
    rest = both[:, ~enough].sum(axis=1, keepdims=True)
    return np.concatenate([both[:, enough], rest[:, : int(rest.sum() > 0)]], axis=1)


def psi(both: Ints) -> float:
    """The population stability index: the relative entropies of both to each other, added up.

    An empty bin would make it infinite, so half a case is added to each where there is one.
    """
    filled = both + 0.5 * bool((both == 0).any())
    p, q = filled / filled.sum(axis=1, keepdims=True)
    return float((special.rel_entr(p, q) + special.rel_entr(q, p)).sum())


def kolmogorov_smirnov(before: Ints, after: Ints) -> float:
    """The largest difference of the shares up to a bin.

    >>> kolmogorov_smirnov(np.array([5, 5]), np.array([2, 8]))
    0.3
    """
    shares: Iterator[Floats] = (np.cumsum(one) / one.sum() for one in (before, after))
    one, other = shares
    return float(round(np.abs(one - other).max(), 12))


def wasserstein(before: Ints, after: Ints) -> float:
    """How far the average case would have to be moved to turn one sample into the other.

    A bin lies at the middle of its ranks in the reference, from 0 to 1: no value of a column is
    kept, and so the distance has no unit of its own. A tenth of it is a tenth of the reference.

    >>> wasserstein(np.array([50, 50]), np.array([40, 60]))
    0.05
    """
    place = (np.cumsum(before) - before / 2) / before.sum()
    one, other = (np.cumsum(counts) / counts.sum() for counts in (before, after))
    return float(round((np.abs(one - other)[:-1] * np.diff(place)).sum(), 12))


def jensen_shannon(both: Ints) -> float:
    """The Jensen-Shannon distance in base 2: 0 where shares are the same, 1 where apart.

    >>> jensen_shannon(np.array([[5, 0], [0, 5]]))
    1.0
    """
    p, q = both / both.sum(axis=1, keepdims=True)
    middle = (p + q) / 2
    entropy = (special.rel_entr(p, middle) + special.rel_entr(q, middle)).sum() / 2
    return float(np.sqrt(max(0.0, entropy) / np.log(2)))
