"""What is said of the simplest rules: that one may not need the model, or why one does."""

from dataclasses import replace
from typing import Any

import pytest

from evenhand import report, words
from evenhand.baselines import standing_in, strongest
from evenhand.figures.baselines import simplest
from evenhand.findings import (
    OMITTED,
    AutomaticBaseline,
    CostComparison,
    Counts,
    Estimate,
    Findings,
    OneColumnRule,
)
from evenhand.review.tables import Costs
from evenhand.words.baselines import rule_text, simplest_meaning, simplest_title
from tests import factory_findings as made

LATE = OneColumnRule("months_late", "1", "not 1", at_least=2.0)


def automatic(difference: Estimate, **more: Any) -> AutomaticBaseline:  # noqa: ANN401
    """A rule on one column beside the model."""
    compared = made.comparison(baseline="one-column rule", accuracy_difference=difference, n=500)
    start = {
        "name": "one-column rule",
        "kind": "one_column",
        "rule": LATE,
        "split": "id",
        "training_rows": 500,
        "training_measure": "accuracy",
        "searched": 12,
        "alone": made.candidate(0.8, role="baseline"),
        "comparison": compared,
    }
    return AutomaticBaseline(**{**start, **more})


def alone(one: AutomaticBaseline, *others: AutomaticBaseline) -> Findings:
    """Findings of a model without a baseline of the review's own."""
    found = made.findings(comparison=None)
    return replace(found, baselines=(*others, one))


def said(low: float, high: float) -> tuple[str, str]:
    """The title, and whether a simple if-then does almost as well, where the difference lies so."""
    found = alone(automatic(Estimate((low + high) / 2, low, high, 500)))
    shown, review = standing_in(found, made.review())
    return words.compare_title(shown, review), words.simplest_lines(shown, review)[0]


def test_where_a_simple_if_then_does_almost_as_well_the_model_may_not_be_needed() -> None:
    """Within the margin, whether or not it is measurably better; or where the rule is better."""
    for low, high in ((-0.004, 0.006), (0.001, 0.009), (-0.005, -0.001)):
        assert "you may not need the model" in said(low, high)[1]
    assert said(-0.03, -0.01)[0] == (
        "With the model, 2 fewer of 100 customers are answered rightly than with a simple if-then "
        "on months late"
    )


def test_the_chart_of_all_claims_no_more_than_its_interval() -> None:
    """Where the interval holds no difference, it can't be told who is right more often."""
    titles = [
        simplest_title(alone(automatic(Estimate(0.011, low, 0.03, 500))), made.review())
        for low in (-0.008, 0.002)
    ]
    assert "can't tell whether the model beats the best of them" in titles[0]
    assert "the model answers 1.1 more of 100 customers rightly" in titles[1]


def test_where_it_does_not_that_is_shown() -> None:
    """By more than the margin; and else it can't be told."""
    title, line = said(0.04, 0.08)
    assert title == (
        "With the model, 6 more of 100 customers are answered rightly than with a simple if-then "
        "on months late"
    )
    assert line.startswith("A simple if-then on months late does not do as well")
    title, line = said(-0.02, 0.04)
    assert title.startswith("Can't tell whether the model beats a simple if-then on months late")
    assert "can't be told" in line


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (LATE, "“will default” where months late is 2 or more, else no"),
        (
            OneColumnRule("a_b", "1", "not 1", at_most=0.5),
            "“will default” where a b is 0.5 or less, else no",
        ),
        (OneColumnRule("a", "x", "y", values=("u",)), "“x” where a is “u”, else “y”"),
        (OneColumnRule("a", "x", "y", values=("u", "v")), "“x” where a is “u” or “v”, else “y”"),
        (
            OneColumnRule("a", "x", "y", values=("u", "v", "w", "z")),
            "“x” where a is “u”, “v” or 2 others, else “y”",
        ),
    ],
)  # fmt: skip
def test_a_rule_is_said_in_the_words_of_the_review(rule: OneColumnRule, text: str) -> None:
    """What, where, and what elsewhere."""
    assert rule_text(rule, made.review()) == text


def test_a_rule_stands_in_only_where_the_review_has_no_baseline() -> None:
    """And criteria, candidates and verdict stay what they are."""
    one = automatic(made.share(0.05))
    found = replace(made.findings(), baselines=(one,))
    assert standing_in(found, made.review()) == (found, made.review())
    shown, review = standing_in(alone(one), made.review())
    assert shown.comparison == one.comparison
    assert words.stand_in(shown) == one
    assert shown.verdict == found.verdict
    assert review.criteria == made.review().criteria
    assert words.stand_in(found) is None


def test_one_answer_for_all_stands_in_where_no_column_does_better() -> None:
    """The simplest of all."""
    more = {"name": "always saying no", "kind": "majority", "rule": None, "says": "not 1"}
    one = automatic(made.share(0.06), **more)
    found, review = standing_in(alone(one), made.review())
    assert strongest(found) == one
    assert words.compare_title(found, review).endswith("than by always saying no")
    assert "No if-then on one of 12 columns" in words.simplest_lines(found, review)[1]
    nothing = alone(automatic(made.share(0.06), **more, searched=0))
    assert "[columns] features" in words.simplest_lines(*standing_in(nothing, review))[1]


def test_where_few_are_positive_the_chart_is_of_what_is_found_and_flagged() -> None:
    """Being right says little then; what mistakes cost says more."""
    counts = {"model_counts": Counts(11, 56, 2000, 8), "baseline_counts": Counts(15, 194, 1862, 4)}
    compared = made.comparison(
        n=2075,
        **counts,
        cost_per_1000=CostComparison(
            Estimate(9.0), Estimate(5.0), Estimate(-4.0, -6.0, -2.0, 2075)
        ),
    )
    one = automatic(made.share(0.06), training_measure="balanced_accuracy", comparison=compared)
    found, review = standing_in(alone(one), made.review())
    title = words.compare_title(found, review)
    assert title == (
        "The model finds 11 of 19 customers where “will default” is true, saying so of 3 of 100; "
        "a simple if-then on months late finds 15 of 19, saying so of 10 of 100"
    )
    drawn = simplest(found, review)
    assert drawn is not None
    assert [len(panel.dots) for panel in drawn.panels] == [2, 2]
    assert "costs EUR 4 less for 1,000 customers" in words.simplest_lines(found, review)[0]
    assert drawn.title != title
    priced = review.model_copy(update={"costs": Costs(currency="EUR", positive_worth=9.0)})
    assert "By the costs" not in words.simplest_lines(found, priced)[0]  # no mistake has a price


def test_the_report_has_them_too() -> None:
    """A model alone is set beside the best of them; with a baseline they stand behind it."""
    one = automatic(made.share(0.05))
    for found in (alone(one), replace(made.findings(), baselines=(one,))):
        tree = report.tree(found, made.review())
        compare = next(section for section in tree.sections if section.key == "compare")
        assert any("simplest rules" in block.figure.title for block in compare.blocks)
    said_there = simplest_meaning(replace(made.findings(), baselines=(one,)), made.review())
    assert "months late is 2 or more" in said_there
    assert "simple if-then" in said_there


def test_a_terminal_shows_what_they_say() -> None:
    """In three lines, where they were counted."""
    found = replace(made.findings(), baselines=(automatic(made.share(0.005)),))
    lines = words.summary(found, made.review())
    assert any("months late is 2 or more" in line for line in lines)
    assert len(lines) == len(words.summary(made.findings(), made.review())) + 3


def test_beside_a_baseline_the_chart_says_which_half_it_is_of() -> None:
    """And what the model does on all, which is what stands at the top of the page."""
    for measure, told in (
        ("accuracy", "is right for 85 of 100"),
        ("balanced_accuracy", "finds 71 of 100 real ones"),
    ):
        one = automatic(Estimate(0.0, -0.03, 0.03, 500), training_measure=measure)
        counts = Counts(tp=250, fp=50, tn=600, fn=100)
        both = made.comparison(model_counts=counts, n=1000)
        found = replace(made.findings(comparison=both), baselines=(one,))
        said_ = simplest_meaning(found, made.review())
        assert "All of this is on the 500 customers that no rule was found on; on all" in said_
        assert said_.endswith(f"above, the model {told}.")
    shown, review = standing_in(alone(automatic(Estimate(0.0, -0.1, 0.1, 9))), made.review())
    assert "All of this" not in simplest_meaning(shown, review)


def test_over_time_a_model_alone_has_a_line_instead_of_nothing() -> None:
    """Which says what to add; so has a log of one period."""
    timed = made.review(columns={"label": "y", "time": "decided_at", "protected": ["sex"]})
    one = automatic(Estimate(), comparison=made.comparison(over_time=OMITTED, baseline="rule"))
    shown, review = standing_in(alone(one), timed)
    assert "Add them (in a review file" in (words.missing(shown, review, "over_time") or "")
    once = made.comparison(over_time=OMITTED)
    one_period = words.missing(made.findings(comparison=once), timed, "over_time")
    assert "of one period" in (one_period or "")
