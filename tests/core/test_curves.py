"""The curve and the curves of groups are those of the rows at every threshold; none is moved."""

from typing import Any

import hypothesis
import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st

from evenhand import handoff as handoffs
from evenhand.findings import GroupCurve, Handoff
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")
NASTY = [0.0, 0.3, 0.7, 0.1 + 0.2, 1 - 0.7, 0.5, 0.55, 0.45, 0.8337, 1 - 0.8337, 0.833, 0.834, 1.0]
FILLED = 1_100  # more different scores than are kept as they are


def handoff(log: Any, cut: float, threshold: float, **columns: Any) -> Handoff:  # noqa: ANN401
    """The handoff of a log, by the model's cut."""
    keys = making.keys(
        candidates=[making.RULE, making.MODEL | {"threshold": cut}],
        handoff={"threshold": threshold},
        columns=columns,
    )
    audit = making.audit(log, keys)
    found = handoffs.hand_off(audit.tally, audit.review)
    assert found is not None
    return found


def rows_of(log: Any, cut: float) -> Any:  # noqa: ANN401
    """Answered rows with how sure they are and whether they are wrong, compared as DOUBLE."""
    rows = log[log["score"].notna()].copy()
    score = rows["score"].to_numpy(dtype=np.float64)
    yes = score >= cut
    rows["sure"] = np.where(yes, score, 1.0 - score)
    rows["known"] = rows["y"].notna()
    rows["wrong"] = rows["known"] & (yes != (rows["y"] == 1))
    return rows


def check_curve(found: GroupCurve, rows: Any, stops: tuple[float, ...]) -> None:  # noqa: ANN401
    """Every count at every stop is that of the rows."""
    sure, known, wrong = (rows[name].to_numpy() for name in ("sure", "known", "wrong"))
    alone = sure[None, :] >= np.array(stops)[:, None]
    assert found.n == len(rows)
    assert found.alone == tuple(alone.sum(axis=1))
    assert found.labelled == tuple((alone & known).sum(axis=1))
    assert found.wrong == tuple((alone & wrong).sum(axis=1))


def check(found: Handoff, log: Any, cut: float, threshold: float) -> None:  # noqa: ANN401
    """Everybody and every group, along the slider and along all thousandths."""
    rows = rows_of(log, cut)
    assert threshold in found.stops
    assert found.all_cases is not None
    check_curve(found.all_cases, rows, found.stops)
    race = rows["race"].fillna("Unknown")
    sex = rows["sex"].fillna("Unknown")
    both = (sex + " & " + race).where((sex != "Unknown") & (race != "Unknown"), "Unknown")
    for name, groups in (("sex", sex), ("race", race), ("sex & race", both)):
        curves = {curve.group: curve for curve in found.group_curves[name]}
        assert set(groups) <= set(curves)
        for group, curve in curves.items():
            check_curve(curve, rows[groups == group], found.stops)
    check_points(found, rows, threshold)


def check_points(found: Handoff, rows: Any, threshold: float) -> None:  # noqa: ANN401
    """The document's curve, and what stands at the review's own threshold."""
    sure, known, wrong = (rows[name].to_numpy() for name in ("sure", "known", "wrong"))
    alone = sure[None, :] >= (np.arange(1001) / 1000)[:, None]
    n, right_known = alone.sum(axis=1), (alone & known).sum(axis=1)
    errors = (alone & wrong).sum(axis=1)
    assert [p.coverage for p in found.curve] == pytest.approx(n / len(rows), abs=1e-12)
    for point, k, of in zip(found.curve, errors, right_known, strict=True):
        expected = None if not of else pytest.approx(k / of, abs=1e-12)
        assert point.automatic_error == expected
    here = sure >= threshold
    assert found.coverage.value == pytest.approx(here.mean(), abs=1e-12)
    assert found.automatic_error.n == (here & known).sum()


SCORES = st.one_of(
    st.sampled_from(NASTY),
    st.integers(0, 1000).map(lambda k: k / 1000),
    st.integers(0, 1000).map(lambda k: 1 - k / 1000),
    st.floats(0, 1),
)
ROWS = st.lists(
    st.tuples(
        SCORES | st.none(),
        st.sampled_from([0.0, 1.0, None]),
        st.sampled_from(["A", "B", None]),
        st.sampled_from(["X", "Y", None]),
    ),
    min_size=1,
    max_size=40,
)


@hypothesis.given(
    ROWS,
    st.sampled_from([0.5, 0.3, 0.7, 0.8337]),
    st.sampled_from([0.8337, 0.85, 0.7, 0.6001, 0.3]),
    st.sampled_from(["as they are", "in steps", "float32"]),
)
@hypothesis.settings(deadline=None, max_examples=18)
def test_curves_are_those_of_the_rows_at_every_threshold(
    rows: list[Any], cut: float, threshold: float, kind: str
) -> None:
    """Random logs: scores kept as they are or in steps, in single precision, next to every edge."""
    log = pd.DataFrame([*rows, (0.5, 1.0, "A", "X")], columns=["score", "y", "sex", "race"])
    if kind == "in steps":
        filler = making.log(
            y=np.arange(FILLED) % 2.0, score=(np.arange(FILLED) + 0.37) / FILLED,
            sex=np.where(np.arange(FILLED) % 3, "A", "B"),
        )  # fmt: skip
        log = pd.concat([log, filler[list(log)]], ignore_index=True)
    log["score"] = log["score"].astype("float32" if kind == "float32" else "float64")
    log["rule"] = 1
    check(handoff(log, cut, threshold), log, cut, threshold)


@pytest.mark.parametrize("threshold", [0.8337, 0.85, 0.5001, 0.99995, 2 / 3, 0.7 + 1e-16])
@pytest.mark.parametrize("many", [False, True])
def test_a_threshold_of_the_review_is_exact_and_never_a_neighbour(
    threshold: float, *, many: bool
) -> None:
    """Scores one float below, at and above it and its mirror fall on their own side."""
    edges = [threshold, 1 - threshold]
    near = [f(edge) for edge in edges for f in (
        lambda x: float(np.nextafter(x, 0)), float, lambda x: float(np.nextafter(x, 1)),
    )]  # fmt: skip
    near += [threshold - 0.0004, threshold + 0.00004, round(threshold, 3)]
    score = np.clip(np.tile(near, 5), 0, 1)
    if many:
        score = np.append(score, (np.arange(FILLED) + 0.37) / FILLED)
    log = making.log(y=np.arange(len(score)) % 2.0, score=score)
    found = handoff(log, 0.5, threshold)
    check(found, log, 0.5, threshold)
    lower = rows_of(log, 0.5)["sure"].to_numpy() < threshold
    assert found.coverage.value == pytest.approx(1 - lower.mean(), abs=1e-12)


def test_weights_stand_for_that_many_rows_along_every_curve() -> None:
    """The curves of weighted rows are those of the rows repeated."""
    rng = np.random.default_rng(1)
    log = making.log(
        y=rng.integers(0, 2, 300) * 1.0, score=rng.random(300).round(2),
        sex=rng.choice(["A", "B"], 300), n=rng.integers(0, 5, 300),
    )  # fmt: skip
    found = handoff(log, 0.5, 0.8337, weight="n")
    check(found, log.loc[log.index.repeat(log["n"])].reset_index(drop=True), 0.5, 0.8337)
