"""What is collected where, and a quick way to findings."""

import shutil

import pytest

from evenhand import statistics

collect_ignore = [] if shutil.which("java") else ["test_spark.py"]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short bootstraps."""
    monkeypatch.setattr(statistics.resampled, "__defaults__", (2000,))
