"""Cases by calendar period without small counts: neighbouring periods are put together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from evenhand.arrays import Ints
from evenhand.counting import MISSING
from evenhand.kept.drafts import reclassed
from evenhand.kept.merging import by_kind, coded, fits, steps
from evenhand.periods import PeriodCounts
from evenhand.tally import Cells, Tally

_FEWEST: Final = 2
_MANY: Final = 5
"""So many times the least cases of a kind without a label or an answer are worth a period less."""

_CODES: Final = ("label", "answer", "other")


def periods(tally: Tally, cells: Cells, least: int) -> PeriodCounts | None:
    """Periods in which no kind of case, by label and both answers, is small.

    Cases without a day, and those before the first period, are what all cases have more: where that
    would be small, the first periods are left out as well.

    Args:
        tally: with the periods; a few classes are its own, or put together as in `cells`.
        cells: of the handoff's candidate, with what the baseline said.
        least: the smallest count that may be kept.

    Returns:
        None where there are none, or where fewer than two would be left.
    """
    found = tally.periods
    if found is None:
        return None
    start = found if tally.binary else reclassed(found, tally.positive, "other")
    draft = _draft(start, cells, least)
    if draft is None:
        return None
    first = _first(draft, least)
    return None if first is None else _merged(start, draft, first, least)


@dataclass(frozen=True, slots=True)
class _Draft:
    """Cases by period and kind.

    Attributes:
        counts: periods by kinds.
        whole: all cases of each kind, whether their day is known or not.
        codes: of each kind, its label and both answers.
        earlier: cases before the first period.
    """

    counts: Ints
    whole: Ints
    codes: Ints
    earlier: int


def _draft(found: PeriodCounts, cells: Cells, least: int) -> _Draft | None:
    """None where even over all periods a kind is small."""
    size = len(found.n)
    codes = [np.concatenate([getattr(one, key) for one in (found, cells)]) for key in _CODES]
    kinds, places = coded(*codes)
    codes_of = np.stack([code[places] for code in codes])
    whole = by_kind(cells.n, kinds[size:], len(places))
    flat = found.period * len(places) + kinds[:size]
    counts = by_kind(found.n, flat, len(found.starts) * len(places))
    table = counts.reshape(len(found.starts), len(places))
    missing = (codes_of == MISSING).any(axis=0)
    kept = ~(missing & (whole < _MANY * least))  # the smallest are in no other table either
    if not fits(whole[kept], least):
        return None
    return _Draft(table[:, kept], whole[kept], codes_of[:, kept], found.earlier)


def _first(draft: _Draft, least: int) -> int | None:
    """From which period on neither they nor the rest has a small count of a kind."""
    later = np.cumsum(draft.counts[::-1], axis=0)[::-1]
    for place, inside in enumerate(later[: 1 - _FEWEST]):
        earlier = draft.earlier + int(later[0].sum() - inside.sum())
        is_small = 0 < earlier < least
        if not is_small and fits(np.stack([inside, draft.whole - inside]), least).all():
            return place
    return None


def _merged(found: PeriodCounts, draft: _Draft, first: int, least: int) -> PeriodCounts | None:
    """The periods from one on, neighbours put together until no count is small."""
    counts = draft.counts[first:]
    starts = found.starts[first:]
    begins, place = np.unique(steps(counts, least), return_inverse=True)
    if len(begins) < _FEWEST:
        return None
    table = np.zeros((len(begins), counts.shape[1]), dtype=np.int64)
    np.add.at(table, place, counts)
    period, kind = np.nonzero(table)
    label, answer, other = draft.codes[:, kind]
    lasts = [*(begins[1:] - 1).tolist(), len(starts) - 1]
    return PeriodCounts(
        unit=found.unit,
        starts=tuple(starts[at] for at in begins.tolist()),
        period=period.astype(np.int64),
        label=label,
        answer=answer,
        other=other,
        n=table[period, kind],
        earlier=_earlier(draft, counts, first, least),
        ends=None if len(begins) == len(starts) else tuple(starts[at] for at in lasts),
    )


def _earlier(draft: _Draft, counts: Ints, first: int, least: int) -> int:
    """Cases before the first period; all others where those without a day are a small count."""
    earlier = draft.earlier + int(draft.counts[:first].sum())
    others = int(draft.whole.sum() - counts.sum())
    return others if 0 < others - earlier < least else earlier


# As JSON can hold them


def encoded(found: PeriodCounts | None) -> dict[str, Any] | None:
    """The periods; None where there are none."""
    if found is None:
        return None
    days = {"starts": found.starts, "ends": found.ends}
    return {
        "unit": found.unit,
        **{
            name: None if each is None else [day.isoformat() for day in each]
            for name, each in days.items()
        },
        **{name: getattr(found, name).tolist() for name in ("period", *_CODES, "n")},
        "earlier": found.earlier,
    }


def decoded(content: Mapping[str, Any] | None) -> PeriodCounts | None:
    """The periods that were encoded."""
    if content is None:
        return None
    starts, ends = (
        None if content[name] is None else tuple(map(date.fromisoformat, content[name]))
        for name in ("starts", "ends")
    )
    period, label, answer, other, n = (
        np.array(content[name], dtype=np.int64) for name in ("period", *_CODES, "n")
    )
    unit, earlier = str(content["unit"]), int(content["earlier"])
    return PeriodCounts(unit, starts or (), period, label, answer, other, n, earlier, ends)
