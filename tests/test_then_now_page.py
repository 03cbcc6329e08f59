"""Every page shows then and now where there is an earlier log, and else nothing of it."""

from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import evenhand
from components import nav
from evenhand import figures, report, words
from evenhand import review as reviews
from evenhand.figures import Dots, Mark, Table
from evenhand.findings import Findings
from tests.core import test_then_now as logs
from tests.input import making

ROUTER = str(Path(__file__).parents[1] / "pages" / "main.py")
REVIEW = reviews.parse(logs.KEYS)
CHANGED = logs.LATER.assign(
    y=logs.LATER["y"].where(logs.LATER.index % 5 > 0, 1), income=logs.LATER["income"] + 1
)


def found(now: pd.DataFrame, then: pd.DataFrame | None) -> Findings:
    """The findings of a log beside an earlier one."""
    return evenhand.open(REVIEW, frame=now, reference=then).findings()


SAME, MOVED, ALONE = (
    found(now, then)
    for now, then in ((logs.LATER, logs.EARLIER), (CHANGED, logs.EARLIER), (logs.LATER, None))
)


def shown(made: Findings) -> list[figures.Figure]:
    """Everything that pages and report have on an earlier log."""
    parts = (part for each in figures.THEN_NOW.values() for part in each)
    return [one for part in parts for one in part.each(made, REVIEW)]


def test_without_an_earlier_log_no_page_has_anything_of_it() -> None:
    """No figure, no line, no key of the document, no section of the report."""
    assert shown(ALONE) == []
    assert figures.then_groups(ALONE, REVIEW, "model", "sex", "accuracy") is None
    assert words.then_line(ALONE, REVIEW) is None
    assert words.explain_then(ALONE) is None
    assert "then_now" not in ALONE.to_dict()
    assert "Then and now" not in report.html(ALONE, REVIEW, None)


@pytest.mark.parametrize("page", figures.THEN_NOW)
def test_a_page_draws_then_hollow_and_now_filled(page: str) -> None:
    """Each number by two dots, in its table with the difference."""
    chart = figures.THEN_NOW[page][0].make(SAME, REVIEW, None)
    assert isinstance(chart, Dots)
    marks = [dot.mark for dot in chart.panels[0].dots]
    assert marks == [Mark.HOLLOW, Mark.PLAIN] * (len(marks) // 2)
    assert chart.title == "Since the earlier log, nothing here changed clearly"
    assert "Then: 4,000 cases, hollow. Now: 4,000." in chart.meaning


def test_the_title_names_what_changed_and_agrees_with_the_table() -> None:
    """Of numbers, of groups, of columns."""
    chart = figures.THEN_NOW["overview"][0].make(MOVED, REVIEW, None)
    assert isinstance(chart, Dots)
    assert chart.title == (
        "Since the earlier log, higher now: cases that are yes; lower now: right answers"
    )
    place = chart.columns.index("Change")
    assert [row[place] for row in chart.rows] == ["higher", "lower", "no clear change"]
    by_sex = figures.then_groups(MOVED, REVIEW, "model", "sex", "accuracy")
    assert isinstance(by_sex, Dots)
    assert by_sex.title.endswith("since the earlier log, lower now: A and B")
    table = figures.THEN_NOW["health"][-1].make(MOVED, REVIEW, None)
    assert isinstance(table, Table)
    assert table.title == "Since the earlier log, income changed clearly and by much"
    assert words.health_title(MOVED, REVIEW) == table.title


def test_a_fault_that_the_earlier_log_does_not_have_is_the_title_of_health_and_a_table() -> None:
    """Also where the log does not say when: what is missing stands in no bin of a column."""
    holes = logs.LATER.assign(income=logs.LATER["income"].mask(logs.LATER.index % 2 == 0))
    made = found(holes, logs.EARLIER)
    said = "Income is missing in 50 of 100 cases; before, in none"
    assert words.health_title(made, REVIEW) == f"Compared with the earlier log: {said}"
    table = figures.THEN_NOW["health"][1].make(made, REVIEW, None)
    assert isinstance(table, Table)
    assert table.title == "1 fault of the data that the earlier log does not have"
    assert [row[0] for row in table.rows] == [said]
    assert f"Compared with the earlier log: {said}." in words.summary(made, REVIEW)
    assert figures.THEN_NOW["health"][1].make(SAME, REVIEW, None) is None


@pytest.mark.parametrize("made", [SAME, MOVED])
def test_of_columns_a_reader_sees_the_farthest_before_every_number(made: Findings) -> None:
    """Also where none of them changed; the whole table is one click away."""
    table = figures.THEN_NOW["health"][-1].make(made, REVIEW, None)
    assert isinstance(table, Table)
    assert table.brief is not None
    assert len(table.brief.columns) < len(table.columns)
    assert table.brief.rows[0][0] == table.rows[0][0]


def test_criteria_stand_beside_those_of_the_earlier_log() -> None:
    """With what was measured."""
    table = figures.THEN_NOW["overview"][1].make(MOVED, REVIEW, None)
    assert isinstance(table, Table)
    assert table.title == "0 of 1 criterion came out otherwise in the earlier log"
    assert [row[1] for row in table.rows] == [row[3] for row in table.rows] == ["✓ inside"]


def test_cases_in_both_and_missing_columns_are_said() -> None:
    """Where the intervals do not hold, and why something can't be told."""
    both = pd.concat([logs.LATER, logs.EARLIER.head(7)])
    made = found(both, logs.EARLIER.drop(columns="region"))
    chart = figures.THEN_NOW["overview"][0].make(made, REVIEW, None)
    assert chart is not None
    assert "7 cases stand in both logs" in chart.meaning
    assert "a change is seen less easily so" in chart.meaning
    assert "The earlier log does not have region" in chart.meaning


def test_report_and_terminal_have_it_too() -> None:
    """The same sentences."""
    written = report.html(MOVED, REVIEW, None)
    title = figures.THEN_NOW["overview"][0].make(MOVED, REVIEW, None)
    assert title is not None
    assert "Then and now" in written
    assert title.title in written
    assert any(line.startswith(title.title) for line in words.summary(MOVED, REVIEW))


def test_the_command_line_takes_an_earlier_log_from_any_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Instead of the review's own; what is wrong with it is one line."""
    folder = tmp_path / "review"
    folder.mkdir()
    logs.LATER.to_csv(folder / "log.csv", index=False)
    earlier = tmp_path / "before.csv"
    logs.EARLIER.to_csv(earlier, index=False)
    review = making.review(folder, logs.KEYS | {"data": {"path": "log.csv"}})
    told = making.command(capsys, "run", review, "--json", "--reference", earlier).document
    found_then = told["then_now"]
    assert (found_then["rows_then"], found_then["same_file"]) == (4_000, False)
    refused = making.command(capsys, "run", review, "--reference", tmp_path / "none.csv")
    assert refused.line.endswith("the earlier log: none.csv: there is no such file")


def as_csv(frame: pd.DataFrame) -> bytes:
    """A log as it is uploaded."""
    return frame.head(600).rename(columns={"y": "label"}).to_csv(index=False).encode()


def brought(earlier: bytes) -> AppTest:
    """The app after a log and an earlier one were uploaded, and sent."""
    app = AppTest.from_file(ROUTER, default_timeout=120).run()
    app.button(key="bring").click().run()
    app.text_input(key="own-0-purpose").set_value("a test")
    log = ("log.csv", as_csv(logs.LATER), "text/csv")
    app.file_uploader(key="own-0-file").set_value(log).run()
    app.file_uploader(key="own-0-earlier").set_value(("last year.csv", earlier, "text/csv"))
    return app.button(key="own-0-send").click().run()


def test_a_visitor_brings_an_earlier_log_and_sees_both_on_every_page() -> None:
    """Also Health, though the log does not say when; and in the menu of pages."""
    app = brought(as_csv(logs.EARLIER))
    assert not app.error
    for stop in nav.STOPS[:4]:
        app.switch_page(str(Path(ROUTER).with_name(stop.file))).run()
        assert not app.exception
        assert any("earlier log" in part.value for part in app.subheader), stop.title
    app.switch_page(str(Path(ROUTER).with_name(nav.HEALTH.file))).run()
    assert "earlier log" in app.title[0].value


def test_an_earlier_log_that_is_refused_is_named_and_nothing_is_lost() -> None:
    """One line, with the visitor's own name of the file; what was typed stays."""
    app = brought(b"a,b\n1,2\n")
    assert not app.exception
    [error] = app.error
    said = error.value.replace("\\", "")
    assert said.startswith("the earlier log: last year.csv: there is no column score")
    assert app.text_input(key="own-0-purpose").value == "a test"
    assert app.selectbox(key="own-0-role-1-label").value == "label"
