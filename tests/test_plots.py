"""Plots: Plotly figures as plain dictionaries that show every name letter by letter."""

import json
import sys
from dataclasses import replace
from subprocess import run
from typing import Any

import plotly.graph_objects as go
import pytest

from evenhand import figures, plots
from evenhand.figures import (
    Bar,
    Bars,
    Dot,
    Dots,
    Figure,
    Line,
    Lines,
    Panel,
    Series,
    Stroke,
    Table,
    make,
)
from evenhand.findings import Estimate
from evenhand.report import drawing
from tests import factory_findings as made
from tests.test_figures import BARE, every

FIGURES = [
    *every(made.findings(), made.review()),
    *every(made.unlabelled(), made.review()),
    *every(BARE, made.review()),
    figures.importance(made.explanation(), made.review()),
    figures.one_case(made.case(), made.review()),
]
HOSTILE = "<b>x</b><a href='https://example.org'>y</a>%{x}<br>"


@pytest.mark.parametrize("dark", [False, True])
def test_every_figure_is_one_that_plotly_accepts(*, dark: bool) -> None:
    """Plotly validates every key, and the dictionary is JSON."""
    for figure in FIGURES:
        chart = plots.plot(figure, dark=dark)
        json.dumps(chart, allow_nan=False)
        go.Figure(chart)
        assert bool(chart) != isinstance(figure, Table)


def test_drawing_does_not_import_plotly() -> None:
    """The core is light; the page or the report brings the library."""
    code = "import sys, evenhand.plots; print('plotly' in sys.modules)"
    found = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


def texts(chart: Any) -> list[str]:  # noqa: ANN401  # any part of a chart
    """Every text in a chart."""
    if isinstance(chart, dict):
        return [text for value in chart.values() for text in texts(value)]
    if isinstance(chart, list):
        return [text for value in chart for text in texts(value)]
    return [chart] if isinstance(chart, str) else []


def test_markup_in_a_name_is_shown_as_it_is() -> None:
    """No name becomes bold, a link or a template."""
    groups = made.attribute(made.group(HOSTILE, 0.3), made.group("b", 0.2))
    found = made.findings(fairness={"model": {"sex": groups}})
    review = made.review(words={"positive": HOSTILE})
    for figure in (
        figures.group_metric(found, review, "model", "sex", "accuracy"),
        figures.impact_ratios(found, review, "model", "sex"),
        *figures.flows(found, review),
    ):
        joined = " ".join(texts(plots.plot(figure)))
        assert "<a" not in joined
        assert "<b>x" not in joined
        assert "template" not in joined


def base(kind: type[Figure], **more: Any) -> Any:  # noqa: ANN401
    """A figure with empty words."""
    return kind(title="", meaning="", alt="", how="", columns=(), rows=(), **more)


def test_shape_says_what_colour_says() -> None:
    """Worst is a diamond, not judged is a ring."""
    figure = figures.group_metric(made.findings(), made.review(), "model", "sex", "accuracy")
    symbols = [trace["marker"]["symbol"] for trace in plots.plot(figure)["data"]]
    assert symbols == ["circle", "diamond"]
    hollow = figures.switched(made.findings(), made.review(min_group=None), "sex")
    assert hollow is not None
    assert plots.plot(hollow)["data"]
    labels = [a["text"] for a in plots.plot(figure)["layout"]["annotations"]]
    assert "<b>◆ Female</b>" in labels
    assert "○ Unknown: can't be estimated" in labels


def test_a_dot_without_an_interval_has_no_bar() -> None:
    """The reference of an impact ratio has none."""
    chart = plots.plot(base(Dots, panels=(Panel("u", (Dot("a", 1.0), Dot("b", 1.0, 0.5, 1.5))),)))
    assert chart["data"][0]["error_x"]["array"] == [None, 0.5]


def test_a_scale_begins_near_dots_that_are_all_far_from_0() -> None:
    """Else 97 and 98 of 100 are one dot; an interval that goes far below keeps it at 0."""
    near = make.near(Panel("", (Dot("a", 97.0, 96.5, 97.5), Dot("b", 98.0, 97.5, 98.5))))
    wide = make.near(Panel("", (Dot("a", 97.0, 40.0, 98.0),)))
    starts = []
    for panel in (near, wide):
        drawing = plots.plot(base(Dots, panels=(panel,)), dark=False)
        assert drawing is not None
        starts.append(drawing["layout"]["xaxis"]["range"][0])
    assert 96 < starts[0] < 96.5
    assert -5 < starts[1] <= 0


def test_an_empty_panel_is_still_a_chart() -> None:
    """Nothing known is drawn as nothing, with its scale."""
    chart = plots.plot(base(Dots, panels=(Panel("u", ()),)))
    assert [trace["x"] for trace in chart["data"]] == [[]]
    assert chart["layout"]["height"] > 0


def test_a_line_is_named_on_the_side_where_there_is_room() -> None:
    """Neither end of the scale cuts it off."""
    panel = Panel("u", (Dot("a", 50.0),), (Line(1.0, "left"), Line(99.0, "right", is_limit=True)))
    annotations = plots.plot(base(Dots, panels=(panel,)))["layout"]["annotations"]
    assert all(a["bgcolor"] for a in annotations)  # else the grid runs through the letters
    sides = {a["text"]: a["xanchor"] for a in annotations}
    assert (sides["left"], sides["right"]) == ("left", "right")


def test_a_curve_without_a_point_or_a_limit_is_drawn() -> None:
    """And so is one without anything."""
    curve = base(Lines, points=(), marked=None, marked_label="", limit=None, x_unit="x", y_unit="y")
    assert len(plots.plot(curve)["data"]) == 1
    marked = replace(curve, points=((1.0, 2.0),), marked=(10.0, 2.0))
    assert plots.plot(marked)["layout"]["annotations"][0]["xanchor"] == "left"


def test_lines_to_compare_with_are_told_apart_by_their_dashes() -> None:
    """Each is named in a legend, with the curve's own name; intervals are an area behind it."""
    flat = tuple(
        Series(f"{stroke.value} <b>", ((50.0, 9.0), (99.0, 9.0)), stroke) for stroke in Stroke
    )
    curve = base(
        Lines, points=((50.0, 5.0), (99.0, 7.0)), marked=(50.0, 5.0), marked_label="least",
        limit=None, x_unit="x", y_unit="y", label="own", others=flat,
        band=((50.0, 4.0, 6.0), (99.0, 6.0, 8.0)),
    )  # fmt: skip
    chart = plots.plot(curve)
    go.Figure(chart)
    area, *named, own, _ = chart["data"]
    assert area["y"] == [6.0, 8.0, 6.0, 4.0]
    assert len({trace["line"]["dash"] for trace in named}) == len(Stroke)
    assert [trace["name"] for trace in (*named, own)][-2:] == ["chosen &lt;b&gt;", "own"]
    assert chart["layout"]["showlegend"]
    assert chart["layout"]["yaxis"]["range"][1] > 9
    (drawn,) = drawing.drawings(curve)
    assert [other["stroke"] for other in drawn["others"]] == [one.value for one in Stroke]
    assert len(drawn["band"]) == 4
    assert all(0 <= at <= 1 for point in drawn["band"] for at in point)


def test_bars_say_their_direction_by_sign() -> None:
    """Colour is not needed to tell up from down."""
    chart = plots.plot(base(Bars, bars=(Bar("a", 0.5), Bar("b", -0.25)), unit="u"))
    assert chart["data"][0]["text"] == ["+0.5", "\u22120.25"]


def test_a_long_unit_breaks_over_lines() -> None:
    """A narrow screen does not cut it off."""
    chart = plots.plot(base(Dots, panels=(Panel("word " * 30, (Dot("a", 1.0),)),)))
    assert "<br>" in chart["layout"]["xaxis"]["title"]["text"]


def test_a_flow_keeps_its_proportions() -> None:
    """Ribbons are as tall as their share, whatever their labels need."""
    rule, _ = figures.flows(made.findings(), made.review())
    boxes = [s for s in plots.plot(rule)["layout"]["shapes"] if s["type"] == "rect"]
    tall = sorted(box["y1"] - box["y0"] for box in boxes)
    root, smallest = tall[-1], tall[0]
    least = min(leaf.count for branch in rule.branches for leaf in branch.leaves)
    assert smallest / root == pytest.approx(least / rule.total)
    assert made.share(None) == Estimate(n=1000)


def test_dots_of_which_none_can_be_estimated_are_still_a_chart() -> None:
    """Streamlit refuses a chart without a trace; the rows say why there is nothing to see."""
    panel = Panel("of 100", (Dot("north", None),))
    chart = plots.plot(base(Dots, panels=(panel,)))
    assert chart["data"]
    assert "north: can't be estimated" in chart["layout"]["annotations"][0]["text"]
