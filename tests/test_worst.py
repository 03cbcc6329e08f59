"""Which group is worst off, by how much, and whether it is real: sentences from the findings."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand import figures, words
from evenhand.audit import Audit
from evenhand.findings import Bounds, Chances, Findings, NoDifference, State
from evenhand.words import apart, fairness
from tests import factory_findings as made
from tests.core import making

ONE, OTHER, SMALL = "Black", "White", "tiny"


def found(
    difference: float = 0.2, q: float | None = 0.001, upper: float = 0.05, **more: object
) -> Findings:
    """Two groups to compare and one too small, which would be worst of all."""
    groups = (
        made.group(ONE, 0.7 - difference),
        made.group(OTHER, 0.7),
        made.group(SMALL, 0.01, n=5, eligible=False),
    )
    one = made.attribute(*groups, q=q)
    gaps = {
        name: replace(gap, no_difference=NoDifference(upper / 2, upper))
        for name, gap in one.gaps.items()
    }
    return made.findings(
        **{"fairness": {"model": {"sex": replace(one, gaps=gaps)}}, "criteria": (), **more}
    )


@pytest.mark.parametrize(
    ("difference", "q", "said"),
    [
        (0.2, 0.001, "20 of 100 is more than chance gives"),
        (0.04, 0.5, "4 of 100; that could be chance"),
    ],
)
def test_without_a_limit_it_says_what_chance_gives(difference: float, q: float, said: str) -> None:
    """Beside the no-difference line, and that it is exploratory."""
    text = words.is_real(found(difference, q), made.review(), "model", "sex", "accuracy")
    assert text is not None
    assert said in text
    assert "Among 2 groups of these sizes, a gap of up to 5 of 100 comes by chance" in text
    assert "exploratory" in text


def test_a_limit_of_the_review_says_its_state_and_what_is_missing() -> None:
    """In place of what is exploratory, with how often that comes at this size."""
    limit = made.criterion(
        finding="accuracy", candidate="model", attribute="sex", gap="difference",
        at_most=0.1, state=State.CANNOT_TELL, cases_needed=400, group=f"{ONE} / {OTHER}",
        needed_of=ONE, at_parity=Chances(0.2, 0.0, 0.8),
    )  # fmt: skip
    one = found(criteria=(limit,))
    text = words.is_real(one, made.review(), "model", "sex", "accuracy")
    assert text is not None
    assert text.startswith("? Can't tell yet")
    assert "about 400 more customers of Black would settle it" in text
    assert "80 can't tell" in text
    assert "exploratory" not in text
    rows = figures.gaps(one, made.review(), "model", "sex").brief
    assert rows is not None
    assert rows.rows[1][-1] == "? can't tell yet"


def test_the_worst_group_is_never_one_too_small_to_judge() -> None:
    """However far off it looks."""
    worst = words.worst_group(found(), made.review())
    assert worst is not None
    assert worst.group in {ONE, OTHER}
    assert SMALL not in worst.sentence


def test_a_limit_that_is_broken_comes_before_one_that_cannot_be_told_and_any_other_gap() -> None:
    """And an impact ratio is a limit on how often the answer comes."""

    def limit(finding: str, state: State, gap: str | None) -> object:
        return made.criterion(
            finding=finding, candidate="model", attribute="sex", gap=gap, state=state
        )

    open_one = limit("precision", State.CANNOT_TELL, "difference")
    broken = limit("impact_ratio", State.OUTSIDE, None)
    inside = limit("accuracy", State.INSIDE, "difference")
    review = made.review()
    both = words.worst_group(found(criteria=(inside, open_one, broken)), review)
    only = words.worst_group(found(criteria=(inside, open_one)), review)
    assert both is not None
    assert only is not None
    assert (both.metric, only.metric) == ("selection_rate", "precision")
    assert both.is_real.startswith("✕ Outside")


def test_a_gap_that_could_be_chance_makes_no_group_the_worst() -> None:
    """The title says so, and still tells where the largest gap is."""
    by_chance = words.worst_group(found(0.04, 0.5), made.review())
    beyond = words.worst_group(found(), made.review())
    assert by_chance is not None
    assert beyond is not None
    assert words.worst_title(by_chance, made.review()).startswith(
        "No group stands out; furthest behind"
    )
    assert words.worst_title(beyond, made.review()).startswith(
        "Worst group with the model, by sex: "
    )


def test_the_number_at_the_top_and_the_card_name_the_same_group_by_the_same_measure() -> None:
    """One rule leads, also where a limit that is kept is on another gap."""
    kept = made.criterion(
        finding="true_positive_rate", candidate="model", attribute="sex", gap="difference",
        state=State.INSIDE,
    )  # fmt: skip
    limit = {"finding": "true_positive_rate", "attribute": "sex", "gap": "difference",
             "at_most": 0.5}  # fmt: skip
    one, review = found(criteria=(kept,)), made.review(criteria=[limit])
    worst = words.worst_group(one, review)
    assert worst is not None
    assert (worst.metric, worst.group) == ("selection_rate", OTHER)
    number = next(n for n in figures.three_numbers(one, review) if n.label.startswith("Apart"))
    assert number.value_text == "20 of 100"
    assert number.note == f"said “will default”; worst off: {OTHER}"
    by_chance = figures.three_numbers(found(0.04, 0.5), review)
    assert "could be chance; furthest behind" in by_chance[2].note


def test_a_view_that_names_another_group_says_by_which_measure_the_first_page_does() -> None:
    """And nothing where both name the same, or where the first page names none."""
    one, review = found(), made.review()
    said = words.named_elsewhere(one, review, "model", "sex", "accuracy")
    assert said is not None
    assert f"is {OTHER}, by sex; its measure is: said “will default”" in said
    assert words.named_elsewhere(one, review, "model", "sex", "selection_rate") is None
    assert words.named_elsewhere(found(0.04, 0.5), review, "model", "sex", "accuracy") is None


@pytest.mark.parametrize("metric", ["accuracy", "f1", "mean_score"])
@given(low=st.floats(0.011, 0.5), gap=st.floats(0.001, 0.49))
def test_the_gap_that_is_said_is_the_difference_of_the_two_numbers_that_are_shown(
    metric: str, low: float, gap: float
) -> None:
    """Whatever is rounded how: a reader who subtracts gets the gap, and the true one nearly."""
    pair = made.attribute(made.group(ONE, low), made.group(OTHER, low + gap))
    text = fairness.compared(pair, made.review(), metric).split(":")[1]
    of = int(re.findall(r" of ([\d,]+)", text)[0].replace(",", ""))
    counts = re.findall(r"[\d.,]*\d", re.sub(r" of [\d,]+", "", text))
    one, other = (float(count.replace(",", "")) for count in counts)
    far = apart.apart_text(pair, metric)
    assert float(far.split()[0]) == pytest.approx(abs(one - other))
    assert float(far.split()[0]) / of == pytest.approx(gap, abs=1.01 / of)


def test_one_decimal_is_shown_only_where_whole_counts_would_not_add_up() -> None:
    """22.6 and 3.4 are 19.2 apart, which 23 and 3 are not."""
    odd = made.attribute(made.group(ONE, 0.034), made.group(OTHER, 0.226))
    even = made.attribute(made.group(ONE, 0.03), made.group(OTHER, 0.23))
    said = [fairness.compared(one, made.review(), "accuracy") for one in (odd, even)]
    assert "3.4 of 100 among Black, 22.6 of 100 among White" in said[0]
    assert "3 of 100 among Black, 23 of 100 among White" in said[1]
    assert [apart.apart_text(one, "accuracy") for one in (odd, even)] == [
        "19.2 of 100",
        "20 of 100",
    ]


def test_what_chance_gives_is_never_written_like_the_gap_itself() -> None:
    """A gap of 4 beside chance of up to 3.6 would read as 4 and 4."""
    text = words.is_real(found(0.04, 0.001, upper=0.036), made.review(), "model", "sex", "accuracy")
    assert text is not None
    assert "gap of 4 of 100" in text
    assert "up to 3.6 of 100 comes by chance" in text


def test_without_two_groups_to_compare_there_is_no_worst_group() -> None:
    """Nothing is said rather than something made up."""
    alone = found(fairness={"model": {"sex": made.attribute(made.group(ONE, 0.5))}})
    assert words.worst_group(alone, made.review()) is None
    assert words.is_real(alone, made.review(), "model", "sex", "accuracy") is None


def test_the_gaps_at_first_sight_have_no_statistics_and_the_full_table_has() -> None:
    """A reader who is no statistician sees counts and words; p, q and ratios are a click away."""
    table = figures.gaps(found(), made.review(), "model", "sex")
    assert table.brief is not None
    assert not {"p", "q", "Ratio"} & set(table.brief.columns)
    assert {"p", "q", "Ratio"} <= set(table.columns)
    accuracy = next(row for row in table.brief.rows if row[0] == "How often it is right")
    assert accuracy[1:] == (ONE, OTHER, "20 of 100", "more than chance")


def test_chance_and_a_limit_are_two_columns() -> None:
    """A gap and its mirror are beside chance alike; the state of a limit stands by itself."""
    limit = made.criterion(
        finding="true_positive_rate", attribute="sex", gap="difference", state=State.CANNOT_TELL
    )
    table = figures.gaps(found(criteria=(limit,)), made.review(), "model", "sex")
    assert table.brief is not None
    assert table.brief.columns[-2:] == ("Beside chance", "Your limit")
    last = {row[0]: row[-2:] for row in table.brief.rows}
    names = [words.capital(words.metric_name(m, made.review())) for m in MIRRORS]
    assert [last[name][0] for name in names] == ["more than chance"] * 2
    assert [last[name][1] for name in names] == ["? can't tell yet", None]
    whole = {row[0]: row[-1] for row in table.rows}
    assert [whole[name] for name in names] == ["? can't tell yet", None]


def test_a_limit_on_the_impact_ratio_is_in_both_tables() -> None:
    """The whole table says of it what the short one says."""
    limit = made.criterion(finding="impact_ratio", attribute="sex", state=State.CANNOT_TELL)
    table = figures.gaps(found(criteria=(limit,)), made.review(), "model", "sex")
    assert table.brief is not None
    assert table.brief.rows[0][-1] == table.rows[0][-1] == "? can't tell yet (impact ratio)"


def test_every_metric_has_a_panel_with_its_own_worst_group() -> None:
    """Where one group is worst by one metric and another by the next, both are marked."""
    shown = figures.every_metric(found(), made.review(), "model", "sex")
    assert shown is not None
    marked = [[d.label for d in p.dots if d.mark is figures.Mark.WORST] for p in shown.panels]
    assert all(len(one) == 1 for one in marked)
    assert {one[0] for one in marked} == {ONE, OTHER}
    crowd = made.attribute(*(made.group(f"g{i}", 0.5 + i / 100) for i in range(9)))
    many = found(fairness={"model": {"sex": crowd}})
    assert figures.every_metric(many, made.review(), "model", "sex") is None


def test_a_rate_of_errors_says_how_much_of_it_was_never_seen() -> None:
    """At first sight, since a chart of the seen half alone would look like the whole."""
    groups = tuple(
        replace(made.group(name, 0.5), n=1200, bounds={"accuracy": Bounds(0.4, 0.7)})
        for name in (ONE, OTHER)
    )
    said = words.fairness_meaning(made.attribute(*groups), made.review(), "accuracy")
    assert "accuracy lies between 40 and 70 of 100" in said
    assert "not seen cannot be known" in said


MIRRORS = ("true_positive_rate", "false_negative_rate")
HIRED = {  # (region, really, said): people
    ("West", 1, 1): 100, ("West", 1, 0): 100, ("West", 0, 1): 10, ("West", 0, 0): 190,
    ("South", 1, 1): 160, ("South", 1, 0): 40, ("South", 0, 1): 80, ("South", 0, 0): 120,
}  # fmt: skip


def _hired(*, good: bool) -> Audit:
    """West gets fewer yeses and is found less; South is said yes wrongly, by the widest gap."""
    frame = making.repeated(HIRED, ("region", "y", "said"))
    columns = {"label": "y", "protected": ["region"], "positive_is_good": good}
    model = {"name": "model", "role": "model", "prediction": "said"}
    return making.audit(frame, making.keys(candidates=[model], columns=columns))


@pytest.mark.parametrize(("good", "worst_off"), [(True, "West"), (False, "South")])
def test_who_is_worst_off_hangs_on_whether_a_yes_is_good(good: bool, worst_off: str) -> None:  # noqa: FBT001
    """A wrong yes that is good for people is in their favour, however wide that gap is."""
    audit = _hired(good=good)
    findings, review = audit.findings(), audit.review
    gaps = findings.fairness["model"]["region"].gaps
    assert (gaps["false_positive_rate"].difference.value or 0) > (
        gaps["selection_rate"].difference.value or 1
    )
    worst = words.worst_group(findings, review)
    assert worst is not None
    assert worst.group == worst_off
    assert (worst.metric == "selection_rate") == good
    title = words.fairness_title(findings, review, "model", "region", "false_positive_rate")
    assert title.startswith("Wrongly said" if good else "Wrongly flagged")
    assert title.index(worst_off) == min(title.index(name) for name in ("West", "South"))


def test_the_table_holds_the_count_behind_every_share() -> None:
    """How many of how many, not only a rate."""
    audit = _hired(good=True)
    figure = figures.group_metric(
        audit.findings(), audit.review, "model", "region", "selection_rate"
    )
    assert figure.columns[3] == "Counted among"
    assert [row[:4] for row in figure.rows] == [
        ("South", 400, 240, 400), ("West", 400, 110, 400),
    ]  # fmt: skip


def test_a_candidate_that_answered_a_part_says_so() -> None:
    """The rest is not counted, and the reader is told."""
    review = made.review()
    part = found()
    one = replace(part.candidates["model"], n=400)
    some = replace(part, candidates={**part.candidates, "model": one})
    text = figures.group_metric(some, review, "model", "sex", "accuracy").meaning
    assert "answered 400 of 1,000" in text
    full = replace(part.candidates["model"], n=1000)
    every = replace(part, candidates={**part.candidates, "model": full})
    assert "answered" not in figures.group_metric(every, review, "model", "sex", "accuracy").meaning
