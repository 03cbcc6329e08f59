"""What the engine says of a failure, which may quote a cell, reaches nobody."""

import ast
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import duckdb
import narwhals as nw
import pytest

import evenhand
from evenhand import roles, scoring, sources
from evenhand.errors import InputError
from evenhand.review import parse
from tests.input import making

CORE: Final = Path(evenhand.__file__).parent
SAMPLE: Final = CORE.parent / "sample_data" / "lending"
CELL: Final = "A4711-SECRET"
RUNS: Final = {"collect", "fetchall", "fetchone", "fetchmany", "execute", "sql", "query"}
"""What makes the engine work."""

GUARDED: Final = {
    ("sources.py", "collected"): "every query about a log",
    ("sources.py", "_parquet"): "the first row of a Parquet file",
    ("sources.py", "_loaded"): "the rows of a text file; `_text` says what is said",
    ("engine.py", "locked"): "settings, before any file is read",
}
"""The functions that may, and what for."""


def _working() -> Iterator[tuple[str, str]]:
    """The functions of the core in which something is run; the record's databases are its own."""
    for path in sorted(CORE.rglob("*.py")):
        if {"record", "kept", "database"} & set(path.relative_to(CORE).parts):
            continue
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                calls = (one.func for one in ast.walk(function) if isinstance(one, ast.Call))
                if any(isinstance(call, ast.Attribute) and call.attr in RUNS for call in calls):
                    yield path.name, function.name


def test_the_engine_is_asked_in_few_places() -> None:
    """Each of which leaves its words out; nothing else in the core runs a query."""
    assert set(_working()) == set(GUARDED)


def test_whoever_leaves_its_words_out_leaves_them_out_of_the_cause_too() -> None:
    """`from None` wherever an error of the engine is caught, so that no traceback has it."""
    tree = ast.parse((CORE / "sources.py").read_text(encoding="utf-8"))
    caught = [one for one in ast.walk(tree) if isinstance(one, ast.ExceptHandler)]
    raised = [line for one in caught for line in one.body if isinstance(line, ast.Raise)]
    assert len(raised) == len(caught) > 3
    assert all(isinstance(one.cause, ast.Constant) and one.cause.value is None for one in raised)


def _audited(folder: Path) -> Callable[[], object]:
    """All that is counted of a log, with cases of a number, in groups, at a time."""
    rows = [(*row, i, f"2026-01-{i % 28 + 1:02}") for i, row in enumerate(making.rows(200))]
    (folder / "log.csv").write_text(making.table(rows, (*making.COLUMNS, "id", "day")))
    columns = {"id": "id", "time": "day"}
    handoff = {"threshold": 0.6, "max_error": 0.2}
    keys = making.keys(data={"path": "log.csv"}, columns=columns, handoff=handoff)
    return lambda: evenhand.open(parse(keys, folder=folder), baselines=True).findings()


def _explained(_folder: Path) -> Callable[[], object]:
    audit = evenhand.open(SAMPLE / "review.toml")

    def ask() -> None:
        said = audit.explanation().reason  # an error there is what the page says instead
        if said is not None:
            raise InputError(said)

    return ask


def _form(_folder: Path) -> Callable[[], object]:
    audit = evenhand.open(SAMPLE / "review.toml")
    return lambda: scoring.open_form(audit.log)


def _guessed(_folder: Path) -> Callable[[], object]:
    path = SAMPLE / "decisions.parquet"
    return lambda: roles.guess(sources.from_file(path))


@pytest.mark.parametrize("make", [_audited, _explained, _form, _guessed])
def test_a_query_that_fails_is_one_line_without_its_words(
    make: Callable[[Path], Callable[[], object]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever of all those that are asked of a log it is."""
    ask, collect = make(tmp_path), nw.LazyFrame.collect
    left = itertools.count(10**6, -1)

    def failing(self: Any, *given: Any, **named: Any) -> Any:  # noqa: ANN401  # of Narwhals
        if next(left) == 0:
            raise duckdb.ConversionException(f"Could not convert string '{CELL}' to DOUBLE")
        return collect(self, *given, **named)

    monkeypatch.setattr(nw.LazyFrame, "collect", failing)
    ask()
    queries = 10**6 - next(left)
    assert queries >= 1
    for place in range(queries):
        left = itertools.count(place, -1)
        with pytest.raises(InputError) as caught:
            ask()
        said = str(caught.value)
        assert CELL not in said
        assert len(said.splitlines()) == 1
        assert caught.value.__cause__ is None
