"""The baseline beside the model, on the same cases."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from evenhand import review as reviews
from evenhand.comparison import accuracy_difference, costs
from evenhand.findings import Estimate, Paired
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")


def paired(both: int, rule: int, model: int, neither: int) -> Any:  # noqa: ANN401
    """A log with so many cases that both, one or neither got right."""
    kinds = {(1, 0.9): both, (1, 0.1): rule, (0, 0.9): model, (0, 0.1): neither}
    return making.repeated(kinds, ("rule", "score")).assign(y=1, sex="A", race="X")


def comparison(log: Any, **given: Any) -> dict[str, Any]:  # noqa: ANN401
    """The comparison of a document."""
    found: dict[str, Any] = making.document(log, making.keys(**given))["comparison"]
    return found


@pytest.mark.parametrize("cells", [(50, 5, 15, 30), (10, 0, 0, 2), (1, 20, 21, 3), (0, 0, 7, 0)])
def test_mcnemar_is_the_exact_binomial_test(cells: tuple[int, int, int, int]) -> None:
    """Of the cases on which the two differ."""
    found = comparison(paired(*cells))
    assert tuple(found["paired"].values()) == cells
    _, rule, model, _ = cells
    expected = stats.binomtest(model, rule + model).pvalue if rule + model else 1.0
    assert found["mcnemar_p"] == pytest.approx(expected)
    assert found["accuracy_difference"]["value"] == pytest.approx((model - rule) / sum(cells))


def test_without_common_cases_there_is_no_comparison_to_report() -> None:
    """Null values, and a count of 0."""
    found = comparison(paired(3, 0, 0, 0).assign(y=None), costs={"false_positive": 1.0})
    assert (found["n"], found["mcnemar_p"]) == (0, None)
    assert found["cost_per_1000"]["difference"]["value"] is None
    assert found["accuracy_difference"] == {"value": None, "low": None, "high": None, "n": 0}


def test_without_a_baseline_there_is_no_comparison() -> None:
    """Nothing was asked, so the key is missing."""
    log = paired(1, 1, 1, 1)
    assert "comparison" not in making.document(log, making.keys(candidates=[making.MODEL]))


def test_the_paired_interval_covers_as_it_says_on_average() -> None:
    """Exact coverage at 30 pairs over a grid of discordant rates; it never shrinks to a point."""
    n, covered = 30, []
    for p, q in [(0.02, 0.1), (0.1, 0.1), (0.2, 0.05), (0.3, 0.3), (0.15, 0.4)]:
        total = 0.0
        for b in range(n + 1):
            for c in range(n + 1 - b):
                found = accuracy_difference(Paired(n - b - c, c, b, 0), 0.95)
                inside = (found.low or -1) <= p - q <= (found.high or 1)
                total += stats.multinomial.pmf([b, c, n - b - c], n, [p, q, 1 - p - q]) * inside
        covered.append(total)
    assert 0.94 < np.mean(covered) < 0.98
    still = accuracy_difference(Paired(30, 0, 0, 0), 0.95)
    assert still.low is not None
    assert still.low < 0 < (still.high or 0)
    assert accuracy_difference(Paired(0, 0, 0, 0), 0.95) == Estimate()


def test_costs_are_those_of_the_mistakes_of_each() -> None:
    """Per 1,000 cases; the difference is paired, so alike answers cancel in its interval."""
    kinds = {(1, 0, 0.9): 30, (1, 1, 0.1): 10, (0, 1, 0.9): 20, (0, 0, 0.1): 40}
    log = making.repeated(kinds, ("y", "rule", "score")).assign(sex="A", race="X")
    found = comparison(log, costs={"false_positive": 5.0, "false_negative": 50.0})["cost_per_1000"]
    assert found["baseline"]["value"] == pytest.approx(10 * (30 * 50 + 20 * 5))
    assert found["model"]["value"] == pytest.approx(10 * (10 * 50 + 20 * 5))
    assert found["difference"]["value"] == pytest.approx(10 * (10 - 30) * 50)
    error = 1000 * np.sqrt(0.3 * 50**2 + 0.1 * 50**2 - (0.2 * 50) ** 2) / np.sqrt(100)
    wide = found["difference"]["high"] - found["difference"]["low"]
    assert wide == pytest.approx(2 * 1.96 * error, rel=0.1)
    assert "cost_per_1000" not in comparison(log)


def test_who_gets_another_answer_is_counted_by_group() -> None:
    """With and without a label, for all who have both answers."""
    log = making.log(
        y=[1, 0, None, None, 1], sex=list("AABBB"), rule=[0, 1, 0, 1, None],
        score=[0.9, 0.1, 0.9, 0.9, 0.9],
    )  # fmt: skip
    found = comparison(log)["switched"]
    keys = ("group", "n", "to_positive", "to_negative")
    said = [tuple(group[key] for key in keys) for group in found["sex"]]
    assert said == [("A", 2, 1, 1), ("B", 2, 1, 0)]
    assert [g["group"] for g in found["sex & race"]] == ["A & X", "B & X"]


def test_counts_of_both_are_on_the_same_cases() -> None:
    """What happens to them under the rule and under the model."""
    audit = making.audit(paired(5, 3, 2, 1), making.keys())
    found = audit.findings().comparison
    assert found is not None
    assert (found.baseline_counts.tp, found.baseline_counts.fn) == (8, 3)
    assert (found.model_counts.tp, found.model_counts.fn) == (7, 4)


def test_costs_allow_for_dear_mistakes_that_were_too_rare_to_be_seen() -> None:
    """Of 100 cases none was positive: nobody knows yet what those that are missed cost."""
    review = reviews.parse(making.keys(costs={"false_positive": 1, "false_negative": 120}))
    kinds = np.array([90, 3, 5, 2, 0, 0, 0, 0])
    found = costs.cost_per_1000(kinds, review)
    assert found is not None
    assert found.model.value == 50.0
    assert found.model.high is not None
    assert found.model.high > 1200.0
    assert found.difference.low is not None
    assert found.difference.high is not None
    assert found.difference.low < 0 < found.difference.high


def test_the_interval_of_a_cost_difference_holds_the_truth_where_positives_are_rare() -> None:
    """In at least 93 of 100 simulated logs; drawn from what was seen alone, in about 80."""
    review = reviews.parse(making.keys(costs={"false_positive": 1, "false_negative": 120}))
    chance = np.array([0.882, 0.049, 0.0294, 0.0196, 0.006, 0.006, 0.002, 0.006])
    price = np.array([0, 1000, -1000, 0, 0, -120_000, 120_000, 0])
    logs = np.random.default_rng(5).multinomial(300, chance, size=200)
    found = [made.difference for log in logs if (made := costs.cost_per_1000(log, review))]
    held = [(one.low or 0.0) <= chance @ price <= (one.high or 0.0) for one in found]
    assert np.mean(held) >= 0.93


def test_where_costs_can_not_be_told_apart_it_says_how_many_more_cases_would() -> None:
    """With so many more of the same kinds it is told, with a tenth fewer of them it is not."""
    review = reviews.parse(making.keys(costs={"false_positive": 1, "false_negative": 20}))
    kinds = np.array([880, 40, 30, 20, 10, 10, 4, 6])
    found = costs.cost_per_1000(kinds, review)
    assert found is not None
    assert found.cases_needed is not None
    for share, told in ((1.0, True), (0.9, False)):
        times = 1 + share * found.cases_needed / 1000
        gap = costs.difference(kinds, review, 0.95, times)
        assert gap.high is not None
        assert (gap.high < 0) == told
    many = costs.cost_per_1000(kinds * 100, review)
    even = costs.cost_per_1000(np.array([90, 5, 5, 0, 0, 0, 0, 0]), review)
    assert many is not None
    assert even is not None
    assert many.cases_needed is None
    assert even.cases_needed is None


def test_pairs_of_groups_without_a_case_are_not_listed() -> None:
    """Of two columns crossed, only what some case is."""
    log = making.log(
        y=["1", "0"] * 40, score=[0.7, 0.2] * 40, rule=["1", "1"] * 40,
        sex=["A", "B"] * 40, race=["X", "Y"] * 40,
    )  # fmt: skip
    found = comparison(log, columns={"protected": ["sex", "race"]})["switched"]
    assert [one["group"] for one in found["sex"]] == ["A", "B"]
    assert all(one["n"] for groups in found.values() for one in groups)
