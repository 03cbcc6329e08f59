"""The values that every finding is made of, and how a finding becomes part of the document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from functools import cache
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

    def times(self, factor: float) -> "Estimate":
        """The same of so many times as much.

        >>> Estimate(2.0, 1.0, None, 10).times(3)
        Estimate(value=6.0, low=3.0, high=None, n=10)
        """
        ends = (self.value, self.low, self.high)
        value, low, high = (None if end is None else end * factor for end in ends)
        return Estimate(value, low, high, self.n)

    def rest(self) -> "Estimate":
        """One minus a share.

        >>> Estimate(0.25, 0.0, 0.5, 8).rest()
        Estimate(value=0.75, low=0.5, high=1.0, n=8)
        """
        ends = (self.value, self.high, self.low)
        value, low, high = (None if end is None else 1 - end for end in ends)
        return Estimate(value, low, high, self.n)


@dataclass(frozen=True, slots=True)
class Counts:
    """Labelled and answered cases: the positive class against the rest."""

    tp: int
    fp: int
    tn: int
    fn: int


_ALREADY: Final = frozenset({bool, float, int, str, type(None)})


def plain(value: Any) -> Any:  # noqa: ANN401  # any finding in, any JSON value out
    """A finding as dictionaries, lists and numbers; what was not asked for is left out.

    Args:
        value: a finding, or a part of one.

    >>> plain((Estimate(0.5, None, None, 4), State.INSIDE))
    [{'value': 0.5, 'low': None, 'high': None, 'n': 4}, 'inside']
    """
    if type(value) in _ALREADY:
        return value
    if is_dataclass(value):
        return {name: plain(item) for name, item in _asked_for(value)}
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value.value if isinstance(value, Enum) else value


def _asked_for(finding: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  # any finding
    """The fields of a finding that the document has, and what they hold."""
    for name, optional in _written(finding.__class__):
        item = getattr(finding, name)
        if item is not OMITTED and not (item is None and optional):
            yield name, item


@cache
def _written(kind: type) -> tuple[tuple[str, bool], ...]:
    """The fields of a kind of finding that are not for the slider alone; may None leave one out?"""
    written = (one for one in fields(kind) if one.metadata.get("document", True))
    return tuple((one.name, bool(one.metadata.get("optional", False))) for one in written)
