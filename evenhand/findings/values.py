"""The values that every finding is made of, and how a finding becomes part of the document."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import Any, Final


class Omitted(Enum):
    """The value of a field that was not asked for."""

    OMITTED = "omitted"


OMITTED: Final = Omitted.OMITTED


OPTIONAL: Final = {"optional": True}  # None here means that the review did not ask


class State(Enum):
    """Where a whole interval lies against a limit."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its interval and the cases it was counted from.

    Attributes:
        value: the estimate; None where nothing can be estimated.
        low: lower end of the interval.
        high: upper end of the interval.
        n: the denominator, in cases; for two samples their sum.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """Labelled and answered cases: the positive class against the rest."""

    tp: int
    fp: int
    tn: int
    fn: int


def _left_out(metadata: Mapping[str, bool], item: object) -> bool:
    """Whether a field is not in the document: not asked for, or for the slider alone."""
    asked_for = item is not OMITTED and not (item is None and metadata.get("optional", False))
    return not asked_for or not metadata.get("document", True)


def plain(value: Any) -> Any:  # noqa: ANN401  # any finding in, any JSON value out
    """A finding as dictionaries, lists and numbers; what was not asked for is left out.

    Args:
        value: a finding, or a part of one.
    """
    if is_dataclass(value):
        pairs = ((f, getattr(value, f.name)) for f in fields(value))
        return {f.name: plain(item) for f, item in pairs if not _left_out(f.metadata, item)}
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value.value if isinstance(value, Enum) else value
