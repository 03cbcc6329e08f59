"""The data dictionary: what a review says of columns, what is measured, and what is never told."""

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evenhand
from evenhand import dictionary, report, review
from evenhand.audit import opened_log
from evenhand.figures import dictionary as table
from evenhand.findings import ColumnFacts
from evenhand.words import dictionary as words

KEYS: dict[str, Any] = {
    "title": "Loans",
    "columns": {
        "label": "y", "id": "no", "features": ["late", "income", "flag"], "protected": ["sex"],
        "context": ["email"],
    },
    "candidates": [{"name": "model", "role": "model", "score": "p"}],
    "dictionary": {"late": {"name": "months behind", "unit": "months", "meaning": "How many"}},
}  # fmt: skip


def _frame(size: int = 1000) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    return pd.DataFrame({
        "y": rng.integers(0, 2, size), "no": np.arange(size), "p": rng.random(size),
        "late": rng.integers(0, 5, size), "income": rng.lognormal(10, 1, size),
        "flag": rng.integers(0, 2, size), "sex": np.where(rng.random(size) < 0.1, "", "F"),
        "email": [f"a{i}@example.org" for i in range(size)],
    })  # fmt: skip


def _facts(frame: pd.DataFrame, **more: Any) -> dict[str, ColumnFacts]:  # noqa: ANN401
    return dictionary.measured(opened_log(review.parse({**KEYS, **more}), frame))


def test_what_is_measured_agrees_with_the_rows() -> None:
    """Ends that leave out 1 of 100 on each side, the share missing, how many groups."""
    frame = _frame()
    found = _facts(frame)
    assert (found["late"].name, found["late"].unit) == ("months behind", "months")
    assert (found["late"].low, found["late"].high, found["late"].kind) == (0.0, 4.0, "numbers")
    assert found["sex"].missing == pytest.approx((frame["sex"] == "").mean(), abs=1e-6)
    assert (found["sex"].kind, found["sex"].different) == ("groups", 1)
    assert (found["flag"].kind, found["flag"].low) == ("yes or no", None)
    assert (found["no"].kind, found["no"].low) == ("case numbers", None)
    assert {one.rows for one in found.values()} == {1000}


@settings(max_examples=25)
@given(st.integers(48, 400), st.integers(0, 2**32 - 1))
def test_an_end_of_a_range_is_nobodys_own(size: int, seed: int) -> None:
    """At least as many cases as are never told of lie beyond what was rounded, on both sides."""
    values = np.random.default_rng(seed).lognormal(10, 2, size)
    frame = pd.DataFrame({"y": np.arange(size) % 2, "p": 0.5, "income": values})
    keys = {"columns": {"label": "y", "features": ["income"]}, "dictionary": {}}
    one = _facts(frame, **keys)["income"]
    assert one.low is not None
    assert one.high is not None
    inner = np.sort(values)[11 - 1 : len(values) - 11 + 1]
    step = 10 ** (np.floor(np.log10(np.ptp(inner))) - 1)
    assert inner[0] - one.low < 1.01 * step
    assert one.low <= inner[0]
    assert one.high >= inner[-1]
    assert one.high - inner[-1] < 1.01 * step


def test_what_may_tell_of_somebody_is_withheld() -> None:
    """Addresses, and numbers of which there are few: neither their range nor their count."""
    found = _facts(_frame())
    assert (found["email"].withheld, found["email"].different) == ("personal", None)
    few = _facts(_frame(30))
    assert (few["income"].withheld, few["income"].low) == ("few", None)
    asked = review.parse(KEYS)
    assert "may tell who somebody is" in words.held("email", found["email"], asked)
    assert "too few" in words.held("income", few["income"], asked)


def test_a_column_without_any_value_and_one_not_in_the_log_are_told() -> None:
    """Nothing is measured of a column that is not there; one without values holds nothing."""
    frame = _frame().assign(income=np.nan)
    found = _facts(frame)
    assert (found["income"].kind, found["income"].missing) == ("nothing", 1.0)
    assert dictionary.described(review.parse(KEYS))["income"].kind is None


def test_other_words_change_the_words_alone() -> None:
    """A wording of a visitor's own: numbers stay, and the review that was opened, too."""
    audit = evenhand.open(review.parse(KEYS), frame=_frame())
    mine = audit.review.with_dictionary({"late": {"name": "delay", "unit": None}})
    found = dictionary.worded(audit.findings(), mine)
    before, after = words.facts_of(audit.findings())["late"], words.facts_of(found)["late"]
    assert (after.name, after.unit, after.meaning) == ("delay", None, "How many")
    assert (after.low, after.high, after.rows) == (before.low, before.high, before.rows)
    assert before.name == "months behind"
    assert mine.with_dictionary({}) is mine
    gone = mine.with_dictionary({"late": {"name": None, "meaning": None}})
    assert "late" not in gone.dictionary


def test_the_report_and_the_document_have_it() -> None:
    """The same words in the findings, in the table, and in the report."""
    audit = evenhand.open(review.parse(KEYS), frame=_frame())
    found = audit.findings()
    assert json.loads(found.to_json())["dictionary"]["late"]["name"] == "months behind"
    figure = table(found, audit.review)
    assert figure.title == "1 of 8 columns are described"
    assert ("late", "months behind", "How many") in {row[:3] for row in figure.rows}
    assert "0 to 4 months" in {row[5] for row in figure.rows}
    assert "sex is missing most often" in figure.meaning.lower()
    assert "months behind" in report.html(found, audit.review)
