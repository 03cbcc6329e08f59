"""Bundles that somebody made up to do harm: each is refused in one line."""

import io
import json
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bundle.conftest import forged, listed_again, opened, packed, saved
from tests.input.making import command


def made(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    """A ZIP file of these entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return out.getvalue()


def link() -> zipfile.ZipInfo:
    """An entry that points elsewhere."""
    entry = zipfile.ZipInfo("manifest.json")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def twice() -> bytes:
    """Two entries of one name, which differ."""
    both = made(("manifest.json", b"{}"), ("manifest.jsoN", b"{}"))
    return both.replace(b"jsoN", b"json")


def patched(bundle: bytes, name: bytes, place: int, value: bytes) -> bytes:
    """A ZIP file with some bytes of an entry in its list overwritten."""
    at = bundle.rfind(b"PK\x01\x02", 0, bundle.rfind(name)) + place
    return bundle[:at] + value + bundle[at + len(value) :]


def archives() -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Files that are no bundle."""
    small = made(("manifest.json", b"{}" * 50))
    yield "empty", lambda: b""
    yield "text", lambda: b"PK" + b"x" * 1000
    yield "cut off", lambda: small[: len(small) // 2]
    yield "no list", lambda: made(("findings.json", b"{}"))
    yield "up", lambda: made(("../manifest.json", b"{}"))
    yield "absolute", lambda: made(("/etc/passwd", b"{}"))
    yield "drive", lambda: made(("C:\\x", b"{}"))
    yield "nul", lambda: made(("a\x1b[2J", b"{}"))
    yield "link", lambda: made((link(), b"/etc/passwd"))
    yield "twice", twice
    yield "many", lambda: made(*((f"f{n}", b"") for n in range(2_100)))
    yield "encrypted", lambda: patched(small, b"manifest.json", 8, b"\x01\x00")
    yield "other packing", lambda: patched(small, b"manifest.json", 10, b"\x0c\x00")
    yield "bad sum", lambda: patched(small, b"manifest.json", 16, b"\x00\x00\x00\x01")
    yield "says it is huge", lambda: patched(small, b"manifest.json", 24, b"\xff\xff\xff\x7f")
    yield "huge text", lambda: made(("manifest.json", b"[" * (65 << 20)))
    yield "not utf-8", lambda: made(("manifest.json", b"\xff\xfe{}"))
    yield "deep", lambda: made(("manifest.json", b"[" * 500_000))
    yield "many parts", lambda: made(("manifest.json", b"[" + b"[]," * 2_100_000 + b"[]]"))
    yield "nan", lambda: made(("manifest.json", b'{"files": NaN}'))
    yield "long number", lambda: made(("manifest.json", b"9" * 100_000))
    yield "a key twice", lambda: made(("manifest.json", b'{"files": {}, "files": {}}'))
    yield "a list", lambda: made(("manifest.json", b"[]"))
    yield "files a list", lambda: made(("manifest.json", b'{"files": []}'))
    other = {"schema": "x", "kind": "full", "title": "", "versions": {}, "files": {}}
    yield "of something else", lambda: made(("manifest.json", json.dumps(other).encode()))


@pytest.mark.parametrize(("name", "make"), tuple(archives()), ids=lambda one: str(one)[:20])
def test_a_file_that_is_no_bundle_is_refused_in_one_line(
    name: str, make: Callable[[], bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever it is; nothing of it is unpacked."""
    path = saved(tmp_path, make())
    line = command(capsys, "bundle", "verify", path).line
    assert line.startswith("bundle.zip: not a bundle"), name
    assert "\x1b" not in line
    assert list(tmp_path.iterdir()) == [path]


def cells(counts: Any) -> Any:  # noqa: ANN401
    """The cells of the model, in either kind of counts."""
    tables = counts.get("tables")
    return tables["model"][""][""] if tables else counts["tally"]["cells"]["model"]


def tampered() -> Iterator[tuple[str, str, Callable[[Any], None]]]:
    """Changes after which counts are none."""

    def put(key: str, value: object) -> Callable[[Any], None]:
        return lambda counts: cells(counts)[key].__setitem__(0, value)

    yield "a place beyond", "counts.json", put("label", 2**40)
    yield "a place before", "counts.json", put("answer", -2)
    yield "fewer than none", "counts.json", put("n", -5)
    yield "too many", "counts.json", put("n", 2**62)
    yield "no number", "counts.json", put("n", "x")
    yield "half a case", "counts.json", put("n", 1.5)
    yield "surer than sure", "counts.json", put("confidence", 1e300)
    yield "no sum", "counts.json", put("confidence_sum", None)
    yield "a list too short", "counts.json", lambda counts: cells(counts)["human"].pop()
    yield "no candidate", "findings.json", lambda found: found.pop("criteria")
    yield "another type", "findings.json", lambda found: found.__setitem__("lock", 7)
    yield "an answer", "findings.json", lambda found: found["criteria"].append({"answer": 1})


def test_counts_of_a_candidate_that_nobody_has_are_refused_in_one_line(
    full: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also where only the finer counts name it."""

    def renamed(counts: Any) -> None:  # noqa: ANN401
        counts["tally"]["finer"]["counted"]["model"]["query"]["candidate"]["name"] = "nobody"

    path = saved(tmp_path, forged(full, "counts.json", renamed))
    assert "no counts of its review" in command(capsys, "bundle", "verify", path).line


@pytest.mark.parametrize("kind", ["full", "shared"])
@pytest.mark.parametrize(
    ("name", "file", "change"), tuple(tampered()), ids=lambda one: str(one)[:20]
)
def test_counts_that_are_none_are_refused_in_one_line(  # noqa: PLR0913, PLR0917
    name: str, file: str, change: Callable[[Any], None], kind: str, tmp_path: Path,
    capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    """Before anything is worked out of them, whoever brought the list up to date."""
    bundle = forged(request.getfixturevalue(kind), file, change)
    assert command(capsys, "bundle", "verify", saved(tmp_path, bundle)).line, name


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("review.toml", b"title = ["), ("review.toml", b"title = 'x'"),
        ("review.toml", b"a=" + b"[" * 9_000),
        ("counts.json", b"[]"), ("counts.json", b"{}"), ("counts.json", b"not json"),
        ("counts.json", b'{"schema": "evenhand.counts/9"}'), ("counts.json", b"[" * 90_000),
        ("findings.json", b"[]"), ("findings.json", b"null"), ("findings.json", b"\xff"),
        ("about.json", b"[]"), ("explanation.json", b"{}"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["full", "shared"])
def test_a_file_inside_that_is_another_thing_is_refused_in_one_line(
    file: str, content: bytes, kind: str, tmp_path: Path,
    capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    """With its name; one that this kind of bundle has not is one too many at most."""
    files = opened(request.getfixturevalue(kind))
    if file not in files:
        return
    said = command(
        capsys, "bundle", "verify", saved(tmp_path, listed_again({**files, file: content}))
    )
    assert said.line.startswith("bundle.zip: ")


def test_where_a_file_was_changed_and_cannot_be_read_both_are_said(
    full: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its name as one that is not what the list says, and that nothing was worked out."""
    files = opened(full) | {"counts.json": b"{"}
    said = command(capsys, "bundle", "verify", saved(tmp_path, packed(files)))
    assert said.code == 1
    assert "- counts.json is not what the list says" in said.out
    assert "Nothing was worked out again" in said.out
