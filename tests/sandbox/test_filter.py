"""The filter of system calls, run here instruction by instruction as the kernel would."""

import errno
import os
import struct
from typing import Final

import pytest

from evenhand.sandbox import filter as calls
from evenhand.sandbox import syscalls

PID: Final = 4242
MACHINES: Final = ("x86_64", "aarch64")
EVERYDAY: Final = {  # what any program does: read, write, close, mmap, brk, futex, exit_group
    "x86_64": (0, 1, 3, 9, 12, 202, 231),
    "aarch64": (63, 64, 57, 222, 214, 98, 94),
}


def _verdict(machine: str, call: int, *arguments: int, architecture: int | None = None) -> int:
    """What the filter says of a call: classic BPF, with the steps that it uses."""
    told = calls.ARCHITECTURES[machine] if architecture is None else architecture
    data = struct.pack("=IIQ6Q", call, told, 0, *(*arguments, *[0] * 6)[:6])
    steps, place, held = calls.program(machine, PID), 0, 0
    while True:
        code, then, otherwise, number = steps[place]
        place += 1
        match code:
            case 0x20:
                [held] = struct.unpack_from("=I", data, number)
            case 0x06:
                return number
            case 0x15:
                place += then if held == number else otherwise
            case 0x35:
                place += then if held >= number else otherwise
            case 0x45:
                place += then if held & number else otherwise
            case _:
                raise AssertionError(code)


@pytest.mark.parametrize("machine", MACHINES)
def test_every_call_of_the_list_is_denied_and_everyday_ones_are_not(machine: str) -> None:
    """More than a hundred calls are refused with EPERM; reading, memory and ending go on."""
    denied = syscalls.denied(machine)
    assert len(set(denied)) == len(denied) > 100
    assert {_verdict(machine, call) for call in denied} == {calls.DENY}
    assert {_verdict(machine, call) for call in EVERYDAY[machine]} == {calls.ALLOW}
    assert calls.DENY & 0xFFFF == errno.EPERM
    assert calls.MISSING & 0xFFFF == errno.ENOSYS


@pytest.mark.parametrize("machine", MACHINES)
def test_another_table_of_numbers_is_no_way_round(machine: str) -> None:
    """A call by another machine's numbers ends the process; x32's and newer calls fail."""
    assert _verdict(machine, 0, architecture=0x40000003) == calls.KILL
    assert _verdict(machine, 0x40000000 + 1) == calls.DENY
    assert {_verdict(machine, call) for call in (448, 452, 470)} == {calls.MISSING}


@pytest.mark.parametrize("machine", MACHINES)
def test_arguments_decide_of_some_calls(machine: str) -> None:
    """Files are opened to read only, threads made but no processes, and only itself signalled."""
    number = syscalls.looked_at(machine)
    for flags in (os.O_WRONLY, os.O_RDWR, os.O_CREAT, os.O_TRUNC, os.O_WRONLY | os.O_APPEND):
        assert _verdict(machine, number["openat"], 0, 0, flags) == calls.DENY
        assert "open" not in number or _verdict(machine, number["open"], 0, flags) == calls.DENY
    assert _verdict(machine, number["openat"], 0, 0, os.O_RDONLY | os.O_CLOEXEC) == calls.ALLOW
    assert _verdict(machine, number["clone"], 0x11) == calls.DENY
    assert _verdict(machine, number["clone"], 0x3D0F00) == calls.ALLOW
    assert _verdict(machine, number["clone3"]) == calls.MISSING
    for name in ("kill", "tgkill"):
        assert _verdict(machine, number[name], PID) == calls.ALLOW
        others = (1, 0, PID + 1, 2**32 - 1)
        assert {_verdict(machine, number[name], who) for who in others} == {calls.DENY}
    assert _verdict(machine, number["prlimit64"], 0, 9, 0) == calls.ALLOW
    for pointer in (1, 1 << 32, 0x7F00_0000_0000):
        assert _verdict(machine, number["prlimit64"], 0, 9, pointer) == calls.DENY


def test_the_program_is_packed_as_the_kernel_reads_it() -> None:
    """Eight bytes a step, and not more steps than the kernel takes; no jump leaves it."""
    for machine in MACHINES:
        steps = calls.program(machine, PID)
        assert len(calls.packed(steps)) == 8 * len(steps) < 8 * 4096
        assert all(place + 1 + max(s.held, s.failed) < len(steps)
                   for place, s in enumerate(steps) if s.code in {0x15, 0x35, 0x45})  # fmt: skip
