"""Whatever file is fed in, it gives findings or one clear line; every row is accounted for."""

import csv
import datetime as dt
import decimal
import gzip
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

import evenhand
from evenhand import sources
from evenhand.errors import InputError
from tests.input import making

ROWS: Final = making.rows()
PLAIN: Final = making.table(ROWS)
WEIGHTED: Final = (*making.COLUMNS, "n")


def _weighted(weight: object) -> str:
    return making.table([(*row, weight) for row in ROWS], WEIGHTED)


def _scores(said: Callable[[float], object]) -> str:
    return making.table([(*row[:3], said(row[3])) for row in ROWS])


def _groups(named: Callable[[int], object], size: int = 40) -> str:
    rows = enumerate(making.rows(size))
    return making.table([(named(i), label, rule, 0.5) for i, (_, label, rule, _) in rows])


BY_WEIGHT: Final = {"columns": {"weight": "n"}}
READ: Final[dict[str, tuple[str | bytes, dict[str, Any]]]] = {
    "plain": (PLAIN, {}),
    "one row": (making.table(ROWS[:1]), {}),
    "no newline at the end": (PLAIN.rstrip("\n"), {}),
    "windows newlines": (PLAIN.replace("\n", "\r\n"), {}),
    "old newlines": (PLAIN.replace("\n", "\r"), {}),
    "newlines of two kinds": (PLAIN.replace("\n", "\r\n", 5), {}),
    "newlines of two kinds, late": (PLAIN[:200] + PLAIN[200:].replace("\n", "\r\n"), {}),
    "quoted newlines": (_groups(lambda i: "F\nx" if i % 3 else "M"), {}),
    "quoted windows newlines": (
        _groups(lambda i: "F\r\nx" if i % 3 else "M").replace("\n", "\r\n"),
        {},
    ),
    "everything quoted": (making.table(ROWS, quoting=csv.QUOTE_ALL), {}),
    "a quote within a cell": ('sex,y,rule,score\n5" F,1,0,0.5\nM,1,1,0.3\n', {}),
    "two quotes within cells": ('sex,y,rule,score\n5" F,1,0,0.5\n6" M,1,1,0.3\nM,1,1,0.3\n', {}),
    "ragged rows": (PLAIN.replace("\n", ",9\n", 3).replace("rule,score,9", "rule,score"), {}),
    "a short row": (PLAIN + "F,1\n", {}),
    "a cell too many, empty": (PLAIN + "F,1,0,0.5,\n", {}),
    "blank lines at the end": (PLAIN + "\n\n\n", {}),
    "blank lines of two kinds": (PLAIN + "\n\n\r\n  \n", {}),
    "blank lines between": (PLAIN.replace("\n", "\n\n"), {}),
    "blank lines first": ("\n\n" + PLAIN, {}),
    "a line of spaces first": ("  \n" + PLAIN, {}),
    "spaces in the header": (PLAIN.replace("sex,y", " sex , y", 1), {}),
    "byte-order mark": (b"\xef\xbb\xbf" + PLAIN.encode(), {}),
    "latin-1": (_groups(lambda i: "Fäé"[i % 3]).encode("latin-1"), {}),
    "bytes that are no text, late": (PLAIN.encode() + b"\xff\xfe,1,0,0.4\n", {}),
    "utf-16": (PLAIN.encode("utf-16"), {}),
    "utf-16 without its mark": (PLAIN.encode("utf-16-le"), {}),
    "utf-16, big end first": (b"\xfe\xff" + PLAIN.encode("utf-16-be"), {}),
    "tabs": (PLAIN.replace(",", "\t"), {}),
    "bars": (PLAIN.replace(",", "|"), {}),
    "semicolons and decimal commas": (
        making.table([(*r[:3], f"{r[3]}".replace(".", ",")) for r in ROWS], delimiter=";"),
        {},
    ),
    "all groups null": (_groups(lambda _: ""), {}),
    "one group": (_groups(lambda _: "F"), {}),
    "no label": (PLAIN, {"columns": {"label": None}}),
    "no label in any row": (making.table([(a, "", c, d) for a, _, c, d in ROWS]), {}),
    "other spellings in predictions": (
        making.table([(a, b, "yes" if c else "no", d) for a, b, c, d in ROWS]),
        {},
    ),
    "200 groups": (_groups(lambda i: f"group {i % 200}", 1000), {}),
    "huge weights": (_weighted(10**13), BY_WEIGHT),
    "some weights of zero": (
        making.table([(*r, i % 2) for i, r in enumerate(ROWS)], WEIGHTED), BY_WEIGHT
    ),
    "a huge cell": (PLAIN + "F" * 11_000_000 + ",1,0,0.5\n", {}),
    "scores without any value": (_scores(lambda _: ""), {}),
    "scores called nan": (_scores(lambda _: "NaN"), {}),
    "quotes in names": (
        PLAIN.replace("sex", '"""s, ""ex"', 1), {"columns": {"protected": ['"s, "ex']}}
    ),
}  # fmt: skip

REFUSED: Final[dict[str, tuple[str | bytes, dict[str, Any], str]]] = {
    "prose": ("hello world\nthis is no table.\n", {}, "only one column"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0,", {}, "column|table of text"),
    "empty": ("", {}, "empty"),
    "blank": ("\n\n  \n", {}, "empty"),
    "header only": ("sex,y,rule,score\n", {}, "no rows"),
    "only rows of other lengths": ("sex,y,rule,score\nF,1\nM,1,2,3,4\n", {}, "as many cells"),
    "two columns of one name": (PLAIN.replace("sex", "y", 1), {}, "columns 1 and 2"),
    "a column without a name": (PLAIN.replace("sex", "", 1), {}, "column 1 has no name"),
    "commas at the end of lines": (PLAIN.replace("\n", ",\n"), {}, "column 5 has no name"),
    "a missing column": (PLAIN.replace("score", "scores", 1), {}, r"\bscore\b.*scores"),
    "a missing column, nothing like it": (PLAIN.replace("score", "zzz", 1), {}, r"\bscore\b"),
    "an unclosed quote": (PLAIN + '"F,1,0,0.3\n', {}, "quote"),
    "an unclosed quote, early": ('sex,y,rule,score\n"F,1,0,0.5\nM,1,1,0.3\n', {}, "quote"),
    "an unclosed quote in the header": ('"sex,y\nF,1\n', {}, "quote|one column"),
    "text behind a quoted cell": ('sex,y,rule,score\n"F"x,1,0,0.5\n', {}, "line 2"),
    "a quote escaped by a backslash": ('sex,y,rule,score\n"F\\"",1,0,0.5\nM,1,1,1\n', {}, "quote"),
    "nul bytes": (PLAIN.replace("F", "F\0"), {}, "table of text"),
    "nul bytes in the header": (PLAIN.replace("sex", "s\0ex"), {}, "table of text"),
    "utf-32": (PLAIN.encode("utf-32"), {}, "table of text"),
    "a huge name": ("a" * 200_000 + ",b\n1,2\n", {}, "header"),
    "a huge single line": ("x," * 100_000, {}, "same name"),
    "three labels beside scores": (
        making.table([(a, i % 3, c, d) for i, (a, _, c, d) in enumerate(ROWS)]), {}, "column y .*3"
    ),
    "scores outside [0, 1]": (_scores(lambda s: s * 3 - 1), {}, "column score.*26 rows"),
    "scores in percent": (_scores(lambda s: f"{s:.0%}"), {}, "column score"),
    "infinite scores": (_scores(lambda _: "inf"), {}, "column score"),
    "scores too large for a number": (_scores(lambda _: "1e400"), {}, "column score"),
    "confidence as text": (
        _scores(lambda _: "n/a"),
        {"candidates": [
            {"name": "m", "role": "model", "prediction": "rule", "confidence": "score"}
        ]},
        "column score: a confidence",
    ),
    "negative weights": (_weighted(-1), BY_WEIGHT, "column n: weights"),
    "weights in parts": (_weighted(1.5), BY_WEIGHT, "column n: weights"),
    "weights of text": (_weighted("x"), BY_WEIGHT, "column n: weights"),
    "weights without any value": (_weighted(""), BY_WEIGHT, "column n: weights"),
    "all weights zero": (_weighted(0), BY_WEIGHT, "every weight is 0"),
    "weights beyond counting": (_weighted(2**53), BY_WEIGHT, "column n: the weights"),
    "100,000 groups": (_groups(lambda i: f"g{i}", 100_000), {}, "column sex makes 100,000 groups"),
}  # fmt: skip


def _records(log: str | bytes) -> int:
    """Records below the header as Python's csv counts them; lines without any mark are none."""
    raw = log.encode() if isinstance(log, str) else log
    encodings = ("utf-8-sig", "cp1252")
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        encodings = ("utf-16", "utf-16")
    elif b"\0" in raw:
        encodings = ("utf-16-le", "utf-16-le")
    try:
        text = raw.decode(encodings[0])
    except UnicodeDecodeError:
        text = raw.decode(encodings[1], errors="replace")
    csv.field_size_limit(20_000_000)
    try:
        read = [cells for cells in csv.reader(io.StringIO(text, newline="")) if cells]
    finally:
        csv.field_size_limit(131_072)
    while not any(cell.strip() for cell in read[0]):
        read = read[1:]
    return len(read) - 1


@pytest.mark.parametrize("case", READ)
def test_a_file_that_can_be_read_accounts_for_every_row(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rows read, counted independently, are rows used and rows reported."""
    log, given_keys = READ[case]
    found = making.run(capsys, making.saved(tmp_path, log, **given_keys))
    assert found.code in {0, 1}, found.err
    check = found.document["data_check"]
    assert check["rows_read"] == _records(log)
    assert check["rows_read"] == check["rows_used"] + check["rows_reported"]
    assert check["rows_reported"] >= 0


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_cannot_be_read_gives_one_line(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line on standard error names the file and what is wrong, and quotes no cell."""
    log, given_keys, said = REFUSED[case]
    line = making.run(capsys, making.saved(tmp_path, log, **given_keys)).line
    assert line.startswith("log.csv")
    assert re.search(said, line)


@pytest.mark.parametrize(
    "case", ["all groups null", "one group", "no label", "no label in any row"]
)
def test_what_is_missing_is_said(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A log that leaves something out says so in its data check."""
    log, given_keys = READ[case]
    found = making.run(capsys, making.saved(tmp_path, log, **given_keys))
    assert found.document["data_check"]["problems"]


def test_another_encoding_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Text that is not UTF-8 is read as Windows-1252, its letters whole, and that is said."""
    document = making.run(capsys, making.saved(tmp_path, *READ["latin-1"][:1])).document
    groups = [group["group"] for group in document["fairness"]["model"]["sex"]["groups"]]
    assert groups == ["F", "ä", "é"]
    assert any("Windows-1252" in p["message"] for p in document["data_check"]["problems"])


def test_decimal_commas_are_numbers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where semicolons separate, the findings are those of the same log with decimal points."""
    for name, case in (("a.csv", "plain"), ("b.csv", "semicolons and decimal commas")):
        (tmp_path / name).write_text(str(READ[case][0]))
    documents = [
        making.run(capsys, making.review(tmp_path, making.keys(data={"path": name}))).document
        for name in ("a.csv", "b.csv")
    ]
    assert documents[0]["candidates"] == documents[1]["candidates"]


CELL = st.sampled_from(
    [
        "a",
        "b ",
        "1",
        "",
        "é",
        '"x"',
        '"x,y"',
        '"x\ny"',
        '""',
        '"a""b"',
        '"x\r\ny"',
        " ",
        '5"',
        'x"y',
    ]
)
RECORD = st.lists(CELL, min_size=1, max_size=3).map(",".join)
LINE_END = st.sampled_from(["\n", "\r\n"])


@given(st.lists(st.tuples(RECORD, LINE_END), min_size=1, max_size=8), st.booleans(), LINE_END)
def test_rows_are_split_as_python_splits_them(
    tmp_path_factory: pytest.TempPathFactory,
    records: list[tuple[str, str]],
    mixed: bool,  # noqa: FBT001  # drawn
    end: str,
) -> None:
    """Any text is split as Python's strict reader does, or refused; an empty last cell goes."""
    text = f"p,q{end}" + "".join(r + (own if mixed else end) for r, own in records)
    path = tmp_path_factory.mktemp("log") / "log.csv"
    path.write_bytes(text.encode())
    try:
        source = sources.from_file(path)
    except InputError as error:
        assert "\n" not in str(error)  # noqa: PT017  # either is right, and both are looked at
        return
    rows = [r for r in csv.reader(io.StringIO(text, newline=""), strict=True) if r][1:]
    frame = source.frame.collect()
    got = [tuple(cell or "" for cell in row) for row in frame.iter_rows()]
    fitting = [tuple(r[:2]) for r in rows if len(r) == 2 or (len(r) == 3 and not r[2])]
    assert got == fitting
    assert len(rows) == len(got) + source.rows_reported


# Files that are not what their name says


def test_a_gzipped_log_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A .csv.gz gives what the .csv gives."""
    path = making.saved(tmp_path, gzip.compress(PLAIN.encode(), mtime=0), name="log.csv.GZ")
    assert making.run(capsys, path).document["review"]["rows"] == len(ROWS)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("log.csv.gz", gzip.compress(PLAIN.encode(), mtime=0)[:60]),
        ("log.csv.gz", PLAIN.encode()),
        ("log.csv.gz", b""),
        ("log.parquet", b"PAR1 and nothing else"),
        ("log.parquet", b""),
        ("log.parquet", PLAIN.encode()),
        ("log.csv", b"PAR1\x15\x04\x15\x00, \x00PAR1"),
        ("log.xlsx", b"PK\x03\x04"),
        ("log.json", b"{}"),
        ("log", PLAIN.encode()),
    ],
)
def test_a_broken_file_gives_one_line(
    name: str, content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that is not what its ending says is refused by name."""
    assert making.run(capsys, making.saved(tmp_path, content, name=name)).line.startswith(name)


def test_a_cut_parquet_file_gives_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A Parquet file whose pages are damaged is refused, in whatever way it is damaged."""
    whole = io.BytesIO()
    pd.read_csv(io.StringIO(PLAIN)).to_parquet(whole)
    raw = bytearray(whole.getvalue())
    raw[8:200] = bytes(192)
    line = making.run(capsys, making.saved(tmp_path, bytes(raw), name="log.parquet")).line
    assert line.startswith("log.parquet")


@pytest.mark.parametrize(
    "path", ["nothing.csv", "folder", "x" * 300 + ".csv", "a\0b.csv", "log.csv/x.csv"]
)
def test_a_path_that_is_no_file_gives_one_line(
    path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A missing file, a folder, and names that no system takes are said in one line."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "log.csv").write_text(PLAIN)
    assert making.run(capsys, making.review(tmp_path, making.keys(data={"path": path}))).line


def test_a_review_without_a_log_gives_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A review file must say where its log is."""
    assert "[data] path" in making.run(capsys, making.review(tmp_path, making.keys())).line


def test_a_link_is_followed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A symbolic link to a log is the log; one to nothing is a missing file."""
    (tmp_path / "real.csv").write_text(PLAIN)
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    path = making.review(tmp_path, making.keys(data={"path": "link.csv"}))
    assert making.run(capsys, path).code == 0
    path = making.review(tmp_path, making.keys(data={"path": "loop.csv"}))
    assert making.run(capsys, path).line.startswith("loop.csv")


@pytest.fixture
def powerless() -> Iterator[None]:
    """Root may read everything, so a test of permissions gives that up for a while."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    yield
    if root:
        os.seteuid(0)


@pytest.mark.parametrize("what", ["log.csv", "review.toml"])
def test_a_file_one_may_not_read_gives_one_line(
    what: str, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """No permission is said as such."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder == tmp_path or folder.name.startswith(("pytest-", "popen-")):
            folder.chmod(0o755)
    path = making.saved(tmp_path, PLAIN)
    (tmp_path / what).chmod(0)
    request.getfixturevalue("powerless")
    assert making.run(capsys, path).line.startswith(what)


# Types of columns

TYPED: Final[dict[str, tuple[pa.Array, set[str]]]] = {
    "struct": (pa.array([{"a": i} for i in range(40)]), set()),
    "list": (pa.array([[i] for i in range(40)]), set()),
    "map": (pa.array([[("a", 1)]] * 40, pa.map_(pa.string(), pa.int64())), set()),
    "binary": (pa.array([b"\xff\x00"] * 40), set()),
    "decimal": (
        pa.array([decimal.Decimal(i % 2) for i in range(40)]), {"group", "score", "weight"}
    ),
    "timestamp": (pa.array([dt.datetime(2026, 1, 1)] * 40), {"group"}),  # noqa: DTZ001
    "date": (pa.array([dt.date(2026, 1, 1)] * 40), {"group"}),
    "bool": (pa.array([i % 2 == 0 for i in range(40)]), {"group", "score", "weight"}),
    "float32": (pa.array([0.25] * 40, pa.float32()), {"group", "score"}),
    "float16": (pa.array([0.25] * 40, pa.float16()), {"group", "score"}),
    "int8": (pa.array([i % 2 for i in range(40)], pa.int8()), {"group", "score", "weight"}),
    "uint64": (pa.array([2**64 - 1] * 40, pa.uint64()), {"group"}),
    "dictionary": (pa.array(["a", "b"] * 20).dictionary_encode(), {"group"}),
    "null": (pa.nulls(40), {"group", "score"}),
    "not a number": (pa.array([float("nan")] * 40), {"group", "score"}),
    "infinite": (pa.array([float("inf")] * 40), {"group"}),
}  # fmt: skip


@pytest.mark.parametrize("role", ["group", "score", "weight"])
@pytest.mark.parametrize("kind", TYPED)
def test_a_column_of_any_type_is_counted_or_refused(
    kind: str, role: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A Parquet column of any type plays its role, or is refused by its name."""
    values, fit = TYPED[kind]
    frame = pa.Table.from_pandas(pd.read_csv(io.StringIO(PLAIN)))
    parquet.write_table(frame.append_column("x", values), tmp_path / "log.parquet")
    candidate = {"name": "m", "role": "model", "score": "x" if role == "score" else "score"}
    columns = {"protected": ["x" if role == "group" else "sex"]}
    columns |= {"weight": "x"} if role == "weight" else {}  # type: ignore[dict-item]
    given_keys = making.keys(data={"path": "log.parquet"}, columns=columns, candidates=[candidate])
    found = making.run(capsys, making.review(tmp_path, given_keys))
    if role in fit:
        assert found.document["data_check"]["rows_used"] == len(ROWS)
    else:
        assert "column x" in found.line


@pytest.mark.parametrize("columns", [{}, {"a": []}])
def test_parquet_without_rows_or_columns_gives_one_line(
    columns: dict[str, list[int]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A Parquet file that holds nothing is refused."""
    parquet.write_table(pa.table(columns), tmp_path / "log.parquet")
    path = making.review(tmp_path, making.keys(data={"path": "log.parquet"}))
    assert making.run(capsys, path).line.startswith("log.parquet")


# Frames


@pytest.mark.parametrize("frame", [3, "log.csv", [1, 2], None.__class__])
def test_what_is_no_frame_is_refused(frame: object) -> None:
    """Something that is no frame is refused with the names of those that are."""
    with pytest.raises(InputError, match=r"frame: .*pandas"):
        sources.from_frame(frame)


def test_a_frame_without_rows_is_refused() -> None:
    """An empty frame has nothing to count."""
    review = evenhand.review.parse(making.keys())
    with pytest.raises(InputError, match="no rows"):
        evenhand.open(review, frame=pd.read_csv(io.StringIO(PLAIN)).head(0))


def test_columns_of_one_name_in_a_frame_are_refused() -> None:
    """Two columns of one name cannot be told apart."""
    frame = pd.DataFrame([[1, 2]], columns=["a", "a"])
    with pytest.raises(InputError, match="name"):
        sources.from_frame(frame)


def test_columns_that_are_numbers_are_refused() -> None:
    """A frame whose columns are not called by text is refused in one line."""
    with pytest.raises(InputError, match="frame"):
        sources.from_frame(pd.DataFrame([[1, 2]]))


# The real process


@pytest.mark.parametrize("case", ["a picture", "100,000 groups", "an unclosed quote"])
def test_the_process_ends_with_two_and_one_line(case: str, tmp_path: Path) -> None:
    """The worst files end the real process with exit code 2 and one line, in any locale."""
    log, given_keys, _ = REFUSED[case]
    path = making.saved(tmp_path, log, **given_keys)
    done = subprocess.run(
        [sys.executable, "-m", "evenhand", "run", str(path), "--json"],
        capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.count(b"\n") == 1
    assert b"Traceback" not in done.stderr


def test_json_holds_no_nan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The document of a log in which nothing can be estimated is still strict JSON."""
    found = making.run(capsys, making.saved(tmp_path, *READ["scores called nan"][:1]))
    assert json.dumps(found.document, allow_nan=False)
