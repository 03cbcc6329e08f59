"""The kinds of figure: what a chart shows, as data, with its sentences and its numbers."""

from dataclasses import dataclass
from enum import Enum

Cell = str | int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What every figure carries.

    Attributes:
        title: the claim, one sentence.
        meaning: what it means, one sentence.
        alt: what a reader who cannot see it needs.
        how: how it is worked out: the field's term, the formula, the counts.
        columns: the head of the table of numbers.
        rows: the table of numbers, with full names.
    """

    title: str
    meaning: str
    alt: str
    how: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Mark(Enum):
    """How a dot stands out, by shape as well as colour."""

    PLAIN = "plain"
    WORST = "worst"
    HOLLOW = "hollow"
    BASELINE = "baseline"


@dataclass(frozen=True, slots=True)
class Dot:
    """One estimate with its interval; `value` is None where nothing can be estimated.

    Attributes:
        label: whose it is.
        value: the estimate.
        low: the lower end of its interval.
        high: the upper end.
        note: the same in words, with counts.
        mark: how it stands out.
        n: how many it was counted among, where that is one number.
        beside: what to compare it with, where each dot has its own.
    """

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    note: str = ""
    mark: Mark = Mark.PLAIN
    n: int | None = None
    beside: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line to compare with."""

    at: float
    label: str
    is_limit: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """Dots on one scale.

    Attributes:
        unit: what the scale counts.
        dots: from top to bottom.
        lines: to compare with.
        left_out: how many dots are only in the table.
        beside: what the ticks beside the dots are, if there are any.
        is_near: whether the scale begins near the lowest, where how far dots are from one another
            is what matters; else at nothing where everything is positive.
        ring: what a hollow dot is.
        diamond: what a dot that stands out is; empty where it is the worst.
    """

    unit: str
    dots: tuple[Dot, ...]
    lines: tuple[Line, ...] = ()
    left_out: int = 0
    beside: str = ""
    is_near: bool = False
    ring: str = "not judged"
    diamond: str = ""

    @property
    def marks(self) -> dict[Mark, str]:
        """What the marks that are not plain mean."""
        several = sum(dot.mark is Mark.WORST for dot in self.dots) > 1
        return {
            Mark.WORST: self.diamond or ("stands out" if several else "worst"),
            Mark.HOLLOW: self.ring,
        }


@dataclass(frozen=True, slots=True)
class Brief:
    """A table in plain words, for first sight; the full one is one click away."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Figure):
    """Numbers alone.

    Attributes:
        brief: what a page shows at first sight; None where the table itself is plain enough.
    """

    brief: Brief | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dots(Figure):
    """Dots with intervals, in one panel or several below one another."""

    panels: tuple[Panel, ...]


class Stroke(Enum):
    """Whose a further line is; told apart by its dashes as well as by colour."""

    BASELINE = "baseline"
    MODEL = "model"
    PERSON = "person"
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Series:
    """A further line in a chart of a curve.

    Attributes:
        label: what it is.
        points: from left to right.
        stroke: whose it is.
    """

    label: str
    points: tuple[tuple[float, float], ...]
    stroke: Stroke


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines(Figure):
    """A curve, with a marked point and a limit; further lines to compare with, if any.

    Attributes:
        points: from left to right.
        marked: the point that matters.
        marked_label: what it is.
        limit: a line not to cross, if any.
        x_unit: what the horizontal scale counts.
        y_unit: what the vertical one counts.
        x_range: the horizontal scale; 0 to 100 where not given.
        y_range: the vertical one; from 0 to what is highest where not given.
        label: what the curve itself is, where there are others.
        band: its intervals: (across, low, high), from left to right.
        others: lines to compare with, each named.
    """

    points: tuple[tuple[float, float], ...]
    marked: tuple[float, float] | None
    marked_label: str
    limit: Line | None
    x_unit: str
    y_unit: str
    x_range: tuple[float, float] | None = None
    y_range: tuple[float, float] | None = None
    label: str = ""
    band: tuple[tuple[float, float, float], ...] = ()
    others: tuple[Series, ...] = ()


@dataclass(frozen=True, slots=True)
class Strip:
    """One of several curves below one another, with its own to compare with.

    Attributes:
        label: whose it is.
        points: from left to right.
        beside: the line to compare with.
        mark: how it stands out.
    """

    label: str
    points: tuple[tuple[float, float], ...]
    beside: tuple[tuple[float, float], ...]
    mark: Mark = Mark.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Strips(Figure):
    """Small curves below one another, all on the same two scales.

    Attributes:
        strips: from top to bottom.
        beside: what the lines to compare with are.
        x_unit: what the horizontal scale counts.
        y_unit: what the vertical one counts.
        at: where the review, or who tries, stands on the horizontal scale.
        left_out: how many are only in the table.
    """

    strips: tuple[Strip, ...]
    beside: str
    x_unit: str
    y_unit: str
    at: Line
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Leaf:
    """Where some cases of a branch end."""

    label: str
    count: int
    right: bool


@dataclass(frozen=True, slots=True)
class Branch:
    """What was said of some cases."""

    label: str
    count: int
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow(Figure):
    """What happens to a round number of cases under one candidate.

    Attributes:
        root: what flows.
        total: how many.
        branches: by answer.
        is_model: whether it is the model's, not the baseline's.
    """

    root: str
    total: int
    branches: tuple[Branch, ...]
    is_model: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """A contribution without an interval: an exact amount."""

    label: str
    amount: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars(Figure):
    """Contributions up and down."""

    bars: tuple[Bar, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class Rise:
    """One bar of a waterfall.

    Attributes:
        label: what it is, and by how much it rises or falls.
        start: where it begins; 0 for a total.
        end: where it ends.
        is_total: whether it is a total, and not a step.
        better: whether a step is for the good; None for a total.
    """

    label: str
    start: float
    end: float
    is_total: bool
    better: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waterfall(Figure):
    """From one total to another, step by step.

    Attributes:
        rises: from top to bottom, a total first and last.
        net: where the last total may lie, with its interval.
        unit: what the scale counts.
    """

    rises: tuple[Rise, ...]
    net: Dot
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability(Figure):
    """What was said against what came true.

    Attributes:
        points: (said, came true, low, high, note), all of 100.
        x_unit: what the horizontal scale counts.
        y_unit: what the vertical one counts.
    """

    points: tuple[tuple[float, float, float, float, str], ...]
    x_unit: str
    y_unit: str


class Level(Enum):
    """Where a case's value of an input lies among those of all; told by shape and colour."""

    LOW = "low value"
    MIDDLE = "in between"
    HIGH = "high value"
    UNKNOWN = "no value"


@dataclass(frozen=True, slots=True)
class SwarmRow:
    """One input of many cases.

    Attributes:
        label: the input.
        amounts: what it added in each case.
        levels: how high its value was there.
    """

    label: str
    amounts: tuple[float, ...]
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Swarm(Figure):
    """Single cases as dots in rows, a row an input.

    Attributes:
        swarm: from top to bottom.
        unit: what the scale counts.
        left_out: how many inputs are only in the table.
    """

    swarm: tuple[SwarmRow, ...]
    unit: str
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scatter(Figure):
    """Single cases by two numbers, with means over steps of the first.

    Attributes:
        points: (across, up) of single cases.
        steps: (across, mean, low, high), from left to right.
        names: of the places across, where each is a category.
        x_unit: what the horizontal scale counts.
        y_unit: what the vertical one counts.
    """

    points: tuple[tuple[float, float], ...]
    steps: tuple[tuple[float, float, float, float], ...]
    names: tuple[str, ...]
    x_unit: str
    y_unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatMap(Figure):
    """A picture, and the same with what each part of it added.

    Attributes:
        picture: a PNG file.
        shaded: a PNG file of the same size, with the heat over it.
        notes: by row and column of the grid, what a part added, in words.
    """

    picture: bytes
    shaded: bytes
    notes: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Number:
    """One of the few numbers at the top of a page."""

    label: str
    value_text: str
    note: str
