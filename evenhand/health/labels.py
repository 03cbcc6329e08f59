"""How far raters agree on the labels, from what was counted by their agreement."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from evenhand import statistics
from evenhand.arrays import Mask
from evenhand.counting import MISSING
from evenhand.findings import (
    OMITTED,
    AgreementBand,
    ClassAgreement,
    Estimate,
    LabelQuality,
    Omitted,
)
from evenhand.raters import RaterCounts
from evenhand.review import Review
from evenhand.tally import Tally

_EDGES: Final = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


def label_quality(tally: Tally, review: Review) -> LabelQuality | Omitted:
    """How sure are the labels, and is the candidate right more often where they are?

    Args:
        tally: the counts.
        review: of those counts.

    Returns:
        Omitted where nothing was counted by raters' agreement.
    """
    found, level = tally.raters, review.method.interval
    if found is None:
        return OMITTED
    labelled = found.label != MISSING
    known = labelled & np.isfinite(found.share)
    everyone = known & (found.share == 1)
    n = int(found.n[known].sum())
    alike, others = _right(found, everyone), _right(found, known & ~everyone)
    enough = min(alike[1], others[1]) >= review.method.min_group
    return LabelQuality(
        candidate=review.handoff_candidate.name,
        n=n,
        unknown=int(found.n[labelled].sum()) - n,
        agreement=_agreement(found, known, level),
        unanimous=statistics.rate(int(found.n[everyone].sum()), n, level),
        where_all_agree=statistics.rate(*alike, level),
        elsewhere=statistics.rate(*others, level),
        difference=statistics.difference(alike, others, level) if enough else Estimate(),
        bands=tuple(_bands(found, known, level)),
        classes=tuple(
            ClassAgreement(name, _agreement(found, own, level))
            for place, name in enumerate(tally.classes)
            if found.n[own := known & (found.label == place)].sum()
        ),
    )


def _right(found: RaterCounts, of: Mask) -> tuple[int, int]:
    """On how many of these cases the candidate is right, and how many it answered."""
    answered = of & (found.answer != MISSING)
    right = answered & (found.answer == found.label)
    return int(found.n[right].sum()), int(found.n[answered].sum())


def _agreement(found: RaterCounts, of: Mask, level: float) -> Estimate:
    """The mean share of raters; each case could have had any from none to all."""
    values = np.array([0.0, 1.0, *found.share[of]])
    counts = np.array([0, 0, *found.n[of]], dtype=np.int64)
    return statistics.bounded_means(values, counts, level).one(0) if counts.any() else Estimate()


def _bands(found: RaterCounts, known: Mask, level: float) -> Iterator[AgreementBand]:
    shares = np.where(known, found.share, -1.0)
    for low, high in zip(_EDGES, (*_EDGES[1:], 1.0), strict=True):
        inside = (shares >= low) & ((shares < high) | (low == high))
        right, answered = _right(found, inside)
        if answered:
            yield AgreementBand(low, high, statistics.rate(right, answered, level))
