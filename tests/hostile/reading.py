"""One hostile file through the readers: what is said, what it takes, what it leaves."""

import csv
import gzip
import io
import logging
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas as pd
from pyarrow import ArrowException, parquet

import evenhand
from evenhand import models, roles, workbook
from evenhand.errors import InputError
from evenhand.review import load_review, parse
from evenhand.sources import from_file
from tests.hostile.corpus import MARKER, SAMPLES, Hostile

LONGEST: Final = 200
SLOWEST: Final = 20.0
MOST: Final = 2_000_000_000
"""Letters of a line, seconds of computing, bytes of memory."""

NAMED: Final[Mapping[str, re.Pattern[str]]] = {
    "row": re.compile(r"\brows?\b|\bline [\d,]+"),
    "column": re.compile(r"\bcolumns?\b|\bthe header\b"),
    "key": re.compile(r"\[\[?[a-z]+\]\]?|\bcandidates?\b"),
    "limit": re.compile(r"more memory or time|\bat most\b"),
    "kind of file": re.compile(
        r"not a readable (Parquet|\.skops|ONNX|LightGBM) file|no Excel workbook"
        r"|older kind of workbook|this is an? |the file is empty|must be a \.skops file"
        r"|not? a? ?table of text|as a table of text"
        r"|no sheet holds a table|types that are not trusted|gives no probabilities|the model "
        r"|cannot be asked about these cases|is not called so|keeps numbers in another file"
    ),
}
"""What a line may name, and how that is told; a file that is not what it says is named itself."""

_MODELS: Final = (".skops", "model.txt", ".pkl", ".joblib", ".lgb", ".onnx")
_SANDBOXES: Final = (models._SANDBOX, workbook._SANDBOX)  # noqa: SLF001  # what they took


class Read(NamedTuple):
    """What became of a file.

    Attributes:
        name: the file's.
        refusal: what was said where it was refused, else None.
        said: every line that was said of it.
        logged: all that came into the log.
        lost: rows that are neither used nor reported; None where nobody can count them.
        seconds: how long it took.
        computing: how much of that was computing, here and in a sandboxed process.
        memory: bytes that a sandboxed process took at most; 0 where there was none.
        grown: bytes by which this process grew meanwhile, at most.
        crash: what was raised that no reader may raise; empty where nothing was.
    """

    name: str
    refusal: str | None
    said: tuple[str, ...]
    logged: str
    lost: int | None
    seconds: float
    computing: float
    memory: int
    grown: int
    crash: str

    @property
    def names(self) -> str | None:
        """What the refusal names, as `NAMED` tells it."""
        plain = (self.refusal or "").replace(self.name, "")
        return next((what for what, told in NAMED.items() if told.search(plain)), None)

    @property
    def wrong(self) -> str:
        """What is not as it must be; empty where all is."""
        refusal = self.refusal is not None
        faults = {
            f"took {self.computing:.1f} s": self.computing > SLOWEST,
            f"took {self.memory:,} bytes": self.memory >= MOST,
            f"grew by {self.grown:,} bytes": self.grown >= MOST,
            f"raised {self.crash}": bool(self.crash),
            "quotes a cell in the log": MARKER in self.logged,
            "quotes a cell": any(MARKER in line for line in self.said),
            "says nothing": not all(line.strip() for line in self.said),
            "several lines": any(len(line.splitlines()) > 1 for line in self.said),
            "long": any(len(line) >= LONGEST for line in self.said),
            "does not name the file": refusal and self.name[:40] not in str(self.refusal),
            "names nothing": refusal and self.names is None,
            "rows are counted by nobody": not refusal and self.lost is None,
            f"lost {self.lost} rows": bool(self.lost),
        }
        return ", ".join(fault for fault, found in faults.items() if found)


def read(file: Hostile, folder: Path, *, whole: bool = False) -> Read:
    """Write a file, read it as a person's log or model, and see what is said.

    Args:
        file: of the corpus.
        folder: where it lies meanwhile.
        whole: whether a log that can be read is audited too, in the roles that are guessed.
    """
    path = folder / file.name
    path.write_bytes(file.make())
    for one in _SANDBOXES:
        one.used.clear()
    before, start, worked = _peak(), time.monotonic(), time.process_time()
    with _log() as heard:
        try:
            crash, outcome = "", _outcome(file, path, whole=whole)
        except Exception as error:  # noqa: BLE001  # whatever it is, it is what this looks for
            crash, outcome = type(error).__name__, (None, (), 0)
    seconds, here = time.monotonic() - start, time.process_time() - worked
    path.unlink()
    used = [each for one in _SANDBOXES for each in one.used]
    return Read(
        file.name, *outcome[:2], heard.getvalue(), outcome[2], seconds,
        here + sum(each.seconds for each in used),
        max((each.memory for each in used), default=0), max(0, _peak(new=False) - before), crash,
    )  # fmt: skip


def _outcome(
    file: Hostile, path: Path, *, whole: bool
) -> tuple[str | None, tuple[str, ...], int | None]:
    """What is said where it is refused, all that is said, and the rows that are lost."""
    try:
        if file.name.endswith(_MODELS):
            return None, _model(path), 0
        said, lost = _table(file, path)
    except InputError as error:
        return str(error), (str(error),), None
    return None, (*said, *(_audited(path) if whole else ())), lost


def _table(file: Hostile, path: Path) -> tuple[tuple[str, ...], int | None]:
    """Read a log, guess what its columns mean as the form does, and count the rows."""
    source = from_file(path)
    roles.guess(source)
    there = _rows(path) if file.rows is None else file.rows
    rows = len(source.frame.collect()) + source.rows_reported
    said = tuple(problem.message for problem in source.problems)
    return said, None if there is None else there - rows


def _audited(path: Path) -> tuple[str, ...]:
    """What an audit in the guessed roles says, or why there is none; no row is lost in it."""
    guesses = roles.guess(from_file(path))
    keys = roles.draft({g.column: g.role for g in guesses}, title="t")
    try:
        found = evenhand.open(parse(keys | {"data": {"path": path.name}}, folder=path.parent))
        check = found.findings().data_check
    except InputError as error:
        return (str(error),)
    if check.rows_read != check.rows_used + check.rows_reported:
        return ("",)  # which is wrong
    return tuple(problem.message for problem in check.problems)


def _model(path: Path) -> tuple[str, ...]:
    """Open a model file, and ask it about a few cases."""
    sample = load_review(SAMPLES / _sample(path.name) / "review.toml")
    features = list(sample.columns.features)
    keys: dict[str, Any] = {
        "title": "t", "data": {"path": "log.csv"},
        "columns": {"label": "y", "features": features},
        "candidates": [{"name": "m", "role": "model", "score": "s", "model": path.name}],
    }  # fmt: skip
    model = models.model_of(parse(keys, folder=path.parent))
    if model is not None:
        model.probabilities(pd.DataFrame([[0.0] * len(features)] * 3, columns=features))
    return ()


def _sample(name: str) -> str:
    """Whose model a file was made of."""
    return "turbine" if name.startswith("trees_") else "lending"


def _rows(path: Path) -> int | None:
    """How many rows another reader finds below the header; None where it cannot read the file."""
    try:
        if path.suffix == ".parquet":
            return int(parquet.read_metadata(path).num_rows)
        content = path.read_bytes()
        return _rows_of(_decoded(gzip.decompress(content) if path.suffix == ".gz" else content))
    except (ArrowException, OSError, csv.Error):
        return None


def _decoded(content: bytes) -> str:
    """A text by its first bytes; where it is no UTF-8, each byte is a letter, which ends no row."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", "replace")
    if content[1:4:2] == b"\0\0":
        return content.decode("utf-16-le", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _rows_of(text: str) -> int | None:
    table = csv.reader(io.StringIO(text, newline=""), strict=True)
    return None if "\0" in text else sum(any(map(str.strip, row)) for row in table) - 1


@contextmanager
def _log() -> Iterator[io.StringIO]:
    """All that comes into the log meanwhile."""
    heard, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(heard)
    root.addHandler(handler)
    try:
        yield heard
    finally:
        root.removeHandler(handler)


def _peak(*, new: bool = True) -> int:
    """The bytes that this process held at most since that was last asked anew; 0 if not known."""
    with suppress(OSError):
        if new:
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        said = Path("/proc/self/status").read_text(encoding="ascii")
        return int(said.partition("VmHWM:")[2].split()[0]) << 10
    return 0
