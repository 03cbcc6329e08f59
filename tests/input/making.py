"""Logs and reviews on disk, and the command line run on them in this process."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from evenhand import cli, roles

COLUMNS: Final = ("sex", "y", "rule", "score")
BASE: Final[dict[str, Any]] = {
    "title": "A test",
    "columns": {"label": "y", "protected": ["sex"]},
    "candidates": [
        {"name": "rule", "role": "baseline", "prediction": "rule"},
        {"name": "model", "role": "model", "score": "score"},
    ],
}


def rows(size: int = 40) -> list[tuple[Any, ...]]:
    """A sane log: two groups, a label, a rule and a model."""
    return [("FM"[i % 2], i % 3 == 0, i % 5 == 0, (i * 7 % 100) / 100) for i in range(size)]


def table(body: Iterable[Sequence[Any]], header: Sequence[str] = COLUMNS, **how: Any) -> str:  # noqa: ANN401
    """CSV text of a log, truth values as 1 and 0."""
    text = io.StringIO()
    writer = csv.writer(text, **({"lineterminator": "\n"} | how))
    writer.writerow(header)
    writer.writerows([[int(c) if isinstance(c, bool) else c for c in row] for row in body])
    return text.getvalue()


def keys(**given: Any) -> dict[str, Any]:  # noqa: ANN401
    """A review as it stands in a file; tables given are laid over the usual ones."""
    columns = BASE["columns"] | given.pop("columns", {})
    return BASE | {"columns": {k: v for k, v in columns.items() if v is not None}} | given


def saved(folder: Path, log: bytes | str, *, name: str = "log.csv", **given: Any) -> Path:  # noqa: ANN401
    """A log and its review in a folder; the review's path."""
    (folder / name).write_bytes(log.encode() if isinstance(log, str) else log)
    return review(folder, keys(data={"path": name}, **given))


def review(folder: Path, given: dict[str, Any]) -> Path:
    """A review file."""
    path = folder / "review.toml"
    path.write_text(roles.toml(given, {}), encoding="utf-8")
    return path


@dataclass(frozen=True)
class Said:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """Standard output as one JSON document without NaN."""
        found: dict[str, Any] = json.loads(self.out, parse_constant=_refuse)
        return found

    @property
    def line(self) -> str:
        """The one line on standard error of a command that refused its input."""
        assert self.code == cli.WRONG_INPUT, self.out[:500]
        assert not self.out
        assert self.err.count("\n") == 1, self.err
        assert "Traceback" not in self.err
        line = self.err.rstrip("\n")
        assert 0 < len(line) < 300, line
        return line


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def command(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Said:
    """Run a command in this process."""
    capsys.readouterr()
    code = cli.main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    return Said(code, printed.out, printed.err)


def run(capsys: pytest.CaptureFixture[str], path: Path) -> Said:
    """`evenhand run PATH --json`."""
    return command(capsys, "run", path, "--json")
