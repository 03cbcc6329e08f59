"""Figures of a plan: how often a limit can be decided, by size, and the columns to ask for."""

from typing import Final

from evenhand.figures import make
from evenhand.figures.kinds import Cell, Line, Lines, Table
from evenhand.findings import Chances
from evenhand.plan import Plan, PlannedLimit, Size
from evenhand.review import Review
from evenhand.words import plan as words
from evenhand.words import say

_STATES: Final = ("inside", "cannot_tell", "outside")
_ALL: Final = 99.0
_HEADS: Final = ("inside", "can't tell", "outside")


def plan_chances(limit: PlannedLimit, plan: Plan, review: Review) -> Lines | None:
    """How often a limit that is kept is told to be inside, by size; None where it is not planned.

    Args:
        limit: planned.
        plan: which it is part of.
        review: its nouns.
    """
    if limit.needed is None:
        return None
    title = words.plan_title(limit, plan)
    unit = f"{make.cases(review)} a group" if len(limit.shares) > 1 else make.cases(review)
    wanted = make.of_100(plan.power) or 0.0
    points, at = _points(limit, wanted), _told(limit)
    return Lines(
        title=title,
        meaning=" ".join(words.needed_lines(limit, plan)),
        alt=f"{title}. A curve of how often it is told to be inside, by the number of cases.",
        how=_how(limit, plan, review),
        columns=(
            "Cases a group", "Cases in all",
            *(f"Limit kept: {state}" for state in _HEADS),
            *(f"Limit broken: {state}" for state in _HEADS),
        ),
        rows=tuple(_row(size) for size in limit.sizes),
        points=points,
        marked=(at, wanted) if at and (at, wanted) in points else None,
        marked_label=say.number(at or 0.0),
        limit=Line(wanted, "wanted"),
        x_unit=unit,
        y_unit="told inside, of 100",
    )  # fmt: skip


def _points(limit: PlannedLimit, wanted: float) -> tuple[tuple[float, float], ...]:
    """Up to the first size at which it is nearly always told, through the marked one or to it."""
    points = [(float(size.per_group), make.of_100(size.kept.inside) or 0.0) for size in limit.sizes]
    last = next((i for i, (_, inside) in enumerate(points) if inside >= _ALL), len(points) - 1)
    shown = points[: max(last, 1) + 1]
    at = _told(limit)
    return tuple(sorted([*shown, (at, wanted)])) if at else tuple(shown)


def _told(limit: PlannedLimit) -> float | None:
    """Cases a group from which it is told to be inside as often as wanted."""
    inside = limit.needed.inside if limit.needed else None
    return None if inside is None else inside / max(1, len(limit.shares))


def _row(size: Size) -> tuple[Cell, ...]:
    return (size.per_group, size.in_all, *_three(size.kept), *_three(size.broken))


def _three(chances: Chances) -> tuple[Cell, ...]:
    return tuple(make.of_100(getattr(chances, state)) for state in _STATES)


def _how(limit: PlannedLimit, plan: Plan, review: Review) -> str:
    level = say.number(100 * (limit.level or plan.interval), 4)
    pairs = " over all pairs of groups" if len(limit.shares) > 1 else ""
    return (
        f"{words.supposed_sentence(limit)} {words.among_sentence(limit, review)} Simulated logs "
        f"are judged as real ones are, with {level} % intervals{pairs} (power analysis); seed "
        f"{plan.seed}. {words.ASSUMED}"
    )


def plan_columns(plan: Plan) -> Table:
    """The columns to ask for.

    Args:
        plan: what was worked out.
    """
    required = sum(wanted.required for wanted in plan.columns)
    title = f"{len(plan.columns)} columns to ask for, {required} of them required"
    return Table(
        title=title,
        meaning="One row a case; send this list to whoever keeps the log.",
        alt=f"{title}. A table of the columns.",
        how="Every column that the review maps, and what cannot be said without it.",
        columns=words.COLUMNS,
        rows=tuple(words.column_row(wanted) for wanted in plan.columns),
    )
