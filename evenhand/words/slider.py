"""What the handoff slider shows: one finished sentence per stop, and nothing left to work out."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from evenhand.findings import Estimate, Findings, GroupCurve, Handoff
from evenhand.review import Review
from evenhand.words import handoff as said
from evenhand.words import say

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
    groups = handoff.group_curves.get(attribute or "", ())
    return {
        "dark": dark,
        "labels": _labels(review),
        "columns": _columns(review, attribute),
        "stops": [_stop(handoff, groups, review, i) for i in range(len(handoff.stops))],
        "start": _nearest(handoff.stops, handoff.threshold),
        "presets": _presets(handoff),
    }


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


def _columns(review: Review, attribute: str | None) -> list[str]:
    person = say.a_or_an(review.words.person)
    first = say.capital(say.readable(attribute)) if attribute else "Group"
    cases = say.capital(say.name(review.words.plural))
    return [first, cases, f"Sent to {person}", "Wrong among those decided alone"]


def _stop(handoff: Handoff, groups: Sequence[GroupCurve], review: Review, i: int) -> dict[str, Any]:
    """Everything that is shown at one stop."""
    everybody = handoff.all_cases or GroupCurve("", 0, (), (), ())
    coverage, error = _coverage(everybody, i), _error(everybody, i)
    alone, wrong = coverage.value or 0.0, error.value
    well = alone * (1 - (wrong or 0.0))
    return {
        "threshold": handoff.stops[i],
        "value": say.number(handoff.stops[i], 3),
        "headline": f"{said.headline(alone, wrong, everybody.n, review)}.",
        "known": wrong is not None or not alone,
        "icons": list(say.parts([well, alone - well, 1 - alone], _ICONS)),
        "figures": _figures(handoff, i, (coverage, error), review),
        "rows": [_row(curve, review, i) for curve in groups],
    }


def _coverage(curve: GroupCurve, i: int) -> Estimate:
    return Estimate(curve.alone[i] / curve.n if curve.n else None, n=curve.n)


def _error(curve: GroupCurve, i: int) -> Estimate:
    labelled = curve.labelled[i]
    return Estimate(curve.wrong[i] / labelled if labelled else None, n=labelled)


def _handed(curve: GroupCurve, i: int) -> Estimate:
    return Estimate(1 - curve.alone[i] / curve.n if curve.n else None, n=curve.n)


def _figures(
    handoff: Handoff, i: int, shares: tuple[Estimate, Estimate], review: Review
) -> list[list[str]]:
    """Label and value of the figures under the headline."""
    coverage, error = shares
    figures = [
        ["Decided alone", say.of_cases(coverage)],
        ["Wrong among those", say.of_cases(error)],
    ]
    if handoff.stop_costs and review.costs is not None:
        cost = say.money(handoff.stop_costs[i], review.costs.currency)
        figures.append([f"Cost of 1,000 {say.name(review.words.plural)}", cost])
    return figures


def _row(curve: GroupCurve, review: Review, i: int) -> list[str]:
    small = curve.n < review.method.min_group or curve.group == "Unknown"
    mark = " (too few to judge)" if small else ""
    return [
        f"{say.name(curve.group)}{mark}",
        f"{curve.n:,}",
        say.of_cases(_handed(curve, i)),
        say.of_cases(_error(curve, i)),
    ]


def _nearest(stops: Sequence[float], threshold: float) -> int:
    return min(range(len(stops)), key=lambda i: (abs(stops[i] - threshold), i))


_PRESETS: Final[Mapping[str, tuple[str, str]]] = {
    "today": ("Today", "the threshold of this review"),
    "cheapest": ("Cheapest", "the lowest cost of mistakes and reviews"),
    "capacity": ("Within capacity", "the most that the people there can take over in time"),
    "guaranteed": ("Guaranteed", "the lowest threshold whose error can be promised"),
}


def _presets(handoff: Handoff) -> list[dict[str, Any]]:
    """Named stops; only those that exist."""
    found = [(key, handoff.presets[key]) for key in _PRESETS if key in handoff.presets]
    return [
        {"label": label, "note": note, "stop": _nearest(handoff.stops, at)}
        for (label, note), at in ((_PRESETS[key], at) for key, at in found)
    ]
