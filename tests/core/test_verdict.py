"""Criteria are judged on simultaneous intervals, and the verdict follows from them."""

from itertools import combinations
from typing import Any

import pytest

from evenhand import findings, queue, statistics, verdict
from evenhand.findings import Attestation, CriterionResult, Estimate, State
from evenhand.review import HandoffPlan
from tests.core import making, oracle

pytestmark = pytest.mark.usefixtures("quick")


def criteria(log: Any, *asked: dict[str, Any], **given: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    """The criteria of a document."""
    found: list[dict[str, Any]] = making.document(log, making.keys(criteria=list(asked), **given))[
        "criteria"
    ]
    return found


def groups(**rates: tuple[int, int]) -> Any:  # noqa: ANN401
    """A log in which the rule picks k of n in each group."""
    kinds = {(sex, said): k if said else n - k for sex, (k, n) in rates.items() for said in (1, 0)}
    return making.repeated(kinds, ("sex", "rule")).assign(y=1, race="X", score=0.75)


IMPACT = {"finding": "impact_ratio", "candidate": "rule", "attribute": "sex", "at_least": 0.8}
GAP = {"finding": "selection_rate", "candidate": "rule", "attribute": "sex", "gap": "difference"}


def test_a_criterions_interval_is_bonferroni_over_pairs_and_over_criteria() -> None:
    """Three pairs and two computed criteria; an attestation is not computed."""
    rates = {"A": (60, 100), "B": (45, 100), "C": (50, 100)}
    found = criteria(groups(**rates), GAP | {"at_most": 0.5}, {"attest": "Asked?"}, IMPACT)
    level = 1 - 0.05 / 2 / 3
    low, high = oracle.newcombe(rates["A"], rates["B"], level)
    assert found[0]["value"]["value"] == pytest.approx(0.15)
    assert found[0]["value"]["high"] == pytest.approx(high)
    assert found[0]["value"]["low"] == pytest.approx(max(0, low))
    assert found[0]["group"] == "B / A"
    low, high = oracle.katz(rates["B"], rates["A"], level)
    assert (found[2]["value"]["low"], found[2]["value"]["high"]) == (
        pytest.approx(low),
        min(1, high),
    )


def test_a_single_share_is_bonferroni_over_the_criteria() -> None:
    """Two criteria: each at 97.5 %."""
    log = groups(A=(70, 100))
    share = {"finding": "accuracy", "candidate": "rule", "at_least": 0.5}
    found = criteria(log, share, share | {"required": False})
    assert (found[0]["value"]["low"], found[0]["value"]["high"]) == pytest.approx(
        oracle.wilson(70, 100, 0.975)
    )
    assert [one["required"] for one in found] == [True, False]


@pytest.mark.parametrize(
    ("rates", "limit", "state"),
    [
        ({"A": (600, 1000), "B": (590, 1000), "C": (300, 1000)}, 0.1, "outside"),
        ({"A": (600, 1000), "B": (590, 1000), "C": (595, 1000)}, 0.1, "inside"),
        ({"A": (600, 1000), "B": (590, 1000), "C": (20, 40)}, 0.1, "cannot_tell"),
    ],
)
def test_outside_is_some_pair_beyond_and_inside_all_pairs_within(
    rates: dict[str, tuple[int, int]], limit: float, state: str
) -> None:
    """Wholly beyond, wholly within, else it cannot be told."""
    [found] = criteria(groups(**rates), GAP | {"at_most": limit})
    assert found["state"] == state
    level = 1 - 0.05 / 3
    ranges = [oracle.newcombe(a, b, level) for a, b in combinations(rates.values(), 2)]
    ranges = [(max(0, low, -high), max(-low, high)) for low, high in ranges]
    beyond, within = any(low > limit for low, _ in ranges), all(high <= limit for _, high in ranges)
    assert state == ("outside" if beyond else "inside" if within else "cannot_tell")


def test_what_cannot_be_told_says_about_how_many_more_cases_would_settle_it() -> None:
    """Of the smaller group; with that many more of the same rates the state is settled."""
    [found] = criteria(groups(A=(60, 100), B=(45, 100)), GAP | {"at_most": 0.2})
    assert found["state"] == "cannot_tell"
    more = found["cases_needed"]
    times = (100 + more) / 100
    rates = {
        "A": (round(60 * times), round(100 * times)),
        "B": (round(45 * times), round(100 * times)),
    }
    [again] = criteria(groups(**rates), GAP | {"at_most": 0.2})
    assert again["state"] == "inside"
    half = {
        g: (round(k * times / 2), round(n * times / 2))
        for g, (k, n) in {"A": (60, 100), "B": (45, 100)}.items()
    }
    [fewer] = criteria(groups(**half), GAP | {"at_most": 0.2})
    assert fewer["state"] == "cannot_tell"


def test_a_value_exactly_on_its_limit_is_never_settled() -> None:
    """No number of cases would do."""
    [found] = criteria(groups(A=(60, 100), B=(40, 100)), GAP | {"at_most": 0.2})
    assert (found["state"], found["cases_needed"]) == ("cannot_tell", None)


def test_groups_that_are_too_small_or_unknown_take_no_part() -> None:
    """With one left there is nothing to compare, and the line says so."""
    [found] = criteria(groups(A=(60, 100), B=(1, 29)), IMPACT)
    assert (found["state"], found["value"]["value"]) == ("cannot_tell", None)
    assert "large enough" in found["reason"]


def test_a_gap_of_f1_cannot_be_a_criterion() -> None:
    """There is no simultaneous interval for it."""
    [found] = criteria(groups(A=(60, 100), B=(45, 100)), GAP | {"finding": "f1", "at_most": 0.1})
    assert (found["state"], found["reason"]) == (
        "cannot_tell", "A limit on a gap of F1 cannot be judged; choose a rate.",
    )  # fmt: skip


def test_a_pair_without_any_favourable_answer_cannot_be_told() -> None:
    """None of n against none of m has no ratio."""
    [found] = criteria(groups(A=(0, 100), B=(0, 100)), IMPACT)
    assert (found["state"], found["value"]["value"]) == ("cannot_tell", None)
    [one] = criteria(groups(A=(0, 100), B=(60, 100)), IMPACT)
    assert (one["state"], one["value"]["value"], one["group"]) == ("outside", 0, "A / B")


@pytest.mark.parametrize("swap", [False, True])
def test_a_pair_is_the_same_whichever_comes_first(*, swap: bool) -> None:
    """Difference and ratio, their ends and their state."""
    one, two = ((48, 80), (56, 70)) if swap else ((56, 70), (48, 80))
    gap = verdict.pair_difference(one, two, 0.95)
    assert (gap.value, gap.low, gap.high) == pytest.approx(
        (0.2, *oracle.newcombe((56, 70), (48, 80)))
    )
    ratio = verdict.pair_ratio(one, two, 0.95)
    assert (ratio.value, ratio.low, ratio.high) == pytest.approx(
        (0.75, *oracle.katz((48, 80), (56, 70)))
    )


def test_a_pair_that_may_be_alike_reaches_no_difference() -> None:
    """A gap is never negative, and a ratio never above 1."""
    gap = verdict.pair_difference((50, 100), (52, 100), 0.95)
    assert gap.low == 0
    low, high = oracle.newcombe((50, 100), (52, 100))
    assert gap.high == pytest.approx(max(-low, high))
    ratio = verdict.pair_ratio((50, 100), (52, 100), 0.95)
    low, high = oracle.katz((50, 100), (52, 100))
    assert (ratio.low, ratio.high) == pytest.approx((min(low, 1 / high), 1))
    assert verdict.pair_difference((0, 0), (1, 2), 0.95).value is None
    assert verdict.pair_ratio((0, 9), (0, 9), 0.95).value is None


def test_open_ends_and_empty_estimates_are_never_inside() -> None:
    """An end that is None is infinitely far."""
    assert verdict.state_of((Estimate(),), 1.0, None) is State.CANNOT_TELL
    assert verdict.state_of((Estimate(2.0, 1.5, None, 9),), None, 1.0) is State.INSIDE
    assert verdict.state_of((Estimate(2.0, 1.5, None, 9),), 3.0, None) is State.CANNOT_TELL
    assert verdict.state_of((Estimate(None, None, 0.5, 9),), None, 0.8) is State.OUTSIDE
    assert verdict.state_of((), 1.0, None) is State.INSIDE


PLAN = {
    "threshold": 0.7, "human_accuracy": 0.9, "people": 3, "cases_per_hour": 10.0,
    "minutes_per_case": 6.0,
}  # fmt: skip
SINGLE = {
    "accuracy": {"at_least": 0.5},
    "f1": {"at_least": 0.5},
    "accuracy_difference": {"at_least": -0.2},
    "cost_difference": {"at_most": 5000.0},
    "coverage": {"at_least": 0.2},
    "automatic_error": {"at_most": 0.4},
    "team_accuracy": {"at_least": 0.5},
    "wait_minutes": {"at_most": 100.0},
    "calibration_error": {"at_most": 0.5},
}


def mixed() -> Any:  # noqa: ANN401
    """Two hundred cases, eight in ten right."""
    y = [1, 1, 1, 0, 0] * 40
    return making.log(y=y, rule=[1, 1, 0, 0, 1] * 40, score=[0.9, 0.8, 0.3, 0.1, 0.4] * 40)


@pytest.mark.parametrize(("finding", "limit"), list(SINGLE.items()))
def test_every_single_finding_can_be_a_criterion(finding: str, limit: dict[str, float]) -> None:
    """Its value is the one shown elsewhere, and a wide limit holds."""
    [found] = criteria(
        mixed(), {"finding": finding} | limit, handoff=PLAN, costs={"false_negative": 3.0}
    )
    assert found["state"] == "inside"
    assert found["candidate"] == "model"
    assert found["value"]["value"] is not None
    assert found["value"]["low"] <= found["value"]["value"] <= found["value"]["high"]
    assert set(found) >= {"at_most", "at_least"} & set(limit)
    assert len({"at_most", "at_least"} & set(found)) == 1


@pytest.mark.parametrize(
    ("finding", "given", "said"),
    [
        ("coverage", {}, "no handoff"),
        ("automatic_error", {}, "no handoff"),
        ("team_accuracy", {}, "no handoff"),
        ("wait_minutes", {"handoff": {}}, "how many people"),
        ("cost_difference", {}, "no costs"),
        ("latency_p95", {}, "not measured yet"),
        ("coverage", {"handoff": {"candidate": "rule"}}, "Only rule hands cases off, not model"),
        ("cost_difference", {"candidates": [making.MODEL]}, "no baseline"),
        ("accuracy_difference", {"candidates": [making.MODEL]}, "no baseline"),
        (
            "calibration_error",
            {"candidates": [making.MODEL | {"score": None, "prediction": "rule"}]},
            "how sure",
        ),
    ],
)
def test_what_is_not_measured_cannot_be_told_and_says_why(
    finding: str, given: dict[str, Any], said: str
) -> None:
    """One line, and no value."""
    [found] = criteria(mixed(), {"finding": finding, "candidate": "model", "at_most": 0.5}, **given)
    assert (found["state"], found["value"]["value"]) == ("cannot_tell", None)
    assert said in found["reason"]


def test_only_the_compared_model_has_a_difference() -> None:
    """Another candidate's difference is not made up."""
    asked = [
        {"finding": f, "candidate": "rule", "at_most": 1.0}
        for f in ("accuracy_difference", "cost_difference")
    ]
    found = criteria(mixed(), *asked, costs={"false_positive": 1.0})
    assert {one["reason"] for one in found} == {
        "Only model is compared with the baseline, not rule."
    }


def test_a_queue_that_never_settles_is_outside_any_wait() -> None:
    """Waiting has no end, which is beyond every limit."""
    [found] = criteria(
        mixed(), {"finding": "wait_minutes", "at_most": 1e6}, handoff=PLAN | {"people": 0}
    )
    assert (found["state"], found["value"]["value"]) == ("outside", None)


def test_a_wait_is_as_uncertain_as_the_share_handed_off() -> None:
    """Its ends are the waits at the ends of the coverage, at the criterion's own level."""
    asked = {"finding": "wait_minutes", "at_most": 3.0}
    [found] = criteria(mixed(), asked, handoff=PLAN)
    low, high = oracle.wilson(160, 200)
    plan = HandoffPlan.model_validate(PLAN)
    waits = [queue.staffing(plan, 1 - share) for share in (high, 0.8, low)]
    expected = [one.wait_minutes for one in waits if one]
    value = found["value"]
    assert [value["low"], value["value"], value["high"]] == pytest.approx(expected)
    assert value["low"] < value["value"] < value["high"]
    [near] = criteria(mixed(), asked | {"at_most": value["value"]}, handoff=PLAN)
    assert near["state"] == "cannot_tell"


def test_nothing_is_known_of_a_queue_for_a_candidate_that_never_says_how_sure_it_is() -> None:
    """Null staffing, and a limit on the wait cannot be told."""
    log = making.log(y=[1, 0] * 20, score=[None] * 40)
    keys = making.keys(criteria=[{"finding": "wait_minutes", "at_most": 1e6}], handoff=PLAN)
    found = making.document(log, keys)
    assert found["handoff"]["staffing"] is None
    assert found["criteria"][0]["state"] == "cannot_tell"


def test_without_a_required_criterion_there_is_no_verdict() -> None:
    """An optional one outside its limit is no reason to go."""
    found = verdict.decide((result(State.OUTSIDE, required=False),), None)
    assert found == findings.Verdict(None, ("no criterion is required",))


def result(state: State, *, required: bool = True) -> CriterionResult:
    """A judged criterion."""
    return CriterionResult(
        "accuracy", "model", None, None, findings.OMITTED, 0.5, Estimate(), state, None, required
    )


@pytest.mark.parametrize(
    ("states", "word"),
    [
        ([], None),
        ([State.INSIDE], "Go"),
        ([State.INSIDE, State.CANNOT_TELL], "Can't tell yet"),
        ([State.CANNOT_TELL, State.OUTSIDE], "Not yet"),
    ],
)
def test_the_verdict_is_the_worst_of_the_required_criteria(
    states: list[State], word: str | None
) -> None:
    """Outside, then cannot tell, then inside; no criteria, no verdict; optional do not count."""
    results = tuple(result(state) for state in states)
    assert verdict.decide(results, None).word == word
    optional = (*results, result(State.OUTSIDE, required=False)) if results else ()
    assert verdict.decide(optional, None).word == word


def test_an_attestation_not_given_leaves_the_verdict_open() -> None:
    """Only a named person can answer it; given, it no longer does."""
    asked = Attestation("Is it lawful?", None, None, None, required=True)
    assert verdict.decide((asked,), None) == findings.Verdict(
        "Can't tell yet", ("cannot tell: Is it lawful?",)
    )
    given = Attestation("Is it lawful?", "yes", "A. Person", "2026-11-21", required=True)
    assert verdict.decide((given,), None).word == "Go"


def test_a_go_that_needs_the_handoff_has_limits() -> None:
    """All inside, but only while unsure cases go to a person."""
    share = {"finding": "accuracy", "at_least": 0.5}
    keys = making.keys(criteria=[share], handoff=PLAN)
    assert making.document(mixed(), keys)["verdict"]["word"] == "Go with limits"
    alone = making.keys(criteria=[share], handoff={"threshold": 0.0})
    assert making.document(mixed(), alone)["verdict"]["word"] == "Go"


def test_simultaneous_intervals_keep_groups_without_a_difference_inside_their_error() -> None:
    """Ten groups of 50 at one rate: beyond a limit of 0 in at most one review in twenty."""
    import numpy as np  # noqa: PLC0415

    rng = np.random.default_rng(3)
    level = 1 - 0.05 / 45
    outside = 0
    for _ in range(200):
        k = rng.binomial(50, 0.4, 10)
        low, high = int(k.min()), int(k.max())
        found = statistics.difference((high, 50), (low, 50), level)
        outside += found.low is not None and found.low > 0
    assert outside / 200 <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 200)
