"""The grid that a picture is cut into, for whoever explains it and whoever shows it."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

GRID: Final = 8
"""Cells in each direction."""


def cells(height: int, width: int) -> NDArray[np.int64]:
    """Which cell of the grid each pixel lies in.

    >>> int(cells(64, 64)[63, 0]), int(cells(8, 8).max())
    (56, 63)
    """
    down, across = np.arange(height) * GRID // height, np.arange(width) * GRID // width
    found: NDArray[np.int64] = down[:, None] * GRID + across
    return found
