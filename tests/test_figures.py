"""Figures: what a chart shows, with its claim, its numbers and how they came about."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from evenhand import figures, words
from evenhand.figures import Dots, Figure, Mark
from evenhand.figures.make import MOST_DOTS
from evenhand.findings import (
    OMITTED,
    Counts,
    Estimate,
    Findings,
    Paired,
    State,
    Verdict,
)
from evenhand.review import METRICS, Review
from tests import factory_findings as made


def every(found: Findings, review: Review) -> Iterator[Figure]:
    """Every figure there is."""
    yield figures.criteria(found, review)
    yield from figures.flows(found, review)
    for part in (*figures.BY_COMPARISON, *figures.BY_VALUE):
        yield from part.each(found, review)
    yield figures.risk_coverage(found, review)
    yield figures.reliability(found, review, "model")
    yield from filter(None, (figures.handoff_groups(found, review, "sex"),))
    yield figures.staffing(found, review)
    if found.handoff is not None:
        yield figures.arrivals(found, review) or figures.staffing(found, review)
    yield figures.guarantee(found, review)
    for metric in METRICS:
        yield figures.group_metric(found, review, "model", "sex", metric)
    yield figures.gaps(found, review, "model", "sex")
    yield figures.impact_ratios(found, review, "model", "sex")
    yield figures.data_check(found, review)


BARE = made.findings(comparison=None, handoff=None, fairness={}, criteria=())


@pytest.mark.parametrize(
    ("found", "review"),
    [
        (made.findings(), made.review()),
        (made.unlabelled(), made.review()),
        (BARE, made.review(handoff=None, costs=None, criteria=None)),
    ],
)
def test_every_figure_says_what_it_shows(found: Findings, review: Review) -> None:
    """Claim, meaning, words for those who cannot see it, method, and rows as wide as their head."""
    for figure in every(found, review):
        assert all((figure.title, figure.meaning, figure.alt, figure.how)), figure
        assert "None" not in f"{figure.title}{figure.meaning}{figure.alt}{figure.how}"
        assert all(len(row) == len(figure.columns) for row in figure.rows), figure


def test_the_criteria_are_all_listed_with_their_state() -> None:
    """Word and sign, limit, interval, and what would settle it; questions too."""
    unsure = made.criterion(
        state=State.CANNOT_TELL, cases_needed=90, group="a / b", reason="Few.", required=False
    )
    empty = made.criterion(value=Estimate(), state=State.CANNOT_TELL, at_most=OMITTED, at_least=0.5)
    found = made.findings(criteria=(unsure, empty, made.question(), made.question("Yes")))
    first, second, asked, answered = figures.criteria(found, made.review()).rows
    assert first[4:] == (
        "? can't tell yet",
        "wanted",
        "decided by a / b; Few; about 90 more customers would settle it, if the rates stay",
        None,
    )
    assert second[1:4] == ("at least 50 of 100", "can't be estimated", None)
    assert asked[2:5] == ("not answered", None, "? can't tell yet")
    assert answered[2:7] == (
        "Yes",
        None,
        "✓ answered",
        "required",
        "A. Person, 20 November 2026, 00:00 UTC",
    )


def test_the_numbers_at_the_top() -> None:
    """How right, how much alone, how far apart, how dear."""
    numbers = figures.three_numbers(made.findings(), made.review())
    assert [(n.label, n.value_text) for n in numbers] == [
        ("Answered rightly", "83 of 100"),
        ("Decided alone", "72 of 100"),
        ("Apart by sex", "6 of 100"),
        ("Cost of 1,000 customers", "EUR 410"),
    ]
    assert numbers[0].note == "by the model; the rule 80"


def test_the_numbers_at_the_top_of_a_log_without_outcomes() -> None:
    """How often it says yes, and how much alone."""
    numbers = figures.three_numbers(made.unlabelled(), made.review(costs=None))
    assert [n.label for n in numbers][:2] == ["Said “will default”", "Decided alone"]
    assert numbers[1].note == "how many of those wrongly can't be told"


def test_the_numbers_follow_the_criteria_of_the_review() -> None:
    """A gap that does not keep a limit of the review is the one shown."""
    limit = made.criterion(
        finding="accuracy", attribute="sex", gap="difference", state=State.CANNOT_TELL
    )
    numbers = figures.three_numbers(made.findings(criteria=(limit,)), made.review())
    assert numbers[2].note == "answered rightly; worst off: Female"
    alone = made.findings(comparison=None, handoff=None, fairness={"model": {}})
    assert [n.label for n in figures.three_numbers(alone, made.review())] == ["Answered rightly"]
    without = made.findings(handoff=None)
    assert (
        figures.three_numbers(without, made.review())[-1].note == "deciding alone; the rule EUR 900"
    )


def test_a_tie_in_the_numbers_is_told_apart() -> None:
    """821 and 818 of 1,000."""
    pair = Paired(both_right=800, only_baseline=18, only_model=21, both_wrong=161)
    found = made.findings(comparison=made.comparison(paired=pair))
    assert figures.three_numbers(found, made.review())[0].value_text == "821 of 1,000"


def test_the_flows_add_up() -> None:
    """1,000 customers, and more where the rarest would else be less than one."""
    rule, model = figures.flows(made.findings(), made.review())
    assert (rule.is_model, model.is_model) == (False, True)
    for flow in (rule, model):
        assert sum(branch.count for branch in flow.branches) == flow.total == 1000
        assert all(sum(x.count for x in b.leaves) == b.count for b in flow.branches)
    rare = made.comparison(model_counts=Counts(1, 0, 99_999, 0))
    both = figures.flows(made.findings(comparison=rare), made.review())
    assert [flow.total for flow in both] == [100_000, 100_000]
    assert figures.flows(made.unlabelled(), made.review()) == ()


def test_the_worst_group_is_marked_and_a_small_one_is_hollow() -> None:
    """By shape, and both are listed."""
    figure = figures.group_metric(made.findings(), made.review(), "model", "sex", "accuracy")
    marks = {dot.label: dot.mark for dot in figure.panels[0].dots}
    assert marks == {"Female": Mark.WORST, "Male": Mark.PLAIN, "Unknown": Mark.HOLLOW}
    assert [row[-1] for row in figure.rows] == [
        "yes, worst off", "yes, best off", "no: unknown",
    ]  # fmt: skip
    few = made.attribute(made.group("a", 0.3), made.group("b", 0.2, n=4, eligible=False))
    small = made.findings(fairness={"model": {"sex": few}})
    rows = figures.group_metric(small, made.review(), "model", "sex", "accuracy").rows
    assert rows[1][-1] == "no: fewer than 30"
    share = made.review(method={"min_share": 0.02})
    few = made.attribute(made.group("a", 0.3), made.group("b", 0.2, n=40, eligible=False))
    small = made.findings(fairness={"model": {"sex": few}})
    rows = figures.group_metric(small, share, "model", "sex", "accuracy").rows
    assert rows[1][-1] == "no: under 2 of 100 answered"


def test_a_gap_has_a_state_only_where_the_review_sets_a_limit() -> None:
    """The state of the criterion on this candidate, attribute and metric."""
    limit = made.criterion(
        finding="accuracy", attribute="sex", gap="difference", candidate=None, state=State.OUTSIDE
    )
    found = made.findings(criteria=(limit, made.question()))
    table = figures.gaps(found, made.review(), "model", "sex")
    by_chance = table.columns.index("By chance up to, of 100")
    assert {row[by_chance] for row in table.rows} == {4.0}
    states = {row[0]: row[-1] for row in table.rows}
    assert states["How often it is right"] == "✕ outside"
    assert states["Wrongly flagged"] is None
    others = figures.gaps(found, made.review(), "rule", "sex").rows
    assert {row[-1] for row in others} == {None}


def test_the_impact_ratio_shows_the_guide_and_the_limit() -> None:
    """Four fifths is a guide; the limit is the review's own."""
    limit = {"finding": "impact_ratio", "attribute": "sex", "at_least": 0.9}
    figure = figures.impact_ratios(made.findings(), made.review(criteria=[limit]), "model", "sex")
    assert [(line.at, line.is_limit) for line in figure.panels[0].lines] == [
        (80, False),
        (90, True),
    ]
    assert [row[-3] for row in figure.rows] == ["not below", "not below", "not judged"]
    assert "not the legal test" in figure.meaning


def test_groups_of_no_people_have_no_guide_of_agencies() -> None:
    """A column that says where or when is measured against the review's own limit alone."""
    review = made.review()
    columns = review.columns.model_copy(update={"protected": (), "context": ("sex",)})
    places = review.model_copy(update={"columns": columns})
    figure = figures.impact_ratios(made.findings(), places, "model", "sex")
    assert figure.panels[0].lines == ()
    assert "agencies" not in figure.meaning


def test_two_hundred_groups_are_listed_and_the_two_ends_are_drawn() -> None:
    """The table has them all; the chart the highest and the lowest."""
    many = made.attribute(*(made.group(f"g{i:03}", 0.1 + i / 1000) for i in range(200)))
    found = made.findings(fairness={"model": {"sex": many}})
    figure = figures.group_metric(found, made.review(), "model", "sex", "accuracy")
    assert len(figure.rows) == 200
    assert len(figure.panels[0].dots) == MOST_DOTS
    assert figure.panels[0].left_out == 170
    labels = {dot.label for dot in figure.panels[0].dots}
    assert {"g000", "g199"} <= labels
    blank = made.attribute(*(made.group(f"g{i}", None) for i in range(40)), made.group("x", 0.5))
    few = made.findings(fairness={"model": {"sex": blank}})
    drawn = figures.group_metric(few, made.review(), "model", "sex", "accuracy").panels[0]
    assert [dot.label for dot in drawn.dots] == ["x"]


def test_a_long_name_is_short_in_the_chart_and_whole_in_the_table() -> None:
    """300 characters do not break a chart, and nobody loses them."""
    long = "n" * 300
    found = made.findings(
        fairness={"model": {"sex": made.attribute(made.group(long, 0.3), made.group("b", 0.2))}}
    )
    figure = figures.group_metric(found, made.review(), "model", "sex", "accuracy")
    assert len(figure.panels[0].dots[0].label) <= 34
    assert figure.rows[0][0] == long


def test_a_quarter_is_drawn_as_25_of_100() -> None:
    """Charts and tables count of a hundred."""
    figure = figures.handoff_groups(made.findings(), made.review(), "sex")
    assert figure is not None
    assert [dot.value for dot in figure.panels[0].dots] == [25.0, 30.0, 50.0]
    assert figure.panels[1].lines[0].at == 12.5


def test_the_curve_is_as_long_as_something_changes() -> None:
    """Thinned where it is long, with the review's point and limit."""
    curve = tuple(
        replace(
            made.handoff().curve[0], threshold=i / 1000, coverage=1 - i / 1000, automatic_error=0.1
        )
        for i in range(1001)
    )
    figure = figures.risk_coverage(made.findings(handoff=made.handoff(curve=curve)), made.review())
    assert len(figure.points) <= 260
    assert figure.marked is not None
    assert figure.marked[1] == pytest.approx(100 * 20 / 720)
    assert figure.limit is not None
    assert figure.limit.at == 12.5
    assert len(figure.rows) == 51


def test_one_case_has_six_bars_and_everything_else() -> None:
    """And the bars add up to all contributions."""
    figure = figures.one_case(made.case(), made.review())
    assert len(figure.bars) == 7
    assert figure.bars[-1].label == "everything else (2)"
    total = sum(c.amount for c in made.case().contributions)
    assert sum(bar.amount for bar in figure.bars) == pytest.approx(total)
    short = figures.one_case(made.case(contributions=made.case().contributions[:2]), made.review())
    assert len(short.bars) == 2


def test_what_drives_a_model_has_intervals() -> None:
    """Dots, not bars; and the reason where there is nothing."""
    figure = figures.importance(made.explanation(), made.review())
    assert isinstance(figure, Dots)
    assert figure.rows[1] == ("credit limit", 0.15, 0.14, 0.16, None)
    none = made.explanation(overall=None, cases=(), reason="No model file.")
    assert figures.importance(none, made.review()).how == "No model file."


def test_words_of_a_text_have_no_value() -> None:
    """A bar for a word shows the word in quotes."""
    one = made.case().contributions[0]
    text = made.review(columns={"label": "y", "text": "t"})
    word = replace(one, name="bad", value="")
    figure = figures.one_case(made.case(text="It is bad.", contributions=(word,)), text)
    assert figure.meaning.startswith("“It is bad.” ")
    assert figure.bars[0].label == "“bad”"


def test_cells_are_readable() -> None:
    """A missing value is a dash, a count has separators."""
    assert [figures.cell(v) for v in (None, "a", 12345, 0.25)] == ["\u2013", "a", "12,345", "0.25"]


def test_a_verdict_without_criteria_has_an_empty_table() -> None:
    """And the page says why."""
    found = made.findings(criteria=(), verdict=Verdict(None, ()))
    assert figures.criteria(found, made.review()).rows == ()
    assert words.missing(found, made.review(), "criteria")
