"""The filter of system calls, put together by hand: what the kernel runs before each of them.

A program of classic BPF as seccomp takes it (`man 2 seccomp`): a table of small instructions.
"""

import struct
from collections.abc import Iterable
from itertools import chain
from typing import Final, NamedTuple

from evenhand.sandbox import syscalls

ARCHITECTURES: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32: Final = 0x40000000  # calls of x86_64's other table begin here

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # where they lie in what the kernel hands over
ALLOW: Final = 0x7FFF0000
KILL: Final = 0x80000000
DENY: Final = 0x00050001  # EPERM
MISSING: Final = 0x00050026  # ENOSYS
_WRITING: Final = 0o1 | 0o2 | 0o100 | 0o1000  # O_WRONLY, O_RDWR, O_CREAT, O_TRUNC
_THREAD: Final = 0x10000  # CLONE_THREAD


class Step(NamedTuple):
    """One instruction: its code, how far to jump if it holds or not, and a number."""

    code: int
    held: int
    failed: int
    number: int


def program(machine: str, pid: int) -> tuple[Step, ...]:
    """The filter of a process.

    Args:
        machine: `x86_64` or `aarch64`.
        pid: the process, which may signal itself only.
    """
    number = syscalls.looked_at(machine)
    blocks = {
        "clone": _if_bits(0, _THREAD, ALLOW, DENY),
        "clone3": (_return(MISSING),),  # its arguments cannot be seen; the older call is used then
        "open": _if_bits(1, _WRITING, DENY, ALLOW),
        "openat": _if_bits(2, _WRITING, DENY, ALLOW),
        "openat2": (_return(MISSING),),
        "kill": _if_equal(0, pid, ALLOW),
        "tgkill": _if_equal(0, pid, ALLOW),
        "prlimit64": _if_null(2, ALLOW),
    }
    looked_at = (_of(number[name], block) for name, block in blocks.items() if name in number)
    denied = (_of(call, (_return(DENY),)) for call in syscalls.denied(machine))
    return (
        Step(_LOAD, 0, 0, _ARCHITECTURE),
        Step(_EQUAL, 1, 0, ARCHITECTURES[machine]),
        _return(KILL),
        Step(_LOAD, 0, 0, _NUMBER),
        Step(_AT_LEAST, 0, 1, _X32),
        _return(DENY),
        Step(_AT_LEAST, 0, 1, syscalls.NEWER),
        _return(MISSING),
        *chain.from_iterable(looked_at),
        *chain.from_iterable(denied),
        _return(ALLOW),
    )


def packed(steps: Iterable[Step]) -> bytes:
    """The program as the kernel reads it, eight bytes an instruction."""
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def _return(what: int) -> Step:
    return Step(_RETURN, 0, 0, what)


def _of(call: int, block: tuple[Step, ...]) -> tuple[Step, ...]:
    """What is done for one call; any other goes past it."""
    return (Step(_EQUAL, 0, len(block), call), *block)


def _argument(place: int, half: int = 0) -> Step:
    return Step(_LOAD, 0, 0, _ARGUMENTS + 8 * place + 4 * half)


def _if_bits(place: int, bits: int, then: int, otherwise: int) -> tuple[Step, ...]:
    return (_argument(place), Step(_ANY_BIT, 0, 1, bits), _return(then), _return(otherwise))


def _if_equal(place: int, value: int, then: int) -> tuple[Step, ...]:
    return (_argument(place), Step(_EQUAL, 0, 1, value), _return(then), _return(DENY))


def _if_null(place: int, then: int) -> tuple[Step, ...]:
    low, high = _argument(place), _argument(place, 1)
    last = (Step(_EQUAL, 0, 1, 0), _return(then), _return(DENY))
    return (low, Step(_EQUAL, 0, 3, 0), high, *last)
