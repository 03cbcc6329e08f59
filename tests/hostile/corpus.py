"""At least 300 malformed or hostile files, the same bytes each time: made here, kept nowhere.

Every cell that a message must not quote holds `MARKER`.
"""

import gzip
import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from tests.hostile import model_files
from tests.input import workbooks

MARKER: Final = "QZX4711"
_HEADER: Final = "sex,y,rule,score"
SAMPLES: Final = Path(__file__).parents[2] / "sample_data"
_SEED: Final = 20261122


class Hostile(NamedTuple):
    """One file.

    Attributes:
        name: what it is called.
        make: what makes it.
        heavy: whether that or reading it takes long.
        rows: how many were written below its header, where no other reader can count them.
    """

    name: str
    make: Callable[[], bytes]
    heavy: bool = False
    rows: int | None = None


def _rows(size: int = 6) -> str:
    return "".join(f"{MARKER}{i % 2},{i % 2},{i % 3 == 0:d},0.{i % 10}\n" for i in range(size))


_PLAIN: Final = f"{_HEADER}\n{_rows()}"
_CELLS: Final = {
    "huge_int": "9" * 400,
    "infinite": "1e999",
    "negative_infinite": "-1e999",
    "nan": "NaN",
    "far_year": "99999-01-01",
    "year_zero": "0000-00-00",
    "leap": "2023-02-30",
    "formula": "=cmd|' /C calc'!A0",
    "at": "@SUM(1+1)*cmd",
    "plus": "+1+cmd",
    "minus": "-2+3",
    "script": "<script>alert(1)</script>",
    "sql": "'; DROP TABLE log; --",
    "path": "../../../etc",
    "template": "{{7*7}}${7*7}",
    "percent": "%s%n%x",
    "null_word": "NULL",
    "bell": "\x07\x1b[31m",
    "bidi": "\u202eabc\u2066",
    "zero_width": "a\u200bb",
    "surrogate_pair": "\U0001f989" * 20,
    "combining": "e" + "\u0301" * 200,
    "hex": "0x7fffffff",
    "octal": "0o17",
    "under": "1_000",
    "spaces": " " * 500,
    "tabs": "\t" * 50,
    "backslash": "\\",
    "slash_n": "\\n",
    "bom": "\ufeff1",
    "minus_zero": "-0",
    "denormal": "5e-324",
    "long_number": "0." + "1" * 5_000,
    "dot": ".",
    "comma_number": "1.234,5",
    "arab_digits": "\u0661\u0662",
    "full_width": "\uff11\uff12",
    "line_separator": "a\u2028b",
    "next_line": "a\x85b",
    "vertical_tab": "a\x0bb",
    "del": "\x7f",
}
_HEADERS: Final = {
    "duplicate": "sex,sex,rule,score",
    "nameless": "sex,,rule,score",
    "all_nameless": ",,,",
    "one_column": "sex",
    "quote": '"sex,y,rule,score',
    "inner_quote": 's"ex,y,rule,score',
    "doubled": '"se""x",y,rule,score',
    "sql": "sex');--,y,rule,score",
    "spaces": " , , , ",
    "huge": "x" * 10_000 + ",y,rule,score",
    "control": "s\x01ex,y,ru\x1ble,score",
    "bidi": "s\u202eex,y,rule,score",
    "star": "*,y,rule,score",
    "inner_names": "c1,c0,c3,c2",
    "keywords": "select,from,where,order",
    "new_line": '"s\nex",y,rule,score',
    "nul": "s\0ex,y,r,s",
    "too_few": "sex,y",
    "too_many": "sex,y,rule,score,more,and_more",
    "only_quotes": '"","","",""',
    "numbers": "1,2,3,4",
    "emoji": "\U0001f989,y,rule,score",
    "equal": "=1+1,y,rule,score",
    "carriage": "se\rx,y,rule,score",
    "case": "Sex,SEX,sex,score",
    "semicolon": "sex;y;rule;score",
}
_BODIES: Final = {
    "empty": "",
    "blank": "\n\n\n",
    "spaces": "   \n  ",
    "only_header": f"{_HEADER}\n",
    "no_header": _rows(),
    "unclosed": f'{_PLAIN}"{MARKER},1,0,0.5\n',
    "unclosed_first": f'{_HEADER}\n"{MARKER},1,0,0.5\n{_rows()}',
    "unclosed_last": f'{_PLAIN}{MARKER},1,0,"0.5',
    "stray": f'{_HEADER}\n{MARKER}"x,1,0,0.5\n',
    "behind": f'{_HEADER}\n"{MARKER}"x,1,0,0.5\n',
    "escaped": f'{_HEADER}\n"{MARKER}\\"",1,0,0.5\n',
    "short": f"{_PLAIN}{MARKER}\n{MARKER},1\n",
    "long": f"{_PLAIN}{MARKER},1,0,0.5,9,9,9\n",
    "all_short": f"{_HEADER}\n{MARKER},1\n" * 2,
    "ragged": _PLAIN.replace("\n", ",1\n", 3),
    "triangle": "\n".join(",".join([MARKER] * n) for n in range(1, 40)),
    "mixed_ends": _PLAIN.replace("\n", "\r\n", 2),
    "old_ends": _PLAIN.replace("\n", "\r"),
    "three_ends": _PLAIN.replace("\n", "\r\n", 2).replace("\n", "\r", 1),
    "double_ends": _PLAIN.replace("\n", "\r\r\n"),
    "nul_cell": f"{_PLAIN}{MARKER}\0,1,0,0.5\n",
    "nul_rows": _PLAIN + "\0" * 5_000,
    "commas": ",,,\n" * 50,
    "only_quotes": '"' * 999,
    "even_quotes": '"' * 1_000,
    "quote_lines": '"\n' * 99,
    "semicolons": _PLAIN.replace(",", ";"),
    "bars": _PLAIN.replace(",", "|"),
    "spaced": _PLAIN.replace(",", " "),
    "colons": _PLAIN.replace(",", ":"),
    "mixed_marks": _PLAIN.replace(",", ";", 8),
    "sep_line": f"sep=,\n{_PLAIN}",
    "comment": f"# {MARKER}\n{_PLAIN}",
    "json": f'{{"a": "{MARKER}"}}',
    "jsonl": f'{{"a": "{MARKER}"}}\n' * 9,
    "xml": f"<a><b>{MARKER}</b></a>",
    "prose": f"{MARKER} said.",
    "html": f"<html><table><tr><td>{MARKER}</td></tr></table></html>",
    "yaml": f"- a: {MARKER}\n" * 9,
    "two_tables": f"{_PLAIN}\n\nother,table\n1,2\n",
    "header_twice": f"{_PLAIN}{_PLAIN}",
    "crlf_in_quotes": f'{_HEADER}\n"{MARKER}\r\nx",1,0,0.5\n',
    "pem": "-----BEGIN KEY-----\nAA==\n",
    "one_long_line": f"{_HEADER}\n" + f"{MARKER}," * 50_000,
    "many_blank": _PLAIN + "\n" * 100_000,
}
_ENCODINGS: Final = (
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "utf-32-le",
    "utf-7",
    "cp037",
    "shift_jis",
    "gb18030",
    "koi8-r",
    "iso2022_jp",
    "hz",
    "big5",
    "euc_kr",
    "cp1252",
    "mac_roman",
)
_BYTES: Final = {
    "bom_only": b"\xef\xbb\xbf",
    "bom_twice": b"\xef\xbb\xbf" * 2 + _PLAIN.encode(),
    "utf16_bom_only": b"\xff\xfe",
    "utf16_odd": _PLAIN.encode("utf-16") + b"\x41",
    "utf16_lone": b"\xff\xfe" + b"\x00\xd8" * 40,
    "utf16_wrong_bom": b"\xfe\xff" + _PLAIN.encode("utf-16-le"),
    "overlong": _PLAIN.encode() + b"\xc0\xaf,1,0,0.5\n",
    "lone_tail": _PLAIN.encode() + b"\x80\x80,1,0,0\n",
    "cut_letter": _PLAIN.encode() + b"\xe2\x82",
    "surrogates": _PLAIN.encode() + b"\xed\xa0\x80,1,0,0\n",
    "all_bytes": bytes(range(256)) * 20,
    "ff": b"\xff" * 5_000,
    "nul": b"\0" * 5_000,
    "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "pdf": b"%PDF-1.7\n1 0 obj\n",
    "elf": b"\x7fELF\x02\x01\x01",
    "zip": b"PK\x03\x04" + bytes(60),
    "sqlite": b"SQLite format 3\0" + bytes(100),
    "pickle": b"\x80\x04cos\nsystem\n.",
    "eicar_like": b"X5O!P%@AP",
    "gzip_named_csv": gzip.compress(_PLAIN.encode(), mtime=0),
    "parquet_named_csv": b"PAR1" + bytes(20) + b"PAR1",
    "latin_late": _PLAIN.encode() * 50 + b"\xe9,1,0,0.5\n",
}


def _text(name: str, text: str) -> Hostile:
    return Hostile(name, lambda: text.encode("utf-8", "surrogatepass"))


def _delimited() -> Iterator[Hostile]:
    for name, cell in _CELLS.items():
        quoted = cell.replace('"', '""')
        yield _text(f"cell_{name}.csv", f'{_PLAIN}"{quoted}",1,0,0.5\n{MARKER},1,0,"{quoted}"\n')
    for name, header in _HEADERS.items():
        yield _text(f"header_{name}.csv", f"{header}\n{_rows()}")
    for name, body in _BODIES.items():
        yield _text(f"body_{name}.csv", body)
    for name, body in tuple(_BODIES.items())[:12]:
        yield _text(f"body_{name}.tsv", body.replace(",", "\t"))
    for encoding in _ENCODINGS:
        yield Hostile(f"as_{encoding}.csv", partial(_PLAIN.encode, encoding, "replace"))
    for name, content in _BYTES.items():
        yield Hostile(f"bytes_{name}.csv", partial(bytes, content))
    yield Hostile("columns_20000.csv", lambda: _wide(20_000))
    yield Hostile("columns_100000.csv", lambda: _wide(100_000), heavy=True)
    for name, quote in (("field_10mb", ""), ("field_quoted_10mb", '"')):
        long = f"{_PLAIN}{quote}{'x' * 10_000_001}{quote},1,0,0.5\n"
        yield Hostile(f"{name}.csv", long.encode, heavy=True, rows=7)


def _wide(columns: int) -> bytes:
    return (
        ",".join(f"c{i}" for i in range(columns)) + "\n" + ",".join("1" * columns) + "\n"
    ).encode()


def _zipped() -> Iterator[Hostile]:
    packed = gzip.compress(_PLAIN.encode() * 40, mtime=0)
    for cut in (
        0,
        1,
        2,
        5,
        10,
        11,
        20,
        len(packed) // 2,
        len(packed) - 9,
        len(packed) - 4,
        len(packed) - 1,
    ):
        yield Hostile(f"cut_{cut}.csv.gz", partial(bytes, packed[:cut]))
    for place in (3, 4, 12, 30, 50, len(packed) - 8, len(packed) - 3):
        yield Hostile(f"changed_{place}.csv.gz", partial(_changed, packed, place))
    made = {
        "plain": _PLAIN.encode(),
        "trailing": packed + b"garbage" * 9,
        "trailing_nul": packed + bytes(99),
        "members": packed + gzip.compress(_rows().encode(), mtime=0),
        "nested": gzip.compress(packed, mtime=0),
        "empty_member": gzip.compress(b"", mtime=0),
        "nul": gzip.compress(bytes(9_999), mtime=0),
        "utf16": gzip.compress(_PLAIN.encode("utf-16"), mtime=0),
        "zip": b"PK\x03\x04" + bytes(30),
        "header_only": gzip.compress(f"{_HEADER}\n".encode(), mtime=0),
        "bzip": b"BZh91AY&SY",
        "xz": b"\xfd7zXZ\0",
    }
    for name, content in made.items():
        yield Hostile(f"{name}.csv.gz", partial(bytes, content))
    yield Hostile("bomb.csv.gz", lambda: gzip.compress(bytes(64 << 20), mtime=0), heavy=True)
    bomb = _PLAIN.encode() * 300_000
    yield Hostile(
        "bomb_of_rows.csv.gz", lambda: gzip.compress(bomb[: 48 << 20], 1, mtime=0), heavy=True
    )


def _changed(content: bytes, place: int) -> bytes:
    made = bytearray(content)
    made[place] ^= 0xFF
    return bytes(made)


def _as_parquet(table: pa.Table, **how: Any) -> bytes:  # noqa: ANN401  # of pyarrow
    out = io.BytesIO()
    parquet.write_table(table, out, **how)
    return out.getvalue()


def _tables() -> Iterator[Hostile]:
    plain = pa.table(
        {"sex": [MARKER, "F"] * 40, "y": [0, 1] * 40, "rule": [1, 0] * 40, "score": [0.5, 0.1] * 40}
    )
    whole = _as_parquet(plain, compression="none")
    size = len(whole)
    for cut in (
        0,
        3,
        4,
        8,
        12,
        size // 4,
        size // 2,
        size - 9,
        size - 8,
        size - 5,
        size - 4,
        size - 1,
    ):
        yield Hostile(f"cut_{cut}.parquet", partial(bytes, whole[:cut]))
    for length in (0, 1, size, size * 2, 2**31 - 1, 2**32 - 1):
        lying = whole[:-8] + struct.pack("<I", length) + b"PAR1"
        yield Hostile(f"footer_{length}.parquet", partial(bytes, lying))
    choose = random.Random(_SEED)  # noqa: S311  # no secret
    for place in sorted(choose.sample(range(4, size - 8), 40)):
        changed = partial(_changed, whole, place)
        yield Hostile(f"changed_{place}.parquet", changed, rows=plain.num_rows)
    nested = {
        "list": pa.array([[1], [2]]),
        "struct": pa.array([{"a": MARKER}] * 2),
        "empty_text": pa.array(["", ""]),
        "map": pa.array([[("a", 1)]] * 2, pa.map_(pa.string(), pa.int64())),
        "null": pa.nulls(2),
        "decimal": pa.array([1, 2], pa.decimal128(38, 10)),
        "binary": pa.array([b"\xff\0", b""]),
        "time": pa.array([1, 2], pa.time64("ns")),
        "moment": pa.array([2**62, -(2**62)], pa.timestamp("us")),
        "uint64": pa.array([2**64 - 1, 0], pa.uint64()),
        "float16": pa.array([1.0, 2.0], pa.float16()),
        "infinite": pa.array([float("inf"), float("nan")]),
        "deep": pa.array([[[[[1]]]]] * 2),
        "dictionary": pa.array([MARKER, "b"]).dictionary_encode(),
        "fixed": pa.array([b"ab"] * 2, pa.binary(2)),
    }
    for name, column in nested.items():
        made = pa.table({"sex": ["F", "M"], "y": column})
        yield Hostile(f"type_{name}.parquet", partial(_as_parquet, made))
    yield Hostile("encrypted.parquet", lambda: whole[:-4] + b"PARE")
    yield Hostile("magic_only.parquet", lambda: b"PAR1PAR1")
    yield Hostile("csv.parquet", _PLAIN.encode)
    yield Hostile(
        "duplicate.parquet", lambda: _as_parquet(pa.table([plain["y"]] * 2, names=["a", "a"]))
    )
    yield Hostile("no_rows.parquet", lambda: _as_parquet(plain.slice(0, 0)))
    yield Hostile("no_columns.parquet", lambda: _as_parquet(pa.table({})))
    yield Hostile(
        "row_groups.parquet", lambda: _as_parquet(pa.concat_tables([plain] * 40), row_group_size=1)
    )
    yield Hostile(
        "hostile_name.parquet", lambda: _as_parquet(pa.table({'"; --': ["a"], "x" * 9_999: ["b"]}))
    )


def _made(make: workbooks.Maker) -> Callable[[], bytes]:
    def content() -> bytes:
        with TemporaryDirectory() as folder:
            return make(Path(folder) / "a.xlsx").read_bytes()

    return content


def _sheet(rows: Any, **more: Any) -> Callable[[], bytes]:  # noqa: ANN401  # of workbooks
    return _made(lambda path: workbooks.write(path, workbooks.sheet(rows), **more))


def _books() -> Iterator[Hostile]:
    table: list[list[Any]] = [["sex", "y", "rule", "score"], [MARKER, 1, 0, 0.5], ["F", 0, 1, 0.1]]
    whole = _sheet(table)()
    for part in range(1, 12):
        yield Hostile(f"cut_{part}.xlsx", partial(bytes, whole[: len(whole) * part // 12]))
    for part in range(1, 24):
        changed = partial(_changed, whole, len(whole) * part // 24)
        yield Hostile(f"changed_{part}.xlsx", changed, rows=len(table) - 1)
    made = {
        "one_cell_far": workbooks.one_cell_bomb,
        "entities": workbooks.entities,
        "lying_zip": workbooks.lying_zip,
        "password": workbooks.protected,
        "csv": workbooks.no_zip,
        "archive": workbooks.no_workbook,
        "parts": workbooks.many_parts,
        "no_cell": lambda path: workbooks.write(path, ""),
        "no_sheet": lambda path: workbooks.write(path, names=[]),
    }
    for name, make in made.items():
        yield Hostile(f"{name}.xlsx", _made(make))
    yield Hostile("texts_bomb.xlsx", _made(workbooks.string_bomb), heavy=True)
    yield Hostile("zip_bomb.xlsx", _made(workbooks.zip_bomb), heavy=True)
    link = '<externalReferences><externalReference r:id="rId7"/></externalReferences>'
    cells: dict[str, Any] = {
        "shared_beyond": workbooks.raw("<v>999999999</v>", ' t="s"'),
        "no_number": workbooks.raw("<v>1e999</v>"),
        "date_beyond": workbooks.raw("<v>99999999</v>", workbooks.DATE),
        "bad_type": workbooks.raw("<v>1</v>", ' t="zz"'),
        "external": workbooks.raw("<f>[1]Other!A1</f><v>1</v>"),
        "error": workbooks.raw("<v>#REF!</v>", ' t="e"'),
        "dde": workbooks.raw("<f>cmd|'/C calc'!A0</f>"),
        "web": workbooks.raw('<f>WEBSERVICE("http://127.0.0.1")</f>'),
        "nan": workbooks.raw("<v>NaN</v>"),
        "style_beyond": workbooks.raw("<v>1</v>", ' s="99999"'),
        "long": "x" * 40_000,
    }
    for name, cell in cells.items():
        more = _sheet([*table, [MARKER, cell, 1, 0.5]])
        yield Hostile(f"cell_{name}.xlsx", more, rows=len(table))
    merged = '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    for name, after in {
        "merged": merged,
        "link": link,
        "open": "<row",
        "dimension": '<dimension ref="A1:XFD1048576"/>',
    }.items():
        yield Hostile(f"after_{name}.xlsx", _sheet(table, after=after), rows=len(table) - 1)
    macro = {"xl/vbaProject.bin": "Attribute VB_Name", "../../evil.txt": "x", "/etc/evil": "x"}
    for name, content in macro.items():
        ending = "xlsm" if name.startswith("xl") else "xlsx"
        more = _sheet(table, parts={name: content})
        yield Hostile(f"part_{len(name)}.{ending}", more, rows=len(table) - 1)


def _models() -> Iterator[Hostile]:
    whole = (SAMPLES / "lending" / "model.skops").read_bytes()
    for part in range(1, 12):
        yield Hostile(f"cut_{part}.skops", partial(bytes, whole[: len(whole) * part // 12]))
    for part in range(1, 20):
        yield Hostile(f"changed_{part}.skops", partial(_changed, whole, len(whole) * part // 20))
    for name, old, new in (
        ("unknown_type", b"LogisticRegression", b"os_system"),
        ("module", b"sklearn.linear_model", b"os"),
        ("loader", b"ObjectNode", b"FunctionNode"),
        ("no_loader", b"ObjectNode", b"NoSuchNode"),
        ("no_schema", b"__class__", b"__klass__"),
        ("long", b"LogisticRegression", b"x" * 9_000),
    ):
        yield Hostile(f"schema_{name}.skops", partial(_schema, whole, old, new))
    trees = (SAMPLES / "turbine" / "model.skops").read_bytes()
    for name, edit in (("circle", in_a_circle), ("beyond", out_of_bounds)):
        yield Hostile(f"trees_{name}.skops", partial(edited, trees, edit), heavy=True)
    tree = f"tree\nversion=v4\nnum_class=1\nleft_child=0\nright_child=0\n{MARKER}\nend of trees\n"
    made = {
        "pickle": b"\x80\x04cposix\nsystem\n(S'true'\ntR.",
        "csv": _PLAIN.encode(),
        "zip": _zip({"a": "b"}),
        "schema_empty": _zip({"schema.json": ""}),
        "schema_list": _zip({"schema.json": "[]"}),
        "lightgbm": tree.encode(),
        "schema_deep": _zip({"schema.json": "[" * 99_999}),
    }
    for name, content in made.items():
        yield Hostile(f"{name}.skops", partial(bytes, content))
    for name in ("model.txt", "model.pkl", "model.joblib", "model.lgb", "model.onnx"):
        yield Hostile(f"as_{name}", tree.encode)
    yield from (Hostile(*made) for made in model_files.every())


def edited(content: bytes, edit: Callable[[Any], None]) -> bytes:
    """A model file with the arrays of its trees changed.

    Args:
        content: the file.
        edit: changes one array.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), _edited_part(name, old.read(name), edit))
    return made.getvalue()


def _edited_part(name: str, held: bytes, edit: Callable[[Any], None]) -> bytes:
    array = np.load(io.BytesIO(held), allow_pickle=False) if name.endswith(".npy") else None
    if array is None or "left_child" not in (array.dtype.names or ()):
        return held
    edit(array)
    changed = io.BytesIO()
    np.save(changed, array)
    return changed.getvalue()


def in_a_circle(nodes: Any) -> None:  # noqa: ANN401  # of several fields
    """Trees that lead back to themselves."""
    nodes["left_child"], nodes["right_child"] = 0, 0


def out_of_bounds(nodes: Any) -> None:  # noqa: ANN401  # of several fields
    """Trees that lead out of their array."""
    nodes["left_child"], nodes["right_child"] = 1 << 40, 1 << 40


def _zip(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return out.getvalue()


def _schema(content: bytes, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as archive:
        for name in source.namelist():
            held = source.read(name)
            archive.writestr(
                zipfile.ZipInfo(name), held.replace(old, new) if name == "schema.json" else held
            )
    return out.getvalue()


def every() -> tuple[Hostile, ...]:
    """The whole corpus, each file with a name of its own."""
    return (*_delimited(), *_zipped(), *_tables(), *_books(), *_models())
