"""Which regions of a picture moved a model: SHAP values over the cells of a grid.

A cell that is left out is covered with the middle colour of its own picture. The amounts of all
cells add up to what the model says to the picture less what it says to that colour alone.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evenhand.sandbox import permutations
from evenhand.sandbox.grid import GRID, cells
from evenhand.sandbox.opened import Opened

Floats: TypeAlias = NDArray[np.float64]
Pixels: TypeAlias = NDArray[np.uint8]

_FEW: Final = 2
_MANY: Final = 20
_WORK: Final = 24_576  # numbers, over all orders of a picture
_LEAST: Final = 1e-12


def rows(said: Mapping[str, Any], content: bytes) -> Pixels:
    """Pictures as they were sent: one row of bytes each.

    Args:
        said: the `picture`'s height, width and colours.
        content: one picture after another.
    """
    return np.frombuffer(content, dtype=np.uint8).reshape(-1, *said["picture"])


def amounts(
    model: Opened,
    pictures: Pixels,
    places: list[int],
    heard: Callable[[int, int], None],
) -> tuple[Floats, Floats, Floats]:
    """What each cell of each picture added.

    Args:
        model: reads pictures, one row of numbers each.
        pictures: height, width and colours of each.
        places: of the class whose log-odds are meant, picture by picture.
        heard: is told how many are explained, of how many.

    Returns:
        By picture: the amounts of its cells, what is said to its colour alone, and to itself.
    """
    found = []
    for done, (picture, place) in enumerate(zip(pictures, places, strict=True), 1):
        found.append(_one(model, picture, place))
        heard(done, len(pictures))
    cells, bases, totals = zip(*found, strict=True)
    return np.stack(cells), np.array(bases), np.array(totals)


def _one(model: Opened, picture: Pixels, place: int) -> tuple[Floats, float, float]:
    cover = np.median(picture.reshape(-1, picture.shape[-1]), axis=0).round()
    cell = cells(picture.shape[0], picture.shape[1])

    def said(shown: Floats) -> Floats:
        seen = np.where(shown.astype(bool)[:, cell][..., None], picture, cover)
        return log_odds(model, seen, place)

    every = np.ones((1, GRID * GRID))
    none = np.zeros((orders(picture.size), GRID * GRID))
    base, total = said(np.concatenate([none[:1], every]))
    return permutations.shapley(said, every, none)[0], float(base), float(total)


def orders(numbers: int) -> int:
    """In how many orders cells are uncovered, each forwards and backwards; any number adds up.

    Args:
        numbers: that a picture has: the fewer, the more orders there is time for.

    >>> orders(64 * 64 * 3), orders(8 * 8)
    (2, 20)
    """
    return min(_MANY, max(_FEW, _WORK // numbers))


def log_odds(model: Opened, pictures: Floats, place: int) -> Floats:
    """The log-odds of one class; bounded, where a model is quite sure."""
    flat = pd.DataFrame(pictures.reshape(len(pictures), -1).astype(np.float64))
    chance = model.probabilities(flat)[:, place]
    chance = np.clip(chance, _LEAST, 1 - _LEAST)
    said: Floats = np.log(chance) - np.log1p(-chance)
    return said
