"""What is said and drawn of the handoff by group, beside one that is blind to groups."""

from dataclasses import replace

import pytest

from evenhand import figures, plots, words
from evenhand.figures import Mark, Strips
from evenhand.findings import Estimate, EvenGroup, Findings
from evenhand.report.drawing import drawings
from evenhand.words import evenness as said
from tests import factory_findings as made

REVIEW = made.review()


def lowered(*gains: float) -> Findings:
    """Findings in which so many groups gain so much by the handoff."""
    start = made.evenness().groups[1]
    groups: list[EvenGroup] = []
    for i, gain in enumerate(gains):
        group = replace(start, group=f"group {i}", gain=Estimate(gain, gain, gain, 100))
        groups.append(replace(group, lowers=gain < 0, lowered=(0.7, 0.8) if gain < 0 else None))
    found = made.evenness(groups=tuple(groups))
    return made.findings(handoff=made.handoff(fairness={"sex": found}))


def test_the_meaning_says_what_a_handoff_blind_to_groups_would_do() -> None:
    """Counts of the two groups that the title names, and who is wrong most often."""
    assert said.evenness_meaning(made.findings(), made.review(), "sex") == (
        "Blind to groups, given how often it is right for each, it would send 28 of 100 (Male) and "
        "26 of 100 (Female). Decided alone and wrong most often: Male, 4 of 100; that could be "
        "chance."
    )


def test_who_is_sent_to_a_person_most_often_may_be_chance() -> None:
    """As on the Fairness page, a difference that chance gives is called so in the title."""
    start = made.evenness()
    gap = replace(start.gaps["handed_off"], p_value=0.06)
    chance = replace(start, gaps={**start.gaps, "handed_off": gap})
    found = made.findings(handoff=made.handoff(fairness={"sex": chance}))
    assert words.groups_title(found, made.review(), "sex").endswith(
        "Female, 25 of 100; that could be chance"
    )
    assert "chance" not in words.groups_title(made.findings(), made.review(), "sex")


def test_a_group_that_handing_off_makes_worse_is_warned_of_in_counts() -> None:
    """What is decided rightly now, against deciding all of the group's cases alone."""
    (warning,) = said.lowered_accuracy(lowered(-0.02), REVIEW)
    assert warning == (
        "Sending cases to a credit officer makes what is decided alone worse for group 0 (sex): "
        "96 of 100 such customers are decided rightly, against 98 if all of them were decided "
        "alone."
    )


def test_no_more_than_three_groups_are_warned_of_in_full() -> None:
    """The others are counted; without any there is no warning."""
    assert said.lowered_accuracy(lowered(0.1, 0.2), REVIEW) == ()
    found = said.lowered_accuracy(lowered(*[-0.02] * 5), REVIEW)
    assert len(found) == 4
    assert found[-1] == "The same is so for 2 more groups."
    assert said.lowered_accuracy(lowered(*[-0.02] * 4), REVIEW)[-1].endswith("1 more group.")


def test_the_thresholds_at_which_a_group_gets_worse_are_named() -> None:
    """Beside how to read the curves."""
    assert said.curve_meaning(lowered(-0.02), REVIEW, "sex").endswith(
        "What is decided alone gets worse by handing off for group 0 from 0.7 to 0.8."
    )
    assert said.curve_meaning(made.findings(), REVIEW, "sex").endswith("unlike the others.")


@pytest.mark.parametrize(
    ("measure", "title"),
    [
        ("handed_off", "Sent to a credit officer: Male 30 of 100, 28 if it were blind to groups"),
        (
            "automatic_error",
            "Wrong among those decided alone: Male 4 of 100, 3 if it were blind to groups",
        ),
        ("team_error", "Wrong in the end by sex, over all thresholds: can't be told"),
        ("wait_minutes", "Expected wait: Male 1.3 minutes, 1.2 minutes if it were blind to groups"),
    ],
)
def test_each_measures_title_names_the_group_that_lies_furthest_off(
    measure: str, title: str
) -> None:
    """At the threshold, in counts or minutes."""
    assert said.curve_title(made.findings(), REVIEW, "sex", measure) == title


def test_dots_stand_beside_their_reference() -> None:
    """A tick for each that has one; none where nothing is known; worst and hollow are marked."""
    figure = figures.handoff_groups(made.findings(), REVIEW, "sex")
    assert figure is not None
    sent, wrong = figure.panels
    assert [dot.beside for dot in sent.dots] == [26.0, 28.0, None]
    assert [dot.mark for dot in wrong.dots] == [Mark.PLAIN, Mark.WORST, Mark.HOLLOW]
    drawn = plots.plot(figure)
    ticks = [t for t in drawn["data"] if t.get("marker", {}).get("symbol") == "line-ns-open"]
    assert [t["x"] for t in ticks] == [[26.0, 28.0], [2.5, 3.0]]
    rows = drawings(figure)[0]["rows"]
    assert rows[0]["beside"] is not None
    assert rows[2]["beside"] is None
    assert len(figure.columns) == len(figure.rows[0])


def test_small_curves_are_drawn_for_groups_large_enough() -> None:
    """A line and its reference each; the others are counted and stand in the table."""
    figure = figures.handoff_curves(made.findings(), REVIEW, "sex")
    assert isinstance(figure, Strips)
    assert [strip.label for strip in figure.strips] == ["Female"]
    assert figure.left_out == 1
    assert figure.strips[0].points[0] == pytest.approx((50.0, 15.0))
    drawn = plots.plot(figure)
    assert [trace["name"] for trace in drawn["data"]] == ["if it were blind to groups", "as it is"]
    plane = drawings(figure)[0]
    assert plane["y_unit"] == "Female: wrong among those decided alone, of 100"
    assert len(plane["others"]) == 1


def test_where_a_measure_is_not_known_there_is_no_figure() -> None:
    """Nor without groups."""
    assert figures.handoff_curves(made.findings(), REVIEW, "sex", "team_error") is None
    assert figures.handoff_curves(made.findings(), REVIEW, None) is None
    assert figures.handoff_groups(made.findings(), REVIEW, "other") is None
