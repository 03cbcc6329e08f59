"""What the candidate is worth against today: the steps, their sum, and its interval."""

import math
from dataclasses import replace
from typing import Any

import hypothesis
import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st

from evenhand import handoff
from evenhand.findings import OMITTED, CostsOfDeciding, Estimate, Findings, Value
from evenhand.handoff import Subject
from evenhand.value.steps import handed_off
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")
PRICES = {"false_positive": 10.0, "false_negative": 100.0, "review": 2.0}
RUN = [making.RULE | {"cost_per_case": 0.01}, making.MODEL | {"cost_per_case": 0.5}]


def found(log: Any, costs: dict[str, Any] | None = None, **given: Any) -> Findings:  # noqa: ANN401
    """The findings of a log."""
    start = {"candidates": RUN, "costs": PRICES | (costs or {})}
    return making.audit(log, making.keys(**start | given)).findings()


def worth(log: Any, costs: dict[str, Any] | None = None, **given: Any) -> Value:  # noqa: ANN401
    """What the model of a log is worth."""
    made = found(log, costs, **given).value
    assert isinstance(made, Value)
    return made


def amounts(made: Value) -> dict[str, float]:
    """What each step saves."""
    return {step.name if step.name is not OMITTED else step.key: step.amount for step in made.steps}


# The steps


ROWS = st.tuples(
    st.sampled_from(["1", "0", None]),
    st.integers(0, 100).map(lambda k: k / 100),
    st.sampled_from(["1", "0", None]),
    st.sampled_from(["1", "0"]),
)


def mistakes(rows: pd.DataFrame, said: str, of: str) -> Any:  # noqa: ANN401
    """Which rows a column gets wrong, of those with this label."""
    return (rows[said] != rows["y"]) & (rows["y"] == of)


@hypothesis.given(
    st.lists(ROWS, min_size=1, max_size=40).filter(lambda rows: any(row[0] for row in rows)),
    st.sampled_from([None, 50_000.0]),
)
@hypothesis.settings(max_examples=10, phases=[hypothesis.Phase.generate])
def test_steps_are_counted_on_the_rows_and_add_up_to_the_net_exactly(
    rows: list[tuple[Any, ...]], year: float | None
) -> None:
    """Today minus the steps is the candidate, whatever was not judged; the ends hold the value."""
    log = pd.DataFrame(rows, columns=["y", "score", "person", "rule"]).assign(sex="A", race="X")
    more = {} if year is None else {
        "cases_per_year": year, "upkeep_per_year": 700.0,
        "other": [{"name": "licence", "per_year": 40.0},
                  {"name": "grant", "per_year": 25.0, "counts": "for"}],
    }  # fmt: skip
    made = worth(log, more, handoff={"threshold": 0.8, "human": "person"})
    assert math.fsum(step.amount for step in made.steps) == made.net.value
    assert made.net.value == pytest.approx((made.today.value or 0) - (made.candidate.value or 0))
    assert made.net.low is not None
    assert made.net.high is not None
    assert made.net.low <= made.net.value * (1 + 1e-9 * np.sign(made.net.value)) + 1e-6
    assert made.net.high >= made.net.value * (1 - 1e-9 * np.sign(made.net.value)) - 1e-6
    for step in made.steps:
        assert abs(step.amount) == abs(step.price * step.difference)
    log["said"] = np.where(log["score"] >= 0.5, "1", "0")
    known = log[log["y"].notna()]
    handed = np.maximum(log["score"], 1 - log["score"]) < 0.8
    alone = known[~handed[log["y"].notna()]]
    cases = year or 1000.0
    by_key = {step.key: step for step in made.steps}
    for key, of in (("false_alarms", "0"), ("missed", "1")):
        then, today = mistakes(alone, "said", of).sum(), mistakes(known, "rule", of).sum()
        assert by_key[key].count == pytest.approx(cases * then / len(known))
        assert by_key[key].difference == pytest.approx(
            cases * (then - today) / len(known), abs=1e-6
        )
    assert by_key["reviews"].count == pytest.approx(cases * handed.mean())
    assert by_key["running"].amount == pytest.approx(-0.49 * cases)
    if year:
        assert amounts(made)["upkeep"] == -700.0
        assert (amounts(made)["licence"], amounts(made)["grant"]) == (-40.0, 25.0)


def drawn(size: int, seed: int, asked: float = 1.0) -> Any:  # noqa: ANN401
    """Scores that are right about themselves, and people who are right for 85 of 100."""
    rng = np.random.default_rng(seed)
    score = rng.random(size)
    y = (rng.random(size) < score).astype(int)
    said = np.where(rng.random(size) < 0.85, y, 1 - y).astype(object)
    said[rng.random(size) >= asked] = None
    rule = (score + rng.normal(0, 0.3, size) > 0.5).astype(int)
    return making.log(y=y, score=score, person=said, rule=rule)


# The same as what is found elsewhere


def test_the_ends_are_the_costs_of_deciding() -> None:
    """The rule alone and the team, for a year: the same numbers, and their intervals."""
    plan = {"threshold": 0.8, "human": "person"}
    made = found(drawn(2000, 1), {"cases_per_year": 50_000.0}, handoff=plan)
    value, handed = made.value, made.handoff
    assert isinstance(value, Value)
    assert handed is not None
    assert isinstance(handed.costs, CostsOfDeciding)
    assert handed.costs.per_year is not OMITTED
    assert value.today == handed.costs.per_year.rule
    assert value.candidate == handed.costs.per_year.team
    assert (value.per, value.cases, value.against) == ("year", 50_000.0, "baseline")
    assert value.one_more_error_per_1000.missed == 50 * 100.0


def test_without_a_handoff_it_is_the_comparison_of_costs() -> None:
    """The model deciding all: the same three numbers, the difference with its sign turned."""
    made = found(drawn(2000, 1))
    value, compared = made.value, made.comparison
    assert isinstance(value, Value)
    assert compared is not None
    assert compared.cost_per_1000 is not None
    assert (value.today, value.candidate) == (
        compared.cost_per_1000.baseline,
        compared.cost_per_1000.model,
    )
    gap = compared.cost_per_1000.difference
    assert (value.net.low, value.net.high) == (-(gap.high or 0), -(gap.low or 0))
    assert value.net.value == pytest.approx(-(gap.value or 0))
    assert {step.key for step in value.steps} == {"false_alarms", "missed", "running"}
    everything = worth(drawn(2000, 1), handoff={"threshold": 0.0})
    assert everything.net.value == pytest.approx(value.net.value)
    assert amounts(everything)["reviews"] == 0


def test_where_there_is_no_baseline_it_is_worth_what_people_cost_today() -> None:
    """Each look that is saved, and everybody's mistakes; by the costs of deciding."""
    plan = {"threshold": 0.8, "human": "person"}
    made = found(drawn(2000, 1), handoff=plan, candidates=[making.MODEL])
    value, handed = made.value, made.handoff
    assert isinstance(value, Value)
    assert handed is not None
    assert isinstance(handed.costs, CostsOfDeciding)
    assert (value.against, value.per, value.cases) == ("people", "1,000 cases", 1000.0)
    assert (value.today, value.candidate) == (handed.costs.people, handed.costs.team)
    looks = next(step for step in value.steps if step.key == "reviews")
    assert looks.difference == pytest.approx(-1000 * (handed.coverage.value or 0))
    assert math.fsum(step.amount for step in value.steps) == value.net.value


# What it is not worth


def test_nothing_is_made_up_where_something_is_missing() -> None:
    """Left out without costs; not known without outcomes, or where nobody decides today."""
    plan = {"threshold": 0.8}
    bare = making.audit(drawn(50, 1), making.keys(handoff=plan))
    assert bare.findings().value is OMITTED
    assert found(drawn(50, 1).assign(y=None), handoff=plan).value is None
    nobody: dict[str, Any] = {"handoff": plan, "candidates": [making.MODEL]}
    assert found(drawn(50, 1), {"review": 0.0}, **nobody).value is None
    assert found(drawn(50, 1), {"review": 0.0}, candidates=[making.MODEL]).value is None
    paid = worth(drawn(50, 1), **nobody)
    assert not paid.people_known
    assert worth(drawn(50, 1), handoff=plan | {"human_accuracy": 0.9}).people_known


def test_what_is_paid_by_the_year_moves_the_net_by_as_much() -> None:
    """And its interval with it: it is known exactly."""
    plan = {"threshold": 0.8, "human_accuracy": 0.9}
    year = {"cases_per_year": 50_000.0}
    before = worth(drawn(500, 2), year, handoff=plan)
    after = worth(drawn(500, 2), year | {"upkeep_per_year": 1e6}, handoff=plan)
    for end in ("value", "low", "high"):
        assert getattr(before.net, end) - getattr(after.net, end) == pytest.approx(1e6)
        assert getattr(after.candidate, end) - getattr(before.candidate, end) == pytest.approx(1e6)
    assert before.today == after.today


# The interval


def subject() -> Subject:
    """A population of cases, and the plan for handing them off."""
    keys = making.keys(
        candidates=RUN, costs=PRICES, handoff={"threshold": 0.8, "human": "person"},
        columns={"protected": ["sex"]},
    )  # fmt: skip
    audit = making.audit(drawn(50_000, 0, 0.6).round({"score": 2}), keys)
    assert audit.review.handoff is not None
    return handoff.subject(audit.tally, audit.review, audit.review.handoff)


def saved(of: Subject) -> Any:  # noqa: ANN401
    """What is saved against the rule and against people: value, low, high of each."""
    assert of.review.costs is not None
    nets = [handed_off(of, of.review.costs, against)[1] for against in ("baseline", "people")]
    return np.array([(net.value, net.low, net.high) for net in nets])


def test_the_interval_of_the_net_covers_it() -> None:
    """In 93 to 97 of 100 logs of 1,000 cases, drawn from a population; people judged a part."""
    population, rng = subject(), np.random.default_rng(1)
    shares = population.cells.n / population.cells.n.sum()
    logs = [replace(population.cells, n=rng.multinomial(1000, shares)) for _ in range(1000)]
    nets = np.array([saved(replace(population, cells=cells)) for cells in logs])
    truth = saved(population)[:, 0]
    inside = (nets[:, :, 1] <= truth) & (truth <= nets[:, :, 2])
    assert inside.mean(axis=0) == pytest.approx([0.95, 0.95], abs=0.02)


# Prices that turn it round


def test_at_the_break_even_price_nothing_is_saved() -> None:
    """Of each cost by itself, all else as it is; only where such a price is 0 or more."""
    plan = {"threshold": 0.8, "human": "person"}
    year = {"cases_per_year": 50_000.0, "upkeep_per_year": 1000.0}
    log = drawn(1000, 3)
    before = worth(log, year, handoff=plan)
    assert set(before.break_even) > {"review", "upkeep_per_year", "cost_per_case"}
    for cost in ("review", "upkeep_per_year", "false_negative"):
        if cost in before.break_even:
            there = worth(log, year | {cost: before.break_even[cost]}, handoff=plan)
            assert there.net.value == pytest.approx(0.0, abs=1e-6 * (before.today.value or 0))
    model = making.MODEL | {"cost_per_case": before.break_even["cost_per_case"]}
    there = worth(log, year, handoff=plan, candidates=[RUN[0], model])
    assert there.net.value == pytest.approx(0.0, abs=1e-6 * (before.today.value or 0))


# Waiting, and what arms earn


def test_waiting_for_answers_is_a_step_where_both_times_are_known() -> None:
    """Seconds on average, at the price of one; its uncertainty is in the net's."""
    rng = np.random.default_rng(5)
    log = drawn(2000, 4).assign(quick=rng.uniform(10, 30, 2000), slow=rng.uniform(500, 1500, 2000))
    timed = [RUN[0] | {"latency_ms": "quick"}, RUN[1] | {"latency_ms": "slow"}]
    plan, price = {"threshold": 0.8, "human": "person"}, {"waiting_per_second": 0.3}
    before = worth(log, handoff=plan)
    after = worth(log, price, handoff=plan, candidates=timed)
    taken = log[["quick", "slow"]].mean() / 1000
    step = next(step for step in after.steps if step.key == "waiting")
    assert step.count == pytest.approx(1000 * taken["slow"])
    assert step.amount == pytest.approx(-300 * (taken["slow"] - taken["quick"]))
    assert after.net.value == pytest.approx((before.net.value or 0) + step.amount)
    assert (after.net.high or 0) - (after.net.low or 0) > (before.net.high or 0) - (
        before.net.low or 0
    )
    one = worth(log, price, handoff=plan, candidates=[RUN[0], timed[1]])
    assert "waiting" not in amounts(one)


def test_between_arms_it_is_what_one_earns_against_the_other() -> None:
    """Outcomes by their worth, minus running and waiting; the net is that of the arms."""
    rng, size = np.random.default_rng(6), 4000
    arm = rng.choice(["rule", "model"], size)
    y = (rng.random(size) < np.where(arm == "model", 0.12, 0.1)).astype(int)
    ms = np.where(arm == "model", 900.0, 40.0) + rng.uniform(0, 20, size)
    log = making.log(y=y, arm=arm, ms=ms)
    timed = [one | {"latency_ms": "ms"} for one in RUN]
    prices = {"positive_worth": 20.0, "waiting_per_second": 0.2, "cases_per_year": 1e5}
    found_ = found(log, prices, columns={"arm": "arm"}, candidates=timed)
    made, compared = found_.value, found_.comparison
    assert isinstance(made, Value)
    assert compared is not None
    assert compared.arms is not None
    [pair] = compared.arms.pairs
    assert isinstance(pair.earned, Estimate)
    assert (made.measured, made.against) == ("earnings", "baseline")
    assert made.net.value == pytest.approx(100 * (pair.earned.value or 0))
    assert (made.net.low, made.net.high) == (
        100 * (pair.earned.low or 0), 100 * (pair.earned.high or 0)
    )  # fmt: skip
    assert made.net.value == pytest.approx((made.candidate.value or 0) - (made.today.value or 0))
    shares = [y[arm == name].mean() for name in ("rule", "model")]
    assert amounts(made)["outcomes"] == pytest.approx(1e5 * 20 * (shares[1] - shares[0]))
    waits = [ms[arm == name].mean() / 1000 for name in ("rule", "model")]
    assert amounts(made)["waiting"] == pytest.approx(-1e5 * 0.2 * (waits[1] - waits[0]), rel=1e-3)
