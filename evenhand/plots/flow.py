"""How cases flow from what was said to what came true: shapes in a unit square.

Ribbons keep their true proportion; labels have places of their own, so that a thin one is still
named.
"""

from collections.abc import Sequence
from typing import Any, Final

from evenhand.figures import Branch, Flow, Leaf
from evenhand.plots.style import (
    Chart,
    Ink,
    framed,
    safe,
)

_COLUMNS: Final = (0.0, 0.2, 0.4)
_NODE: Final = 0.02
_LABELS: Final = 0.45
_FULL: Final = 0.6
_HEIGHT: Final = 350
Shape = dict[str, Any]


def draw_flow(figure: Flow, ink: Ink) -> Chart:
    """What happens to a round number of cases."""
    shapes, annotations, height = _flow_chart(
        figure, ink.blue if figure.is_model else ink.grey, ink.vermillion
    )
    hidden = {"visible": False, "fixedrange": True, "range": [0, 1]}
    layout = framed(ink, height, shapes=shapes, annotations=annotations, xaxis=hidden, yaxis=hidden)
    invisible = {
        "type": "scatter", "x": [0.5], "y": [0.5], "mode": "markers", "hoverinfo": "skip",
        "marker": {"opacity": 0},
    }  # fmt: skip
    return {"data": [invisible], "layout": layout | {"margin": {"l": 4, "r": 4, "t": 4, "b": 4}}}


def _flow_chart(figure: Flow, colour: str, wrong: str) -> tuple[list[Shape], list[Shape], int]:
    """Shapes, labels and height of a flow.

    Args:
        figure: the flow.
        colour: of what is right.
        wrong: of what is not.
    """
    leaves = [leaf for branch in figure.branches for leaf in branch.leaves]
    slots = _slots([leaf.count / figure.total for leaf in leaves])
    shapes: list[Shape] = []
    start = 0.5 + _FULL / 2
    shapes.append(_box(0, start, start - _FULL, colour))
    place = 0
    for branch in figure.branches:
        own = slots[place : place + len(branch.leaves)]
        shapes += _branch(figure, branch, own, start, (colour, wrong))
        start -= _FULL * branch.count / figure.total
        place += len(branch.leaves)
    return shapes, _texts(figure, slots), _HEIGHT


def _slots(shares: Sequence[float]) -> list[tuple[float, float]]:
    """Top and bottom of each leaf, with equal gaps."""
    gap = (1 - _FULL) / len(shares)
    top, slots = 1 - gap / 2, []
    for share in shares:
        slots.append((top, top - _FULL * share))
        top -= _FULL * share + gap
    return slots


def _branch(
    figure: Flow,
    branch: Branch,
    slots: Sequence[tuple[float, float]],
    start: float,
    colours: tuple[str, str],
) -> list[Shape]:
    """The ribbon to a branch, its box, and the ribbons to its leaves."""
    tall = _FULL * branch.count / figure.total
    middle = (slots[0][0] + slots[-1][1]) / 2
    top = middle + tall / 2
    shapes = [
        _ribbon(0, (start, start - tall), (top, top - tall), colours[0]),
        _box(1, top, top - tall, colours[0]),
    ]
    for leaf, (high, low) in zip(branch.leaves, slots, strict=True):
        colour = colours[0] if leaf.right else colours[1]
        shapes.append(_ribbon(1, (top, top - (high - low)), (high, low), colour))
        shapes.append(_box(2, high, low, colour))
        top -= high - low
    return shapes


def _box(column: int, top: float, bottom: float, colour: str) -> Shape:
    left = _COLUMNS[column]
    return {
        "type": "rect", "xref": "paper", "yref": "paper", "x0": left, "x1": left + _NODE,
        "y0": bottom, "y1": top, "fillcolor": colour, "line": {"width": 1, "color": colour},
    }  # fmt: skip


def _ribbon(
    column: int, start: tuple[float, float], end: tuple[float, float], colour: str
) -> Shape:
    left, right = _COLUMNS[column] + _NODE, _COLUMNS[column + 1]
    half = (left + right) / 2
    path = (
        f"M {left:.4f} {start[0]:.4f} C {half:.4f} {start[0]:.4f} {half:.4f} {end[0]:.4f} "
        f"{right:.4f} {end[0]:.4f} L {right:.4f} {end[1]:.4f} C {half:.4f} {end[1]:.4f} "
        f"{half:.4f} {start[1]:.4f} {left:.4f} {start[1]:.4f} Z"
    )
    return {
        "type": "path", "xref": "paper", "yref": "paper", "path": path, "fillcolor": colour,
        "opacity": 0.35, "line": {"width": 0},
    }  # fmt: skip


def _texts(figure: Flow, slots: Sequence[tuple[float, float]]) -> list[Shape]:
    texts = []
    places = iter(slots)
    for branch in figure.branches:
        for leaf in branch.leaves:
            high, low = next(places)
            texts.append(_text(branch, leaf, (high + low) / 2))
    return texts


def _text(branch: Branch, leaf: Leaf, y: float) -> Shape:
    sign = "✓" if leaf.right else "✕"
    what = f"{sign} {leaf.count:,} {leaf.label}"
    bold = what if leaf.right else f"<b>{what}</b>"
    said = safe(branch.label)
    return {
        "text": f"{bold}<br>{said}", "xref": "paper", "yref": "paper", "x": _LABELS, "y": y,
        "xanchor": "left", "yanchor": "middle", "align": "left", "showarrow": False,
        "font": {"size": 13},
    }  # fmt: skip
