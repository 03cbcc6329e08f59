"""The handoff: what is decided alone, by whom the rest, at what cost."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from evenhand.findings import Guarantee
from evenhand.handoff import THRESHOLDS
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")
TEN = making.log(
    y=[1, 1, 1, 1, 1, 0, 0, 0, 0, 0],
    score=[0.95, 0.9, 0.85, 0.4, 0.3, 0.05, 0.1, 0.2, 0.6, 0.9],
    rule=[1] * 10,
)


def handoff(log: Any = TEN, **given: Any) -> dict[str, Any]:  # noqa: ANN401
    """The handoff of a document."""
    plan = {"threshold": 0.8} | given.pop("plan", {})
    found: dict[str, Any] = making.document(log, making.keys(handoff=plan, **given))["handoff"]
    return found


def test_team_accuracy_with_an_assumed_person() -> None:
    """Coverage times automatic accuracy, and the rest times what people are assumed to reach."""
    found = handoff(plan={"human_accuracy": 0.9})
    assert found["human"] == "assumed"
    assert found["team_accuracy"]["value"] == pytest.approx((6 + 3 * 0.9) / 10)
    assert found["team_accuracy"]["low"] < 0.87 < found["team_accuracy"]["high"]


def test_a_persons_accuracy_is_measured_on_the_cases_handed_off() -> None:
    """Not on all cases: here people are right on one of two that they judged of the three."""
    said = [0, 0, 0, 1, 0, 1, 1, 1, None, 1]
    found = handoff(TEN.assign(person=said), plan={"human": "person"})
    assert found["human"] == "measured"
    assert found["team_accuracy"]["value"] == pytest.approx((6 + 3 * 0.5) / 10)


def test_team_accuracy_is_unknown_where_no_person_judged_a_case_handed_off() -> None:
    """Null; where nothing is handed off nobody is needed."""
    log = TEN.assign(person=None)
    assert handoff(log, plan={"human": "person"})["team_accuracy"]["value"] is None
    alone = handoff(log, plan={"human": "person", "threshold": 0.0})
    assert alone["team_accuracy"]["value"] == pytest.approx(0.6)
    assert handoff()["team_accuracy"]["value"] is None
    unlabelled = handoff(TEN.assign(y=None), plan={"human_accuracy": 0.9})
    assert unlabelled["team_accuracy"]["value"] is None


COSTS = {"false_positive": 10.0, "false_negative": 100.0, "review": 2.0}


def test_costs_are_mistakes_and_reviews() -> None:
    """Alone: a false positive. Handed off: two positives, a negative; people wrong in a tenth."""
    found = handoff(costs=COSTS, plan={"human_accuracy": 0.9})["cost_per_1000"]
    assert found["reviews"] == pytest.approx(1000 * 0.3 * 2)
    assert found["mistakes"] == pytest.approx(1000 * (10 + 0.1 * (100 + 100 + 10)) / 10)
    assert found["total"] == pytest.approx(found["mistakes"] + found["reviews"])


def test_costs_of_measured_people_are_those_of_their_answers() -> None:
    """One that nobody judged costs what those judged among the handed off do: 50 each."""
    said = [1, 1, 1, 1, 0, 0, 0, 0, None, 0]
    found = handoff(TEN.assign(person=said), costs=COSTS, plan={"human": "person"})["cost_per_1000"]
    assert found["mistakes"] == pytest.approx(1000 * (10 + 0 + 100 + 50) / 10)


def test_costs_without_knowledge_of_people_take_them_to_be_right() -> None:
    """Without labels only reviews are known; without costs nothing was asked."""
    assert handoff(costs=COSTS)["cost_per_1000"]["mistakes"] == pytest.approx(1000)
    found = handoff(TEN.assign(y=None), costs=COSTS)["cost_per_1000"]
    assert (found["mistakes"], found["total"]) == (None, None)
    assert found["reviews"] == pytest.approx(600)
    assert "cost_per_1000" not in handoff()


def test_groups_are_handed_off_on_their_own() -> None:
    """Coverage, handed off and automatic error of each."""
    found = handoff(TEN.assign(sex=["A"] * 5 + ["B"] * 5))["groups"]["sex"]
    assert [(g["group"], g["n"]) for g in found] == [("A", 5), ("B", 5)]
    assert [g["coverage"]["value"] for g in found] == [0.6, 0.8]
    assert [g["handed_off"]["value"] for g in found] == [0.4, 0.2]
    assert [g["automatic_error"]["value"] for g in found] == [0, 0.25]


def test_the_sliders_counts_are_those_of_the_curve() -> None:
    """Stops of a hundredth and the review's own; all groups add up to everybody; costs at each."""
    plan = {"threshold": 0.777, "human_accuracy": 0.9}
    keys = making.keys(handoff=plan, costs=COSTS)
    found = making.audit(TEN.assign(sex=["A"] * 4 + ["B"] * 6), keys).findings().handoff
    assert found is not None
    assert found.all_cases is not None
    assert found.stops == tuple(sorted([*(k / 100 for k in range(50, 100)), 0.777]))
    sure = np.maximum(TEN["score"], 1 - TEN["score"])
    assert found.all_cases.alone == tuple(int((sure >= stop).sum()) for stop in found.stops)
    parts = found.group_curves["sex"]
    assert [sum(pair) for pair in zip(*(p.wrong for p in parts), strict=True)] == list(
        found.all_cases.wrong
    )
    assert sum(p.n for p in parts) == found.all_cases.n == 10
    assert len(found.stop_costs) == len(found.stops)
    here = found.stops.index(0.777)
    assert found.cost_per_1000 is not None
    assert found.stop_costs[here] == pytest.approx(found.cost_per_1000.total)
    assert THRESHOLDS[777] == 0.777


def test_presets_are_thresholds_worth_a_button() -> None:
    """Today, the cheapest stop, the highest within capacity, and the promised one."""
    rng = np.random.default_rng(1)
    score = rng.random(4000)
    log = making.log(y=(rng.random(4000) < score).astype(int), score=score)
    plan = {
        "threshold": 0.9, "human_accuracy": 1.0, "max_error": 0.2, "people": 2,
        "cases_per_hour": 10.0, "minutes_per_case": 20.0,
    }  # fmt: skip
    costs = COSTS | {"false_negative": 10.0}
    found = making.audit(log, making.keys(handoff=plan, costs=costs)).findings().handoff
    assert found is not None
    assert found.presets["today"] == 0.9
    place = found.stops.index(found.presets["cheapest"])
    assert found.stop_costs[place] == min(found.stop_costs)
    assert 0.75 < found.presets["cheapest"] < 0.85
    coverage = dict(zip(found.stops, np.array(found.all_cases.alone) / 4000, strict=True))  # type: ignore[union-attr]
    most = max(stop for stop in found.stops if (1 - coverage[stop]) * 10 / 3 < 2)
    assert found.presets["capacity"] == most
    assert isinstance(found.guarantee, Guarantee)
    assert (found.guarantee.threshold or 1) <= found.presets["guaranteed"]
    bare = (
        making.audit(log.assign(y=None), making.keys(handoff={"threshold": 0.9})).findings().handoff
    )
    assert bare is not None
    assert bare.presets == {"today": 0.9}


def test_a_promise_above_every_stop_has_no_button() -> None:
    """A promised threshold of .995 is beyond the slider."""
    score = np.append(np.full(300, 0.996), np.full(300, 0.98))
    log = making.log(y=[1] * 300 + [0] * 300, score=score)
    found = making.audit(log, making.keys(handoff={"max_error": 0.05})).findings().handoff
    assert found is not None
    assert found.guarantee.threshold == 0.981  # type: ignore[union-attr]
    assert found.presets["guaranteed"] == 0.99
    higher = log.assign(score=np.append(np.full(300, 0.999), np.full(300, 0.995)))
    above = making.audit(higher, making.keys(handoff={"max_error": 0.05})).findings().handoff
    assert above is not None
    assert above.guarantee.threshold == 0.996  # type: ignore[union-attr]
    assert "guaranteed" not in above.presets


def test_the_queue_takes_the_share_that_is_handed_off() -> None:
    """Three in ten of ten an hour."""
    plan = {"people": 1, "cases_per_hour": 10.0, "minutes_per_case": 6.0}
    found = handoff(plan=plan)["staffing"]
    assert found["cases_per_hour"] == pytest.approx(3)
    assert found["utilisation"] == pytest.approx(0.3)
    assert found["wait_minutes"] == pytest.approx(6 * 0.3 / 0.7)  # one person: M/M/1


def test_calibration_on_edges_is_that_of_the_rows() -> None:
    """Brier, skill and ten bins closed on the left, for every hundredth and both answers."""
    rng = np.random.default_rng(2)
    score = np.repeat(np.arange(101) / 100, 3)
    y = (rng.random(len(score)) < score).astype(int)
    for threshold in (0.0, 0.5, 1.0):
        candidates = [making.RULE, making.MODEL | {"threshold": threshold}]
        keys = making.keys(candidates=candidates)
        found = making.document(making.log(y=y, score=score), keys)["candidates"]["model"][
            "calibration"
        ]
        place = np.minimum((np.repeat(np.arange(101), 3) // 10), 9)
        rows = pd.DataFrame({"y": y, "s": score, "bin": place}).groupby("bin")
        expected = rows.agg(mean=("s", "mean"), rate=("y", "mean"), n=("y", "size"))
        assert found["brier"] == pytest.approx(np.mean((score - y) ** 2))
        assert found["skill"] == pytest.approx(1 - np.mean((score - y) ** 2) / y.var())
        error = (expected["n"] * (expected["mean"] - expected["rate"]).abs()).sum() / len(y)
        assert found["error"] == pytest.approx(error)
        assert [b["observed"]["n"] for b in found["bins"]] == expected["n"].tolist()
        assert [b["mean"] for b in found["bins"]] == pytest.approx(expected["mean"].tolist())


def test_calibration_of_many_scores_is_exact_in_brier() -> None:
    """Fixed-point sums per cell, although counted in bins; confidence in class reviews."""
    rng = np.random.default_rng(3)
    score = rng.beta(0.5, 0.5, 5000)
    y = (rng.random(5000) < score).astype(int)
    found = making.document(making.log(y=y, score=score), making.keys())["candidates"]["model"]
    assert found["calibration"]["brier"] == pytest.approx(np.mean((score - y) ** 2), abs=1e-9)
    assert found["calibration"]["of"] == "score"
    classes = making.log(y=["a", "b", "c"] * 10).assign(said="a", sure=0.5)
    one = {"name": "model", "role": "model", "prediction": "said", "confidence": "sure"}
    keys = making.keys(candidates=[one], columns={"positive": "a"})
    found = making.document(classes, keys)["candidates"]["model"]["calibration"]
    assert found["of"] == "confidence"
    assert found["brier"] == pytest.approx((10 * 0.25 + 20 * 0.25) / 30)
    assert found["error"] == pytest.approx(0.5 - 1 / 3)


def test_calibration_is_null_where_nothing_is_known() -> None:
    """No label, or no confidence; with one label there is no skill to speak of."""
    assert (
        making.document(TEN.assign(y=None), making.keys())["candidates"]["model"]["calibration"]
        is None
    )
    assert making.document(TEN, making.keys())["candidates"]["rule"]["calibration"] is None
    one = making.document(TEN.assign(y=1), making.keys())["candidates"]["model"]["calibration"]
    assert one["skill"] is None
