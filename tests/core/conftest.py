"""What is collected where, and a quick way to findings."""

import shutil
from collections.abc import Iterator

import pytest

from evenhand import statistics

collect_ignore = [] if shutil.which("java") else ["test_spark.py"]


@pytest.fixture(scope="module")
def quick() -> Iterator[None]:
    """Short bootstraps."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(statistics.resampled, "__defaults__", (2000,))
        patch.setattr("evenhand.statistics.draws.REPLICATES", 2000)
        yield
