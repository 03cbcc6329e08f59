"""The fonts of the PDF report, cut from open ones: run it with `make fonts`, rarely.

It takes the packages named here from Debian and npm by their ordinary clients, checks their
digests, keeps the letters that names are written with, and lists in `coverage.txt` which font has
which, so that the report knows without reading a font.
"""

import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from fontTools import subset
from fontTools.ttLib import TTFont

_TO: Final = Path(__file__).resolve().parent.parent / "evenhand" / "assets" / "fonts"
_DEBIAN: Final = {
    "fonts-noto-core=20201225-1": (
        "58f4f0bb6720f919f92096b3508e1412a0f1544424ade6c5b5bf1eb694dd64ba"
    ),
    "fonts-droid-fallback=1:6.0.1r16-1.1": (
        "d2096d4edde128fedf6749be2dd204a5810210a6201126d99b8d412344f71056"
    ),
}
_NPM: Final = {
    "@fontsource/noto-emoji@5.3.2": (
        "1fe49bb2cf7c2d78f93c0a69b6a431dcfd0d585b7831eba87fae6888ccf8d373"
    ),
}

Ranges = tuple[tuple[int, int], ...]
_EUROPE: Final[Ranges] = (
    (0x20, 0x52F), (0x1AB0, 0x1AFF), (0x1D00, 0x218F), (0x25CC, 0x25CC), (0x2C60, 0x2C7F),
    (0x2DE0, 0x2DFF), (0xA640, 0xA69F), (0xA720, 0xA7FF), (0xFB00, 0xFB06), (0xFE20, 0xFE2F),
    (0xFEFF, 0xFEFF), (0xFFFC, 0xFFFD),
)  # fmt: skip
_CJK: Final[Ranges] = (
    (0x1100, 0x11FF), (0x2E80, 0x2FDF), (0x3000, 0x33FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3),
    (0xF900, 0xFAFF), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF),
)  # fmt: skip
_WHOLE: Final[Ranges] = ((0, 0x10FFFF),)
_SCRIPTS: Final = (
    "Arabic", "Hebrew", "Devanagari", "Bengali", "Gurmukhi", "Gujarati", "Oriya", "Tamil",
    "Telugu", "Kannada", "Malayalam", "Sinhala", "Thai", "Lao", "Myanmar", "Khmer", "Georgian",
    "Armenian", "Ethiopic", "Thaana",
)  # fmt: skip
_NOTO: Final[dict[str, Ranges]] = {
    "NotoSans-Regular.ttf": _EUROPE,
    "NotoSans-Bold.ttf": _EUROPE,
    **{f"NotoSans{script}-Regular.ttf": _WHOLE for script in _SCRIPTS},
    "NotoSansSymbols-Regular.ttf": ((0x2300, 0x2BFF), (0x1F100, 0x1F1E5)),
    "NotoSansSymbols2-Regular.ttf": ((0x2300, 0x2BFF), (0x1F780, 0x1F8FF)),
    "NotoSansMath-Regular.ttf": ((0x2190, 0x22FF), (0x27C0, 0x27FF), (0x2900, 0x2AFF)),
}
_FEATURES: Final = (
    "calt", "ccmp", "fina", "init", "isol", "kern", "liga", "locl", "mark", "medi", "mkmk", "rlig",
)  # fmt: skip


def main() -> None:
    """Write every font, the list of their letters, and nothing else."""
    with TemporaryDirectory() as folder:
        _fetch(Path(folder))
        for name, ranges in _NOTO.items():
            _cut(_one(Path(folder), name), name, ranges)
        _cut(_one(Path(folder), "DroidSansFallback.ttf"), "DroidSansFallback.ttf", _CJK)
        emoji = Path(folder) / "package" / "files" / "noto-emoji-emoji-400-normal.woff2"
        _unpack(emoji, "NotoEmoji.ttf")
    names = [*_NOTO, "NotoEmoji.ttf", "DroidSansFallback.ttf"]
    lines = [f"{name} {' '.join(_ranges(_letters(_TO / name)))}" for name in names]
    (_TO / "coverage.txt").write_text("\n".join(lines) + "\n", encoding="ascii")


def _fetch(folder: Path) -> None:
    """The packages, unpacked."""
    _run(folder, "apt-get", "download", *_DEBIAN)
    _run(folder, "npm", "pack", "--silent", *_NPM)
    files = [*folder.glob("*.deb"), *folder.glob("*.tgz")]
    found = {hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    if found != {*_DEBIAN.values(), *_NPM.values()}:
        raise SystemExit("A package is not the one these fonts were cut from; look at it first.")
    for file in folder.glob("*.deb"):
        _run(folder, "dpkg", "-x", file.name, ".")
    for file in folder.glob("*.tgz"):
        _run(folder, "tar", "xzf", file.name)


def _run(folder: Path, tool: str, *arguments: str) -> None:
    found = shutil.which(tool)
    if found is None:
        raise SystemExit(f"{tool} is needed to make the fonts, and is not here.")
    subprocess.run([found, *arguments], cwd=folder, check=True)


def _one(folder: Path, name: str) -> Path:
    return next(folder.glob(f"usr/**/{name}"))


def _options() -> Any:  # noqa: ANN401  # fontTools has no types
    """No hints for screens, and only the features that shape letters."""
    options = subset.Options()
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["DSIG"]
    return options


def _cut(source: Path, name: str, ranges: Ranges) -> None:
    """A font with the letters of the ranges alone."""
    options = _options()
    options.layout_features = ["*"] if ranges is _WHOLE else list(_FEATURES)
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    kept = {c for c in font.getBestCmap() if any(low <= c <= high for low, high in ranges)}
    cutter.populate(unicodes=kept)
    cutter.subset(font)
    subset.save_font(font, str(_TO / name), options)


def _unpack(source: Path, name: str) -> None:
    """A font for the web as one for paper."""
    font = TTFont(source, recalcTimestamp=False)
    font.flavor = None
    font.save(_TO / name)


def _letters(font: Path) -> list[int]:
    return sorted(TTFont(font).getBestCmap())


def _ranges(letters: list[int]) -> Iterator[str]:
    """Code points as ranges in base 16."""
    breaks = [i for i, (one, two) in enumerate(pairwise(letters), start=1) if two != one + 1]
    for start, end in pairwise([0, *breaks, len(letters)]):
        first, last = letters[start], letters[end - 1]
        yield f"{first:X}" if first == last else f"{first:X}-{last:X}"


if __name__ == "__main__":
    main()
