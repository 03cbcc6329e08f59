"""Criteria are judged on simultaneous intervals, and the verdict follows from them."""

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evenhand import findings, pairs, statistics, verdict
from evenhand.findings import Attestation, CriterionResult, Estimate, State
from evenhand.handoff import queue
from evenhand.pairs import Shares
from evenhand.review import HandoffPlan
from evenhand.statistics import needed
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


def test_what_cannot_be_told_says_how_many_more_cases_of_one_group_would_settle_it() -> None:
    """The one that takes fewer; with that many more of the same rate the state is settled."""
    [found] = criteria(groups(A=(120, 200), B=(270, 600)), GAP | {"at_most": 0.22})
    assert (found["state"], found["needed_of"]) == ("cannot_tell", "A")
    more = found["cases_needed"]

    def with_more(cases: float) -> str:
        k = round(120 * (200 + cases) / 200)
        log = groups(A=(k, round(200 + cases)), B=(270, 600))
        return str(criteria(log, GAP | {"at_most": 0.22})[0]["state"])

    assert with_more(more) == "inside"
    assert with_more(more / 2) == "cannot_tell"


def test_where_one_group_cannot_settle_it_both_or_all_have_to_grow() -> None:
    """Two as small as each other; then three, no pair of which is near enough to known."""
    [two] = criteria(groups(A=(60, 100), B=(45, 100)), GAP | {"at_most": 0.2})
    assert (two["state"], two["needed_of"], two["group"]) == ("cannot_tell", "B / A", "B / A")
    times = (200 + 1.1 * two["cases_needed"]) / 200  # whole cases have other rates
    larger = {"A": (round(60 * times), round(100 * times)), "B": (round(45 * times),
              round(100 * times))}  # fmt: skip
    assert criteria(groups(**larger), GAP | {"at_most": 0.2})[0]["state"] == "inside"
    [all_] = criteria(groups(A=(60, 100), B=(50, 100), C=(55, 100)), GAP | {"at_most": 0.16})
    assert (all_["state"], all_["needed_of"]) == ("cannot_tell", None)
    times = (300 + 1.1 * all_["cases_needed"]) / 300
    rates = {"A": (60, 100), "B": (50, 100), "C": (55, 100)}
    larger = {g: (round(k * times), round(n * times)) for g, (k, n) in rates.items()}
    assert criteria(groups(**larger), GAP | {"at_most": 0.16})[0]["state"] == "inside"


def test_cases_needed_are_cases_not_only_those_a_rate_is_counted_among() -> None:
    """Of 1,000 cases 100 are positive: ten cases bring one."""
    kinds = {
        ("A", 1, 1): 60, ("A", 1, 0): 40, ("A", 0, 0): 900,
        ("B", 1, 1): 300, ("B", 1, 0): 300, ("B", 0, 0): 5400,
    }  # fmt: skip
    log = making.repeated(kinds, ("sex", "y", "rule")).assign(race="X", score=0.75)
    asked = GAP | {"finding": "true_positive_rate", "at_most": 0.17}
    [found] = criteria(log, asked)
    assert (found["state"], found["needed_of"]) == ("cannot_tell", "A")
    times = 1 + found["cases_needed"] / 1000
    low, high = oracle.newcombe((round(60 * times), round(100 * times)), (300, 600))
    assert max(-low, high) == pytest.approx(0.17, abs=0.005)


def test_cases_needed_of_a_single_rare_rate_are_cases_and_say_how_many_of_them_are_real() -> None:
    """With so many times the cases, found and missed alike, the limit is reached, not before."""
    kinds = {(1, 1): 22, (1, 0): 14, (0, 1): 100, (0, 0): 3864}
    asked = {"finding": "true_positive_rate", "candidate": "rule", "at_least": 0.5}
    (found,) = criteria(
        making.repeated(kinds, ("y", "rule")).assign(sex="A", race="X", score=0.75), asked
    )
    assert found["state"] == "cannot_tell"
    times = 1 + found["cases_needed"] / 4000
    assert oracle.wilson(22 * times, 36 * times, 0.95)[0] == pytest.approx(0.5, abs=1e-3)
    assert found["needed_among"] == pytest.approx(36 * (times - 1), abs=0.5)


def test_cases_needed_are_those_at_which_the_interval_at_the_same_rates_reaches_the_limit() -> None:
    """Counts rounded to whole cases would have other rates, and settle by luck."""
    rates = {"A": (37, 46), "B": (239, 256)}
    [found] = criteria(groups(**rates), GAP | {"at_most": 0.1})
    assert (found["state"], found["needed_of"]) == ("cannot_tell", "A / B")
    times = 1 + found["cases_needed"] / (46 + 256)
    larger = [(k * times, n * times) for k, n in (rates["B"], rates["A"])]
    low = statistics.differences(larger[0], larger[1], 0.95).low[0]
    assert low == pytest.approx(0.1, abs=1e-5)
    assert low > 0.1


def test_a_value_exactly_on_its_limit_is_never_settled() -> None:
    """No number of cases would do."""
    [found] = criteria(groups(A=(60, 100), B=(40, 100)), GAP | {"at_most": 0.2})
    assert (found["state"], found["cases_needed"]) == ("cannot_tell", None)


def test_the_search_for_cases_needed_ends_where_numbers_have_no_more_digits() -> None:
    """At 2^53 cases one case is less than the last digit of so many times."""
    assert needed.more(lambda times: times > 3.3, 2**53) == pytest.approx(2.3 * 2**53)


def test_no_more_cases_are_needed_than_can_be_counted() -> None:
    """With nearly 2^53 cases exactly on the limit, a million times as many would overflow."""
    kinds = {("A", 1): 60, ("A", 0): 40, ("B", 1): 48, ("B", 0): 52}
    rows = [(*kind, cases * 2**45) for kind, cases in kinds.items()]
    log = pd.DataFrame(rows, columns=["sex", "rule", "n"]).assign(y=1, race="X", score=0.75)
    [found] = criteria(log, IMPACT, columns={"weight": "n"})
    assert (found["state"], found["cases_needed"]) == ("cannot_tell", None)


def test_groups_that_are_too_small_or_unknown_take_no_part() -> None:
    """With one left there is nothing to compare, and the line says so."""
    [found] = criteria(groups(A=(60, 100), B=(1, 29)), IMPACT)
    assert (found["state"], found["value"]["value"]) == ("cannot_tell", None)
    assert "large enough" in found["reason"]


def f1_log(**kinds: tuple[int, int, int]) -> Any:  # noqa: ANN401
    """Groups of so many true positives, missed ones and true negatives."""
    counts = {
        (sex, *cell): n
        for sex, three in kinds.items()
        for cell, n in zip(((1, 1), (1, 0), (0, 0)), three, strict=True)
    }
    return making.repeated(counts, ("sex", "y", "rule")).assign(race="X", score=0.75)


@pytest.mark.parametrize("gap", ["difference", "ratio"])
def test_a_gap_of_f1_is_judged_on_both_groups_intervals(gap: str) -> None:
    """The limit lies inside, beyond or within an interval about as wide as the bootstrap's."""
    log = f1_log(A=(300, 100, 50), B=(200, 150, 50))
    ends = [2 * k / (2 * k + e) for k, e in ((300, 100), (200, 150))]
    asked = {**GAP, "finding": "f1", "gap": gap}
    limits = {"difference": (0.3, 0.02, 0.1), "ratio": (0.7, 0.98, 0.86)}[gap]
    side = {"difference": "at_most", "ratio": "at_least"}[gap]
    found = [criteria(log, asked | {side: limit})[0] for limit in limits]
    assert [one["state"] for one in found] == ["inside", "outside", "cannot_tell"]
    value = found[0]["value"]
    apart = ends[0] - ends[1] if gap == "difference" else ends[1] / ends[0]
    assert value["value"] == pytest.approx(apart)
    keys = making.keys(criteria=[])
    drawn = making.document(log, keys)["fairness"]["rule"]["sex"]["gaps"]["f1"][gap]
    assert (value["low"], value["high"]) == pytest.approx((drawn["low"], drawn["high"]), abs=0.01)
    assert found[0]["group"] == "B / A"


def test_a_limit_on_groups_says_how_often_each_state_would_come_without_a_difference() -> None:
    """The shares add up to 1; a limit on one number has none."""
    log = groups(A=(60, 100), B=(45, 100))
    [gap, one] = criteria(log, GAP | {"at_most": 0.3}, {"finding": "accuracy", "at_least": 0.1})
    assert sum(gap["at_parity"].values()) == pytest.approx(1)
    assert gap["at_parity"]["inside"] > 0.5
    assert "at_parity" not in one


def test_a_pair_without_any_favourable_answer_cannot_be_told() -> None:
    """None of n against none of m has no ratio."""
    [found] = criteria(groups(A=(0, 100), B=(0, 100)), IMPACT)
    assert (found["state"], found["value"]["value"]) == ("cannot_tell", None)
    [one] = criteria(groups(A=(0, 100), B=(60, 100)), IMPACT)
    assert (one["state"], one["value"]["value"], one["group"]) == ("outside", 0, "A / B")


def pair(one: tuple[int, int], two: tuple[int, int], *, ratio: bool) -> Estimate:
    """Two groups of counts, compared."""
    found = Shares(np.array([one[0], two[0]]), np.array([one[1], two[1]]))
    return pairs.compare(found, pairs.every(2), 0.95, ratio=ratio).one(0)


@pytest.mark.parametrize("swap", [False, True])
def test_a_pair_is_the_same_whichever_comes_first(*, swap: bool) -> None:
    """Difference and ratio, their ends and their state."""
    one, two = ((48, 80), (56, 70)) if swap else ((56, 70), (48, 80))
    gap = pair(one, two, ratio=False)
    assert (gap.value, gap.low, gap.high) == pytest.approx(
        (0.2, *oracle.newcombe((56, 70), (48, 80)))
    )
    ratio = pair(one, two, ratio=True)
    assert (ratio.value, ratio.low, ratio.high) == pytest.approx(
        (0.75, *oracle.katz((48, 80), (56, 70)))
    )


def test_a_pair_that_may_be_alike_reaches_no_difference() -> None:
    """A gap is never negative, and a ratio never above 1."""
    gap = pair((50, 100), (52, 100), ratio=False)
    assert gap.low == 0
    low, high = oracle.newcombe((50, 100), (52, 100))
    assert gap.high == pytest.approx(max(-low, high))
    ratio = pair((50, 100), (52, 100), ratio=True)
    low, high = oracle.katz((50, 100), (52, 100))
    assert (ratio.low, ratio.high) == pytest.approx((min(low, 1 / high), 1))
    assert pair((0, 0), (1, 2), ratio=False).value is None
    assert pair((0, 9), (0, 9), ratio=True).value is None
    nobody = pair((5, 9), (0, 9), ratio=True)
    assert (nobody.value, nobody.low) == (0, 0)
    assert nobody == pair((0, 9), (5, 9), ratio=True)


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
        ("latency_p95", {}, "does not say how long model takes"),
        ("outcome_difference", {}, "which candidate acted"),
        ("earned_difference", {}, "what a positive outcome is worth"),
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
    rng = np.random.default_rng(3)
    level = 1 - 0.05 / 45
    outside = 0
    for _ in range(200):
        k = rng.binomial(50, 0.4, 10)
        low, high = int(k.min()), int(k.max())
        found = statistics.difference((high, 50), (low, 50), level)
        outside += found.low is not None and found.low > 0
    assert outside / 200 <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 200)
