"""What has no cases has no value: null in the document, and no part in a gap, a test or a state."""

import json
from collections.abc import Iterator
from typing import Any

import hypothesis
import pandas as pd
import pytest
from hypothesis import strategies as st

from evenhand.metrics import METRICS
from tests.core import making, oracle

pytestmark = pytest.mark.usefixtures("quick")
CRITERIA = [
    {"finding": name, "candidate": "rule", "attribute": "sex", "gap": "difference", "at_most": 0.2}
    for name in METRICS
] + [{"finding": "impact_ratio", "candidate": "rule", "attribute": "sex", "at_least": 0.8}]
KEYS = making.keys(
    columns={"protected": ["sex"]},
    candidates=[making.RULE],
    method={"min_group": 1, "interval": 0.5},
    criteria=CRITERIA,
)
ROW = st.tuples(
    st.sampled_from("ABCD"),  # sex
    st.sampled_from([1, 0, None]),  # what happened
    st.sampled_from([1, 0, None]),  # what the rule said
)


@st.composite
def logs(draw: st.DrawFn) -> pd.DataFrame:
    """Logs in which some group lacks a label, an answer, or any case of a kind."""
    rows = draw(st.lists(ROW, min_size=2, max_size=30))
    lacking = draw(st.sampled_from([{}, {"A": (1, 1)}, {"A": (0, 0), "B": (1, 0)}, {"C": (0, 1)}]))
    kept = [(s, *lacking.get(s, (y, said))) for s, y, said in rows]
    kept += [("A", 1, 1), ("B", 0, 0)]
    return pd.DataFrame(kept, columns=["sex", "y", "rule"], dtype=object)


def estimates(found: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401  # any JSON
    """Every estimate of a document."""
    if isinstance(found, dict):
        if {"value", "low", "high", "n"} <= set(found):
            yield found
        for item in found.values():
            yield from estimates(item)
    elif isinstance(found, list):
        for item in found:
            yield from estimates(item)


@hypothesis.given(logs())
@hypothesis.settings(max_examples=12, deadline=None)
def test_what_has_no_cases_is_null_and_takes_no_part(log: pd.DataFrame) -> None:
    """Groups by an oracle that counts rows; gaps and criteria only among those with a value."""
    audit = making.audit(log, KEYS)
    document = json.loads(audit.findings().to_json())
    cases = oracle.read(log, KEYS, library=False)
    counted = oracle.shares(cases, "rule", "sex")
    by_sex = document["fairness"]["rule"]["sex"]
    values: dict[str, dict[str, float]] = {name: {} for name in METRICS}
    for group in by_sex["groups"]:
        for name in METRICS:
            _, n = oracle.tested(counted[group["group"]], name)
            value = group["metrics"][name]["value"]
            assert (value is None) == (n == 0)
            if value is not None:
                values[name][group["group"]] = value
    for name, gap in ((name, by_sex["gaps"][name]) for name in METRICS):
        known = values[name]
        if len(known) < 2:
            assert gap["difference"]["value"] is gap["p_value"] is gap["lowest"] is None
            continue
        assert {gap["lowest"], gap["highest"]} <= set(known)
        apart = max(known.values()) - min(known.values())
        assert gap["difference"]["value"] == pytest.approx(apart)
    _criteria(document["criteria"], values)
    assert all(one["n"] >= 0 for one in estimates(document))


def _criteria(found: list[dict[str, Any]], values: dict[str, dict[str, float]]) -> None:
    """A state needs two groups with a value, and is about two of these."""
    for one in found:
        known = values.get(one["finding"], values["selection_rate"])
        if len(known) < 2:
            assert (one["state"], one["value"]["value"]) == ("cannot_tell", None)
        else:
            assert set(one["group"].split(" / ")) <= set(known)
