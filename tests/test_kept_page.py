"""What a visitor is told of kept reviews, on every page and in words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import cached, links, nav, serve_errors
from evenhand import document, kept, record, words
from evenhand.decisions import Dossier, decide, lock
from evenhand.findings import Estimate, Omitted
from evenhand.kept import Detail, Kept, Terms, place, shared
from evenhand.words import kept as said
from tests.core.making import audit as counted
from tests.core.making import keys
from tests.core.test_coarsen import random_log

ROUTER = Path(__file__).parent.parent / "pages" / "main.py"
NOW = datetime.now(UTC)
TERMS = Terms("Ada **Quill**", "a yearly check", NOW, NOW + timedelta(days=7))


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own."""
    monkeypatch.setenv("EVENHAND_DATA", str(tmp_path))
    return tmp_path


@pytest.fixture(scope="module")
def one() -> Kept:
    """A log as if somebody had brought it and kept its review."""
    review = keys(
        title="Who gets a call?",
        handoff={"threshold": 0.8, "human_accuracy": 0.9},
        criteria=[
            {"finding": "automatic_error", "at_most": 0.5},
            {"finding": "accuracy_difference", "at_least": 0.5},
        ],
    )
    audit = counted(random_log(4, 1_500), review)
    origin = document.origin(audit.log)
    return kept.kept(audit.tally, audit.review, origin, audit.findings(), TERMS)


def visited(link: str) -> AppTest:
    """The app at the link of a kept review."""
    app = AppTest.from_file(ROUTER, default_timeout=120)
    app.query_params["review"] = link
    return app.run()


def test_every_page_opens_for_a_kept_review(one: Kept) -> None:
    """And says at the start who kept it, what for, until when, and what is not in it."""
    app = visited(kept.keep(one).view)
    told = [text.value for text in app.text]
    assert said.terms_line(TERMS) in told
    assert [text for text in told if text.startswith("By race: ")]
    for stop in (*nav.STOPS, nav.KEPT):
        app.switch_page(stop.file).run()
        assert not app.exception
        assert not app.error
        assert app.title[0].value.strip()


@pytest.mark.parametrize("link", ["kept-", f"kept-{'a' * 32}", "kept-../..", f"kept-{'ä' * 32}"])
def test_a_link_to_nothing_says_the_same_calm_thing(link: str) -> None:
    """Wrong, over or deleted: nobody can tell, and there is a way on."""
    app = visited(link)
    assert not app.exception
    assert app.title[0].value == said.GONE_TITLE
    app.button(key="elsewhere").click().run()
    assert app.title[0].value != said.GONE_TITLE


def test_a_review_deleted_while_it_is_open_is_gone_on_the_next_page(one: Kept) -> None:
    """Nothing of it is shown from memory."""
    made = kept.keep(one)
    app = visited(made.view)
    kept.delete(made.manage)
    app.switch_page("fairness.py").run()
    assert app.title[0].value == said.GONE_TITLE


def test_a_review_whose_time_runs_out_while_it_is_open_is_gone_and_so_is_what_was_remembered(
    one: Kept,
) -> None:
    """On the next page, in the server's memory, and after its sweep on the disk."""
    soon = replace(one, terms=replace(TERMS, until=datetime.now(UTC) + timedelta(hours=1)))
    link = kept.keep(soon).view
    app = visited(link)
    assert app.title[0].value != said.GONE_TITLE
    assert not cached.forget_gone()  # it is still there
    about = place.folder() / str(kept.subject(link)) / shared.ABOUT
    over = replace(soon, terms=replace(TERMS, until=datetime.now(UTC) - timedelta(seconds=1)))
    about.write_text(shared.files(over)[shared.ABOUT], encoding="utf-8")
    assert cached.forget_gone()  # before anybody looks again
    app.switch_page("fairness.py").run()
    assert not app.exception
    assert app.title[0].value == said.GONE_TITLE
    assert kept.sweep() == 1
    assert list(place.folder().iterdir()) == []


def test_nothing_is_written_about_a_review_that_was_deleted_while_its_form_was_open(
    one: Kept,
) -> None:
    """Else the record would know again of what is gone."""
    made = kept.keep(one)
    app = visited(made.view)
    form = f"decide-{made.view}-0"
    app.text_input(key=f"{form}-by").set_value("Bea")
    app.text_area(key=f"{form}-because").set_value("it is a trial")
    app.radio(key=f"{form}-decided").set_value("Go")
    app.button(key=f"{form}-send").click()
    kept.delete(made.manage)
    app.run()
    assert app.title[0].value == said.GONE_TITLE
    assert record.open().entries(kind="decision") == ()


def test_a_damaged_review_is_one_line(one: Kept, data: Path) -> None:
    """It says whom to ask, on the page and on the page of kept reviews."""
    link = kept.keep(one).view
    (data / "reviews" / str(kept.subject(link)) / "counts.json").write_text("{", encoding="utf-8")
    app = visited(link)
    assert not app.exception
    assert app.title[0].value == said.UNREADABLE_TITLE
    assert [text.value for text in app.text if "damaged" in text.value]


def test_the_page_of_kept_reviews_says_what_was_decided_and_locked(one: Kept) -> None:
    """By the record, as it is now."""
    link = kept.keep(one).view
    app = visited(link).switch_page(nav.KEPT.file).run()
    told = [text.value for text in app.text]
    assert said.DECIDED_NOT in told
    assert "Of 2 limits: 1 inside, 1 outside and 0 can't be told." in told
    dossier = Dossier(record.open(), one.review, kept.subject(link))
    lock(dossier, "Bea")
    decide(dossier, one.findings(), "Go", by="Bea", because="it is a trial")
    app.run()
    told = [text.value for text in app.text]
    assert [text for text in told if text.startswith("Decided: Go, by Bea")]
    assert [text for text in told if "Bea locked them" in text]


def test_a_pasted_address_adds_its_review(one: Kept) -> None:
    """What is no link is said to lead nowhere."""
    link = kept.keep(one).view
    app = AppTest.from_file(ROUTER, default_timeout=120).run().switch_page(nav.KEPT.file).run()
    app.text_input(key="paste").set_value("http://x/?review=nothing").run()
    app.button(key="add").click().run()
    assert app.warning
    app.text_input(key="paste").set_value(f"http://x/overview?review={link}&more=true").run()
    app.button(key="add").click().run()
    assert app.title[0].value == "One kept review"


def test_a_log_line_never_has_what_opens_or_deletes_a_review(one: Kept) -> None:
    """Neither the address of a page nor of a request."""
    made = kept.keep(one)
    for text in (f"GET /?review={made.view}", f"GET /kept?manage={made.manage} 200"):
        hidden = str(serve_errors.without_secrets(text))
        assert made.view.removeprefix("kept-") not in hidden
        assert made.manage.split(".")[1] not in hidden
    assert serve_errors.without_secrets(200) == 200


def test_what_is_merged_is_said_by_attribute(one: Kept) -> None:
    """Counts first; nothing of attributes that are whole."""
    details = {"": one.details[""], "sex": Detail(2, 0), "race": Detail(6, 3, ("marks",))}
    lines = said.merged_lines(replace(one, details=details))
    assert "fewer than 11 cases are merged" in lines[0]
    assert [text for text in lines if text.startswith("By ")] == [
        "By race: 3 of 6 groups are merged into one; not kept is to which answer it changes."
    ]
    assert "fewer than 11 cases" in said.keep_note(one.review)


def test_who_else_sees_what_is_kept_is_said_before_and_after() -> None:
    """Everybody with the link; and of what is written, whoever has the same file."""
    assert "Everybody with the link" in said.KEPT_NOTE
    assert "the very same file sees these entries too" in said.KEPT_NOTE
    assert "only for you; what it is for: a *check*" in said.own_line("a *check*", 0)
    told = said.own_line("a check", 2)
    assert "only for you, but for 2 kept reviews below, which whoever has the link can see" in told


def test_a_link_is_found_in_what_was_pasted() -> None:
    """Only a whole one."""
    link = "kept-" + "aB_-" * 8
    assert links.found_in(f" {link} ") == link
    assert links.found_in(f"{link}c") is None


def test_a_comparison_that_is_not_kept_says_so_and_not_that_nobody_answered(one: Kept) -> None:
    """The reason is the merging, whatever the log had."""
    found = one.findings()
    compared = found.comparison
    assert compared is not None
    assert not isinstance(found.merged, Omitted)
    none = replace(compared, n=0, paired=None, accuracy_difference=Estimate())
    title = words.compare_title(replace(found, comparison=none), one.review)
    assert title == "How the two compare is not in this kept review"
    assert "Not in this kept review" in str(
        words.missing(replace(found, comparison=none), one.review, "compare")
    )
