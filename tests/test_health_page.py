"""The Health page says what changed, in words that agree with its charts, where there is a time."""

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import evenhand
from components import nav
from evenhand import figures, words
from evenhand.figures import Dots, Table
from evenhand.figures.expected import expected
from evenhand.figures.gaps_over_time import gaps_over_time
from evenhand.figures.health import accuracy, drift, faults
from evenhand.figures.kinds import Mark
from evenhand.findings import Findings
from evenhand.report.tree import tree
from tests.core import making
from tests.core import test_health as logs

ROUTER = str(Path(__file__).parents[1] / "pages" / "main.py")
REVIEW = making.audit(logs.log(), logs.KEYS).review
SAID = {
    "5 % of nulls": "Since 2026-03, income is missing in 6 of 100 cases; before, in none",
    "another unit": "Since 2026-03, income is about 1,000 times larger: its unit may have changed",
    "a day twice": "On 2026-03-05, 34 cases are in the log more than once",
    "a leak": "Score told alone gives the outcome away nearly always: was it known before?",
    "addresses": "Since 2026-03, note has e-mail addresses in 40 cases",
    "words": "Since 2026-03, income is no number in 5 of 100 cases; before, in none",
    "below nothing": "Since 2026-03, income is below 0 in 5 of 100 cases; before, in none",
    "without end": "Since 2026-03, income is infinite in 5 of 100 cases; before, in none",
    "one outcome only": "In 2026-03 alone, every known outcome is yes: that looks like a fault in "
    "collecting, and nothing is said of accuracy there",
}


def found(frame: Any) -> Findings:  # noqa: ANN401
    """The findings of a log."""
    return making.audit(frame, logs.KEYS).findings()


@pytest.mark.parametrize("name", logs.FAULTS)
def test_a_fault_is_the_title_in_plain_words_and_in_the_table(name: str) -> None:
    """What is wrong, of which column, since when."""
    made = found(logs.FAULTS[name][0](logs.log()))
    assert words.health_title(made, REVIEW) == SAID[name]
    table = faults(made, REVIEW)
    assert isinstance(table, Table)
    assert [row[0] for row in table.rows] == [SAID[name]]


def test_where_nothing_is_wrong_the_title_says_with_what_it_was_compared() -> None:
    """And that no column changed, and what became of accuracy."""
    made = found(logs.log())
    assert words.health_title(made, REVIEW) == (
        "No column changed by much, compared with 2026-01; no lasting fall in how often the model "
        "is right can be seen"
    )
    assert words.health_lines(made, REVIEW) == (
        "No fault of the data was found. No gap between groups has changed by much.",
    )
    assert faults(made, REVIEW) is None


def test_a_fault_that_an_earlier_log_does_not_have_is_the_title_where_the_log_has_none() -> None:
    """Half of the incomes are missing all the time, so that no month has more of them."""
    frame = logs.log()
    holes = frame.assign(income=frame["income"].mask(frame.index % 2 == 0))
    made = evenhand.open(REVIEW, frame=holes, reference=frame).findings()
    assert words.health_title(made, REVIEW) == (
        "Compared with the earlier log: Income is missing in 50 of 100 cases; before, in none"
    )
    assert "No fault of the data was found." not in words.health_lines(made, REVIEW)


@pytest.mark.parametrize("name", ["5 % of nulls", "one outcome only"])
def test_the_page_says_each_thing_once(name: str) -> None:
    """No line is the title, or that of a chart that stands on the page at once."""
    made = found(logs.FAULTS[name][0](logs.log()))
    told = [words.health_title(made, REVIEW)]
    for part in figures.BY_HEALTH:
        told += [one.title for one in part.each(made, REVIEW) if part.first]
    said = " ".join(words.health_lines(made, REVIEW))
    assert len(told) == 3
    assert not [title for title in told if title in said]


def test_a_scale_that_does_not_begin_at_0_is_said_to() -> None:
    """Where the model is nearly always right; not where it is wrong half of the time in January."""
    frame = logs.log()
    first = (frame["at"] < "2026-02-01") & (frame.index % 2 == 0)
    for wrong, near in ((first & ~first, True), (first, False)):
        score = (frame["y"] * 0.8 + 0.1).mask(wrong, 0.9 - 0.8 * frame["y"])
        chart = accuracy(found(frame.assign(score=score)), REVIEW)
        assert isinstance(chart, Dots)
        assert chart.panels[0].is_near == near
        assert ("The scale does not begin at 0." in chart.meaning) == near


def test_a_fall_of_accuracy_is_said_with_its_size_and_drawn() -> None:
    """Title, chart and table tell the same start."""
    frame = logs.log()
    wrong = frame["score"].mask(logs.late(frame) & (frame.index % 3 == 0), 0.4)
    made = found(frame.assign(score=wrong))
    title = words.health_title(made, REVIEW)
    assert title.startswith("The model is right less often since 2026-03: ")
    assert any(line.startswith("The difference is ") for line in words.health_lines(made, REVIEW))
    both = found(logs.holes(frame.assign(score=wrong)))  # then the title is the fault
    assert words.health_title(both, REVIEW) == SAID["5 % of nulls"]
    below = [line for line in words.health_lines(both, REVIEW) if "The difference is " in line]
    assert [line.startswith(f"{title}. The difference") for line in below] == [True]
    chart = accuracy(made, REVIEW)
    assert isinstance(chart, Dots)
    assert chart.title == "How often the model is right fell in 2026-03"
    assert len(chart.rows) == len(chart.panels[0].dots) == 4


def test_a_column_that_changed_is_named_and_whether_it_matters_is_said() -> None:
    """Here answers are as good as before."""
    frame = logs.log()
    made = found(frame.assign(score_told=frame["score_told"] + logs.late(frame)))
    assert words.health_title(made, REVIEW) == (
        "Score told changed since 2026-03; no lasting fall in how often the model is right can be "
        "seen"
    )
    table = drift(made, REVIEW)
    assert isinstance(table, Table)
    assert table.brief is not None
    assert [row[:2] for row in table.brief.rows] == [("score told", "2026-03")]


def test_without_outcomes_nobody_says_that_nothing_matters() -> None:
    """How often the model is right can't be told then."""
    keys = logs.KEYS | {"columns": {**logs.KEYS["columns"], "label": None}}
    keys["columns"] = {name: column for name, column in keys["columns"].items() if column}
    made = making.audit(logs.log(), keys).findings()
    assert "can't be told yet" in words.health_title(made, REVIEW)
    assert accuracy(made, REVIEW) is None


def test_the_page_is_offered_only_where_the_review_has_a_time(
    offered: list[set[str]],
) -> None:
    """A link to it opens elsewhere too, and says what to add."""
    for review, has_time in (("turbine", True), ("card_default", False)):
        app = AppTest.from_file(ROUTER, default_timeout=120)
        app.query_params["review"] = review
        app.run()
        assert (nav.HEALTH.title in offered[-1]) == has_time
        app.switch_page(nav.HEALTH.file).run()
        assert not app.exception
        said = " ".join(text.value for text in app.text)
        assert ("[columns] time" in said) != has_time


def test_every_part_of_the_page_has_a_name_of_its_own() -> None:
    """Each is drawn once."""
    keys = [part.key for part in figures.BY_HEALTH]
    assert len(set(keys)) == len(keys)


def test_where_outcomes_come_late_the_page_says_what_to_expect_and_what_that_assumes() -> None:
    """With its interval, and never as an all-clear."""
    frame = logs.log()
    made = found(frame.assign(y=frame["y"].mask(frame["at"] >= "2026-04-01")))
    said = words.health_lines(made, REVIEW)[-1]
    assert said.startswith("By how sure it is, the model should be right in ")
    assert "in 2026-04, where not every outcome is known. That assumes " in said
    chart = expected(made, REVIEW)
    assert isinstance(chart, Dots)
    assert chart.title == "The model was right as often as expected in 2 of 2 months"
    assert [dot.beside is None for dot in chart.panels[0].dots] == [False, False, True]


def test_an_expectation_that_did_not_come_true_is_withdrawn_in_words_and_in_the_chart() -> None:
    """The month in which it did not is the last dot."""
    frame = logs.log()
    wrong = frame["y"].mask(logs.late(frame) & (frame.index % 3 == 0), 1 - frame["y"])
    made = found(frame.assign(y=wrong))
    assert any("does not tell how often it is right any more, since 2026-03: " in line
               for line in words.health_lines(made, REVIEW))  # fmt: skip
    chart = expected(made, REVIEW)
    assert isinstance(chart, Dots)
    assert chart.title == "The model was not right as often as it should have been in 2026-03"
    assert [dot.label for dot in chart.panels[0].dots] == ["2026-02", "2026-03"]
    assert chart.panels[0].dots[-1].mark is Mark.WORST


def test_too_few_outcomes_to_expect_anything_are_said_where_outcomes_are_missing() -> None:
    """And nothing is drawn."""
    frame = logs.log()
    made = found(frame.assign(y=frame["y"].mask((frame.index > 200) & (frame["at"] < "2026-02-01")
                                                | (frame["at"] >= "2026-04-01"))))  # fmt: skip
    assert words.health_lines(made, REVIEW)[-1] == (
        "How often the model should be right where outcomes are not known can't be told yet: 201 "
        "outcomes in the reference are too few."
    )
    assert expected(made, REVIEW) is None


def test_the_report_says_what_the_page_says() -> None:
    """Title, lines and every figure, but for what stands by the comparison."""
    frame = logs.log()
    wrong = frame["score"].mask(logs.late(frame) & (frame.index % 3 == 0), 0.4)
    made = found(frame.assign(score=wrong))
    parts = {section.key: section for section in tree(made, REVIEW).sections}
    own = parts["health"]
    assert own.lines == (
        f"{words.health_title(made, REVIEW)}.", *words.health_lines(made, REVIEW)
    )  # fmt: skip
    drawn = [block.figure.title for block in own.blocks]
    made_of = (accuracy, gaps_over_time, expected, drift)
    figures_of = [make(made, REVIEW) for make in made_of]
    assert drawn == [one.title for one in figures_of if one is not None]


def test_a_report_without_a_time_has_no_part_on_health() -> None:
    """There is nothing to say, and no line that says so."""
    audit = making.audit(logs.log(), making.keys(columns={"protected": ["sex"]}))
    sections = tree(audit.findings(), audit.review).sections
    assert "health" not in {section.key for section in sections}
