"""How sure was the handoff's candidate of its answers, period after period, and was it right?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import narwhals as nw
import numpy as np

from evenhand import counting
from evenhand.arms import Reading, answers
from evenhand.arrays import Floats, Ints, Mask
from evenhand.counting import MISSING, MOST_CELLS, STEPS
from evenhand.log import Log

_STEPS: Final = (STEPS, STEPS // 10)


@dataclass(frozen=True, slots=True)
class Confidences:
    """Cases by calendar period, by what was said of them, and by what came true.

    Attributes:
        period: by kind of case, which of the periods.
        said: the probability of what can come true: in a binary review the score, of a positive
            outcome; in a class review the confidence, of being right. A lower edge, in steps.
        against: whether the answer is that it does not come true.
        known: whether it is known what came true.
        true: whether it came true.
        n: how many cases.
    """

    period: Ints
    said: Floats
    against: Mask
    known: Mask
    true: Mask
    n: Ints


def count(
    log: Log, reading: Reading, time: str, place: Callable[[nw.Expr], nw.Expr], *, binary: bool
) -> Confidences | None:
    """Count the answered cases of a log by calendar period and confidence.

    Args:
        log: the rows.
        reading: of the same log's tally.
        time: the column that says when; of a type that `times.has_days`.
        place: in which of the periods a day since 1970 is; below 0 in none.
        binary: whether a score is the probability of the positive class.

    Returns:
        None where the candidate does not say how sure it is, or where there are too many counts.

    Raises:
        InputError: the columns cannot be counted.
    """
    own = log.review.handoff_candidate
    if not own.is_sure:
        return None
    for steps in _STEPS:
        counted = counting.by_confidence(log, time, place, steps).weighing()
        if len(counted.table) <= MOST_CELLS:
            break
    else:
        return None
    label = reading.said(counted, "label")
    answer = answers(reading, counted)
    sure = counted.column("place").astype(np.float64) / steps
    positive = reading.classes.index(reading.positive)
    against = (answer != positive) & binary
    able = (answer != MISSING) & (sure >= 0) & (sure <= 1)
    keys = (
        counted.column("period").astype(np.int64),
        np.where(against, 1 - sure, sure),
        against,
        label != MISSING,
        np.where(binary, label == positive, label == answer),
        counted.cases(),
    )
    order = np.lexsort(tuple(key[able] for key in reversed(keys)))  # none is left to the engine's
    return Confidences(*(key[able][order] for key in keys))
