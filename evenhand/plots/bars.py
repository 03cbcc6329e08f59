"""Contributions up and down."""

from evenhand.figures import Bars, Dot
from evenhand.plots.dots import row_label
from evenhand.plots.style import (
    ROW,
    Chart,
    Ink,
    axis,
    foot,
    framed,
    safe,
)
from evenhand.words import say


def draw_bars(figure: Bars, ink: Ink) -> Chart:
    """Contributions with their labels above them; the direction is said by the sign, too."""
    amounts = [bar.amount for bar in figure.bars]
    places = list(range(len(amounts)))
    trace = {
        "type": "bar", "orientation": "h", "x": amounts, "y": places, "width": 0.36,
        "text": [f"+{say.number(a)}" if a > 0 else say.number(a) for a in amounts],
        "textposition": "outside", "cliponaxis": False, "textfont": {"color": ink.text},
        "hovertext": [f"{safe(b.label)}: {say.number(b.amount, 3)}" for b in figure.bars],
        "hoverinfo": "text",
        "marker": {"color": [ink.vermillion if a > 0 else ink.blue for a in amounts]},
    }  # fmt: skip
    widest = max((abs(a) for a in amounts), default=1.0) or 1.0
    zero = {
        "type": "line", "xref": "x", "yref": "paper", "x0": 0, "x1": 0, "y0": 0, "y1": 1,
        "line": {"color": ink.grey, "width": 1.5},
    }  # fmt: skip
    layout = framed(
        ink, ROW * max(1, len(amounts)) + foot(figure.unit) + 24,
        shapes=[zero],
        annotations=[
            row_label(Dot(bar.label, bar.amount), place, "y", ink)
            for place, bar in enumerate(figure.bars)
        ],
        xaxis=axis(ink, figure.unit, range=[-1.35 * widest, 1.35 * widest]),
        yaxis={"visible": False, "fixedrange": True, "range": [len(amounts) - 0.5, -0.85]},
    )  # fmt: skip
    return {"data": [trace], "layout": layout}
