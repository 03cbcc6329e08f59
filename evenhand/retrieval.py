"""How many of the positive cases stand at the top of a ranking: precision, recall, what is seen."""

from dataclasses import dataclass

import numpy as np
from scipy import special

from evenhand import ranking
from evenhand.arrays import Floats, Ints, Mask


@dataclass(frozen=True, slots=True)
class Ranked:
    """Cases from the highest rank down; those of one rank stand together.

    Attributes:
        rank: the different ranks, falling.
        seen: how many cases have at least that rank.
        found: how many of these are positive.
    """

    rank: Floats
    seen: Ints
    found: Ints

    @property
    def n(self) -> int:
        """All cases."""
        return int(self.seen[-1]) if len(self.seen) else 0

    @property
    def positives(self) -> int:
        """All positive cases."""
        return int(self.found[-1]) if len(self.found) else 0

    def average_precision(self) -> float | None:
        """Precision at each step down, weighted by the recall it adds; None without positives.

        Cases of one rank are one step, as in scikit-learn.
        """
        if not self.positives:
            return None
        return float(self._added @ (self.found / self.seen) / self.positives)

    def bound(self) -> float:
        """How far off average precision may be, were the cases of one rank told apart.

        At best the positives of a step stand together before its others; at worst one by one after
        them, where the i-th adds (t + i) / (t + i + f) after t positives and f others.
        """
        if not self.positives:
            return 0.0
        some = self._added > 0
        added, found, wrong = (
            part[some] for part in (self._added, self.found, self.seen - self.found)
        )
        above = wrong - np.diff(self.seen - self.found, prepend=0)[some]
        own, best = added * (found / (found + wrong)), added * (found / (found + above))
        start = found - added + wrong + 1.0
        worst = added - wrong * (special.psi(start + added) - special.psi(start))
        return float(max((best - own).sum(), (own - worst).sum()) / self.positives)

    @property
    def _added(self) -> Ints:
        return np.diff(self.found, prepend=0)

    def top(self, cases: float) -> float:
        """How many positives are among so many from the top; cases of one rank in any order.

        >>> ranked(np.array([0.9, 0.5]), np.array([2, 4]), np.array([True, False])).top(3)
        2.0
        """
        return float(np.interp(cases, [0, *self.seen], [0, *self.found]))

    def curve(self, steps: int) -> list[tuple[float, float]]:
        """Recall and precision, at the first rank that finds each further share of the positives.

        Args:
            steps: so many shares.
        """
        if not self.positives:
            return []
        wanted = self.positives * np.arange(1, steps + 1) / steps
        places = np.unique(np.searchsorted(self.found, wanted - 1e-9))
        shares = zip(self.found[places], self.seen[places], strict=True)
        return [(float(found / self.positives), float(found / seen)) for found, seen in shares]


def ranked(rank: Floats, n: Ints, positive: Mask) -> Ranked:
    """Cells put in order.

    Args:
        rank: of each cell.
        n: how many cases each stands for.
        positive: whether they are positive.
    """
    values, others, found = ranking.merged(rank, n, positive)
    down = np.flatnonzero(others + found)[::-1]
    return Ranked(values[down], np.cumsum((others + found)[down]), np.cumsum(found[down]))
