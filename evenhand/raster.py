"""Pictures as PNG files, and a heat map laid over one: numbers in, bytes out."""

import struct
import zlib
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from evenhand.arrays import Floats, Mask

Pixels = NDArray[np.uint8]
SIDE: Final = 320  # pixels at least, so that small pictures stay sharp
_UP: Final = (213, 94, 0)
_DOWN: Final = (0, 114, 178)
_PALE: Final = 0.45  # of the picture's own light and dark under the heat
_STRONG: Final = 0.8
_SIGNED: Final = 0.3  # of the largest amount: from there on a cell has its sign drawn
_GREY: Final = (0.299, 0.587, 0.114)  # how bright each colour is: ITU-R BT.601
_HEADER: Final = b"\x89PNG\r\n\x1a\n"


def png(pixels: Pixels) -> bytes:
    r"""A picture as a PNG file; the same bytes for the same picture.

    Args:
        pixels: height, width and three colours.

    >>> png(np.zeros((1, 2, 3), dtype=np.uint8))[:8] == b"\x89PNG\r\n\x1a\n"
    True
    """
    height, width, _ = pixels.shape
    rows = np.pad(pixels.reshape(height, -1), ((0, 0), (1, 0)))  # each row says: no filter
    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", size), (b"IDAT", zlib.compress(rows.tobytes(), 9)), (b"IEND", b""))
    return _HEADER + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def enlarged(pixels: Pixels) -> Pixels:
    """A picture in three colours, each of its pixels a square of several.

    Args:
        pixels: height, width and colours, of which there may be one.

    >>> enlarged(np.zeros((8, 8, 1), dtype=np.uint8)).shape
    (320, 320, 3)
    """
    coloured = np.broadcast_to(pixels, (*pixels.shape[:2], 3))
    return _larger(coloured, _times(pixels.shape))


def shaded(pixels: Pixels, amounts: Floats, mask: Mask | None = None) -> Pixels:
    """A pale picture with the amounts of a grid's cells over it, and the marked region outlined.

    What raised the output is vermillion and has a plus, what lowered it blue and a minus.

    Args:
        pixels: height, width and colours.
        amounts: what each cell of the grid added.
        mask: the region.
    """
    times = _times(pixels.shape)
    grey = np.broadcast_to(pixels, (*pixels.shape[:2], 3)) @ np.array(_GREY)
    light = _larger(255 * (1 - _PALE) + _PALE * grey, times)[..., None]
    size = _spread(amounts, light.shape[:2])
    share = _STRONG * np.abs(size) / max(float(np.abs(amounts).max()), 1e-12)
    hue = np.where(size[..., None] > 0, np.array(_UP), np.array(_DOWN))
    drawn = light * (1 - share[..., None]) + hue * share[..., None]
    drawn[_signs(amounts, light.shape[:2])] = 0
    if mask is not None:
        inner, outer = _outline(_larger(mask, times))
        drawn[outer], drawn[inner] = 255, 0
    finished: Pixels = drawn.round().astype(np.uint8)
    return finished


def _times(shape: tuple[int, ...]) -> int:
    return -(-SIDE // min(shape[:2]))


def _larger(values: NDArray[Any], times: int) -> NDArray[Any]:
    return values.repeat(times, axis=0).repeat(times, axis=1)


def _spread(amounts: Floats, shape: tuple[int, ...]) -> Floats:
    """Every pixel's amount: that of its cell."""
    down, across = (
        np.arange(n) * cells // n for n, cells in zip(shape, amounts.shape, strict=True)
    )
    spread: Floats = amounts[down][:, across]
    return spread


def _signs(amounts: Floats, shape: tuple[int, ...]) -> Mask:
    """Where a plus or a minus stands: in the middle of each cell that matters."""
    high, wide = (n // cells for n, cells in zip(shape, amounts.shape, strict=True))
    y, x = np.mgrid[:high, :wide]
    y, x = np.abs(y - (high - 1) / 2) * 2 / high, np.abs(x - (wide - 1) / 2) * 2 / wide
    bar, pole = (y < 0.1) & (x < 0.4), (x < 0.1) & (y < 0.4)  # noqa: PLR2004
    large = np.abs(amounts) >= _SIGNED * max(float(np.abs(amounts).max()), 1e-12)
    found = np.zeros(shape, dtype=bool)
    for row, column in np.argwhere(large):
        sign = bar | pole if amounts[row, column] > 0 else bar
        found[row * high : (row + 1) * high, column * wide : (column + 1) * wide] = sign
    return found


def _outline(mask: Mask) -> tuple[Mask, Mask]:
    """The edge of a region, dark within and light without."""
    thin, thick = _grown(mask, 2), _grown(mask, 4)
    return thin & ~mask, thick & ~thin


def _grown(mask: Mask, by: int) -> Mask:
    padded = np.pad(mask, by)
    moved = (np.roll(padded, (down, across), axis=(0, 1))
             for down in (-by, 0, by) for across in (-by, 0, by))  # fmt: skip
    grown: Mask = np.logical_or.reduce(list(moved))[by:-by, by:-by]
    return grown
