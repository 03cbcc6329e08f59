"""More than two candidates: each beside the baseline on the cases that both answered."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from evenhand import counting
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")
LIGHT = {"name": "light", "role": "model", "score": "light", "cost_per_case": 0.01}
PERSON = {"name": "person", "role": "human", "prediction": "person"}
THREE = [making.RULE, making.MODEL, LIGHT, PERSON]
COSTS = {"false_positive": 2.0, "false_negative": 9.0}


def four(seed: int, rows: int = 900) -> Any:  # noqa: ANN401
    """A log of a rule, two models and a person; not all answer every case."""
    rng = np.random.default_rng(seed)
    y = rng.random(rows) < 0.4
    columns = {
        "score": np.clip(rng.normal(0.4 + 0.3 * y, 0.2), 0, 1).round(2),
        "light": np.clip(rng.normal(0.4 + 0.2 * y, 0.2), 0, 1).round(2),
        "person": np.where(rng.random(rows) < 0.8, y, ~y).astype(float),
    }
    frame = making.log(
        y=y.astype(float), rule=np.where(rng.random(rows) < 0.7, y, ~y).astype(float), **columns
    )
    for start, column in enumerate(("y", "rule", "light", "person")):
        frame.loc[start * 30 : start * 30 + 20, column] = np.nan
    return frame


def beside(log: Any, **given: Any) -> dict[str, Any]:  # noqa: ANN401
    """That part of a document."""
    keys = making.keys(candidates=THREE, costs=COSTS, handoff={"threshold": 0.7}, **given)
    found: dict[str, Any] = making.document(log, keys)["comparison"]["candidates"]
    return found


def right(log: Any) -> Any:  # noqa: ANN401
    """Whether each candidate is right, where it answered."""
    said = {
        "rule": log.rule,
        "model": (log.score >= 0.5).astype(float),
        "light": (log.light >= 0.5).astype(float).where(log.light.notna()),
        "person": log.person,
    }
    return {name: (one == log.y).where(one.notna() & log.y.notna()) for name, one in said.items()}


def test_each_is_compared_with_the_baseline_on_the_rows_both_answered() -> None:
    """The paired table and McNemar's test, in the review's order; the baseline with nobody."""
    log = four(1)
    found, hits = beside(log), right(log)
    assert list(found) == ["rule", "model", "light", "person"]
    assert found["rule"]["paired"] is None
    assert found["rule"]["accuracy_difference"]["value"] is None
    for name in ("model", "light", "person"):
        both = hits["rule"].notna() & hits[name].notna()
        old, new = hits["rule"][both] == 1, hits[name][both] == 1
        up, down = int((new & ~old).sum()), int((old & ~new).sum())
        assert found[name]["paired"]["only_model"] == up
        assert found[name]["accuracy_difference"]["n"] == both.sum()
        assert found[name]["mcnemar_p"] == pytest.approx(stats.binomtest(up, up + down).pvalue)


def test_costs_and_what_is_decided_alone_are_on_each_ones_own_cases() -> None:
    """Running costs too; a person and a rule say nothing of how sure they are."""
    log = four(2)
    found = beside(log)
    known = log[log.light.notna() & log.y.notna()]
    yes, true = known.light >= 0.5, known.y == 1
    spent = 2.0 * (yes & ~true) + 9.0 * (~yes & true) + 0.01
    assert found["light"]["cost_per_1000"]["value"] == pytest.approx(1000 * spent.mean())
    score = log.light.dropna()
    sure = np.where(score >= 0.5, score, 1 - score) >= 0.7
    assert found["light"]["automatic"]["value"] == pytest.approx(sure.mean())
    assert found["rule"]["automatic"] is None
    assert found["person"]["automatic"] is None


def test_the_first_model_of_the_table_is_the_one_of_the_comparison() -> None:
    """The same pair, counted once."""
    keys = making.keys(candidates=THREE)
    found = making.document(four(3), keys)["comparison"]
    model = found["candidates"]["model"]
    assert model["paired"] == found["paired"]
    assert model["accuracy_difference"] == found["accuracy_difference"]
    assert "cost_per_1000" not in model


def test_where_two_can_not_be_counted_together_the_interval_is_of_two_samples(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Too many kinds of case drop the baseline from a further candidate, and nothing else."""
    log = four(4)
    whole = beside(log)
    cells = {
        query.candidate.name: len(counting.run(making.audit(log, KEYS).log, query).table)
        for query in counting.queries(making.audit(log, KEYS).review)
    }
    assert cells["light"] > cells["model"] - 50
    monkeypatch.setattr(counting, "MOST_CELLS", cells["light"] - 1)
    monkeypatch.setattr(counting, "_PAIR_STEPS", (5, 5))
    found = beside(log.assign(score=log.score.round(1)))
    assert found["light"]["paired"] is None
    assert found["light"]["mcnemar_p"] is None
    both, apart = (one["light"]["accuracy_difference"] for one in (whole, found))
    assert apart["value"] == pytest.approx(both["value"], abs=0.03)
    assert apart["high"] - apart["low"] > both["high"] - both["low"]


KEYS = making.keys(candidates=THREE, costs=COSTS, handoff={"threshold": 0.7})
