"""Sentences and figures on people and the model together, overrides, and what deciding costs."""

from dataclasses import replace
from typing import Any

import pytest

from evenhand import figures, plots, report, words
from evenhand.figures import Lines, Mark, cost, people
from evenhand.findings import (
    OMITTED,
    CostPoint,
    Costs,
    CostsOfDeciding,
    Estimate,
    Findings,
    OverrideGroup,
    Overrides,
    OverridesBy,
    OverrideTest,
    OverruledAnswer,
    SharedErrors,
    Team,
    TeamPoint,
)
from evenhand.words import costs as cost_words
from evenhand.words import people as said
from tests import factory_findings as made


def team(**more: Any) -> Team:  # noqa: ANN401
    """Right together for 82 of 100, the model for 73, people for 80."""
    start = Team(
        team=made.share(0.82),
        model_alone=made.share(0.73),
        people_alone=made.share(0.8),
        people_on_handed_off=made.share(0.74, 480),
        people_on_automatic=made.share(0.86, 520),
        team_minus_model=Estimate(0.09, 0.07, 0.11, 1000),
        team_minus_people=Estimate(0.02, -0.01, 0.05, 1000),
        worse_than=(),
        better_than=("model",),
        cannot_tell=("people",),
    )
    return replace(start, **more)


SHARED = SharedErrors(Estimate(0.3, 0.25, 0.35, 270), 0.2, Estimate(0.1, 0.04, 0.16, 270))
BY_SEX = OverridesBy(
    tuple(
        OverrideGroup(name, n, n > 30, made.share(share, n), made.share(0.2), made.share(0.1))
        for name, n, share in (("Female", 600, 0.4), ("Male", 380, 0.3), ("Unknown", 20, None))
    ),
    {name: OverrideTest(0.001, 0.003) for name in ("overruled", "helped", "harmed")},
)


def overrides(**more: Any) -> Overrides:  # noqa: ANN401
    """People changed 36 of 100 answers, and that helped."""
    start = Overrides(
        saw_answer=True,
        n=1000,
        overruled=made.share(0.36),
        by_answer=(OverruledAnswer("yes", 400, made.share(0.4, 400)),),
        labelled=900,
        helped=200,
        harmed=110,
        gain=Estimate(0.1, 0.06, 0.14, 900),
        p_value=0.0002,
        groups={"sex": BY_SEX},
        automation_bias=SHARED,
    )
    return replace(start, **more)


def money(value: float) -> Estimate:
    """An amount, 50 more or less."""
    return Estimate(value, value - 50, value + 50, 1000)


def costs(**more: Any) -> CostsOfDeciding:  # noqa: ANN401
    """Together 410, the model alone 500."""
    start = CostsOfDeciding(
        rule=money(900), model=money(500), people=money(700), team=money(412),
        difference=Estimate(-88.0, -120.0, -50.0, 1000), cheapest_other="model", people_known=True,
        running={}, per_year=OMITTED,
    )  # fmt: skip
    return replace(start, **more)


def found(**more: Any) -> Findings:  # noqa: ANN401
    """Findings with all of it; a key given replaces the handoff's."""
    curve = tuple(TeamPoint(at, made.share(0.7 + 0.04 * i)) for i, at in enumerate(made.STOPS))
    spent = tuple(
        CostPoint(at, money(value))
        for at, value in zip(made.STOPS, made.handoff().stop_costs, strict=True)
    )
    parts = {
        "team": team(), "team_curve": curve, "overrides": overrides(), "costs": costs(),
        "cost_curve": spent,
    }  # fmt: skip
    return made.findings(handoff=made.handoff(**(parts | more)))


MEASURED = made.review(handoff={"threshold": 0.8, "human": "h"})


# Together


@pytest.mark.parametrize(
    ("worse", "said_of_them"),
    [
        (("model",), "worse than the model alone (85): only 82 of 100 customers"),
        (("people",), "worse than the credit officer alone (83): only 82"),
        (("model", "people"), "the model alone (85) and the credit officer alone (83): only"),
    ],
)
def test_a_team_that_is_worse_is_warned_of_first(worse: tuple[str, ...], said_of_them: str) -> None:
    """By the page and by every report, before anything else on the handoff."""
    bad = team(worse_than=worse, model_alone=made.share(0.85), people_alone=made.share(0.83))
    warning = words.team_warning(found(team=bad), MEASURED)
    assert warning is not None
    assert said_of_them in warning
    assert words.handoff_warnings(found(team=bad), MEASURED)[0] == warning
    assert warning in report.html(found(team=bad), MEASURED)
    assumed = words.team_warning(found(team=bad), made.review())
    assert assumed is not None
    assert assumed.endswith("if the credit officer is as good as assumed.")


def test_no_warning_where_the_team_is_not_worse() -> None:
    """Nor where it is not known."""
    for one in (team(), OMITTED, None):
        assert words.team_warning(found(team=one), MEASURED) is None
    assert words.team_warning(made.findings(handoff=None), MEASURED) is None


def test_people_are_measured_where_they_judged_a_case() -> None:
    """Where nothing is handed off, nothing is said of how people do there."""
    nowhere = replace(made.share(None), n=0)
    handoff = found().handoff
    assert handoff is not None
    assert isinstance(handoff.team, Team)
    alone = replace(handoff.team, people_on_handed_off=nowhere)
    changed = replace(found(), handoff=replace(handoff, team=alone))
    assert said.team_meaning(changed, MEASURED).startswith(
        "The credit officer was measured: right for 86 of 100 of those the model keeps."
    )


def test_the_team_is_drawn_beside_each_alone() -> None:
    """Along the slider, with its intervals, the threshold marked, everything in the table."""
    figure = people.team(found(), MEASURED)
    assert isinstance(figure, Lines)
    assert figure.title == (
        "Of 100 customers, 82 are decided rightly together, 73 by the model alone, 80 by the "
        "credit officer alone"
    )
    assert figure.meaning == (
        "The credit officer was measured: right for 74 of 100 handed off, and for 86 of 100 of "
        "those the model keeps. Whether both together are better than the credit officer alone "
        "can't be told."
    )
    assert figure.marked == (80.0, 78.0)
    assert [other.points[0][1] for other in figure.others] == [73.0, 80.0]
    assert len(figure.rows) == 2 + len(made.STOPS)
    assert "assumed, not measured" in said.team_meaning(found(), made.review())
    assert people.team(found(team=OMITTED, team_curve=OMITTED), MEASURED) is None
    unknown = found(team=team(team=Estimate()))
    assert "can't be told" in said.team_title(unknown, MEASURED)


# Overrides


def test_what_people_change_is_said_with_what_it_brings() -> None:
    """Counts first; whether they overruled hangs on whether they saw the answer."""
    table = people.overrides(found(), MEASURED)
    assert table is not None
    assert table.title == (
        "The credit officer overruled the model for 36 of 100 customers, and 10 of 100 more are "
        "right that way"
    )
    assert "put 200 right that the model had wrong, and got 110 wrong that it had right" in (
        table.meaning
    )
    unseen = found(overrides=overrides(saw_answer=None, gain=Estimate(0.0, -0.1, 0.1, 900)))
    title = said.overrides_title(unseen, MEASURED)
    assert "answered otherwise than the model" in title
    assert title.endswith("whether that helps can't be told")
    worse = found(overrides=overrides(gain=Estimate(-0.1, -0.2, -0.05, 900)))
    assert "10 of 100 fewer are right" in said.overrides_title(worse, MEASURED)
    nothing = found(overrides=overrides(gain=Estimate(), labelled=0, automation_bias=OMITTED))
    assert "without outcomes" in said.overrides_title(nothing, MEASURED)
    assert said.overrides_meaning(nothing, MEASURED) == "No outcome is known."
    assert people.overrides(found(overrides=OMITTED), MEASURED) is None


def test_following_a_wrong_answer_is_said_with_what_it_cannot_say() -> None:
    """Beside what unrelated mistakes would give; and with whether people saw the answer."""
    seen = words.followed_sentence(found(), MEASURED) or ""
    assert "gave the same one to 30; were their mistakes unrelated, it would be 20" in seen
    assert seen.endswith("these numbers can't tell which.")
    unsaid = words.followed_sentence(found(overrides=overrides(saw_answer=None)), MEASURED) or ""
    assert "[handoff] saw_answer" in unsaid
    blind = overrides(saw_answer=False, automation_bias=OMITTED, independent_errors=SHARED)
    apart = words.followed_sentence(found(overrides=blind), MEASURED) or ""
    assert apart.endswith("the same cases are hard for both.")
    chance = replace(SHARED, beyond=Estimate(0.1, -0.04, 0.16, 270))
    said_of_it = words.followed_sentence(
        found(overrides=overrides(automation_bias=chance)), MEASURED
    )
    assert (said_of_it or "").endswith("no more than chance can give.")
    never = SharedErrors(Estimate(), None, Estimate())
    assert (
        words.followed_sentence(found(overrides=overrides(automation_bias=never)), MEASURED) is None
    )


def test_who_is_overruled_most_is_named_where_groups_differ() -> None:
    """A small group is hollow; without a difference none is named; without groups none is shown."""
    dots = people.override_groups(found(), MEASURED, "sex")
    assert dots is not None
    assert dots.title == (
        "People change the answer most often for Female, 40 of 100; least often for Male, 30 of 100"
    )
    assert [dot.mark for dot in dots.panels[0].dots][-1] is Mark.HOLLOW
    assert len(dots.panels) == 3
    assert "corrected 0.003" in dots.how
    alike = replace(BY_SEX, tests={**BY_SEX.tests, "overruled": OverrideTest(0.4, 0.5)})
    same = said.override_groups_title(
        found(overrides=overrides(groups={"sex": alike})), MEASURED, "sex"
    )
    assert "no more than by chance" in same
    few = found(overrides=overrides(groups={"sex": replace(BY_SEX, groups=BY_SEX.groups[1:])}))
    assert "Too few customers" in said.override_groups_title(few, MEASURED, "sex")
    assert people.override_groups(found(), MEASURED, None) is None


# Costs


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (-120.0, -50.0, "EUR 88 less than the model alone"),
        (50.0, 120.0, "EUR 88 more than the model alone"),
        (-9.0, 20.0, "about as much as the model alone: the difference could be chance"),
        (0.0, 0.0, "as much as the model alone"),
    ],
)
def test_the_team_costs_less_only_where_the_whole_interval_says_so(
    low: float, high: float, told: str
) -> None:
    """Beside the cheapest other way of deciding."""
    gap = costs(difference=Estimate(-88.0, low, high, 1000))
    title = words.deciding_title(found(costs=gap), MEASURED)
    assert (
        title == f"From 80 % confidence on, 1,000 customers cost EUR 412 decided together, {told}"
    )


def test_costs_are_drawn_along_the_slider_with_the_cheapest_marked() -> None:
    """The rule, the model and people are flat lines; the scale shows where they differ."""
    figure = cost.deciding(found(), MEASURED)
    assert isinstance(figure, Lines)
    assert [other.label for other in figure.others] == [
        "The rule alone", "The model alone", "The credit officer alone",
    ]  # fmt: skip
    assert figure.marked == (80.0, 412.0)
    assert figure.meaning == "Together it is cheapest from 80 % confidence on: EUR 412."
    assert figure.y_range is not None
    assert 0 < figure.y_range[0] < 412 - 50
    assert len(figure.band) == len(made.STOPS)
    assert plots.plot(figure)["layout"]["showlegend"]
    yearly = Costs(
        rule=None, model=money(1), people=money(1), team=money(41_200), difference=money(1)
    )
    review = made.review(costs={"currency": "EUR", "cases_per_year": 100_000})
    meaning = cost_words.deciding_meaning(
        found(costs=costs(per_year=yearly, people_known=False)), review
    )
    assert "The 100,000 customers of a year cost EUR 41,200 together." in meaning
    assert meaning.endswith(cost_words.TAKEN_TO_BE_RIGHT)
    every = cost.deciding(found(), review)
    assert every is not None
    assert every.columns[-1] == "EUR a year"
    assert all(row[-1] == row[2] * 100 for row in every.rows)  # type: ignore[operator]
    assert "EUR a year" not in figure.columns


def test_the_chosen_threshold_is_marked_beside_the_cheapest() -> None:
    """A line of its own, in the browser and on paper, where the two are not the same."""
    own = found()
    assert own.handoff is not None
    other = replace(own, handoff=replace(own.handoff, threshold=0.9))
    figure = cost.deciding(other, MEASURED)
    assert figure is not None
    assert figure.marked == (80.0, 412.0)
    chosen = figure.others[-1]
    assert chosen.label == "The threshold tried here"
    assert chosen.points == tuple((90.0, end) for end in figure.y_range or ())
    assert len(plots.plot(figure)["data"]) > len(figure.others)


def test_costs_that_nobody_knows_are_not_drawn() -> None:
    """Without costs, and without outcomes."""
    assert cost.deciding(found(costs=OMITTED, cost_curve=OMITTED), MEASURED) is None
    unknown = costs(team=Estimate(), cheapest_other=None)
    assert cost.deciding(found(costs=unknown), MEASURED) is None
    assert "can't be told" in words.deciding_title(found(costs=unknown), MEASURED)
    assert "positive" not in cost_words.deciding_how(MEASURED, classes=False)
    assert "against the rest" in cost_words.deciding_how(MEASURED, classes=True)
    assert cost_words.deciding_how(made.review(costs=None), classes=False) == "No costs are set."


def test_all_of_it_is_on_the_page_and_in_every_report() -> None:
    """One list serves both, and says what it shows."""
    keys = {part.key for part in figures.BY_HANDOFF}
    assert {"costs_of_deciding", "team", "overrides", "override_groups"} <= keys
    page = report.html(found(), MEASURED)
    for shown in (
        cost.deciding(found(), MEASURED),
        people.team(found(), MEASURED),
        people.overrides(found(), MEASURED),
        people.override_groups(found(), MEASURED, "sex"),
    ):
        assert shown is not None
        assert shown.title in page
        assert all((shown.meaning, shown.alt, shown.how))
        assert all(len(row) == len(shown.columns) for row in shown.rows)
