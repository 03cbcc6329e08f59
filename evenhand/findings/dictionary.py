"""What is known of one column: what the review says of it, and what was measured."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["numbers", "yes or no", "groups", "text", "times", "case numbers", "nothing"]
Withheld = Literal["personal", "few"]


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """One column of the log that has a role.

    Attributes:
        roles: the keys of the review file that name it.
        name: what it is called; None where nothing else than its own name is said.
        meaning: what it says.
        unit: what it counts in.
        source: where it comes from.
        kind: what it holds; None where that was not measured.
        rows: how many rows were measured.
        missing: the share of them without a value.
        low: where most values begin, of numbers.
        high: where they end.
        different: how many different values there are, of groups.
        withheld: why neither ends nor how many values are said: it may tell who somebody is, or
            there are too few; None where they are, or where there are none.
    """

    roles: tuple[str, ...]
    name: str | None = None
    meaning: str | None = None
    unit: str | None = None
    source: str | None = None
    kind: Kind | None = None
    rows: int | None = None
    missing: float | None = None
    low: float | None = None
    high: float | None = None
    different: int | None = None
    withheld: Withheld | None = None
