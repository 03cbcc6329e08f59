"""Each explained case, and one input against its values: claims counted from the same cases."""

import json
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pytest
from plotly import graph_objects as go

from evenhand import figures, plots
from evenhand.arrays import Floats
from evenhand.explanation import Importance, Overall, Points
from evenhand.figures import Level, Scatter, Swarm
from evenhand.figures.drives import levels_of
from evenhand.words import drives as words
from tests import factory_findings as made

RNG: Final = np.random.default_rng(4)
LATE: Final = RNG.integers(0, 4, 600).astype(float)
LIMIT: Final = RNG.normal(5_000, 1_000, 600)


def overall(late: Floats = LATE, limit: Floats = LIMIT) -> Overall:
    """Late months push up where there are some, a high limit pushes down."""
    amounts = np.column_stack([0.5 * late - 0.4, (5_000 - limit) / 5_000])
    points = Points(("late_months", "limit"), np.column_stack([late, limit]), amounts)
    features = (
        Importance("late_months", 0.5, 0.4, 0.6, "raises"),
        Importance("limit", 0.2, 0.1, 0.3, "lowers"),
    )
    return Overall("model", "log-odds", 600, "x", features, 600, 30_000, points)


def _swarm(**more: Any) -> Swarm:  # noqa: ANN401
    found = figures.each_case(overall(**more), made.review())
    assert found is not None
    return found


def _scatter(name: str, **more: Any) -> Scatter:  # noqa: ANN401
    found = figures.one_input(overall(**more), made.review(), name)
    assert found is not None
    return found


def test_the_claim_of_each_case_is_counted_from_the_cases() -> None:
    """All with three late months are pushed up; the table has the same means as the cases."""
    high = int((LATE.max() == LATE).sum() + (LATE == 2).sum() * (np.quantile(LATE, 2 / 3) == 2))
    found = _swarm()
    assert f"in {high} of {high} " in found.title
    assert "Where late months is high, it pushes towards" in found.title
    name, low, mean_low, least_high, mean_high, *_ = found.rows[0]
    assert name == "late months"
    at = float(str(low)) >= LATE
    assert mean_low == pytest.approx(float((0.5 * LATE[at] - 0.4).mean()), rel=1e-3)
    at = float(str(least_high)) <= LATE
    assert mean_high == pytest.approx(float((0.5 * LATE[at] - 0.4).mean()), rel=1e-3)


def test_dots_are_at_most_300_a_row_with_both_ends_and_told_apart_by_shape() -> None:
    """The furthest cases are drawn; high, low and unknown values have shapes of their own."""
    limit = LIMIT.copy()
    limit[:40] = np.nan
    amounts = np.column_stack([0.5 * LATE - 0.4, (5_000 - np.nan_to_num(limit)) / 5_000])
    base = overall()
    points = Points(("late_months", "limit"), np.column_stack([LATE, limit]), amounts)
    found = figures.each_case(replace(base, points=points), made.review())
    assert found is not None
    for row, column in zip(found.swarm, amounts.T, strict=True):
        assert len(row.amounts) == 300
        assert (min(row.amounts), max(row.amounts)) == pytest.approx(
            (column.min(), column.max()), rel=1e-3
        )
    chart = plots.plot(found)
    shapes = {trace["name"]: trace["marker"]["symbol"] for trace in chart["data"]}
    assert set(shapes) == {level.value for level in Level}
    assert len(set(shapes.values())) == 4
    assert sum(len(trace["x"]) for trace in chart["data"]) == 600


def test_equal_values_are_never_told_apart() -> None:
    """Of an input with two values one is low and one is high, whichever is rarer."""
    for share in (0.1, 0.5, 0.9):
        values = (RNG.random(400) < share).astype(float)
        levels = levels_of(values)
        assert set(levels[values == 0]) == {0}
        assert set(levels[values == 1]) == {2}
    assert set(levels_of(np.ones(5))) == {1}
    assert set(levels_of(np.full(5, np.nan))) == {3}


def test_one_input_with_few_values_has_a_mean_at_each() -> None:
    """As the cases have it; the claim names where it pushes most either way."""
    found = _scatter("late_months")
    assert found.names == ("0", "1", "2", "3")
    means = [0.5 * value - 0.4 for value in range(4)]
    assert [mean for _, mean, _, _ in found.steps] == pytest.approx(means)
    assert [row[2] for row in found.rows] == [int(np.sum(value == LATE)) for value in range(4)]
    assert "at 3, by 1.1 on average" in found.title
    assert "away from it at 0, by 0.4" in found.title
    assert len(found.points) == 600


def test_one_input_of_many_values_is_cut_into_tenths() -> None:
    """Every case is in one step; each mean is that of the cases between its ends."""
    found = _scatter("limit")
    assert found.names == ()
    assert len(found.rows) == 10
    assert sum(int(str(row[2])) for row in found.rows) == 600
    steps = np.array([[x, mean] for x, mean, _, _ in found.steps])
    assert (np.diff(steps[:, 0]) > 0).all()
    assert (np.diff(steps[:, 1]) < 0).all()
    low, high = float(str(found.rows[0][0])), float(str(found.rows[0][1]))
    inside = LIMIT[(low - 1 <= LIMIT) & (high + 1 >= LIMIT)]
    assert steps[0, 1] == pytest.approx(float(((5_000 - inside) / 5_000).mean()), rel=0.02)


def test_an_input_that_never_moves_anything_says_so() -> None:
    """No claim of a direction from nothing; and what is not kept is not drawn."""
    still = replace(overall(), points=Points(("late_months",), LATE[:, None], np.zeros((600, 1))))
    found = figures.one_input(still, made.review(), "late_months")
    assert found is not None
    assert found.title == "Late months pushes neither way"
    assert figures.one_input(still, made.review(), "unknown") is None
    assert figures.each_case(replace(still, points=None), made.review()) is None
    assert figures.one_input(replace(still, points=None), made.review(), "late_months") is None


@pytest.mark.parametrize("dark", [False, True])
def test_plotly_accepts_both(*, dark: bool) -> None:
    """Every key, and the dictionary is JSON."""
    for figure in (_swarm(), _scatter("late_months"), _scatter("limit")):
        chart = plots.plot(figure, dark=dark)
        json.dumps(chart, allow_nan=False)
        go.Figure(chart)
        assert figure.title in figure.alt


def test_how_many_were_explained_is_said_with_why_not_all() -> None:
    """All of few, a sample of many, fewer than wanted where each takes long."""
    review = made.review(words={"case": "customer"})
    assert words.sizes(500, 500, 500, review) == "on 500 customers"
    assert words.sizes(1000, None, None, review) == "on 1,000 customers"
    picked = "on 1,000 customers picked by chance out of 30,000"
    assert words.sizes(1000, 1000, 30_000, review) == picked
    assert words.sizes(200, 1000, 30_000, review) == (
        "on 200 customers picked by chance out of 30,000: fewer than 1,000, since each takes long"
    )


def test_how_far_it_is_has_counts() -> None:
    """Before the first part nothing is counted yet."""
    review = made.review(words={"case": "customer"})
    assert words.explained_so_far(320, 1000, review) == (
        "What drives the model: explained 320 of 1,000 customers."
    )
    assert "opening the model" in words.compared_so_far(0, 0, review)
