"""What mitigation would cost: the frontier, before and after by group, and more review."""

from collections.abc import Sequence
from itertools import pairwise

from evenhand.figures import make
from evenhand.figures.kinds import Cell, Dot, Dots, Lines, Mark, Panel, Table
from evenhand.findings import (
    Estimate,
    FrontierPoint,
    MitigatedGroup,
    Option,
    ReviewedGroup,
    ReviewMore,
    Thresholds,
)
from evenhand.review import Review
from evenhand.words import mitigation as said
from evenhand.words import nouns, say
from evenhand.words.columns import attribute_name

_MOST_GROUPS = 12
_LOWER = 1e-9


def frontier(found: Thresholds, review: Review) -> Lines:
    """How accurate thresholds by group can be, for every size of gap."""
    title = said.thresholds_title(found, review)
    today = (100 * (found.today.gap or 0.0), 100 * (found.today.accuracy.value or 0.0))
    points = _stairs(found, today[0])
    across, up = zip(*points, today, strict=True)
    phrase = nouns.metric_phrase(found.metric, review)
    groups = [group.group for group in found.per_group.groups]
    return Lines(
        title=title,
        meaning=said.thresholds_meaning(found, review),
        alt=(
            f"{title}. A curve of right answers against the gap between groups; the numbers are "
            "in the table."
        ),
        how=said.thresholds_how(found, review),
        columns=(
            "Gap, of 100",
            "Right, of 100",
            *(f"{say.cleaned(group)}: yes from score" for group in groups),
        ),
        rows=tuple(_point(p) for p in found.frontier),
        points=points,
        marked=today,
        marked_label="today",
        limit=None,
        x_unit=f"gap between groups: {phrase}, of 100",
        y_unit=f"answered rightly, of 100 {make.cases(review)}",
        x_range=_around(across, 0.0),
        y_range=_around(up, None),
    )


def _stairs(found: Thresholds, furthest: float) -> tuple[tuple[float, float], ...]:
    """The best accuracy at a gap of at most so much: it holds until the next point is reached."""
    points = [(100 * p.gap, 100 * p.accuracy) for p in found.frontier]
    steps = [(after[0], before[1]) for before, after in pairwise(points)]
    end = (max(furthest, points[-1][0]), points[-1][1])
    return tuple(sorted({*points, *steps, end}))


def _point(point: FrontierPoint) -> tuple[Cell, ...]:
    cuts = (_threshold(score) for score in point.thresholds)
    return (make.rounded(100 * point.gap), make.rounded(100 * point.accuracy), *cuts)


def _around(values: Sequence[float], least: float | None) -> tuple[float, float]:
    """The range of some values, with air at its ends."""
    low, high = min(values), max(values)
    air = 0.12 * (high - low) or 1.0
    return (low - air if least is None else least, high + air)


def _threshold(score: float | None) -> Cell:
    if score is None:
        return "by coin"
    return "nobody" if score > 1 else make.rounded(score)


def ways(found: Thresholds, review: Review) -> Table:
    """Every way to decide, with its accuracy and its gap."""
    options = (found.today, found.per_group, *found.coin_tosses)
    return Table(
        title=f"{len(options)} ways to decide, by what they cost and what gap they leave",
        meaning=f"{said.BEFORE_MITIGATION} {said.PRACTICE}",
        alt="A table of ways to decide, with right answers and the gap between groups.",
        how=said.thresholds_how(found, review),
        columns=(
            "Way to decide", "Right, of 100", "More right than today, of 1,000", "Gap, of 100",
            "By coin",
        ),
        rows=tuple(_way(option, found.today, review) for option in options),
    )  # fmt: skip


def _way(option: Option, today: Option, review: Review) -> tuple[Cell, ...]:
    more = (option.accuracy.value or 0.0) - (today.accuracy.value or 0.0)
    return (
        said.way(option),
        make.of_100(option.accuracy.value),
        round(1000 * more, 2),
        None if option.gap is None else round(100 * option.gap, 2),
        said.tossed(option, review),
    )


def before_after(found: Thresholds, review: Review) -> Dots:
    """Each group's rate and accuracy today and with a threshold of its own."""
    pairs = list(zip(found.today.groups, found.per_group.groups, strict=True))
    phrase = say.capital(nouns.metric_phrase(found.metric, review))
    by = attribute_name(found.attribute, review)
    title = f"{phrase}, and right answers, by {by}: today and after"
    rates = [d for one, two in pairs for d in _two(one.group, one.rate, two.rate)]
    right = [d for one, two in pairs for d in _two(one.group, one.accuracy, two.accuracy, good=1)]
    return Dots(
        title=title,
        meaning=(
            "Squares are today, circles with a threshold for each group; a diamond is a group for "
            "which it would be right less often."
        ),
        alt=make.alt_of(title, rates),
        how=said.thresholds_how(found, review),
        columns=(
            say.capital(attribute_name(found.attribute, review)), "Yes from score, today",
            "Yes from score, after",
            f"{phrase}, of 100, today", f"{phrase}, of 100, after", "Right, of 100, today",
            "Right, of 100, after",
        ),
        rows=tuple(_before_after_row(one, two) for one, two in pairs),
        panels=(
            _panel(f"{nouns.metric_phrase(found.metric, review)}, of 100", rates),
            _panel("answered rightly, of 100", right),
        ),
    )  # fmt: skip


def _before_after_row(one: MitigatedGroup, two: MitigatedGroup) -> tuple[Cell, ...]:
    values = (one.rate, two.rate, one.accuracy, two.accuracy)
    cuts = (_threshold(one.threshold), _threshold(two.threshold))
    return (say.cleaned(one.group), *cuts, *(make.of_100(each.value) for each in values))


def _two(group: str, before: Estimate, after: Estimate, *, good: int = 0) -> tuple[Dot, Dot]:
    """A square for today, a circle for after; a diamond where it is worse.

    More of it is good where `good` is 1, bad where it is -1, and neither where it is 0.
    """
    known = before.value is not None and after.value is not None
    worse = known and good * ((after.value or 0.0) - (before.value or 0.0)) < -_LOWER
    name = say.shortened(say.cleaned(group), make.LABEL_WIDTH - 7)
    return (
        make.dot(f"{name}, today", before, Mark.BASELINE, say.of_cases(before)),
        make.dot(f"{name}, after", after, Mark.WORST if worse else Mark.PLAIN, say.of_cases(after)),
    )


def _panel(unit: str, dots: Sequence[Dot]) -> Panel:
    """As many groups as can be read; the others are in the table."""
    most = 2 * _MOST_GROUPS
    return Panel(unit, tuple(dots[:most]), left_out=max(0, len(dots) - most))


def review_more(found: ReviewMore, review: Review) -> Dots:
    """How often a person looks and how often it is wrong alone, today and with more review."""
    title = said.review_more_title(found, review)
    sent = [d for g in found.groups for d in _two(g.group, g.handed_off_today, g.handed_off)]
    wrong = [d for g in found.groups for d in _two(g.group, g.error_today, g.error, good=-1)]
    person = say.a_or_an(review.words.person)
    return Dots(
        title=title,
        meaning=said.review_more_meaning(found, review),
        alt=make.alt_of(title, wrong),
        how=said.review_more_how(found, review),
        columns=(
            say.capital(attribute_name(found.attribute, review)), make.cases(review),
            "Confidence needed", f"Sent to {person}, of 100, today",
            f"Sent to {person}, of 100, after",
            "Wrong among those decided alone, of 100, today",
            "Wrong among those decided alone, of 100, after",
        ),
        rows=tuple(_reviewed(g) for g in found.groups),
        panels=(
            _panel("wrong among those decided alone, of 100", wrong),
            _panel(f"sent to {person}, of 100", sent),
        ),
    )  # fmt: skip


def _reviewed(group: ReviewedGroup) -> tuple[Cell, ...]:
    values = (group.handed_off_today, group.handed_off, group.error_today, group.error)
    return (
        say.cleaned(group.group),
        group.n,
        "all to a person" if group.threshold is None else make.rounded(group.threshold),
        *(make.of_100(each.value) for each in values),
    )
