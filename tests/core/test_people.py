"""People and the model together: measured where people answered, and compared on the same cases."""

from typing import Any

import hypothesis
import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st

import evenhand
from evenhand.findings import OMITTED, Estimate, Handoff, Team
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")


def found(log: Any, **plan: Any) -> Handoff:  # noqa: ANN401
    """The handoff of a log."""
    keys = making.keys(handoff={"threshold": 0.8} | plan)
    handoff = making.audit(log, keys).findings().handoff
    assert handoff is not None
    return handoff


def team(log: Any, **plan: Any) -> Team:  # noqa: ANN401
    """People and the model together, beside each."""
    made = found(log, **plan).team
    assert isinstance(made, Team)
    return made


def drawn(seed: int, *, sure: float = 0.9, unsure: float = 0.6, asked: float = 1.0) -> Any:  # noqa: ANN401
    """A log of 2,000 cases of people who do worse where the model is not sure."""
    rng = np.random.default_rng(seed)
    score = rng.random(2000)
    y = (rng.random(2000) < score).astype(int)
    right = np.where(np.maximum(score, 1 - score) >= 0.8, sure, unsure)
    said = np.where(rng.random(2000) < right, y, 1 - y).astype(object)
    said[rng.random(2000) >= asked] = None
    return making.log(y=y, score=score, person=said)


# Real people


def test_people_of_the_sentiment_sample_are_measured_on_what_the_model_hands_off() -> None:
    """They do worse there than overall, and the team's figure is made of the first."""
    folder = making.ROOT / "sample_data" / "sentiment"
    rows = pd.read_parquet(folder / "decisions.parquet")
    keys = evenhand.open(folder / "review.toml").review
    assert keys.handoff is not None
    assumed = keys.handoff.model_copy(update={"human_accuracy": 0.99})
    audit = evenhand.open(keys.model_copy(update={"handoff": assumed}), frame=rows)
    handoff = audit.findings().handoff
    assert handoff is not None
    assert isinstance(handoff.team, Team)
    off = rows["model_confidence"] < keys.handoff.threshold
    person, model = (rows[said] == rows["panel_says"] for said in ("rater_says", "model_says"))
    assert handoff.human == "measured"
    assert handoff.team_accuracy.value == pytest.approx(np.where(off, person, model).mean())
    assert handoff.team.team == handoff.team_accuracy
    assert handoff.team.people_on_handed_off.value == pytest.approx(person[off].mean())
    assert handoff.team.people_on_automatic.value == pytest.approx(person[~off].mean())
    assert handoff.team.people_alone.value == pytest.approx(person.mean())
    assert person[off].mean() == pytest.approx(0.75, abs=0.01)
    assert person.mean() == pytest.approx(0.81, abs=0.01)


# Any log


ROWS = st.tuples(
    st.sampled_from(["1", "0", None]),
    st.one_of(st.none(), st.integers(0, 100).map(lambda k: k / 100), st.floats(0, 1)),
    st.sampled_from(["1", "0", None]),
    st.integers(1, 9),
)


def right_of(rows: pd.DataFrame, stop: float) -> float | None:
    """How often both together are right at a stop, from the rows alone; None where not known."""
    off = rows["sure"] < stop
    if rows.empty or (off.any() and rows.loc[off, "person"].isna().all()):
        return None
    judged = rows[off & rows["person"].notna()]
    person = (judged["person"] == judged["y"]).mean() if off.any() else 0.0
    alone = rows.loc[~off, "said"] == rows.loc[~off, "y"]
    return float((alone.sum() + off.sum() * person) / len(rows))


@hypothesis.given(st.lists(ROWS, min_size=1, max_size=40), st.sampled_from([0.0, 0.57, 0.777, 1.0]))
@hypothesis.settings(max_examples=20)
def test_the_team_along_the_slider_is_that_of_the_rows(
    rows: list[tuple[Any, ...]], threshold: float
) -> None:
    """At every stop, for any labels, scores, weights, and people who judged some cases only."""
    log = pd.DataFrame(rows, columns=["y", "score", "person", "n"]).astype({"score": "float64"})
    keys = making.keys(
        columns={"weight": "n", "protected": None, "context": ["rule"]},
        handoff={"threshold": threshold, "human": "person"},
    )
    handoff = making.audit(log.assign(rule="1"), keys).findings().handoff
    assert handoff is not None
    assert handoff.team_curve is not OMITTED
    cases = log.loc[log.index.repeat(log["n"])].dropna(subset=["y", "score"])
    cases = cases.assign(
        said=np.where(cases["score"] >= 0.5, "1", "0"),
        sure=np.where(cases["score"] >= 0.5, cases["score"], 1 - cases["score"]),
    )
    assert tuple(point.threshold for point in handoff.team_curve) == handoff.stops
    for point in handoff.team_curve:
        expected = right_of(cases, point.threshold)
        known = None if expected is None else pytest.approx(expected)
        assert point.team.value == known
        assert point.team.n == len(cases)
        if point.team.value is not None:
            assert (point.team.low or 0) <= point.team.value <= (point.team.high or 0)
    here = handoff.team_curve[handoff.stops.index(threshold)].team
    assert here == handoff.team_accuracy


# Beside each alone


def resampled(log: Any, times: int) -> Any:  # noqa: ANN401
    """The team, minus the model and minus people, in so many bootstraps of rows."""
    off = np.maximum(log["score"], 1 - log["score"]) < 0.8
    rows = pd.DataFrame({
        "off": off, "asked": log["person"].notna(), "person": log["person"] == log["y"],
        "model": (log["score"] >= 0.5) == log["y"],
    })  # fmt: skip
    rng, out = np.random.default_rng(0), []
    for _ in range(times):
        o, a, p, m = rows.to_numpy()[rng.integers(0, len(log), len(log))].T
        share, alone = o.mean(), m[~o].mean()
        both = (1 - share) * alone + share * p[o & a].mean()
        out.append((both, both - m.mean(), (1 - share) * (alone - p[~o & a].mean())))
    return np.array(out)


@pytest.mark.parametrize("asked", [1.0, 0.3])
def test_intervals_are_those_of_a_bootstrap_of_rows(asked: float) -> None:
    """Also where a part of the cases was judged only."""
    log = drawn(1, asked=asked)
    made = team(log, human="person")
    ends = np.quantile(resampled(log, 3000), [0.025, 0.975], axis=0)
    for place, one in enumerate((made.team, made.team_minus_model, made.team_minus_people)):
        width = ends[1, place] - ends[0, place]
        assert one.low == pytest.approx(ends[0, place], abs=0.12 * width)
        assert one.high == pytest.approx(ends[1, place], abs=0.12 * width)
        assert (one.high or 0) - (one.low or 0) == pytest.approx(width, rel=0.06)


@pytest.mark.parametrize(
    ("sure", "unsure", "worse", "better"),
    [
        (0.8, 0.5, ("model",), ("people",)),
        (0.99, 0.97, ("people",), ("model",)),
        (0.5, 0.9, (), ("model", "people")),
        (0.88, 0.64, (), ()),
    ],
)
def test_the_team_is_worse_or_better_only_where_the_whole_interval_says_so(
    sure: float, unsure: float, worse: tuple[str, ...], better: tuple[str, ...]
) -> None:
    """People may spoil what they take over, or the model what it keeps."""
    made = team(drawn(2, sure=sure, unsure=unsure), human="person")
    assert (made.worse_than, made.better_than) == (worse, better)
    both = {*made.worse_than, *made.better_than, *made.cannot_tell}
    assert both == {"model", "people"}


def test_a_team_that_hands_nothing_off_is_the_model() -> None:
    """No difference at all, which is neither better nor worse, nor something not told."""
    made = team(drawn(3), human="person", threshold=0.0)
    assert made.team_minus_model == Estimate(0.0, 0.0, 0.0, 2000)
    assert "model" not in {*made.worse_than, *made.better_than, *made.cannot_tell}
    assert made.team.value == made.model_alone.value
    assert made.team.low == pytest.approx(made.model_alone.low, abs=1e-12)
    everything = team(drawn(3), human="person", threshold=1.0)
    assert everything.team_minus_people == Estimate(0.0, 0.0, 0.0, 2000)


def test_assumed_people_have_no_interval_of_their_own() -> None:
    """They are as good as the review says, everywhere; without either nothing is said."""
    made = team(drawn(4), human_accuracy=0.7)
    assert made.people_alone == made.people_on_handed_off == Estimate(0.7)
    assert made.people_on_automatic == Estimate()
    log = drawn(4)
    said, sure = log["score"] >= 0.5, np.maximum(log["score"], 1 - log["score"])
    right = np.where(sure >= 0.8, said == log["y"], 0.7)
    assert made.team.value == pytest.approx(right.mean())
    assert made.team_minus_people.value == pytest.approx(right.mean() - 0.7)
    assert made.team_minus_model.value == pytest.approx((right - (said == log["y"])).mean())
    assert found(drawn(4)).team is OMITTED
    assert found(drawn(4)).team_curve is OMITTED
    assert found(drawn(4).assign(y=None), human_accuracy=0.7).team is None


def test_people_who_judged_one_side_only_cannot_be_compared() -> None:
    """Of people who never saw what the model keeps, nobody knows how they would do there."""
    log = drawn(5)
    off = np.maximum(log["score"], 1 - log["score"]) < 0.8
    made = team(log.assign(person=log["person"].where(off, None)), human="person")
    assert made.team.value is not None
    assert made.team_minus_people.value is None
    assert "people" not in {*made.worse_than, *made.better_than, *made.cannot_tell}
    nobody = team(log.assign(person=None), human="person")
    assert (nobody.team.value, nobody.team_minus_model.value) == (None, None)
    assert nobody.people_alone == Estimate()
