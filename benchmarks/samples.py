"""`python -m benchmarks.samples [NAME ...]`: each sample made again, and its bytes compared."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).resolve().parent.parent
_SAMPLES: Final = _ROOT / "sample_data"


def main(asked: Sequence[str]) -> int:
    """Make samples again in a folder of their own, and say which files are not the same.

    Args:
        asked: names of samples; all, if none are given. Those with real data are downloaded again.

    Returns:
        how many samples differ.
    """
    names = asked or sorted(path.parent.name for path in _SAMPLES.glob("*/make.py"))
    return sum(not _same(name) for name in names)


def _same(name: str) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        differ = list(_differing(name, Path(folder)))
        took = time.perf_counter() - begun
    print(f"{name}: {f'not the same: {differ}' if differ else 'the same bytes'} ({took:.0f} s)")
    return not differ


def _differing(name: str, folder: Path) -> Iterator[str]:
    """Yield the files of a sample that come out otherwise; what is made is removed before."""
    copied = folder / _SAMPLES.name
    shutil.copytree(_SAMPLES, copied, ignore=shutil.ignore_patterns("__pycache__"))
    for made in ("decisions.parquet", "model.skops", "overall.json"):
        (copied / name / made).unlink(missing_ok=True)
    path = os.pathsep.join((str(folder), str(_ROOT)))
    subprocess.run(
        [sys.executable, "-m", f"sample_data.{name}.make"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    for file in sorted(path for path in (_SAMPLES / name).iterdir() if path.is_file()):
        again = copied / name / file.name
        if not again.is_file() or _digest(again) != _digest(file):
            yield file.name


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
