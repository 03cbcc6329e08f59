"""What recalibrated confidence would be worth: asked for, never applied, not in the document."""

from dataclasses import dataclass

from evenhand.findings.believed import Believed
from evenhand.findings.handoff import GroupCurve
from evenhand.findings.values import Estimate


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the same scores as confidence.

    Attributes:
        believed: whether that confidence can be believed.
        aurc: its area under risk and coverage.
        curve: who would be decided alone along the slider's stops.
        coverage: share decided alone at the review's threshold.
        automatic_error: share of those that is wrong.
    """

    believed: Believed
    aurc: Estimate
    curve: GroupCurve
    coverage: Estimate
    automatic_error: Estimate


@dataclass(frozen=True, slots=True)
class Recalibration:
    """Confidence as it is and recalibrated, each judged on cases it was not fitted on.

    Attributes:
        method: `platt` or `isotonic`.
        n: labelled cases.
        threshold: the review's.
        stops: of the curves.
        before: as it is.
        after: recalibrated.
        mapped: what is said, and what it becomes, fitted on all cases; empty by group.
        attribute: by whose groups it was fitted; None for everybody alike.
        own: the groups that were large enough for a fit of their own.
    """

    method: str
    n: int
    threshold: float
    stops: tuple[float, ...]
    before: Reading
    after: Reading
    mapped: tuple[tuple[float, float], ...]
    attribute: str | None = None
    own: tuple[str, ...] = ()
