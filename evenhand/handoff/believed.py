"""Is the confidence to be believed? What is said of being right, beside how often it is right."""

from dataclasses import replace
from typing import Final

import numpy as np
from scipy import special

from evenhand import candidates, metrics, statistics
from evenhand.arrays import Floats, Ints
from evenhand.counting import MISSING
from evenhand.findings import Believed, BestCut, BrierParts, CalibrationError, ConfidenceBin
from evenhand.handoff.subject import Subject
from evenhand.handoff.sweep import runs, surest_first
from evenhand.metrics import Said
from evenhand.review import Method
from evenhand.tally import Cells

_EDGES: Final = np.array([*(k / 10 for k in range(5)), *(k / 20 for k in range(10, 21))])
"""Tenths up to a half, and twentieths from there on, where the slider runs."""

_SIMULATED: Final = 2_000
_UPPER: Final = 0.95
_NOISE: Final = 9


def believed(of: Subject) -> Believed | None:
    """Confidence beside being right, on every labelled case; None where there is none.

    Args:
        of: whose handoff it is.
    """
    cells = of.cells.where(of.cells.label != MISSING)
    found = judged(cells, of.tally.positive, of.review.method, binary=of.tally.binary)
    if found is None or of.tally.apart is None:
        return found
    return replace(found, steps=_half_steps(cells))


def _half_steps(cells: Cells) -> float:
    """How far the middles of a kept review's steps are from their ends, on average."""
    return float((cells.confidence_sum - cells.n * cells.confidence).sum() / cells.n.sum())


def judged(cells: Cells, positive: int, method: Method, *, binary: bool) -> Believed | None:
    """Confidence beside being right.

    Args:
        cells: one candidate's, labelled, answered and with a confidence.
        positive: the positive class.
        method: the level of intervals, the size of bins and the seed.
        binary: whether the confidence makes a score that can be cut elsewhere.
    """
    if not cells.n.sum():
        return None
    right = cells.label == cells.answer
    said = Said(cells.confidence_sum, cells.confidence_square, right, cells.n)
    binned = _Binned(said, _places(cells.confidence))
    n, yes = int(cells.n.sum()), int(cells.n[right].sum())
    chance = yes / n * (1 - yes / n)
    brier = float(_squares(said).sum() / n)
    spread = statistics.standard_errors(*_sums(n, said))
    return Believed(
        n=n,
        said=float(said.total.sum() / n),
        right=statistics.rate(yes, n, method.interval),
        brier=statistics.means(np.array([brier]), spread, np.array([n]), method.interval).one(0),
        parts=binned.parts(),
        skill=1 - brier / chance if chance else None,
        error=binned.error(method.seed),
        bins=binned.bins(method),
        best_cut=_best_cut(cells, positive) if binary else None,
    )


def _places(confidence: Floats) -> Ints:
    """The bin of each confidence, closed on the left; 1 - .3 is in the bin from .7 on."""
    place = np.searchsorted(_EDGES, np.round(confidence, _NOISE), side="right") - 1
    return np.minimum(place, len(_EDGES) - 2)


def _squares(said: Said) -> Floats:
    """The squared distances of each cell, added up."""
    return np.asarray(said.square - 2 * said.true * said.total + said.true * said.n)


def _sums(n: int, said: Said) -> tuple[Floats, Floats, Floats]:
    """Cases, squared distances added up, and their squares, taken as alike in a cell."""
    squares = _squares(said)
    total, square = squares.sum(), (squares**2 / said.n).sum()
    return np.array([float(n)]), np.array([float(total)]), np.array([float(square)])


class _Binned:
    """Sums over the bins that hold a case."""

    def __init__(self, said: Said, place: Ints) -> None:
        size = len(_EDGES) - 1
        n: Floats = np.bincount(place, said.n, size).astype(np.float64)
        self.kept = np.flatnonzero(n)
        self.n = n[self.kept]
        self.said, self.square, self.right, self.both = (
            np.bincount(place, amount, size)[self.kept]
            for amount in (said.total, said.square, said.true * said.n, said.true * said.total)
        )

    def parts(self) -> BrierParts:
        """The Brier score taken apart."""
        n, total = self.n, self.n.sum()
        said, right, overall = self.said / n, self.right / n, self.right.sum() / total
        return BrierParts(
            reliability=float((n * (said - right) ** 2).sum() / total),
            resolution=float((n * (right - overall) ** 2).sum() / total),
            uncertainty=float(overall * (1 - overall)),
            within_spread=float((self.square - n * said**2).sum() / total),
            within_match=float(2 * (self.both - n * said * right).sum() / total),
        )

    def error(self, seed: int) -> CalibrationError:
        """The calibration error, and what perfect confidence would show."""
        n, total = self.n, self.n.sum()
        said = np.clip(self.said / n, 0.0, 1.0)
        drawn = np.random.default_rng(seed).binomial(
            n.astype(np.int64), said, size=(_SIMULATED, len(n))
        )
        by_chance = np.abs(drawn - self.said).sum(axis=1) / total
        return CalibrationError(
            value=float(np.abs(self.said - self.right).sum() / total),
            if_perfect=float(mean_deviation(n, said).sum() / total),
            if_perfect_upper=float(np.quantile(by_chance, _UPPER)),
        )

    def bins(self, method: Method) -> tuple[ConfidenceBin, ...]:
        """The reliability diagram with Wilson's intervals."""
        observed = statistics.wilson((self.right, self.n), method.interval).each()
        means = (self.said / self.n).tolist()
        return tuple(
            ConfidenceBin(
                float(_EDGES[k]), float(_EDGES[k + 1]), mean, one, few=one.n < method.min_group
            )
            for k, mean, one in zip(self.kept.tolist(), means, observed, strict=True)
        )


def mean_deviation(n: Floats, p: Floats) -> Floats:
    """The mean distance of a binomial count from its mean, exactly (De Moivre 1730).

    2·v·(1 - p)·P(X = v) with v the whole number above n·p; Diaconis and Zabell 1991.

    Args:
        n: of how many.
        p: the chance of each.

    >>> mean_deviation(np.array([1.0, 2.0]), np.array([0.5, 0.5])).tolist()
    [0.5, 0.5]
    """
    above = np.minimum(np.floor(n * p) + 1, n)
    inside = (p > 0) & (p < 1)
    chance = np.where(inside, p, 0.5)
    logs = (
        special.gammaln(n + 1) - special.gammaln(above + 1) - special.gammaln(n - above + 1)
        + special.xlogy(above, chance) + special.xlog1py(n - above, -chance)
    )  # fmt: skip
    return np.asarray(np.where(inside, 2 * above * (1 - chance) * np.exp(logs), 0.0))


def _best_cut(cells: Cells, positive: int) -> BestCut:
    """Accuracy and F1 at every cut of the scores, and the highest of each."""
    order = _highest_first(cells, positive)
    starts = runs(candidates.score_rank(cells, positive)[order])
    said = metrics.said(cells, positive, binary=True)
    n, total = int(cells.n.sum()), int(cells.n[said.true].sum())
    found = np.cumsum(np.add.reduceat((cells.n * said.true)[order], starts))
    picked = np.cumsum(np.add.reduceat(cells.n[order], starts))
    right = np.append(n - total, n - total + 2 * found - picked)
    f1 = 2 * found / (picked + total)
    least = np.minimum.reduceat((said.total / said.n)[order], starts)
    best, best_f1 = int(np.argmax(right)), int(np.argmax(f1))
    today = int((cells.n * (cells.answer == positive)).sum())
    caught = int((cells.n * (said.true & (cells.answer == positive))).sum())
    return BestCut(
        accuracy=(n - total + 2 * caught - today) / n,
        best_accuracy=float(right[best] / n),
        best_accuracy_at=float(least[best - 1]) if best else None,
        f1=2 * caught / (today + total) if today + total else None,
        best_f1=float(f1[best_f1]) if total else None,
        best_f1_at=float(least[best_f1]) if total else None,
        if_scores_right=float(np.maximum(said.total, said.n - said.total).sum() / n),
    )


def _highest_first(cells: Cells, positive: int) -> Ints:
    """The places of cells with the highest score first: sure of a yes, down to sure of a no."""
    order = surest_first(cells)
    yes = cells.answer[order] == positive
    return np.concatenate([order[yes], order[~yes][::-1]])
