"""Guessed roles: what each column probably is, and the review that comes of it."""

import tomllib
from pathlib import Path
from typing import Final

import pandas as pd
import pytest

from evenhand import review as reviews
from evenhand import roles, sources
from tests.input import making

SIZE: Final = 60
TYPICAL: Final = {
    "case_id": ("id", [f"c{i}" for i in range(SIZE)]),
    "Gender": ("protected", ["F", "M"] * 30),
    "age": ("protected", list(range(SIZE))),
    "decided_at": ("time", ["2026-01-01"] * SIZE),
    "outcome": ("label", [0, 1] * 30),
    "model_score": ("model_score", [i / 100 for i in range(SIZE)]),
    "model_confidence": ("model_confidence", [i / 100 for i in range(SIZE)]),
    "aiDecision": ("model_prediction", ["yes", "no"] * 30),
    "rule_says": ("baseline_prediction", [1, 0] * 30),
    "old_score": ("baseline_score", [i / 100 for i in range(SIZE)]),
    "reviewer": ("human_prediction", [1, 0] * 30),
    "weight": ("weight", [2] * SIZE),
    "region": ("context", ["north", "south"] * 30),
    "amount": ("feature", [i * 1.5 for i in range(SIZE)]),
    "arm": ("arm", ["rule", "model"] * 30),
    "model_ms": ("model_latency_ms", [20.5 + i for i in range(SIZE)]),
    "rule_latency_ms": ("baseline_latency_ms", [1.0] * SIZE),
    "nothing": ("ignore", [None] * SIZE),
    "count": ("ignore", ["inf"] * SIZE),
}


def _guesses() -> tuple[roles.Guess, ...]:
    frame = pd.DataFrame({name: values for name, (_, values) in TYPICAL.items()})
    return roles.guess(sources.from_frame(frame))


@pytest.mark.parametrize("column", TYPICAL)
def test_a_typical_column_is_recognised(column: str) -> None:
    """Names in any style, with values that fit, give the role."""
    found = {guess.column: guess.role for guess in _guesses()}
    assert found[column] == TYPICAL[column][0]


def test_protected_columns_show_no_examples() -> None:
    """Values of a protected column are not shown beside its guess; others show three at most."""
    for guess in _guesses():
        assert len(guess.examples) <= (0 if guess.role == "protected" else 3)
        assert guess.role in roles.ROLES
        assert guess.why


def test_many_numbers_of_a_protected_column_get_edges() -> None:
    """An age is cut at its quartiles, a text and a column of few values are not."""
    edges = {guess.column: guess.edges for guess in _guesses()}
    assert edges["age"] == (14.0, 30.0, 45.0)
    assert edges["Gender"] == edges["region"] == ()


def test_one_row_is_enough_to_guess() -> None:
    """A log of one row gives guesses and no crash."""
    found = roles.guess(sources.from_frame(pd.DataFrame({"age": [30], "score": [0.5]})))
    assert [guess.distinct for guess in found] == [1, 1]


def test_a_role_that_one_column_has_is_not_given_twice() -> None:
    """The second column that looks like a label stays without a role of its own."""
    frame = pd.DataFrame({"label": [0, 1] * 20, "outcome": [0, 1] * 20})
    assert [guess.role for guess in roles.guess(sources.from_frame(frame))] == ["label", "ignore"]


def test_the_review_of_guesses_is_read_back() -> None:
    """The text of a first review holds what was guessed, and a label's value as positive."""
    keys = tomllib.loads(roles.review_file(_guesses(), path="folder/log.csv"))
    review = reviews.parse(keys)
    assert review.title == "Review of log.csv"
    assert review.columns.positive == "1"
    assert review.columns.protected == ("Gender", "age")
    assert review.columns.edges == {"age": (14.0, 30.0, 45.0)}
    assert review.handoff is not None
    assert review.handoff.human == "reviewer"
    assert {c.name: c.role for c in review.candidates} == {"rule": "baseline", "model": "model"}


def test_the_positive_value_of_a_label_in_words_is_the_last() -> None:
    """Where no value of the label is 1, the last in order stands there to be corrected."""
    frame = pd.DataFrame({"label": ["no", "yes"] * 20, "model": ["no", "yes"] * 20})
    text = roles.review_file(roles.guess(sources.from_frame(frame)), path="log.csv")
    assert reviews.parse(tomllib.loads(text)).columns.positive == "yes"


def test_roles_chosen_by_a_person_make_a_review() -> None:
    """A draft holds features, a prediction with its confidence, and no handoff without one."""
    chosen = {"a": "feature", "b": "model_prediction", "c": "model_confidence", "y": "label"}
    keys = roles.draft(chosen, title="Mine", positive="yes", positive_is_good=False)
    review = reviews.parse(keys)
    assert review.columns.features == ("a",)
    assert review.candidates[0].confidence == "c"
    assert not review.columns.positive_is_good
    without = roles.draft({"b": "model_prediction", "y": "label"}, title="Mine")
    assert "handoff" not in without


def test_a_group_that_is_an_input_is_written_as_both(tmp_path: Path) -> None:
    """In the order of the log; of another role it is none, and a file of it is read back."""
    chosen = {"sex": "protected", "late": "feature", "site": "context", "y": "label",
              "s": "model_score"}  # fmt: skip
    guesses = [
        roles.Guess(name, role, "", (), 2, also_input=name in {"sex", "y"})
        for name, role in chosen.items()
    ]
    keys = roles.with_inputs(roles.draft(chosen, title="Mine"), guesses)
    assert keys["columns"]["protected"] == ["sex"]
    assert keys["columns"]["features"] == ["sex", "late"]
    path = tmp_path / "review.toml"
    path.write_text(roles.toml(keys, {}))
    read = reviews.parse(tomllib.loads(path.read_text()))
    assert read.columns.protected == ("sex",)
    assert read.columns.features == ("sex", "late")
    bare = roles.draft({"sex": "protected", "y": "label"}, title="t")
    assert "features" not in roles.with_inputs(bare, [])["columns"]


def test_a_whole_review_is_written_as_toml(tmp_path: Path) -> None:
    """Tables, lists of tables, inline tables and every kind of value are read back."""
    keys = making.keys(
        columns={"edges": {'age of "x"': [1.5, 2]}}, method={"seed": 3},
        handoff={"threshold": 0.5}, criteria=[{"attest": "True?", "required": False}],
    )  # fmt: skip
    assert tomllib.loads(making.review(tmp_path, keys).read_text()) == keys


def test_what_became_of_an_applicant_is_what_really_happened() -> None:
    """`good_hire` and `hired` are outcomes; a time named after one stays a time."""
    frame = pd.DataFrame({
        "hired": [0, 1, 1], "other_hire": [1, 0, 1], "hired_at": ["2024", "2025", "2026"]
    })  # fmt: skip
    found = {guess.column: guess.role for guess in roles.guess(sources.from_frame(frame))}
    assert found["hired"] == "label"
    assert found["hired_at"] == "time"


@pytest.mark.parametrize("name", ["approved", "loan_approved", "churned", "Default"])
def test_what_was_decided_is_the_outcome_where_it_is_one_of_two_and_nothing_else_is(
    name: str,
) -> None:
    """With a plainer name beside it, or with more values, it is not; a model's answer never is."""
    frame = pd.DataFrame({name: [0, 1, 1, 0], "score": [0.1, 0.7, 0.8, 0.2]})
    assert roles.guess(sources.from_frame(frame))[0].role == "label"
    beside = {
        g.column: g.role
        for g in roles.guess(sources.from_frame(frame.assign(outcome=[0, 1, 0, 1])))
    }
    assert (beside[name] == "label", beside["outcome"]) == (False, "label")
    three = frame.assign(**{name: ["a", "b", "c", "a"]})
    assert roles.guess(sources.from_frame(three))[0].role != "label"
    said = frame.rename(columns={name: f"model_{name}"})
    assert roles.guess(sources.from_frame(said))[0].role == "model_prediction"


def test_an_arm_and_how_long_answers_took_are_in_the_review() -> None:
    """Each where its key belongs."""
    chosen = {"y": "label", "s": "model_score", "r": "baseline_prediction", "who": "arm",
              "ms": "model_latency_ms", "rms": "baseline_latency_ms"}  # fmt: skip
    review = reviews.parse(roles.draft(chosen, title="Mine"))
    assert review.columns.arm == "who"
    assert {c.name: c.latency_ms for c in review.candidates} == {"model": "ms", "rule": "rms"}
