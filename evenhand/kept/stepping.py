"""How sure a candidate was, as it is kept: everybody in steps, groups all alike in wider ones.

Groups have the steps of the candidate that hands off, and all of them the same ones. So two cases
whose label and answers are the same, and that lie in the same step of groups, can change places in
everybody's finer steps, and no table that is kept is another one. Let fewer than k of a group lie
in some of these finer steps. Where in each of them there are at least k-2 others to change places
with, the count can be brought to 1, and to k-1; where the group has k or more in each, there is no
such count; and where all of a kind are of one group, what is told of everybody is the group's, and
large. So everybody's steps are put together, within each step of groups, until for every group that
is told one of the three is so.

By the same argument a table of everybody alone, of a candidate that is counted by itself or of the
arms of a test, tells nothing of groups: cases with the same label can change places in it.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from evenhand.arms import ArmCounts
from evenhand.arrays import Floats, Ints, Mask
from evenhand.kept import attributes, bounds, merging
from evenhand.kept.attributes import Made, Subject
from evenhand.kept.drafts import NOTHING, Draft, Key, code, sides
from evenhand.kept.grid import Grid
from evenhand.kept.merging import by_kind
from evenhand.tally import HANDOFF, Cells


@dataclass(frozen=True, slots=True)
class Groups:
    """Of the cells of one candidate, the groups of which something is told.

    Attributes:
        n: cases of each cell.
        codes: by attribute, or column that is crossed, of each cell its group.
    """

    n: Ints
    codes: Sequence[Ints]

    @classmethod
    def of(cls, of: Subject, made: Mapping[str, Made], cells: Cells) -> "Groups":
        """Groups as they are told; of columns that are crossed, and of pairs, as there were too."""
        found = []
        crossed = {c for columns in of.looked_at.values() if len(columns) > 1 for c in columns}
        for name, columns in of.looked_at.items():
            groups = of.tally.attribute(cells, columns)[1]
            found.append(made[name].place[groups])
            if not crossed.isdisjoint(columns):
                found.append(groups)
        return cls(cells.n, found)

    def needed(
        self, kinds: Ints, parts: Ints | Floats, cells: Ints, least: int
    ) -> tuple[Ints, Ints]:
        """What each part has to have enough of, so that cases can change places between them.

        That is of each group and kind the others, or the group itself where it has more.

        Args:
            kinds: of each cell, which cases can change places.
            parts: of each cell, its place among what they change places between.
            cells: which are looked at.
            least: the smallest count that may be kept.

        Returns:
            Cases by part and by what there has to be enough of; and how many are enough.
        """
        _, kind = np.unique(kinds[cells], return_inverse=True)
        _, part = np.unique(parts[cells], return_inverse=True)
        found, enough = [np.zeros((int(part.max()) + 1, 0), dtype=np.int64)], [kind[:0]]
        for groups in self.codes:
            _, group = np.unique(groups[cells], return_inverse=True)
            shape = tuple(int(axis.max()) + 1 for axis in (part, kind, group))
            flat = np.ravel_multi_index((part, kind, group), shape)
            inside = by_kind(self.n[cells], flat, int(np.prod(shape))).reshape(shape)
            outside = inside.sum(axis=2, keepdims=True) - inside
            asked = (inside.sum(axis=0) > 0) & (outside.sum(axis=0) > 0)
            rules = inside.sum(axis=0) > outside.sum(axis=0)
            found.append(np.where(rules, inside, outside)[:, asked])
            enough.append(np.where(rules, least, least - 2)[asked])
        return np.concatenate(found, axis=1), np.concatenate(enough)


def has_small(of: Subject, arms: ArmCounts | None) -> bool:
    """Whether any count that a review of the whole log shows is small.

    Args:
        of: what tables are made from.
        arms: of an A/B test.
    """
    return any(bounds.has_small(counts, of.least) for counts in _every_count(of, arms))


def _every_count(of: Subject, arms: ArmCounts | None) -> Iterator[Ints]:
    everyone: dict[str, tuple[str, ...]] = {"": ()}
    for columns in (everyone | dict(of.review.attributes)).values():
        grid = Grid.of(of.tally, of.review, columns)
        groups = grid.groups(of.tally, columns) if columns else None
        yield from (table.counts for table in grid.shown(groups))
        for cells in of.tally.cells.values():
            group = of.tally.attribute(cells, columns)[1] if columns else np.zeros_like(cells.n)
            yield np.bincount(code(group, cells.label, cells.answer), cells.n).astype(np.int64)
    if arms is not None:
        yield arms.cases
        yield from (n for _, n in arms.groups.values())


# The steps of the candidate that hands off


@dataclass(frozen=True, slots=True)
class Steps:
    """In which step each cell of a candidate is; 0 where it is in none.

    Attributes:
        everybody: by candidate, of the table of everybody.
        groups: of the candidate that hands off, of the tables of groups.
        sides: likewise, on which side of its threshold.
    """

    everybody: Mapping[str, Ints]
    groups: Ints
    sides: Ints


def steps(of: Subject, made: Mapping[str, Made], wanted: Mapping[Key, Draft]) -> Steps:
    """The steps that tell nothing of a small count.

    Args:
        of: what the tables are made from.
        made: by attribute, what is told.
        wanted: the tables of everybody, before their cells are put together.
    """
    told = of.everybody.told
    start = sides(of.tally.cells[of.own], of.review.handoff_threshold)
    groups, found = start, {}
    own = next((key for key in _SURE_OF if "side" in told.get((of.own, key), ())), None)
    if own is not None:
        draft = wanted[of.own, own]
        fine = _edges(draft, told[of.own, own], of.least)
        groups = _of_groups(of, made, fine, start)
        found[of.own] = _apart(of, made, draft, told[of.own, own], fine, groups)
    for (name, seen), draft in wanted.items():
        if name != of.own and not seen and "side" in told[name, seen]:
            fine = _edges(draft, told[name, seen], of.least)
            found[name] = _apart(of, made, draft, told[name, seen], fine, np.minimum(draft.side, 1))
    return Steps(found, groups, start)


_SURE_OF: Final = ("", HANDOFF)
_MOST: Final = 8
"""Steps on one side of the threshold that groups have at most."""


def _edges(draft: Draft, told: Sequence[str], least: int) -> Floats:
    return draft.edges(
        draft.kinds([name for name in told if name not in {"side", "answer"}]), least
    )


def _apart(
    of: Subject,
    made: Mapping[str, Made],
    draft: Draft,
    told: Sequence[str],
    fine: Floats,
    within: Ints,
) -> Ints:
    """Everybody's steps, put together until cases of each group have others to change places with.

    Args:
        of: what the tables are made from.
        made: by attribute, what is told.
        draft: the table of everybody.
        told: what it tells.
        fine: of each cell the lower edge of its step.
        within: the step of groups that it is in.
    """
    kinds = draft.kinds([name for name in told if name != "side"])
    groups = Groups.of(of, made, draft.cells)
    edges = fine.copy()
    blocks = code(draft.cells.answer, within)
    for block in range(int(blocks.max(initial=-1)) + 1):
        cells = np.flatnonzero((blocks == block) & (within > 0))
        if len(cells):
            values, place = np.unique(fine[cells], return_inverse=True)
            first = merging.filled(*groups.needed(kinds, fine, cells, of.least))
            edges[cells] = values[first][place]
    return np.where(within > 0, 1 + code(blocks, _ranked(edges)), 0)


def _ranked(edges: Floats) -> Ints:
    return np.asarray(np.unique(np.nan_to_num(edges, nan=-1.0), return_inverse=True)[1]).astype(
        np.int64
    )


def _of_groups(of: Subject, made: Mapping[str, Made], fine: Floats, start: Ints) -> Ints:
    """The finest steps of groups, the same of all, that tell no small count; else just two sides.

    Odd ones are on the near side of the threshold, even ones beyond it.
    """
    ranks = {side: _ranks(of, made, fine, start == side) for side in (1, 2)}
    linked = [each for each in attributes.linked_columns(of.looked_at)
              if any(len(made[name].names) > 1 for name, columns in of.looked_at.items()
                     if set(columns) <= set(each))]  # fmt: skip
    while any(one.any() for one in ranks.values()):
        places = np.where(start > 0, 2 * np.where(start == 1, ranks[1], ranks[2]) + start, 0)
        trying = replace(of, steps=places)
        if _holds(trying, linked) and attributes.all_safe(trying, made, linked):
            return places
        ranks = {side: one // 2 for side, one in ranks.items()}
    return start


def _holds(of: Subject, linked: Sequence[tuple[str, ...]]) -> bool:
    """Whether a program can hold all kinds of case."""
    kinds = len(Grid.of(of.tally, of.review, (), of.steps).side)
    sizes = [math.prod(len(of.tally.groups[column]) for column in each) for each in linked]
    return kinds * max(sizes, default=1) <= attributes.MOST_KINDS


def _ranks(of: Subject, made: Mapping[str, Made], fine: Floats, cells: Mask) -> Ints:
    """The steps of one side, from 0 on, in which no group of any attribute has a small count."""
    found = np.zeros(len(fine), dtype=np.int64)
    streams = [each[cells] for each in _streams(of, made)]
    if not cells.any() or not streams:
        return found
    values, place = np.unique(fine[cells], return_inverse=True)
    n = of.tally.cells[of.own].n[cells]
    counts = []
    for stream in streams:
        width = int(stream.max()) + 1
        table = by_kind(n, place * width + stream, len(values) * width)
        counts.append(table.reshape(len(values), width))
    first = merging.steps(np.concatenate(counts, axis=1), of.least)
    rank = np.unique(first, return_inverse=True)[1]
    found[cells] = (rank * min(1.0, _MOST / (rank.max() + 1))).astype(np.int64)[place]
    return found


def _streams(of: Subject, made: Mapping[str, Made]) -> Iterator[Ints]:
    """Of each table of groups that tells the side, the kind of each cell."""
    for name, columns in of.looked_at.items():
        one = made[name]
        for key, draft in of.drafts.items():
            if "side" in one.told[key] and len(one.names) > 1:
                groups = one.place[of.tally.attribute(draft.cells, columns)[1]]
                yield code(groups, draft.kinds([x for x in one.told[key] if x != "side"]))


# Tables of everybody alone


def tells_groups(of: Subject, made: Mapping[str, Made], name: str, told: Sequence[str]) -> bool:
    """Whether everybody's table of a candidate by itself tells of a group how it was answered.

    Args:
        of: what the tables are made from.
        made: by attribute, what is told.
        name: the candidate.
        told: by its table.
    """
    if tuple(told) == NOTHING:
        return False
    if of.tally.arms is not None:  # only those of its own arm could change places
        return True
    cells = of.tally.cells[name]
    kinds = cells.label if "label" in told else np.zeros_like(cells.label)
    return _is_near(Groups.of(of, made, cells), kinds, cells.answer, of.least)


def near_arms(of: Subject, made: Mapping[str, Made], counts: ArmCounts) -> Iterator[str]:
    """The columns of which the arms of everybody tell in which arm a group was.

    The arms of the two that are compared are part of the program; those of others are looked at.

    Args:
        of: what the tables are made from.
        made: by attribute, what is told.
        counts: of the arms.
    """
    crossed = {c for columns in of.looked_at.values() if len(columns) > 1 for c in columns}
    beside = {of.own, Grid.of(of.tally, of.review, ()).other}
    others = [place for place, name in enumerate(counts.names) if name not in beside]
    for name in counts.groups.keys() & of.looked_at.keys():
        cases = counts.groups[name][1][:, others]
        size = int(made[name].place.max()) + 1
        kept = np.zeros((size, *cases.shape[1:]), dtype=np.int64)
        np.add.at(kept, made[name].place, cases)
        if any(_are_few(one, of.least) for one in (kept, *((cases,) if name in crossed else ()))):
            yield name


def _are_few(cases: Ints, least: int) -> bool:
    """Whether too few cases are in an arm to change places, by group, arm and outcome."""
    others = cases.sum(axis=0) - cases
    mine, theirs = cases.sum(axis=1), others.sum(axis=1)
    rules = (mine > theirs)[:, None, :]
    enough = np.where(rules, cases >= least, others >= least - 2)
    asked = ((mine > 0) & (theirs > 0))[:, None, :] & (cases.sum(axis=0) > 0)
    return bool(np.any(asked & ~enough))


def _is_near(groups: Groups, kinds: Ints, parts: Ints, least: int) -> bool:
    """Whether some part has too few others to change places with, of a kind that is in it."""
    for kind in np.unique(kinds).tolist():
        cells = np.flatnonzero(kinds == kind)
        counts, enough = groups.needed(kinds, parts, cells, least)
        if bool((counts < enough).any()):
            return True
    return False
