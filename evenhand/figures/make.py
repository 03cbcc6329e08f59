"""The small steps that every figure is made with."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Final

from evenhand.figures.kinds import Cell, Dot, Dots, Figure, Line, Mark, Panel, Swarm, Table
from evenhand.findings import Estimate
from evenhand.review import Review
from evenhand.words import nouns, say

LABEL_WIDTH: Final = 34
MOST_DOTS: Final = 30
cases: Final = nouns.cases


def of_100(share: float | None) -> float | None:
    """A share as a number of 100, with four significant digits.

    >>> of_100(0.1234567), of_100(None)
    (12.35, None)
    """
    return None if share is None else float(f"{100 * share:.4g}")


def rounded(value: float | None) -> float | None:
    """Any other number, with four significant digits."""
    return None if value is None else float(f"{value:.4g}")


def cell(value: Cell) -> str:
    """A cell of a table as text.

    >>> cell(1234), cell(0.5), cell(12345.6), cell("x")
    ('1,234', '0.5', '12,345.6', 'x')
    """
    if value is None:
        return say.DASH
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return f"{value:,}"
    return say.number(value, 6)


def interval_columns(review: Review) -> tuple[str, str]:
    """Heads for the two ends of an interval."""
    name = nouns.interval_name(review)
    return f"from ({name})", f"to ({name})"


def interval_cells(estimate: Estimate) -> tuple[Cell, Cell, Cell]:
    """A share, its two ends, all of 100."""
    return of_100(estimate.value), of_100(estimate.low), of_100(estimate.high)


def estimate_text(estimate: Estimate) -> str:
    """A share and its interval in one cell, of 100.

    >>> estimate_text(Estimate(0.12, 0.1, 0.145, 500)), estimate_text(Estimate())
    ('12 (10 to 14.5)', "can't be estimated")
    """
    value, low, high = interval_cells(estimate)
    if value is None:
        return say.CANNOT
    return cell(value) if low is None else f"{cell(value)} ({cell(low)} to {cell(high)})"


def dot(label: str, estimate: Estimate, mark: Mark = Mark.PLAIN, note: str = "") -> Dot:
    """A share as a dot, of 100."""
    value, low, high = (of_100(v) for v in (estimate.value, estimate.low, estimate.high))
    return Dot(say.name(label, LABEL_WIDTH), value, low, high, note, mark, estimate.n)


def panel(unit: str, dots: Sequence[Dot], lines: tuple[Line, ...] = ()) -> Panel:
    """A panel of at most `MOST_DOTS`: those at the two ends, where there are more."""
    if len(dots) <= MOST_DOTS:
        return Panel(unit, tuple(dots), lines)
    drawn = sorted((d for d in dots if d.value is not None), key=lambda d: -(d.value or 0.0))
    half = MOST_DOTS // 2
    kept = drawn if len(drawn) <= MOST_DOTS else drawn[:half] + drawn[-half:]
    return Panel(unit, tuple(kept), lines, left_out=len(dots) - len(kept))


FROM_NEAR: Final = "The scale does not begin at 0."


def near(panel: Panel) -> Panel:
    """The panel with a scale that begins near its lowest end, where all are in the upper half.

    Else differences that matter could not be seen; dots have no length that would be cut off.

    >>> near(Panel("", (Dot("a", 97, 96, 98),))).is_near, near(Panel("", (Dot("a", 9),))).is_near
    (True, True)
    >>> near(Panel("", (Dot("a", 97, 40, 98),))).is_near
    False
    """
    ends = [v for d in panel.dots for v in (d.value, d.low, d.high, d.beside) if v is not None]
    every = [*ends, *(line.at for line in panel.lines)]
    return replace(panel, is_near=bool(every) and min(every) > max(every) / 2)


def drawn(figure: Dots) -> Dots | Table:
    """The figure, or its table alone where nothing can be drawn: a chart would be bare axes."""
    dots = (dot for one in figure.panels for dot in one.dots)
    if any(dot.value is not None for dot in dots):
        return figure
    shared = {field.name: getattr(figure, field.name) for field in fields(Figure)}
    return Table(**shared)


def left_out(figure: Figure) -> str | None:
    """How many rows of a chart are drawn, where some are in its table only; else None."""
    if isinstance(figure, Swarm):
        rows = len(figure.swarm)
        return say.only_in_table(rows, figure.left_out) if figure.left_out else None
    panels = figure.panels if isinstance(figure, Dots) else ()
    short = next((one for one in panels if one.left_out), None)
    return None if short is None else say.only_in_table(len(short.dots), short.left_out)


def note(estimate: Estimate, review: Review) -> str:
    """A dot's count and interval, as text."""
    if estimate.value is None:
        return say.CANNOT
    return f"{say.of_cases(estimate)}, {say.span(estimate)} ({estimate.n:,} {cases(review)})"


def mean_note(estimate: Estimate, review: Review) -> str:
    """A dot that is a mean, and may be below 0, as text."""
    if estimate.value is None:
        return say.CANNOT
    return f"{say.mean(estimate)} ({estimate.n:,} {cases(review)})"


def alt_of(title: str, dots: Sequence[Dot]) -> str:
    """A chart in words: its claim and up to eight of its dots."""
    said = [f"{d.label} {cell(d.value)}" for d in dots[:8]]
    more = f", and {len(dots) - 8} more in the table" if len(dots) > 8 else ""  # noqa: PLR2004
    return f"{title}. {'; '.join(said)}{more}."
