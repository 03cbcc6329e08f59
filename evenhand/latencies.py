"""How long answers take: counts by time, for each candidate whose times are in the log."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from evenhand import counting
from evenhand.arms import Reading
from evenhand.arrays import Floats, Ints
from evenhand.counting import MISSING, Counted
from evenhand.log import Log
from evenhand.review import Candidate
from evenhand.sources import Problem

_A_THOUSAND = 1000.0


@dataclass(frozen=True, slots=True)
class LatencyCounts:
    """A candidate's answers by how long they took.

    Attributes:
        ms: milliseconds, rising, to three significant digits.
        n: how many answers.
        positive: between arms, of these how many cases had a positive outcome.
        known: between arms, of how many the outcome is known.
        total: all milliseconds together, exact to a thousandth.
    """

    ms: Floats
    n: Ints
    positive: Ints
    known: Ints
    total: float


Latencies = Mapping[str, LatencyCounts]


def count(log: Log, reading: Reading) -> tuple[Latencies, tuple[Problem, ...]]:
    """How long each candidate's answers take, and what is to be said about the times.

    Args:
        log: the rows.
        reading: of the same log's tally.

    Raises:
        InputError: the columns cannot be counted.
    """
    timed = [one for one in log.review.candidates if one.latency_ms is not None]
    counted = {one.name: counting.by_latency(log, one) for one in timed}
    found = {name: _counts(rows, reading) for name, rows in counted.items()}
    problems = [p for one in timed for p in _problems(one, counted[one.name])]
    return {name: one for name, one in found.items() if len(one.n)}, tuple(problems)


def _counts(counted: Counted, reading: Reading) -> LatencyCounts:
    place = np.asarray(counted.column("place"), dtype=np.float64)
    read = np.isfinite(place)
    label = reading.said(counted, "label")[read]
    cases = counted.cases()[read]
    values, at = np.unique(place[read], return_inverse=True)
    true = reading.classes.index(reading.positive)
    n, positive, known = (
        np.bincount(at, cases * kept, len(values)).astype(np.int64)
        for kept in (np.ones(len(at)), label == true, label != MISSING)
    )
    total = np.asarray(counted.column("total"), dtype=np.float64)[read].sum() / _A_THOUSAND
    return LatencyCounts(values / _A_THOUSAND, n, positive, known, float(total))


def _problems(one: Candidate, counted: Counted) -> Iterator[Problem]:
    unread, rows = int(counted.column("unread").sum()), counted.column("rows")
    unsaid = np.isnan(np.asarray(counted.column("place"), dtype=np.float64))
    empty = int(rows[unsaid].sum()) - unread
    if unread:
        message = (
            f"rows have no time in milliseconds from 0 to a day; how long {one.name} took there "
            "is not known."
        )
        yield Problem("warning", one.latency_ms, unread, message)
    if empty:
        message = f"rows do not say how long {one.name} took; its times are those of the others."
        yield Problem("note", one.latency_ms, empty, message)
