"""How a sandboxed process is asked and answers: JSON and bytes, never a pickled object.

A request is one JSON object and the bytes that belong to it. A reply is pieces of bytes, then one
JSON object that says what they are; without that the process did not come to its end.
"""

import json
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO, Any, Final

_HEAD: Final = struct.Struct("<cI")
_BYTES, _SAID, _PROGRESS = b"B", b"J", b"P"
_PARTS: Final = struct.Struct("<II")
PIECE: Final = 1 << 20


class BrokenReplyError(Exception):
    """What came back is no reply."""


def write_request(file: IO[bytes], said: Mapping[str, Any], parts: Iterable[bytes]) -> None:
    """Write a request, whose parts' sizes it says itself.

    Args:
        file: where to.
        said: what is asked.
        parts: the bytes that belong to it.
    """
    held = tuple(parts)
    write_said(file, {**said, "sizes": [len(part) for part in held]})
    for part in held:
        file.write(part)


def read_request(file: IO[bytes]) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    """What is asked, and the bytes that belong to it."""
    _, size = _HEAD.unpack(file.read(_HEAD.size))
    said = json.loads(file.read(size))
    return said, tuple(file.read(length) for length in said.pop("sizes"))


def write_bytes(file: IO[bytes], content: bytes) -> None:
    """Write bytes of a reply, a piece at a time."""
    for start in range(0, len(content), PIECE):
        piece = content[start : start + PIECE]
        file.write(_HEAD.pack(_BYTES, len(piece)) + piece)


def write_progress(file: IO[bytes], done: int, of: int) -> None:
    """Say how far the work is, at once."""
    file.write(_HEAD.pack(_PROGRESS, _PARTS.size) + _PARTS.pack(done, of))
    file.flush()


class TextPieces:
    """A place to write text to, which becomes pieces of a reply; the last of it by `close`."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._held: list[str] = []
        self._size = 0

    def write(self, text: str) -> None:
        """Take some text."""
        self._held.append(text)
        self._size += len(text)
        if self._size >= PIECE:
            self.close()

    def close(self) -> None:
        """Write what is held."""
        write_bytes(self._file, "".join(self._held).encode())
        self._held, self._size = [], 0


def write_said(file: IO[bytes], said: Mapping[str, Any]) -> None:
    """Write what the bytes before it are, or what is asked."""
    text = json.dumps(said).encode()
    file.write(_HEAD.pack(_SAID, len(text)) + text)


def read_reply(
    file: IO[bytes], most: int, heard: Callable[[int, int], None] | None = None
) -> Iterator[bytes | dict[str, Any]]:
    """The pieces of a reply, then what it says of them.

    Args:
        file: where from.
        most: bytes altogether.
        heard: is told how far the work is; may raise what ends it.

    Yields:
        Bytes, and as the last a dictionary.

    Raises:
        BrokenReplyError: it ends early, is longer than that, or is no reply.
    """
    while len(head := file.read(_HEAD.size)) == _HEAD.size:
        kind, size = _HEAD.unpack(head)
        most -= size
        if most < 0 or size > PIECE:
            break
        piece = file.read(size)
        if kind == _SAID:
            yield _object(piece)
            return
        if kind == _PROGRESS:
            _hear(piece, heard)
        else:
            yield piece
    raise BrokenReplyError


def _hear(piece: bytes, heard: Callable[[int, int], None] | None) -> None:
    if len(piece) != _PARTS.size:
        raise BrokenReplyError
    if heard is not None:
        heard(*_PARTS.unpack(piece))


def _object(text: bytes) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise BrokenReplyError from None
    if not isinstance(said, dict):
        raise BrokenReplyError
    return said
