"""Small curves below one another, each with a line to compare with."""

from typing import Final

from evenhand.figures import Strip, Strips
from evenhand.plots.style import Chart, Ink, axis, foot, framed, safe

_STRIP: Final = 96
_GAP: Final = 30
_HEAD: Final = 34


def draw_strips(figure: Strips, ink: Ink) -> Chart:
    """The same two scales for all; each name stands above its strip, the key above the first."""
    height = _HEAD + len(figure.strips) * (_STRIP + _GAP) + foot(figure.x_unit)
    layout = framed(ink, height, annotations=[], shapes=[], **_KEY)
    traces: list[Chart] = []
    top = 1.0 - _GAP / height
    for number, strip in enumerate(figure.strips, 1):
        bottom = top - _STRIP / height
        _add(traces, layout, figure, (number, strip), (bottom, top), ink)
        top = bottom - _GAP / height
    return {"data": traces, "layout": layout}


_KEY: Final = {
    "showlegend": True,
    "legend": {
        "orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom",
        "itemclick": False, "itemdoubleclick": False,
    },
    "margin": {"l": 8, "r": 16, "t": _HEAD, "b": 8, "pad": 4},
}  # fmt: skip


def _add(
    traces: list[Chart],
    layout: Chart,
    figure: Strips,
    placed: tuple[int, Strip],
    domain: tuple[float, float],
    ink: Ink,
) -> None:
    number, strip = placed
    end = "" if number == 1 else str(number)
    x, y = f"x{end}", f"y{end}"
    last = number == len(figure.strips)
    layout[f"xaxis{end}"] = axis(
        ink, figure.x_unit if last else "", anchor=y, range=_across(figure), showticklabels=last
    )
    layout[f"yaxis{end}"] = axis(
        ink, "", anchor=x, domain=list(domain), range=[0, _highest(figure)], nticks=4
    )
    layout["annotations"].append({
        "text": f"<b>{safe(strip.label)}</b>: {safe(figure.y_unit)}",
        "xref": "paper", "yref": "paper", "x": 0, "y": domain[1], "xanchor": "left",
        "yanchor": "bottom", "showarrow": False, "font": {"size": 13, "color": ink.text},
    })  # fmt: skip
    layout["shapes"].append(_here(figure, x, y, ink))
    key = {"xaxis": x, "yaxis": y, "showlegend": number == 1}
    traces.append(
        _line(strip.beside, figure.beside, {"color": ink.grey, "width": 2, "dash": "dot"}) | key
    )
    traces.append(_line(strip.points, "as it is", {"color": ink.blue, "width": 3}) | key)


def _across(figure: Strips) -> list[float]:
    seen = [x for strip in figure.strips for x, _ in strip.points]
    return [min(seen, default=50.0), max(seen, default=100.0)]


def _highest(figure: Strips) -> float:
    seen = [y for strip in figure.strips for _, y in (*strip.points, *strip.beside)]
    return 1.12 * max(seen, default=1.0) or 1.0


def _here(figure: Strips, x: str, y: str, ink: Ink) -> Chart:
    """Where the threshold stands."""
    return {
        "type": "line", "xref": x, "yref": f"{y} domain", "x0": figure.at.at, "x1": figure.at.at,
        "y0": 0, "y1": 1, "layer": "below", "line": {"color": ink.grey, "width": 1},
    }  # fmt: skip


def _line(points: tuple[tuple[float, float], ...], name: str, stroke: Chart) -> Chart:
    return {
        "type": "scatter", "mode": "lines", "x": [x for x, _ in points],
        "y": [y for _, y in points], "name": safe(name), "hoverinfo": "x+y+name", "line": stroke,
    }  # fmt: skip
