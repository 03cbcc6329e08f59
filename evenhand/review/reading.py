"""A review file read and checked; an error names the key, its table and what was expected."""

import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from evenhand.errors import InputError
from evenhand.review.tables import (
    Candidate,
    Choices,
    Columns,
    Costs,
    Criterion,
    Data,
    Described,
    Explained,
    HandoffPlan,
    Method,
    PackAnswers,
    SeriesPlace,
    ShadowTrial,
    TriedCandidate,
    Words,
)
from evenhand.review.whole import Review


def load_review(path: str | Path) -> Review:
    """Read a review file.

    Args:
        path: a `review.toml`; relative paths in it start from its folder.

    Raises:
        InputError: the file cannot be read, or a key is unknown, missing or of the wrong type.
    """
    file = Path(path)
    try:
        keys = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError("there is no such file", where=file.name) from None
    except (OSError, UnicodeDecodeError):
        raise InputError("cannot be read as text", where=file.name) from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"not valid TOML: {error}", where=file.name) from None
    return parse(keys, folder=file.parent, name=file.name)


def parse(keys: Mapping[str, Any], *, folder: Path | None = None, name: str = "review") -> Review:
    """Check the keys of a review.

    Args:
        keys: what the file holds.
        folder: where its relative paths start.
        name: what to call the file in an error.

    Raises:
        InputError: names the key, its table and what was expected.
    """
    try:
        review = Review.model_validate(dict(keys))
    except ValidationError as error:
        raise InputError(_explained(error.errors()[0], keys), where=name) from None
    review._folder = folder or Path()  # noqa: SLF001  # set once, here
    return review


_EXPECTED: Final = {
    "string_type": "expected text in quotes",
    "bool_type": "expected true or false",
    "float_type": "expected a number",
    "int_type": "expected a whole number",
    "tuple_type": 'expected a list, such as ["a", "b"]',
    "missing": "is missing; it is required",
    "finite_number": "expected a finite number",
    "too_short": "expected at least one",
    "string_too_short": "is empty",
    "model_type": "expected a table, such as [data]",
}


def _explained(error: ErrorDetails, keys: Mapping[str, Any]) -> str:
    where = _place(error["loc"], keys)
    if error["type"] == "extra_forbidden":
        return f"{where}: unknown key{_similar(error['loc'])}"
    said = _EXPECTED.get(error["type"])
    if said is None:
        said = error["msg"].removeprefix("Value error, ")
        said = said.replace("Input should", "should").replace("String should", "should")
    return f"{where}: {said}" if where else said


def _place(loc: tuple[int | str, ...], keys: Mapping[str, Any]) -> str:
    """The table and key of an error, as they stand in the file."""
    match loc:
        case ():
            return ""
        case (str(table), int(index), *rest):
            return (
                f"[[{table}]] number {index + 1}{_called(keys, table, index)} {_key(rest)}".rstrip()
            )
        case (str(table), str(), *_) if isinstance(keys.get(table), Mapping):
            return f"[{table}] {_key(loc[1:])}"
        case _:
            return _key(loc)


def _called(keys: Mapping[str, Any], table: str, index: int) -> str:
    entry = keys[table][index]
    name = entry.get("name") if isinstance(entry, Mapping) else None
    return f" ({name})" if isinstance(name, str) else ""


def _key(loc: tuple[int | str, ...] | list[int | str]) -> str:
    """Pydantic adds the names of union members to a place; a reader knows only keys."""
    members = {"Cut", "Keywords", "constrained-str", "constrained-float", "constrained-int"}
    return ".".join(str(part) for part in loc if part not in members)


TABLES: Final[Mapping[str, type[BaseModel]]] = {
    "words": Words,
    "data": Data,
    "columns": Columns,
    "candidates": Candidate,
    "handoff": HandoffPlan,
    "costs": Costs,
    "method": Method,
    "criteria": Criterion,
    "robustness": Choices,
    "explanation": Explained,
    "series": SeriesPlace,
    "shadow": ShadowTrial,
    "tried": TriedCandidate,
    "dictionary": Described,
    "packs": PackAnswers,
}


def _similar(loc: tuple[int | str, ...]) -> str:
    table = TABLES.get(str(loc[0]), Review) if len(loc) > 1 else Review
    known = sorted(table.model_fields)
    near = get_close_matches(str(loc[-1]), known, n=1)
    return f"; did you mean {near[0]}" if near else f"; known are {', '.join(known)}"
