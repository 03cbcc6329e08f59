"""Scores by group: how they are spread, and who is above the median of everybody."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from evenhand.arrays import Floats, Ints
from evenhand.counting import MISSING
from evenhand.findings import Estimate, ScoreDistribution
from evenhand.tally import Cells, Tally

QUANTILES: Final = (10, 25, 50, 75, 90)
_DIGITS: Final = 12  # 1 - (1 - .3) is .3 again


@dataclass(frozen=True, slots=True)
class Scored:
    """The cells of one candidate whose cases have a score, the lowest first.

    Attributes:
        keep: which of its cells they are, by place.
        value: the score of each; where scores are counted in steps, the mean of the cell.
        n: how many cases.
        exact: whether scores are as they are, and not in steps.
    """

    keep: Ints
    value: Floats
    n: Ints
    exact: bool

    @property
    def median(self) -> float:
        """The median of all cases; of an even number the middle between two."""
        reached, last = np.cumsum(self.n), int(self.n.sum()) - 1
        middle = np.searchsorted(reached, [last // 2, (last + 1) // 2], side="right")
        return float(self.value[middle].mean())


def scored(tally: Tally, candidate: str, cells: Cells) -> Scored | None:
    """The scores of one candidate; None where it gives none, or the review has three classes.

    Args:
        tally: the counts.
        candidate: its name.
        cells: of the candidate.
    """
    keep = (cells.answer != MISSING) & np.isfinite(cells.confidence)
    if not tally.binary or not keep.any():
        return None
    some, exact = cells.where(keep), tally.exact[candidate]
    sure = some.confidence if exact else some.confidence_sum / some.n
    value = np.where(some.answer == tally.positive, sure, 1 - sure)
    value = np.asarray(np.round(value, _DIGITS), dtype=np.float64)
    order = np.argsort(value, kind="stable")
    return Scored(np.flatnonzero(keep)[order], value[order], some.n[order], exact)


def distributions(
    names: tuple[str, ...], codes: Ints, scores: Scored, means: list[Estimate]
) -> tuple[ScoreDistribution, ...]:
    """The scores of every group: the least score that so many of 100 cases do not exceed.

    Args:
        names: of the groups.
        codes: each of the tally's cells' group.
        scores: the candidate's.
        means: of each group.
    """
    group = codes[scores.keep]
    order = np.argsort(group.astype(np.min_scalar_type(len(names))), kind="stable")
    reached = np.cumsum(scores.n[order])
    sizes = np.bincount(group, scores.n, len(names)).astype(np.int64)
    starts = np.cumsum(sizes) - sizes
    ranks = starts[:, None] + (sizes[:, None] * np.array(QUANTILES) + 99) // 100
    places = np.minimum(np.searchsorted(reached, ranks), len(order) - 1)
    found = scores.value[order][places]
    return tuple(
        ScoreDistribution(name, n, mean, tuple(quantiles) if n else ())
        for name, n, mean, quantiles in zip(
            names, sizes.tolist(), means, found.tolist(), strict=True
        )
    )
