"""What the handoff slider shows: one finished sentence per stop, and nothing left to work out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from evenhand import statistics
from evenhand.findings import (
    OMITTED,
    Estimate,
    Findings,
    GroupCurve,
    Guarantee,
    Handoff,
    Staffing,
    Tried,
)
from evenhand.review import Review
from evenhand.words import costs, queue, say
from evenhand.words import handoff as said
from evenhand.words.columns import attribute_name
from evenhand.words.tried import confidence
from evenhand.words.untold import untold

_ICONS = 100


def handoff_widget(
    findings: Findings, review: Review, attribute: str | None, *, dark: bool | None = False
) -> dict[str, Any]:
    """Everything the slider needs, as JSON.

    Args:
        findings: what was found.
        review: the nouns.
        attribute: by which groups the same is shown; None for nobody.
        dark: for a dark page; None where the reader's own setting decides.

    Returns:
        Empty where there is no handoff; else `stops` (a sentence, 100 icons, figures and rows by
        group for each), `start`, `presets`, `labels` and `columns`.
    """
    handoff = findings.handoff
    if handoff is None or handoff.reason or handoff.all_cases is None or not handoff.stops:
        return {}
    level = review.method.interval
    groups = _groups(handoff, attribute or "", level)
    everybody = _rated(handoff.all_cases, level)
    return {
        "dark": dark,
        "labels": _labels(review),
        "columns": _columns(handoff, review, attribute),
        "stops": [_stop(handoff, everybody, groups, review, i) for i in range(len(handoff.stops))],
        "start": _nearest(handoff.stops, _opened_at(handoff)),
        "presets": _presets(findings, handoff, review),
    }


def _opened_at(handoff: Handoff) -> float:
    """Where somebody released it, else the review's own threshold."""
    return handoff.tried.threshold if isinstance(handoff.tried, Tried) else handoff.threshold


def _labels(review: Review) -> dict[str, str]:
    person, cases = say.a_or_an(review.words.person), say.name(review.words.plural)
    return {
        "slider": "Confidence needed to decide alone",
        "less": "Lower the confidence needed",
        "more": "Raise the confidence needed",
        "well": "answered well",
        "alone": "decided alone; whether rightly is not known",
        "wrong": "answered wrongly",
        "person": f"sent to {person}",
        "presets": "Settings to try",
        "icons": f"100 {cases}, each a sign: a dot, a cross or an open ring",
        "figures": "At this setting",
        "table": "The same by group",
    }


def _columns(handoff: Handoff, review: Review, attribute: str | None) -> list[str]:
    person = say.a_or_an(review.words.person)
    first = say.capital(attribute_name(attribute, review)) if attribute else "Group"
    cases = say.name(review.words.plural)
    columns = [first, say.capital(cases), f"Sent to {person}", "Wrong among those decided alone"]
    columns += ["Wrong in the end"] if _knows_people(handoff) else []
    return columns + ([f"Mean wait, over all {cases}"] if handoff.stop_waits else [])


def _knows_people(handoff: Handoff) -> bool:
    """Whether it is known, or assumed, how often people are right."""
    return isinstance(handoff.team_curve, tuple) and any(
        point.team.value is not None for point in handoff.team_curve
    )


@dataclass(frozen=True, slots=True)
class _Rated:
    """One group's curve as shares with intervals.

    Attributes:
        curve: its counts.
        alone: the share decided alone, at each stop.
        handed: the share sent to a person.
        wrong: of those decided alone, the share that is wrong.
        team: of all, the share that is wrong in the end; empty for everybody.
    """

    curve: GroupCurve
    alone: Sequence[Estimate]
    handed: Sequence[Estimate]
    wrong: Sequence[Estimate]
    team: Sequence[Estimate]


def _groups(handoff: Handoff, attribute: str, level: float) -> list[_Rated]:
    """Each group of an attribute along the stops."""
    team = {even.group: even.team_error for even in handoff.even_curves.get(attribute, ())}
    curves = handoff.group_curves.get(attribute, ())
    return [_rated(curve, level, team.get(curve.group, ())) for curve in curves]


def _rated(curve: GroupCurve, level: float, team: Sequence[Estimate] = ()) -> _Rated:
    n = [curve.n] * len(curve.alone)
    handed = [curve.n - alone for alone in curve.alone]
    return _Rated(
        curve,
        statistics.rates(curve.alone, n, level),
        statistics.rates(handed, n, level),
        statistics.rates(curve.wrong, curve.labelled, level),
        team,
    )


def _stop(
    handoff: Handoff, everybody: _Rated, groups: Sequence[_Rated], review: Review, i: int
) -> dict[str, Any]:
    """Everything that is shown at one stop."""
    alone, wrong = everybody.alone[i].value or 0.0, everybody.wrong[i].value
    return {
        "threshold": handoff.stops[i],
        "value": confidence(handoff.stops[i]),
        "headline": f"{said.headline(alone, wrong, everybody.curve.n, review)}.",
        "known": wrong is not None or not alone,
        "icons": list(said.thirds(alone, wrong or 0.0, _ICONS)),
        "figures": _figures(handoff, everybody, review, i),
        "rows": [_row(handoff, rated, review, i) for rated in groups],
    }


def _figures(handoff: Handoff, everybody: _Rated, review: Review, i: int) -> list[list[str]]:
    """Label, value and interval of each figure under the headline; the same ones at every stop."""
    figures = [
        _figure("Decided alone", everybody.alone[i]),
        _figure("Wrong among those", everybody.wrong[i]),
        _figure(f"Sent to {say.a_or_an(review.words.person)}", everybody.handed[i]),
    ]
    if isinstance(handoff.team_curve, tuple) and _knows_people(handoff):
        figures.append(_figure("Right together", handoff.team_curve[i].team))
    if handoff.stop_costs and review.costs is not None:
        label = f"Cost of 1,000 {say.name(review.words.plural)}"
        cost = costs.amount(handoff.stop_costs[i], review)
        figures.append([label, cost, _cost_interval(handoff, i)])
    if handoff.stop_waits:
        figures.append(["Wait of those sent", _wait(handoff.stop_waits[i]), ""])
    return figures


def _cost_interval(handoff: Handoff, i: int) -> str:
    """Between which amounts the cost at a stop lies; empty where that is not known."""
    curve = handoff.cost_curve
    cost = curve[i].team if isinstance(curve, tuple) else Estimate()
    if cost.low is None or cost.high is None:
        return ""
    return f"{say.number(cost.low, 3)} to {say.number(cost.high, 3)}"


def _figure(label: str, estimate: Estimate) -> list[str]:
    value, _, interval = say.ranged(estimate).partition(" (")
    return [label, value, interval.removesuffix(")")]


_GROWS: Final = "the queue grows"


def _wait(minutes: float | None) -> str:
    return _GROWS if minutes is None else queue.lasting(minutes)


def _row(handoff: Handoff, rated: _Rated, review: Review, i: int) -> list[str]:
    mark = "" if said.is_comparable(rated.curve, review) else " (too few to judge)"
    row = [
        f"{say.name(rated.curve.group)}{mark}",
        f"{rated.curve.n:,}",
        say.ranged(rated.handed[i]),
        say.ranged(rated.wrong[i]),
    ]
    row += [say.ranged(rated.team[i])] if _knows_people(handoff) else []
    waits = handoff.stop_waits
    return row + ([_wait(_expected(waits[i], rated.handed[i]))] if waits else [])


def _expected(wait: float | None, handed: Estimate) -> float | None:
    """The wait of a case of a group, those that never wait among them."""
    if not handed.value:
        return 0.0
    return None if wait is None else wait * handed.value


def _nearest(stops: Sequence[float], threshold: float) -> int:
    return min(range(len(stops)), key=lambda i: (abs(stops[i] - threshold), i))


_PRESETS: Final[Mapping[str, tuple[str, str]]] = {
    "today": ("Today", "the threshold of this review"),
    "cheapest": ("Cheapest", "the lowest cost of mistakes and reviews"),
    "capacity": (
        "Within capacity",
        "the most that the people there can take over in time, if cases come in evenly",
    ),
    "guaranteed": ("Guaranteed", "the lowest threshold whose error can be promised"),
}


def _presets(findings: Findings, handoff: Handoff, review: Review) -> list[dict[str, Any]]:
    """Named stops; one that cannot be had has none, and its note says why."""
    return [
        {
            "label": label,
            "note": note if key in handoff.presets else _WHY[key](findings, handoff, review),
            "stop": _nearest(handoff.stops, handoff.presets[key])
            if key in handoff.presets
            else None,
        }
        for key, (label, note) in _PRESETS.items()
    ]


def _no_cheapest(findings: Findings, _: Handoff, review: Review) -> str:
    if review.costs is None:
        return "what a mistake and a review cost is not in this review."
    return f"what it costs {untold(findings)}."


def _no_capacity(_: Findings, handoff: Handoff, review: Review) -> str:
    if not isinstance(handoff.staffing, Staffing):
        return "how many people there are, and how much comes in, is not in this review."
    people = say.counted(handoff.staffing.people, review.words.person, f"{review.words.person}s")
    return f"{people} can't take over in time what any of these settings leaves to them."


def _no_guarantee(findings: Findings, handoff: Handoff, review: Review) -> str:
    promised = handoff.guarantee
    if promised is OMITTED:
        return "how many may be wrong at most is not in this review."
    if not isinstance(promised, Guarantee):
        return f"what can be promised {untold(findings)}."
    if promised.threshold is not None:
        at = say.number(100 * promised.threshold, 3)
        return f"it is promised at {at} %, where this slider has no stop."
    needed = promised.cases_needed
    cases = say.name(review.words.plural)
    more = f"; about {say.number(float(needed))} more labelled {cases} are needed" if needed else ""
    return f"no threshold can be promised{more}."


_WHY: Final[Mapping[str, Callable[[Findings, Handoff, Review], str]]] = {
    "cheapest": _no_cheapest,
    "capacity": _no_capacity,
    "guaranteed": _no_guarantee,
}
