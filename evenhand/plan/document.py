"""What is supposed, and what a plan holds: frozen values, the fields of the plan's document."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from evenhand.findings import Chances, Omitted, plain

SCHEMA: Final = "evenhand.plan/1"


@dataclass(frozen=True, slots=True)
class Supposed:
    """What is supposed of data that does not exist yet.

    Attributes:
        rates: by finding, how often it comes over all groups together; 0.5 where not given.
        groups: how many groups each attribute has; None: as its edges say, or two.
        shares: how large each group is; None: all alike.
        beyond: how far past the limit the truth is when it should be noticed; None: half as far
            again as the limit is from parity, and a quarter of a share's distance to 0 or 1.
        power: how likely an answer is wanted.
        measured: how large each group of an attribute is in a log that there is already; used
            where neither `groups` nor `shares` is given.
    """

    rates: Mapping[str, float] = field(default_factory=dict)
    groups: int | None = None
    shares: tuple[float, ...] | None = None
    beyond: float | None = None
    power: float = 0.8
    measured: Mapping[str, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Size:
    """How often each state comes at one size.

    Attributes:
        per_group: cases of each group, on average.
        in_all: cases.
        kept: where the limit is kept: groups are alike, or the share is on the good side.
        broken: where the truth is beyond the limit.
    """

    per_group: int
    in_all: int
    kept: Chances
    broken: Chances


@dataclass(frozen=True, slots=True)
class Needed:
    """Cases that it takes, in all; None where ten million are not enough.

    Attributes:
        inside: to be told inside where the limit is kept.
        outside: to be told outside where it is broken.
        both: for either.
        of_each: of each group, for either.
        likelier: below this, "can't tell" is the likelier answer even where the limit is kept.
    """

    inside: int | None
    outside: int | None
    both: int | None
    of_each: tuple[int, ...] | None
    likelier: int | None


@dataclass(frozen=True, slots=True)
class PlannedLimit:
    """One criterion, and the sizes at which it can be decided.

    Attributes:
        finding: what is limited.
        candidate: whose.
        attribute: by which groups.
        gap: which gap.
        at_most: the limit, or ...
        at_least: ... the limit.
        rate: what is supposed of it over all groups together.
        kept: the true value where the limit is kept.
        broken: the true value where it is broken.
        shares: of each group; one of 1 where there are no groups.
        shares_from: where these come from: `asked`, `population`, `log`, `edges` or `supposed`.
        level: of the interval, so that all criteria hold together.
        needed: cases that it takes.
        sizes: the chances at some sizes.
        reason: why nothing can be planned, where nothing can.
    """

    finding: str
    candidate: str | None
    attribute: str | None
    gap: str | None
    at_most: float | Omitted
    at_least: float | Omitted
    rate: float | None = None
    kept: float | None = None
    broken: float | None = None
    shares: tuple[float, ...] = ()
    shares_from: str | None = None
    level: float | None = None
    needed: Needed | None = None
    sizes: tuple[Size, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class WantedColumn:
    """A column to ask for.

    Attributes:
        column: its name.
        meaning: what it holds.
        type: text, number, whole number, date and time, or number from 0 to 1.
        values: which values are allowed.
        why: what cannot be said without it.
        required: whether the audit needs it.
    """

    column: str
    meaning: str
    type: str
    values: str
    why: str
    required: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What an audit needs before there is data.

    Attributes:
        title: of the review.
        power: how likely an answer is wanted.
        interval: the level of all intervals together.
        seed: of the simulation.
        min_group: groups smaller than this take no part.
        limits: each criterion.
        columns: to ask for.
    """

    title: str
    power: float
    interval: float
    seed: int
    min_group: int
    limits: tuple[PlannedLimit, ...]
    columns: tuple[WantedColumn, ...]
    schema: str = SCHEMA

    def to_json(self) -> str:
        """The plan as a document: sorted keys, the same bytes for the same question."""
        return json.dumps(
            plain(self), sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False
        )
