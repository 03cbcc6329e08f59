"""What became of the cases that are most like one: counts of them, and never a case.

How far two cases are apart is the sum, over the inputs, of the share of usual cases that lie
between their values: the size that `counterfactual` gives a change, which no unit and no outlier
can stretch. Who somebody is plays no part: protected columns are left out.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evenhand import statistics
from evenhand.arrays import Floats
from evenhand.findings import Estimate

Places: TypeAlias = NDArray[np.intp]
MOST: Final = 50
"""How many are counted."""

_DIGITS: Final = 9
_LEAST: Final = 2  # as many times as many have to be there, else the nearest are just anybody


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of many cases, one entry a case.

    Attributes:
        positive: whether the outcome was positive.
        right: whether the model was right.
        handed_off: whether it went to a person.
    """

    positive: NDArray[np.bool_]
    right: NDArray[np.bool_]
    handed_off: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Alike:
    """What became of the cases most like one.

    Attributes:
        n: how many were counted.
        of: among how many they are the nearest.
        positive: the share whose outcome was positive.
        right: the share on which the model was right.
        handed_off: the share that went to a person.
        left_out: inputs that played no part, because they say who somebody is.
    """

    n: int
    of: int
    positive: Estimate
    right: Estimate
    handed_off: Estimate
    left_out: tuple[str, ...] = ()


def places(usual: pd.DataFrame, names: Collection[str]) -> Floats:
    """Where each case stands among all, by each input: the share below it, ties half.

    A value that is missing stands in the middle, and as far from every value there is as the least
    is from the most.

    Args:
        usual: the cases.
        names: the inputs.

    Returns:
        A row a case; a column an input, and one more for each that is missing somewhere.
    """
    columns: list[Floats] = []
    for name in names:
        values = usual[name].to_numpy(np.float64)
        known = np.isfinite(values)
        seen = np.sort(values[known])
        below = np.searchsorted(seen, values) + np.searchsorted(seen, values, side="right")
        columns.append(np.where(known, below / 2 / max(len(seen), 1), 0.5))
        if not known.all():
            columns.append((~known).astype(np.float64))
    return np.column_stack(columns) if columns else np.empty((len(usual), 0))


def nearest(placed: Floats, case: int, among: Places, most: int = MOST) -> Places:
    """The cases least far from one, nearest first; of those as far, the first in the table.

    Args:
        placed: as `places` gives it.
        case: the row of the one.
        among: the rows that count; the case itself never does.
        most: how many.
    """
    others = among[among != case]
    far = np.abs(placed[others] - placed[case]).sum(axis=1)
    # Rounded: sums of the same shares in another order are as far.
    found: Places = others[np.argsort(far.round(_DIGITS), kind="stable")[:most]]
    return found


def alike(  # one call, from one place
    placed: Floats, case: int, known: Places, told: Told, level: float
) -> Alike | None:
    """What became of the cases most like one; None where too few are known.

    Args:
        placed: as `places` gives it.
        case: the row of the one.
        known: the rows whose outcome is known.
        told: what is known of each row.
        level: of each interval.
    """
    if len(known) < _LEAST * MOST or not placed.shape[1]:
        return None
    rows = nearest(placed, case, known)
    positive, right, handed = (
        statistics.rate(int(each[rows].sum()), len(rows), level)
        for each in (told.positive, told.right, told.handed_off)
    )
    return Alike(len(rows), len(known), positive, right, handed)
