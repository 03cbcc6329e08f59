"""Sentences and figures on what a switch from the rule to the model does, and to whom."""

from dataclasses import replace
from typing import Any

import pytest

from evenhand import figures, words
from evenhand.figures import Mark
from evenhand.figures.break_even import break_even
from evenhand.figures.winners import winners
from evenhand.findings import (
    BreakEven,
    CostsBeside,
    Counts,
    Estimate,
    Findings,
    NonInferiority,
    Paired,
    Switched,
)
from evenhand.words.compare import costs_meaning
from tests import factory_findings as made


def group(name: str, right: int, wrong: int, q: float | None = 0.001) -> Switched:
    """A group of 1,000 with so many that become right and wrong."""
    value = (right - wrong) / 1000
    net = Estimate(value, value - 0.01, value + 0.01, 1000)
    return Switched(name, 1000, 30, 12, 1000, right, wrong, net, q, q)


def switching(*groups: Switched) -> Findings:
    """Findings with these groups by sex."""
    return made.findings(comparison=made.comparison(switched={"sex": groups}))


def test_the_group_that_loses_most_is_named() -> None:
    """With its sign, and its counts in the table."""
    found = switching(group("Female", 5, 35), group("Male", 60, 5), group("X", 0, 90, None))
    figure = winners(found, made.review(), "sex")
    assert figure is not None
    assert figure.title == (
        "If the model replaces the rule, sex Female loses most: 3 more of 100 customers are "
        "answered wrongly"
    )
    assert [d.mark for d in figure.panels[0].dots] == [Mark.WORST, Mark.PLAIN, Mark.HOLLOW]
    assert figure.rows[0][:4] == ("Female", 1000, 5, 35)
    assert words.losers(found, made.review()) == (
        "Beyond chance, more answers become wrong than right for sex Female if the model replaces "
        "the rule."
    )


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ((group("Female", 9, 5, 0.6),), "no group by sex clearly gains or loses"),
        (
            (group("Female", 9, 5, 0.6), group("Male", 30, 5)),
            "no group by sex clearly loses; sex Male gains most: 2 more of 100 customers are",
        ),
        ((group("Female", 9, 5, None),), "Too few customers to tell by group"),
    ],
)
def test_nobody_is_named_a_loser_by_chance(groups: tuple[Switched, ...], said: str) -> None:
    """Nor where groups are too small."""
    assert said in words.winners_title(switching(*groups), made.review(), "sex")
    assert words.losers(switching(*groups), made.review()) is None


def test_many_losers_are_counted() -> None:
    """Three by name, the others as a number."""
    found = switching(*(group(f"g{i}", 5, 60 + i) for i in range(5)))
    said = words.losers(found, made.review()) or ""
    assert "sex g4, sex g3, sex g2 and 2 more if" in said


@pytest.mark.parametrize(("good", "gained", "lost"), [(True, 30, 12), (False, 12, 30)])
def test_who_gains_the_favourable_answer_hangs_on_what_a_yes_means(
    good: bool,  # noqa: FBT001
    gained: int,
    lost: int,
) -> None:
    """A yes may be what people want, or what they fear."""
    columns = {"label": "y", "protected": ["sex"], "positive_is_good": good}
    figure = winners(switching(group("Female", 5, 35)), made.review(columns=columns), "sex")
    assert figure is not None
    assert figure.rows[0][-2:] == (gained, lost)
    assert f"{gained} of all 1,000 gain the favourable answer, {lost} lose it" in figure.meaning


def test_without_outcomes_nobody_wins_or_loses() -> None:
    """A new answer is all that is known then."""
    assert winners(made.findings(), made.review(), "sex") is None
    assert winners(made.findings(), made.review(), None) is None
    assert words.losers(made.findings(comparison=None), made.review()) is None


# Costs


def costing(**even: Any) -> Findings:  # noqa: ANN401
    """Findings with this break-even."""
    start: dict[str, Any] = {
        "ratio": Estimate(3.1, 2.2, 4.9, 1000),
        "above": "model",
        "always": None,
        "here": 24.0,
    }
    costs = made.comparison().cost_per_1000
    assert costs is not None
    year = CostsBeside(*(one.times(120) for one in (costs.baseline, costs.model, costs.difference)))
    changed = replace(costs, break_even=BreakEven(**start | even), per_year=year)
    return made.findings(comparison=made.comparison(cost_per_1000=changed))


def test_the_break_even_says_from_which_price_on_and_where_this_review_stands() -> None:
    """Above it or below it, and how sure that is."""
    figure = break_even(costing(), made.review())
    assert figure is not None
    assert figure.title == (
        "The model alone is cheaper as long as a missed one costs more than 3.1 times a false "
        "alarm; here it costs 24 times"
    )
    assert (
        figure.meaning
        == "The ratio may lie between 2.2 and 4.9; this review's 24 lies outside that."
    )
    below = break_even(costing(above="baseline", here=3.0), made.review())
    assert below is not None
    assert "costs less than 3.1 times" in below.title
    assert "could be chance" in below.meaning
    open_ended = costing(ratio=Estimate(3.1, 2.2, None, 9), here=None)
    shown = break_even(open_ended, made.review())
    assert shown is not None
    assert shown.meaning.startswith(
        "The ratio may lie anywhere from 2.2 on; in this review a false"
    )
    anywhere = break_even(costing(ratio=Estimate(3.1, None, None, 9)), made.review())
    assert anywhere is not None
    assert "anywhere from 0 on" in anywhere.meaning
    assert anywhere.title.startswith("Can't tell at which price of a missed one")


@pytest.mark.parametrize(
    ("always", "said"),
    [
        ("model", "By the counts of this log, the model is cheaper, whatever a missed one costs"),
        ("baseline", "the rule is cheaper, whatever"),
        (None, "no price of a missed one sets the model apart from the rule."),
    ],
)
def test_where_no_price_matters_the_costs_say_so(always: str | None, said: str) -> None:
    """There is no ratio to draw then."""
    found = costing(ratio=Estimate(n=9), above=None, always=always)
    assert break_even(found, made.review()) is None
    assert said in figures.costs(found, made.review()).meaning


def test_where_running_alone_sets_the_two_apart_nobody_says_that_no_price_does() -> None:
    """With a wrong yes that costs nothing, no ratio to it can weigh what running costs."""
    found = costing(ratio=Estimate(n=9), above=None, always=None, here=None)
    review = made.review()
    dearer = tuple(
        one.model_copy(update={"cost_per_case": 2.0 if one.role == "model" else None})
        for one in review.candidates
    )
    assert "no price of a missed one" in figures.costs(found, review).meaning
    apart = review.model_copy(update={"candidates": dearer})
    assert "no price of a missed one" not in figures.costs(found, apart).meaning


def test_where_real_ones_are_rare_being_right_does_not_lead_in_a_kept_review_either() -> None:
    """What the two find together is not kept there; what the model finds is."""
    found = made.findings(comparison=made.comparison(positives=None))
    model = found.candidates["model"]
    metrics = {**model.metrics, "true_positive_rate": Estimate(0.8, 0.7, 0.9, 50)}
    rare = replace(model, counts=Counts(tp=40, fp=60, tn=890, fn=10), metrics=metrics)
    changed = replace(found, candidates={**found.candidates, "model": rare})
    assert words.compare_title(changed, made.review()) == (
        "The model finds 40 of 50 real ones; how many the rule finds beside it is not in this kept "
        "review"
    )


def test_who_is_always_cheaper_by_the_counts_alone_may_be_so_by_chance() -> None:
    """Where the interval of the difference holds 0."""
    found = costing(ratio=Estimate(n=9), above=None, always="model")
    assert "chance" not in figures.costs(found, made.review()).meaning
    compared = found.comparison
    assert compared is not None
    assert compared.cost_per_1000 is not None
    costs = replace(compared.cost_per_1000, difference=Estimate(-9.0, -30.0, 12.0, 1000))
    open_ = replace(found, comparison=replace(compared, cost_per_1000=costs))
    said = figures.costs(open_, made.review()).meaning
    assert "a missed one costs beside a false alarm, which could be chance." in said


def test_a_year_whose_ends_lie_as_far_on_either_side_of_nothing_could_be_chance() -> None:
    """Both ends read alike without their sign."""
    found = costing()
    compared = found.comparison
    assert compared is not None
    assert compared.cost_per_1000 is not None
    assert isinstance(compared.cost_per_1000.per_year, CostsBeside)
    gap = Estimate(50.0, -3010.0, 3020.0, 1000)
    year = replace(compared.cost_per_1000.per_year, difference=gap)
    costs = replace(compared.cost_per_1000, per_year=year)
    open_ = replace(found, comparison=replace(compared, cost_per_1000=costs))
    prices = {"false_positive": 5, "false_negative": 100, "cases_per_year": 120000}
    said = figures.costs(open_, made.review(costs=prices)).meaning
    assert "that is 50 more, which could be chance." in said


def test_few_cases_are_counted_as_they_are() -> None:
    """Of 12 cases nobody says how many of 100 are answered rightly."""
    few = made.comparison(
        n=12,
        paired=Paired(5, 1, 2, 4),
        accuracy_difference=Estimate(0.08, -0.2, 0.3, 12),
        non_inferiority=NonInferiority(0.01, "not_measurably_better", 0.4),
    )
    title = words.compare_title(made.findings(comparison=few), made.review())
    assert title.endswith("7 of 12 customers are answered rightly, against 6 of 12")


def test_costs_of_a_year_are_said_with_their_interval() -> None:
    """And stand in the table."""
    costs = {
        "currency": "EUR",
        "false_positive": 5,
        "false_negative": 100,
        "cases_per_year": 120000,
    }
    figure = figures.costs(costing(), made.review(costs=costs))
    assert figure.meaning.startswith(
        "For the 120,000 customers of a year that is EUR 12,000 less (from EUR 6,000 to EUR "
    )
    assert ("Model minus baseline, in a year", -12000.0, -18000.0, -6000.0) in figure.rows
    assert "of a year" not in figures.costs(made.findings(), made.review()).meaning


# Good enough


def test_good_enough_is_the_claim_of_its_chart() -> None:
    """Whose margin it is included."""
    changed = made.comparison(accuracy_difference=Estimate(0.004, -0.005, 0.013, 1000))
    found = made.findings(comparison=changed)
    assert words.paired_title(found, made.review()) == (
        "The model is good enough beside the rule: not worse by the usual margin of 1 of 100"
    )
    assert "one-sided p below 0.001" in figures.paired(found, made.review()).how


def test_a_measurable_loss_within_the_margin_is_said_to_be_one() -> None:
    """It is worse, and by less than what the review would put up with."""
    changed = made.comparison(accuracy_difference=Estimate(-0.004, -0.008, -0.001, 1000))
    found = made.findings(comparison=changed)
    assert "measurably worse, but by less than the usual margin" in words.paired_meaning(
        found, made.review()
    )
    assert words.compare_title(found, made.review()).startswith("Keep the rule: with the model")


def test_where_costs_can_not_be_told_apart_the_figure_says_what_would_tell() -> None:
    """About so many more cases; nothing where it is told."""
    found = costing()
    assert found.comparison is not None
    worth = found.comparison.cost_per_1000
    assert worth is not None
    more = replace(found.comparison, cost_per_1000=replace(worth, cases_needed=1234))
    said = costs_meaning(replace(found, comparison=more), made.review())
    assert said.startswith("About 1,200 more customers would tell, if the rates stay.")
    assert "would tell" not in costs_meaning(found, made.review())
