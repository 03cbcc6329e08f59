"""Ask REST thousands of things that Schemathesis makes up: `python -m benchmarks.api`."""

import argparse
import os
import sys
import tempfile
from collections import Counter

from components import reports
from components.runs import Apart
from tests import every_address
from tests.every_address import Told

_MOST = 150
_SEEDS = 3


def main() -> int:
    """Ask every address, with reports as they are written; then a few runs in processes.

    Returns:
        How many answers were not as the OpenAPI says.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=_MOST, help="cases of an address and a seed")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        much = str(10**9)
        os.environ["EVENHAND_RECORD"] = f"sqlite:///{folder}/record.sqlite3"
        os.environ["EVENHAND_LIMIT_CASES_PER_HOUR"] = much
        os.environ["EVENHAND_LIMIT_OPINIONS_PER_HOUR"] = much
        app = every_address.app(report=reports.of_sample)
        found = [every_address.asked(app, asked.most, seed=seed) for seed in range(_SEEDS)]
        processes = every_address.app(work=Apart(120.0))
        found.append(every_address.asked(processes, 1, ends=False))
    return sum(map(_told, found))


def _told(one: Told) -> int:
    """Print what became of it."""
    statuses: Counter[int] = Counter()
    for (_address, status), number in one.cases.items():
        statuses[int(status)] += number
    kinds = ", ".join(f"{number} times {status}" for status, number in sorted(statuses.items()))
    print(f"{statuses.total()} requests: {kinds}; {len(one.faults)} faults", flush=True)
    for fault in one.faults:
        print(fault)
    return len(one.faults)


if __name__ == "__main__":
    sys.exit(min(1, main()))
