"""How were cases of each group answered, period after period, and what became of them?"""

from collections.abc import Callable
from dataclasses import dataclass

import narwhals as nw

from evenhand import counting
from evenhand.arms import Reading, answers
from evenhand.arrays import Ints
from evenhand.counting import MOST_CELLS
from evenhand.log import Log


@dataclass(frozen=True, slots=True)
class GroupPeriods:
    """Cases of one protected column by calendar period.

    Attributes:
        column: its name.
        period: by kind of case, which of the periods.
        group: which of the tally's groups of that column.
        label: what happened, as a place in the tally's classes; `MISSING` where not known.
        answer: what the handoff's candidate said, likewise.
        n: how many cases.
    """

    column: str
    period: Ints
    group: Ints
    label: Ints
    answer: Ints
    n: Ints


def count(
    log: Log, reading: Reading, time: str, place: Callable[[nw.Expr], nw.Expr]
) -> tuple[GroupPeriods, ...]:
    """Count the cases of a log by calendar period and the groups of each protected column.

    Two columns crossed are not counted: of most of their groups a period has too few cases.

    Args:
        log: the rows.
        reading: of the same log's tally.
        time: the column that says when; of a type that `times.has_days`.
        place: in which of the periods a day since 1970 is; below 0 in none.

    Returns:
        Without the columns that have too many different counts.

    Raises:
        InputError: the columns cannot be counted.
    """
    columns = log.review.columns
    made = []
    for column in dict.fromkeys(columns.protected):
        at = columns.groups.index(column)
        counted = counting.by_period(log, time, place, (at, column)).weighing()
        if len(counted.table) <= MOST_CELLS:
            made.append(
                GroupPeriods(
                    column=column,
                    period=counted.column("period").astype("int64"),
                    group=reading.group(counted, at, column),
                    label=reading.said(counted, "label"),
                    answer=answers(reading, counted),
                    n=counted.cases(),
                )
            )
    return tuple(made)
