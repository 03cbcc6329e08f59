"""What whoever has several tables of counts can learn of a count that is not shown.

Every table is a system of linear equations in the counts of the finest kinds of case. Between which
whole numbers a sum of some of them lies, given all tables, is a linear program; its ends are bounds
of the whole numbers'. One program often settles many sums at once: where all of them can be as
small, or as large, as they have to be together, each of them can.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, TypeAlias

import numpy as np
from scipy import optimize, sparse

from evenhand.arrays import Floats, Ints, Mask

_Matrix: TypeAlias = Any  # of scipy.sparse: its stubs do not tell rows of rows from numbers

_ALMOST: Final = 1e-6
_WELL: Final = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table that everybody has.

    Attributes:
        codes: of each of the finest kinds of case, the cell that it is counted in.
        counts: of each cell.
    """

    codes: Ints
    counts: Ints


@dataclass(frozen=True, slots=True)
class Block:
    """Finer kinds of case, by groups, and the tables that everybody has of them.

    Attributes:
        kinds: of each of them, which of the kinds without groups it is.
        known: the tables.
        asked: tables with small counts that nobody may know.
    """

    kinds: Ints
    known: Sequence[Table]
    asked: Sequence[Table]


def is_exposed(
    known: Sequence[Table], asked: Sequence[Table], least: int, blocks: Sequence[Block] = ()
) -> bool:
    """Whether any small count can be told to be more than 1, or less than one below the least.

    Args:
        known: the tables that everybody has; all of the same kinds of case.
        asked: tables with small counts that nobody may know.
        least: counts below this are small, but for 0.
        blocks: what is known of the same cases by groups, of each attribute.

    >>> rows, columns = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    >>> known = [Table(rows, np.array([12, 30])), Table(columns, np.array([12, 30]))]
    >>> is_exposed(known, [Table(2 * rows + columns, np.array([3, 9, 9, 21]))], 11)
    False
    >>> known = [Table(rows, np.array([12, 30])), Table(columns, np.array([34, 8]))]
    >>> is_exposed(known, [Table(2 * rows + columns, np.array([9, 3, 25, 5]))], 11)
    True
    """
    found = _asked(known, asked, least, blocks)
    if found is None:
        return False
    system, members = found
    ends = ((1.0, False), (least - 1.0, True))
    return not all(system.all_reach(members, end, rising=rising) for end, rising in ends)


def _asked(
    known: Sequence[Table], asked: Sequence[Table], least: int, blocks: Sequence[Block] = ()
) -> "tuple[_System, _Matrix] | None":
    """What is known, and the small counts as sums; None where there is no small one."""
    starts, size = _laid(known, blocks)
    rows = [
        _placed(table, _small(table.counts, least), start)
        for start, tables in zip(starts, (asked, *(block.asked for block in blocks)), strict=True)
        for table in tables
    ]
    small = _ones(rows, size)
    return (_System.of(known, blocks), small) if small.shape[0] else None


def _laid(known: Sequence[Table], blocks: Sequence[Block]) -> tuple[list[int], int]:
    """Where the kinds without groups, and those of each block, begin; and how many there are."""
    sizes = [len(known[0].codes), *(len(block.kinds) for block in blocks)]
    *starts, size = np.cumsum([0, *sizes]).tolist()
    return starts, size


def has_small(counts: Ints, least: int) -> bool:
    """Whether any count is small: not 0, and below the least that may be kept."""
    return bool(_small(counts, least).any())


def _small(counts: Ints, least: int) -> Mask:
    return np.asarray((counts > 0) & (counts < least))


def _placed(table: Table, wanted: Mask, start: int) -> tuple[Ints, int, int]:
    """Of each kind its place among the cells that are wanted, -1 for none; how many; where from."""
    places = np.where(wanted, np.cumsum(wanted) - 1, -1)
    return places[table.codes], int(wanted.sum()), start


def _ones(tables: Sequence[tuple[Ints, int, int]], size: int) -> "_Matrix":
    """Which kinds are counted in each cell of some tables, as rows of equations.

    Args:
        tables: of each kind its cell, -1 for none; how many cells; the place of the first kind.
        size: how many kinds there are.
    """
    rows, columns, first = [], [], 0
    for cells, many, start in tables:
        inside = np.flatnonzero(cells >= 0)
        rows.append(first + cells[inside])
        columns.append(start + inside)
        first += many
    at = (np.concatenate(rows), np.concatenate(columns))
    return sparse.csr_array((np.ones(len(at[0])), at), shape=(first, size))


@dataclass(frozen=True, slots=True)
class _System:
    """All that is known, as equations in the kinds that are not known to be empty.

    Attributes:
        matrix: equations by kinds.
        values: what each comes to.
        possible: which of all kinds these are.
    """

    matrix: "_Matrix"
    values: Floats
    possible: Mask

    @classmethod
    def of(cls, known: Sequence[Table], blocks: Sequence[Block] = ()) -> "_System":
        """The equations of tables of all kinds, and of the finer kinds of some blocks.

        In every block the finer kinds add up to the kinds that they are of. What is consistent
        with each block by itself is with all: who is of the same kind can change places.
        """
        starts, size = _laid(known, blocks)
        possible = np.ones(size, dtype=bool)
        rows, values = [], []
        for start, tables in zip(starts, (known, *(b.known for b in blocks)), strict=True):
            for table in tables:
                there = table.counts > 0
                possible[start : start + len(table.codes)] &= there[table.codes]
                rows.append(_placed(table, there, start))
                values.append(table.counts[there].astype(np.float64))
        kinds = len(known[0].codes)
        whole = sparse.eye_array(kinds, size, format="csr")
        finer = [
            sparse.csr_array(_ones([(block.kinds, kinds, start)], size) - whole)
            for start, block in zip(starts[1:], blocks, strict=True)
        ]
        values += [np.zeros(kinds)] * len(blocks)
        matrix = sparse.vstack([_ones(rows, size), *finer], format="csc")[:, possible]
        return cls(matrix, np.concatenate(values), possible)

    def all_reach(self, members: "_Matrix", end: float, *, rising: bool) -> bool:
        """Whether each sum can be as large as an end, or as small.

        Args:
            members: sums by kinds, 1 for what is in a sum.
            end: what they have to reach.
            rising: whether they have to be at least so much, and not at most.
        """
        left = _hardest(members.tocsc()[:, self.possible].tocsr(), rising=rising)
        while left.shape[0]:
            values = left @ self._best(left, end, rising=rising)
            there = values >= end - _ALMOST if rising else values <= end + _ALMOST
            if not there.any():
                return left.shape[0] > 1 and all(
                    self._reaches(left[[place]], end, rising=rising)
                    for place in range(left.shape[0])
                )
            left = left[np.flatnonzero(~there)]
        return True

    def _reaches(self, one: "_Matrix", end: float, *, rising: bool) -> bool:
        """Whether a single sum can."""
        [value] = (one @ self._best(one, end, rising=rising)).tolist()
        return bool(value >= end - _ALMOST if rising else value <= end + _ALMOST)

    def _best(self, sums: "_Matrix", end: float, *, rising: bool) -> Floats:
        """Counts that are consistent with all tables and bring all of some sums nearest an end."""
        size, kinds = sums.shape
        sign = -1.0 if rising else 1.0
        found = optimize.linprog(
            np.concatenate([np.zeros(kinds), np.ones(size)]),
            A_ub=sparse.hstack([sign * sums, -sparse.eye_array(size)], format="csr"),
            b_ub=np.full(size, sign * end),
            A_eq=sparse.hstack(
                [self.matrix, sparse.csr_array((self.matrix.shape[0], size))], format="csr"
            ),
            b_eq=self.values,
            method="highs",
        )
        if found.status != _WELL or found.x is None:  # what cannot be shown to be safe is not
            return np.full(kinds, np.nan)
        return np.asarray(found.x[:kinds])


def _hardest(sums: "_Matrix", *, rising: bool) -> "_Matrix":
    """Those that tell of all others: what has more in it is as large, what has less as small."""
    sums.sort_indices()
    rows = enumerate(pairwise(sums.indptr.tolist()))
    distinct = {sums.indices[start:end].tobytes(): place for place, (start, end) in rows}
    sums = sums[sorted(distinct.values())]
    shared = (sums @ sums.T).tocoo()
    inside = (shared.data == sums.sum(axis=1)[shared.row]) & (shared.row != shared.col)
    told = (shared.col if rising else shared.row)[inside]
    return sums[np.setdiff1d(np.arange(sums.shape[0]), told)]
