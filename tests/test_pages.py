"""Every page opens from the router for every review, and a choice outlives its page."""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.testing.v1 import AppTest

import evenhand
from components import nav, samples
from components.state import OwnLog
from evenhand.review import METRICS, parse

# What Markdown would act on, were no backslash before it.
LIVE = re.compile(r"(?<!\\)(!\[|<script|:red|\$x)")
ROUTER = Path(__file__).parent.parent / "pages" / "main.py"
LOG = b"case,sex,truth,rule_says,model_score\n" + b"".join(
    b"%d,%s,%d,%d,0.%d\n" % (i, b"FM"[i % 2 :][:1], i % 3 == 0, i % 4 == 0, (i * 37) % 90 + 10)
    for i in range(240)
)


@pytest.fixture
def app() -> AppTest:
    """The app on its first page."""
    return AppTest.from_file(ROUTER, default_timeout=120).run()


def opened(app: AppTest, file: str) -> AppTest:
    """The app on another page."""
    return app.switch_page(file).run()


@pytest.fixture(scope="module", params=samples.samples())
def sample(request: pytest.FixtureRequest) -> AppTest:
    """The app on the first page of a sample, whose visitor goes on to the others."""
    app = AppTest.from_file(ROUTER, default_timeout=120)
    app.query_params["review"] = request.param
    return app.run()


@pytest.mark.parametrize("stop", nav.STOPS, ids=lambda stop: stop.path)
def test_page_opens_for_every_sample_and_says_its_finding(sample: AppTest, stop: nav.Stop) -> None:
    """A page raises nothing, says one sentence at the top, and shows something below it."""
    opened(sample, stop.file)
    assert not sample.exception
    assert not sample.error
    assert sample.title[0].value.strip()


@pytest.mark.parametrize("stop", nav.STOPS[1:], ids=lambda stop: stop.path)
def test_page_without_a_log_says_where_to_bring_one(app: AppTest, stop: nav.Stop) -> None:
    """Nothing is shown of another review instead."""
    app.selectbox(key="review").set_value("own").run()
    opened(app, stop.file)
    assert not app.exception
    assert app.get("page_link")
    assert not app.get("plotly_chart")


def test_a_case_is_explained_by_its_number_and_one_that_is_not_there_is_said(app: AppTest) -> None:
    """The number stands in no address; another case is shown meanwhile."""
    opened(app, "explain.py")
    app.text_input(key="number").set_value("no such number").run()
    assert any("There is no case with this number" in text.value for text in app.text)
    log = pd.read_parquet(samples.review("card_default").folder / "decisions.parquet")
    app.text_input(key="number").set_value(str(log["customer_id"].iloc[0])).run()
    assert not app.exception
    assert any("The customer asked for" in title.value for title in app.subheader)
    assert any("Empty the box of the number" in text.value for text in app.text)
    assert "number" not in app.query_params


def test_more_shows_further_blocks(app: AppTest) -> None:
    """What stands under More is drawn only when it is asked for."""
    before = len(app.subheader)
    app.toggle(key="more").set_value(True).run()
    assert len(app.subheader) > before


def test_what_evening_out_would_take_is_shown_only_when_asked_for(app: AppTest) -> None:
    """Under More, behind a switch of its own, and with its warning."""
    opened(app, "fairness.py")
    app.toggle(key="more").set_value(True).run()
    before = len(app.subheader)
    assert not [text for text in app.text if "not advice" in text.value]
    app.toggle(key="mitigate").set_value(True).run()
    assert not app.exception
    assert [text for text in app.text if "not advice" in text.value]
    assert len(app.subheader) > before


def test_every_change_of_a_choice_holds_on_the_next_page(app: AppTest) -> None:
    """The second change counts too: a widget without a key loses it."""
    opened(app, "fairness.py")
    for metric in METRICS[1:3]:
        app.selectbox(key="metric").set_value(metric).run()
    opened(app, "compare.py")
    opened(app, "fairness.py")
    assert app.selectbox(key="metric").value == METRICS[2]


def test_a_link_that_asks_for_nothing_known_opens_the_first_review(app: AppTest) -> None:
    """A wrong address is no error."""
    lost = AppTest.from_file(ROUTER, default_timeout=120)
    lost.query_params.update(review="none", threshold="much", metric="none", attribute="none")
    opened(lost.run(), "fairness.py")
    assert not lost.exception
    assert lost.selectbox(key="review").value == app.selectbox(key="review").value


def test_the_address_names_the_review_that_a_link_or_the_visitor_chose() -> None:
    """By its short name, and after every run, so that a reload opens the same review."""
    first, second = list(samples.samples())[:2]
    linked = AppTest.from_file(ROUTER, default_timeout=120)
    linked.query_params["review"] = second
    assert second in linked.run().query_params["review"]
    linked.selectbox(key="review").set_value(first).run()
    assert first in linked.query_params["review"]


def test_another_review_starts_with_its_own_choices() -> None:
    """What is where one review starts may be a choice in another: the address holds what is shown.

    The address leaves out where a review starts, so a choice that stayed would be said nowhere.
    """
    app = AppTest.from_file(ROUTER, default_timeout=120)
    app.query_params["review"] = "card_default"
    opened(app.run(), "fairness.py")
    app.selectbox(key="attribute").set_value("education").run()
    app.selectbox(key="crossed").set_value("sex").run()
    app.selectbox(key="attribute").set_value("sex").run()
    assert app.selectbox(key="crossed").value == ""
    app.selectbox(key="metric").set_value("accuracy").run()
    app.selectbox(key="review").set_value("lending").run()
    linked = AppTest.from_file(ROUTER, default_timeout=120)
    for key in app.query_params:
        linked.query_params[key] = app.query_params[key]
    opened(linked.run(), "fairness.py")
    for key in ("candidate", "attribute", "crossed", "metric"):
        assert app.selectbox(key=key).value == linked.selectbox(key=key).value
    assert app.title[0].value == linked.title[0].value


def test_choosing_another_review_puts_the_slider_back(app: AppTest) -> None:
    """A threshold belongs to the review it was chosen for."""
    first, second = list(samples.samples())[:2]
    linked = AppTest.from_file(ROUTER, default_timeout=120)
    linked.query_params.update(review=first, threshold="0.91")
    linked.run()
    assert linked.query_params["threshold"] == "0.91"
    linked.selectbox(key="review").set_value(second).run()
    assert "threshold" not in linked.query_params
    assert not app.exception


def brought(
    app: AppTest, content: bytes, *, purpose: str = "a test", name: str = "log.csv"
) -> AppTest:
    """The app after a file was uploaded and its form filled in."""
    app.button(key="bring").click().run()
    app.text_input(key="own-0-purpose").set_value(purpose)
    return app.file_uploader(key="own-0-file").set_value((name, content, "text/csv")).run()


def test_own_log_goes_from_upload_to_findings(app: AppTest) -> None:
    """Roles are guessed, the log is counted, and every page shows it."""
    brought(app, LOG)
    assert app.selectbox(key="own-0-role-1-sex").value == "protected"
    app.button(key="own-0-send").click().run()
    assert not app.exception
    assert not app.error
    assert "240 cases" in " ".join(text.value for text in app.text)
    for stop in nav.STOPS:
        opened(app, stop.file)
        assert not app.exception
        assert not app.error


def test_an_own_log_has_the_queue_that_was_said_of_it(app: AppTest) -> None:
    """People, minutes and cases reach the handoff; the currency stands at the costs."""
    brought(app, LOG)
    said = {"people": 2, "minutes_per_case": 6.5, "cases_per_hour": 20.0, "fn": 40.0}
    for name, value in said.items():
        app.number_input(key=f"own-0-{name}").set_value(value)
    app.text_input(key="own-0-currency").set_value("EUR")
    app.button(key="own-0-send").click().run()
    assert not app.error
    opened(app, "handoff.py").toggle(key="more").set_value(True).run()
    assert not app.exception
    assert "A missed case costs, EUR" in [field.label for field in app.number_input]
    assert any(part.value.startswith("With 2 persons and ") for part in app.subheader)


def test_own_log_is_forgotten_when_asked(app: AppTest) -> None:
    """Nothing is left of it on any page."""
    brought(app, LOG).button(key="own-0-send").click().run()
    app.button(key="forget").click().run()
    assert app.title[0].value == "Bring your own decision log"


def test_an_uploaded_file_is_let_go_once_it_is_counted(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Streamlit would hold it until the page is closed."""
    gone = []
    drop = MemoryUploadedFileManager.remove_file

    def remove(self: MemoryUploadedFileManager, session_id: str, file_id: str) -> None:
        gone.append(file_id)
        drop(self, session_id, file_id)

    monkeypatch.setattr(MemoryUploadedFileManager, "remove_file", remove)
    brought(app, LOG)
    assert not gone
    app.button(key="own-0-send").click().run()
    assert len(gone) == 1


def test_an_own_log_is_forgotten_when_its_time_is_over(app: AppTest) -> None:
    """The counts are kept no longer than the visitor said."""
    brought(app, LOG).button(key="own-0-send").click().run()
    app.session_state["_own_log"] = replace(app.session_state["_own_log"], until=0.0)
    opened(app, "fairness.py")
    assert app.title[0].value == "Bring your own log to see this page"


def test_sample_values_of_a_protected_column_are_not_shown(app: AppTest) -> None:
    """What tells who somebody is stays hidden, before and after a role is corrected."""
    brought(app, LOG)
    shown = [caption.value for caption in app.caption]
    assert any("not shown" in value for value in shown)
    assert not any(value == "F, M" for value in shown)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "log.csv"),
        (b"a,b\n", "log.csv"),
        (b"a,a\n1,2\n", "log.csv"),
        (b"\x00\x01\x02 not a table", "log.parquet"),
        (b'a,b\n1,"2\n', "log.csv"),
    ],
    ids=["empty", "header only", "duplicate names", "not parquet", "open quote"],
)
def test_bad_file_gets_one_line_and_keeps_what_was_typed(
    app: AppTest, content: bytes, name: str
) -> None:
    """The purpose is still there, and nobody sees a traceback."""
    brought(app, content, purpose="yearly check", name=name)
    assert not app.exception
    assert len(app.error) == 1
    assert "your-log" not in app.error[0].value
    assert name.split(".", maxsplit=1)[0] in app.error[0].value
    assert app.text_input(key="own-0-purpose").value == "yearly check"


def test_roles_that_do_not_fit_get_one_line_and_keep_what_was_typed(app: AppTest) -> None:
    """The column and what was expected are named; the form is as it was."""
    brought(app, LOG)
    app.selectbox(key="own-0-role-0-case").set_value("model_score")
    app.selectbox(key="own-0-role-4-model_score").set_value("ignore")
    app.text_input(key="own-0-title").set_value("My title")
    app.button(key="own-0-send").click().run()
    assert not app.exception
    assert len(app.error) == 1
    assert app.text_input(key="own-0-title").value == "My title"
    assert app.selectbox(key="own-0-role-0-case").value == "model_score"


def test_a_purpose_is_asked_for(app: AppTest) -> None:
    """Nothing is counted before the visitor has said what for."""
    brought(app, LOG, purpose=" ").button(key="own-0-send").click().run()
    said = [error.value for error in app.error]
    assert len(said) == 2  # at the field, and at the button a screen below it
    assert len(set(said)) == 1
    assert "what this audit is for" in said[0]
    assert app.text_input(key="own-0-purpose").label.endswith("(required)")


def test_hostile_names_of_candidates_stay_text_on_every_page() -> None:
    """A candidate may be called anything: no page fails, and no sign of it is left to Markdown."""
    names = ["![x](http://a.invalid/b.png)", "<script>1</script>", "x" * 300, ":red[a] $x$"]
    columns = {"y": [i % 2 for i in range(200)], "sex": ["F", "M"] * 100}
    answers = {
        f"p{place}": [i % (place + 2) == 0 for i in range(200)] for place, _ in enumerate(names)
    }
    roles = ("baseline", "model", "human", "model")
    keys = {
        "title": names[0],
        "columns": {"label": "y", "protected": ["sex"]},
        "candidates": [
            {"name": name, "role": role, "prediction": f"p{place}"}
            for place, (name, role) in enumerate(zip(names, roles, strict=True))
        ],
    }
    audit = evenhand.open(parse(keys), frame=pd.DataFrame(columns | answers))
    app = AppTest.from_file(ROUTER, default_timeout=120)
    app.session_state["_own_log"] = OwnLog(
        audit.review, audit.tally, audit.findings(), keys, names[1], None
    )
    app.query_params["review"] = "own"
    app.run()
    for stop in nav.STOPS:
        opened(app, stop.file)
        assert not app.exception
        assert not app.error
        said = [text.value for text in (*app.title, *app.subheader, *app.markdown)]
        assert not [text for text in said if LIVE.search(text)]


def test_fairness_says_where_all_together_and_within_a_column_disagree() -> None:
    """Berkeley's admissions, at first sight; and that a crossing on request is not the review's."""
    rows = pd.read_csv(Path(__file__).parent / "fixtures" / "ucb_admissions.csv")
    keys = {
        "title": "Berkeley, autumn 1973",
        "columns": {"protected": ["sex"], "context": ["dept"], "weight": "n"},
        "candidates": [{"name": "office", "role": "human", "prediction": "admitted"}],
    }
    audit = evenhand.open(parse(keys), frame=rows)
    app = AppTest.from_file(ROUTER, default_timeout=120)
    app.session_state["_own_log"] = OwnLog(
        audit.review, audit.tally, audit.findings(), keys, "a test", None
    )
    app.query_params["review"] = "own"
    opened(app.run(), "fairness.py")
    said = [text.value for text in app.text]
    assert [text for text in said if "all together; within the same dept" in text]
    assert not [text for text in said if text.startswith("This crossing")]
    app.selectbox(key="crossed").set_value("dept").run()
    assert not app.exception
    assert [text for text in app.text if text.value.startswith("This crossing is not part of")]


@pytest.mark.parametrize(
    ("review", "offered"),
    [("lending", True), ("turbine", True)]
    + [(one, False) for one in ("fraud", "sentiment", "support", "skin", "containers")],
)
def test_groups_are_chosen_on_explain_only_where_something_follows(
    review: str, *, offered: bool
) -> None:
    """The model is asked by group of no text, no picture, and no cases that have no groups."""
    app = AppTest.from_file(ROUTER, default_timeout=120)
    app.query_params["review"] = review
    opened(app.run(), "explain.py")
    assert not app.exception
    assert ("attribute" in [one.key for one in app.selectbox]) is offered
