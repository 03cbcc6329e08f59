"""Which letters the PDF's fonts have, so that a name is never lost and never breaks the file."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from itertools import groupby
from typing import Final

FOLDER: Final = resources.files("evenhand") / "assets" / "fonts"
MISSING: Final = "\u25af"
_BREAK: Final = "\u200b"
_LONGEST: Final = 16  # letters of a word that need no place to break
_PIECE: Final = 12
_SIGNS: Final = frozenset("_/.,:;&|")
_JOINER: Final = "\u200d"
_WITH_THE_LETTER_BEFORE: Final = {"Mn", "Mc", "Me"}
_TONES: Final = range(0x1F3FB, 0x1F400)
_FLAGS: Final = range(0x1F1E6, 0x1F200)


def printable(text: str) -> str:
    r"""A text with a visible sign for each letter that no font has, and places to break long words.

    A letter and its marks are shown by one font or not at all: PDF/UA refuses a letter that is
    missing, and a reader must see that there was one.

    >>> printable("Ünal"), printable("a\U00013000b")
    ('Ünal', 'a▯b')
    >>> printable("months_late_september").split("\u200b")
    ['months_', 'late_', 'september']
    """
    short = all(len(word) <= _LONGEST for word in text.replace("-", " ").split())
    if short and text.isascii() and text.isprintable():
        return text
    shown = [_shown(cluster) for cluster in _clusters(text)]
    return "".join(shown if short else _breakable(shown))


def _coverage() -> list[str]:
    return (FOLDER / "coverage.txt").read_text(encoding="ascii").splitlines()


@lru_cache(maxsize=1)
def _fonts_of() -> dict[int, int]:
    """For each letter the fonts that have it, as bits."""
    found: dict[int, int] = {}
    for bit, line in enumerate(_coverage()):
        for span in line.split()[1:]:
            low, _, high = span.partition("-")
            for letter in range(int(low, 16), int(high or low, 16) + 1):
                found[letter] = found.get(letter, 0) | 1 << bit
    return found


def _clusters(text: str) -> Iterator[str]:
    """Letters with the marks that belong to them; pictures joined into one."""
    cluster = ""
    for letter in text:
        if cluster and _belongs(cluster, letter):
            cluster += letter
            continue
        if cluster:
            yield cluster
        cluster = letter
    if cluster:
        yield cluster


def _belongs(cluster: str, letter: str) -> bool:
    flag = ord(letter) in _FLAGS and len(cluster) == 1 and ord(cluster) in _FLAGS
    return (
        flag
        or unicodedata.category(letter) in _WITH_THE_LETTER_BEFORE
        or letter == _JOINER
        or cluster[-1] == _JOINER
        or ord(letter) in _TONES
    )


def _shown(cluster: str) -> str:
    """The cluster where one font has all of it; else what can be shown of it."""
    if _has(cluster):
        return cluster
    if len(cluster) == 1:
        return MISSING
    return "".join(letter if _has(letter) else MISSING for letter in cluster if _visible(letter))


def _has(cluster: str) -> bool:
    fonts_of, every = _fonts_of(), -1
    for letter in cluster:
        if _visible(letter):
            every &= fonts_of.get(ord(letter), 0)
    return every != 0


def _visible(letter: str) -> bool:
    """Whether a font needs a glyph for it: not for joiners, isolates and choices of style."""
    return unicodedata.category(letter) != "Cf" and not "\ufe00" <= letter <= "\ufe0f"


def _breakable(clusters: list[str]) -> Iterator[str]:
    """The same, with places to break in every word that is too long for a narrow column."""
    for ends, run in groupby(clusters, lambda cluster: cluster.isspace() or cluster == "-"):
        word = list(run)
        if ends or len(word) <= _LONGEST:
            yield from word
        else:
            yield _BREAK.join(_pieces(word))


def _pieces(word: list[str]) -> Iterator[str]:
    """Parts of a word that stay whole: up to a sign between names, or so many letters."""
    piece = ""
    for place, cluster in enumerate(word, 1):
        piece += cluster
        if place == len(word) or cluster in _SIGNS or len(piece) >= _PIECE:
            yield piece
            piece = ""
