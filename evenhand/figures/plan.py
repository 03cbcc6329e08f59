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
        points=_points(limit),
        marked=_marked(limit, wanted),
        marked_label=f"told to be inside {say.number(wanted, 3)} times of 100",
        limit=Line(wanted, "as often as wanted"),
        x_unit=unit,
        y_unit="told to be inside where the limit is kept, of 100",
    )  # fmt: skip


def _points(limit: PlannedLimit) -> tuple[tuple[float, float], ...]:
    """Up to the first size at which it is nearly always told."""
    points = [(float(size.per_group), make.of_100(size.kept.inside) or 0.0) for size in limit.sizes]
    last = next((i for i, (_, inside) in enumerate(points) if inside >= _ALL), len(points) - 1)
    return tuple(points[: max(last, 1) + 1])


def _marked(limit: PlannedLimit, wanted: float) -> tuple[float, float] | None:
    groups = max(1, len(limit.shares))
    inside = limit.needed.inside if limit.needed else None
    end = _points(limit)[-1][0]
    at = None if inside is None else inside / groups
    return (at, wanted) if at is not None and at <= end else None


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
