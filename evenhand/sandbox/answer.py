"""What one sandboxed process does: put up the walls, read the request, answer, say how it went."""

import os
from collections.abc import Callable, Iterable, Mapping
from typing import IO, Any, TypeAlias

from evenhand.sandbox import frames, walls

Task: TypeAlias = Callable[[dict[str, Any], tuple[bytes, ...], IO[bytes]], dict[str, Any]]


class RefusedError(Exception):
    """What was asked cannot be answered, and why.

    Attributes:
        why: one word.
        more: what the sentence about it needs.
    """

    def __init__(self, why: str, **more: Any) -> None:  # noqa: ANN401  # of JSON
        super().__init__(why)
        self.why = why
        self.more = more


TASKS: Mapping[str, Task] = {}  # of its own it has none


def answer(tasks: Mapping[str, Task], readable: Iterable[str]) -> None:
    """Answer the request on standard input on standard output.

    Args:
        tasks: what may be asked, by name.
        readable: folders that may still be read.
    """
    with os.fdopen(0, "rb") as asked, os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)  # what a library prints is no part of the answer
        stand = walls.raise_all(readable)
        said, parts = frames.read_request(asked)
        told = {"walls": stand} if said["task"] == "walls" else done(tasks, said, parts, out)
        frames.write_said(out, told)


def done(
    tasks: Mapping[str, Task], said: dict[str, Any], parts: tuple[bytes, ...], out: IO[bytes]
) -> dict[str, Any]:
    """What a task says, or `refused`: why it could not be done, without a word of the file's.

    Args:
        tasks: by name.
        said: the request, with its `task`.
        parts: the bytes that belong to it.
        out: where its own bytes go.
    """
    try:
        return tasks[said["task"]](said, parts, out)
    except RefusedError as refused:
        return {"refused": refused.why, **refused.more}
    except (MemoryError, OSError, RecursionError):  # beyond a limit
        return {"refused": "limits"}
    except Exception:  # noqa: BLE001  # whatever a broken file raises, and it may quote a cell
        return {"refused": "broken"}
