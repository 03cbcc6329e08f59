"""What the same scores would say if they were recalibrated: before and after, on other cases.

In a binary review the score is recalibrated against the label, in a class review the confidence
against being right. Answers stay as they are; only how sure of them the candidate is changes. A map
is fitted on one half of the cases and judged on the other, both ways round, so that every case is
judged by a map that has not seen it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from evenhand import metrics, statistics
from evenhand.arrays import Floats, Ints, Mask
from evenhand.counting import MISSING
from evenhand.findings import Reading, Recalibration
from evenhand.handoff import aurc, believed, curves
from evenhand.handoff.subject import Subject, subject
from evenhand.handoff.sweep import at
from evenhand.review import Review
from evenhand.statistics import FEW, Map, isotonic, platt
from evenhand.tally import Cells, Tally, added_up

_GRID: Final = np.arange(21) / 20


@dataclass(frozen=True, slots=True)
class _Scores:
    """What was said of each cell's cases, and whether it came true; of unlabelled ones, not."""

    said: Floats
    true: Mask
    known: Mask
    n: Ints


def recalibrated(
    tally: Tally, review: Review, attribute: str | None = None
) -> Recalibration | None:
    """The confidence of the handoff's candidate as it is, and recalibrated.

    Args:
        tally: the counts.
        review: of those counts.
        attribute: fit a map for each of its groups, where the group is large enough.

    Returns:
        None without a handoff or a confidence, and where there are too few labelled cases: fewer
        than the smallest group, or cases of one kind only, in either half.
    """
    if review.handoff is None or not review.handoff_candidate.is_sure:
        return None
    of = subject(tally, review, review.handoff)
    if attribute is not None:
        of = replace(of, cells=of.by(review.attributes[attribute]))
    halves = _halves(of)
    scores = [_scores(of, half) for half in halves]
    least = review.method.min_group
    if not all(_is_enough(one, np.ones(len(one.n), dtype=bool), least) for one in scores):
        return None
    n = int(of.cells.n[of.cells.label != MISSING].sum())
    fit = platt if n < FEW else isotonic
    own, becomes = _crossed(of, halves, scores, attribute, fit)
    parts = [_with(half, new, tally) for half, new in zip(halves, becomes, strict=True)]
    after = replace(of, cells=_joined(*parts))
    return Recalibration(
        method=fit.__name__,
        n=n,
        threshold=of.threshold,
        stops=tuple(of.stops.tolist()),
        before=_reading(of),
        after=_reading(after),
        mapped=() if attribute else _mapped(_scores(of, of.cells), fit),
        attribute=attribute,
        own=own,
    )


Fit = Callable[[Floats, Mask, Ints], Map]


def _fitted(fit: Fit, scores: _Scores, keep: Mask) -> Map:
    """A map on the labelled cases of some cells, equal scores put together."""
    kept = keep & scores.known
    values, place = np.unique(scores.said[kept], return_inverse=True)
    kind = place + len(values) * scores.true[kept]
    n = added_up(scores.n[kept], kind, 2 * len(values))
    return fit(np.tile(values, 2), np.arange(2 * len(values)) >= len(values), n)


# Halves, and what becomes of their cells


def _halves(of: Subject) -> tuple[Cells, Cells]:
    """Each case in one of two halves, by the toss of a coin seeded by the review."""
    cells = of.cells
    tossed = np.random.default_rng(of.review.method.seed).binomial(cells.n, 0.5)
    return _share(cells, tossed), _share(cells, cells.n - tossed)


def _share(cells: Cells, n: Ints) -> Cells:
    part = n / np.maximum(cells.n, 1)
    total, square = cells.confidence_sum * part, cells.confidence_square * part
    return replace(cells, n=n, confidence_sum=total, confidence_square=square).where(n > 0)


def _scores(of: Subject, cells: Cells) -> _Scores:
    said = metrics.said(cells, of.tally.positive, binary=of.tally.binary)
    known = cells.label != MISSING
    return _Scores(said.total / np.maximum(said.n, 1), known & said.true, known, cells.n)


def _is_enough(scores: _Scores, keep: Mask, least: int) -> bool:
    """Whether a map can be fitted: enough labelled cases, of both kinds."""
    kept = keep & scores.known
    n, yes = int(scores.n[kept].sum()), int(scores.n[kept & scores.true].sum())
    return n >= least and 0 < yes < n


def _crossed(
    of: Subject, halves: tuple[Cells, Cells], scores: list[_Scores], attribute: str | None, fit: Fit
) -> tuple[tuple[str, ...], list[Floats]]:
    """What each half's scores become by maps of the other half, and which groups had their own."""
    everybody = [np.ones(len(one.n), dtype=bool) for one in scores]
    maps = [_fitted(fit, one, keep) for one, keep in zip(scores, everybody, strict=True)]
    becomes = [maps[1](scores[0].said), maps[0](scores[1].said)]
    if attribute is None:
        return (), becomes
    own, columns = [], of.review.attributes[attribute]
    codes = [of.tally.attribute(half, columns)[1] for half in halves]
    for place, name in enumerate(of.tally.attribute(of.cells, columns)[0]):
        theirs = [code == place for code in codes]
        pairs = list(zip(scores, theirs, strict=True))
        if all(_is_enough(one, keep, of.review.method.min_group) for one, keep in pairs):
            own.append(name)
            for half, other in ((0, 1), (1, 0)):
                keep = theirs[half]
                becomes[half][keep] = _fitted(fit, *pairs[other])(scores[half].said[keep])
    return tuple(own), becomes


def _with(cells: Cells, becomes: Floats, tally: Tally) -> Cells:
    """The same cases, sure of their answers as the recalibrated scores say."""
    turned = tally.binary & (cells.answer != tally.positive)
    confidence = np.where(turned, 1 - becomes, becomes)
    total = np.asarray(cells.n * confidence, dtype=np.float64)
    return replace(
        cells, confidence=confidence, confidence_sum=total, confidence_square=total * confidence
    )


def _joined(one: Cells, two: Cells) -> Cells:
    """The cells of both halves."""
    arrays = {
        name: np.concatenate([getattr(one, name), getattr(two, name)])
        for name in Cells.__dataclass_fields__
        if name != "groups"
    }
    groups = {name: np.concatenate([one.groups[name], two.groups[name]]) for name in one.groups}
    return Cells(groups=groups, **arrays)


def _reading(of: Subject) -> Reading:
    found = believed.believed(of)
    assert found is not None  # noqa: S101  # there are labelled cases in either half
    here = at(of.cells, of.threshold)
    return Reading(
        believed=found,
        aurc=aurc.area(of)[0],
        curve=curves.everybody(of.cells, of.stops),
        coverage=statistics.rate(here.alone, here.n, of.level),
        automatic_error=statistics.rate(here.wrong, here.labelled, of.level),
    )


def _mapped(scores: _Scores, fit: Fit) -> tuple[tuple[float, float], ...]:
    """What twentieths become, as far as scores reach, by the map of all cases."""
    everybody = np.ones(len(scores.n), dtype=bool)
    known = scores.said[scores.known]
    grid = _GRID[(known.min() - 1 / 20 <= _GRID) & (known.max() + 1 / 20 >= _GRID)]
    becomes = _fitted(fit, scores, everybody)(grid)
    return tuple(zip(grid.tolist(), becomes.tolist(), strict=True))
