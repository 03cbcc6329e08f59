"""A verdict is tried under choices as reasonable as the review's, by the code that gave it."""

import copy
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand import document, figures, words
from evenhand.findings import OMITTED, Choice, Robustness
from evenhand.review import parse
from evenhand.robustness import MOST, OWN_GROUP
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")
SIZE = 4000


def log(seed: int = 3, scores: int = 200) -> pd.DataFrame:
    """A log in which the young are picked less often, some people's sex is unknown."""
    rng = np.random.default_rng(seed)
    age = rng.integers(18, 80, SIZE)
    return pd.DataFrame(
        {
            "y": rng.integers(0, 2, SIZE),
            "sex": making.drawn(rng, ["F", "M", None], SIZE, p=[0.5, 0.49, 0.01]),
            "age": age,
            "rule": rng.integers(0, 2, SIZE),
            "score": np.round(rng.beta(2, 2, SIZE) * scores - 0.12 * scores * (age < 34)).clip(0)
            / scores,
        }
    )


def keys(**given: Any) -> dict[str, Any]:  # noqa: ANN401
    """A review with a criterion of every kind that a choice can touch."""
    criteria = [
        {"finding": "impact_ratio", "attribute": "age", "at_least": 0.8},
        {"finding": "selection_rate", "attribute": "sex", "gap": "difference", "at_most": 0.2},
        {"finding": "accuracy_difference", "at_least": -0.1},
        {"finding": "cost_difference", "at_most": 40.0},
        {"finding": "automatic_error", "at_most": 0.6},
        {"finding": "coverage", "at_least": 0.05},
    ]
    start = making.keys(
        columns={"protected": ["sex", "age"], "edges": {"age": [30, 50]}},
        handoff={"threshold": 0.8},
        costs={"false_positive": 1.0, "false_negative": 2.0},
        criteria=criteria,
    )
    return start | given


def changed(start: dict[str, Any], choice: Choice) -> dict[str, Any]:
    """The review file with a choice made in it, by hand."""
    review = copy.deepcopy(start)
    for key, value in choice.changed.items():
        match key.split("."):
            case ["columns", "edges", column]:
                edges = [float(edge) for edge in value.split(", ")]
                review["columns"]["edges"][column] = edges
            case ["candidates", name, "threshold"]:
                own = next(one for one in review["candidates"] if one["name"] == name)
                own["threshold"] = float(value)
            case ["method", "min_group"]:
                review["method"] = {"min_group": int(value)}
            case ["costs", kind]:
                review["costs"][kind] = float(value)
            case _:
                assert key == "unknown"
    return review


@pytest.mark.parametrize("scores", [200, 3000], ids=["as they are", "in steps"])
def test_each_choice_gives_the_verdict_of_a_review_with_that_choice(scores: int) -> None:
    """The oracle opens the log again by a review file in which the choice was made."""
    review = keys(robustness={"min_group": [900]})
    audit = making.audit(log(scores=scores), review)
    found = audit.robustness()
    assert isinstance(found, Robustness)
    assert found.of == len(found.choices) <= MOST
    assert {key for choice in found.choices for key in choice.changed} == {
        "columns.edges.age", "candidates.model.threshold", "method.min_group", "unknown",
        "costs.false_positive", "costs.false_negative",
    }  # fmt: skip
    several = [choice for choice in found.choices if len(choice.changed) > 1]
    for choice in [
        *(c for c in found.choices if len(c.changed) < 2),
        *several[:: len(found.choices) // 6],
    ]:
        frame = log(scores=scores)
        if "unknown" in choice.changed:
            frame["sex"] = frame["sex"].fillna(OWN_GROUP)
        wanted = making.audit(frame, changed(review, choice)).findings().verdict
        assert choice.word == wanted.word, choice
    assert found.holds == sum(c.word == found.choices[0].word for c in found.choices)


def test_a_state_that_flips_with_where_one_cuts_is_found_and_said() -> None:
    """People of 30 to 33 are picked half as often: cut at 34 instead of 30, the limit breaks."""
    rng = np.random.default_rng(1)
    age = rng.integers(18, 50, SIZE)
    low = (age >= 30) & (age < 34)
    frame = pd.DataFrame(
        {"age": age, "pick": (rng.random(SIZE) < np.where(low, 0.3, 0.62)).astype(int)}
    )
    review = {
        "title": "Planted",
        "columns": {"protected": ["age"], "edges": {"age": [34, 44]}},
        "candidates": [{"name": "model", "role": "model", "prediction": "pick"}],
        "criteria": [{"finding": "impact_ratio", "attribute": "age", "at_least": 0.7}],
        "robustness": {"edges": {"age": [[30, 34, 44], [33, 44]]}},
    }
    audit = making.audit(frame, review)
    found = audit.findings().robustness
    assert isinstance(found, Robustness)
    said = {choice.changed.get("columns.edges.age"): choice.word for choice in found.choices}
    assert said[None] != said["30, 34, 44"] == "Not yet"
    sentence = words.robustness_sentence(audit.findings(), audit.review)
    assert sentence is not None
    assert sentence.startswith(f"The verdict holds in {found.holds} of 3 reasonable choices; ")
    assert sentence.endswith("it changes with where age is cut.")


def test_only_what_some_criterion_depends_on_is_tried() -> None:
    """Without criteria there is no verdict; some criteria depend on nothing that can change."""
    assert making.audit(log(), keys(criteria=[])).findings().robustness is OMITTED
    fixed = keys(criteria=[{"finding": "calibration_error", "at_most": 0.5}])
    assert making.audit(log(), fixed).findings().robustness is OMITTED
    none: dict[str, Any] = {"thresholds": [], "costs": [], "min_group": [], "edges": {"age": []}}
    left = making.audit(log(), keys(robustness=none)).findings().robustness
    assert isinstance(left, Robustness)
    assert [choice.changed for choice in left.choices] == [
        {}, {"unknown": "a group of their own"},
    ]  # fmt: skip


def test_too_many_combinations_are_cut_to_pairs_and_then_to_one_at_a_time() -> None:
    """And the findings say which."""
    many = {"thresholds": [0.3, 0.4, 0.6], "costs": [0.5, 0.8, 2.0]}
    audit = making.audit(log(), keys(robustness=many))
    pairs = document.robustness(audit.tally, audit.review, audit.findings())
    assert isinstance(pairs, Robustness)
    assert (pairs.combined, pairs.of) == ("pairs", pairs.of)
    assert max(len(choice.changed) for choice in pairs.choices) == 2
    more = {
        name: [value + k / 100 for k in range(6) for value in own] for name, own in many.items()
    }
    single = making.audit(log(), keys(robustness=more)).robustness()
    assert isinstance(single, Robustness)
    assert single.combined == "single"
    assert max(len(choice.changed) for choice in single.choices) == 1


def test_what_is_too_much_for_the_document_can_be_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The document leaves it out; the audit works it out when asked."""
    monkeypatch.setattr("evenhand.robustness.robustness.__defaults__", (1.0,))
    audit = making.audit(log(), keys())
    assert audit.findings().robustness is OMITTED
    assert "robustness" not in audit.findings().to_dict()
    found = audit.robustness()
    assert isinstance(found, Robustness)
    assert found.of > 1


def test_every_choice_is_listed_with_the_reviews_own_value() -> None:
    """The table names what is otherwise, and what the review says."""
    audit = making.audit(log(), keys())
    table = figures.robustness(audit.findings(), audit.review)
    found = audit.findings().robustness
    assert table is not None
    assert isinstance(found, Robustness)
    assert len(table.rows) == found.of
    assert table.rows[0][0] == "The review as it is"
    said = [str(row[0]) for row in table.rows]
    assert "Where age is cut: 26, 50, not 30, 50" in said
    assert "The cost of a missed case: 1.6, not 2" in said
    assert "What becomes of people of unknown group: a group of their own, not left out" in said
    assert (
        figures.robustness(making.audit(log(), keys(criteria=[])).findings(), audit.review) is None
    )


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 1000), st.floats(0.5, 0.95))
def test_the_review_itself_comes_first_and_counts(seed: int, limit: float) -> None:
    """Whatever the log: the first choice is the review, with its verdict."""
    one = [{"finding": "impact_ratio", "attribute": "age", "at_least": limit}]
    found = making.audit(log(seed), keys(criteria=one)).findings()
    assert isinstance(found.robustness, Robustness)
    assert found.robustness.choices[0] == Choice({}, found.verdict.word)
    assert 1 <= found.robustness.holds <= found.robustness.of


def test_a_review_names_only_columns_that_are_cut() -> None:
    """Edges for a column without edges are an error that says so."""
    with pytest.raises(Exception, match=r"\[robustness\] edges of columns that have"):
        parse(keys(robustness={"edges": {"sex": [[1.0]]}}))


def test_a_verdict_that_changes_only_with_several_choices_says_so() -> None:
    """No single choice is named where none changes it alone."""
    found = making.audit(log(), keys()).findings()
    review = parse(keys())
    own = str(found.verdict.word)
    several = Choice({"unknown": "a group of their own", "method.min_group": "60"}, "Go")
    choices = (Choice({}, own), Choice({"method.min_group": "60"}, own), several)
    robust = replace(found, robustness=Robustness(2, 3, choices, "all"))
    assert words.robustness_sentence(robust, review) == (
        "The verdict holds in 2 of 3 reasonable choices; it changes only where several are made "
        "otherwise at once."
    )
    alone = (Choice({}, own), Choice({"candidates.model.threshold": "0.45"}, "Go"))
    robust = replace(found, robustness=Robustness(1, 2, alone, "single"))
    said = str(words.robustness_sentence(robust, review))
    assert said.endswith("; it changes with the score from which the model says yes.")


def test_calibration_in_a_class_review_is_that_of_the_exact_class_in_every_choice() -> None:
    """As when the log is opened again: what it was sure of is being right, not being positive."""
    rng = np.random.default_rng(5)
    sex = np.repeat(["F", "M", "X"], [1000, 1000, 40])
    label = rng.choice(["a", "b", "c"], len(sex))
    right = rng.random(len(sex)) < np.where(sex == "X", 0.5, 0.8)
    said = np.where(right, label, np.where(label == "a", "b", "a"))
    frame = pd.DataFrame({"y": label, "sex": sex, "said": said, "sure": 0.8})
    frame["sure"] -= np.round(rng.random(len(sex)), 2) / 10
    start = {
        "title": "t",
        "columns": {"label": "y", "positive": "a", "protected": ["sex"]},
        "candidates": [{"name": "m", "role": "model", "prediction": "said", "confidence": "sure"}],
        "criteria": [
            {"finding": "calibration", "attribute": "sex", "gap": "difference", "at_most": 0.12}
        ],
        "robustness": {"min_group": [100]},
    }
    found = making.audit(frame, start).robustness()
    assert isinstance(found, Robustness)
    words_ = [making.audit(frame, changed(start, c)).findings().verdict.word for c in found.choices]
    assert [choice.word for choice in found.choices] == words_
    assert len(set(words_)) == 2


def test_counts_that_cannot_be_cut_again_are_not_tried_at_other_thresholds() -> None:
    """As those of a kept review: there, all would look as if no threshold mattered."""
    counted = making.audit(log(scores=20), keys())
    assert all(counted.tally.exact.values())
    shared = replace(counted.tally, finer=None)
    found = document.from_counts(shared, counted.review, document.UNTOLD).robustness
    assert isinstance(found, Robustness)
    tried = {key for choice in found.choices for key in choice.changed}
    assert "costs.false_positive" in tried
    assert not any(key.endswith("threshold") for key in tried)
