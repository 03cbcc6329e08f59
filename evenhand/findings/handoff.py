"""What goes to a person: `handoff` of the document."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from evenhand.findings.believed import Believed, Order
from evenhand.findings.costs import CostPoint, CostsOfDeciding
from evenhand.findings.evenness import EvenCurve, Evenness
from evenhand.findings.people import Overrides, Team, TeamPoint
from evenhand.findings.promise import Guarantee, RollOut
from evenhand.findings.queue import Arrivals, Staffing
from evenhand.findings.scope import Confusions, OutOfScope
from evenhand.findings.values import OMITTED, OPTIONAL, Estimate, Omitted


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What happens at one confidence threshold.

    Attributes:
        threshold: k/1000.
        coverage: share of cases decided alone.
        automatic_error: share of those that are wrong; None where there are none with a label.
    """

    threshold: float
    coverage: float
    automatic_error: float | None


@dataclass(frozen=True, slots=True)
class HandoffGroup:
    """The handoff in one group, at the review's threshold."""

    group: str
    n: int
    coverage: Estimate
    handed_off: Estimate
    automatic_error: Estimate


@dataclass(frozen=True, slots=True)
class HandoffCost:
    """Cost of 1,000 cases with the handoff: mistakes, reviews, and running the candidate."""

    mistakes: float | None
    reviews: float
    total: float | None
    running: float = 0.0


@dataclass(frozen=True, slots=True)
class GroupCurve:
    """One group's counts along the slider's stops, largest set first.

    Attributes:
        group: the group.
        n: answered cases of the group.
        alone: cases decided alone, at each stop.
        labelled: those of them that have a label.
        wrong: those of them that are wrong.
    """

    group: str
    n: int
    alone: tuple[int, ...]
    labelled: tuple[int, ...]
    wrong: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """The handoff at a threshold that somebody tried; the verdict stays by the review's own.

    Attributes:
        threshold: what was tried, one of the slider's stops; the rest as in `Handoff`.
    """

    threshold: float
    coverage: Estimate
    automatic_error: Estimate
    team_accuracy: Estimate
    cost_per_1000: HandoffCost | None = field(metadata=OPTIONAL)
    groups: Mapping[str, tuple[HandoffGroup, ...]]
    staffing: Staffing | Omitted | None
    fairness: Mapping[str, Evenness] | Omitted = OMITTED
    team: Team | Omitted | None = OMITTED
    costs: CostsOfDeciding | Omitted | None = OMITTED


@dataclass(frozen=True, slots=True)
class Handoff:
    """What happens when unsure cases go to a person.

    Attributes:
        arrivals: when cases come in, where the log says so.
        aurc: the automatic error, on average over all coverages.
        order: what that could be with as many wrong answers; None without a labelled case.
        believed: whether its confidence can be; None without a labelled case.
        roll_out: by context column, its categories in the order of roll-out; nothing without a
            promise.
        out_of_scope: cases that none of the answers fits.
        confusions: which class is taken for which among those decided alone.
        reason: why nothing can be handed off, if so; then all estimates are empty.
        tried: the same at a threshold that somebody tried; left out where nobody did.
        human: `measured` from a column, `assumed` by the review, or None.
        team: both together beside each alone; left out where nothing is known of people.
        team_curve: how often both together are right along the stops; likewise.
        costs: each way of deciding beside the others; left out without costs.
        cost_curve: what 1,000 cases cost along the stops; likewise.
        overrides: what people did with the answers; left out without a column of theirs.
        stops: the slider's thresholds, the review's own among them.
        all_cases: the counts of everybody along the stops.
        group_curves: the same by attribute and group.
        stop_costs: what 1,000 cases cost at each stop; empty without costs or labels.
        stop_waits: minutes that a case handed off waits at each stop, None where the queue never
            settles; empty where nothing is known of the people.
        fairness: by attribute, each group beside a handoff that is blind to groups.
        even_curves: the same along the stops.
        presets: thresholds worth a button, by name: `today`, `cheapest`, `capacity`, `guaranteed`.
    """

    candidate: str
    threshold: float
    n: int
    coverage: Estimate
    automatic_error: Estimate
    team_accuracy: Estimate
    human: str | None
    cost_per_1000: HandoffCost | None = field(metadata=OPTIONAL)
    curve: tuple[CurvePoint, ...]
    groups: Mapping[str, tuple[HandoffGroup, ...]]
    guarantee: Guarantee | Omitted | None
    staffing: Staffing | Omitted | None
    fairness: Mapping[str, Evenness] | Omitted = OMITTED
    aurc: Estimate = field(default_factory=Estimate)
    order: Order | None = None
    believed: Believed | None = None
    roll_out: Mapping[str, tuple[RollOut, ...]] | Omitted = OMITTED
    out_of_scope: OutOfScope | Omitted | None = OMITTED
    confusions: Confusions | Omitted | None = OMITTED
    team: Team | Omitted | None = OMITTED
    team_curve: tuple[TeamPoint, ...] | Omitted = OMITTED
    overrides: Overrides | Omitted | None = OMITTED
    arrivals: Arrivals | Omitted = OMITTED
    costs: CostsOfDeciding | Omitted | None = OMITTED
    cost_curve: tuple[CostPoint, ...] | Omitted = OMITTED
    reason: str | None = None
    tried: Tried | Omitted = OMITTED
    stops: tuple[float, ...] = field(default=(), metadata={"document": False})
    all_cases: GroupCurve | None = field(default=None, metadata={"document": False})
    group_curves: Mapping[str, tuple[GroupCurve, ...]] = field(
        default_factory=dict, metadata={"document": False}
    )
    even_curves: Mapping[str, tuple[EvenCurve, ...]] = field(
        default_factory=dict, metadata={"document": False}
    )
    stop_costs: tuple[float, ...] = field(default=(), metadata={"document": False})
    stop_waits: tuple[float | None, ...] = field(default=(), metadata={"document": False})
    presets: Mapping[str, float] = field(default_factory=dict, metadata={"document": False})
