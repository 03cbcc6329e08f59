"""What the Compare page says where positives are rare."""

from dataclasses import replace
from typing import Any

import pytest

from evenhand import figures, report, words
from evenhand.figures import Mark
from evenhand.figures import positives as drawn
from evenhand.figures.winners import winners
from evenhand.findings import (
    CurvePoint,
    Estimate,
    Findings,
    FoundSwitched,
    Positives,
    RecallPoint,
    Retrieved,
    Switched,
    TopShare,
)
from evenhand.words import positives as said
from evenhand.words.handoff_page import handoff_claim
from tests import factory_findings as made


def side(recall: float | None, precision: float | None, n: int = 400) -> Retrieved:
    """One candidate that ranks by a score."""
    top = tuple(
        TopShare(share, share == 0.03, made.share(0.6), made.share(0.2), 20.0)
        for share in (0.01, 0.03, 0.05)
    )
    curve = (RecallPoint(0.2, 0.9), RecallPoint(1.0, 0.05))
    return Retrieved(
        made.share(recall, n), made.share(precision, n), made.share(0.4), "score", 9000,
        made.share(0.41, n), exact=False, bound=0.002, curve=curve, top=top,
    )  # fmt: skip


def rare(**more: Any) -> Findings:  # noqa: ANN401
    """Findings on positives of 7 in 1,000."""
    start = Positives(
        prevalence=Estimate(0.007, 0.006, 0.008, 60_000),
        lead=True,
        capacity=0.03,
        baseline=replace(side(0.31, 0.12), ranked_by="answer", average_precision=made.share(0.05)),
        model=side(0.62, 0.4),
        recall_difference=Estimate(0.31, 0.2, 0.4, 400),
        recall_p=0.0001,
        precision_difference=Estimate(0.28, 0.2, 0.35, 800),
    )
    return made.findings(comparison=made.comparison(positives=replace(start, **more)))


REAL, RIGHT = "62 of 100 against 31 of 100", "40 of 100 against 12 of 100"
BOTH = f"of the real ones it finds {REAL}; of its yeses {RIGHT} are right"


@pytest.mark.parametrize(
    ("recall", "precision", "title"),
    [
        ((0.2, 0.4), (0.2, 0.35), f"The model does better than the rule: {BOTH}"),
        (
            (0.2, 0.4),
            (-0.1, 0.1),
            f"The model finds more of the real ones, {REAL}; of its yeses {RIGHT} are right, which",
        ),
        (
            (-0.1, 0.1),
            (0.1, 0.2),
            f"With the model, more yeses are right, {RIGHT}; of the real ones it finds {REAL},",
        ),
        (
            (0.2, 0.4),
            (-0.2, -0.1),
            f"The model finds more of the real ones, {REAL}, and fewer of its yeses are right,",
        ),
        (
            (-0.2, -0.1),
            (0.1, 0.2),
            f"The model finds fewer of the real ones, {REAL}, and more of its yeses are right,",
        ),
        ((-0.1, 0.1), (-0.1, 0.1), f"Keep the rule: the model is not measurably better; {BOTH}"),
        ((-0.3, -0.1), (-0.3, -0.1), f"Keep the rule: the model does worse; {BOTH}"),
        (
            (-0.3, -0.1),
            (-0.1, 0.1),
            f"Keep the rule: the model finds fewer of the real ones, {REAL}; of its yeses",
        ),
    ],
)
def test_rare_positives_lead_the_page(
    recall: tuple[float, float], precision: tuple[float, float], title: str
) -> None:
    """By what is found and by what is right; accuracy is not in the title."""
    gaps = [Estimate(sum(ends) / 2, *ends, 400) for ends in (recall, precision)]
    found = rare(recall_difference=gaps[0], precision_difference=gaps[1])
    assert words.compare_title(found, made.review()).startswith(title)


def test_the_first_chart_is_what_is_found_and_accuracy_stands_under_more() -> None:
    """And nothing of it leads where positives are common."""
    group = Switched("Female", 900, 30, 12, 900, 5, 35, made.share(0.03), 0.001, 0.001)
    for start, leads in ((rare(), True), (rare(lead=False), False)):
        assert start.comparison is not None
        compared = replace(start.comparison, switched={"sex": (group,)})
        found = replace(start, comparison=compared)
        every = (*figures.BEFORE_FLOWS, *figures.BY_COMPARISON)
        shown = {p.key for p in every if p.make(found, made.review(), "sex") is not None}
        first = {"leading", "top"} if leads else {"paired", "winners"}
        later = {"paired_more", "winners_more"} if leads else {"found", "top_more"}
        assert first | later <= shown
        assert not shown & ({"found", "paired", "winners", "top_more"} if leads else {"leading"})
        assert figures.flows(found, made.review())[0].title in report.html(found, made.review())


def test_what_each_finds_is_said_in_counts_of_this_log() -> None:
    """With why being right often means little."""
    figure = drawn.found(rare(), made.review())
    assert figure is not None
    assert figure.title == "Of 400 real ones, the model finds 248 and the rule 124"
    assert figure.meaning == (
        "“will default” is true of 7 of 1,000 customers. Whoever never says so is wrong for 7 of "
        "1,000 only, so how often an answer is right says little here."
    )
    assert [p.unit for p in figure.panels][:2] == ["of 100 real ones, found", "of 100 yeses, right"]
    assert ("The model: MCC x 100", 1000, 40.0, 38.0, 42.0) in figure.rows
    common = drawn.found(rare(lead=False), made.review())
    assert common is not None
    assert "Whoever" not in common.meaning


def test_none_of_n_is_not_none() -> None:
    """Of three in ten thousand none may be found, and yet up to 3 of n."""
    none = replace(side(0.0, None, 120), recall=Estimate(0.0, 0.0, 0.03, 120))
    found = rare(model=none, recall_difference=Estimate(-0.31, -0.4, -0.2, 120))
    title = words.compare_title(found, made.review())
    assert "none of 120 (up to 3 of 120 is possible)" in title
    nobody = rare(prevalence=Estimate(0.0, 0.0, 0.001, 5000), model=side(None, None, 0))
    assert words.compare_title(nobody, made.review()) == (
        "Can't tell yet: “will default” is true of none of 5,000 customers (up to 3 of 5,000 is "
        "possible)"
    )
    assert "is a real one" in said.found_title(nobody, made.review())


def test_the_curve_stands_on_the_prevalence_and_marks_who_gives_no_score() -> None:
    """A candidate with a score has a curve of its own."""
    figure = drawn.curve(rare(), made.review())
    assert figure is not None
    assert figure.limit is not None
    assert (figure.limit.at, figure.marked, figure.others) == (0.7, (31.0, 12.0), ())
    assert figure.marked_label == "the rule as it answers"
    assert figure.title == (
        "Wherever one cuts the ranking of the model, 410 of 1,000 yeses are right on average, "
        "against 7 of 1,000 customers altogether"
    )
    assert "off by 0.2 of 100 at most" in figure.how
    both = drawn.curve(rare(baseline=side(0.3, 0.1)), made.review())
    assert both is not None
    assert both.others[0].label == "The rule"
    assert both.marked == (62.0, 40.0)
    assert drawn.curve(rare(prevalence=made.share(0.7)), made.review()) is None
    assert drawn.curve(made.findings(), made.review()) is None


def test_what_people_can_look_at_is_said_or_what_to_add() -> None:
    """By the people of the review; else five of a hundred, and nothing where they are common."""
    plan = {"threshold": 0.8, "people": 4, "minutes_per_case": 6.0}
    figure = drawn.top(rare(), made.review(handoff=plan))
    assert figure is not None
    assert figure.title == (
        "There are people for 3 of 100 customers: those that the model ranks highest hold "
        "60 of 100 real ones, those of the rule 60 of 100"
    )
    assert "20 times as often as at random. So many can be looked at by 4 credit" in figure.meaning
    unknown = drawn.top(rare(capacity=None), made.review())
    assert unknown is not None
    assert unknown.title.startswith("Looking at 5 of 100 customers: ")
    assert "[handoff] people" in unknown.meaning
    enough = drawn.top(rare(capacity=1.0), made.review())
    assert enough is not None
    assert enough.title.startswith("Looking at 5 of 100 customers: ")
    assert enough.meaning.endswith("There are people to look at every customer.")
    for capacity in (None, 1.0):
        assert drawn.top(rare(capacity=capacity, lead=False), made.review()) is None


def test_a_candidate_in_one_line_says_what_it_finds_where_positives_are_rare() -> None:
    """How often it is right does not stand alone."""
    counts = replace(made.COUNTS, tp=5, fn=5, tn=980, fp=10)
    line = words.candidate_line("model", made.candidate(counts=counts), made.review())
    assert "Of the real ones, found 82 of 100; right when it says yes 82 of 100." in line
    assert "real ones" not in words.candidate_line("model", made.candidate(), made.review())


def test_the_handoff_counts_the_wrong_ones_where_positives_are_rare() -> None:
    """Nearly all are right then, whoever decides: that says little."""
    curve = (CurvePoint(0.5, 1.0, 0.02),)
    handoff = made.handoff(team_accuracy=made.share(0.996), curve=curve, n=1000)
    for lead, claim in (
        (True, "4 of 1,000 customers are decided wrongly instead of 20"),
        (False, "more than 99 of 100 customers are decided rightly instead of 98"),
    ):
        found = replace(rare(lead=lead), handoff=handoff)
        assert claim in handoff_claim(found, made.review())


def test_the_first_number_of_the_overview_is_what_is_found() -> None:
    """Where positives are rare; else how often the answer is right."""
    first = figures.three_numbers(rare(), made.review())[0]
    assert (first.label, first.value_text) == ("Of the real ones, found", "62 of 100")
    assert first.note == "by the model; the rule 31 of 100. Of its yeses 40 of 100 are right"
    common = figures.three_numbers(rare(lead=False), made.review())[0]
    assert common.label == "Answered rightly"


def group(name: str) -> Switched:
    """A group of 1,000 of which a switch does not say much."""
    return Switched(name, 1000, 30, 12, 1000, 5, 35, Estimate(-0.03, -0.04, -0.02, 1000), 0.1, 0.1)


def switching(*groups: Switched) -> Findings:
    """Findings on rare positives, with these groups by sex."""
    found = rare()
    assert found.comparison is not None
    return replace(found, comparison=replace(found.comparison, switched={"sex": groups}))


def test_where_positives_are_rare_winners_are_those_of_whom_more_are_found() -> None:
    """Whatever becomes of the many others, who are counted beside."""
    parts = (
        FoundSwitched(50, 2, 12, 90, 5, Estimate(-0.2, -0.35, -0.05, 50), 0.01, 0.02),
        FoundSwitched(40, 8, 6, 70, 4, Estimate(0.05, -0.1, 0.2, 40), 0.7, 0.7),
    )
    female, male = group("Female"), group("Male")
    found = switching(replace(female, found=parts[0]), replace(male, found=parts[1]))
    figure = winners(found, made.review(), "sex")
    assert figure is not None
    assert figure.title == (
        "If the model replaces the rule, sex Female loses most: 20 fewer of 100 real ones are found"
    )
    assert figure.meaning == (
        "Of 90 real ones, 10 are newly found and 18 no longer. Of the other customers, 160 are "
        "newly said “will default” and 9 no longer."
    )
    assert figure.rows[0][:4] == ("Female", 50, 2, 12)
    assert figure.rows[0][-2:] == (90, 5)
    assert [d.mark for d in figure.panels[0].dots] == [Mark.WORST, Mark.PLAIN]
    few = winners(switching(group("Female")), made.review(), "sex")
    assert few is not None
    assert few.title == "Too few real ones to tell by group who gains and who loses"
