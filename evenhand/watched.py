"""The cases on which the candidate only watched, while somebody else decided: the phase of shadow.

They are counted as any log is, by the same code and in the same engine, in rows of that phase.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import narwhals as nw
import numpy as np

from evenhand import counting, times
from evenhand.counting import MISSING, Counted, Query
from evenhand.log import Log
from evenhand.review import Candidate, Review
from evenhand.sources import Problem
from evenhand.tally import Dated, Tally, Watched, part, read_days

SHADOW: Final = "shadow"
LIVE: Final = "live"


def acting(review: Review) -> Candidate | None:
    """Who decided while the candidate watched: the baseline, else a person; None without either."""
    own = review.handoff_candidate.name
    people = (c for c in review.candidates if c.role == "human" and c.name != own)
    return review.baseline or next(people, None)


def of_review(review: Review) -> Review | None:
    """The review of the phase of shadow: the candidate beside who decided, and no limits.

    None where the review has no phase, or nobody to set the candidate beside.
    """
    live = acting(review)
    if review.columns.phase is None or live is None:
        return None
    beside = live.model_copy(update={"role": "baseline", "arm": ()})
    columns = review.columns.model_copy(update={"arm": None})  # nobody else acted in shadow
    own = review.handoff_candidate.model_copy(update={"arm": ()})
    changed = {"candidates": (beside, own), "columns": columns, "criteria": ()}
    return review.model_copy(update=changed)


def count(log: Log, tally: Tally) -> tuple[Watched | None, tuple[Problem, ...]]:
    """What was counted of the phase of shadow.

    Args:
        log: all rows.
        tally: of that log.

    Returns:
        None where the review has no phase, nobody to set the candidate beside, or no case of
        shadow; and what is to be said about phases.

    Raises:
        InputError: the columns cannot be counted.
    """
    review = of_review(log.review)
    column = log.review.columns.phase
    if column is None:
        return None, ()
    said = _phases(log, column)
    problems = tuple(_problems(said, column))
    if review is None or not said.get(SHADOW):
        return None, problems
    source = replace(log.source, frame=log.source.frame.filter(_phase(log, column) == SHADOW))
    own = replace(log, source=source, review=review).coarser()
    counted = part(own, tally)
    found = Watched(
        shadow=counted.rows,
        live=said.get(LIVE, 0),
        neither=sum(n for name, n in said.items() if name not in {SHADOW, LIVE}),
        tally=counted,
        days=_days(own, counted),
    )
    return found, problems


def _phase(log: Log, column: str) -> nw.Expr:
    """What the column says, whatever its case and the space around it."""
    return log.column(column).cast(nw.String()).str.strip_chars().str.to_lowercase()


def _phases(log: Log, column: str) -> dict[str, int]:
    """Cases by phase; whatever is neither of the two under an empty name."""
    phase = _phase(log, column)
    other = nw.when(phase == LIVE).then(nw.lit(LIVE)).otherwise(nw.lit(""))
    known = nw.when(phase == SHADOW).then(nw.lit(SHADOW)).otherwise(other)
    rows = log.source.frame.select(phase=known, **counting.weights(log))
    counted = Counted(Query(log.review.handoff_candidate), counting.grouped(log, rows, ("phase",)))
    names = counted.table.column("phase").to_pylist()
    return {str(name): n for name, n in zip(names, counted.cases().tolist(), strict=True)}


def _problems(said: dict[str, int], column: str) -> Iterator[Problem]:
    neither = said.get("", 0)
    if neither:
        message = f"cases have neither {SHADOW} nor {LIVE} here; they are in no phase."
        yield Problem("warning", column, neither, message)
    if said.get(SHADOW) and said.get(LIVE):
        message = (
            "cases are of the time when the candidate only watched (shadow). Every number counts "
            "them together with the live ones, but for those under shadow mode and by this column."
        )
        yield Problem("note", column, said[SHADOW], message)


def _days(log: Log, tally: Tally) -> Dated | None:
    """Cases by day; None where no day is known."""
    time, beside = log.review.columns.time, log.review.baseline
    if time is None or not times.has_days(counting.kind(log, time)):
        return None
    counted = counting.by_day(log, time, beside).weighing()
    found = read_days(counted, log.review, tally)
    return found if (found.day != MISSING).any() and np.any(found.n) else None
