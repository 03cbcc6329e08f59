"""The Overview turns numbers into a decision: costs to edit, limits to lock, questions, a form."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from evenhand import record
from evenhand.record import Entry, Record

ROUTER = Path(__file__).parent.parent / "pages" / "main.py"
SAMPLE = "card_default"
LOG = b"case,sex,truth,rule_says,model_score\n" + b"".join(
    b"%d,%s,%d,%d,0.%d\n" % (i, b"FM"[i % 2 :][:1], i % 3 == 0, i % 4 == 0, (i * 37) % 90 + 10)
    for i in range(240)
)


@pytest.fixture(autouse=True)
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Record:
    """A record of this test's own."""
    monkeypatch.setenv("EVENHAND_RECORD", f"sqlite:///{tmp_path / 'record.sqlite3'}")
    return record.open()


def opened(review: str = SAMPLE, **link: str) -> AppTest:
    """The Overview by a link."""
    app = AppTest.from_file(ROUTER, default_timeout=120)
    app.query_params.update({"review": review, **link})
    return app.run()


def said(app: AppTest) -> str:
    """Every plain line of a page."""
    return " ".join(text.value for text in app.text)


def errors(app: AppTest) -> list[str]:
    """What went wrong, without the signs that keep it inert."""
    return [re.sub(r"\\(.)", r"\1", one.value) for one in app.error]


def fill(app: AppTest, form: str, turn: int = 0, **fields: str) -> AppTest:
    """Type into the fields of a form."""
    for field, text in fields.items():
        key = f"{form}-{SAMPLE}-{turn}-{field}"
        kinds = {"decided": app.radio, "question": app.selectbox}
        areas = {"because": app.text_area, "conditions": app.text_area, "answer": app.text_area}
        (kinds | areas).get(field, app.text_input)(key=key).set_value(text)
    return app


def send(app: AppTest, form: str, turn: int = 0) -> AppTest:
    """Press the button of a form."""
    app.button(key=f"{form}-{SAMPLE}-{turn}-send").click().run()
    assert not app.exception
    return app


def kinds(entries: tuple[Entry, ...]) -> list[str]:
    """What was written."""
    return [entry.kind for entry in entries]


# Value


def test_an_edited_price_moves_the_waterfall_and_nothing_else() -> None:
    """At once, and into the link; the verdict stays; one button takes all of it back."""
    app = opened()
    [title] = [one.value for one in app.subheader if "saves about" in one.value]
    assert "Counted here with a credit officer deciding 330 of 1,000 customers" in said(app)
    assert "TWD 16 million a year" in title
    verdict = app.title[0].value
    app.number_input(key=f"cost-review-{SAMPLE}").set_value(2000.0)
    app.number_input(key=f"cost-upkeep_per_year-{SAMPLE}").set_value(1e6).run()
    assert not app.exception
    assert [one for one in app.subheader if " costs about TWD 58 million a year" in one.value]
    assert "a look by a credit officer costs TWD 2,000 instead of TWD 160" in said(app)
    assert "a year's upkeep of the model costs TWD 1,000,000 instead of nothing said" in said(app)
    assert app.title[0].value == verdict
    drawn = [getattr(one, "key", None) for one in app.main]
    assert drawn.index("value-back") > drawn.index(f"cost-review-{SAMPLE}")  # no field moves
    assert "2000" in app.query_params["one_review"]
    assert "1000000" in app.query_params["upkeep"]
    app.button(key="value-back").click().run()
    assert title in [one.value for one in app.subheader]
    assert app.number_input(key=f"cost-upkeep_per_year-{SAMPLE}").value is None


def test_a_link_with_prices_and_a_threshold_opens_the_waterfall_by_them() -> None:
    """What is tried on one page stands on the other, and is said."""
    app = opened(threshold="0.9", cases_a_year="1000", line_3="7")
    assert "Tried here: 90 %" in said(app)
    assert "customers a year: 1,000 instead of 120,000" in said(app)


def test_a_review_without_costs_says_what_to_add() -> None:
    """One line, no form."""
    app = opened("lending")
    assert "What a mistake costs is not in this review" in said(app)
    assert not [one for one in app.number_input if one.key and one.key.startswith("cost-")]


# The decision


def test_a_decision_is_recorded_with_what_it_was_decided_on(book: Record) -> None:
    """Suggested, decided, by, on, because and conditions; then the form is empty again."""
    app = fill(
        opened(), "decide", decided="Go with limits", by=" Ada Example ",
        because="Good enough for spring", conditions="Look again in June\n\nCalls only",
    )  # fmt: skip
    send(app, "decide")
    [entry] = book.entries(SAMPLE)
    assert (entry.kind, entry.by) == ("decision", "Ada Example")
    assert entry.content["suggested"] == "Can't tell yet"
    assert entry.content["conditions"] == ["Look again in June", "Calls only"]
    line = said(app)
    assert "Decided: Go with limits, by Ada Example on " in line
    assert "the criteria say Can't tell yet" in line
    assert [one.value for one in app.success if "entry 1 of the record" in one.value]
    assert app.text_input(key=f"decide-{SAMPLE}-1-by").value == ""


def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(book: Record) -> None:
    """No decision, no name, no reason: a line each, no entry; then it goes through."""
    app = send(fill(opened(), "decide", by="Ada"), "decide")
    assert errors(app) == ["Choose what is decided. Nothing was recorded."]
    send(fill(app, "decide", decided="Go", because="Because of this", by="  "), "decide")
    assert errors(app) == ["Say who it is: fill in the name. Nothing was recorded."]
    send(fill(app, "decide", because=" ", by="Ada"), "decide")
    assert "Say why" in errors(app)[0]
    assert app.text_input(key=f"decide-{SAMPLE}-0-by").value == "Ada"
    assert book.entries() == ()
    send(fill(app, "decide", because="We wait for nobody"), "decide")
    assert kinds(book.entries()) == ["decision"]
    assert not app.error


def test_a_reason_that_is_too_long_is_said_and_stays(book: Record) -> None:
    """One limit stands beside the field; what was typed beyond it is not lost."""
    app = fill(opened(), "decide", decided="Go", by="Ada", because="x" * 2100).run()
    assert "At most 2,000 characters: shorten it by 100. Nothing is lost." in said(app)
    send(app, "decide")
    [error] = errors(app)
    assert error.startswith("Nothing was recorded: the reason: at most 2,000 characters are")
    assert app.text_area(key=f"decide-{SAMPLE}-0-because").value == "x" * 2100
    send(fill(app, "decide", because="x" * 2000), "decide")
    assert book.entries()[0].content["because"] == "x" * 2000


def test_a_sample_shows_what_this_browser_wrote_and_nothing_of_others(book: Record) -> None:
    """By the address, which a reload and a link keep; another visitor sees nothing."""
    app = send(fill(opened(), "decide", decided="Go", by="Ada", because="Yes"), "decide")
    noted = "".join(app.query_params["noted"])
    assert book.entries()[0].digest.startswith(noted)
    assert "by Ada on" in said(opened(noted=noted))
    other = send(fill(opened(), "decide", decided="Not yet", by="Bob", because="No"), "decide")
    assert "Ada" not in said(other)
    assert "Ada" not in said(opened(noted="0"))
    assert "Ada" not in said(opened(noted=""))
    assert kinds(book.entries(SAMPLE)) == ["decision", "decision"]


# Limits and questions


def test_limits_locked_on_the_page_say_that_results_were_open(book: Record) -> None:
    """Never locked; then as they were locked, by whom, after the results were opened."""
    app = opened()
    assert "were not locked before results were opened" in said(app)
    send(app, "lock")
    assert errors(app) == ["Say who it is: fill in the name. Nothing was recorded."]
    assert book.entries() == ()
    send(fill(app, "lock", by="Ada"), "lock")
    assert kinds(book.entries(SAMPLE)) == ["opened", "lock"]
    assert "The criteria are as Ada locked them on " in said(app)
    assert "Results were open already when they were locked." in said(app)
    assert "were not locked" not in said(app)


def test_an_answer_stands_in_the_criteria_with_who_and_when(book: Record) -> None:
    """Of the review's own question, and of a standard one, which decides nothing."""
    app = opened()
    own = "Is a call a help to the customer, and never a reason to cut the credit limit?"
    send(fill(app, "answer", question=own, answer="It is a help", by="Ada"), "answer")
    standard = "Whom does it disadvantage?"
    send(fill(app, "answer", 1, question=standard, answer="Nobody I know", by="Bob"), "answer", 1)
    assert kinds(book.entries(SAMPLE)) == ["attestation", "attestation"]
    assert "It is a help. (Ada, " in said(app)
    assert "Nobody I know. (Bob, " in said(app)
    send(app, "answer", 2)
    assert errors(app) == ["Write an answer. Nothing was recorded."]


def test_a_record_that_cannot_be_written_is_said_and_the_page_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was typed stays; the rest of the page is as it was."""
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("EVENHAND_RECORD", f"sqlite:///{tmp_path / 'file' / 'record.sqlite3'}")
    app = send(fill(opened(), "decide", decided="Go", by="Ada", because="Yes"), "decide")
    assert errors(app)[0].startswith("Nothing was recorded: record.sqlite3: ")
    assert app.text_input(key=f"decide-{SAMPLE}-0-by").value == "Ada"
    assert [one for one in app.subheader if "saves about" in one.value]


def test_a_record_that_cannot_be_read_is_said_and_the_page_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line; the verdict is by the limits alone."""
    (tmp_path / "record.sqlite3").write_text("no record at all " * 100, encoding="utf-8")
    monkeypatch.setenv("EVENHAND_RECORD", f"sqlite:///{tmp_path / 'record.sqlite3'}")
    app = opened(noted="0123456789abcdef")
    assert not app.exception
    assert [one for one in app.warning if "be shown" in one.value]
    assert app.title


# An own log


def brought(limit: int | None) -> AppTest:
    """The form for an own log, filled in."""
    app = opened("own")
    app.text_input(key="own-0-purpose").set_value("a test")
    app.file_uploader(key="own-0-file").upload("log.csv", LOG, "text/csv").run()
    if limit is not None:
        app.number_input(key="own-0-error").set_value(limit)
    return app


def test_limits_of_an_own_log_are_locked_before_its_results_are_opened(book: Record) -> None:
    """The form's last step; then the results; for the same file another limit is told."""
    app = brought(30)
    app.button(key="own-0-lock").click().run()
    assert errors(app) == ["Say who it is: fill in the name. Nothing was recorded."]
    assert app.text_input(key="own-0-purpose").value == "a test"
    app.text_input(key="own-0-locked-by").set_value("Ada")
    app.button(key="own-0-lock").click().run()
    assert not app.exception
    assert kinds(book.entries()) == ["lock", "opened"]
    assert "The criteria are as Ada locked them" in said(app)
    assert "opened before that" not in said(app)
    again = brought(5)
    again.button(key="own-0-send").click().run()
    assert "The criteria are not as Ada locked them" in said(again)
    assert kinds(book.entries()) == ["lock", "opened", "opened"]


def test_a_log_that_was_looked_at_and_brought_again_is_not_locked_before_its_results(
    book: Record,
) -> None:
    """Whoever has seen the results may lock, and the record says that they had."""
    app = brought(30)
    app.button(key="own-0-send").click().run()
    assert book.entries() == ()
    app.button(key="forget").click().run()
    app.text_input(key="own-2-purpose").set_value("a test")
    app.file_uploader(key="own-2-file").upload("log.csv", LOG, "text/csv").run()
    app.number_input(key="own-2-error").set_value(30)
    app.text_input(key="own-2-locked-by").set_value("Ada")
    app.button(key="own-2-lock").click().run()
    assert not app.exception
    assert kinds(book.entries()) == ["opened", "lock"]
    assert "Results were open already when they were locked." in said(app)


def test_without_a_limit_there_is_nothing_to_lock(book: Record) -> None:
    """A line says where to write one; and a log that is only looked at leaves no trace."""
    app = brought(None)
    app.text_input(key="own-0-locked-by").set_value("Ada")
    app.button(key="own-0-lock").click().run()
    assert "There is no limit to lock" in errors(app)[0]
    app.button(key="own-0-send").click().run()
    assert app.title[0].value
    assert book.entries() == ()
