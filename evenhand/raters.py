"""How far did raters agree on the label, and was the handoff's candidate right?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import narwhals as nw
import numpy as np

from evenhand import counting
from evenhand.arms import Reading, answers
from evenhand.arrays import Floats, Ints
from evenhand.counting import MOST_CELLS, STEPS, Counted, Query
from evenhand.log import Log
from evenhand.sources import Problem

_STEPS: Final = (STEPS, STEPS // 10)
_UNREAD: Final = -1.0


@dataclass(frozen=True, slots=True)
class RaterCounts:
    """Cases by the share of raters who gave the label, by label and by answer.

    Attributes:
        share: of the raters, to the nearest step; 1 only where all of them gave the label; NaN
            where not known.
        label: what happened, as a place in the tally's classes; `MISSING` where not known.
        answer: what the handoff's candidate said, likewise.
        n: how many cases.
    """

    share: Floats
    label: Ints
    answer: Ints
    n: Ints


def count(log: Log, reading: Reading) -> tuple[RaterCounts | None, tuple[Problem, ...]]:
    """Count the cases by raters' agreement, and say of how many rows it is not known.

    Args:
        log: the rows.
        reading: of the same log's tally.

    Returns:
        None where the review has no agreement or no label, or where there are too many counts.

    Raises:
        InputError: the columns cannot be counted.
    """
    columns = log.review.columns
    if columns.rater_agreement is None or columns.label is None:
        return None, ()
    for steps in _STEPS:
        counted = _counted(log, columns.rater_agreement, steps).weighing()
        if len(counted.table) <= MOST_CELLS:
            break
    else:
        return None, ()
    place = counted.column("place").astype(np.float64)
    share = np.where(place >= 0, place / steps, np.nan)
    label, answer, n = reading.said(counted, "label"), answers(reading, counted), counted.cases()
    order = np.lexsort((n, answer, label, share))  # none is left to the engine's
    found = RaterCounts(share[order], label[order], answer[order], n[order])
    return found, tuple(_problems(log, counted, place))


def _counted(log: Log, column: str, steps: int) -> Counted:
    """The engine's counts; what is no share has a place below 0."""
    own, share = log.review.handoff_candidate, log.share(column)
    nearest = (share * float(steps) + 0.5).floor()
    most = float(steps)
    short = nw.when(nearest >= most).then(nw.lit(most - 1)).otherwise(nearest)
    able = nw.when(share >= 1.0).then(nw.lit(most)).otherwise(short)
    place = nw.when(share > 1.0).then(nw.lit(_UNREAD)).otherwise(able)
    keys = {"label": log.label(), "answer": log.answer(own), "place": place}
    rows = log.source.frame.select(**keys, **counting.weights(log))
    return Counted(Query(own), counting.grouped(log, rows, tuple(keys)))


def _problems(log: Log, counted: Counted, place: Floats) -> Iterator[Problem]:
    column, rows = log.review.columns.rater_agreement, counted.column("rows")
    unread, unsaid = int(rows[place < 0].sum()), int(rows[np.isnan(place)].sum())
    if unread:
        message = "rows have no share of raters from 0 to 1; how far raters agree is not known."
        yield Problem("warning", column, unread, message)
    if unsaid:
        message = "rows do not say how far raters agree; what is said of it is of the others."
        yield Problem("note", column, unsaid, message)
