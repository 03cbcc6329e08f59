"""Read the whole corpus of hostile files and print the outcome: `python -m benchmarks.hostile`."""

import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.hostile.corpus import every
from tests.hostile.reading import MOST, SLOWEST, Read, read

_MIB: Final = 1 << 20


def main() -> int:
    """Read every file, heavy ones too, and audit each log that can be read.

    Returns:
        How many were not answered as they must be.
    """
    with tempfile.TemporaryDirectory() as folder:
        found = [_told(read(file, Path(folder), whole=True)) for file in every()]
    wrong = [one for one in found if one.wrong]
    _print_lines(found)
    _print_use(found)
    print(f"{len(wrong)} of {len(found)} files wrong")
    return len(wrong)


def _told(one: Read) -> Read:
    if one.wrong:
        print(f"{one.name}: {one.wrong}", flush=True)
    return one


def _print_lines(found: Sequence[Read]) -> None:
    refused = [one for one in found if one.refusal is not None]
    named = Counter(str(one.names) for one in refused)
    whose = ", ".join(f"{count} a {what}" for what, count in named.most_common())
    longest = max(len(line) for one in found for line in one.said)
    counted = sum(one.lost == 0 for one in found)
    print(f"{len(found)} files: {len(refused)} refused, each with a line that names {whose}")
    print(f"{counted} read, all rows used or reported; longest line {longest} letters")


def _print_use(found: Sequence[Read]) -> None:
    slowest = max(found, key=lambda one: one.computing)
    longest = max(found, key=lambda one: one.seconds)
    child = max(found, key=lambda one: one.memory)
    here = max(found, key=lambda one: one.grown)
    print(f"most computing {slowest.computing:.1f} s of {SLOWEST:.0f} ({slowest.name})")
    print(f"longest {longest.seconds:.1f} s on this machine as it was ({longest.name})")
    limit = f"of {MOST // _MIB:,} MiB"
    print(f"most memory of a child {child.memory // _MIB:,} {limit} ({child.name})")
    print(f"most that this process grew {here.grown // _MIB:,} {limit} ({here.name})")


if __name__ == "__main__":
    sys.exit(min(1, main()))
