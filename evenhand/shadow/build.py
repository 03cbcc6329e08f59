"""All that is said of the time in which the candidate only watched."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from evenhand import handoff, statistics, watched
from evenhand.arrays import Ints, Mask
from evenhand.comparison import accuracy_difference, both, mcnemar, paired_of
from evenhand.counting import MISSING
from evenhand.findings import (
    OMITTED,
    Bounds,
    Estimate,
    Omitted,
    Shadow,
    ShadowGroup,
    ShadowOutcomes,
)
from evenhand.review import Review
from evenhand.shadow.trial import trial
from evenhand.tally import UNKNOWN, Cells, Dated, Tally, added_up

_FIRST_DAY = date(1970, 1, 1)


def shadow(tally: Tally, review: Review) -> Shadow | Omitted:
    """The candidate beside who really decided, on the cases of shadow.

    Args:
        tally: the counts of the whole log.
        review: of those counts.

    Returns:
        Omitted where the log has no phase of shadow, or nobody decided in it.
    """
    found, own = tally.watched, watched.of_review(review)
    if found is None or own is None or own.baseline is None:
        return OMITTED
    part = found.tally
    cells = both.answered(part.cells[own.handoff_candidate.name])
    first, last = _ends(found.days)
    same, newly, no_longer = _kinds(cells, part.positive)
    waiting = handoff.would_be(part, own)
    days = None if found.days is None else _span(found.days)
    return Shadow(
        candidate=own.handoff_candidate.name,
        live=own.baseline.name,
        cases=found.shadow,
        live_cases=found.live,
        neither=found.neither,
        first=first,
        last=last,
        agreement=_share(cells, same, own),
        to_positive=_share(cells, newly, own),
        to_negative=_share(cells, no_longer, own),
        groups=_groups(part, cells, own),
        handed_off=OMITTED if waiting is None else waiting.handed_off,
        handed_off_per_day=OMITTED if waiting is None else waiting.a_day(days),
        staffing=OMITTED if waiting is None else waiting.staffing,
        arrivals=OMITTED if waiting is None else waiting.arrivals,
        outcomes=OMITTED if own.columns.label is None else _outcomes(part, cells, own),
        trial=OMITTED if own.shadow is None else trial(found.days, cells, own.shadow),
    )


def _ends(days: Dated | None) -> tuple[str | None, str | None]:
    """The first and the last day with a case."""
    if days is None:
        return None, None
    known = days.day[(days.day != MISSING) & (days.n > 0)]
    first, last = (_FIRST_DAY + timedelta(days=int(end)) for end in (known.min(), known.max()))
    return first.isoformat(), last.isoformat()


def _span(days: Dated) -> int:
    """How many days there are from the first case to the last."""
    known = days.day[(days.day != MISSING) & (days.n > 0)]
    return int(known.max() - known.min()) + 1


def _kinds(cells: Cells, positive: int) -> tuple[Mask, Mask, Mask]:
    """Where both said the same, where only the candidate said yes, where only the other did."""
    own, other = cells.answer == positive, cells.other == positive
    return cells.answer == cells.other, own & ~other, other & ~own


def _share(cells: Cells, kind: Mask, review: Review) -> Estimate:
    k, n = int(cells.n[kind].sum()), int(cells.n.sum())
    return statistics.rate(k, n, review.method.interval)


def _groups(part: Tally, cells: Cells, review: Review) -> Mapping[str, tuple[ShadowGroup, ...]]:
    """Every group of every attribute, with q-values over all of them."""
    kinds = _kinds(cells, part.positive)
    found = {
        name: _of_attribute(cells, part.attribute(cells, columns), kinds, review)
        for name, columns in review.attributes.items()
        if review.columns.phase not in columns  # here it is the same for all
    }
    asked = [one.p_value for groups in found.values() for one in groups if one.p_value is not None]
    left = iter(statistics.adjusted(asked))
    return {
        name: tuple(g if g.p_value is None else replace(g, q_value=next(left)) for g in groups)
        for name, groups in found.items()
    }


def _of_attribute(
    cells: Cells,
    groups: tuple[tuple[str, ...], Ints],
    kinds: tuple[Mask, Mask, Mask],
    review: Review,
) -> tuple[ShadowGroup, ...]:
    names, codes = groups
    n = added_up(cells.n, codes, len(names))
    same, newly, no_longer = (added_up(cells.n, codes, len(names), kind) for kind in kinds)
    able = (n >= review.method.min_group) & (np.array(names) != UNKNOWN)
    level = review.method.interval
    counts = (kind.tolist() for kind in (same, newly, no_longer))
    rates = [statistics.rates(k, n.tolist(), level) for k in counts]

    def chance(place: int) -> float | None:
        here = int(same[place]), int(n[place])
        rest = int(same.sum()) - here[0], int(n.sum()) - here[1]
        return statistics.no_difference([here, rest]) if able[place] else None

    return tuple(
        ShadowGroup(
            group=name,
            n=int(n[place]),
            agreement=rates[0][place],
            to_positive=rates[1][place],
            to_negative=rates[2][place],
            p_value=chance(place),
        )
        for place, name in enumerate(names)
        if n[place]
    )


def _outcomes(part: Tally, cells: Cells, review: Review) -> ShadowOutcomes:
    pair, level = paired_of(part, review), review.method.interval
    known, different = cells.label != MISSING, cells.answer != cells.other
    n, unseen = int(cells.n.sum()), int(cells.n[different & ~known].sum())
    net = pair.only_model - pair.only_baseline

    def seen(kind: Mask) -> Estimate:
        return statistics.rate(int(cells.n[kind & known].sum()), int(cells.n[kind].sum()), level)

    def real(kind: Mask) -> int:
        return int(cells.n[kind & (cells.label == part.positive)].sum())

    let = cells.other == part.positive
    return ShadowOutcomes(
        different=int(cells.n[different].sum()),
        labelled=int(cells.n[different & known].sum()),
        only_live=pair.only_baseline,
        only_candidate=pair.only_model,
        found_by_live=real(let & (cells.answer != part.positive)),
        found_by_candidate=real(~let & (cells.answer == part.positive)),
        p_value=mcnemar(pair),
        difference=accuracy_difference(pair, level),
        bounds=Bounds((net - unseen) / n, (net + unseen) / n) if n else Bounds(None, None),
        seen_after_yes=seen(let),
        seen_after_no=seen(~let),
        selective=review.columns.observed is not None,
    )
