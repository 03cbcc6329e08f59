"""One thing to measure, in a process of its own: prints its CPU seconds and its peak memory.

Everything is imported before the clock starts.
"""

import hashlib
import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import duckdb

_BARE: Final = """
SELECT sex, origin, happened, rule_says, floor(model_score * 1000)::INTEGER AS bin, count(*) AS n
FROM '{path}' GROUP BY ALL
"""
_SAME_COUNTS: Final = """
SELECT sex, origin, happened, rule_says, model_score >= 0.5 AS answer,
       floor(greatest(model_score, 1 - model_score) * 1000)::INTEGER AS bin, count(*) AS n,
       sum((greatest(model_score, 1 - model_score) * 4294967296)::BIGINT) AS s,
       sum((greatest(model_score, 1 - model_score) ^ 2 * 4294967296)::BIGINT) AS q
FROM '{path}' GROUP BY ALL
"""


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _query(sql: str, review: Path) -> str:
    with duckdb.connect() as connection:
        rows = connection.execute(sql.format(path=review.parent / "log.parquet")).fetchall()
    return str(len(rows))


def bare(review: Path) -> str:
    """The least that an engine can be asked: how many of each kind."""
    return _query(_BARE, review)


def same_counts(review: Path) -> str:
    """The counts and sums that a tally holds, without its guards and exact edges."""
    return _query(_SAME_COUNTS, review)


def findings(review: Path) -> str:
    """The whole findings document; its hash."""
    from evenhand import open as open_review  # noqa: PLC0415

    text = open_review(review).findings().to_json()
    return hashlib.sha256(text.encode()).hexdigest()


def _warm() -> None:
    """Import what the first call would import, on a log of a few rows."""
    import tempfile  # noqa: PLC0415

    from benchmarks import data  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        findings(data.write(Path(folder), 2_000))


WORK: Final[dict[str, Callable[[Path], str]]] = {
    "bare": bare,
    "same_counts": same_counts,
    "findings": findings,
}


def main(name: str, review: str) -> None:
    """Measure one thing three times and print the least CPU time."""
    if name == "findings":
        _warm()
    seconds, answers = [], set()
    for _ in range(3):
        started = _cpu()
        answers.add(WORK[name](Path(review)))
        seconds.append(_cpu() - started)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": min(seconds), "peak_mib": peak, "answers": sorted(answers)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
