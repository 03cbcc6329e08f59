"""Sentences and figures on impact ratios, Local Law 144, scores, population and bounds."""

from dataclasses import replace
from typing import Any

import pytest

from evenhand import figures, report, words
from evenhand.figures import local_law as law_figures
from evenhand.figures import population as population_figures
from evenhand.figures.kinds import Mark
from evenhand.findings import (
    AttributeFindings,
    Bounds,
    Counts,
    Estimate,
    ImpactRatio,
    LocalLaw144,
    LocalLawRow,
    Representation,
    Represented,
    ScoreDistribution,
    UnknownBounds,
)
from evenhand.words import fairness as fairness_words
from evenhand.words import impact, local_law, partial, population
from tests import factory_findings as made


def ratio(name: str, short: int | None, near: bool | None) -> ImpactRatio:  # noqa: FBT001
    """An impact ratio with what would change its flag."""
    flag = None if short is None else "flagged" if short else "not_flagged"
    return ImpactRatio(name, 100, 40, 0.4, made.share(0.8), flag, short, near)


def found(**more: Any) -> AttributeFindings:  # noqa: ANN401
    """Findings by sex."""
    both = made.attribute(made.group("Female", 0.30), made.group("Male", 0.36))
    return replace(both, **more)


LAW = LocalLaw144(
    selection=(
        LocalLawRow("Female", 600, 300, 0.5, 0.8333, 0.594),
        LocalLawRow("Male", 400, 240, 0.6, 1.0, 0.396),
        LocalLawRow("X", 10, 1, 0.1, None, 0.0099),
    ),
    scoring=(LocalLawRow("Female", 600, 290, 0.483, 1.0, 0.6),),
    median=0.4123,
    exact=False,
    unknown=1,
    least_share=0.02,
)
SCORES = (
    ScoreDistribution("Female", 600, Estimate(0.42, 0.4, 0.44, 600), (0.1, 0.2, 0.41, 0.6, 0.8)),
    ScoreDistribution("Male", 400, Estimate(0.5, 0.48, 0.52, 400), (0.2, 0.3, 0.52, 0.7, 0.9)),
    ScoreDistribution("Unknown", 0, Estimate(), ()),
)
PEOPLE = Representation(
    (
        Represented("Female", 480, made.share(0.48), 0.51, made.share(0.94)),
        Represented("Male", 510, made.share(0.51), 0.49, made.share(1.04)),
        Represented("Other", 10, made.share(0.01), None, Estimate()),
    ),
    0.2,
)


# Words


def test_the_shortfall_is_said_by_group() -> None:
    """Whoever has a flag, the first three by name."""
    groups = [ratio("A", 3, None), ratio("B", 0, None), ratio("C", None, None)]
    said = impact.shortfall_sentence(found(impact_ratio=tuple(groups)), made.review())
    assert said == (
        "To reach four fifths, more customers would need the favourable answer: A 3 of 100."
    )
    many = tuple(ratio(name, 2, None) for name in "ABCDE")
    said = impact.shortfall_sentence(found(impact_ratio=many), made.review())
    assert said is not None
    assert said.endswith("A 2 of 100, B 2 of 100 and C 2 of 100, and more in 2 others.")
    assert impact.shortfall_sentence(found(), made.review()) is None


def test_a_screen_that_one_answer_decides_is_said() -> None:
    """By name for a few groups, else how many; nothing where there is none."""
    two = (ratio("A", 1, near=True), ratio("B", 0, near=False))
    assert impact.near_sentence(found(impact_ratio=two)) == (
        "One answer more or fewer would change the screen for A."
    )
    many = tuple(ratio(name, 1, near=True) for name in "ABCDE")
    assert impact.near_sentence(found(impact_ratio=many)) == (
        "For 5 groups, one answer more or fewer would change the screen."
    )
    assert impact.near_sentence(found()) is None
    assert [impact.near_cell(one) for one in (*two, ratio("C", None, None))] == ["yes", "no", None]


def test_whether_unknown_people_could_change_the_result_is_said() -> None:
    """Both ways; nothing where nobody is unknown."""
    assert impact.flips_sentence(found(unknown=UnknownBounds(4, 0.7, 0.9, flips=True))) == (
        "Where the people of unknown group belong could change the result."
    )
    assert impact.flips_sentence(found(unknown=UnknownBounds(4, 0.9, 0.95, flips=False))) == (
        "Wherever the people of unknown group belong, the result stays."
    )
    assert impact.flips_sentence(found(unknown=UnknownBounds(0, 0.9, 0.9, flips=False))) is None


@pytest.mark.parametrize(
    ("reference", "said"),
    [("most_selected", "the highest group"), ("overall", "everybody"), ("Male", "Male")],
)
def test_the_reference_is_named(reference: str, said: str) -> None:
    """What ratios are for every 100 of."""
    assert fairness_words.reference_name(found(reference=reference)) == said


def test_the_new_york_tables_are_titled_by_their_lowest_ratio() -> None:
    """Never by a group that has none."""
    assert local_law.selection_title(LAW, made.review()) == (
        "New York table, not said “will default”: lowest is Female, 83.3 for every 100 among Male"
    )
    assert local_law.scoring_title(LAW) == (
        "New York table, a score above the median: fewer than two groups are large enough for a "
        "ratio"
    )


def test_who_is_in_no_ratio_is_said() -> None:
    """Unknown people counted, small groups by the share, and that there is no limit."""
    assert local_law.law_meaning(LAW, made.review()) == (
        "1 customer is of unknown group and in no row; groups under 2 of 100 have no ratio, and "
        "the rule sets no limit."
    )
    assert local_law.law_meaning(replace(LAW, unknown=0), made.review()) == (
        "Groups under 2 of 100 have no ratio, and the rule sets no limit."
    )


def test_the_median_is_said_with_how_well_it_is_known() -> None:
    """About, where scores are in steps."""
    review = made.review()
    assert local_law.median_sentence(LAW, review) == (
        "Counted are scores strictly above about 0.4123, the median of everybody. There are too "
        "many scores to keep each; they are in steps. Here a high score is not the good one."
    )
    good = made.review(columns={"protected": ["sex"]})
    assert local_law.median_sentence(replace(LAW, exact=True), good) == (
        "Counted are scores strictly above 0.4123, the median of everybody."
    )
    none = replace(LAW, median=None)
    assert local_law.median_sentence(none, review) == "There are no scores."


def test_the_population_is_titled_by_the_group_furthest_from_it() -> None:
    """In either direction, with one denominator."""
    assert population.representation_title(PEOPLE) == (
        "Female: 48 of 100 in the log, 51 of 100 in the population"
    )
    assert population.representation_title(Representation((), None)) == (
        "No group of the population is in the log"
    )


def test_whether_the_log_could_be_drawn_from_the_population_is_said() -> None:
    """By the p-value, in plain words."""
    said = [
        population.representation_meaning(replace(PEOPLE, p_value=p), made.review())
        for p in (0.2, 0.001, None)
    ]
    assert said[0].endswith("could look like this by chance.")
    assert said[1].endswith("Chance alone would seldom make the log so unlike the population.")
    assert said[2].endswith("Fewer than two groups of the population can be tested.")


def test_scores_are_titled_by_their_middles() -> None:
    """The lowest and the highest; a group without scores is not among them."""
    assert population.scores_title(SCORES) == (
        "Half of the scores are at most 41 of 100 among Female, 52 among Male"
    )
    assert population.scores_title(SCORES[2:]) == "Scores: fewer than two groups can be compared"


def seen_in_part() -> AttributeFindings:
    """Half of the outcomes of one group were not seen."""
    one = replace(
        made.group("Female", 0.8, n=100),
        counts=Counts(20, 10, 15, 5),
        bounds={"accuracy": Bounds(0.36, 0.86), "precision": Bounds(None, None)},
    )
    other = replace(
        made.group("Male", 0.8, n=100),
        counts=Counts(40, 10, 40, 10),
        bounds={"accuracy": Bounds(0.8, 0.8)},
    )
    return replace(found(), groups=(one, other))


def test_what_cannot_be_known_of_unseen_outcomes_is_said() -> None:
    """How many cases, and between what accuracy lies over everybody."""
    assert partial.unseen_sentence(seen_in_part(), made.review()) == (
        "Error rates of the 50 customers whose outcome was not seen cannot be known; whatever "
        "happened, accuracy lies between 58 and 83 of 100."
    )
    all_seen = replace(seen_in_part(), groups=seen_in_part().groups[1:])
    assert partial.unseen_sentence(all_seen, made.review()) == "Every outcome was seen."


def test_that_errors_are_of_some_cases_alone_stands_beside_every_number() -> None:
    """On every page, in the report and on the command line: a verdict could rest on it."""
    asked = made.review(columns={"label": "y", "protected": ["sex"], "observed": "repaid_known"})
    said = words.notes(asked)
    assert len(said) == 1
    assert said[0].startswith("Outcomes were seen only where “repaid known” says so: how often")
    assert said[0] in words.summary(made.findings(), asked)
    assert said[0] in report.html(made.findings(), asked)
    assert words.notes(made.review()) == ()


def test_bounds_are_titled_by_the_group_of_which_least_is_known() -> None:
    """With its two ends."""
    assert partial.bounds_title(seen_in_part(), made.review()) == (
        "Answered rightly among Female: between 36 and 86 of 100, whatever was not seen"
    )
    assert partial.bounds_title(found(), made.review()) == (
        "Nothing can be said of outcomes that were not seen"
    )


def test_a_log_without_outcomes_says_what_cannot_be_known() -> None:
    """Beside every metric by group."""
    unlabelled = made.review(columns={"protected": ["sex"]})
    assert partial.NO_LABEL in fairness_words.fairness_meaning(found(), unlabelled, "mean_score")
    assert partial.NO_LABEL not in fairness_words.fairness_meaning(found(), made.review(), "f1")


def test_a_crossing_on_request_says_that_it_is_exploratory() -> None:
    """And what its q-values allow for."""
    said = fairness_words.crossing_note(made.review(), "sex & age") or ""
    assert said.startswith("This crossing is not part of the review.")
    assert "q-values allow for what is shown" in said
    assert fairness_words.crossing_note(made.review(), "sex") is None
    assert fairness_words.crossing_note(made.review(), "") is None


def test_where_a_column_is_cut_is_said_beside_its_groups() -> None:
    """The edges of the review, in the chart's meaning; nothing of columns that are not cut."""
    cut = made.review(
        columns={"label": "y", "protected": ["sex", "age"], "edges": {"age": [25, 45.5]}}
    )
    said = "Age is cut at 25 and 45.5: cut elsewhere, a gap or a state can come out otherwise."
    assert fairness_words.cut_sentence(cut, "age") == said
    assert fairness_words.cut_sentence(cut, "sex & age") == said
    assert fairness_words.cut_sentence(cut, "sex") is None
    findings = made.findings(fairness={"model": {"age": found()}})
    assert figures.group_metric(findings, cut, "model", "age", "accuracy").meaning.endswith(said)


def test_means_are_said_of_100_and_may_be_below_0() -> None:
    """The worst group first, without a count, which a mean is not."""
    groups = tuple(
        replace(made.group(name, 0.5), metrics={"calibration": Estimate(v, v - 0.01, v + 0.01, 9)})
        for name, v in (("A", -0.05), ("B", 0.12))
    )
    findings = made.findings(fairness={"model": {"sex": found(groups=groups, gaps={})}})
    figure = figures.group_metric(findings, made.review(), "model", "sex", "calibration")
    assert figure.title == ("Mean score above what came true: 12 of 100 among B, \u22125 among A")
    assert (
        figure.panels[0].dots[0].note == "\u22125 of 100, between \u22126 and \u22124 (9 customers)"
    )


# Figures


def shown(one: AttributeFindings) -> Any:  # noqa: ANN401
    """Findings of a model by sex."""
    return made.findings(fairness={"model": {"sex": one}})


def test_the_new_york_tables_list_every_group() -> None:
    """With n and rate; a small group has no ratio."""
    table = law_figures.selection(shown(found(local_law_144=LAW)), made.review(), "model", "sex")
    assert table is not None
    assert [row[0] for row in table.rows] == ["Female", "Male", "X"]
    assert [row[4] for row in table.rows] == [0.8333, 1.0, None]
    assert "6 RCNY" in table.how
    scored = law_figures.scoring(shown(found(local_law_144=LAW)), made.review(), "model", "sex")
    assert scored is not None
    assert "median of everybody" in scored.how
    assert scored.title != table.title


def test_nothing_is_shown_where_nothing_was_asked() -> None:
    """No table, no scores, no population, no bounds."""
    makers = (
        law_figures.selection, law_figures.scoring, population_figures.scores,
        population_figures.representation, population_figures.bounds,
    )  # fmt: skip
    for make in makers:
        assert make(shown(found()), made.review(), "model", "sex") is None
        assert make(shown(found()), made.review(), "nobody", "sex") is None
    without = found(local_law_144=replace(LAW, scoring=None, median=None))
    assert law_figures.scoring(shown(without), made.review(), "model", "sex") is None


def test_scores_are_drawn_from_the_tenth_to_the_ninetieth() -> None:
    """A dot at the middle; a group without scores has none, and is listed."""
    figure = population_figures.scores(shown(found(scores=SCORES)), made.review(), "model", "sex")
    assert figure is not None
    dots = figure.panels[0].dots
    assert [(d.value, d.low, d.high) for d in dots] == [(41, 10, 80), (52, 20, 90), (None,) * 3]
    assert figure.rows[2][2:] == (None,) * 6


def test_a_group_too_small_to_judge_is_not_in_the_title_of_the_scores() -> None:
    """It is drawn hollow, and listed."""
    two = ScoreDistribution("Unknown", 2, Estimate(0.1, 0.0, 0.2, 2), (0.1,) * 5)
    few = found(scores=(*SCORES[:2], two))
    figure = population_figures.scores(shown(few), made.review(), "model", "sex")
    assert figure is not None
    assert "Unknown" not in figure.title
    assert figure.panels[0].dots[2].mark is Mark.HOLLOW


def test_the_population_is_a_line_at_100() -> None:
    """Groups that the population does not list are in the table alone."""
    figure = population_figures.representation(
        shown(found(representation=PEOPLE)), made.review(), "model", "sex"
    )
    assert figure is not None
    assert [line.at for line in figure.panels[0].lines] == [100]
    assert [dot.label for dot in figure.panels[0].dots] == ["Female", "Male"]
    assert [row[0] for row in figure.rows] == ["Female", "Male", "Other"]


def test_bounds_are_listed_by_group_and_metric() -> None:
    """From the lowest to the highest; one number where it is known."""
    table = population_figures.bounds(shown(seen_in_part()), made.review(), "model", "sex")
    assert table is not None
    place = table.columns.index("How often it is right")
    assert [row[place] for row in table.rows] == ["36 to 86", "80"]
    assert table.rows[0][2] == 50
    assert "can't be estimated" in table.rows[0]
