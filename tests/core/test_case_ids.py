"""A case's number leaves the engine as a keyed hash, and whoever knows it finds its case."""

import hashlib
import hmac
import subprocess
import sys
from typing import Any

import narwhals as nw
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand import case_ids, sources
from evenhand.split import as_text

IDS = st.lists(st.one_of(st.text(max_size=12), st.from_regex(r"\s?[+-]?[0-9]{1,9}(\.0+)?\s?")))


def _keyed(ids: Any) -> list[str | None]:  # noqa: ANN401  # what a frame is made of
    source = sources.from_frame(pd.DataFrame({"id": ids}))
    kind = source.frame.collect_schema()["c0"]
    rows = source.frame.select(x0=as_text(nw.col("c0"), kind))
    found = case_ids.keyed(rows, "x0", "log").collect().to_native().column("x0")
    return list(found.to_pylist())


@given(IDS.filter(bool))
def test_the_engine_and_who_types_a_number_get_the_same_hash(ids: list[str]) -> None:
    """Whatever text it is, with space around and zero decimals; none stays none."""
    plain = [text.replace("\0", "") for text in ids]
    assert _keyed(pd.array(plain, dtype="str")) == [case_ids.of(text) for text in plain]


@pytest.mark.parametrize("ids", [[7, 12, 2**60], [1.0, 2.5, None], [True, False, True]])
def test_numbers_are_hashed_as_they_are_written(ids: list[Any]) -> None:
    """A case called 7 is found as 7, also where a column with a gap made it 7.0."""
    assert _keyed(ids) == [case_ids.of(value) for value in ids]


def test_it_is_an_hmac_with_a_key_of_this_process() -> None:
    """By Python's own `hmac`; without the key nobody can try numbers, and no two runs share one."""
    [found] = _keyed(["A-1"])
    key = case_ids._KEY  # noqa: SLF001  # nobody else may know it
    assert found == hmac.new(key, b"A-1", hashlib.sha256).hexdigest()[:32]
    code = "from evenhand import case_ids; print(case_ids.of('A-1'))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert len(other.stdout.strip()) == len(str(found))
    assert other.stdout.strip() != found
