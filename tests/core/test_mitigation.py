"""What mitigation would cost: brute force on small logs, and Fairlearn on rows."""

from itertools import product
from typing import Any

import hypothesis
import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st

from evenhand import mitigation
from evenhand.audit import Audit
from evenhand.findings import ReviewMore, Thresholds
from evenhand.mitigation.library import sampled
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")
SCORES = (0.2, 0.45, 0.5, 0.8)
RATES = ("selection_rate", "true_positive_rate", "false_positive_rate")
Case = tuple[str, int, float]


def audited(frame: Any, **given: Any) -> Audit:  # noqa: ANN401
    """An audit of sexes, every group large enough."""
    start: dict[str, Any] = {"method": {"min_group": 1}, "candidates": [making.MODEL]}
    columns = {"protected": ["sex"]} | given.pop("columns", {})
    return making.audit(frame, making.keys(columns=columns, **start | given))


def asked(audit: Audit, metric: str, within: float | None = None) -> Thresholds | None:
    """The thresholds of the model by sex."""
    return mitigation.thresholds(audit.tally, audit.review, "model", "sex", metric, within)


def frame_of(cases: list[Case]) -> Any:  # noqa: ANN401
    """A log of (sex, label, score)."""
    return pd.DataFrame(cases, columns=["sex", "y", "score"])


def drawn(seed: int, size: int, steps: int | None = None) -> Any:  # noqa: ANN401
    """Scores that rank the groups unlike, with any number of values or so many steps."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({"sex": rng.choice(list("ABC"), size, p=[0.5, 0.3, 0.2])})
    frame["y"] = rng.random(size) < frame["sex"].map({"A": 0.5, "B": 0.35, "C": 0.25})
    noise = frame["sex"].map({"A": 0.25, "B": 0.4, "C": 0.3})
    score = (0.3 + 0.35 * frame["y"] + noise * rng.standard_normal(size)).clip(0.01, 0.99)
    frame["score"] = (score * steps).round() / steps if steps else score
    frame["y"] = frame["y"].astype(int)
    return frame


def by_cut(rows: Any, metric: str) -> list[tuple[float | None, int]]:  # noqa: ANN401
    """The rate and the right answers of one group at every threshold, on rows."""
    score, y = rows["score"].to_numpy(), rows["y"].to_numpy()
    among = {"selection_rate": y >= 0, "true_positive_rate": y == 1}.get(metric, y == 0)
    return [
        (
            float((score[among] >= cut).mean()) if among.any() else None,
            int(((score >= cut) == (y == 1)).sum()),
        )
        for cut in (*SCORES, 2.0)
    ]


def by_force(frame: Any, metric: str) -> list[tuple[float, float]]:  # noqa: ANN401
    """Gap and accuracy of every combination of thresholds; a group without the rate keeps its."""
    groups = [by_cut(rows, metric) for _, rows in frame.groupby("sex")]
    kept = [group for group in groups if group[0][0] is not None]
    fixed = sum(group[SCORES.index(0.5)][1] for group in groups if group[0][0] is None)
    if len(kept) < 2:
        return []
    return [
        (
            max(r or 0 for r, _ in chosen) - min(r or 0 for r, _ in chosen),
            (sum(k for _, k in chosen) + fixed) / len(frame),
        )
        for chosen in product(*kept)
    ]


def best_within(every: list[tuple[float, float]], gap: float) -> float:
    """The best accuracy of those with so small a gap."""
    return max(accuracy for apart, accuracy in every if apart <= gap + 1e-9)


CASE = st.tuples(st.sampled_from("AB"), st.integers(0, 1), st.sampled_from(SCORES))


@hypothesis.given(
    st.lists(CASE, min_size=4, max_size=14),
    st.sampled_from(RATES),
    st.sampled_from([0.0, 0.1, 0.25, 1.0]),
)
@hypothesis.settings(max_examples=8, deadline=None)
def test_thresholds_by_group_are_the_best_there_are(
    cases: list[Case], metric: str, within: float
) -> None:
    """No combination of thresholds with so small a gap is right more often."""
    frame = frame_of(cases)
    hypothesis.assume(frame["sex"].nunique() == 2)
    hypothesis.assume(frame["y"].nunique() == 2)
    every, found = by_force(frame, metric), asked(audited(frame), metric, within)
    if found is None:
        assert not every
        return
    assert found.per_group.accuracy.value == pytest.approx(best_within(every, within))
    assert found.per_group.gap is not None
    assert found.per_group.gap <= within + 1e-9
    for point in found.frontier:
        assert point.accuracy == pytest.approx(best_within(every, point.gap))


@pytest.mark.parametrize("metric", RATES)
def test_no_point_of_the_frontier_is_worse_in_both(metric: str) -> None:
    """More accuracy only for a larger gap; it begins at no gap and ends where nothing binds."""
    found = asked(audited(drawn(1, 3000, 100)), metric)
    assert found is not None
    gaps = [point.gap for point in found.frontier]
    right = [point.accuracy for point in found.frontier]
    assert gaps == sorted(set(gaps))
    assert right == sorted(set(right))
    assert gaps[0] == pytest.approx(0, abs=1e-9)
    assert 10 < len(gaps) <= 60
    assert max(right) >= (found.today.accuracy.value or 0)


@pytest.mark.parametrize("metric", RATES)
def test_tossing_a_coin_is_never_worse_than_equal_thresholds(metric: str) -> None:
    """Fairlearn's hull holds every pair of thresholds that has no gap, but for its grid of 1/1000.

    Its own gap is nothing but the grid's either.
    """
    found = asked(audited(drawn(2, 3000, 50)), metric)
    assert found is not None
    own, odds = found.coin_tosses
    assert own.gap == pytest.approx(0, abs=2e-3)
    level = [p.accuracy for p in found.frontier if p.gap <= 1e-9]
    assert (own.accuracy.value or 0) >= max(level) - 2e-3
    assert (odds.constraint, odds.kind) == ("equalized_odds", "coin_toss")
    assert (odds.accuracy.value or 0) <= (own.accuracy.value or 0) + 2e-3
    assert 0 < own.tossed < 1


def test_the_librarys_way_to_decide_is_judged_as_on_rows() -> None:
    """Its probabilities on the tally's cells give the rates that it has on the rows."""
    from fairlearn.postprocessing import ThresholdOptimizer  # noqa: PLC0415
    from sklearn.linear_model import LinearRegression  # noqa: PLC0415

    frame = drawn(3, 2000, 40)
    given = LinearRegression()
    given.coef_, given.intercept_ = np.ones(1), 0.0
    optimizer = ThresholdOptimizer(
        estimator=given,
        constraints="true_positive_rate_parity",
        prefit=True,
        predict_method="predict",
    )
    rows, sex = frame[["score"]].to_numpy(), frame["sex"].to_numpy()
    optimizer.fit(rows, frame["y"].to_numpy(), sensitive_features=sex)
    yes = optimizer._pmf_predict(rows, sensitive_features=sex)[:, 1]  # noqa: SLF001
    right = np.where(frame["y"] == 1, yes, 1 - yes).mean()
    found = asked(audited(frame), "true_positive_rate")
    assert found is not None
    own = found.coin_tosses[0]
    assert own.accuracy.value == pytest.approx(right, abs=1e-9)
    for one in own.groups:
        among = (frame["sex"] == one.group) & (frame["y"] == 1)
        assert one.rate.value == pytest.approx(float(yes[among].mean()))
        assert (one.rate.n, one.threshold) == (int(among.sum()), None)


@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.7125])
def test_today_is_what_the_findings_say_and_thresholds_are_exact_in_steps(threshold: float) -> None:
    """With thousands of different scores too: counts at a threshold are those of the rows."""
    frame = drawn(4, 4000)
    audit = audited(frame, candidates=[making.MODEL | {"threshold": threshold}])
    found = asked(audit, "selection_rate")
    assert found is not None
    groups = audit.findings().fairness["model"]["sex"].groups
    for one, group in zip(found.today.groups, groups, strict=True):
        assert one.rate.value == group.metrics["selection_rate"].value
        assert one.accuracy.value == group.metrics["accuracy"].value
        assert one.threshold == pytest.approx(threshold)
    for one in found.per_group.groups:
        rows = frame[frame["sex"] == one.group]
        assert one.threshold is not None
        above = rows["score"] >= one.threshold if one.threshold >= threshold else (
            rows["score"] > one.threshold
        )  # fmt: skip
        assert one.rate.value == pytest.approx(above.mean())
        assert one.accuracy.value == pytest.approx((above == (rows["y"] == 1)).mean())


def test_a_threshold_is_reached_by_the_score_it_stands_for() -> None:
    """Two thirds are a yes where everybody from two thirds on gets one, whatever the digits."""
    frame = drawn(4, 400, 6)
    found = asked(audited(frame), "selection_rate")
    assert found is not None
    for group in (*found.today.groups, *found.per_group.groups):
        own = frame[frame["sex"] == group.group]
        assert group.threshold is not None
        assert (own["score"] >= group.threshold).mean() == group.rate.value
    ends = {end for point in found.frontier for end in point.thresholds if np.isfinite(end)}
    assert 0.666666666666 in ends
    assert ends <= {0.0, 0.166666666666, 0.333333333333, 0.5, 0.666666666666, 0.833333333333, 1.0}


def test_the_reviews_own_limit_is_the_gap_to_reach() -> None:
    """On the same rate, missed or found; else 2 of 100; and another metric stands for selection."""
    limit = {"finding": "false_negative_rate", "attribute": "sex", "gap": "difference"}
    audit = audited(drawn(5, 500, 20), criteria=[limit | {"at_most": 0.07}])
    by = {m: asked(audit, m) for m in ("true_positive_rate", "false_negative_rate", "precision")}
    assert [(f.metric, f.within) for f in by.values() if f] == [
        ("true_positive_rate", 0.07),
        ("true_positive_rate", 0.07),
        ("selection_rate", 0.02),
    ]


def test_without_scores_outcomes_or_groups_there_is_nothing_to_work_out() -> None:
    """A rule has no scores; no label, no accuracy; one group has nobody to be equal to."""
    frame = drawn(6, 300, 20).assign(rule=1)
    audit = audited(frame, candidates=[making.RULE, making.MODEL])
    assert mitigation.thresholds(audit.tally, audit.review, "rule", "sex", RATES[0]) is None
    assert mitigation.review_more(audit.tally, audit.review, "rule", "sex") is None
    for other in (
        audited(frame, columns={"label": None}),
        audited(frame[frame["sex"] == "A"]),
        audited(frame, method={"min_group": 200}),
    ):
        assert asked(other, RATES[0]) is None
        assert mitigation.review_more(other.tally, other.review, "model", "sex") is None


def test_a_group_without_the_cases_of_a_rate_keeps_its_threshold() -> None:
    """Nobody of C is positive: C has no true positive rate, counts in accuracy, and is no 0."""
    frame = drawn(7, 900, 20)
    frame.loc[frame["sex"] == "C", "y"] = 0
    found = asked(audited(frame), "true_positive_rate")
    assert found is not None
    assert [one.group for one in found.per_group.groups] == ["A", "B"]
    assert found.today.accuracy.n == 900
    odd = asked(audited(frame), "selection_rate")
    assert odd is not None
    assert odd.coin_tosses == ()  # the library refuses a group with one outcome


def test_with_many_groups_there_are_thresholds_and_no_coin_tosses() -> None:
    """The library takes seconds for them; thresholds by group stay within the gap."""
    frame = drawn(11, 3000, 50)
    frame["sex"] = [f"g{i % 30}" for i in range(3000)]
    found = asked(audited(frame), "selection_rate", 0.05)
    assert found is not None
    assert found.coin_tosses == ()
    assert found.per_group.gap is not None
    assert found.per_group.gap <= 0.05
    assert len(found.per_group.groups) == 30


def test_rows_for_the_library_are_drawn_evenly() -> None:
    """At most so many, the same every time, each group's share kept to one case."""
    counts = np.random.default_rng(1).integers(0, 3000, 400)
    drawn_ = sampled(counts, 10_000, 7)
    assert drawn_.sum() == 10_000
    assert (drawn_ == sampled(counts, 10_000, 7)).all()
    expected = counts * 10_000 / counts.sum()
    assert np.abs(drawn_.cumsum() - expected.cumsum()).max() <= 1


# Reviewing more


def more(audit: Audit, budget: float | None = None) -> ReviewMore:
    """More review for the model by sex."""
    found = mitigation.review_more(audit.tally, audit.review, "model", "sex", budget)
    assert found is not None
    return found


@hypothesis.given(st.lists(CASE, min_size=4, max_size=14), st.sampled_from([0.0, 0.2, 0.5, 1.0]))
@hypothesis.settings(max_examples=8, deadline=None)
def test_the_worst_groups_error_is_the_smallest_that_people_can_carry(
    cases: list[Case], budget: float
) -> None:
    """No combination of thresholds that hands off so little has a smaller largest error."""
    frame = frame_of(cases)
    hypothesis.assume(frame["sex"].nunique() == 2)
    sure = np.where(frame["score"] >= 0.5, frame["score"], 1 - frame["score"])
    wrong = (frame["score"] >= 0.5) != (frame["y"] == 1)
    found = more(audited(frame), budget)
    best = 1.0
    for cuts in product((0.0, 0.5, 0.55, 0.8, 2.0), repeat=2):
        alone = sure >= np.where(frame["sex"] == "A", cuts[0], cuts[1]) - 1e-9
        if (~alone).mean() <= budget + 1e-9:
            errors = [wrong[alone & (frame["sex"] == g)] for g in "AB"]
            best = min(best, max(e.mean() if len(e) else 0.0 for e in errors))
    assert (found.worst or 0.0) == pytest.approx(best)
    assert (found.handed_off.value or 0.0) <= budget + 1e-9


def test_the_budget_is_what_is_handed_off_today_or_what_people_can_do() -> None:
    """Of three people one is there at a time: six minutes a case are 10 of 60 an hour."""
    frame = drawn(8, 3000, 100)
    today = more(audited(frame, handoff={"threshold": 0.7}))
    assert today.budget_from == "today"
    assert today.budget == today.handed_off_today.value
    assert (today.handed_off.value or 0) <= today.budget
    assert today.worst is not None
    assert today.worst_today is not None
    assert today.worst < today.worst_today
    people = {"people": 3, "minutes_per_case": 6, "cases_per_hour": 60, "shrinkage": 0.34}
    staffed = more(audited(frame, handoff={"threshold": 0.7} | people))
    assert staffed.budget_from == "people"
    assert staffed.budget == pytest.approx(10 / 60)
    assert more(audited(frame), 0.3).budget_from == "asked"


def test_before_and_after_are_what_the_handoff_says() -> None:
    """Today's numbers by group are those of the findings; the others are counted on rows."""
    frame = drawn(9, 3000, 100)
    audit = audited(frame, handoff={"threshold": 0.7})
    found, handoff = more(audit), audit.findings().handoff
    assert handoff is not None
    sure = np.where(frame["score"] >= 0.5, frame["score"], 1 - frame["score"])
    wrong = (frame["score"] >= 0.5) != (frame["y"] == 1)
    for one, group in zip(found.groups, handoff.groups["sex"], strict=True):
        assert one.handed_off_today.value == group.handed_off.value
        assert one.error_today.value == group.automatic_error.value
        assert one.threshold is not None
        own = (frame["sex"] == one.group).to_numpy()
        alone = own & (sure >= one.threshold - 1e-9)
        assert one.error.value == pytest.approx(wrong[alone].mean())
        assert one.handed_off.value == pytest.approx(1 - alone.sum() / own.sum())


def test_where_no_target_can_be_carried_everything_stays_as_it_is() -> None:
    """Too few known outcomes at every threshold, and no people to take everything."""
    frame = drawn(10, 300, 20)
    frame.loc[frame.groupby("sex").cumcount() > 9, "y"] = None
    audit = audited(frame, handoff={"threshold": 0.7}, method={"min_group": 30})
    found = mitigation.review_more(audit.tally, audit.review, "model", "sex", 0.1)
    assert found is not None
    assert found.handed_off == found.handed_off_today
    assert {one.threshold for one in found.groups} == {0.7}
    everything = mitigation.review_more(audit.tally, audit.review, "model", "sex", 1.0)
    assert everything is not None
    assert everything.worst is None
    assert {one.threshold for one in everything.groups} == {None}
