"""What a review's series came to at each gate, and which candidates were tried and not kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from evenhand.findings.decided import Decision
from evenhand.findings.values import Estimate


@dataclass(frozen=True, slots=True)
class Dropped:
    """A candidate that was tried and not kept, as the review says.

    Attributes:
        name: what it is called.
        why: why it was not kept.
        on: when, as it is written in the review; None where it does not say.
        phase: at which gate; None where the review does not say.
    """

    name: str
    why: str
    on: str | None
    phase: str | None


@dataclass(frozen=True, slots=True)
class Since:
    """One thing that is no longer as it was at a gate.

    Attributes:
        what: what it is.
        was: what it was then; None where there was none.
        now: what it is now; None where there is none.
    """

    what: Literal["criteria", "candidates", "data", "verdict"]
    was: str | None
    now: str | None


@dataclass(frozen=True, slots=True)
class Gate:
    """What was decided last at one gate.

    Attributes:
        phase: which gate.
        decision: who decided what, on which numbers and criteria.
        candidates: who was compared then.
        numbers: the main numbers then.
        since: what is no longer as it was.
    """

    phase: str
    decision: Decision
    candidates: tuple[str, ...]
    numbers: Mapping[str, Estimate]
    since: tuple[Since, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """The series a review belongs to.

    Attributes:
        name: of the series; None where candidates were tried and the review names no series.
        phase: the gate that this review stands before; None as well.
        gates: those at which something was decided, in the order of the phases.
        dropped: candidates that were tried and not kept, as the review lists them.
    """

    name: str | None
    phase: str | None
    gates: tuple[Gate, ...]
    dropped: tuple[Dropped, ...]
