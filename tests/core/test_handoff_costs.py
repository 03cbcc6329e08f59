"""What cases cost: the rule, the model, people, and the team at every stop of the slider."""

from dataclasses import replace
from typing import Any

import hypothesis
import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st

from evenhand import handoff as handoffs
from evenhand.findings import OMITTED, CostsOfDeciding, Handoff
from evenhand.handoff.costs import spent
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")
PRICES = {"false_positive": 10.0, "false_negative": 100.0, "review": 2.0}
RUN = [making.RULE | {"cost_per_case": 0.01}, making.MODEL | {"cost_per_case": 0.5}]


def found(log: Any, costs: dict[str, Any] | None = None, **plan: Any) -> Handoff:  # noqa: ANN401
    """The handoff of a log."""
    keys = making.keys(
        handoff={"threshold": 0.8} | plan, costs=PRICES | (costs or {}), candidates=RUN
    )
    handoff = making.audit(log, keys).findings().handoff
    assert handoff is not None
    return handoff


def costs(log: Any, prices: dict[str, Any] | None = None, **plan: Any) -> CostsOfDeciding:  # noqa: ANN401
    """The costs of a log, at the threshold."""
    made = found(log, prices, **plan).costs
    assert isinstance(made, CostsOfDeciding)
    return made


# From the rows


ROWS = st.tuples(
    st.sampled_from(["1", "0", None]),
    st.one_of(st.none(), st.integers(0, 100).map(lambda k: k / 100)),
    st.sampled_from(["1", "0", None]),
    st.sampled_from(["1", "0", None]),
)


def priced(rows: pd.DataFrame, said: str) -> Any:  # noqa: ANN401
    """What a mistake in a column costs on each row."""
    wrong = (rows[said] == "1") != (rows["y"] == "1")
    return wrong * np.where(rows["y"] == "1", 100.0, 10.0)


def of_people(rows: pd.DataFrame, known: pd.DataFrame) -> float:
    """What people's mistakes on rows cost, those not judged as those that were do on average."""
    judged = rows[rows["person"].notna()]
    every = known[known["person"].notna()]
    like = judged if len(judged) else every
    return float(priced(like, "person").mean() * len(rows)) if len(like) else 0.0


def test_what_nobody_judged_costs_as_much_as_what_was() -> None:
    """People miss positives, which are dear: asking about a part of the cases shows no less cost.

    Of 400 cases a quarter is positive, and people miss half of those and nothing else: 12.5 a case.
    """
    log = making.log(
        y=["1", "0", "0", "0"] * 100, score=[0.6] * 400, person=["1", "0", "0", "0", *"0000"] * 50
    )
    some = log.assign(person=log["person"].where(np.arange(400) % 16 < 8))
    for asked in (log, some):
        made = found(asked, human="person").costs
        assert isinstance(made, CostsOfDeciding)
        assert made.people.value == pytest.approx(1000 * (12.5 + 2.0))


@hypothesis.given(st.lists(ROWS, min_size=1, max_size=40))
@hypothesis.settings(max_examples=8)
def test_costs_at_every_stop_are_those_of_the_rows(rows: list[tuple[Any, ...]]) -> None:
    """Mistakes of the labelled cases, reviews of all, running of each; at every stop."""
    log = pd.DataFrame(rows, columns=["y", "score", "person", "rule"]).astype({"score": "float64"})
    log = log.assign(sex="A", race="X")
    handoff = found(log, human="person")
    cases = log.dropna(subset=["score"])
    cases = cases.assign(
        said=np.where(cases["score"] >= 0.5, "1", "0"),
        sure=np.where(cases["score"] >= 0.5, cases["score"], 1 - cases["score"]),
    )
    known = cases[cases["y"].notna()]
    assert handoff.cost_curve is not OMITTED
    for point in handoff.cost_curve:
        off = known["sure"] < point.threshold
        if not len(known):
            assert point.team.value is None
            continue
        mistakes = priced(known[~off], "said").sum() + of_people(known[off], known)
        reviews = 2.0 * (cases["sure"] < point.threshold).mean()
        assert point.team.value == pytest.approx(1000 * (mistakes / len(known) + reviews + 0.5))
        assert point.team.n == len(known)
    made = handoff.costs
    if not isinstance(made, CostsOfDeciding) or not len(known):
        return
    alone, people = priced(known, "said").mean() + 0.5, of_people(known, known) / len(known) + 2
    assert made.model.value == pytest.approx(1000 * alone)
    assert made.people.value == pytest.approx(1000 * people)
    answered = known[known["rule"].notna()]
    rule = 1000 * (priced(answered, "rule").mean() + 0.01) if len(answered) else None
    assert made.rule is not None
    assert made.rule.value == (None if rule is None else pytest.approx(rule))
    assert handoff.cost_per_1000 is not None
    here = handoff.cost_curve[handoff.stops.index(0.8)].team
    assert here == made.team
    assert made.team.value == pytest.approx(handoff.cost_per_1000.total)


# Intervals


def drawn(size: int, seed: int, asked: float = 1.0) -> Any:  # noqa: ANN401
    """Scores that are right about themselves, and people who are right for 85 of 100."""
    rng = np.random.default_rng(seed)
    score = rng.random(size)
    y = (rng.random(size) < score).astype(int)
    said = np.where(rng.random(size) < 0.85, y, 1 - y).astype(object)
    said[rng.random(size) >= asked] = None
    rule = (score + rng.normal(0, 0.3, size) > 0.5).astype(int)
    return making.log(y=y, score=score, person=said, rule=rule)


def resampled(log: Any, times: int) -> Any:  # noqa: ANN401
    """Rule, model, people, team, and the team minus the model, in bootstraps of rows."""
    price = np.where(log["y"] == 1, 100.0, 10.0)
    model, rule, person = (
        np.where(said == log["y"], 0.0, price)
        for said in ((log["score"] >= 0.5).astype(int), log["rule"], log["person"])
    )
    off = np.maximum(log["score"], 1 - log["score"]).to_numpy() < 0.8
    team = np.where(off, person + 2, model) + 0.5
    each = np.stack([rule + 0.01, model + 0.5, person + 2, team, team - model - 0.5])
    picks = np.random.default_rng(0).integers(0, len(log), (times, len(log)))
    return np.array([1000 * each[:, pick].mean(axis=1) for pick in picks])


def test_intervals_are_those_of_a_bootstrap_of_rows() -> None:
    """Of each way of deciding, and of the difference on the same cases, which is narrower."""
    log = drawn(2000, 1)
    made = costs(log, {"cases_per_year": 50_000}, human="person")
    ends = np.quantile(resampled(log, 3000), [0.025, 0.975], axis=0)
    assert made.rule is not None
    assert made.cheapest_other == "people"
    for place, one in enumerate((made.rule, made.model, made.people, made.team)):
        width = ends[1, place] - ends[0, place]
        assert one.low == pytest.approx(ends[0, place], abs=0.1 * width)
        assert one.high == pytest.approx(ends[1, place], abs=0.1 * width)
    assert made.per_year is not OMITTED
    assert made.per_year.team.value == pytest.approx(50 * (made.team.value or 0))
    assert made.per_year.difference.high == pytest.approx(50 * (made.difference.high or 0))
    dear = costs(log, {"review": 200.0}, human="person")
    assert dear.cheapest_other == "model"
    own = (dear.difference.high or 0) - (dear.difference.low or 0)
    apart = (dear.team.high or 0) - (dear.team.low or 0) + (dear.model.high or 0)
    assert 0 < own < apart - (dear.model.low or 0)


def along(log: Any) -> Any:  # noqa: ANN401
    """The team's costs along the slider, as (value, low, high)."""
    keys = making.keys(handoff={"threshold": 0.8, "human": "person"}, costs=PRICES)
    audit = making.audit(log, keys)
    assert audit.review.handoff is not None
    made = spent(handoffs.subject(audit.tally, audit.review, audit.review.handoff))
    assert made.curve is not OMITTED
    return np.array([(p.team.value, p.team.low, p.team.high) for p in made.curve[::10]])


@pytest.mark.parametrize("asked", [1.0, 0.4])
def test_intervals_of_the_teams_cost_cover_it(asked: float) -> None:
    """In 90 to 99 of 100 simulated logs of 250 cases, at stops far apart."""
    truth = along(drawn(200_000, 0))[:, 0]
    logs = np.array([along(drawn(250, seed, asked)) for seed in range(1, 41)])
    inside = (logs[:, :, 1] <= truth) & (truth <= logs[:, :, 2])
    assert 0.9 <= inside.mean() <= 0.99


# What stands for what


def test_people_take_money_for_every_case() -> None:
    """A review each, and their mistakes; the model only for running."""
    log = drawn(1000, 3)
    made = costs(log, human_accuracy=0.9)
    price = np.where(log["y"] == 1, 100.0, 10.0)
    assert made.people.value == pytest.approx(1000 * (2 + 0.1 * price.mean()))
    assert made.people_known
    right = costs(log)
    assert right.people.value == pytest.approx(2000)
    assert not right.people_known
    assert right.running == {"rule": 10.0, "model": 500.0}
    assert not costs(log.assign(person=None), human="person").people_known


def test_the_price_of_a_mistake_among_classes_is_that_of_the_positive_one() -> None:
    """A mix-up of two others costs nothing; a missed one and a wrong yes cost what they cost."""
    log = making.log(y=["a", "b", "c", "a"], rule=["a"] * 4).assign(
        said=["a", "c", "a", "b"], sure=0.9
    )
    own = {"name": "model", "role": "model", "prediction": "said", "confidence": "sure"}
    keys = making.keys(
        columns={"positive": "a"}, candidates=[making.RULE, own], handoff={"threshold": 0.8},
        costs=PRICES,
    )  # fmt: skip
    handoff = making.audit(log, keys).findings().handoff
    assert handoff is not None
    assert isinstance(handoff.costs, CostsOfDeciding)
    assert handoff.costs.model.value == pytest.approx(1000 * (10 + 100) / 4)
    assert handoff.costs.rule is not None
    assert handoff.costs.rule.value == pytest.approx(1000 * 20 / 4)


def test_without_costs_or_outcomes_nothing_is_made_up() -> None:
    """Left out without costs; without labels only what reviews cost is known."""
    bare = making.audit(drawn(50, 1), making.keys(handoff={"threshold": 0.8})).findings().handoff
    assert bare is not None
    assert (bare.costs, bare.cost_curve, bare.stop_costs) == (OMITTED, OMITTED, ())
    made = found(drawn(50, 1).assign(y=None))
    assert isinstance(made.costs, CostsOfDeciding)
    assert (made.costs.team.value, made.costs.cheapest_other) == (None, None)
    assert made.stop_costs == ()
    assert made.costs.difference.value is None


def test_running_counts_in_the_comparison_too() -> None:
    """What a candidate costs a case is on its own side."""
    log = drawn(500, 4)
    keys = making.keys(costs=PRICES, candidates=RUN)
    plain = making.keys(costs=PRICES)
    one, other = (making.audit(log, k).findings().comparison for k in (keys, plain))
    assert one is not None
    assert other is not None
    assert one.cost_per_1000 is not None
    assert other.cost_per_1000 is not None
    for side, more in (("baseline", 10.0), ("model", 500.0), ("difference", 490.0)):
        first, second = (getattr(c.cost_per_1000, side) for c in (one, other))
        assert first.value - second.value == pytest.approx(more)
        assert first.low - second.low == pytest.approx(more)


# Chow's rule


@pytest.mark.parametrize(("review", "right"), [(2.0, 1.0), (1.0, 0.95), (3.0, 0.9)])
def test_the_cheapest_stop_is_chows_threshold_where_confidence_is_right(
    review: float, right: float
) -> None:
    """Chow 1970: hand off where (1 - confidence) x cost exceeds review + (1 - people) x cost."""
    price = 10.0
    prices = {"false_positive": price, "false_negative": price, "review": review}
    chow = right - review / price
    made = found(drawn(60_000, 5), prices, human_accuracy=right)
    assert made.presets["cheapest"] == pytest.approx(chow, abs=0.021)
    at_chow = made.stop_costs[int(np.searchsorted(made.stops, chow - 1e-9))]
    assert at_chow == pytest.approx(min(made.stop_costs), rel=0.005)


def test_edited_costs_move_the_line_and_nothing_else() -> None:
    """A review with other costs, on the same tally, is what the page asks for."""
    audit = making.audit(drawn(500, 6), making.keys(handoff={"threshold": 0.8}, costs=PRICES))
    assert audit.review.costs is not None
    dearer = audit.review.costs.model_copy(update={"review": 20.0})
    changed = audit.review.model_copy(update={"costs": dearer})
    before, after = (handoffs.hand_off(audit.tally, r) for r in (audit.review, changed))
    assert before is not None
    assert after is not None
    assert after.cost_curve != before.cost_curve
    same = {"costs": OMITTED, "cost_curve": (), "stop_costs": (), "cost_per_1000": None}
    assert replace(after, presets={}, **same) == replace(before, presets={}, **same)  # type: ignore[arg-type]
