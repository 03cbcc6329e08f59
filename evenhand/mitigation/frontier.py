"""How accurate thresholds by group can be, for every size of gap between the groups.

For a largest gap, every group's rate must lie in one window of that width; within a window each
group takes its most accurate threshold, and of all windows that begin at some group's rate the most
accurate is the best there is. Exact as long as there are at most `MOST_STARTS` different rates,
fewer with more than 20 groups; above that, windows begin at as many of them, spread evenly.
"""

from typing import Final

import numpy as np

from evenhand.arrays import Floats, Ints
from evenhand.mitigation.curves import Scored

MOST_POINTS: Final = 60
MOST_STARTS: Final = 1000
_MOST_LOOKS: Final = 20_000  # starts x groups: keeps 2,000 groups within seconds
_CLOSE: Final = 1e-12
_NONE: Final = -(2**53)


class _Peaks:
    """One group: its rates, rising, and in any stretch of them the most accurate one.

    A sparse table: the best of every stretch of 2^k, so that a stretch is two look-ups.
    """

    def __init__(self, rates: Floats, right: Ints) -> None:
        self.rates, self.right = rates, right
        level = np.arange(len(right))
        self.levels = [level]
        step = 1
        while 2 * step <= len(right):
            one, other = level[:-step], level[step:]
            level = np.where(right[one] >= right[other], one, other)
            self.levels.append(level)
            step *= 2
        size = len(right)
        self.table = np.array([np.resize(each, size) for each in self.levels])

    def best(self, low: Floats, high: Floats) -> Ints:
        """The place of the most accurate rate from `low` to `high`; -1 where there is none."""
        start = np.searchsorted(self.rates, low - _CLOSE, side="left")
        end = np.searchsorted(self.rates, high + _CLOSE, side="right")
        length = end - start
        power = np.floor(np.log2(np.maximum(length, 1))).astype(np.int64)
        last = len(self.rates) - 1
        one = self.table[power, np.minimum(start, last)]
        other = self.table[power, np.clip(end - 2**power, 0, last)]
        found = np.where(self.right[one] >= self.right[other], one, other)
        return np.where(length > 0, found, -1)


def frontier(found: Scored, within: float) -> tuple[Floats, Ints, Ints]:
    """The best cuts by group for a range of gaps; no point is worse than another in both.

    Args:
        found: the cases.
        within: a gap that is to be among those looked at.

    Returns:
        By point: the gap; the right answers of the groups compared; each group's cut.
    """
    peaks = _peaks(found)
    free = [int(np.argmax(peak.right)) for peak in peaks]
    ends = [float(peak.rates[place]) for peak, place in zip(peaks, free, strict=True)]
    widest = max(ends) - min(ends)
    gaps = np.unique([*np.linspace(0.0, widest, MOST_POINTS - 1), min(within, widest)])
    starts = np.unique(np.concatenate([peak.rates for peak in peaks]))
    most = min(MOST_STARTS, _MOST_LOOKS // len(peaks))
    if len(starts) > most:
        starts = starts[np.linspace(0, len(starts) - 1, most).astype(np.int64)]
    total = np.zeros((len(starts), len(gaps)), dtype=np.int64)
    for peak in peaks:
        place = peak.best(starts[:, None], starts[:, None] + gaps)
        total += np.where(place < 0, _NONE, peak.right[place])
    start = starts[np.argmax(total, axis=0)]
    places = np.stack([peak.best(start, start + gaps) for peak in peaks], axis=1)
    return _not_dominated(peaks, places)


def _peaks(found: Scored) -> list[_Peaks]:
    """Every group by all cuts, from nobody to everybody."""
    hits = _from_above(found.hits)
    right = _from_above(found.positive) + found.negative.sum(axis=1)[:, None]
    right -= _from_above(found.negative)
    among = found.hits.sum(axis=1)[:, None]
    return [_Peaks(rate, own) for rate, own in zip(hits / among, right, strict=True)]


def _from_above(counts: Ints) -> Ints:
    """Counts at or above every cut, the highest cut first: nobody, then one score more each."""
    sums = counts[:, ::-1].cumsum(axis=1)
    return np.concatenate([np.zeros((len(counts), 1), dtype=np.int64), sums], axis=1)


def _not_dominated(peaks: list[_Peaks], places: Ints) -> tuple[Floats, Ints, Ints]:
    rates = np.stack([peak.rates[places[:, i]] for i, peak in enumerate(peaks)], axis=1)
    right = sum(peak.right[places[:, i]] for i, peak in enumerate(peaks))
    right = np.asarray(right, dtype=np.int64)
    gaps = rates.max(axis=1) - rates.min(axis=1)
    order = np.lexsort((-right, gaps))
    before = np.concatenate([[_NONE], np.maximum.accumulate(right[order])[:-1]])
    kept = order[right[order] > before]
    cuts = len(peaks[0].rates) - 1 - places[kept]
    return gaps[kept], right[kept], cuts
