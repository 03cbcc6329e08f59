"""A curve along the slider's stops, with its intervals, beside what needs no threshold."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evenhand.figures.kinds import Cell, Series, Stroke
from evenhand.findings import Estimate

_ROOM = 12


@dataclass(frozen=True, slots=True)
class Along:
    """What is drawn, and the same as a table.

    Attributes:
        points: the curve; across, the confidence needed, of 100.
        band: its intervals.
        others: flat lines to compare with.
        marked: the point that matters.
        x_range: the horizontal scale.
        y_range: the vertical one, which shows where lines differ and need not begin at 0.
        rows: name, confidence needed, value and interval, of each line.
    """

    points: tuple[tuple[float, float], ...]
    band: tuple[tuple[float, float, float], ...]
    others: tuple[Series, ...]
    marked: tuple[float, float] | None
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    rows: tuple[tuple[Cell, ...], ...]


Scaled = Callable[[float | None], float | None]


def along(
    name: str,
    stops: Sequence[tuple[float, Estimate]],
    flat: Sequence[tuple[str, Estimate, Stroke]],
    marked: float,
    scaled: Scaled,
) -> Along:
    """Everything that a figure needs of a curve along the stops.

    Args:
        name: what the curve is of.
        stops: by threshold, rising.
        flat: what needs no threshold, by name.
        marked: the threshold that matters.
        scaled: how numbers are written.
    """
    known = [(100 * at, one, scaled(one.value)) for at, one in stops]
    points = tuple((float(f"{x:.4g}"), y) for x, _, y in known if y is not None)
    band = tuple(
        (float(f"{x:.4g}"), low, high)
        for x, one, _ in known
        if (low := scaled(one.low)) is not None and (high := scaled(one.high)) is not None
    )
    across = [x for x, _ in points]
    others = tuple(
        Series(label, ((across[0], y), (across[-1], y)), stroke)
        for label, one, stroke in flat
        if across and (y := scaled(one.value)) is not None
    )
    seen = [*(y for _, y in points), *(o.points[0][1] for o in others)]
    ends = [end for _, low, high in band for end in (low, high)]
    near = next((point for point in points if abs(point[0] - 100 * marked) < 1e-3), None)  # noqa: PLR2004
    rows = [(label, None, one) for label, one, _ in flat] + [(name, at, one) for at, one in stops]
    return Along(
        points,
        band,
        others,
        near,
        (max(0.0, min(across, default=1.0) - 1), min(100.0, max(across, default=99.0) + 1)),
        _around([*seen, *ends]),
        tuple((label, at, *map(scaled, (e.value, e.low, e.high))) for label, at, e in rows),
    )


def _around(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values, default=0.0), max(values, default=1.0)
    room = (high - low) / _ROOM or 1.0
    return low - room, high + room
