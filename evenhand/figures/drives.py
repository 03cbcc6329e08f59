"""Figures of what drives a model, case by case: a row an input, or one input against its values."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from evenhand import statistics
from evenhand.arrays import Floats
from evenhand.explanation import Overall, Points
from evenhand.figures import make
from evenhand.figures.kinds import Cell, Level, Scatter, Swarm, SwarmRow
from evenhand.review import Review
from evenhand.words import drives as said
from evenhand.words import explain, nouns, say
from evenhand.words.columns import value_said

_MOST_ROWS: Final = 8
_MOST_DOTS: Final = 300  # of a row: more lie on one another
_FEW: Final = 12  # values that are shown one by one
_STEPS: Final = 10
_LEAST: Final = 2  # cases, for an interval
Mask: TypeAlias = NDArray[np.bool_]


def each_case(overall: Overall, review: Review) -> Swarm | None:
    """Every explained case in a row for each input; None where only means were kept.

    Args:
        overall: what drives the model.
        review: which names things.
    """
    points = overall.points
    if points is None:
        return None
    order = [points.names.index(feature.name) for feature in overall.features]
    rows = [_row(points, place, review) for place in order[:_MOST_ROWS]]
    explained = len(points.amounts)
    title = said.each_case_title(_clearest(points, order[0], review), review)
    return Swarm(
        title=title,
        meaning=said.each_case_meaning(min(explained, _MOST_DOTS), explained, review),
        alt=f"{title}. Rows of dots for {say.listed([row.label for row in rows])}.",
        how=(
            f"SHAP values, {said.sizes(overall.n, overall.drawn, overall.cases, review)}, of the "
            f"{say.name(overall.target)}. High are values in the upper third of the explained, low "
            f"those in the lower third. {explain.NOT_REASONS}"
        ),
        columns=("Input", *_HEADS),
        rows=tuple(_numbers(points, place, review) for place in order),
        swarm=tuple(rows),
        unit=_unit(review, "right", "left"),
        left_out=max(0, len(order) - _MOST_ROWS),
    )


_HEADS: Final = (
    "Low is up to", "Pushes there by, on average", "High is from", "Pushes there by, on average ",
    "5 of 100 are pushed by less than", "5 of 100 by more than",
)  # fmt: skip


def _unit(review: Review, towards: str, away: str) -> str:
    return f"pushes towards {nouns.yes(review, 40)} ({towards}) or away ({away})"


def _row(points: Points, place: int, review: Review) -> SwarmRow:
    """At most so many of the cases, from the least to the most pushed, evenly spread."""
    amounts = points.amounts[:, place]
    order = np.argsort(amounts, kind="stable")
    kept = order[np.unique(np.linspace(0, len(order) - 1, _MOST_DOTS).round().astype(int))]
    levels = levels_of(points.inputs[:, place])[kept]
    label = explain.input_name(points.names[place], review, make.LABEL_WIDTH)
    return SwarmRow(
        label,
        tuple(float(f"{amount:.4g}") for amount in amounts[kept]),
        tuple(_LEVELS[level] for level in levels.tolist()),
    )


_LEVELS: Final = (Level.LOW, Level.MIDDLE, Level.HIGH, Level.UNKNOWN)
_LOW, _MIDDLE, _HIGH, _UNKNOWN = range(4)


def levels_of(values: Floats) -> NDArray[np.int64]:
    """Where each value lies: 0 in the lower third, 2 in the upper one, 1 between, 3 not a number.

    Values that are equal are never told apart.

    >>> levels_of(np.array([0.0, 0.0, 1.0, np.nan])).tolist()
    [0, 0, 2, 3]
    >>> levels_of(np.array([1.0, 2.0, 3.0])).tolist()
    [0, 1, 2]
    """
    known = np.isfinite(values)
    found = np.full(len(values), _UNKNOWN)
    if not known.any():
        return found
    least, most = values[known].min(), values[known].max()
    low = np.quantile(values[known], 1 / 3, method="lower")
    high = np.quantile(values[known], 2 / 3, method="higher")
    is_low, is_high = (values <= low) & (values < most), (values >= high) & (values > least)
    found[known] = _MIDDLE
    found[is_low & ~is_high] = _LOW
    found[is_high & ~is_low] = _HIGH
    return found


def _clearest(points: Points, place: int, review: Review) -> tuple[str, str, int, int, bool]:
    """The level of the first input at which it pushes one way most often."""
    amounts, levels = points.amounts[:, place], levels_of(points.inputs[:, place])
    name = explain.input_name(points.names[place], review)
    found = []
    for level, called in ((_HIGH, "high"), (_LOW, "low"), (_MIDDLE, "as usual")):
        at = amounts[levels == level]
        found += [(name, called, int((at > 0).sum()), len(at), True)] if len(at) else []
        found += [(name, called, int((at < 0).sum()), len(at), False)] if len(at) else []
    if not found:
        return name, "known", 0, len(amounts), True
    return max(found, key=lambda one: one[2] / one[3])


def _numbers(points: Points, place: int, review: Review) -> tuple[Cell, ...]:
    """One input in the table: what is low and high, what it adds there, and its usual reach."""
    values, amounts = points.inputs[:, place], points.amounts[:, place]
    levels = levels_of(values)
    low, high = levels == _LOW, levels == _HIGH
    least, most = np.quantile(amounts, [0.05, 0.95])
    return (
        explain.input_name(points.names[place], review),
        make.rounded(float(values[low].max())) if low.any() else None,
        _mean(amounts[low]),
        make.rounded(float(values[high].min())) if high.any() else None,
        _mean(amounts[high]),
        make.rounded(float(least)),
        make.rounded(float(most)),
    )


def _mean(amounts: Floats) -> float | None:
    return make.rounded(float(amounts.mean())) if len(amounts) else None


# One input


@dataclass(frozen=True, slots=True)
class _Step:
    """Cases with values from one to another, or with one value, and what the input added."""

    start: float
    end: float
    middle: float
    n: int
    mean: float
    low: float
    high: float


def one_input(overall: Overall, review: Review, name: str) -> Scatter | None:
    """One input's values against what they added; None where only means were kept.

    Args:
        overall: what drives the model.
        review: which names things.
        name: of the input.
    """
    points = overall.points
    if points is None or name not in points.names:
        return None
    values, amounts = _known(points, points.names.index(name))
    single = np.unique(values)
    steps = tuple(_steps(values, amounts, single, review.method.interval))
    names = tuple(value_said(name, float(one), review, 16) for one in single)
    is_few = len(single) <= _FEW
    called = explain.input_name(name, review)
    title = said.one_input_title(called, *_furthest(steps, name, review), review)
    return Scatter(
        title=title,
        meaning=said.one_input_meaning(review, in_steps=not is_few),
        alt=f"{title}. " + "; ".join(_said(step, name, review) for step in steps) + ".",
        how=(
            f"SHAP values of this one input, {said.sizes(len(amounts), None, None, review)}, of "
            f"the {say.name(overall.target)}, with the interval of each mean. {explain.NOT_REASONS}"
        ),
        columns=("From", "To", nouns.cases(review), "Pushes by, on average",
                 *make.interval_columns(review)),
        rows=tuple(map(_in_numbers, steps)),
        points=tuple(_dots(values, amounts, single if is_few else None)),
        steps=tuple(
            (float(at) if is_few else step.middle, step.mean, step.low, step.high)
            for at, step in enumerate(steps)
        ),
        names=names if is_few else (),
        x_unit=called,
        y_unit=_unit(review, "up", "down"),
    )  # fmt: skip


def _known(points: Points, place: int) -> tuple[Floats, Floats]:
    """What an input was wherever that is known, and what it added there."""
    values, amounts = points.inputs[:, place], points.amounts[:, place]
    known = np.isfinite(values)
    return values[known], amounts[known]


def _in_numbers(step: _Step) -> tuple[Cell, ...]:
    ends, found = (step.start, step.end), (step.mean, step.low, step.high)
    return (*map(make.rounded, ends), step.n, *map(make.rounded, found))


def _steps(values: Floats, amounts: Floats, single: Floats, level: float) -> Iterator[_Step]:
    """Each value by itself, where they are few; else tenths of the cases."""
    if len(single) <= _FEW:
        inside: list[Mask] = [values == one for one in single]
    else:
        edges = np.unique(np.quantile(values, np.linspace(0, 1, _STEPS + 1)[1:-1]))
        step = np.searchsorted(edges, values, side="left")
        inside = [step == one for one in np.unique(step)]
    for mask in inside:
        here, added = values[mask], amounts[mask]
        mean, n = float(added.mean()), len(added)
        error = float(added.std(ddof=1)) / np.sqrt(n) if n >= _LEAST else 0.0
        wide = float(statistics.critical(level) * error)
        yield _Step(
            float(here.min()), float(here.max()), float(np.median(here)), n, mean, mean - wide,
            mean + wide,
        )  # fmt: skip


def _dots(values: Floats, amounts: Floats, single: Floats | None) -> Iterator[tuple[float, float]]:
    """Where each case stands: at its value, or spread a little about the place of its category."""
    if single is None:
        across = values
    else:
        spread = np.random.default_rng(1).uniform(-0.3, 0.3, len(values))
        across = np.searchsorted(single, values) + spread
    for x, y in zip(across.tolist(), amounts.tolist(), strict=True):
        yield float(f"{x:.4g}"), float(f"{y:.4g}")


def _furthest(
    steps: tuple[_Step, ...], name: str, review: Review
) -> tuple[tuple[str, float] | None, tuple[str, float] | None]:
    """Where the input pushes most one way and the other, of steps with enough cases."""
    enough = [step for step in steps if step.n >= _LEAST] or list(steps)
    most = max(enough, key=lambda step: step.mean, default=None)
    least = min(enough, key=lambda step: step.mean, default=None)
    return (
        (_where(most, name, review), most.mean) if most and most.mean > 0 else None,
        (_where(least, name, review), least.mean) if least and least.mean < 0 else None,
    )


def _where(step: _Step, name: str, review: Review) -> str:
    start, end = (value_said(name, float(f"{v:.4g}"), review) for v in (step.start, step.end))
    return f"at {start}" if start == end else f"from {start} to {end}"


def _said(step: _Step, name: str, review: Review) -> str:
    return f"{_where(step, name, review)} by {say.number(step.mean)}"
