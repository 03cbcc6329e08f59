"""What a tally counts beside its cells, without small counts: the arms of a test, and latency."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from evenhand.arms import OUTCOMES, ArmCounts
from evenhand.arrays import Ints
from evenhand.counting import MISSING
from evenhand.errors import InputError
from evenhand.kept.merging import fits, steps
from evenhand.latencies import Latencies, LatencyCounts
from evenhand.tally import Cells, Tally


def arms(tally: Tally, cells: Cells, least: int, *, is_large: bool) -> ArmCounts | None:
    """The cases of each arm; by group only where no count of the log is small.

    Else nothing is told of groups by arm: cases of the same outcome can change their arms, and no
    table is another one.

    Args:
        tally: with the arms.
        cells: of the candidate that hands off, as they are kept, in the tally's classes.
        least: the smallest count that may be kept.
        is_large: whether no count that a review of the whole log shows is small.

    Raises:
        InputError: so few cases of an arm have the same outcome that it cannot be kept.
    """
    counts = tally.arms
    if counts is None:
        return None
    cases = _known(counts.cases, least)
    if not _fit(cases, least):
        message = f"fewer than {least} cases of an arm have the same outcome: that is not kept"
        raise InputError(message, where="the log")
    whole = [_outcomes(one, tally.positive, said) for one, said in (
        (cells, False), *((tally.cells[name], True) for name in counts.names))]  # fmt: skip
    if _differ_by_few(counts, cases, np.stack(whole), least):
        message = (
            f"fewer than {least} cases are of no arm, without an outcome in theirs or without an "
            "answer, and how many they are would be told; leave those rows out"
        )
        raise InputError(message, where="the log")
    left_out = int(counts.cases.sum()) - int(cases.sum())
    groups = counts.groups if is_large else {}
    nobody = 0 if left_out else counts.nobody
    return replace(counts, cases=cases, groups=groups, nobody=nobody, days={})


def _outcomes(cells: Cells, positive: int, said: bool) -> Ints:  # noqa: FBT001
    """Cases by outcome: not known, not positive, positive; of those with an answer, if asked."""
    outcome = np.where(cells.label == MISSING, 0, 1 + (cells.label == positive))
    n = np.where(said & (cells.answer == MISSING), 0, cells.n)
    return np.bincount(outcome, n, OUTCOMES).astype(np.int64)


def _differ_by_few(counts: ArmCounts, cases: Ints, whole: Ints, least: int) -> bool:
    """Whether what all arms have, and what all cases have, differ by a small count.

    Or what an arm has, and how many cases were answered by its candidate.
    """
    left_out = int(counts.cases.sum()) - int(cases.sum())
    arms = np.concatenate([cases.sum(axis=0)[None], cases])
    apart = (whole - arms)[:, 1:].ravel()
    all_told = int(whole[0].sum() - cases.sum())
    return not _fit(np.abs(np.array([*apart, all_told, left_out + counts.nobody])), least)


def _known(cases: Ints, least: int) -> Ints:
    """Without the cases whose outcome is not known, the first of the last axis, if any are few.

    Of all arms and groups alike: how many these are together is known from other tables, so that
    one that is left out alone would be the difference.
    """
    kept, unknown = cases.copy(), cases[..., 0]
    if np.any((unknown > 0) & (unknown < least)):
        kept[..., 0] = 0
    return kept


def _fit(counts: Ints, least: int) -> bool:
    return bool(fits(counts.reshape(1, -1), least).all())


def latencies(tally: Tally, rows: int, least: int) -> Latencies | None:
    """How long answers took, in steps wide enough; nothing of a candidate with too few.

    A time is then known to a step alone, by its middle: a mean over two different times would tell
    how many answers took which. Nor may those whose time is not known be few: they are what all
    cases, or those of the arm, have more.

    Args:
        tally: with the times.
        rows: how many cases are in the tables that are kept.
        least: the smallest count that may be kept.
    """
    if tally.latencies is None:
        return None
    made = {
        name: _in_steps(one, least)
        for name, one in tally.latencies.items()
        if _fit(np.abs(_without_time(tally, name, one, rows)), least)
    }
    return {name: one for name, one in made.items() if one is not None}


def _without_time(tally: Tally, name: str, one: LatencyCounts, rows: int) -> Ints:
    """How many cases have no time: of the arm by outcome; of all, and of those that are kept."""
    if tally.arms is None:
        return np.array([tally.rows, rows]) - int(one.n.sum())
    cases = tally.arms.cases[tally.arms.names.index(name)]
    return np.asarray(cases - _streams(one).sum(axis=0))


def _streams(one: LatencyCounts) -> Ints:
    """Answers by how long they took, and by outcome."""
    return np.stack([one.n - one.known, one.known - one.positive, one.positive], axis=1)


def _in_steps(one: LatencyCounts, least: int) -> LatencyCounts | None:
    streams = _streams(one)
    if not _fit(streams.sum(axis=0), least):
        return None
    first, place = np.unique(steps(streams, least), return_inverse=True)
    last = np.append(first[1:], len(one.ms)) - 1

    def added(amounts: Ints) -> Ints:
        return np.bincount(place, amounts).astype(np.int64)

    n, positive, known = (added(amounts) for amounts in (one.n, one.positive, one.known))
    middle = (one.ms[first] + one.ms[last]) / 2
    return LatencyCounts(middle, n, positive, known, total=float(middle @ n))


# As JSON can hold them


def encoded_arms(counts: ArmCounts | None) -> dict[str, Any] | None:
    """The arms; None where there are none."""
    if counts is None:
        return None
    return {
        "names": list(counts.names),
        "cases": counts.cases.tolist(),
        "groups": {name: [list(names), n.tolist()] for name, (names, n) in counts.groups.items()},
        "nobody": counts.nobody,
    }


def decoded_arms(content: Mapping[str, Any] | None) -> ArmCounts | None:
    """The arms that were encoded."""
    if content is None:
        return None
    return ArmCounts(
        names=tuple(content["names"]),
        cases=np.array(content["cases"], dtype=np.int64),
        groups={
            name: (tuple(names), np.array(n, dtype=np.int64))
            for name, (names, n) in content["groups"].items()
        },
        nobody=int(content["nobody"]),
        days={},
    )


def encoded_latencies(counts: Latencies | None) -> dict[str, Any] | None:
    """How long answers took; None where that is not known."""
    if counts is None:
        return None
    arrays = ("ms", "n", "positive", "known")
    return {
        name: {array: getattr(one, array).tolist() for array in arrays} | {"total": one.total}
        for name, one in counts.items()
    }


def decoded_latencies(content: Mapping[str, Any] | None) -> Latencies | None:
    """The times that were encoded."""
    if content is None:
        return None
    return {
        name: LatencyCounts(
            ms=np.array(one["ms"], dtype=np.float64),
            n=np.array(one["n"], dtype=np.int64),
            positive=np.array(one["positive"], dtype=np.int64),
            known=np.array(one["known"], dtype=np.int64),
            total=float(one["total"]),
        )
        for name, one in content.items()
    }
