"""Every kind of case of the handoff's candidate, on which published tables are equations."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

import numpy as np

from evenhand.arrays import Ints
from evenhand.counting import MISSING
from evenhand.kept.bounds import Table
from evenhand.kept.drafts import NOTHING, Key, Told, code, marked, right_or_wrong, sides
from evenhand.kept.merging import by_kind
from evenhand.review import Review
from evenhand.tally import HANDOFF, MARKS, VALUE, Cells, Tally

_AXES: Final = ("label", "answer", "other", "human")
_SIDES: Final = 2
_ACTED: Final = ("label", "acted")  # outcomes of the cases that each candidate acted on
# The tables that a review of all counts shows, by everybody and by each attribute.
_SHOWN: Final[tuple[tuple[str, Told], ...]] = (
    ("", ("label", "answer", "other")),
    ("", ("label", "answer", "side")),
    ("", ("label", "answer", "human")),
    ("", ("label", "answer")),
    ("", ("label", "other")),
    (HANDOFF, ("label", "side", "human")),
)


@dataclass(frozen=True, slots=True)
class Grid:
    """Kinds of case, by all that tables are of.

    Attributes:
        cells: one of each kind there could be; how many there truly are of it.
        side: of each, in which step of confidence groups have it; 0 where that is not known.
        beyond: likewise, on which side of the handoff's threshold.
        positive: the place of the positive class.
        other: the candidate that is looked at beside, if one is.
        arms: whether each case has the answer of one of them only, which it is told.
    """

    cells: Cells
    side: Ints
    beyond: Ints
    positive: int
    other: str | None
    arms: bool

    @classmethod
    def of(
        cls, tally: Tally, review: Review, columns: Sequence[str], steps: Ints | None = None
    ) -> "Grid":
        """All kinds by the groups of some columns.

        Args:
            tally: all counts.
            review: of those counts.
            columns: whose groups are told apart.
            steps: of each cell, in which step of confidence it is: odd on the near side of the
                handoff's threshold, even beyond it; just the two sides where not given.
        """
        cells = tally.cells[review.handoff_candidate.name]
        side = sides(cells, review.handoff_threshold) if steps is None else steps
        axes = [*(cells.groups[c] for c in columns), *(getattr(cells, a) for a in _AXES), side]
        grid, n = _crossed(axes, cells.n)
        if tally.arms is not None:  # whoever has an answer of one candidate has none of another
            answer, other = grid.T[len(columns) + 1 : len(columns) + 3]
            there = (answer == MISSING) | (other == MISSING) | (n > 0)
            grid, n = grid[there], n[there]
        *groups, sided = grid.T
        nothing = np.zeros(len(grid))
        found = Cells(
            groups=dict(zip(columns, groups[: len(columns)], strict=True)),
            **dict(zip(_AXES, groups[len(columns) :], strict=True)),
            confidence=nothing,
            n=n,
            confidence_sum=nothing,
            confidence_square=nothing,
        )
        rides = review.baseline is not None and bool(np.any(cells.other != MISSING))
        name = review.baseline.name if review.baseline and rides else None
        beyond = np.where(sided > 0, 1 + (sided + 1) % 2, 0)
        return cls(found, sided, beyond, tally.positive, name, tally.arms is not None)

    def known(self, told: Mapping[Key, Told], own: str, groups: Ints | None) -> Iterator[Table]:
        """The tables of one attribute, or of everybody, that tell something of these cases.

        Args:
            told: by table, what it tells.
            own: the candidate that hands off.
            groups: of each kind, its group as it is kept; everybody is one where not given.
        """
        rows = np.zeros(len(self.side), dtype=np.int64) if groups is None else groups
        yield self.table("", NOTHING, rows)
        if self.arms and groups is None:
            yield self.table("", _ACTED, rows)
        if any("label" in what for what in told.values()):
            yield self.table("", ("label",), rows)
        for (name, seen), what in told.items():
            if name == own:
                yield self.table(seen, what, rows)
            elif name == self.other:
                yield self.table("", tuple(_RIDING[each] for each in what if each in _RIDING), rows)

    def whole(self) -> Table:
        """How many cases there are of every kind, of everybody; nobody is told that."""
        return self.table("", (*_AXES, "side"), np.zeros(len(self.side), dtype=np.int64))

    def within(self, other: "Grid") -> Ints:
        """Of each kind, which it is of another grid's, which is of no groups.

        Args:
            other: of the same cases.
        """
        axes = [(*(getattr(one.cells, name) for name in _AXES), one.side) for one in (other, self)]
        codes = code(*(np.concatenate(pair) for pair in zip(*axes, strict=True)))
        place = np.full(int(codes.max()) + 1, -1)
        place[codes[: len(other.side)]] = np.arange(len(other.side))
        return np.asarray(place[codes[len(other.side) :]])

    def shown(self, groups: Ints | None) -> Iterator[Table]:
        """The tables that a review of all counts shows; of groups as they were."""
        rows = np.zeros(len(self.side), dtype=np.int64) if groups is None else groups
        if self.arms:
            yield self.table("", _ACTED, rows)
        for seen, what in _SHOWN:
            yield self.table(seen, what, rows)
            if "side" in what and self.side.max(initial=0) > _SIDES:
                yield from self._above(seen, what, rows)

    def _above(self, seen: str, what: Told, rows: Ints) -> Iterator[Table]:
        """The same on either side of every other threshold that groups have, of this side alone."""
        for edge in np.unique(self.side[self.side > 0]).tolist():
            part = (self.side >= edge) & (self.beyond == 1 + (edge + 1) % 2)
            yield replace(self, side=self.beyond + 2 * part).table(seen, what, rows)

    def table(self, seen: str, told: Told, rows: Ints) -> Table:
        """One table, by group and by what it tells."""
        cells = self.cells
        if seen == MARKS:
            cells = marked(cells, self.positive)
        if seen == HANDOFF:
            cells = right_or_wrong(cells, self.positive)
        side = self.beyond if seen == VALUE else self.side
        acted = (cells.answer != MISSING) + 2 * (cells.other != MISSING)
        more = {"side": side, "acted": acted}
        axes = [more[name] if name in more else getattr(cells, name) for name in told
                if name != NOTHING[0]]  # fmt: skip
        codes = code(rows, *axes)
        counts = np.bincount(codes, self.cells.n, int(codes.max()) + 1)
        return Table(codes, counts.astype(np.int64))

    def groups(self, tally: Tally, columns: Sequence[str]) -> Ints:
        """Of each kind its group by some columns, as there were."""
        return tally.attribute(self.cells, columns)[1]


def _crossed(axes: Sequence[Ints], n: Ints) -> tuple[Ints, Ints]:
    """Everything that some axes take, crossed, and how many cases there are of each."""
    values = [np.unique(axis) for axis in axes]
    places = [np.searchsorted(each, axis) for each, axis in zip(values, axes, strict=True)]
    flat = np.ravel_multi_index(places, [len(each) for each in values])
    grid = np.array(list(product(*(each.tolist() for each in values))), dtype=np.int64)
    return grid, by_kind(n, flat, len(grid))


_RIDING: Final = {"label": "label", "answer": "other"}
