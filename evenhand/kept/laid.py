"""How groups lie: those of one column in a line, those of two crossed ones in rows and columns.

Whoever has the tables of both columns can subtract from a row, or from a column, the groups that
are told of it. So the groups of a row are told or held back together, and what is held back is not
small in any column: then whatever is left of a row or a column is not small either.
"""

from dataclasses import dataclass

import numpy as np

from evenhand.arrays import Ints, Mask
from evenhand.kept.merging import held_back


@dataclass(frozen=True, slots=True)
class Laid:
    """Where the cells of one table lie.

    Attributes:
        rows: of each cell.
        columns: of each cell; all 0 where groups are of one column.
        row_of: of each group, its row.
        hidden: of each row, whether its groups tell no column: unknown ones, and merged ones.
    """

    rows: Ints
    columns: Ints
    row_of: Ints
    hidden: Mask

    def held(self, counts: Ints, least: int, already: Mask) -> Mask:
        """The rows that are held back.

        Args:
            counts: rows by column and kind of case.
            least: the smallest count that may be kept.
            already: rows that are held back in any case.
        """
        found = held_back(counts, least, already | self.hidden)
        return found if np.any(found & ~self.hidden) else np.zeros_like(found)

    def merged(self, held: Mask, place: Ints) -> "Laid":
        """The same with all rows that are held back as one, which is hidden.

        Args:
            held: rows; the first of them is hidden.
            place: of each group its new place.
        """
        rows = np.where(held[self.rows], 0, self.rows)
        row_of = np.zeros(int(place.max(initial=-1)) + 1, dtype=np.int64)
        row_of[place] = np.where(held[self.row_of], 0, self.row_of)
        return Laid(rows, self.columns, row_of, self.hidden)


def in_line(groups: Ints, size: int) -> Laid:
    """Groups of one column, each a row of its own.

    Args:
        groups: of each cell.
        size: how many there are.
    """
    nothing = np.zeros(len(groups), dtype=np.int64)
    return Laid(groups, nothing, np.arange(size), np.zeros(size, dtype=bool))


def crossed(first: Ints, second: Ints, unknown: int, row_of: Ints, size: int) -> Laid:
    """Groups of two columns: the values of the first are rows, behind one for what is unknown.

    Args:
        first: of each cell, the value of the first column.
        second: of each cell, the value of the second.
        unknown: which value of the first is unknown; -1 where none is.
        row_of: of each group, its row.
        size: how many values the first has.
    """
    rows = np.where(first == unknown, 0, first + 1)
    return Laid(rows, second, row_of, np.arange(size + 1) == 0)
