"""What is collected where, and the quick way to group metrics."""

import shutil

import pytest

from evenhand import metrics

collect_ignore = [] if shutil.which("java") else ["test_spark.py"]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Group metrics from arrays, which test_oracle.py shows to be Fairlearn's, in no time."""
    monkeypatch.setattr(metrics, "MOST_FRAME_GROUPS", 0)
