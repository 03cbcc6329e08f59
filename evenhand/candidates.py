"""How each candidate did on all cases it answered: counts, metrics, ranking, calibration."""

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from evenhand import metrics, ranking, statistics
from evenhand.arrays import Floats
from evenhand.counting import MISSING
from evenhand.findings import (
    OMITTED,
    Auc,
    Calibration,
    CandidateFindings,
    ClassMetrics,
    Estimate,
    Latency,
    Omitted,
    ReliabilityBin,
    Running,
)
from evenhand.latencies import LatencyCounts
from evenhand.review import Candidate, Method, Review
from evenhand.tally import Cells, Tally

TAIL: Final = 0.95
"""The share of answers that `latency_p95` is about."""

_BINS: Final = 10
_MANY: Final = 1000


def candidate(tally: Tally, review: Review, one: Candidate) -> CandidateFindings:
    """Everything about one candidate that needs no other."""
    cells = tally.cells[one.name]
    counted = metrics.overall(cells, tally.positive, binary=tally.binary)
    return CandidateFindings(
        role=one.role,
        threshold=one.threshold if one.score else None,
        n=int(counted.n[0]),
        counts=counted.counts(0),
        metrics=metrics.estimates(counted, review.method)[0],
        auc=auc(tally, one, review.method),
        calibration=calibration(tally, one, review.method),
        classes=OMITTED if tally.binary else _classes(tally, cells, review.method),
        latency=latency(tally, one, review.method.interval),
        running=running(tally, one, review),
    )


def latency(tally: Tally, one: Candidate, level: float) -> Latency | Omitted:
    """How long the answers of a candidate take; omitted where the log does not say."""
    found = (tally.latencies or {}).get(one.name)
    if found is None:
        return OMITTED
    half, most = (statistics.quantile(found.ms, found.n, q, level) for q in (0.5, TAIL))
    return Latency(half, most, time_taken(found, level))


def time_taken(found: LatencyCounts, level: float) -> Estimate:
    """The mean of so many milliseconds, with Student's interval."""
    n = found.n.sum()
    sums = (np.array([amount]) for amount in (n, found.n @ found.ms, found.n @ found.ms**2))
    errors = statistics.standard_errors(*(np.asarray(one, dtype=np.float64) for one in sums))
    means = np.array([found.total / n])
    return statistics.means(means, errors, np.array([n]), level).one(0)


def running(tally: Tally, one: Candidate, review: Review) -> Running | Omitted:
    """What running a candidate and waiting for it cost; omitted where nothing says so."""
    costs, found = review.costs, (tally.latencies or {}).get(one.name)
    price = costs.waiting_per_second if costs else None
    waits = found is not None and price is not None
    if costs is None or (one.cost_per_case is None and not waits):
        return OMITTED
    own = _MANY * (one.cost_per_case or 0.0)
    running = OMITTED if one.cost_per_case is None else own
    if found is None or price is None:
        return Running(running, OMITTED, Estimate(own, n=int(tally.rows)))
    taken = time_taken(found, review.method.interval)
    return Running(running, scaled(taken, price), scaled(taken, price, own))


def scaled(taken: Estimate, price: float, more: float = 0.0) -> Estimate:
    """What so many milliseconds cost 1,000 times, a second at a price, and so much more."""
    value, low, high = (  # a thousand cases, a thousandth of a second
        None if end is None else end * price + more for end in (taken.value, taken.low, taken.high)
    )
    return Estimate(value, low, high, taken.n)


def _classes(tally: Tally, cells: Cells, method: Method) -> Mapping[str, ClassMetrics]:
    counted = [metrics.overall(cells, place, binary=False) for place in range(len(tally.classes))]
    found = metrics.estimates(metrics.stacked(counted), method)
    return {
        name: ClassMetrics(counted[i].counts(0), found[i]) for i, name in enumerate(tally.classes)
    }


def labelled(cells: Cells) -> Cells:
    """The cells with a label, an answer and a confidence."""
    known = np.isfinite(cells.confidence)
    return cells.where(known & (cells.label != MISSING) & (cells.answer != MISSING))


def score_rank(cells: Cells, positive: int) -> Floats:
    """A number that orders cells as their scores do: positive answers come out on top."""
    return np.where(cells.answer == positive, cells.confidence, -cells.confidence)


def auc(tally: Tally, one: Candidate, method: Method) -> Auc | None:
    """Area under the ROC curve with DeLong's interval (1988), on counts.

    Cases in the same bin count as ties; how far that can move the value is the bound.
    """
    if one.score is None or not tally.binary:
        return None
    cells = labelled(tally.cells[one.name])
    n, exact = int(cells.n.sum()), tally.exact[one.name]
    found = ranking.ranking(
        score_rank(cells, tally.positive), cells.n, cells.label == tally.positive
    )
    if found is None:
        return Auc(None, None, None, n, exact, 0.0)
    bound = 0.0 if exact else found.tied / 2
    if not np.isfinite(found.error):
        return Auc(found.value, None, None, n, exact, bound)
    wide = statistics.critical(method.interval) * found.error + bound
    return Auc(
        found.value, max(0.0, found.value - wide), min(1.0, found.value + wide), n, exact, bound
    )


def calibration(tally: Tally, one: Candidate, method: Method) -> Calibration | None:
    """Whether what a candidate says of its own certainty comes true that often.

    A binary review judges the score against the label; a class review the confidence against
    being right. None where the candidate does not say how sure it is, or nothing has a label.
    """
    cells = labelled(tally.cells[one.name])
    n = int(cells.n.sum())
    if not one.is_sure or not n:
        return None
    said = metrics.said(cells, tally.positive, binary=tally.binary)
    base = float(said.n[said.true].sum() / n)
    brier = float((said.square - 2 * said.true * said.total + said.true * said.n).sum() / n)
    bins = tuple(_bins(said, method))
    error = sum(b.observed.n * abs(b.mean - (b.observed.value or 0.0)) for b in bins) / n
    chance = base * (1 - base)
    skill = 1 - brier / chance if chance else None
    return Calibration("score" if tally.binary else "confidence", brier, skill, error, bins)


def _bins(said: metrics.Said, method: Method) -> Iterator[ReliabilityBin]:
    known = said.n > 0
    mean = np.divide(said.total, said.n, out=np.zeros(len(said.n)), where=known)
    tenth = np.minimum(np.round(mean * _BINS, 8).astype(int), _BINS - 1)  # 1 - .3 is in .7 to .8
    for place in range(_BINS):
        inside = known & (tenth == place)
        n = int(said.n[inside].sum())
        if n:
            came_true = int(said.n[inside & said.true].sum())
            observed = statistics.rate(came_true, n, method.interval)
            said_mean = float(said.total[inside].sum() / n)
            yield ReliabilityBin(place / _BINS, (place + 1) / _BINS, said_mean, observed)


def calibration_error(found: Calibration, level: float, seed: int) -> Estimate:
    """The expected calibration error with a multinomial-bootstrap interval over bins and outcomes.

    Args:
        found: a calibration with at least one bin.
        level: of the interval.
        seed: of the bootstrap.
    """
    sizes = np.array([b.observed.n for b in found.bins])
    came_true = np.rint([b.observed.n * (b.observed.value or 0.0) for b in found.bins])
    said = np.array([b.mean for b in found.bins])
    true = came_true.astype(np.int64)
    draws = statistics.resampled([*true.tolist(), *(sizes - true).tolist()], seed)
    yes, no = draws[:, : len(sizes)], draws[:, len(sizes) :]
    errors = np.abs(said * (yes + no) - yes).sum(axis=1) / sizes.sum()
    return statistics.spread(errors, found.error, int(sizes.sum()), level)
