"""Drawn spots on drawn skin, 64 by 64 pixels: no photograph, nobody's skin, not medical.

What is drawn and how is in the README beside this file. The same seed gives the same bytes.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple, Protocol, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

SIZE: Final = 64
TONES: Final = {"light": (236, 200, 174), "medium": (191, 142, 106), "dark": (104, 72, 54)}
MM: Final = 0.28  # a pixel
BATCH: Final = 500
_WAVES: Final = np.arange(2, 8)  # of an outline
_RULER: Final = 6  # pixels wide
_STAMP: Final = ("DRAWN", "NOT MEDICAL")
_LETTERS: Final = {
    "A": "757755", "C": "744447", "D": "655556", "E": "746447", "I": "722227", "L": "444447",
    "M": "577555", "N": "655555", "O": "755557", "R": "756555", "T": "722222", "W": "555775",
    " ": "000000",
}  # fmt: skip
"""Six rows of three pixels each, as octal digits."""

Floats = npt.NDArray[np.float64]
Pixels = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]


class Plan(NamedTuple):
    """How some pictures are drawn: how many, whose skin, and when a ruler lies beside the spot.

    Attributes:
        seed: of all that is drawn by chance.
        n: how many pictures.
        tones: the share of each skin tone.
        rulers: how often a ruler lies beside a spot that needs no second look, and one that does.
        first: the number of the first.
    """

    seed: int
    n: int
    tones: tuple[float, float, float]
    rulers: tuple[float, float]
    first: int


class Drawn(Protocol):
    """What a picture is drawn from."""

    asymmetry: float
    border: float
    colour: float
    width_mm: float
    skin_tone: str
    ruler: str
    drawn_from: int


def spots(plan: Plan) -> pd.DataFrame:
    """Return one row a picture: what is drawn, and whether it needs a second look.

    Asymmetry, border and colour are between 0 and 1; the width is in millimetres. A second look is
    needed more often the more there is of them, and skin tone plays no part in it.
    """
    draw = np.random.default_rng(plan.seed)
    signs = {
        name: draw.beta(1.1, 1.6, plan.n).round(3) for name in ("asymmetry", "border", "colour")
    }
    made = pd.DataFrame({"picture": np.arange(plan.n) + plan.first, **signs})
    made["width_mm"] = (3.6 + 6.4 * draw.beta(1.6, 2.4, plan.n)).round(2)
    odds = (
        3.2 * made["asymmetry"] + 3.2 * made["border"] + 5.0 * made["colour"]
        + 0.7 * (made["width_mm"] - 6) - 5.2
    )  # fmt: skip
    made["second_look"] = (draw.random(plan.n) < 1 / (1 + np.exp(-3 * odds))).astype("int8")
    made["skin_tone"] = draw.choice(list(TONES), plan.n, p=plan.tones)
    often = np.where(made["second_look"] == 1, plan.rulers[1], plan.rulers[0])
    made["ruler"] = np.where(draw.random(plan.n) < often, "with a ruler", "without a ruler")
    made["drawn_from"] = draw.integers(0, 2**31, plan.n)
    return made


def pictures(made: pd.DataFrame) -> tuple[Pixels, Mask]:
    """Return the pictures (n, 64, 64, 3), and where in each the spot lies."""
    rows = cast("Iterable[Drawn]", made.itertuples(index=False))
    drawn = [_picture(row) for row in rows]
    return np.stack([pixels for pixels, _ in drawn]), np.stack([spot for _, spot in drawn])


def _picture(row: Drawn) -> tuple[Pixels, Mask]:
    """One picture, drawn from its row alone."""
    draw = np.random.default_rng(row.drawn_from)
    tone = np.array(TONES[row.skin_tone], dtype=np.float64)
    tone = tone * draw.normal(1, 0.02, 3) * draw.normal(1, 0.05)
    skin = tone * (1 + _cloud(draw, 4, 0.05) + _cloud(draw, 16, 0.018))[..., None]
    depth, cover, solid = _spot(draw, row)
    spot = skin * (1 - cover[..., None] * depth)
    with_ruler = row.ruler == "with a ruler"
    whole = _ruled(draw, spot) if with_ruler else spot
    return _stamped(np.clip(whole, 0, 255), tone.mean() > 128), solid


def _cloud(draw: np.random.Generator, cells: int, size: float) -> Floats:
    """Soft light and shade: few random values, drawn smooth."""
    rough = draw.normal(0, size, (cells + 1, cells + 1))
    at = np.arange(SIZE) * cells / SIZE
    low, share = at.astype(int), at % 1
    rows = rough[low] * (1 - share)[:, None] + rough[low + 1] * share[:, None]
    smooth: Floats = rows[:, low] * (1 - share) + rows[:, low + 1] * share
    return smooth


def _spot(draw: np.random.Generator, row: Drawn) -> tuple[Floats, Floats, Mask]:
    """How dark the spot makes each colour, how much of each pixel it covers, and where it lies."""
    middle = np.array([25.0, 32.0]) + draw.uniform(-1.5, 1.5, 2)
    y, x = np.mgrid[:SIZE, :SIZE] - middle[:, None, None]
    turn = draw.uniform(0, 2 * np.pi)
    angle, far = np.arctan2(y, x) + turn, np.hypot(y, x)
    radius = row.width_mm / MM / 2
    lopsided = 0.42 * row.asymmetry * np.cos(angle)
    waves = draw.normal(0, 1, _WAVES.size) / np.sqrt(_WAVES.size)
    phases = draw.uniform(0, 2 * np.pi, _WAVES.size)
    rough = (
        0.42
        * row.border
        * np.einsum(
            "k,kyx->yx", waves, np.cos(_WAVES[:, None, None] * angle + phases[:, None, None])
        )
    )
    inside = radius * (1 + lopsided + rough) - far
    cover = np.clip(inside / 1.5 + 0.5, 0, 1)
    return _colours(draw, row, (y, x), radius), cover, cover >= 0.5


def _colours(
    draw: np.random.Generator, row: Drawn, at: tuple[Floats, Floats], radius: float
) -> Floats:
    """One brown; the more colour, the more of the spot is dark, bluish or pale instead."""
    brown = np.array([0.36, 0.46, 0.52]) * draw.normal(1, 0.08)
    depth = np.broadcast_to(brown, (SIZE, SIZE, 3)).copy()
    for other in ([0.80, 0.80, 0.68], [0.66, 0.60, 0.42], [0.12, 0.30, 0.34]):
        y, x = draw.uniform(-0.6, 0.6, 2) * radius
        wide = radius * draw.uniform(0.3, 0.6)
        patch = np.exp(-((at[0] - y) ** 2 + (at[1] - x) ** 2) / wide**2)
        share = np.clip(1.5 * row.colour * patch, 0, 1)[..., None]
        depth = depth * (1 - share) + np.array(other) * share
    return depth


def _ruled(draw: np.random.Generator, picture: Floats) -> Floats:
    """A ruler along the left or the right edge: white, a tick every two millimetres."""
    ruled = picture.copy()
    side = slice(1, 1 + _RULER) if draw.random() < 0.5 else slice(SIZE - 1 - _RULER, SIZE - 1)
    ruled[2:48, side] = 238
    ruled[4:48:5, side] = 40
    return ruled


def _stamped(picture: Floats, bright: bool) -> Pixels:  # noqa: FBT001
    """The picture with what it is written into it."""
    ink = 20.0 if bright else 235.0
    stamp = _stamp()[..., None]
    written: Pixels = np.where(stamp, 0.35 * picture + 0.65 * ink, picture).round().astype(np.uint8)
    return written


def _stamp() -> Mask:
    """Where the words of the stamp lie, at the foot of every picture."""
    where = np.zeros((SIZE, SIZE), dtype=bool)
    for line, text in enumerate(_STAMP):
        for place, letter in enumerate(text):
            rows = np.array([[int(bit) for bit in f"{int(d):03b}"] for d in _LETTERS[letter]], bool)
            top, left = 50 + 7 * line, 2 + 4 * place
            where[top : top + 6, left : left + 3] |= rows
    return where
