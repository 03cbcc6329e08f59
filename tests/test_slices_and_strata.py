"""What is said and shown of strata and of the worst slices."""

from dataclasses import replace

import pytest

from evenhand import figures, words
from evenhand.figures import Mark
from evenhand.findings import (
    OMITTED,
    Estimate,
    Findings,
    Slice,
    SliceSearch,
    Stratified,
    Stratum,
)
from evenhand.report import tree
from tests import factory_findings as made

CLEAR, UNCLEAR, TURNED, NONE = (
    Estimate(0.14, 0.1, 0.18, 400),
    Estimate(0.02, -0.03, 0.07, 400),
    Estimate(-0.05, -0.08, -0.02, 400),
    Estimate(),
)
DEPTS = (Stratum("A", 100, 80, 50, 45), Stratum("B", 100, 20, 150, 45), Stratum("C", 20, 2, 0, 0))


def stratified(
    pooled: Estimate = CLEAR, within: Estimate = UNCLEAR, *, disagree: bool | None = True
) -> Stratified:
    """Female and Male, all together and within each dept."""
    return Stratified(
        one="Female",
        two="Male",
        strata=DEPTS,
        pooled_odds_ratio=Estimate(1.84, 1.62, 2.09, 400),
        odds_ratio=Estimate(0.9047, 0.772, 1.06, 400),
        pooled_difference=pooled,
        difference=within,
        statistic=1.42694,
        p_value=0.23226,
        pooled_p_value=0.0001,
        disagree=disagree,
    )


def found(**columns: Stratified | None) -> Findings:
    """Findings by sex within some columns."""
    by_sex = replace(made.attribute(made.group("Female", 0.3)), stratified=columns)
    return made.findings(fairness={"model": {"sex": by_sex}})


REVIEW = made.review()
VERB = "Not said “will default”"


@pytest.mark.parametrize(
    ("one", "title"),
    [
        (
            stratified(),
            (
                "46 of 100 Female and 45 of 100 Male all together; within the same home dept, "
                "on average, there is no clear difference"
            ),
        ),
        (
            stratified(within=TURNED),
            (
                "46 of 100 Female and 45 of 100 Male all together; within the same home dept, "
                "on average, it is Male less often, by 5 of 100"
            ),
        ),
        (
            stratified(UNCLEAR, CLEAR),
            (
                "no clear difference between Female and Male; within the same home dept, "
                "on average, it is Female less often, by 14 of 100"
            ),
        ),
        (
            stratified(CLEAR, CLEAR, disagree=False),
            (
                "Female less often by 14 of 100 all together, and Female less often by 14 of 100 "
                "on average within the same home dept"
            ),
        ),
        (
            stratified(CLEAR, UNCLEAR, disagree=False),
            (
                "Female less often by 14 of 100 all together, and Female less often by 2 of 100 "
                "(which could be chance) on average within the same home dept"
            ),
        ),
        (
            stratified(UNCLEAR, TURNED, disagree=False),
            (
                "Female less often by 2 of 100 (which could be chance) all together, and Male less "
                "often by 5 of 100 on average within the same home dept"
            ),
        ),
        (
            stratified(UNCLEAR, UNCLEAR, disagree=False),
            (
                "no clear difference between Female and Male, all together or on average within "
                "the same home dept"
            ),
        ),
        (
            stratified(CLEAR, NONE, disagree=None),
            "no home dept holds both Female and Male, to compare them within it",
        ),
    ],
)
def test_the_title_says_both_stories(one: Stratified, title: str) -> None:
    """All together and within, with counts where a difference is clear."""
    assert words.strata_title(one, REVIEW, "home_dept") == f"{VERB}: {title}"


def test_the_first_screen_has_a_sentence_only_where_the_two_disagree() -> None:
    """And the figure is on the column that changes the story most."""
    calm = stratified(CLEAR, CLEAR, disagree=False)
    both = found(month=calm, dept=stratified(), place=None)
    said = words.strata_sentence(both, REVIEW, "model", "sex")
    assert said is not None
    assert said.endswith("within the same dept, on average, there is no clear difference.")
    figure = figures.strata(both, REVIEW, "model", "sex")
    assert figure is not None
    assert f"{figure.title}." == said
    assert "No disagreement within month." in figure.meaning
    twice = figures.strata(
        found(a=stratified(), dept=stratified(within=TURNED)), REVIEW, "model", "sex"
    )
    assert twice is not None
    assert "within the same dept" in twice.title
    assert "disagree for a too" in twice.meaning
    assert words.strata_sentence(found(month=calm), REVIEW, "model", "sex") is None
    assert words.strata_sentence(made.findings(), REVIEW, "model", "sex") is None
    assert words.strata_sentence(made.findings(), REVIEW, "model", "age") is None
    assert figures.strata(made.findings(), REVIEW, "model", "sex") is None
    assert figures.strata(found(dept=None), REVIEW, "model", "sex") is None


def test_every_stratum_has_two_dots_and_its_counts() -> None:
    """A circle and a square, hollow where small; the table holds all, and the published figures."""
    figure = figures.strata(found(dept=stratified()), REVIEW, "model", "sex")
    assert figure is not None
    together, within = figure.panels
    assert [(d.label, d.mark) for d in together.dots] == [
        ("All together: Female", Mark.PLAIN),
        ("All together: Male", Mark.BASELINE),
    ]
    assert [d.mark for d in within.dots[4:]] == [Mark.HOLLOW, Mark.HOLLOW]
    assert within.dots[5].value is None
    assert [row[0] for row in figure.rows] == ["A", "B", "C", "All together"]
    assert figure.rows[2][-3:] == (0, 0, None)
    assert all(len(row) == len(figure.columns) for row in figure.rows)
    for number in ("0.9047 (0.772 to 1.06)", "1.4269", "0.2323", "1.84"):
        assert number in figure.how
    many = replace(
        stratified(), strata=tuple(Stratum(f"s{i}", 40 + i, 9, 40, 9) for i in range(14))
    )
    wide = figures.strata(found(dept=many), REVIEW, "model", "sex")
    assert wide is not None
    assert (len(wide.panels[1].dots), wide.panels[1].left_out, len(wide.rows)) == (20, 8, 15)
    bare = replace(stratified(), statistic=None, p_value=None, odds_ratio=Estimate())
    plain = figures.strata(found(dept=bare), REVIEW, "model", "sex")
    assert plain is not None
    assert "can't be estimated within" in plain.how
    assert "there is no test" in plain.how


def slice_of(adjusted: float, wrong: int = 60) -> Slice:
    """A slice of a hundred cases."""
    error = Estimate(wrong / 100, wrong / 100 - 0.1, wrong / 100 + 0.1, 100)
    rest = Estimate(0.1, 0.09, 0.11, 900)
    return Slice(("race", "pay_month"), "Z & q", 100, wrong, error, rest, 0.00001, adjusted)


def test_a_slice_that_leads_by_what_is_sure_says_so() -> None:
    """One with a higher share and fewer cases stands below it: the title and a line say why."""
    lucky = replace(slice_of(0.5, 60), error=Estimate(0.7, 0.3, 0.95, 10))
    search = SliceSearch(40, (slice_of(0.001), lucky))
    shown = figures.slices(made.findings(slices={"model": search}), REVIEW, "model")
    assert shown is not None
    assert "60 of 100 among Z & q (race & pay month), surely at least 50, 10 of 100" in shown.title
    assert "First is the slice that is wrong most often for sure" in shown.meaning
    plain = figures.slices(
        made.findings(slices={"model": SliceSearch(40, (slice_of(0.001),))}), REVIEW, "model"
    )
    assert plain is not None
    assert "sure" not in plain.title + plain.meaning


def test_the_worst_slice_is_named_with_everybody_else() -> None:
    """Only one that stands out after the search is called worst."""
    search = SliceSearch(40, (slice_of(0.001), slice_of(0.5, 30)))
    shown = figures.slices(made.findings(slices={"model": search}), REVIEW, "model")
    assert shown is not None
    assert shown.title == (
        "Wrong most often: 60 of 100 among Z & q (race & pay month), 10 of 100 elsewhere"
    )
    assert "40 slices of one column or two were searched" in shown.meaning
    assert "1 of those shown stands out" in shown.meaning
    assert [d.mark for d in shown.panels[0].dots] == [Mark.WORST, Mark.PLAIN]
    assert shown.panels[0].lines[0].label == "everybody"
    assert all(len(row) == len(shown.columns) for row in shown.rows)
    assert shown.rows[0][-2:] == ("below 0.001", "0.001")


def test_no_slice_is_called_worst_where_none_stands_out() -> None:
    """Nothing searched, nothing shown."""
    search = SliceSearch(1, (slice_of(0.5),))
    shown = figures.slices(made.findings(slices={"model": search}), REVIEW, "model")
    assert shown is not None
    assert shown.title == "No slice clearly has more errors than the rest, of 1 slice searched"
    assert "1 slice of one column or two was searched" in shown.meaning
    assert "none of those shown stands out" in shown.meaning
    two = SliceSearch(9, (slice_of(0.01), slice_of(0.02)))
    both = figures.slices(made.findings(slices={"model": two}), REVIEW, "model")
    assert both is not None
    assert "2 of those shown stand out" in both.meaning
    for slices in (OMITTED, {}, {"model": SliceSearch(0, ())}):
        assert figures.slices(made.findings(slices=slices), REVIEW, "model") is None


def test_where_no_slice_is_worse_the_page_says_what_was_searched() -> None:
    """Silence would read as if nobody had looked."""
    review = made.review()
    assert words.none_stands_out(SliceSearch(40, ()), review) == (
        "No slice has more errors than the rest, of 40 slices of one column or two that were "
        "searched: those with at least 30 customers."
    )
    nothing = words.none_stands_out(SliceSearch(0, ()), review)
    assert nothing is not None
    assert nothing.startswith("No slice was searched")
    assert words.none_stands_out(SliceSearch(40, (slice_of(0.5),)), review) is None
    found = made.findings(slices={"model": SliceSearch(40, ())})
    lines = next(s for s in tree(found, review).sections if s.key == "fairness").lines
    assert any("With the model: no slice has more errors" in line for line in lines)
