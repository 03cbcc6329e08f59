"""Matthews' correlation coefficient of two-by-two counts."""

import numpy as np

from evenhand.arrays import Floats
from evenhand.findings import Counts, Estimate
from evenhand.statistics import draws

_UNSEEN = 0.5


def matthews(counts: Counts, level: float, seed: int) -> Estimate:
    """The correlation of answer and truth, with a multinomial-bootstrap interval (Matthews 1975).

    A kind of case that was not seen is drawn as if there were half a case of it: without that the
    interval of one that makes no mistake shrinks to a point.

    Args:
        counts: right and wrong answers of either kind.
        level: of the interval.
        seed: of the bootstrap.

    Returns:
        Without a value where all are positive, or all answers alike.

    >>> round(matthews(Counts(tp=90, fp=10, tn=880, fn=20), 0.95, 1).value, 4)
    0.8416
    """
    cells = np.array([counts.tp, counts.fp, counts.tn, counts.fn])
    n = int(cells.sum())
    value = float(_of(cells.astype(np.float64)))
    if not np.isfinite(value):
        return Estimate(n=n)
    shares = np.maximum(cells, _UNSEEN)
    generator = np.random.default_rng(seed)
    drawn = generator.multinomial(n, shares / shares.sum(), size=draws.REPLICATES)
    return draws.spread(_of(drawn.astype(np.float64)), value, n, level)


def _of(cells: Floats) -> Floats:
    """Of counts along the last axis; NaN where a margin is empty."""
    tp, fp, tn, fn = np.moveaxis(cells, -1, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = np.sqrt((tp + fp) * (tn + fn) * (tp + fn) * (tn + fp))
        return np.asarray((tp * tn - fp * fn) / spread)
