"""How wide a text is, so that it fits where it stands: worked out here, whoever shows the file.

Widths are those of Noto Sans, which is wider than Arial; a letter that it lacks counts as a whole
square, so that no program needs more room than is kept.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from unicodedata import category

from evenhand.report.letters import FOLDER

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

_MEASURED_AT: Final = 1000
_LATIN: Final = 0x0600  # below it Noto Sans has what names are written with
_SIGNS: Final = "\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2212\u2022"  # dashes, quotes, minus
_LINE: Final = 1.25  # of the size, from line to line
_ISOLATES: Final = "\u2066\u2067\u2068\u2069"


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How many points wide a text is in one line.

    >>> 60 < width("Sixteen letters.", 10) < 100
    True
    >>> width("中文", 10)
    20.0
    """
    return size * sum(_share(letter, bold) for letter in text)


@lru_cache(maxsize=4096)
def _share(letter: str, bold: bool) -> float:  # noqa: FBT001  # a key
    """A letter's width, of the font's size."""
    if category(letter) in {"Cf", "Mn", "Me"}:
        return 0.0
    if ord(letter) < _LATIN or letter in _SIGNS:
        return float(_font(bold).getlength(letter)) / _MEASURED_AT
    return 1.0


@lru_cache(maxsize=2)
def _font(bold: bool) -> "FreeTypeFont":  # noqa: FBT001  # a key
    from PIL import ImageFont  # noqa: PLC0415

    name = "NotoSans-Bold.ttf" if bold else "NotoSans-Regular.ttf"
    return ImageFont.truetype(str(FOLDER / name), _MEASURED_AT)


def lines(text: str, size: float, room: float, *, bold: bool = False) -> int:
    """How many lines a text takes; a word that is too wide for one goes on in the next."""
    count, used = 1, 0.0
    space = width(" ", size, bold=bold)
    for word in text.split():
        wide = width(word, size, bold=bold)
        if used and used + space + wide > room:
            count, used = count + 1, 0.0
        count += int(max(wide - room, 0.0) // room) + (wide > room)
        used += wide % room + space
    return count


def height(
    texts: Sequence[str], size: float, room: float, *, bold: bool = False, gap: float = 0.0
) -> float:
    """How many points high paragraphs are."""
    rows = sum(lines(text, size, room, bold=bold) for text in texts)
    return rows * size * _LINE + gap * max(len(texts) - 1, 0)


def fitted(
    texts: Sequence[str], room: tuple[float, float], sizes: Sequence[float], *,
    bold: bool = False, gap: float = 0.0,
) -> tuple[tuple[str, ...], float]:  # fmt: skip
    """Paragraphs at the largest size that fits; the last are left out, or cut, where none does.

    Args:
        texts: paragraphs.
        room: width and height in points.
        sizes: to be tried, the largest first.
        bold: whether the letters are.
        gap: points between paragraphs.
    """
    wide, high = room
    for size in sizes:
        if height(texts, size, wide, bold=bold, gap=gap) <= high:
            return tuple(texts), size
    least = sizes[-1]
    some = ((*texts[: n - 1], f"{texts[n - 1]} …") for n in range(len(texts) - 1, 0, -1))
    for kept in some:
        if height(kept, least, wide, bold=bold, gap=gap) <= high:
            return kept, least
    letters, first = len(texts[0]), texts[0]
    while height((first,), least, wide, bold=bold) > high and letters:
        letters = int(letters * 0.95)
        first = cut(texts[0], letters)
    return (first,), least


def one_line(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """A text in one line, its end an ellipsis where it is too wide.

    >>> one_line("a long name of a group", 10, 60)
    'a long na…'
    """
    letters, shown = len(text), text
    while width(shown, size, bold=bold) > room and letters:
        letters -= 1
        shown = cut(text, letters)
    return shown


def cut(text: str, letters: int) -> str:
    """So many letters and an ellipsis; what was set apart for its direction stays so."""
    short = text[:letters].rstrip(" \u200d…")
    opened = sum(mark in short for mark in _ISOLATES[:3]) - (_ISOLATES[3] in short)
    return f"{short}…{_ISOLATES[3] * max(opened, 0)}"
