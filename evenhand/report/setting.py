"""Pages set by Typst: text in, PDF or pictures out, in this process and with our own fonts alone.

Typst is given text, never markup. The same data give the same bytes: no time of making is in the
file. PDF/A asks for such a time, so that it is not claimed.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from threading import Lock
from typing import Any, Final

from evenhand.report import letters

_ONE_AT_A_TIME: Final = Lock()
_KEPT: Final = 11
_ASSETS: Final = resources.files("evenhand") / "assets"


def compiled(template: str, document: Mapping[str, Any]) -> bytes:
    """A template with its data, set as a PDF.

    Args:
        template: its file among the assets; it finds the data in `sys.inputs.report`.
        document: anything that JSON can hold.
    """
    return _set(template, document, format="pdf", pdf_standards=["ua-1"])[0]


def drawn(charts: Sequence[Mapping[str, Any]]) -> list[bytes]:
    """Charts as pictures, each an SVG whose letters are drawn: it needs no font where it is shown.

    Args:
        charts: the drawings of each, and its words for who cannot see it.
    """
    return _set("charts.typ", charts, format="svg") if charts else []


def _set(template: str, document: Any, **asked: Any) -> list[bytes]:  # noqa: ANN401  # Typst's own
    """One at a time, so that many visitors cost no more memory."""
    import typst  # noqa: PLC0415  # 80 MB that only a PDF or a picture needs

    data = json.dumps(_printable(document), ensure_ascii=False, sort_keys=True)
    files = {"main.typ": _asset(template), "pieces.typ": _asset("pieces.typ")}
    with _ONE_AT_A_TIME:
        made = typst.compile(files, font_paths=_fonts(), sys_inputs={"report": data}, **asked)
        # Typst keeps what it laid out, 80 MB a report, until so many more documents were set.
        for _ in range(_KEPT):
            typst.compile(b"#v(1pt)", font_paths=_fonts(), format="svg")
    return made if isinstance(made, list) else [made]


def _asset(name: str) -> bytes:
    return (_ASSETS / name).read_bytes()


@lru_cache(maxsize=1)
def _fonts() -> Any:  # noqa: ANN401  # typst is imported only where it is needed
    """Our own fonts and no other, so that every machine writes the same file."""
    import typst  # noqa: PLC0415

    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(letters.FOLDER)],
    )


def _printable(data: Any) -> Any:  # noqa: ANN401  # anything that JSON can hold
    """The same with every text as the fonts can show it."""
    if isinstance(data, str):
        return letters.printable(data)
    if isinstance(data, Mapping):
        return {key: _printable(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_printable(value) for value in data]
    return data
