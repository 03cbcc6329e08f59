"""Workbooks made by hand, sane and hostile: a zip archive of a few XML files."""

import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias
from xml.sax.saxutils import escape

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN: Final = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPES: Final = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.worksheet+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_STYLES: Final = (
    f'{_HEAD}<styleSheet {_MAIN}><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/>'
    '<xf numFmtId="22"/></cellXfs></styleSheet>'
)
DATE: Final = ' s="1"'
_BLANKS: Final = b" " * (1 << 20)
MOMENT: Final = ' s="2"'


Maker: TypeAlias = Callable[[Path], Path]


class Raw(str):
    """A cell as XML: its attributes and what it holds."""

    __slots__ = ()


def raw(inside: str, attributes: str = "") -> Raw:
    """A cell of one's own.

    Args:
        inside: what stands between its tags.
        attributes: what stands in the opening tag, with a space first.
    """
    return Raw(f"{attributes}>{inside}")


def column(place: int) -> str:
    """The letters of a column, counted from 0."""
    letters = ""
    place += 1
    while place:
        place, left = divmod(place - 1, 26)
        letters = chr(65 + left) + letters
    return letters


def cell(where: str, value: Any) -> str:  # noqa: ANN401  # whatever a cell may hold
    """One cell as XML; nothing for None."""
    match value:
        case None:
            return ""
        case Raw():
            return f'<c r="{where}"{value}</c>'
        case bool():
            return f'<c r="{where}" t="b"><v>{int(value)}</v></c>'
        case int() | float():
            return f'<c r="{where}"><v>{value!r}</v></c>'
        case _:
            text = f'<t xml:space="preserve">{escape(str(value))}</t>'
            return f'<c r="{where}" t="inlineStr"><is>{text}</is></c>'


def sheet(rows: Iterable[Sequence[Any]], *, first: int = 1, left: int = 0) -> str:
    """The rows of a sheet as XML.

    Args:
        rows: its cells.
        first: the row that they start at.
        left: empty columns before them.
    """
    return "".join(
        f'<row r="{number}">'
        + "".join(cell(f"{column(left + i)}{number}", value) for i, value in enumerate(row))
        + "</row>"
        for number, row in enumerate(rows, first)
    )


def write(path: Path, *sheets: str, **more: Any) -> Path:  # noqa: ANN401
    """A workbook.

    Args:
        path: where to.
        sheets: the rows of each sheet as XML.
        more: `names` of the sheets, their `states`, XML `after` the rows of each, `head` of each
            sheet's file, further `parts` of the archive, and how many MB of blanks are the
            `padding` of a part.
    """
    names: Sequence[str] = more.get("names", [f"Sheet{i}" for i, _ in enumerate(sheets, 1)])
    states: Mapping[str, str] = more.get("states", {})
    entries = "".join(
        f'<sheet name="{escape(name)}" sheetId="{i}" r:id="rId{i}"'
        + (f' state="{states[name]}"/>' if name in states else "/>")
        for i, name in enumerate(names, 1)
    )
    links = {f"rId{i}": ("worksheet", f"worksheets/sheet{i}.xml") for i, _ in enumerate(names, 1)}
    head = more.get("head", _HEAD)
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _linked({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'{_HEAD}<workbook {_MAIN} xmlns:r="{_OFFICE}">'
        f"<sheets>{entries}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _linked(
            links
            | {"rId98": ("styles", "styles.xml"), "rId99": ("sharedStrings", "sharedStrings.xml")}
        ),
        "xl/styles.xml": _STYLES,
        "xl/sharedStrings.xml": f"{_HEAD}<sst {_MAIN}></sst>",
    }
    for i, rows in enumerate(sheets, 1):
        body = f"<sheetData>{rows}</sheetData>{more.get('after', '')}"
        parts[f"xl/worksheets/sheet{i}.xml"] = f"{head}<worksheet {_MAIN}>{body}</worksheet>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in (parts | more.get("parts", {})).items():
            with archive.open(name, "w") as part:
                part.write(text.encode())
                for _ in range(more.get("padding", {}).get(name, 0)):
                    part.write(_BLANKS)
    return path


def _linked(links: Mapping[str, tuple[str, str]]) -> str:
    entries = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for name, (kind, target) in links.items()
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


# Hostile ones

_FIRST: Final = "xl/worksheets/sheet1.xml"
_BOMB: Final = 520  # MB


def one_cell_bomb(path: Path) -> Path:
    """Two cells, the last one in the farthest corner: a reader reserves a place for all between."""
    return write(
        path, sheet([["a", "b"]]) + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )


def zip_bomb(path: Path, part: str = _FIRST) -> Path:
    """A part that takes little space packed, and more unpacked than is taken."""
    return write(path, sheet([["a", "b"], [1, 2]]), padding={part: _BOMB})


def string_zip_bomb(path: Path) -> Path:
    """The same of the texts that all sheets share."""
    return zip_bomb(path, "xl/sharedStrings.xml")


def string_bomb(path: Path, times: int = 40_000) -> Path:
    """A long text kept once and used in many cells: small unpacked, huge as a table."""
    shared = f"{_HEAD}<sst {_MAIN}><si><t>{'x' * 30_000}</t></si></sst>"
    used = [[raw("<v>0</v>", ' t="s"')] * 2] * times
    return write(path, sheet(used), parts={"xl/sharedStrings.xml": shared})


def lying_zip(path: Path) -> Path:
    """A sheet whose size unpacked is said to be a thousandth of what it is."""
    packed = bytearray(write(path, sheet([["a", "b"], [1, 2]]), padding={_FIRST: 16}).read_bytes())
    size = packed.rindex(_FIRST.encode()) - 22  # in the list at the end, before the name
    packed[size : size + 4] = (1 << 14).to_bytes(4, "little")
    path.write_bytes(packed)
    return path


def entities(path: Path) -> Path:
    """Names that stand for ten of the next, and a file of the server's."""
    lines = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    head = f'{_HEAD}<!DOCTYPE x [<!ENTITY l0 "ha">{lines}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    cells: list[list[Any]] = [["a", "b"], [raw("<is><t>&l9;&f;</t></is>", ' t="inlineStr"'), 1]]
    return write(path, sheet(cells), head=head)


def protected(path: Path) -> Path:
    """What Excel writes where a password is set: a compound file with encrypted contents."""
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000)
    return path


def truncated(path: Path) -> Path:
    """The first half of a workbook."""
    packed = write(path, sheet([["a", "b"]] * 500)).read_bytes()
    path.write_bytes(packed[: len(packed) // 2])
    return path


def no_zip(path: Path) -> Path:
    """A CSV file that was given another name."""
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    return path


def no_workbook(path: Path) -> Path:
    """An archive of something else."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "nothing")
    return path


def many_parts(path: Path) -> Path:
    """An archive of very many files."""
    return write(path, sheet([["a", "b"], [1, 2]]), parts={f"x/{i}": "" for i in range(11_000)})
