"""A picture, and beside it the same with a heat map over it."""

import base64
from typing import Final

from evenhand.figures import HeatMap
from evenhand.plots.style import Chart, Ink, axis, framed, safe

_HIGH: Final = 310
_HEAD: Final = 26


def draw_heat(figure: HeatMap, ink: Ink) -> Chart:
    """On a grid whose rows and columns are numbered; a part says its amount when touched."""
    down, across = len(figure.notes), len(figure.notes[0])
    places = [(x + 0.5, y + 0.5) for y in range(down) for x in range(across)]
    touched = {
        "type": "scatter", "mode": "markers", "xaxis": "x2", "yaxis": "y2",
        "x": [x for x, _ in places], "y": [y for _, y in places],
        "marker": {"size": 22, "symbol": "square", "opacity": 0},
        "hovertext": [safe(note) for row in figure.notes for note in row], "hoverinfo": "text",
    }  # fmt: skip
    layout = framed(
        ink, _HIGH,
        images=[_image(figure.picture, 1, across, down), _image(figure.shaded, 2, across, down)],
        annotations=[_head("The picture", 1, ink), _head("What moved the model", 2, ink)],
        **_axes(ink, across, down),
    )  # fmt: skip
    layout["margin"] = {**layout["margin"], "t": _HEAD}
    return {"data": [touched], "layout": layout}


def _image(content: bytes, number: int, across: int, down: int) -> Chart:
    end = "" if number == 1 else str(number)
    return {
        "source": f"data:image/png;base64,{base64.b64encode(content).decode()}",
        "xref": f"x{end}", "yref": f"y{end}", "x": 0, "y": 0, "sizex": across, "sizey": down,
        "xanchor": "left", "yanchor": "top", "sizing": "stretch", "layer": "below",
    }  # fmt: skip


def _head(text: str, number: int, ink: Ink) -> Chart:
    end = "" if number == 1 else str(number)
    return {
        "text": f"<b>{safe(text)}</b>", "xref": f"x{end} domain", "yref": "paper", "x": 0, "y": 1,
        "xanchor": "left", "yanchor": "bottom", "showarrow": False,
        "font": {"size": 13, "color": ink.text},
    }  # fmt: skip


def _axes(ink: Ink, across: int, down: int) -> Chart:
    """Squares stay squares at any width; only the right one is numbered."""
    ticks = {
        name: {"tickvals": [n + 0.5 for n in range(count)],
               "ticktext": [str(n + 1) for n in range(count)]}
        for name, count in (("x", across), ("y", down))
    }  # fmt: skip
    plain = {"showgrid": False, "zeroline": False, "fixedrange": True}
    none = {**plain, "showticklabels": False, "ticks": ""}
    even: Chart = {"constrain": "domain", "constraintoward": "top"}
    return {
        "xaxis": {**none, "domain": [0, 0.46], "range": [0, across], "anchor": "y",
                  "constrain": "domain", "constraintoward": "right"},
        "yaxis": {**none, **even, "range": [down, 0], "scaleanchor": "x", "anchor": "x"},
        "xaxis2": axis(ink, "", **plain, **ticks["x"], domain=[0.54, 1], range=[0, across],
                       anchor="y2", constrain="domain", constraintoward="left"),
        "yaxis2": axis(ink, "", **plain, **ticks["y"], **even, range=[down, 0],
                       scaleanchor="x2", anchor="x2"),
    }  # fmt: skip
