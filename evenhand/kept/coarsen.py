"""Counts that can be shared: no cell of a kept table holds fewer cases than the review allows.

A joint table over all columns has cells of one person and is nearly the rows. Instead everybody and
each attribute have tables of their own, in steps of confidence wide enough for every group;
`stepping` says why those of everybody, which are finer, tell nothing more. Steps never cross the
threshold of an answer or the review's handoff threshold, so that what happens at these stays exact.
Whatever a kept review shows is worked out from these tables alone, so what somebody can learn from
all of it is what they can learn from the tables: `bounds` works that out before anything is kept,
and where a small count would be exposed less is told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from evenhand.arms import ArmCounts
from evenhand.errors import InputError
from evenhand.kept import attributes, beside, dated, drafts, simple, stepping, told
from evenhand.kept.attributes import Detail, Made, Subject
from evenhand.kept.drafts import NOTHING, Draft, Key, sides
from evenhand.kept.grid import Grid
from evenhand.kept.putting import Putting
from evenhand.review import Review
from evenhand.sources import Problem
from evenhand.tally import HANDOFF, OTHER, Tally

FIELDS: Final[Mapping[str, str]] = {
    "classes": "kept",
    "positive": "kept",
    "binary": "kept",
    "groups": "coarsened",
    "cells": "coarsened",
    "exact": "coarsened",
    "rows": "coarsened",
    "rows_used": "coarsened",
    "problems": "coarsened",
    "score_pairs": "dropped",
    "calibrating": "dropped",
    "finer": "dropped",
    "arrivals": "dropped",
    "apart": "coarsened",
    "simplest": "coarsened",
    "arms": "coarsened",
    "latencies": "coarsened",
    "periods": "coarsened",
    "profile": "dropped",
    "watched": "dropped",
    "raters": "dropped",
}
"""What becomes of each field of a tally that is kept; a field without a rule may not be kept."""


@dataclass(frozen=True, slots=True)
class Coarse:
    """A tally that can be shared.

    Attributes:
        tally: its counts.
        details: by attribute what was put together, everybody as one group under an empty name.
        classes_merged: whether all classes but the positive one are together.
        left_out: whether a few cases without label, answer or confidence are left out.
    """

    tally: Tally
    details: Mapping[str, Detail]
    classes_merged: bool
    left_out: bool


def coarse(tally: Tally, review: Review) -> Coarse:
    """The counts of a log without any of fewer cases than the review's `privacy_cell`.

    Args:
        tally: all counts.
        review: of those counts.

    Raises:
        InputError: so few cases have the same answer that nothing can be kept.
    """
    own, least = review.handoff_candidate.name, review.method.privacy_cell
    start = drafts.complete(tally if tally.binary else drafts.few_classes(tally), review)
    wanted = dict(drafts.drafts(start, review))
    subject, is_large = _subject(start, review, wanted)
    made = _made(subject, None if is_large else start.arms)
    subject, made = _by_themselves(subject, made, wanted, is_large=is_large)
    putting = Putting(subject, wanted, stepping.steps(subject, made, wanted))
    apart = {c.name: putting.apart(made, c.name) for c in review.candidates}
    cells = {name: one.tables[""][""] for name, (one, _) in apart.items()}
    rows = int(cells[own].n.sum())
    paired = made[""].told.get((own, OTHER))
    dates = paired is None or len(paired) > 2  # noqa: PLR2004  # both answers and the outcome
    shared = replace(
        start,
        groups={name: one.names for name, one in made.items() if name},
        cells=cells,
        exact={name: start.exact[name] and fine for name, (_, fine) in apart.items()},
        rows=rows,
        rows_used=rows if tally.rows == tally.rows_used else tally.rows_used,
        problems=masked(tally.problems, least, is_whole=rows == tally.rows),
        apart={name: one for name, (one, _) in apart.items()},
        score_pairs=None,
        calibrating=None,
        finer=None,
        arrivals=None,
        profile=None,
        watched=None,
        raters=None,
        simplest=simple.simplest(tally, cells[own], least),
        periods=dated.periods(tally, start.cells[own], least) if dates else None,
        arms=beside.arms(start, start.cells[own], least, is_large=is_large),
        latencies=beside.latencies(tally, rows, least),
    )
    details = {name: one.detail(own, wanted) for name, one in made.items()}
    return Coarse(shared, details, classes_merged=not tally.binary, left_out=rows < tally.rows)


def masked(
    problems: Sequence[Problem], least: int, *, is_whole: bool = True
) -> tuple[Problem, ...]:
    """What was said of the data, without small counts.

    Args:
        problems: what was said.
        least: the smallest count that may be kept.
        is_whole: whether the tables hold all cases; where a few are left out of them, a number
            that counts these would tell by its difference how many they are.
    """
    return tuple(_masked(one, least, is_whole=is_whole) for one in problems)


def _masked(one: Problem, least: int, *, is_whole: bool) -> Problem:
    if not one.rows or (one.rows >= least and is_whole):
        return one
    amount = f"Fewer than {least}" if one.rows < least else f"{least} or more"
    return replace(one, rows=None, message=f"{amount} {one.message}")


# Everybody as one group


def _subject(tally: Tally, review: Review, wanted: Mapping[Key, Draft]) -> tuple[Subject, bool]:
    """What tables of groups are made from; whether no count that all would show is small.

    Raises:
        InputError: so few cases have the same answer that nothing can be kept.
    """
    start = sides(tally.cells[review.handoff_candidate.name], review.handoff_threshold)
    looked_at = attributes.looked_at(tally, review)
    one = np.zeros(1, dtype=np.int64)
    of = Subject(tally, review, {}, Made(("",), one, one > 0, {}), looked_at, start)
    everybody = _everybody(of, wanted)
    is_large = not stepping.has_small(of, tally.arms)
    groups = _of_groups(of, wanted, everybody, is_large=is_large)
    return replace(of, drafts=groups, everybody=everybody), is_large


def _everybody(of: Subject, wanted: Mapping[Key, Draft]) -> Made:
    """The tables of everybody, of which as much is told as can be.

    Raises:
        InputError: so few cases have the same answer that nothing can be kept.
    """
    for floor in told.of_everybody(wanted, of.own):
        levels = {key: draft.level(of.least, floor[key]) for key, draft in wanted.items()}
        what = told.without_doubles(levels, wanted, of.own)
        if what[of.own, ""] != NOTHING and attributes.safe_everybody(of, what):
            return replace(of.everybody, told=what)
    message = f"fewer than {of.least} cases have the same answer: so small a count is not kept"
    raise InputError(message, where="the log")


def _of_groups(
    of: Subject, wanted: Mapping[Key, Draft], made: Made, *, is_large: bool
) -> dict[Key, Draft]:
    """What tables groups may have: none that tells more than everybody's."""
    own = of.own
    found = {
        key: draft.without_sides(draft.chain.index(made.told[key])) for key, draft in wanted.items()
    }
    if (own, HANDOFF) in found and "side" in made.told[own, ""]:
        alone, handed = found[own, ""], found[own, HANDOFF]
        cells = drafts.right_or_wrong(alone.cells, of.tally.positive)
        found[own, HANDOFF] = replace(handed, cells=cells, side=alone.side)
    rides = Grid.of(of.tally, of.review, ()).other
    return drafts.by_group(found, own, rides, is_large=is_large)


def _made(of: Subject, arms: ArmCounts | None) -> dict[str, Made]:
    """What is told of each attribute; single columns first, then pairs.

    Args:
        of: what the tables are made from.
        arms: of an A/B test, of which only everybody is told.
    """
    made = {"": of.everybody}
    for name, columns in of.review.attributes.items():
        made[name] = attributes.made(of, columns, made)
    as_one = set() if arms is None else set(stepping.near_arms(of, made, arms))
    for told_of in attributes.told_by_pairs(of, made):
        as_one |= told_of
    return {
        name: attributes.as_one(of, made[name]) if as_one & set(of.review.attributes.get(name, ()))
        else made[name]
        for name in made
    }  # fmt: skip


def _by_themselves(
    of: Subject, made: Mapping[str, Made], wanted: Mapping[Key, Draft], *, is_large: bool
) -> tuple[Subject, dict[str, Made]]:
    """Less is told of candidates by themselves, where everybody's table would tell of groups."""
    what = dict(of.everybody.told)
    rides = Grid.of(of.tally, of.review, ()).other
    for name in () if is_large else [c.name for c in of.review.candidates]:
        if name not in {of.own, rides}:
            chain = wanted[name, ""].chain
            what[name, ""] = next(
                one for one in chain[chain.index(what[name, ""]) :]
                if not stepping.tells_groups(of, made, name, one)
            )  # fmt: skip
    everybody = replace(of.everybody, told=what)
    return replace(of, everybody=everybody), {**made, "": everybody}
