"""The handoff at the review's threshold, and along all thresholds: every part put together."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from evenhand import statistics
from evenhand.findings import (
    OMITTED,
    Arrivals,
    Believed,
    CurvePoint,
    Estimate,
    EvenCurve,
    Evenness,
    GroupCurve,
    Guarantee,
    Handoff,
    Omitted,
    Order,
    Overrides,
    RollOut,
    Staffing,
    TeamPoint,
)
from evenhand.handoff import (
    arriving,
    aurc,
    believed,
    costs,
    curves,
    evenness,
    people,
    queue,
    scope,
)
from evenhand.handoff.halves import halves
from evenhand.handoff.overrides import overrides
from evenhand.handoff.presets import presets
from evenhand.handoff.promise import guarantee
from evenhand.handoff.roll_out import roll_out
from evenhand.handoff.subject import Subject, subject
from evenhand.handoff.sweep import THRESHOLDS, at, sweep
from evenhand.handoff.waits import stop_waits
from evenhand.review import HandoffPlan, Review
from evenhand.tally import Tally

_RollOut = Mapping[str, tuple[RollOut, ...]]


@dataclass(frozen=True, slots=True)
class _Standing:
    """What stays where it is wherever the threshold is put, and whatever cases cost.

    But `fairness`, which is of one threshold; along the stops only what a group gains stays.
    """

    curve: tuple[CurvePoint, ...]
    all_cases: GroupCurve
    group_curves: Mapping[str, tuple[GroupCurve, ...]]
    aurc: Estimate
    order: Order | None
    believed: Believed | None
    overrides: Overrides | Omitted | None
    guarantee: Guarantee | Omitted | None
    roll_out: _RollOut | Omitted
    team_curve: tuple[TeamPoint, ...] | Omitted
    stop_waits: tuple[float | None, ...]
    even_curves: Mapping[str, tuple[EvenCurve, ...]]
    fairness: Mapping[str, Evenness]


def hand_off(
    tally: Tally, review: Review, threshold: float | None = None, known: Handoff | None = None
) -> Handoff | None:
    """What happens when unsure cases go to a person; None without a handoff in the review.

    Args:
        tally: the counts.
        review: of those counts.
        threshold: one of the slider's stops to try; the review's own where not given.
        known: the same at another threshold or by other costs; what hangs on neither is taken
            from there, since it takes longer than all the rest.
    """
    plan = review.handoff
    if plan is None:
        return None
    if not review.handoff_candidate.is_sure:
        return _nothing(subject(tally, review, plan))
    of = subject(tally, review, plan, threshold)
    return _worked_out(of, _standing(of) if known is None else _taken(known, of))


@dataclass(frozen=True, slots=True)
class WouldBe:
    """What would go to a person at the review's threshold.

    Attributes:
        handed_off: the share of cases.
        cases: how many of the log's.
        staffing: the queue that it would be.
        arrivals: when, where the log says so.
    """

    handed_off: Estimate
    cases: int
    staffing: Staffing | Omitted | None
    arrivals: Arrivals | Omitted

    def a_day(self, days: int | None) -> float | None:
        """How many of the log's cases a day; None where no day is known."""
        return None if days is None else self.cases / days


def would_be(tally: Tally, review: Review) -> WouldBe | None:
    """What would go to a person; None without a handoff, or where nobody says how sure it is.

    Args:
        tally: the counts.
        review: of those counts.
    """
    plan = review.handoff
    if plan is None or not review.handoff_candidate.is_sure:
        return None
    of = subject(tally, review, plan)
    here, came = at(of.cells, of.threshold), _arrivals(of)
    coverage = statistics.rate(here.alone, here.n, of.level)
    return WouldBe(
        handed_off=statistics.rate(here.n - here.alone, here.n, of.level),
        cases=here.n - here.alone,
        staffing=_staffing(of.plan, coverage, came),
        arrivals=came,
    )


def _standing(of: Subject) -> _Standing:
    fine = sweep(of.cells, THRESHOLDS)
    area, order = aurc.area(of)
    promised, in_order = _promises(of)
    everybody = curves.everybody(of.cells, of.stops)
    waits = stop_waits(of.plan, everybody)
    fairness, even_curves = evenness.evenness(of, waits)
    return _Standing(
        curve=curves.curve(fine, int(of.cells.n.sum())),
        all_cases=everybody,
        group_curves={
            name: curves.by_group(cells, names, codes, of.stops)
            for name, cells, names, codes in of.attributes()
        },
        aurc=area,
        order=order,
        believed=believed.believed(of),
        overrides=overrides(of),
        guarantee=promised,
        roll_out=in_order,
        team_curve=people.team_curve(of, people.counted(of)),
        stop_waits=waits,
        even_curves=even_curves,
        fairness=fairness,
    )


def _taken(known: Handoff, of: Subject) -> _Standing:
    found = _Standing(**{each.name: getattr(known, each.name) for each in fields(_Standing)})
    return replace(found, fairness=evenness.moved(of, found.stop_waits, found.fairness))


def _worked_out(of: Subject, same: _Standing) -> Handoff:
    here = at(of.cells, of.threshold)
    coverage = statistics.rate(here.alone, here.n, of.level)
    answered, spent = people.counted(of), costs.spent(of)
    came = _arrivals(of)
    by_group = same.group_curves.items()
    return Handoff(
        candidate=of.review.handoff_candidate.name,
        threshold=of.threshold,
        n=here.n,
        coverage=coverage,
        automatic_error=statistics.rate(here.wrong, here.labelled, of.level),
        team_accuracy=people.accuracy(of, answered),
        human=people.source(of.plan),
        cost_per_1000=spent.at,
        curve=same.curve,
        groups={name: curves.groups(each, of.at, of.level) for name, each in by_group},
        guarantee=same.guarantee,
        staffing=_staffing(of.plan, coverage, came),
        arrivals=came,
        fairness=same.fairness,
        team=people.team(of, answered),
        team_curve=same.team_curve,
        overrides=same.overrides,
        costs=spent.costs,
        cost_curve=spent.curve,
        even_curves=same.even_curves,
        aurc=same.aurc,
        order=same.order,
        believed=same.believed,
        roll_out=same.roll_out,
        out_of_scope=scope.out_of_scope(of),
        confusions=scope.confusions(of),
        stops=tuple(of.stops.tolist()),
        all_cases=same.all_cases,
        group_curves=same.group_curves,
        stop_costs=spent.stops,
        stop_waits=same.stop_waits,
        presets=presets(of, same.all_cases, spent.stops, same.guarantee),
    )


def _nothing(of: Subject) -> Handoff:
    """The handoff of a candidate that does not say how sure it is; people may still overrule it."""
    name, plan = of.review.handoff_candidate.name, of.plan
    empty = dict.fromkeys(of.review.attributes, ())
    return Handoff(
        candidate=name,
        threshold=plan.threshold,
        n=0,
        coverage=Estimate(),
        automatic_error=Estimate(),
        team_accuracy=Estimate(),
        human=people.source(plan),
        cost_per_1000=None,
        curve=(),
        groups=empty,
        guarantee=None if plan.max_error is not None else OMITTED,
        staffing=None if plan.people is not None else OMITTED,
        overrides=overrides(of),
        reason=f"{name} does not say how sure it is; give it a score, or a confidence column.",
    )


def _arrivals(of: Subject) -> Arrivals | Omitted:
    """When cases come in, where the log says so."""
    if of.tally.arrivals is None:
        return OMITTED
    return arriving.arrivals(of.tally.arrivals, of.review, of.threshold)


def _staffing(
    plan: HandoffPlan, coverage: Estimate, came: Arrivals | Omitted
) -> Staffing | Omitted | None:
    """The queue of what is handed off; None where nobody knows how much that is."""
    if coverage.value is None:
        return None if plan.people is not None else OMITTED
    found = queue.staffing(plan, 1 - coverage.value)
    if found is None or not isinstance(came, Arrivals):
        return found or OMITTED
    return replace(found, by_hour=queue.by_hour(plan, came))


def _promises(of: Subject) -> tuple[Guarantee | Omitted | None, _RollOut | Omitted]:
    """What can be promised of all cases, and category by category; nothing unless asked for."""
    if of.plan.max_error is None:
        return OMITTED, OMITTED
    divided = halves(of)
    promised = guarantee(of, divided)
    if promised is None or not of.review.columns.context:
        return promised, OMITTED
    return promised, roll_out(of, divided)
