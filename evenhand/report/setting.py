"""A page set by Typst: text in, PDF out, in this process and with our own fonts alone.

Typst is given text, never markup. The same data give the same bytes: no time of making is in the
file. PDF/A asks for such a time, so that it is not claimed.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from threading import Lock
from typing import Any, Final

from evenhand.report import letters

_ONE_AT_A_TIME: Final = Lock()
_KEPT: Final = 11
_ASSETS: Final = resources.files("evenhand") / "assets"


def compiled(template: str, document: Mapping[str, Any]) -> bytes:
    """A template with its data, set; one at a time, so that many visitors cost no more memory.

    Args:
        template: its file among the assets; it finds the data in `sys.inputs.report`.
        document: anything that JSON can hold.
    """
    import typst  # noqa: PLC0415  # 80 MB that only a PDF needs

    data = json.dumps(_printable(document), ensure_ascii=False, sort_keys=True)
    with _ONE_AT_A_TIME:
        written: bytes = typst.compile(
            (_ASSETS / template).read_bytes(),
            font_paths=_fonts(),
            sys_inputs={"report": data},
            format="pdf",
            pdf_standards=["ua-1"],
        )
        # Typst keeps what it laid out, 80 MB a report, until so many more documents were set.
        for _ in range(_KEPT):
            typst.compile(b"#v(1pt)", font_paths=_fonts(), format="svg")
    return written


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
