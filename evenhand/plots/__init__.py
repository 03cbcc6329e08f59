"""Figures as Plotly charts: plain dictionaries, made without importing Plotly.

No title is inside a chart, the page prints it. Every label is escaped, since Plotly reads markup in
text. Shape says what colour says: a diamond is worst, a ring is not judged, a square the baseline.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from evenhand.figures import (
    Bars,
    Dots,
    Figure,
    Flow,
    HeatMap,
    Lines,
    Reliability,
    Scatter,
    Strips,
    Swarm,
    Waterfall,
)
from evenhand.plots.bars import draw_bars
from evenhand.plots.curves import draw_curve, draw_reliability
from evenhand.plots.dots import draw_dots
from evenhand.plots.flow import draw_flow
from evenhand.plots.heat import draw_heat
from evenhand.plots.scatter import draw_scatter, draw_swarm
from evenhand.plots.strips import draw_strips
from evenhand.plots.style import DARK, LIGHT, Chart, Ink, safe
from evenhand.plots.waterfall import draw_waterfall

__all__ = ["Chart", "plot", "safe"]

_DRAWN: Final[Mapping[type[Figure], Callable[[Any, Ink], Chart]]] = {
    Dots: draw_dots,
    Lines: draw_curve,
    Reliability: draw_reliability,
    Bars: draw_bars,
    Flow: draw_flow,
    Scatter: draw_scatter,
    HeatMap: draw_heat,
    Strips: draw_strips,
    Swarm: draw_swarm,
    Waterfall: draw_waterfall,
}


def plot(figure: Figure, *, dark: bool = False) -> Chart:
    """A figure as a Plotly figure; empty where it is a table alone.

    Args:
        figure: what to show.
        dark: for a dark page.
    """
    ink = DARK if dark else LIGHT
    return next(
        (draw(figure, ink) for kind, draw in _DRAWN.items() if isinstance(figure, kind)), {}
    )
