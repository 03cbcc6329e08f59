"""Where there is no log yet, the Overview plans the audit."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROUTER = Path(__file__).parent.parent / "pages" / "main.py"
NO_DATA = "No data yet: plan an audit"


@pytest.fixture
def app() -> AppTest:
    """The app where an audit is planned."""
    app = AppTest.from_file(ROUTER, default_timeout=120)
    app.query_params["review"] = "own"
    app.run()
    return app.radio(key="own-0-start").set_value(NO_DATA).run()


def test_the_plan_is_the_second_choice_beside_a_log() -> None:
    """At first a log is asked for, as ever."""
    app = AppTest.from_file(ROUTER, default_timeout=120)
    app.query_params["review"] = "own"
    app.run()
    assert app.title[0].value == "Bring your own decision log"
    assert app.file_uploader
    assert NO_DATA in app.radio(key="own-0-start").options


def test_the_page_says_how_many_cases_a_limit_takes(app: AppTest) -> None:
    """A claim with the cases, a chart, the columns, and their file."""
    assert not app.exception
    assert app.title[0].value == "Plan an audit before there is data"
    assert "this limit takes about" in app.subheader[0].value
    assert app.subheader[1].value.startswith("6 columns to ask for")
    assert len(app.get("plotly_chart")) == 1
    assert app.get("download_button")


def test_more_groups_and_uneven_ones_take_more_cases(app: AppTest) -> None:
    """Every answer of the form counts."""
    before = app.subheader[0].value
    app.number_input(key="own-0-plan-groups").set_value(5).run()
    more = app.subheader[0].value
    assert more != before
    app.text_input(key="own-0-plan-shares").set_value("60, 30, 10").run()
    assert "a group on average" in app.subheader[0].value
    assert not app.exception


@pytest.mark.parametrize("shares", ["60, 30", "a, b", "100", "-50, 150"])
def test_shares_that_do_not_add_up_get_one_line(app: AppTest, shares: str) -> None:
    """What was typed stays, and the line says what was expected."""
    app.text_input(key="own-0-plan-shares").set_value(shares).run()
    assert not app.exception
    assert [error.value.replace("\\", "") for error in app.error] == [
        "Their shares: expected two or more numbers above 0 that add up to 100, such as 60, 30, 10"
    ]
    assert app.text_input(key="own-0-plan-shares").value == shares


def test_a_limit_without_groups_asks_for_none(app: AppTest) -> None:
    """An error rate among those decided alone has no groups to name."""
    choice = app.selectbox(key="own-0-plan-what")
    choice.set_value(choice.options[-1]).run()
    assert not app.exception
    assert [box.label for box in app.number_input] == ["The limit: at most, of 100"]
    assert "this limit takes about" in app.subheader[0].value


def test_the_overview_says_whether_the_verdict_hangs_on_a_choice() -> None:
    """One line beside the criteria; every choice under More."""
    app = AppTest.from_file(ROUTER, default_timeout=120)
    app.query_params["review"] = "card_default"
    app.run()
    assert any(text.value.startswith("The verdict holds in") for text in app.text)
    app.toggle(key="more").set_value(True).run()
    assert any(head.value.startswith("The verdict holds in") for head in app.subheader)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("limit", -5, "The limit: expected a whole number from 1 to 99"),
        ("limit", 100, "The limit: expected a whole number from 1 to 99"),
        ("rate", 0, "Expected over all groups, of 100: expected a whole number from 1 to 99"),
        ("groups", 1, "Groups: expected a whole number from 2 to 20"),
        ("groups", 500, "Groups: expected a whole number from 2 to 20"),
    ],
)
def test_a_number_that_cannot_be_planned_has_no_plan(
    app: AppTest, key: str, value: int, said: str
) -> None:
    """No plan of another number stands under the one that was typed; a line says the range."""
    (box,) = (b for b in app.number_input if str(b.key).startswith(f"own-0-plan-{key}"))
    box.set_value(value).run()
    assert [error.value.replace("\\", "") for error in app.error] == [said]
    assert not app.subheader
    assert not app.get("download_button")
    box = next(b for b in app.number_input if b.key == box.key)
    assert box.proto.has_min is False  # a box with a range would keep the last good number
    box.set_value(12).run()
    assert app.subheader
    assert not app.error


def test_the_plan_has_an_address_of_its_own_and_the_overview_a_link(app: AppTest) -> None:
    """Nobody has to bring a log to plan one."""
    first = AppTest.from_file(ROUTER, default_timeout=120).run()
    links = [link.proto.label for link in first.get("page_link")]
    assert "No data yet? Plan an audit" in links
    first.switch_page("plan.py").run()
    assert not first.exception
    assert first.title[0].value == app.title[0].value
    assert "this limit takes about" in first.subheader[0].value
