"""What the server measures of itself, as Prometheus reads it: counts and times, never a value.

Every label is one of a few words, so that neither a name nor an address can get in.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS: Final = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)

REGISTRY: Final = CollectorRegistry()
REQUESTS: Final = Counter(
    "evenhand_requests",
    "Requests answered.",
    ("route", "method", "status"),
    registry=REGISTRY,
)
REQUEST_SECONDS: Final = Histogram(
    "evenhand_request_seconds",
    "How long answers took.",
    ("route",),
    registry=REGISTRY,
    buckets=_SECONDS,
)
_RUN_SECONDS: Final = Histogram(
    "evenhand_run_seconds",
    "How long a page took to run.",
    ("page",),
    registry=REGISTRY,
    buckets=_SECONDS,
)
_STAGE_SECONDS: Final = Histogram(
    "evenhand_stage_seconds",
    "How long a stage of a run took: read, count, findings, draw.",
    ("stage",),
    registry=REGISTRY,
    buckets=_SECONDS,
)
_REFUSALS: Final = Counter(
    "evenhand_refusals", "Requests refused, by why.", ("reason",), registry=REGISTRY
)
_FAULTS: Final = Counter(
    "evenhand_faults", "Faults of ours, by where.", ("where",), registry=REGISTRY
)
_UPLOADED: Final = Counter("evenhand_upload_bytes", "Bytes uploaded.", registry=REGISTRY)
_OPEN: Final = Gauge("evenhand_open_pages", "Pages that are open now.", registry=REGISTRY)
_HELD: Final = Gauge(
    "evenhand_upload_bytes_held", "Bytes of uploads in memory now.", registry=REGISTRY
)
_QUEUES: Final = Gauge(
    "evenhand_queue_length", "What waits or runs now.", ("queue",), registry=REGISTRY
)

_stages: Final[ContextVar[dict[str, float] | None]] = ContextVar("stages", default=None)


def text() -> bytes:
    """All of it, as Prometheus reads it."""
    return generate_latest(REGISTRY)


def refused(reason: str) -> None:
    """Count a refusal.

    Args:
        reason: one of a few words.
    """
    _REFUSALS.labels(reason).inc()


def failed(where: str) -> None:
    """Count a fault.

    Args:
        where: one of a few words.
    """
    _FAULTS.labels(where).inc()


def uploaded(size: int) -> None:
    """Count the bytes of an upload."""
    _UPLOADED.inc(size)


def open_pages(number: int) -> None:
    """How many pages are open now."""
    _OPEN.set(number)


def watch_held(held: Callable[[], float]) -> None:
    """Ask this for the bytes of uploads in memory, whenever somebody reads the measures."""
    _HELD.set_function(held)


def watch_queue(name: str, length: Callable[[], float]) -> None:
    """Ask this for the length of a queue, whenever somebody reads the measures."""
    _QUEUES.labels(name).set_function(length)


@contextmanager
def run(page: str) -> Iterator[dict[str, float]]:
    """Time a run of a page; gives its stages so far, by name, in seconds.

    Args:
        page: its path, one of the menu's.
    """
    before, stages = _stages.get(), dict[str, float]()
    _stages.set(stages)
    start = time.perf_counter()
    try:
        yield stages
    finally:
        _stages.set(before)
        stages["run"] = time.perf_counter() - start
        _RUN_SECONDS.labels(page).observe(stages["run"])


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Time a stage of the run that is on, if one is.

    Args:
        name: `read`, `count`, `explain`, `findings` or `draw`.
    """
    start = time.perf_counter()
    try:
        yield
    finally:
        seconds = time.perf_counter() - start
        _STAGE_SECONDS.labels(name).observe(seconds)
        if (stages := _stages.get()) is not None:
            stages[name] = stages.get(name, 0.0) + seconds
