"""What is said and shown of mitigation: the cost first, who loses, and what it takes."""

from dataclasses import replace
from typing import Any

import pytest

from evenhand import figures, plots, words
from evenhand.figures import Mark
from evenhand.findings import (
    Estimate,
    FrontierPoint,
    MitigatedGroup,
    Option,
    ReviewedGroup,
    ReviewMore,
    Thresholds,
)
from tests import factory_findings as made


def share(value: float | None, n: int = 1000) -> Estimate:
    """A share without an interval."""
    return Estimate(value, n=n)


def option(
    kind: str, accuracy: float, gap: float, *right: float, constraint: str | None = None
) -> Option:
    """A way to decide about Female and Male."""
    cut = None if constraint else 0.5
    groups = tuple(
        MitigatedGroup(name, cut, share(0.3), share(value))
        for name, value in zip(("Female", "Male"), right, strict=True)
    )
    return Option(kind, constraint, share(accuracy), gap, groups, tossed=0.12 if constraint else 0)


def thresholds(**changed: Any) -> Thresholds:  # noqa: ANN401
    """A gap of 8 of 100 brought within 2 of 100, for 4 of 1,000 right answers."""
    found = Thresholds(
        candidate="model",
        attribute="age_band",
        metric="true_positive_rate",
        within=0.02,
        today=option("today", 0.82, 0.08, 0.83, 0.81),
        per_group=option("per_group", 0.816, 0.018, 0.835, 0.797),
        coin_tosses=(
            option("coin_toss", 0.815, 0.0, 0.83, 0.80, constraint="true_positive_rate_parity"),
            option("coin_toss", 0.79, 0.01, 0.80, 0.78, constraint="equalized_odds"),
        ),
        frontier=(
            FrontierPoint(0.0, 0.78, (float("inf"), float("inf"))),
            FrontierPoint(0.018, 0.816, (0.45, 0.6)),
            FrontierPoint(0.09, 0.822, (0.5, 0.5)),
        ),
    )
    return replace(found, **changed)


REVIEW = made.review()


def test_the_title_says_the_cost_in_right_answers() -> None:
    """Or that there is none, on this log."""
    assert words.thresholds_title(thresholds(), REVIEW) == (
        "A threshold for each group can bring the gap in “of the real ones, found” by age band "
        "from 8 of 100 to 2 of 100 and costs 4 of 1,000 right answers"
    )
    free = thresholds(per_group=option("per_group", 0.82, 0.018, 0.83, 0.81))
    assert words.thresholds_title(free, REVIEW).endswith("at no cost in right answers on this log")


def test_who_would_lose_and_the_law_stand_beside_the_curve() -> None:
    """Male are answered rightly less often; the statute is named; it is no advice."""
    figure = figures.frontier(thresholds(), REVIEW)
    assert "right less often for Male." in figure.meaning
    assert "42 U.S.C. 2000e-2(l)" in figure.meaning
    assert "Today it is 8 of 100." in figure.meaning
    calm = thresholds(per_group=option("per_group", 0.82, 0.018, 0.83, 0.81), within=0.1)
    said = figures.frontier(calm, REVIEW).meaning
    assert "within it already" in said
    assert "no less often for any group" in said
    assert "not advice" in words.BEFORE_MITIGATION


def _limited(at_most: float) -> Any:  # noqa: ANN401  # a review
    """A review with a limit on this gap."""
    limit = {"finding": "true_positive_rate", "attribute": "age_band", "gap": "difference"}
    columns = {"label": "y", "protected": ["sex", "age_band"]}
    return made.review(columns=columns, criteria=[{**limit, "at_most": at_most}])


def test_a_gap_that_is_inside_already_is_not_sold_as_an_improvement() -> None:
    """The best thresholds may fill up the limit: before and after are named, today is inside."""
    wider = option("per_group", 0.83, 0.062, 0.84, 0.82)
    found = thresholds(within=0.1, today=option("today", 0.82, 0.0298, 0.83, 0.81), per_group=wider)
    assert words.thresholds_title(found, _limited(0.1)) == (
        "Today is within it already: the gap in “of the real ones, found” by age band is 3 of 100, "
        "and your limit is 10 of 100; thresholds by group that are right most often would make it "
        "6 of 100"
    )


def test_where_a_gap_to_reach_comes_from_is_said() -> None:
    """From the review's own limit, or from nobody."""
    found = thresholds()
    assert "The gap to reach is your limit of 2 of 100." in (
        figures.frontier(found, _limited(0.02)).meaning
    )
    unset = figures.frontier(found, REVIEW).meaning
    assert "No limit of this review is on this gap; 2 of 100 is taken as even enough." in unset
    calm = thresholds(today=option("today", 0.82, 0.004, 0.83, 0.81))
    assert "and even enough here is 2 of 100" in words.thresholds_title(calm, REVIEW)


def test_the_curve_fits_its_frame_and_today_is_marked() -> None:
    """Accuracy differs by a few of 100: the scale is not from 0."""
    figure = figures.frontier(thresholds(), REVIEW)
    assert figure.marked == pytest.approx((8, 82))
    steps = [(0, 78), (1.8, 78), (1.8, 81.6), (9, 81.6), (9, 82.2)]
    assert [pytest.approx(point) for point in figure.points] == steps
    assert figure.x_range is not None
    assert figure.y_range is not None
    assert 70 < figure.y_range[0] < 78
    assert 82.2 < figure.y_range[1] < 90
    assert figure.rows[0] == (0.0, 78.0, "nobody", "nobody")
    layout = plots.plot(figure)["layout"]
    assert layout["yaxis"]["range"] == list(figure.y_range)
    assert layout["xaxis"]["range"] == list(figure.x_range)
    alone = thresholds(frontier=(FrontierPoint(0.08, 0.82, (0.5, 0.5)),))
    lonely = figures.frontier(alone, REVIEW).y_range
    assert lonely is not None
    assert lonely[0] < 82 < lonely[1]


def test_before_and_after_mark_the_groups_that_lose() -> None:
    """A square before, a circle after, a diamond where it is right less often."""
    figure = figures.before_after(thresholds(), REVIEW)
    right = figure.panels[1]
    assert [(d.label, d.mark) for d in right.dots] == [
        ("Female, today", Mark.BASELINE),
        ("Female, after", Mark.PLAIN),
        ("Male, today", Mark.BASELINE),
        ("Male, after", Mark.WORST),
    ]
    assert figure.rows[1] == ("Male", 0.5, 0.5, 30.0, 30.0, 81.0, 79.7)


def test_the_ways_to_decide_are_listed_with_their_price() -> None:
    """One threshold, one a group, and a coin for so many."""
    figure = figures.ways(thresholds(), REVIEW)
    assert [row[0] for row in figure.rows] == [
        "Today: one threshold",
        "A threshold for each group",
        "Coin toss, equal true positive rates",
        "Coin toss, equal both error rates",
    ]
    assert [row[2] for row in figure.rows] == [0.0, -4.0, -5.0, -30.0]
    assert figure.rows[2][-1] == "a coin decides 12 of 100 customers"
    assert figure.rows[0][-1] is None


def reviewed(name: str, today: float | None, after: float | None) -> ReviewedGroup:
    """A group's automatic error before and after."""
    return ReviewedGroup(name, 1000, 0.8, share(0.3), share(0.35), share(today), share(after))


def more(**changed: Any) -> ReviewMore:  # noqa: ANN401
    """The worst group is wrong 10 instead of 14 of 100 times."""
    found = ReviewMore(
        candidate="model",
        attribute="sex",
        budget=0.3,
        budget_from="today",
        threshold_today=0.8,
        handed_off_today=share(0.3),
        handed_off=share(0.3),
        worst_today=0.14,
        worst=0.1,
        groups=(reviewed("Female", 0.14, 0.1), reviewed("Male", 0.08, 0.1)),
    )
    return replace(found, **changed)


def test_more_review_says_what_it_gains_and_for_whom_it_is_worse() -> None:
    """Within what people can take; the other group pays for it."""
    figure = figures.review_more(more(), REVIEW)
    assert figure.title.endswith(
        "the worst group of sex is wrong 10 instead of 14 of 100 times when decided alone"
    )
    assert "wrong more often than today, when decided alone, for Male." in figure.meaning
    assert "as many as today, 30 of 100" in figure.meaning
    assert [d.mark for d in figure.panels[0].dots][1::2] == [Mark.PLAIN, Mark.WORST]
    dear = words.review_more_title(more(handed_off=share(0.6)), REVIEW)
    assert dear.startswith("With 60 of 100 customers sent to a credit officer, 30 of 100 today, ")
    close = more(worst=0.139, worst_today=0.141)
    assert "139 instead of 141 of 1,000" in words.review_more_title(close, REVIEW)
    nothing = more(worst=0.14, groups=(reviewed("Female", 0.1, 0.1),))
    assert "make the worst group better off" in words.review_more_title(nothing, REVIEW)
    assert "wrong more often" not in figures.review_more(nothing, REVIEW).meaning
    unknown = more(worst=None, budget_from="asked")
    assert words.review_more_title(unknown, REVIEW).endswith("can't be told")
    assert "at most 30 of 100" in figures.review_more(unknown, REVIEW).meaning


def test_fewer_errors_of_a_group_that_goes_to_people_are_no_gain() -> None:
    """The headline says that hardly any of it is decided alone any more."""
    whole = replace(reviewed("Female", 0.14, None), handed_off=share(1.0))
    title = words.review_more_title(more(groups=(whole, reviewed("Male", 0.08, 0.1))), REVIEW)
    assert title.endswith("when decided alone; but all customers of Female go there then")
    most = replace(whole, handed_off=share(0.96))
    title = words.review_more_title(more(groups=(most, reviewed("Male", 0.08, 0.1))), REVIEW)
    assert title.endswith("; but nearly all customers of Female go there then")


def test_a_handoff_of_nearly_everything_is_no_usable_result() -> None:
    """Nothing is wrong among those decided alone where nothing is decided alone."""
    title = words.review_more_title(more(handed_off=share(0.97), worst=0.0), REVIEW)
    assert title == (
        "No usable result by sex: to be wrong least when deciding alone, nearly all customers "
        "(97 of 100, 30 of 100 today) go to a credit officer, and hardly any are decided alone"
    )


def test_a_group_that_a_person_takes_whole_says_so() -> None:
    """No threshold, no error of those decided alone."""
    whole = replace(reviewed("Female", 0.1, None), threshold=None)
    figure = figures.review_more(more(groups=(whole,), budget_from="people"), REVIEW)
    assert figure.rows[0][2] == "all to a person"
    assert figure.rows[0][-1] is None
    assert "people and hours" in figure.meaning
    many = more(groups=tuple(reviewed(f"g{i}", 0.1, 0.2) for i in range(15)))
    wide = figures.review_more(many, REVIEW)
    assert (len(wide.panels[0].dots), wide.panels[0].left_out) == (24, 6)
    assert "g4 and 10 more" in wide.meaning


def test_what_is_missing_is_said_with_what_to_add() -> None:
    """Scores, confidence, outcomes, or large enough groups."""
    assert "no scores of the rule" in words.no_thresholds(REVIEW, "rule")
    classes = {"name": "net", "role": "model", "prediction": "p", "confidence": "c"}
    sure = made.review(candidates=[classes], handoff={"candidate": "net", "threshold": 0.8})
    assert words.no_thresholds(sure, "net") == (
        "Net says how sure it is of its answer, but not how likely “will default” is, so there is "
        "no threshold to move."
    )
    assert "how sure the rule is" in words.no_review(REVIEW, "rule")
    assert "Fewer than two groups have 30 customers" in words.no_thresholds(REVIEW, "model")
    without = made.review(columns={"protected": ["sex"]})
    assert "No outcome is known" in words.no_review(without, "model")


@pytest.mark.parametrize("make", [figures.frontier, figures.before_after, figures.ways])
def test_every_figure_is_whole(make: Any) -> None:  # noqa: ANN401
    """Claim, meaning, words for those who cannot see it, method; rows as wide as their head."""
    for figure in (make(thresholds(), REVIEW), figures.review_more(more(), REVIEW)):
        assert all((figure.title, figure.meaning, figure.alt, figure.how))
        assert "None" not in f"{figure.title}{figure.meaning}{figure.alt}{figure.how}"
        assert all(len(row) == len(figure.columns) for row in figure.rows)
        assert figure.rows


def test_every_head_of_a_table_says_what_it_counts() -> None:
    """On a telephone a head stands alone before its number."""
    for shown in (figures.before_after(thresholds(), REVIEW), figures.review_more(more(), REVIEW)):
        after = [head for head in shown.columns if head.endswith("after")]
        assert after
        assert all(head.removesuffix("after") + "today" in shown.columns for head in after)
