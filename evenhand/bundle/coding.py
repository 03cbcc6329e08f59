"""Counts as JSON and back, to the last bit: what a field holds is told by its type.

A frozen type is an object with its fields as keys, an array a list, or its shape and its values in
one list where it has more axes; numbers that JSON does not have are the texts `nan`, `inf` and
`-inf`; a table that the engine gave is its columns, each with what it holds. `docs/bundle.md` says
it for other readers.
"""

import math
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, Final, Literal

import numpy as np
import pyarrow as pa

from evenhand.arrays import Ints
from evenhand.review import Candidate
from evenhand.text import canonical

_PLAIN: Final = (bool, int, str, float)
_ODD: Final = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
_ELEMENTS: Final = {
    np.dtype(np.int64): int,
    np.dtype(np.uint8): int,
    np.dtype(np.float64): float,
    np.dtype(np.bool_): bool,
}
_COLUMNS: Final = {
    "int": pa.int64(),
    "float": pa.float64(),
    "bool": pa.bool_(),
    "text": pa.string(),
}


def encoded(value: Any, kind: Any) -> Any:  # noqa: ANN401  # any value of a type, any JSON
    """A value as JSON can hold it.

    Args:
        value: what is written.
        kind: its type, as the field that holds it says.

    Raises:
        TypeError: the type is none that can be written.

    >>> encoded((1.5, float("nan")), tuple[float, ...])
    [1.5, 'nan']
    """
    return _pair(kind)[0](value)


def decoded(content: Any, kind: Any) -> Any:  # noqa: ANN401  # any JSON, any value of a type
    """The value that was encoded.

    Args:
        content: as `encoded` gave it, or whatever else somebody wrote.
        kind: the type of the value.

    Raises:
        TypeError: something is not what it should be.
        ValueError: likewise, or lists do not fit together.
        KeyError: something is missing.

    >>> decoded([1.5, 'nan'], tuple[float, ...])
    (1.5, nan)
    """
    return _pair(kind)[1](content)


_Pair = tuple[Callable[[Any], Any], Callable[[Any], Any]]


@cache
def _pair(kind: Any) -> _Pair:  # noqa: ANN401  # a type
    """How values of a type are written, and how they are read."""
    if kind in _SINGLE:
        return _SINGLE[kind]
    holding = _HOLDING.get(typing.get_origin(kind))
    if holding is not None:
        return holding(typing.get_args(kind))
    if isinstance(kind, type) and is_dataclass(kind):
        return _record(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return (lambda value: value.value), kind
    raise TypeError(f"{kind} cannot be written")


# Single values


def _as_it_is(kind: Any) -> _Pair:  # noqa: ANN401  # a type
    return (lambda value: value), (lambda content: _of_type(content, kind))


def _odd(value: float) -> float | str:
    """A number; text where JSON has none."""
    return value if math.isfinite(value) else str(value)


def _number(content: Any) -> float:  # noqa: ANN401  # any JSON
    if isinstance(content, str):
        return _ODD[content]
    if isinstance(content, bool):
        raise TypeError("expected a number")
    return float(content)


def _of_type(content: Any, kind: Any) -> Any:  # noqa: ANN401  # any JSON, a type
    known = _PLAIN if kind is Any else (kind,)
    if type(content) in known or (content is None and kind is Any):
        return content
    raise TypeError(f"expected {known}")


def _literal(of: tuple[Any, ...]) -> _Pair:
    return (lambda value: value), (lambda content: _one_of(content, of))


def _one_of(content: Any, of: tuple[Any, ...]) -> Any:  # noqa: ANN401  # any JSON
    if content in of:
        return content
    raise ValueError(f"expected one of {of}")


def _candidate(one: Candidate) -> dict[str, Any]:
    """Without the path of its file."""
    return one.model_dump(mode="json", exclude_defaults=True, exclude={"model"})


# What holds others


def _optional(of: tuple[Any, ...]) -> _Pair:
    (kind,) = (one for one in of if one is not types.NoneType)
    write, read = _pair(kind)
    return (
        lambda value: None if value is None else write(value),
        lambda content: None if content is None else read(content),
    )


def _row(of: tuple[Any, ...]) -> _Pair:
    if of[-1] is Ellipsis:
        write, read = _pair(of[0])
        return (
            lambda value: [write(one) for one in value],
            lambda content: tuple(read(one) for one in _listed(content)),
        )
    pairs = [_pair(kind) for kind in of]
    return (
        lambda value: [w(one) for (w, _), one in zip(pairs, value, strict=True)],
        lambda content: tuple(
            r(one) for (_, r), one in zip(pairs, _listed(content), strict=True)
        ),
    )  # fmt: skip


def _mapping(of: tuple[Any, ...]) -> _Pair:
    write, read = _pair(of[1])
    return (
        lambda value: {name: write(one) for name, one in value.items()},
        lambda content: {name: read(one) for name, one in content.items()},
    )


def _record(kind: type) -> _Pair:
    """A frozen type; its fields' types are looked up when needed, as one may hold its own."""

    def write(value: Any) -> dict[str, Any]:  # noqa: ANN401  # of that type
        return {name: encoded(getattr(value, name), of) for name, of in _fields(kind)}

    def read(content: Any) -> Any:  # noqa: ANN401  # any JSON
        known = _fields(kind)
        if content.keys() != {name for name, _ in known}:
            raise ValueError(f"expected the keys of {kind.__name__}")
        return kind(**{name: decoded(content[name], of) for name, of in known})

    return write, read


@cache
def _fields(kind: type) -> tuple[tuple[str, Any], ...]:
    hints = typing.get_type_hints(kind)
    return tuple((one.name, hints[one.name]) for one in fields(kind))


def _listed(content: Any) -> list[Any]:  # noqa: ANN401  # any JSON
    if isinstance(content, list):
        return content
    raise TypeError("expected a list")


# Arrays and tables


def _array(of: tuple[Any, ...]) -> _Pair:
    dtype: np.dtype[Any] = np.dtype(typing.get_args(of[1])[0])
    element = _ELEMENTS[dtype]

    def write(value: Any) -> Any:  # noqa: ANN401  # an array
        flat = _texts(value.ravel().tolist())
        return flat if value.ndim == 1 else {"shape": list(value.shape), "values": flat}

    def read(content: Any) -> Any:  # noqa: ANN401  # any JSON
        if isinstance(content, Mapping):
            values, shape = content["values"], [_of_type(one, int) for one in content["shape"]]
            return _filled(values, element, dtype).reshape(shape)
        return _filled(content, element, dtype)

    return write, read


def _texts(values: list[Any]) -> list[Any]:
    return [one if one is None or math.isfinite(one) else str(one) for one in values]


def _filled(content: Any, element: type, dtype: np.dtype[Any]) -> Any:  # noqa: ANN401  # any JSON
    """A list of numbers as an array; nothing is taken for a number that is none."""
    values = _listed(content)
    if element is float:
        values = [_ODD[one] if isinstance(one, str) else one for one in values]
    if not {type(one) for one in values} <= {element, *((int,) if element is float else ())}:
        raise TypeError(f"expected {element}")
    return np.array(values, dtype=dtype)


def _table(table: pa.Table) -> list[dict[str, Any]]:
    return [
        {"name": name, **_column(table.column(name))} for name in table.column_names
    ]  # fmt: skip


def _column(column: pa.ChunkedArray) -> dict[str, Any]:
    """What a column holds; what is neither number nor truth value is the text it stands for."""
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    values = column.to_pylist()
    if pa.types.is_boolean(kind):
        return {"holds": "bool", "values": values}
    if pa.types.is_integer(kind):
        return {"holds": "int", "values": values}
    if pa.types.is_floating(kind):
        return {"holds": "float", "values": _texts(values)}
    if pa.types.is_decimal(kind) and _is_sum(values):
        return {"holds": "int", "values": [int(one) for one in values]}
    return {"holds": "text", "values": [canonical(one) for one in values]}


def _is_sum(values: list[Any]) -> bool:
    """Whether decimals are whole numbers that fit: the engine gives a sum as decimals."""
    return all(one is not None and one == int(one) and abs(one) < 2**63 for one in values)


def _read_table(content: Any) -> pa.Table:  # noqa: ANN401  # any JSON
    columns = {}
    for one in _listed(content):
        holds, values = _of_type(one["holds"], str), _listed(one["values"])
        if holds == "float":
            values = [_ODD[each] if isinstance(each, str) else each for each in values]
        columns[_of_type(one["name"], str)] = pa.array(values, _COLUMNS[holds])
    return pa.table(columns)


_SINGLE: Final[Mapping[Any, _Pair]] = {
    **{kind: _as_it_is(kind) for kind in (bool, int, str, Any)},
    float: (_odd, _number),
    date: (date.isoformat, date.fromisoformat),
    pa.Table: (_table, _read_table),
    Candidate: (_candidate, Candidate.model_validate),
}
_HOLDING: Final[Mapping[Any, Callable[[tuple[Any, ...]], _Pair]]] = {
    Literal: _literal,
    types.UnionType: _optional,
    typing.Union: _optional,
    typing.Annotated: lambda of: _pair(of[0]),
    tuple: _row,
    Mapping: _mapping,
    np.ndarray: _array,
}


def places(codes: Ints, size: int) -> bool:
    """Whether codes are places in a list of so many, or -1 for none.

    >>> places(np.array([0, -1, 2]), 3), places(np.array([3]), 3)
    (True, False)
    """
    return bool(((codes >= -1) & (codes < size)).all())
