"""The figures of labels: what lists of cases find beside chance, and what labels brought."""

from typing import Final

from evenhand.figures import make
from evenhand.figures.kinds import Cell, Dot, Dots, Lines, Mark, Panel, Series, Stroke, Table
from evenhand.findings import Findings, Labelling, Spent, Step, Strategy
from evenhand.review import Review
from evenhand.words import labelling as said
from evenhand.words import say
from evenhand.words.columns import attribute_name

_HOW: Final = (
    "All cases with a known outcome are put in the order of each list, and the mistakes among the "
    "first are counted; cases that the order cannot tell apart are taken by chance, so the number "
    "is an average. Wilson's interval; of chance, that of all cases. A list stands out where the "
    "difference between the cases on it and all others does (Newcombe's interval). Least sure: the "
    "lowest confidence. It says what a list out of so many cases finds; out of more, the first of "
    "them are less sure."
)
_LEARNED: Final = (
    "Accuracy of each candidate on the same cases, with Wilson's interval, by the number of labels "
    "it says it learned from. What a step brought is told by Newcombe's interval for two samples; "
    "since both answered the same cases, that is wider than need be."
)


def yardstick(findings: Findings, review: Review) -> Dots | None:
    """How many of each list are mistakes, beside chance; None where that can't be tried."""
    found = said.labelling_of(findings)
    if found is None or not found.strategies:
        return None
    dots = tuple(
        make.dot(
            said.short_way(one.by),
            one.mistakes,
            Mark.BASELINE if one.by == "random" else Mark.PLAIN,
            make.note(one.mistakes, review),
        )
        for one in _all(found)
    )
    title = said.yardstick_title(findings, review)
    return Dots(
        title=title,
        meaning=(
            f"Of a list of {found.cases:,} out of {found.known:,} {make.cases(review)}; by chance, "
            "as of all of them."
        ),
        alt=make.alt_of(title, dots),
        how=_HOW,
        columns=(
            "How cases are chosen", "of a list", "mistakes, of 100", *make.interval_columns(review),
            "more than among the others, of 100", *make.interval_columns(review),
        ),
        rows=tuple(_row(one, findings, review) for one in _all(found)),
        panels=(Panel(f"mistakes, of 100 {make.cases(review)} on the list", dots),),
    )  # fmt: skip


def _all(found: Labelling) -> tuple[Strategy, ...]:
    return tuple(sorted(found.strategies, key=lambda one: -(one.mistakes.value or 0.0)))


def _row(one: Strategy, findings: Findings, review: Review) -> tuple[Cell, ...]:
    name = said.way(one.by, findings, review)
    return (
        name,
        one.mistakes.n,
        *make.interval_cells(one.mistakes),
        *make.interval_cells(one.more),
    )


def curve(findings: Findings, review: Review) -> Lines | None:
    """Labels spent and mistakes found; None where that can't be tried."""
    found = said.labelling_of(findings)
    chance = said.strategy(found, "random") if found else None
    most = said.best(found) if found else None
    if found is None or chance is None or most is None:
        return None
    name = say.capital(said.way(most.by, findings, review))
    title = said.curve_title(findings, review)
    return Lines(
        title=title,
        meaning="The steeper a line, the fewer labels are spent on answers that were right.",
        alt=f"{title}. {name} beside chance, at {len(most.curve)} lengths of a list.",
        how=_HOW,
        columns=(
            "Labels", *(said.way(one.by, findings, review) for one in found.strategies),
        ),
        rows=tuple(
            (spent[0].cases, *(make.rounded(one.mistakes) for one in spent))
            for spent in zip(*(one.curve for one in found.strategies), strict=True)
        ),
        points=_points(most.curve),
        marked=None,
        marked_label="",
        limit=None,
        x_unit=f"{make.cases(review)} labelled",
        y_unit="mistakes found",
        x_range=(0.0, 1.01 * most.curve[-1].cases),
        label=name,
        others=(
            Series(said.way("random", findings, review), _points(chance.curve), Stroke.BASELINE),
        ),
    )  # fmt: skip


def _points(spent: tuple[Spent, ...]) -> tuple[tuple[float, float], ...]:
    return tuple((float(one.cases), one.mistakes) for one in spent)


def groups(findings: Findings, review: Review, attribute: str | None) -> Table | None:
    """How well each group is known, and what a list from the worst known one finds."""
    found = said.labelling_of(findings)
    told = found.coverage.get(attribute or "") if found else None
    if told is None or not told.groups:
        return None
    title = said.groups_title(findings, review, attribute or "")
    return Table(
        title=title,
        meaning=said.groups_meaning(findings, review, attribute or ""),
        alt=f"{title}. A table with a row for each group.",
        how=(
            f"{_HOW} A list by groups always goes on with the group of which the fewest outcomes "
            "are known, by chance within it."
        ),
        columns=(
            say.capital(attribute_name(attribute or "", review)), "known outcomes", "not known",
            "right, of 100", *make.interval_columns(review),
        ),
        rows=tuple(
            (say.cleaned(one.group), one.known, one.unknown, *make.interval_cells(one.accuracy))
            for one in told.groups
        ),
    )  # fmt: skip


def learned(findings: Findings, review: Review, attribute: str | None) -> Dots | None:
    """What labels brought, in each group; None where no candidates say how many they had."""
    found = said.labelling_of(findings)
    if found is None or not found.learned:
        return None
    by_group = found.learned_by.get(attribute or "", {}) or {"": found.learned}
    where, steps = said.most_learned(by_group)
    title = said.learned_title(steps, where)
    panels = tuple(
        Panel(
            f"{say.name(group)}: right, of 100" if group else "right, of 100",
            tuple(_step(one, review) for one in told),
        )
        for group, told in by_group.items()
    )
    return Dots(
        title=title,
        meaning=" ".join(said.learned_line(told, group) for group, told in by_group.items()),
        alt=make.alt_of(title, [dot for panel in panels for dot in panel.dots]),
        how=_LEARNED,
        columns=(
            "Group", "Candidate", "Labels", "right, of 100", *make.interval_columns(review),
            "more than the one before, of 100", *make.interval_columns(review),
        ),
        rows=tuple(
            (say.cleaned(group) or "all", say.cleaned(one.candidate), one.labels,
             *make.interval_cells(one.accuracy), *make.interval_cells(one.gain))
            for group, told in by_group.items()
            for one in told
        ),
        panels=panels,
    )  # fmt: skip


def _step(one: Step, review: Review) -> Dot:
    return make.dot(said.labels(one.labels), one.accuracy, note=make.note(one.accuracy, review))
