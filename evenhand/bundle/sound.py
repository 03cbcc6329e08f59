"""Are counts that somebody else wrote down counts? Else working on them could take any memory."""

import math
from collections.abc import Iterator
from typing import Final

import numpy as np

from evenhand.arrays import Floats, Ints
from evenhand.bundle.coding import places
from evenhand.review import Review
from evenhand.tally import MOST_CASES, Cells, Tally, misfit

_SHAPES: Final = {"by_step": (7, 24, 101), "below": (7, 24), "days": (7,)}
_MOST_PERIODS: Final = 1_000
_SAID: Final = ("label", "answer", "other", "human")


def check(tally: Tally, review: Review) -> None:
    """That codes are places in the lists that they are for, and numbers are what they count.

    Args:
        tally: the counts.
        review: of those counts.

    Raises:
        ValueError: they are not.
    """
    if not 0 <= tally.positive < len(tally.classes):
        raise ValueError("classes")
    names = [one.name for one in review.candidates]
    if set(tally.cells) != set(names) or set(tally.exact) != set(names):
        raise ValueError("candidates")
    if tally.apart is None:
        _check_groups(tally, review)
    for cells in _all_cells(tally):
        _check_cells(cells, tally)
    _check_beside(tally)
    if tally.watched is not None:
        check(tally.watched.tally, _beside(review, tally.watched.tally))


def _beside(review: Review, tally: Tally) -> Review:
    """The review of the phase of shadow, in which fewer candidates are looked at."""
    own = tuple(one for one in review.candidates if one.name in tally.cells)
    return review.model_copy(update={"candidates": own})


def _check_groups(tally: Tally, review: Review) -> None:
    if not set(review.columns.groups) <= set(tally.groups):
        raise ValueError("groups")
    for columns in review.attributes.values():
        if misfit(columns, tally.groups) is not None:
            raise ValueError("groups")


def has_small(tally: Tally, least: int) -> bool:
    """Whether a count of a table is smaller than any that may be shared.

    Args:
        tally: counts to share.
        least: the smallest count that may be shared.
    """
    return any(bool(((cells.n > 0) & (cells.n < least)).any()) for cells in _all_cells(tally))


def _all_cells(tally: Tally) -> Iterator[Cells]:
    yield from tally.cells.values()
    for one in (tally.apart or {}).values():
        for tables in one.tables.values():
            yield from tables.values()
    if tally.simplest is not None:
        yield tally.simplest.cells


def _check_cells(cells: Cells, tally: Tally) -> None:
    size, classes = len(cells.n), len(tally.classes)
    if any(not places(getattr(cells, key), classes) for key in _SAID):
        raise ValueError("answers")
    if any(
        not places(codes, len(tally.groups[name])) or (codes < 0).any()
        for name, codes in cells.groups.items()
    ):
        raise ValueError("groups of cases")
    arrays = [*cells.groups.values(), *(getattr(cells, key) for key in _ARRAYS)]
    if any(each.shape != (size,) for each in arrays):
        raise ValueError("lists of different lengths")
    if not (_are_counts(cells.n) and _are_shares(cells.confidence)):
        raise ValueError("counts")
    if not np.isfinite((cells.confidence_sum, cells.confidence_square)).all():
        raise ValueError("sums")


_ARRAYS: Final = tuple(name for name in Cells.__dataclass_fields__ if name != "groups")


def _are_counts(n: Ints) -> bool:
    return bool((n >= 0).all()) and math.fsum(n.tolist()) <= MOST_CASES


def _are_shares(shares: Floats) -> bool:
    known = shares[~np.isnan(shares)]
    return bool(((known >= 0) & (known <= 1)).all())


def _check_beside(tally: Tally) -> None:
    """What is counted beside the cells: each code a place in its list."""
    size, found = len(tally.classes), tally.periods
    if found is not None and not (
        _are_periods(len(found.starts), found.period)
        and all(places(codes, size) for codes in (found.label, found.answer, found.other))
        and _alike(found.period, found.label, found.answer, found.other, found.n)
    ):
        raise ValueError("periods")
    if tally.arrivals is not None and any(
        getattr(tally.arrivals, name).shape != shape for name, shape in _SHAPES.items()
    ):
        raise ValueError("arrivals")
    if tally.arms is not None:
        _check_outcomes((len(tally.arms.names), 3), tally.arms.cases)
    _check_profile(tally)
    _check_raters(tally)


def _check_profile(tally: Tally) -> None:
    found, size = tally.profile, len(tally.classes)
    if found is None:
        return
    span = len(found.starts)
    if not (
        _are_periods(span, found.period)
        and places(found.label, size)
        and places(found.answer, size)
        and _alike(found.period, found.label, found.answer, found.n)
        and 0 < found.reference <= span
    ):
        raise ValueError("periods")
    for column in found.columns:
        if column.counts.ndim != 3 or column.counts.shape[::2] != (span, 3):  # noqa: PLR2004
            raise ValueError("columns")
    sure = found.confidences
    if sure is not None and not (
        _are_periods(span, sure.period)
        and _alike(sure.period, sure.said, sure.against, sure.known, sure.true, sure.n)
    ):
        raise ValueError("confidences")
    for by in found.groups:
        codes = (by.period, by.group, by.label, by.answer)
        ends = (span, len(tally.groups.get(by.column, ())), size, size)
        if not (
            all(places(each, end) for each, end in zip(codes, ends, strict=True))
            and min(by.period.min(initial=0), by.group.min(initial=0)) >= 0
            and _alike(*codes, by.n)
            and _are_counts(by.n)
        ):
            raise ValueError("groups by period")


def _check_raters(tally: Tally) -> None:
    found, size = tally.raters, len(tally.classes)
    if found is not None and not (
        places(found.label, size)
        and places(found.answer, size)
        and _alike(found.share, found.label, found.answer, found.n)
        and found.n.ndim == 1
        and _are_counts(found.n)
        and _are_shares(found.share)
    ):
        raise ValueError("raters")


def _are_periods(span: int, codes: Ints) -> bool:
    return span <= _MOST_PERIODS and places(codes, span)


def _alike(*arrays: np.ndarray) -> bool:
    return len({each.shape for each in arrays}) == 1


def _check_outcomes(shape: tuple[int, ...], cases: Ints) -> None:
    if cases.shape != shape:
        raise ValueError("outcomes")
