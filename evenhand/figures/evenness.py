"""Figures of the handoff by group: beside one that is blind to groups, at a threshold and over all.

Every measure is drawn by the same two figures: dots at the threshold, small curves over all stops.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from evenhand.figures import make
from evenhand.figures.handoff import error_limit
from evenhand.figures.kinds import Cell, Dot, Dots, Line, Mark, Panel, Strip, Strips
from evenhand.findings import EvenCurve, EvenGroup, Evenness, Findings, GroupCurve, Handoff
from evenhand.review import Review
from evenhand.words import evenness as said
from evenhand.words import handoff as handed
from evenhand.words import nouns, say
from evenhand.words.columns import attribute_name

_SHARES: Final = ("handed_off", "automatic_error", "team_error")
_MOST_STRIPS: Final = 6
_EVERY: Final = 5
_MOST_GROUPS: Final = 30


def handoff_groups(findings: Findings, review: Review, attribute: str | None) -> Dots | None:
    """Who is sent to a person, and how often the answers are wrong, beside a blind handoff.

    Args:
        findings: what was found.
        review: the nouns and limits.
        attribute: by which groups.

    Returns:
        None where there are no groups.
    """
    found = said.evenness_of(findings, attribute)
    if found is None or attribute is None:
        return None
    title = handed.groups_title(findings, review, attribute)
    panels = [_panel(found, measure, review) for measure in _SHARES if _told(found, measure)]
    return Dots(
        title=title,
        meaning=said.evenness_meaning(findings, review, attribute),
        alt=make.alt_of(title, panels[0].dots),
        how=(
            f"{nouns.metric_how('coverage', review)} "
            f"{nouns.metric_how('automatic_error', review)} "
            f"Wilson {nouns.interval_name(review)}s. {said.evenness_how(review)}"
        ),
        columns=_columns(review, attribute),
        rows=tuple(_row(group) for group in found.groups),
        panels=tuple(panels),
    )


def _told(found: Evenness, measure: str) -> bool:
    """Whether a measure is known of any group; the first always stands."""
    known = (getattr(group, measure).value is not None for group in found.groups)
    return measure == _SHARES[0] or any(known)


def _panel(found: Evenness, measure: str, review: Review) -> Panel:
    dots = [_dot(group, found, measure, review) for group in found.groups]
    limit = error_limit(review) if measure == "automatic_error" else None
    drawn = make.panel(said.measure_unit(measure, review), dots)
    lines = (limit,) if limit else ()
    beside = said.BLIND if any(dot.beside is not None for dot in drawn.dots) else ""
    return Panel(drawn.unit, drawn.dots, lines, drawn.left_out, beside)


def _dot(group: EvenGroup, found: Evenness, measure: str, review: Review) -> Dot:
    estimate = getattr(group, measure)
    blind = getattr(group.agnostic, measure)
    # To be sent to a person more often than others is not worse by itself.
    worst = None if measure == "handed_off" else found.gaps[measure].highest
    mark = _mark(group, worst, review)
    made = make.dot(group.group, estimate, mark, make.note(estimate, review))
    return made if made.value is None else replace(made, beside=make.of_100(blind))


def _mark(group: EvenGroup, worst: str | None, review: Review) -> Mark:
    if not handed.is_comparable(group, review):
        return Mark.HOLLOW
    return Mark.WORST if group.group == worst else Mark.PLAIN


def _columns(review: Review, attribute: str) -> tuple[str, ...]:
    ends = make.interval_columns(review)
    names = [
        (said.measure_name(measure, review) + ", of 100", *ends, "blind to groups, of 100")
        for measure in _SHARES
    ]
    return (
        say.capital(attribute_name(attribute, review)),
        make.cases(review),
        *(name for measure in names for name in measure),
        "Expected wait in minutes",
        "blind to groups, in minutes",
    )


def _row(group: EvenGroup) -> tuple[Cell, ...]:
    shares = [
        (*make.interval_cells(getattr(group, m)), make.of_100(getattr(group.agnostic, m)))
        for m in _SHARES
    ]
    return (
        say.cleaned(group.group),
        group.n,
        *(cell for share in shares for cell in share),
        make.rounded(group.wait_minutes),
        make.rounded(group.agnostic.wait_minutes),
    )


# Over all thresholds


def handoff_curves(
    findings: Findings, review: Review, attribute: str | None, measure: str = "automatic_error"
) -> Strips | None:
    """One measure of each group over all thresholds, beside a handoff blind to groups.

    Args:
        findings: what was found.
        review: the nouns.
        attribute: by which groups.
        measure: one of `words.evenness.MEASURES`.

    Returns:
        None where there are no groups, or nothing is known of the measure.
    """
    handoff = findings.handoff
    if handoff is None or attribute is None or attribute not in handoff.even_curves:
        return None
    series = _series(handoff, attribute, measure)
    large = [one for one in series if one.large(review) and one.points]
    if not large:
        return None
    shown = sorted(large, key=lambda one: -one.apart)[:_MOST_STRIPS]
    title = said.curve_title(findings, review, attribute, measure)
    return Strips(
        title=title,
        meaning=said.curve_meaning(findings, review, attribute),
        alt=f"{title}. Small curves over all thresholds; the numbers are in the table.",
        how=said.evenness_how(review),
        columns=(
            say.capital(attribute_name(attribute, review)), "Confidence needed",
            say.capital(said.measure_unit(measure, review)), "blind to groups",
        ),
        rows=tuple(row for one in series[:_MOST_GROUPS] for row in one.rows()),
        strips=tuple(one.strip() for one in sorted(shown, key=lambda one: one.curve.group)),
        beside=said.BLIND,
        x_unit="confidence needed to decide alone, of 100",
        y_unit=said.measure_unit(measure, review),
        at=Line(100 * handoff.threshold, "here"),
        left_out=len(series) - len(shown),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Series:
    """One group's measure at each stop, and what a handoff blind to groups would give.

    Attributes:
        curve: the group's counts.
        stops: the thresholds, of 100.
        own: the measure at each.
        blind: the reference at each.
    """

    curve: GroupCurve
    stops: tuple[float, ...]
    own: tuple[float | None, ...]
    blind: tuple[float | None, ...]

    @property
    def points(self) -> tuple[tuple[float, float], ...]:
        """The measure along the stops, where it is known."""
        return _points(self.stops, self.own)

    @property
    def apart(self) -> float:
        """How far the two lie apart at most."""
        pairs = zip(self.own, self.blind, strict=True)
        return max((abs(a - b) for a, b in pairs if a is not None and b is not None), default=0.0)

    def large(self, review: Review) -> bool:
        """Whether the group takes part in comparisons."""
        return handed.is_comparable(self.curve, review)

    def strip(self) -> Strip:
        """What is drawn."""
        label = say.name(self.curve.group, make.LABEL_WIDTH)
        return Strip(label, self.points, _points(self.stops, self.blind))

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """The numbers, at every fifth stop."""
        name, every = say.cleaned(self.curve.group), slice(None, None, _EVERY)
        for stop, own, blind in zip(
            self.stops[every], self.own[every], self.blind[every], strict=True
        ):
            yield name, make.rounded(stop), make.rounded(own), make.rounded(blind)


def _points(
    stops: tuple[float, ...], values: tuple[float | None, ...]
) -> tuple[tuple[float, float], ...]:
    known = zip(stops, values, strict=True)
    return tuple((stop, value) for stop, value in known if value is not None)


def _series(handoff: Handoff, attribute: str, measure: str) -> list[_Series]:
    stops = tuple(100 * stop for stop in handoff.stops)
    scale = 1.0 if measure == "wait_minutes" else 100.0
    pairs = zip(handoff.group_curves[attribute], handoff.even_curves[attribute], strict=True)
    return [
        _Series(
            counts,
            stops,
            _scaled(_OWN[measure](counts, even), scale),
            _scaled((getattr(stop, measure) for stop in even.agnostic), scale),
        )
        for counts, even in pairs
    ]


def _scaled(values: Iterable[float | None], scale: float) -> tuple[float | None, ...]:
    return tuple(None if value is None else scale * value for value in values)


def _shares(counts: Iterable[int], of: Iterable[int]) -> list[float | None]:
    return [k / n if n else None for k, n in zip(counts, of, strict=True)]


_OWN: Final[Mapping[str, Callable[[GroupCurve, EvenCurve], Iterable[float | None]]]] = {
    "handed_off": lambda c, _: _shares([c.n - k for k in c.alone], [c.n] * len(c.alone)),
    "automatic_error": lambda c, _: _shares(c.wrong, c.labelled),
    "team_error": lambda _, e: [estimate.value for estimate in e.team_error],
    "wait_minutes": lambda _, e: e.wait_minutes,
}
