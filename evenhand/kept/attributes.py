"""The tables of one attribute: which groups are merged, and how much is told of all of them.

Of every group the same is told, so that what is added up over groups is of all cases. Rather than
telling less, small groups are put together; where fewer than half of them, or fewer than two, would
be left, less is told. Then it is worked out whether the tables together expose a small count, and
if so even less is told.

That is so of all attributes at once, though each is looked at in its turn. Columns that are crossed
are looked at together. Of others, cases of the same kind (label, answers, what a person says, side
of the threshold) can change places: whatever is consistent with the tables of one attribute, and
with everybody's, is so with those of all others, as long as both leave as many cases of each kind.
Where no count of everybody is small, that is as many as there are; else the tables of the
attributes before it are part of the same linear program. Of columns that make more than
`MOST_KINDS` kinds together only the pairs of the first ones are told; other pairs are one group.
"""

import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Final, Protocol

import numpy as np

from evenhand.arrays import Ints, Mask
from evenhand.kept import bounds, told
from evenhand.kept.drafts import NOTHING, Draft, Key, Told, code
from evenhand.kept.grid import Grid
from evenhand.kept.laid import Laid, crossed, in_line
from evenhand.review import Review
from evenhand.tally import HANDOFF, HUMAN, MARKS, OTHER, UNKNOWN, Tally

MERGED: Final = "Other groups (merged)"
MOST_KINDS: Final = 5_000
"""Kinds of case that columns are looked at together for; linear programs of more take minutes."""

_PAIR: Final = 2


@dataclass(frozen=True, slots=True)
class Detail:
    """What was put together in the tables of one attribute.

    Attributes:
        groups: of how many groups.
        merged: how many of them are together in one.
        without: what is not told of any: `outcomes`, those of `others`, the `handoff`, `both`
            answers, only their `marks` are, what `people` say.
    """

    groups: int
    merged: int
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """The tables of one attribute.

    Attributes:
        names: of its groups, as they are kept.
        place: of each group that there was, its place among these.
        merged: which groups that there were are together in one.
        told: by table, what it tells.
    """

    names: tuple[str, ...]
    place: Ints
    merged: Mask
    told: Mapping[Key, Told]

    def detail(self, own: str, wanted: Mapping[Key, Draft]) -> Detail:
        """What was put together, and is not told, for the candidate that hands off."""
        return Detail(
            len(self.place), int(self.merged.sum()), tuple(_without(self.told, own, wanted))
        )


def _without(what: Mapping[Key, Told], own: str, wanted: Mapping[Key, Draft]) -> Iterator[str]:
    alone = what[own, ""]
    if "label" not in alone:
        yield "outcomes"
    elif any("label" not in one for (_, seen), one in what.items() if not seen):
        yield "others"
    if (own, HANDOFF) in wanted and "side" not in (*alone, *what[own, HANDOFF]):
        yield "handoff"
    if (own, OTHER) in wanted and len(what[own, OTHER]) <= _PAIR:
        yield "both" if what[own, MARKS] == NOTHING else "marks"
    if (own, HUMAN) in wanted and "human" not in (*alone, *what[own, HUMAN]):
        yield "people"


@dataclass(frozen=True, slots=True)
class Subject:
    """What the tables of an attribute are made from.

    Attributes:
        tally: all counts.
        review: of those counts.
        drafts: the tables that groups may have.
        everybody: the tables of everybody.
        looked_at: the attributes of which anything may be told.
        steps: of each cell of the candidate that hands off, in which step of confidence groups
            have it; 0 where it is not known how sure it was.
    """

    tally: Tally
    review: Review
    drafts: Mapping[Key, Draft]
    everybody: Made
    looked_at: Mapping[str, tuple[str, ...]]
    steps: Ints

    @property
    def least(self) -> int:
        """The smallest count that may be kept."""
        return self.review.method.privacy_cell

    @property
    def own(self) -> str:
        """The candidate that hands off."""
        return self.review.handoff_candidate.name


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to lay the groups of an attribute in rows.

    Attributes:
        laid: by table.
        already: rows that are put together in any case.
        counts: by table and what it tells, its cases: many floors come to the same.
    """

    laid: Mapping[Key, Laid]
    already: Mask
    counts: dict[tuple[Key, Told], Ints] = field(default_factory=dict)

    def merged(self, drafts: Mapping[Key, Draft], what: Mapping[Key, Told], least: int) -> Mask:
        """Which groups are put together, where so much is told."""
        counts = [self._counts(key, draft, what[key]) for key, draft in drafts.items()]
        first = next(iter(self.laid.values()))
        return first.held(np.concatenate(counts, axis=1), least, self.already)[first.row_of]

    def _counts(self, key: Key, draft: Draft, what: Told) -> Ints:
        if (key, what) not in self.counts:
            self.counts[key, what] = _counts(draft, what, self.laid[key])
        return self.counts[key, what]


def _counts(draft: Draft, what: Told, laid: Laid) -> Ints:
    """Cases by row, and by column and kind."""
    kinds = code(laid.columns, draft.kinds(what))
    width, size = int(kinds.max(initial=0)) + 1, len(laid.hidden)
    found = np.bincount(laid.rows * width + kinds, draft.cells.n, size * width)
    return found.astype(np.int64).reshape(size, width)


@dataclass(frozen=True, slots=True)
class _Kept:
    """How an attribute can be kept.

    Attributes:
        floor: at least how far down its chain each table is.
        told: by table, what it tells.
        names: of its groups.
        place: of each group that there was, its place among these.
        merged: which groups that there were are together in one.
    """

    floor: Mapping[Key, int]
    told: Mapping[Key, Told]
    names: tuple[str, ...]
    place: Ints
    merged: Mask


@dataclass(frozen=True, slots=True)
class _Asked:
    """One attribute that is to be kept.

    Attributes:
        of: what its tables are made from.
        columns: its own.
        singles: what is made of each of two columns, where they are crossed.
        names: of its groups, as there were.
        codes: by table, of each cell its group.
        ways: to lay its groups in rows.
        others: what everybody has beside it.
        answers: by what was told, and of which groups beside which tables, whether it is safe:
            it is the same that many floors come to.
    """

    of: Subject
    columns: Sequence[str]
    singles: Mapping[str, Made]
    names: tuple[str, ...]
    codes: Mapping[Key, Ints]
    ways: Sequence[_Way]
    others: "_Others"
    answers: dict[Hashable, bool] = field(default_factory=dict)

    def kept(self, floor: Mapping[Key, int], needed: int) -> _Kept | None:
        """How it can be kept with so much told; None where too few groups are left, or exposed."""
        of = self.of
        what = _what(of, floor, list(self.singles.values()))
        merged = _fewest([way.merged(of.drafts, what, of.least) for way in self.ways])
        names, place = _renamed(self.names, merged)
        if len(names) < needed:
            return None
        if not self.is_safe(what, place):
            return None
        return _Kept(floor, what, names, place, merged)

    def is_safe(self, what: Mapping[Key, Told], place: Ints) -> bool:
        """Whether these tables tell no small count beside the others."""
        beside = (self.others.columns, len(self.others.before))
        asked = (frozenset(what.items()), place.tobytes(), *beside)
        if asked not in self.answers:
            self.answers[asked] = _is_safe(self.of, self.columns, what, place, self.others)
        return self.answers[asked]

    def best(self) -> _Kept | None:
        """How it can be kept with as much told as can be; None where no group can."""
        found = self.first()
        return None if found is None else self.richest(found)

    def first(self) -> _Kept | None:
        """How it can be kept with as much told as half of its groups allow, or two.

        Outcomes are told of two groups rather than that they are not of more.
        """
        size = len(self.names)
        half = min(size, max(math.ceil(size / 2), _PAIR))
        for outcomes, needed in product((True, False), dict.fromkeys((half, min(size, _PAIR)))):
            for floor in told.of_groups(self.of.drafts, self.of.own, outcomes=outcomes):
                found = self.kept(floor, needed)
                if found is not None:
                    return found
        return None

    def richest(self, start: _Kept) -> _Kept:
        """The same with more told wherever that costs no group."""
        found = start
        for key in told.by_worth(self.of.drafts, self.of.own):
            for level in range(found.floor[key]):
                more = self.kept({**found.floor, key: level}, len(start.names))
                if more is not None:
                    found = more
                    break
        return found


def made(of: Subject, columns: Sequence[str], every: Mapping[str, Made]) -> Made:
    """The tables of an attribute.

    Args:
        of: what they are made from.
        columns: of the attribute.
        every: what is made of each single column, where two are crossed.
    """
    groups = {key: of.tally.attribute(draft.cells, columns) for key, draft in of.drafts.items()}
    names = next(iter(groups.values()))[0]
    if " & ".join(columns) not in of.looked_at:
        return _nothing(of, len(names))
    codes = {key: group for key, (_, group) in groups.items()}
    singles = {column: every[column] for column in columns} if len(columns) == _PAIR else {}
    ways = tuple(_ways(of, columns, singles, names, codes))
    others = _Others.of(of, columns, every)
    asked = _Asked(of, columns, singles, names, codes, ways, others.alone(columns))
    found, whole = asked.best(), replace(asked, others=others)
    if found is not None and not whole.is_safe(found.told, found.place):
        found = whole.best()
    if found is None:
        return _nothing(of, len(names))
    return Made(found.names, found.place, found.merged, found.told)


def _fewest(ways: Sequence[Mask]) -> Mask:
    return min(ways, key=lambda merged: int(merged.sum()))


def _what(of: Subject, floor: Mapping[Key, int], singles: Sequence[Made]) -> dict[Key, Told]:
    """What the tables tell at most: no more than those above them."""
    levels = dict(floor)
    for above in (of.everybody, *singles):
        levels = told.within(levels, of.drafts, above.told, of.own)
    return told.without_doubles(levels, of.drafts, of.own)


def _ways(
    of: Subject,
    columns: Sequence[str],
    singles: Mapping[str, Made],
    names: tuple[str, ...],
    codes: Mapping[Key, Ints],
) -> Iterator[_Way]:
    """Groups of one column in a line; those of two crossed ones by either of them."""
    if len(columns) < _PAIR:
        none = np.zeros(len(names), dtype=bool)
        yield _Way({key: in_line(codes[key], len(names)) for key in of.drafts}, none)
        return
    for first, second in (columns, columns[::-1]):
        laid = _crossed(of, (first, second), names, codes)
        yield _Way(laid, np.append(False, singles[first].merged))


def _crossed(
    of: Subject, columns: Sequence[str], names: tuple[str, ...], codes: Mapping[Key, Ints]
) -> dict[Key, Laid]:
    """Groups of two columns, in rows by the first."""
    first, second = columns
    values = {key: draft.cells.groups[first] for key, draft in of.drafts.items()}
    unknown = _place(UNKNOWN, of.tally.groups[first])
    row_of = np.zeros(len(names), dtype=np.int64)
    for key, groups in codes.items():
        known = groups != _place(UNKNOWN, names)
        row_of[groups[known]] = values[key][known] + 1
    size = len(of.tally.groups[first])
    return {
        key: crossed(values[key], draft.cells.groups[second], unknown, row_of, size)
        for key, draft in of.drafts.items()
    }


def _place(name: str, names: Sequence[str]) -> int:
    """The place of a name; -1 where it is not there."""
    return names.index(name) if name in names else -1


# What the tables would tell of small counts


class _HasTold(Protocol):
    """What is told of groups, and which of those that there were are which."""

    @property
    def told(self) -> Mapping[Key, Told]:
        """By table, what it tells."""

    @property
    def place(self) -> Ints:
        """Of each group that there was, its place among those that are kept."""


@dataclass(frozen=True, slots=True)
class _New:
    """The tables that are looked into."""

    told: Mapping[Key, Told]
    place: Ints


@dataclass(frozen=True, slots=True)
class _Others:
    """What everybody has beside the tables of an attribute.

    Where no count of everybody is small, how many cases there are of each kind may be known as it
    is: cases of the same kind could have other groups of these columns, and no other table would
    change. So whatever other attributes tell, no more can be learned. Else their tables are looked
    at together with these.

    Attributes:
        whole: all kinds of everybody.
        columns: its own, those that these are crossed with, and so on.
        every: the attributes that are made.
        before: of those of other columns; empty where they need not be looked at.
        is_large: whether no count of everybody is small.
    """

    whole: Grid
    columns: tuple[str, ...]
    every: Mapping[str, "_HasTold"]
    before: tuple[bounds.Block, ...]
    is_large: bool

    @classmethod
    def of(cls, of: Subject, columns: Sequence[str], every: Mapping[str, Made]) -> "_Others":
        """All that was made before an attribute."""
        whole = Grid.of(of.tally, of.review, (), of.steps)
        linked = list(linked_columns(of.looked_at))
        own = next(each for each in linked if columns[0] in each)
        if not any(bounds.has_small(table.counts, of.least) for table in whole.shown(None)):
            return cls(whole, own, every, (), is_large=True)
        told_of = {c for name in every if len(every[name].names) > 1
                   for c in of.looked_at.get(name, ())}  # fmt: skip
        before = [each for each in linked if not (told_of.isdisjoint(each) or set(own) & set(each))]
        blocks = tuple(_block(of, whole, each, every) for each in before)
        return cls(whole, own, every, blocks, is_large=False)

    def alone(self, columns: Sequence[str]) -> "_Others":
        """What is looked at first, since it is sooner done: the tables of some columns alone.

        Args:
            columns: of an attribute.
        """
        return replace(self, columns=tuple(columns), before=())


def looked_at(tally: Tally, review: Review) -> dict[str, tuple[str, ...]]:
    """The attributes of which anything is told: pairs of columns only where a program can hold all.

    Columns are taken in their order as long as all kinds of case by their groups together are at
    most `MOST_KINDS`; pairs with a column that was not taken are told as one group. So every column
    is either in one program with all that it is crossed with, or crossed with nothing.

    Args:
        tally: all counts.
        review: of those counts.
    """
    kinds = len(Grid.of(tally, review, ()).side)
    crossed = {c for columns in review.attributes.values() if len(columns) > 1 for c in columns}
    taken: list[str] = []
    for column in (c for columns in review.attributes.values() for c in columns):
        if column in crossed and column not in taken:
            sizes = [len(tally.groups[each]) for each in (*taken, column)]
            taken += [column] * (kinds * math.prod(sizes) <= MOST_KINDS)
    return {
        name: columns
        for name, columns in review.attributes.items()
        if len(columns) < _PAIR or set(columns) <= set(taken)
    }


def linked_columns(attributes: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """The columns of attributes; those that are crossed, or crossed with the same, together.

    Args:
        attributes: by name, their columns.
    """
    left = [set(columns) for columns in attributes.values()]
    while left:
        one = left.pop(0)
        while joined := [other for other in left if not one.isdisjoint(other)]:
            one = one.union(*joined)
            left = [other for other in left if one.isdisjoint(other)]
        yield tuple(sorted(one))


def _block(
    of: Subject, whole: Grid, columns: Sequence[str], every: Mapping[str, "_HasTold"]
) -> bounds.Block:
    """What is told, and what is not, of all groups of some columns, and of pairs of them."""
    grid = Grid.of(of.tally, of.review, columns, of.steps)
    known, asked = [], []
    for name, each in of.review.attributes.items():
        if set(each) <= set(columns):
            groups = grid.groups(of.tally, each)
            asked += list(grid.shown(groups))
            if name in every:
                one = every[name]
                known += list(grid.known(one.told, of.own, one.place[groups]))
    return bounds.Block(grid.within(whole), known, asked)


def _is_safe(
    of: Subject, columns: Sequence[str], what: Mapping[Key, Told], place: Ints, others: _Others
) -> bool:
    """Whether no small count is told by these tables and all others."""
    whole = others.whole
    every = {**others.every, " & ".join(columns): _New(what, place)}
    block = _block(of, whole, others.columns, every)
    known = list(whole.known(of.everybody.told, of.own, None))
    if others.is_large:
        known.append(whole.whole())
    blocks = (*others.before, block)
    return not bounds.is_exposed(known, list(whole.shown(None)), of.least, blocks)


def all_safe(of: Subject, made: Mapping[str, Made], linked: Sequence[tuple[str, ...]]) -> bool:
    """Whether no small count is told by the tables of some columns, with everybody's.

    Args:
        of: what the tables are made from, with the steps that groups may have.
        made: by attribute, what it tells.
        linked: the columns that are looked at together; all at once where a count of everybody is
            small.
    """
    whole = Grid.of(of.tally, of.review, (), of.steps)
    shown = list(whole.shown(None))
    known = list(whole.known(of.everybody.told, of.own, None))
    blocks = [_block(of, whole, columns, made) for columns in linked]
    if any(bounds.has_small(table.counts, of.least) for table in shown):
        return not bounds.is_exposed(known, shown, of.least, blocks)
    known.append(whole.whole())
    return not any(bounds.is_exposed(known, shown, of.least, [each]) for each in blocks)


def safe_everybody(of: Subject, what: Mapping[Key, Told]) -> bool:
    """Whether the tables of everybody tell no small count.

    Args:
        of: what they are made from; its own tables of everybody do not count.
        what: by table, what it tells.
    """
    grid = Grid.of(of.tally, of.review, (), of.steps)
    known, shown = list(grid.known(what, of.own, None)), list(grid.shown(None))
    return not bounds.is_exposed(known, shown, of.least)


# The tables themselves


def _renamed(names: tuple[str, ...], held: Mask) -> tuple[tuple[str, ...], Ints]:
    """The groups with those held back as one, and the new place of each."""
    if not held.any():
        return names, np.arange(len(names))
    kept = [name for name, gone in zip(names, held.tolist(), strict=True) if not gone]
    merged = MERGED
    while merged in kept:
        merged += "*"
    named = tuple(sorted([*kept, merged]))
    new = [merged if gone else name for name, gone in zip(names, held.tolist(), strict=True)]
    return named, np.array([named.index(name) for name in new], dtype=np.int64)


def _nothing(of: Subject, size: int) -> Made:
    """All groups as one, of which all is told that is told of everybody."""
    what = _what(of, dict.fromkeys(of.drafts, 0), ())
    place = np.zeros(size, dtype=np.int64)
    return Made((MERGED,), place, np.ones(size, dtype=bool), what)


def as_one(of: Subject, made: Made) -> Made:
    """An attribute whose groups are all put together.

    Args:
        of: what its tables are made from.
        made: as it was told.
    """
    return _nothing(of, len(made.place))


def told_by_pairs(of: Subject, made: Mapping[str, Made]) -> Iterator[set[str]]:
    """Columns that tell a small count of a pair which is not looked at together with others.

    Args:
        of: what the tables are made from.
        made: by attribute, what is told.
    """
    taken = {c for columns in of.looked_at.values() if len(columns) > 1 for c in columns}
    for name, columns in of.review.attributes.items():
        if name not in of.looked_at and not all_safe(of, made, [columns]):
            yield set(columns) - taken
