"""What an ONNX file says of itself, read from its bytes alone: a message of protocol buffers.

Only the few fields that are asked for are looked at. Numbers as in `onnx.proto3` of ONNX 1.23.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from evenhand.sandbox.answer import RefusedError

_DEEPEST: Final = 40  # graphs in graphs
_LONGEST: Final = 10  # bytes of a number
_VARINT, _EIGHT, _BYTES, _FOUR = 0, 1, 2, 5
_FIXED: Final = {_EIGHT: 8, _FOUR: 4}

_PARTS: Final[Mapping[str, Mapping[int, str]]] = {
    "model": {7: "graph", 25: "function"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "function": {7: "node", 11: "attribute"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
}
"""Which field of which message is a message of its own that is looked into."""

_LOOKED_FOR: Final = (b"location", b"classlabels_")
"""A message without these words holds nothing that is asked for: arrays of numbers are left out."""

_TENSOR_OUTSIDE, _WHERE_IT_LIES = 13, 14  # external_data, data_location
_ATTRIBUTE_NAME, _INTS, _TEXTS = 1, 8, 9


class Field(NamedTuple):
    """One field of a message: its number, and what it holds."""

    number: int
    value: int | bytes


class Facts(NamedTuple):
    """What is said of a model.

    Attributes:
        is_whole: whether all its numbers are in this file.
        classes: the lists of classes that its nodes name.
    """

    is_whole: bool
    classes: tuple[tuple[str | int, ...], ...]


def facts(content: bytes) -> Facts:
    """Look through a model.

    Args:
        content: the file.

    Raises:
        RefusedError: it is no such message, or graphs stand in graphs without end.
    """
    whole, classes = True, []
    for kind, message in _messages("model", content, 0):
        if kind == "tensor":
            whole = whole and not _is_outside(message)
        elif kind == "attribute":
            classes += _classes(message)
    return Facts(whole, tuple(dict.fromkeys(classes)))


def fields(message: bytes) -> Iterator[Field]:
    """The fields of a message, one after another.

    Args:
        message: its bytes.

    Raises:
        RefusedError: they are cut off, or no message.

    >>> [tuple(field) for field in fields(bytes((8, 150, 1, 18, 2, 104, 105)))]
    [(1, 150), (2, b'hi')]
    """
    place = 0
    while place < len(message):
        key, place = _number(message, place)
        kind = key & 7
        if kind == _VARINT:
            value, place = _number(message, place)
            yield Field(key >> 3, value)
            continue
        if kind == _BYTES:
            size, place = _number(message, place)
        else:
            size = _FIXED.get(kind, len(message))
        if place + size > len(message):
            raise RefusedError("broken")
        yield Field(key >> 3, message[place : place + size])
        place += size


def _messages(kind: str, message: bytes, depth: int) -> Iterator[tuple[str, bytes]]:
    """A message and all that it holds, as far as `_PARTS` goes."""
    if depth > _DEEPEST:
        raise RefusedError("broken")
    if not any(word in message for word in _LOOKED_FOR):
        return
    yield kind, message
    parts = _PARTS.get(kind, {})
    for field in fields(message) if parts else ():
        if field.number in parts and isinstance(field.value, bytes):
            yield from _messages(parts[field.number], field.value, depth + 1)


def _is_outside(tensor: bytes) -> bool:
    return any(
        field.number == _TENSOR_OUTSIDE or field == (_WHERE_IT_LIES, 1) for field in fields(tensor)
    )


def _classes(attribute: bytes) -> list[tuple[str | int, ...]]:
    """The classes that an attribute lists, if it does."""
    held = list(fields(attribute))
    name = next((field.value for field in held if field.number == _ATTRIBUTE_NAME), b"")
    if not (isinstance(name, bytes) and name.startswith(b"classlabels_")):
        return []
    listed = [_class(field) for field in held if field.number in {_INTS, _TEXTS}]
    whole = [one for many in listed for one in many]
    return [tuple(whole)] if whole else []


def _class(field: Field) -> Iterator[str | int]:
    """A class, or several whole numbers that are packed together."""
    if isinstance(field.value, int):
        yield field.value
    elif field.number == _TEXTS:
        yield field.value.decode("utf-8", "replace")
    else:
        place = 0
        while place < len(field.value):
            value, place = _number(field.value, place)
            yield value


def _number(message: bytes, place: int) -> tuple[int, int]:
    """A whole number of any length, and where it ends."""
    value = 0
    for shift, byte in enumerate(message[place : place + _LONGEST]):
        value |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:  # noqa: PLR2004  # the last of them
            return value, place + shift + 1
    raise RefusedError("broken")
