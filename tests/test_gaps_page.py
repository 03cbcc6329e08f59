"""Health and reports say which gap changed, in words that agree with the chart."""

import functools
from dataclasses import replace
from typing import Any

import pytest

from evenhand import figures, words
from evenhand.figures import Dots
from evenhand.figures.gaps_over_time import gaps_over_time
from evenhand.figures.kinds import Mark
from evenhand.findings import Estimate, Findings, GapOverTime, Health
from evenhand.report.drawing import drawings
from evenhand.report.tree import tree
from evenhand.review import Review, parse
from evenhand.words.gaps_over_time import gap_sentence, narrowed
from tests.core import making
from tests.core import test_gaps_over_time as logs

LOST = 0.2


@functools.cache
def audited(lost: float) -> tuple[Findings, Review]:
    """The findings of a log in which the model says yes less often to women from April on."""
    audit = making.audit(logs.log(9_000, since=3, lost=lost), logs.KEYS)
    return audit.findings(), audit.review


def health(found: Findings) -> Health:
    """What is known of health."""
    assert isinstance(found.health, Health)
    return found.health


def with_gaps(found: Findings, *made: GapOverTime) -> Findings:
    """The same with other gaps."""
    return replace(found, health=replace(health(found), gaps=made))


def drawn(found: Findings, review: Review) -> Dots:
    """The chart."""
    made = gaps_over_time(found, review)
    assert isinstance(made, Dots)
    return made


def test_a_gap_that_changed_is_the_title_with_since_when_and_from_what_to_what() -> None:
    """Its interval and who is the lower one stand below; how many changed, above the chart."""
    found, review = audited(LOST)
    first, *_ = [one for one in health(found).gaps if one.matters]
    title = words.health_title(found, review)
    assert title.startswith("The gap between men and women (sex) in how ")
    assert " widened since 2026-04: from " in title
    line = words.health_lines(found, review)[0]
    assert line.startswith("The change is ")
    assert line.endswith("; lower now: women.")
    chart = drawn(found, review)
    assert chart.title == "3 of 8 gaps between groups changed clearly and by much"
    assert first.lower == "women"


def test_the_chart_shows_what_the_title_says() -> None:
    """The rate and the groups of the title, from below where it was to where it is; marked since.

    Only the column of which a gap changed is drawn; the table has every rate by every column.
    """
    found, review = audited(LOST)
    chart, title = drawn(found, review), words.health_title(found, review)
    (panel,) = chart.panels
    assert panel.unit.startswith("by sex: ")
    assert panel.unit.endswith(", men minus women, of 100")
    assert panel.unit.split(": ")[1].split(", men")[0] in title
    assert [dot.mark for dot in panel.dots] == [Mark.HOLLOW] * 2 + [Mark.PLAIN] + [Mark.WORST] * 3
    assert all((dot.value or 0) > 10 for dot in panel.dots[3:])
    assert {(row[1], row[2]) for row in chart.rows} == {
        (by, words.metric_name(metric, review)) for by in ("sex", "age") for metric in logs.RATES
    }
    assert ["a diamond" in chart.meaning, "hollow" in chart.meaning] == [True, True]


def test_on_paper_the_reference_and_what_changed_are_named() -> None:
    """A ring is no month that was not judged, and a diamond is not the worst."""
    found, review = audited(LOST)
    (made,) = drawings(drawn(found, review))
    assert made["head"][0] == "Month"
    assert [row["tag"] for row in made["rows"]] == ["reference"] * 2 + [""] + ["changed"] * 3


def test_where_none_changed_the_page_says_so_and_the_chart_stands_under_more() -> None:
    """With both columns, and no diamond."""
    found, review = audited(0.0)
    assert words.health_title(found, review).startswith("No column changed by much")
    assert words.health_lines(found, review)[0] == (
        "No fault of the data was found. No gap between groups has changed by much. "
        "Groups by two columns at once are not followed over time."
    )
    chart = drawn(found, review)
    assert chart.title == "No gap between groups has changed by much"
    assert len(chart.panels) == 2
    assert not any(dot.mark is Mark.WORST for panel in chart.panels for dot in panel.dots)
    assert "diamond" not in chart.meaning
    assert places(found, review) == [("gaps_more", False)]


def test_groups_by_two_columns_at_once_are_said_not_to_be_followed() -> None:
    """Where the review has such groups, whether a gap changed or not; else nothing is said."""
    sentence = "Groups by two columns at once are not followed over time."
    (widened, review), (calm, _) = audited(LOST), audited(0.0)
    for found in (widened, calm):
        assert sentence in " ".join(words.health_lines(found, review))
    alone = logs.KEYS | {"columns": {**logs.KEYS["columns"], "protected": ["sex"]}}
    assert sentence not in " ".join(words.health_lines(calm, parse(alone)))


def places(found: Findings, review: Review) -> list[tuple[str, bool]]:
    """Where the chart stands on the page."""
    return [
        (part.key, part.first)
        for part in figures.BY_HEALTH
        if part.key.startswith("gaps") and part.make(found, review, None) is not None
    ]


def test_the_chart_stands_first_where_the_title_is_the_gap_and_second_where_it_is_a_fall() -> None:
    """And a report has it once."""
    found, review = audited(LOST)
    keys = [part.key for part in figures.BY_HEALTH]
    assert keys.index("gaps_first") < keys.index("accuracy") < keys.index("gaps_second")
    assert places(found, review) == [("gaps_first", True)]
    own = next(part for part in tree(found, review).sections if part.key == "health")
    title = drawn(found, review).title
    assert [block.figure.title for block in own.blocks].count(title) == 1
    assert own.lines[0] == f"{words.health_title(found, review)}."
    fell = logs.log(9_000, since=3, lost=LOST)
    late = (fell["at"] >= "2026-04") & (fell.index % 2 == 0)
    fell["y"] = fell["y"].mask(late, 1 - fell["y"])
    made = making.audit(fell, logs.KEYS).findings()
    assert words.health_title(made, review).startswith("The model is right less often since ")
    assert places(made, review) == [("gaps_second", True)]
    assert any("(sex) in how " in line for line in words.health_lines(made, review))


def gap(before: float, after: float, **given: Any) -> GapOverTime:  # noqa: ANN401
    """A gap with intervals of two of 100 to either side."""
    ends = [Estimate(at, at - 0.02, at + 0.02, 1000) for at in (before, after, after - before)]
    fields: dict[str, Any] = {
        "attribute": "sex", "metric": "accuracy", "higher": "men", "lower": "women", "groups": 2,
        "periods": (), "before": ends[0], "after": ends[1], "change": ends[2], "q_value": 0.001,
        "since": "2026-04", "matters": True,
    }  # fmt: skip
    return GapOverTime(**(fields | given))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (0.031, 0.074, "widened since 2026-04: from 3.1 to 7.4 of 100"),
        (0.074, 0.031, "narrowed since 2026-04: from 7.4 to 3.1 of 100"),
        (-0.05, 0.08, "turned round since 2026-04: from \N{MINUS SIGN}5 to 8 of 100"),
        (-0.08, 0.05, "turned round since 2026-04: from \N{MINUS SIGN}8 to 5 of 100"),
        (-0.01, 0.08, "widened since 2026-04: from \N{MINUS SIGN}1 to 8 of 100"),
        (-0.08, 0.01, "narrowed since 2026-04: from \N{MINUS SIGN}8 to 1 of 100"),
    ],
)
def test_a_gap_turned_round_only_where_it_is_clear_which_way_it_was_and_is(
    before: float, after: float, said: str
) -> None:
    """Else it widened or narrowed."""
    found, review = audited(0.0)
    one = gap(before, after)
    assert gap_sentence(one, health(found), review) == (
        f"The gap between men and women (sex) in how often the model is right {said}"
    )
    assert narrowed(one) == said.startswith("narrowed")


def test_of_more_than_two_groups_one_is_told_beside_the_others() -> None:
    """The group first, whichever is the higher; without a start it is said after what."""
    found, review = audited(0.0)
    for ends in ({"higher": None, "lower": "old"}, {"higher": "old", "lower": None}):
        one = gap(0.03, 0.07, attribute="age", groups=3, since=None, **ends)
        assert gap_sentence(one, health(found), review) == (
            "The gap between old and the others (age) in how often the model is right widened "
            "after 2026-01 to 2026-02: from 3 to 7 of 100"
        )
        line = words.health_lines(with_gaps(found, one), review)[0]
        assert ("lower now: old." in line) == (ends["lower"] == "old")
        chart = drawn(with_gaps(found, replace(one, periods=health(found).gaps[4].periods)), review)
        assert ("old minus the others" in chart.panels[0].unit) == (ends["higher"] == "old")


def test_a_gap_that_the_review_has_a_criterion_on_is_told_first() -> None:
    """Though another is clearer by chance alone."""
    found, review = audited(0.0)
    clear, asked = gap(0.01, 0.09, q_value=1e-9), gap(0.01, 0.08, metric="selection_rate")
    both = with_gaps(found, clear, asked)
    assert "is right" in words.health_title(both, review)
    limit = {"finding": "impact_ratio", "attribute": "sex", "at_least": 0.8}
    ruled = making.audit(logs.log(60), logs.KEYS | {"criteria": [limit]}).review
    assert "says yes" in words.health_title(both, ruled)


def test_too_few_of_each_group_cannot_be_told_yet_and_without_groups_nothing_is_said() -> None:
    """How many each needs."""
    found, review = audited(0.0)
    none = with_gaps(found)
    assert words.health_lines(none, review)[0] == (
        "No fault of the data was found. Whether a gap between groups changed can't be told yet: "
        "fewer than two groups have 30 cases both in 2026-01 to 2026-02 and after."
    )
    assert gaps_over_time(none, review) is None
    alone = making.audit(logs.log(60), making.keys(columns={"time": "at", "protected": []})).review
    assert words.health_lines(none, alone)[0] == "No fault of the data was found."
