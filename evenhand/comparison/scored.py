"""The model's cases by score, truth and the baseline's answer, once for all that needs them."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from evenhand.arrays import Floats, Ints
from evenhand.candidates import score_rank
from evenhand.counting import MISSING, STEPS
from evenhand.retrieval import Ranked, ranked
from evenhand.tally import Cells, Tally

_OTHERS = 3  # the baseline says no, says yes, or nothing


@dataclass(frozen=True, slots=True)
class Scored:
    """Labelled cases of a candidate that says how sure it is.

    Attributes:
        rank: its different confidences, below 0 where it says no, in any order.
        n: cases of each rank, by truth (no, yes) and the baseline's answer (no, yes, none).
        exact: whether scores are as they are.
    """

    rank: Floats
    n: Ints
    exact: bool

    def ranked(self) -> Ranked:
        """The cases in order, whatever the baseline says."""
        counts = self.n.sum(axis=2)
        truth = np.tile([False, True], len(self.rank))
        return ranked(np.repeat(self.rank, 2), counts.ravel(), truth)

    def scores(self) -> Floats:
        """The score of each rank.

        Of a no, a step holds scores up to 1 - confidence: its middle is on the right side of edges.
        """
        step = 0.0 if self.exact else 0.5 / STEPS
        return np.where(np.signbit(self.rank), 1.0 + self.rank - step, self.rank)


def scored(tally: Tally, candidate: str) -> Scored:
    """The cases of one candidate; none where it does not say how sure it is.

    Ranks are few and cells may be a million: they are looked up, not sorted.
    """
    cells = tally.cells[candidate]
    known = np.isfinite(cells.confidence) & (cells.label != MISSING) & (cells.answer != MISSING)
    codes = pa.array(score_rank(cells, tally.positive)).dictionary_encode()
    rank, places = codes.dictionary.to_numpy(), codes.indices.to_numpy()
    kinds = (2 * places + (cells.label == tally.positive)) * _OTHERS + _other(cells, tally.positive)
    n = np.bincount(kinds, cells.n * known, 2 * _OTHERS * len(rank)).astype(np.int64)
    counts = n.reshape(len(rank), 2, _OTHERS)
    some = counts.any(axis=(1, 2))
    return Scored(rank[some], counts[some], tally.exact[candidate])


def _other(cells: Cells, positive: int) -> Ints:
    return np.where(cells.other == MISSING, _OTHERS - 1, cells.other == positive).astype(np.int64)
