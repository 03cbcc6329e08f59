"""The small parts of the pages, without a running app."""

import csv
import io
import string
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from components import files, nav, upload
from components.roles_form import Meaning
from components.text import inert, label
from evenhand import roles, spreadsheet
from evenhand.errors import InputError
from evenhand.review import parse
from evenhand.roles import Guess


@given(st.text())
def test_inert_text_leaves_no_sign_unescaped(text: str) -> None:
    """Every sign that Markdown knows stands behind a backslash."""
    left = inert(text)
    for sign in string.punctuation:
        left = left.replace(f"\\{sign}", "")
    assert not set(left) & set(string.punctuation)


@pytest.mark.parametrize("text", ["http://a.org", "www.a.org", "a@b.org", "a -> b", "a <= b"])
def test_inert_text_breaks_what_would_become_a_link_or_an_arrow(text: str) -> None:
    """Streamlit makes links of bare addresses even where all signs are escaped."""
    assert "\u2060" in inert(text)


@given(st.text(string.punctuation + "aw "))
def test_a_label_has_no_escape_and_no_sign_that_marks_up(text: str) -> None:
    """It is read out as it is written; a single dollar sign is no formula."""
    named = label(f"Role of {text}")
    assert not set(named) & set("\\`*_[]{}<>~:&^#|")
    assert named.count("$") <= 1
    assert "www." not in named.lower()


@given(st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1))
def test_no_cell_of_a_file_is_a_formula(cell: str) -> None:
    """A spreadsheet reads it as text, and the text is whole."""
    rows = list(csv.reader(io.StringIO(spreadsheet.as_csv(["a"], [[cell]]).decode())))
    assert rows[1][0] in {cell, f"'{cell}"}
    assert not rows[1][0].startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("first", "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
def test_a_text_that_begins_as_a_formula_is_marked_as_text(first: str) -> None:
    """In signs of any width, and after what a spreadsheet passes over."""
    rows = list(csv.reader(io.StringIO(spreadsheet.as_csv(["a"], [[f"{first}1"]]).decode(), "")))
    assert rows[1] == [f"'{first}1"]


def test_numbers_stay_numbers_in_a_file() -> None:
    """A negative number is no formula."""
    assert spreadsheet.as_csv(["a"], [[-1.5], [None], [3]]) == b'a\r\n-1.5\r\n""\r\n3\r\n'


def test_an_uploaded_file_is_gone_after_it_was_read() -> None:
    """It is on disk only inside the block, under a name of ours."""
    with files.on_disk(b"a", "csv") as path:
        assert path.read_bytes() == b"a"
        folder = path.parent
    assert not folder.exists()


def test_addresses_of_pages_are_distinct() -> None:
    """A link leads to one page."""
    assert len({stop.path for stop in nav.STOPS}) == len(nav.STOPS)


ROLES = {"sex": "protected", "y": "label", "p": "model_score", "r": "baseline_prediction"}
GUESSES = tuple(Guess(name, role, "", (), 2) for name, role in ROLES.items())
NOTHING = upload.Limits(0, 0, 0, 0.9, 0.8, None, None, not_worse=False)
QUEUE = {"people": 3, "minutes_per_case": 12.5, "cases_per_hour": 40.0}
EVERYTHING = upload.Limits(
    5, 120, 4, 0.9, 0.85, 0.04, 0.8, not_worse=True, queue=QUEUE, currency="EUR"
)


@pytest.mark.parametrize("limits", [NOTHING, EVERYTHING], ids=["nothing", "everything"])
def test_the_form_writes_a_review_file(limits: upload.Limits) -> None:
    """Whatever was filled in, it is a review that the core accepts."""
    meaning = Meaning(GUESSES, "", {"case": "customer"}, "1", positive_is_good=False)
    review = parse(upload.review_keys(meaning, limits))
    assert review.title == "My decision log"
    assert review.words.plural == "customers"
    assert review.handoff is not None
    assert review.handoff.threshold == limits.threshold
    assert review.handoff.max_error == limits.automatic_error  # its promise, and what to start with
    assert (review.costs is None) == (limits is NOTHING)
    assert {key: getattr(review.handoff, key) or 0 for key in limits.queue} == limits.queue
    assert (review.costs.currency if review.costs else "") == limits.currency
    assert len(review.criteria) == (0 if limits is NOTHING else 3)


def test_a_person_in_the_log_is_measured_and_not_assumed() -> None:
    """The assumed share is not used where the person's own answers are there."""
    person = Guess("officer", "human_prediction", "", (), 2)
    meaning = Meaning((*GUESSES, person), "t", {}, "1", positive_is_good=True)
    handoff = upload.review_keys(meaning, NOTHING)["handoff"]
    assert handoff["human"] == "officer"


def test_a_group_that_the_model_reads_is_both_in_the_review() -> None:
    """Compared, and an input; a column of another role is none for having been one of groups."""
    read = tuple(replace(guess, also_input=True) for guess in GUESSES)
    meaning = Meaning(read, "t", {}, "1", positive_is_good=True)
    columns = parse(upload.review_keys(meaning, NOTHING)).columns
    groups = {guess.column for guess in GUESSES if guess.role in roles.GROUPS}
    assert groups
    assert groups == {*columns.protected, *columns.context}
    inputs = {guess.column for guess in GUESSES if guess.role == "feature"}
    assert set(columns.features) == groups | inputs
    plain = Meaning(GUESSES, "t", {}, "1", positive_is_good=True)
    assert set(parse(upload.review_keys(plain, NOTHING)).columns.features) == inputs


FORM = """
import streamlit as st
from components import roles_form
from evenhand.roles import Guess
guesses = (
    Guess("y", "label", "", ("0", "1"), 2, ("0", "1")),
    Guess("said", "ANSWER", "", ("0.1",), 100),
    Guess("SEX", "protected", "", (), 2, ("1", "2")),
    Guess("late", "feature", "", ("1",), 9),
)
found = roles_form.draw(guesses, 0)
st.text(f"inputs: {[guess.column for guess in found.guesses if guess.is_input]}")
"""


def test_the_form_asks_which_groups_the_model_reads_where_it_has_answers() -> None:
    """None at first; without a column of the model's answers nothing is asked."""
    app = AppTest.from_string(FORM.replace("ANSWER", "model_score")).run(timeout=60)
    assert not app.exception
    [box] = app.multiselect
    assert box.value == []
    assert "inputs: ['late']" in [text.value for text in app.text]
    box.set_value(["SEX"]).run(timeout=60)
    assert "inputs: ['SEX', 'late']" in [text.value for text in app.text]
    role = next(each for each in app.selectbox if each.label == "Role of SEX")
    role.set_value("ignore").run(timeout=60)
    assert not app.multiselect
    assert "inputs: ['late']" in [text.value for text in app.text]
    without = AppTest.from_string(FORM.replace("ANSWER", "baseline_score")).run(timeout=60)
    assert not without.exception
    assert not without.multiselect


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ({"label", "protected"}, "what really happened"),
        ({"model_score", "baseline_prediction"}, "the model's answer"),
    ],
)
def test_what_is_lacking_is_said_in_the_words_of_the_form(lacking: set[str], said: str) -> None:
    """And no key of a review file is named."""
    kept = tuple(guess for guess in GUESSES if guess.role not in lacking)
    with pytest.raises(InputError, match=said) as raised:
        upload.counted(b"", ".csv", Meaning(kept, "t", {}, "1", positive_is_good=True), NOTHING)
    assert "[" not in str(raised.value)
