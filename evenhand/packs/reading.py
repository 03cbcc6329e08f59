"""Packs read and checked; an error is one line that names the file, the key and what to do."""

from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache
from importlib import resources
from typing import Any, Final

import yaml
from pydantic import ValidationError

from evenhand.errors import InputError
from evenhand.packs.kinds import Pack

FOLDER: Final = resources.files("evenhand") / "packs"
_ENDING: Final = ".yaml"


@cache
def names() -> tuple[str, ...]:
    """The names of all packs, in order."""
    files = (file.name for file in FOLDER.iterdir() if file.name.endswith(_ENDING))
    return tuple(sorted(name.removesuffix(_ENDING) for name in files))


@cache
def pack(name: str) -> Pack:
    """A pack by its name.

    Args:
        name: of its file, without the ending.

    Raises:
        InputError: there is none of that name, or its file is not as it should be.

    >>> pack("four-fifths").jurisdiction
    'United States'
    """
    if name not in names():
        raise InputError(f"there is no rule pack {name!r}{similar(name, names())}", where="pack")
    file = f"{name}{_ENDING}"
    found = parse((FOLDER / file).read_text(encoding="utf-8"), file)
    if found.name != name:
        raise InputError(f"name: expected {name}, as the file is called", where=file)
    return found


def parse(text: str, file: str = "a pack") -> Pack:
    """A pack from the text of its file.

    Args:
        text: YAML.
        file: what to call it in an error.

    Raises:
        InputError: it is no YAML, or a key is unknown, missing or of the wrong kind.
    """
    try:
        keys = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):  # a day such as 2026-02-30 is no YAML error
        raise InputError("is not valid YAML; mend it and read it again", where=file) from None
    try:
        return Pack.model_validate(keys)
    except ValidationError as error:
        raise InputError(_explained(error, keys), where=file) from None


def _explained(error: ValidationError, keys: Any) -> str:  # noqa: ANN401  # whatever stands there
    first = error.errors()[0]
    pattern = first.get("ctx", {}).get("pattern")
    said = {
        "extra_forbidden": "unknown key; take it out",
        "missing": "is missing; it is required",
        "date_type": "expected a day such as 2026-01-31",
        "string_type": "expected text",
        "string_pattern_mismatch": f"expected text of the form {pattern}",
    }.get(first["type"], first["msg"].removeprefix("Value error, "))
    match first["loc"]:
        case ():
            return said
        case ("requirements", int(place), *rest):
            one = keys["requirements"][place]
            called = f" ({one['id']})" if isinstance(one, dict) and "id" in one else ""
            return f"requirement {place + 1}{called} {'.'.join(map(str, rest))}: {said}"
        case loc:
            return f"{'.'.join(map(str, loc))}: {said}"


def similar(name: str, known: Sequence[str]) -> str:
    """The name that was meant, else all that there are.

    >>> similar("gdrp", ("gdpr", "eu-ai-act"))
    '; did you mean gdpr'
    """
    near = get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]}" if near else f"; known are {', '.join(known)}"
