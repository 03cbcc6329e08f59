"""Counts as JSON and back."""

import json
import math
from typing import Any

import hypothesis.strategies as st
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis.extra import numpy as arrays

from evenhand import document
from evenhand.arrays import Floats, Ints, Mask
from evenhand.audit import Audit
from evenhand.bundle import coding, exact
from evenhand.bundle.exact import Exact
from evenhand.findings import Estimate, State
from evenhand.reference import Reference
from evenhand.tally import Tally

KINDS: Any = {np.int64: Ints, np.float64: Floats, np.bool_: Mask}


def through(value: Any, kind: Any) -> Any:  # noqa: ANN401
    """A value written as text and read again."""
    return coding.decoded(
        json.loads(json.dumps(coding.encoded(value, kind), allow_nan=False)), kind
    )


@given(
    st.sampled_from(sorted(KINDS, key=str)).flatmap(
        lambda dtype: arrays.arrays(dtype, arrays.array_shapes(min_dims=1, max_dims=3, min_side=0))
    )
)
def test_an_array_comes_back_to_the_last_bit(array: Any) -> None:  # noqa: ANN401
    """Whatever its shape, with numbers that JSON does not have, and nothing in it."""
    again = through(array, KINDS[array.dtype.type])
    assert again.dtype == array.dtype
    assert again.shape == array.shape
    same = np.nan_to_num(array, nan=1.5, posinf=2.5, neginf=3.5) if array.dtype == float else array
    other = np.nan_to_num(again, nan=1.5, posinf=2.5, neginf=3.5) if array.dtype == float else again
    assert same.tobytes() == other.tobytes()


@given(st.lists(st.one_of(st.none(), st.integers(-(2**62), 2**62))), st.lists(st.text()))
def test_a_table_of_the_engine_comes_back(numbers: list[int | None], texts: list[str]) -> None:
    """Whole numbers and missing ones as they are, texts as they are compared."""
    size = min(len(numbers), len(texts))
    table = pa.table(
        {"n": pa.array(numbers[:size], pa.int64()), "g": pa.array(texts[:size], pa.string())}
    )
    again = through(table, pa.Table)
    assert again.column("n").to_pylist() == numbers[:size]
    encoded = coding.encoded(again, pa.Table)
    assert encoded == coding.encoded(table, pa.Table)


def test_sums_that_come_as_decimals_are_whole_numbers_again() -> None:
    """An engine adds up 64 bits to a decimal."""
    wide = pa.table({"sure": pa.array([1, 2**40], pa.decimal128(38, 0))})
    assert through(wide, pa.Table).column("sure").to_pylist() == [1, 2**40]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ([1.5], Ints), ([True], Ints), (["1"], Ints), ([10**30], Ints),
        ({"shape": [3], "values": [1]}, Ints),
        (["a"], Floats), ([None], Floats), ([1], Mask), ("x", int), (True, int), ({}, Estimate),
        ({"value": 1, "low": 1, "high": 1, "n": 1, "more": 1}, Estimate), ("none", State),
        ([{"name": "a", "holds": "file", "values": []}], pa.Table), (None, pa.Table),
    ],
)  # fmt: skip
def test_what_is_not_of_a_type_is_not_taken_for_it(content: Any, kind: Any) -> None:  # noqa: ANN401
    """Never rounded, never guessed."""
    with pytest.raises((TypeError, ValueError, KeyError, OverflowError)):
        coding.decoded(content, kind)


def test_a_number_that_json_does_not_have_is_its_name() -> None:
    """Other readers find it without an extension of JSON."""
    assert coding.encoded(np.array([math.nan, -math.inf, 0.5]), Floats) == ["nan", "-inf", 0.5]


def test_every_count_of_a_log_comes_back_and_gives_the_same_findings(counted: Audit) -> None:
    """To the byte: also those at other edges and thresholds, by period, and of the earlier log."""
    found = counted.findings()
    columns = found.dictionary
    assert isinstance(columns, dict)
    written = Exact(document.origin(counted.log), columns, counted.tally, counted.reference)
    again = exact.read(json.loads(exact.text(written)), counted.review)
    assert again.findings(counted.review).to_json() == found.to_json()
    for one, two, kind in (
        (again.tally, counted.tally, Tally),
        (again.reference, counted.reference, Reference | None),
    ):
        assert placeless(coding.encoded(one, kind)) == placeless(coding.encoded(two, kind))


def placeless(encoded: Any) -> Any:  # noqa: ANN401
    """Without what the log is called in errors."""
    text = json.dumps(encoded)
    return text.replace("log.csv", "log").replace("before.csv", "log").replace("earlier log", "log")
