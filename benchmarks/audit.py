"""Attack what is kept of random logs: `python -m benchmarks.audit --seeds N [--from M]`.

Whoever has all that is stored of a kept review looks, with linear programs over the whole cross
table, for a count below k that is known to be more than 1, or less than k-1.
"""

import argparse
import sys
import warnings

from evenhand.errors import InputError
from tests.privacy.attack import attacked, without_meaning


def main() -> int:
    """Attack the logs of so many seeds and print what was learned of each.

    Returns:
        How many small counts were learned, numbers are not understood, or counts are not true.
    """
    warnings.simplefilter("ignore")
    asking = argparse.ArgumentParser(description=__doc__)
    asking.add_argument("--seeds", type=int, default=20)
    asking.add_argument("--from", type=int, default=0, dest="first")
    given = asking.parse_args()
    refused = logs = cells = wrong = 0
    for seed in range(given.first, given.first + given.seeds):
        try:
            small, found = _of(seed)
        except InputError as error:
            refused += 1
            print(f"{seed}: not kept: {error}", flush=True)
            continue
        logs, cells, wrong = logs + 1, cells + small, wrong + found
    print(f"{logs} logs, {refused} more not kept; {cells:,} small counts; {wrong} exposed or wrong")
    return wrong


def _of(seed: int) -> tuple[int, int]:
    """How many small counts one log has, and of how many something is known or wrong."""
    attacker, known, asked = attacked(seed)
    untrue = sum(int(attacker.kinds["n"][mask].sum()) != value for mask, value in known)
    found = attacker.learned(known, asked) + untrue + len(without_meaning(attacker.stored))
    print(
        f"{seed}: {attacker.stored['rows']} cases, k {attacker.least}, {len(attacker.kinds):,} "
        f"unknowns, {len(known)} equations, {len(asked)} small counts, {found} exposed or wrong",
        flush=True,
    )
    return len(asked), found


if __name__ == "__main__":
    sys.exit(min(1, main()))
