"""What the page says of net benefit, and of who ranks better."""

from dataclasses import replace
from typing import Any

import pytest

from evenhand.figures.benefit import net_benefit, ranking
from evenhand.findings import AucDifference, BenefitPoint, Estimate, Findings, NetBenefit
from tests import factory_findings as made


def worth(**more: Any) -> Findings:  # noqa: ANN401
    """Findings on net benefit at the review's prices."""
    curve = tuple(
        BenefitPoint(k / 10, 0.02 - k / 500, 0.03 - k / 500, 0.1 - k / 10) for k in range(10)
    )
    start = NetBenefit(
        0.05, "costs", Estimate(0.009, 0.007, 0.011, 1000), Estimate(0.012, 0.01, 0.014, 1000),
        Estimate(-0.1, -0.2, 0.0, 1000), Estimate(0.003, 0.001, 0.005, 1000),
        exact=True, curve=curve,
    )  # fmt: skip
    return made.findings(comparison=made.comparison(net_benefit=replace(start, **more)))


def test_what_each_is_worth_is_said_in_right_yeses() -> None:
    """At the review's prices, with the difference and whether it is chance."""
    figure = net_benefit(worth(), made.review())
    assert figure is not None
    assert figure.title == (
        "With wrong yeses counted off at this review's prices, the model is worth 12 right ones of "
        "1,000 customers, the rule 9"
    )
    assert figure.meaning.startswith("The model minus the rule: 3 of 1,000 (from 1 to 5). Whoever")
    assert figure.marked == (5.0, 12.0)
    assert [series.label for series in figure.others] == ["The rule", "Everybody"]
    assert net_benefit(made.findings(), made.review()) is None


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"everybody": Estimate(0.02, 0.01, 0.03, 9)}, "saying yes to everybody is worth 20"),
        (
            {"model": Estimate(-0.02, -0.03, -0.01, 9), "baseline": Estimate(-0.01, -0.02, 0.0, 9)},
            "saying yes to nobody is worth more: 0",
        ),
        ({"source": "threshold"}, "at the odds of the model's threshold"),
    ],
)
def test_that_neither_is_worth_acting_on_is_said(changed: dict[str, Any], said: str) -> None:
    """Everybody, or nobody, may be better."""
    figure = net_benefit(worth(**changed), made.review())
    assert figure is not None
    assert said in figure.title


def test_a_difference_of_chance_is_called_so() -> None:
    """Or not known."""
    chance = net_benefit(worth(difference=Estimate(0.003, -0.001, 0.005, 9)), made.review())
    assert chance is not None
    assert "which could be chance" in chance.meaning
    unknown = net_benefit(worth(difference=Estimate()), made.review())
    assert unknown is not None
    assert "not known" in unknown.meaning


@pytest.mark.parametrize(
    ("value", "wide", "said"),
    [
        (0.1, 0.02, "The model ranks better than the rule: 10 more of 100 pairs"),
        (-0.1, 0.02, "The model ranks worse than the rule: 10 fewer of 100 pairs"),
        (0.1, 0.12, "Can't tell which ranks better"),
        (0.1, None, "Can't tell which ranks better"),
    ],
)
def test_who_ranks_better_is_delongs_to_say(value: float, wide: float | None, said: str) -> None:
    """By the interval, in which the bound of steps is, whatever p says; a table holds both."""
    low, high = (None, None) if wide is None else (value - wide, value + wide)
    gap = AucDifference(value, low, high, 1000, 0.001, exact=False, bound=0.01)
    found = made.findings(comparison=made.comparison(auc_difference=gap))
    figure = ranking(found, made.review())
    assert figure is not None
    assert figure.title.startswith(said)
    assert [row[0] for row in figure.rows] == ["The rule", "The model", "The model minus the rule"]
    assert "off by 0.01 at most" in figure.how
    none = made.comparison(auc_difference=None)
    assert ranking(made.findings(comparison=none), made.review()) is None
