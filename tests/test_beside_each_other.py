"""Numbers that stand beside each other agree, and say what they were counted from."""

from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand import figures, report, words
from evenhand.findings import Counts, Estimate, Findings, ImpactRatio, Paired, UnknownBounds
from evenhand.report import drawing
from tests import factory_findings as made

HALF: Final = Counts(300, 33, 53, 114)  # 500 of 1,000 that both answered


def half_answered() -> Findings:
    """The model answered half of what the rule did."""
    found = made.findings()
    pair = Paired(330, 23, 110, 37)
    compared = made.comparison(n=500, paired=pair, baseline_counts=HALF, model_counts=HALF)
    model = replace(found.candidates["model"], n=500, metrics=made.metrics(0.88, 500))
    return replace(found, comparison=compared, candidates={**found.candidates, "model": model})


def test_an_impact_ratio_is_counted_among_its_own_group() -> None:
    """A ratio's denominator holds the reference group too; the report's column must not."""
    found = made.findings()
    by_sex = found.fairness["model"]["sex"]
    both = tuple(
        replace(i, ratio=replace(i.ratio, n=2000)) if i.ratio.low is not None else i
        for i in by_sex.impact_ratio
    )
    changed = {"model": {"sex": replace(by_sex, impact_ratio=both)}}
    figure = figures.fairness.impact_ratios(
        made.findings(fairness=changed), made.review(), "model", "sex"
    )
    (drawn,) = drawing.drawings(figure)
    assert drawn["head"][3] == "Counted among"
    counted = {row["label"]: row["numbers"][2] for row in drawn["rows"] if "numbers" in row}
    assert counted == {g.group: f"{g.n:,}" for g in by_sex.groups if g.eligible}


@given(st.tuples(*[st.integers(0, 2000)] * 4).filter(any))
def test_a_headline_is_the_sum_of_its_parts(counts: tuple[int, int, int, int]) -> None:
    """However the parts are rounded, what is drawn as wrong adds up to what the title says."""
    found = made.findings(comparison=made.comparison(model_counts=Counts(*counts)))
    flow = figures.flows(found, made.review())[1]
    wrong = sum(leaf.count for b in flow.branches for leaf in b.leaves if not leaf.right)
    said = words.count_of(Estimate(wrong / flow.total, n=sum(counts)), flow.total)
    assert flow.title == f"With the model, {said} customers get a wrong answer"
    assert sum(branch.count for branch in flow.branches) == flow.total


def test_two_denominators_are_told_apart() -> None:
    """Each alone is counted on all that it answered, the two together on what both did."""
    found, review = half_answered(), made.review()
    assert words.both_answered(found, review) == (
        "Compared on the 500 customers that both answered."
    )
    compare = next(s for s in report.tree(found, review).sections if s.key == "compare")
    rule = next(line for line in compare.lines if line.startswith("The rule"))
    assert rule.endswith("of 1,000 customers, counted on all 1,000 that it answered.")
    assert words.both_answered(found, review) in compare.lines
    assert "of the 500 that both answered" in figures.three_numbers(found, review)[0].note


def test_one_denominator_needs_no_word() -> None:
    """Where both answered everything, nothing is said of it."""
    assert words.both_answered(made.findings(), made.review()) is None
    assert words.both_answered(made.unlabelled(), made.review()) is None
    assert "both answered" not in figures.three_numbers(made.findings(), made.review())[0].note


@pytest.mark.parametrize(("good", "word"), [(True, "wrongly so"), (False, "wrongly flagged")])
def test_nobody_is_flagged_where_a_yes_is_good(good: bool, word: str) -> None:  # noqa: FBT001
    """A yes that is good for people is given wrongly; it flags nobody."""
    columns = {"label": "y", "protected": ["sex"], "positive_is_good": good}
    flow = figures.flows(made.findings(), made.review(columns=columns))[1]
    assert flow.branches[0].leaves[1].label == word


def test_a_margin_that_nobody_set_is_not_yours() -> None:
    """The usual one where the review is silent."""
    usual = figures.paired(made.findings(), made.review())
    own = figures.paired(made.findings(), made.review(method={"margin": 0.02}))
    assert [shown.panels[0].lines[1].label for shown in (usual, own)] == [
        "the usual margin",
        "your margin",
    ]
    assert "less than the usual margin of 1 of 100" in usual.how


def test_a_chart_with_fewer_rows_than_its_table_says_so() -> None:
    """Forty groups: thirty are drawn."""
    crowd = made.attribute(*(made.group(f"g{i}", 0.3 + i / 100) for i in range(40)))
    found = made.findings(fairness={"model": {"sex": crowd}})
    shown = figures.group_metric(found, made.review(), "model", "sex", "accuracy")
    assert figures.left_out(shown) == "Drawn are 30 of 40; the others are in the table only."
    assert figures.left_out(figures.paired(found, made.review())) is None
    assert "Drawn are 30 of 40;" in report.html(found, made.review())


def test_counts_of_one_class_say_that_they_are() -> None:
    """With three answers TP and its kind are no count of what is right."""
    found = made.findings()
    several = replace(found.candidates["model"], classes={})
    classes = replace(found, candidates={**found.candidates, "model": several})
    table = figures.group_table(classes, made.review(), "model", "sex")
    assert "(TP, FP, TN and FN) counts “will default” against all the others" in table.meaning
    assert "against all" not in figures.group_table(found, made.review(), "model", "sex").meaning
    shown = figures.group_metric(classes, made.review(), "model", "sex", "accuracy")
    assert "counts “will default” against all the others" in shown.meaning


def test_a_candidate_that_a_limit_names_is_no_appendix() -> None:
    """What the review asks of stands in the body of the report, with its charts."""
    limit = {"finding": "impact_ratio", "candidate": "rule", "attribute": "sex", "at_least": 0.8}
    asked = made.review(criteria=[limit])
    for review, expected in ((asked, {False}), (made.review(), {True})):
        by_group = next(
            s for s in report.tree(made.findings(), review).sections if s.key == "fairness"
        )
        start = next(
            i for i, b in enumerate(by_group.blocks) if b.heading.startswith("The rule, by sex")
        )
        drawn = [b for b in by_group.blocks[start:] if isinstance(b.figure, figures.Dots)]
        assert {b.more for b in drawn} == expected


def test_a_group_too_small_to_judge_does_not_stretch_the_ratios() -> None:
    """Three of three may be 200 for every 100, up to 400: its interval is not drawn."""
    found = made.findings()
    by_sex = found.fairness["model"]["sex"]
    tiny = ImpactRatio("X", 3, 3, 1.0, Estimate(2.0, 1.0, 4.0, 1003), None)
    ratios = (*(i for i in by_sex.impact_ratio if i.group != "Unknown"), tiny)
    changed = made.findings(fairness={"model": {"sex": replace(by_sex, impact_ratio=ratios)}})
    figure = figures.impact_ratios(changed, made.review(), "model", "sex")
    (dot,) = (dot for dot in figure.panels[0].dots if dot.label == "X")
    assert (dot.value, dot.low, dot.high, dot.n) == (200.0, None, None, 3)
    assert any(cell == 400.0 for row in figure.rows for cell in row)


def test_what_is_unknown_is_not_said_to_lie_between_one_number() -> None:
    """With more digits where two differ, as one number where they do not."""
    known = made.attribute(made.group("a", 0.3))
    for low, high, said in (
        (0.9912, 0.9936, "lies between 99.1 and 99.4 for every 100"),
        (0.99, 0.99, "is 99 for every 100"),
    ):
        unknown = replace(known, unknown=UnknownBounds(3, low, high))
        assert said in (words.unknown_sentence(unknown, made.review()) or "")
