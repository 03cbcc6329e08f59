"""The app, where every word of how far a job is takes a while: what is said can be read."""

import time
from typing import Any

from app import app
from components.jobs import Job

__all__ = ["app"]

_WHILE = 1.5  # seconds
_at_once = Job.progress


def _slowly(job: Job[Any], done: int, of: int) -> None:
    _at_once(job, done, of)
    time.sleep(_WHILE)


Job.progress = _slowly  # type: ignore[assignment,method-assign]
