"""What differs between two documents, leaf by leaf, each named by where it stands."""

import json
import math
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from evenhand.findings import Difference

_RELATIVE: Final = 1e-9
_ABSOLUTE: Final = 1e-12
"""Further apart than this is another number; nearer, another machine rounds the last digits so."""

_BARE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_MISSING: Final = object()
_LONGEST: Final = 80


def differences(said: Any, given: Any, path: str = "") -> Iterator[Difference]:  # noqa: ANN401  # any JSON
    """Each place at which two documents differ.

    Args:
        said: what somebody wrote.
        given: what it should be.
        path: where in the document they stand.

    >>> [d.path for d in differences({"a": [1, 2.0], "b c": 1}, {"a": [1, 2.5]})]
    ['a[1]', '["b c"]']
    """
    if isinstance(said, Mapping) and isinstance(given, Mapping):
        for key in (*given, *(key for key in said if key not in given)):
            inner = said.get(key, _MISSING), given.get(key, _MISSING)
            yield from differences(*inner, _below(path, key))
    elif isinstance(said, list) and isinstance(given, list):
        yield from _of_lists(said, given, path)
    elif not _is_same(said, given):
        yield Difference(path, _shown(said), _shown(given))


def _of_lists(said: list[Any], given: list[Any], path: str) -> Iterator[Difference]:
    if len(said) != len(given):
        yield Difference(path, f"{len(said)} entries", f"{len(given)} entries")
    for place, (one, two) in enumerate(zip(said, given, strict=False)):
        yield from differences(one, two, f"{path}[{place}]")


def counted(document: Any) -> tuple[int, int]:  # noqa: ANN401  # any JSON
    """How many numbers a document has, and how many other values.

    >>> counted({"a": [1, 2.5, True], "b": "x"})
    (2, 2)
    """
    if isinstance(document, Mapping | list):
        inner = document.values() if isinstance(document, Mapping) else document
        numbers, others = zip((0, 0), *map(counted, inner), strict=True)
        return sum(numbers), sum(others)
    is_number = isinstance(document, int | float) and not isinstance(document, bool)
    return int(is_number), int(not is_number)


def without(document: Any, paths: Collection[str]) -> Any:  # noqa: ANN401  # any JSON
    """A document without what stands at some places.

    >>> without({"a": {"b": 1, "c": 2}, "d": [1, 2]}, ["a.b", "d[0]", "e.f"])
    {'a': {'c': 2}, 'd': [2]}
    """

    def kept(part: Any, path: str) -> Any:  # noqa: ANN401  # any JSON
        if isinstance(part, Mapping):
            inner = {key: (one, _below(path, key)) for key, one in part.items()}
            return {key: kept(one, at) for key, (one, at) in inner.items() if at not in paths}
        if isinstance(part, list):
            places = ((one, f"{path}[{place}]") for place, one in enumerate(part))
            return [kept(one, at) for one, at in places if at not in paths]
        return part

    return kept(document, "")


def _below(path: str, key: str) -> str:
    if not _BARE.fullmatch(key):
        return f"{path}[{json.dumps(key, ensure_ascii=False)}]"
    return f"{path}.{key}" if path else key


def _is_same(said: Any, given: Any) -> bool:  # noqa: ANN401  # any JSON
    if _is_number(said) and _is_number(given):
        if isinstance(said, int) and isinstance(given, int):
            return said == given
        return math.isclose(said, given, rel_tol=_RELATIVE, abs_tol=_ABSOLUTE)
    return type(said) is type(given) and bool(said == given)


def _is_number(value: Any) -> bool:  # noqa: ANN401  # any JSON
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(value: Any) -> str | None:  # noqa: ANN401  # any JSON
    if value is _MISSING:
        return None
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
