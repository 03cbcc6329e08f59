"""`python -m benchmarks.bundle [NAME ...]`: seconds and bytes of each sample's bundles.

Each is written and checked by the command line, in processes of their own. Then the log is counted
ten times over: a bundle holds counts, so it must not be larger for that.
"""

import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

import evenhand
from evenhand import bundle
from evenhand.cli import DONE, OUTSIDE
from evenhand.explanation import Explanation
from evenhand.review import Review, load_review

_SAMPLES: Final = Path(__file__).resolve().parent.parent / "sample_data"
_MOST_SECONDS: Final = 20.0
_MOST_GROWTH: Final = 1.1
_TIMES: Final = 10
_NO_WHY: Final = Explanation(None, (), "Not asked.")


def main(asked: Sequence[str]) -> int:
    """Write and check bundles of samples, and print seconds and sizes.

    Args:
        asked: names of samples; all, if none are given.

    Returns:
        1 where a full bundle took more than 20 s, or grew with rows.
    """
    names = asked or sorted(path.parent.name for path in _SAMPLES.glob("*/review.toml"))
    print(f"{'sample':<14}{'full':>8}{'check':>8}{'size':>10}{'shared':>9}{'check':>8}{'size':>10}"
          f"{f'rows x{_TIMES}':>11}")  # fmt: skip
    well = [_is_well(name) for name in names]
    return int(not all(well))


def _is_well(name: str) -> bool:
    review = _SAMPLES / name / "review.toml"
    full, checked, size = _written(review, "--full")
    shared, checked_too, smaller = _written(review)
    growth = _growth(review)
    print(f"{name:<14}{full:>6.1f} s{checked:>6.1f} s{size / 1e6:>7.2f} MB"
          f"{shared:>7.1f} s{checked_too:>6.1f} s{smaller / 1e6:>7.2f} MB{growth:>10.3f}x",
          flush=True)  # fmt: skip
    return full <= _MOST_SECONDS and growth <= _MOST_GROWTH


def _written(review: Path, *more: str) -> tuple[float, float, int]:
    """Seconds to write a bundle and to check it, and its bytes."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bundle.zip"
        made = _timed(OUTSIDE, "bundle", str(review), "--out", str(file), *more)
        return made, _timed(DONE, "bundle", "verify", str(file)), file.stat().st_size


def _timed(most: int, *arguments: str) -> float:
    """Seconds of computing that a command takes, with all that it loads and whom it asks.

    Args:
        most: the highest exit code that is well.
        arguments: of the command.

    Raises:
        RuntimeError: it ended otherwise.
    """
    begun = _computed()
    command = [sys.executable, "-m", "evenhand", *arguments]
    ended = subprocess.run(command, capture_output=True, check=False, text=True)
    if ended.returncode > most:
        raise RuntimeError(f"{arguments}: {ended.stdout}{ended.stderr}")
    return _computed() - begun


def _computed() -> float:
    """Seconds that processes started here have computed: what else runs here does not count."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _growth(review: Path) -> float:
    """How many times as large a full bundle is of ten times the rows, its explanation left out."""
    asked = load_review(review)
    with duckdb.connect() as connection:
        rows = connection.sql(f"FROM '{asked.folder / str(asked.data.path)}'").to_arrow_table()
    once, often = (_size(asked, pa.concat_tables([rows] * times)) for times in (1, _TIMES))
    return often / once


def _size(review: Review, rows: pa.Table) -> int:
    unnamed = review.model_copy(update={"data": review.data.model_copy(update={"path": None})})
    audit = evenhand.open(unnamed, frame=rows)
    return len(bundle.full(bundle.of_audit(audit), _NO_WHY))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
