"""The comparison of a findings document with the oracle."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.core import oracle
from tests.core.oracle import Cases

Json = Mapping[str, Any]
TOLERANCE = 1e-12


def close(value: float | None) -> Any:  # noqa: ANN401
    """Equal to 1e-12, or both None."""
    return None if value is None else pytest.approx(value, abs=TOLERANCE, rel=0)


def agree(document: Json, cases: Cases) -> None:
    """Every count, metric, gap and ratio of the document is the oracle's."""
    for candidate in (one["name"] for one in cases.keys["candidates"]):
        _candidate(document["candidates"][candidate], cases, candidate)
        assert list(document["fairness"][candidate]) == cases.attributes
        for attribute in cases.attributes:
            found = document["fairness"][candidate][attribute]
            _groups(found["groups"], cases, candidate, attribute)
            _gaps(found["gaps"], cases, candidate, attribute)
            _impact(found["impact_ratio"], cases, candidate, attribute)
    _q_values(document)


def _candidate(found: Json, cases: Cases, candidate: str) -> None:
    shares = oracle.shares(cases, candidate, None)["all"]
    values = oracle.by_group(cases, candidate, None)["all"]
    _same_counts(found["counts"], shares["counts"])
    _same_metrics(found["metrics"], values, shares)
    assert ("classes" in found) == (not cases.binary)
    for name in cases.classes if not cases.binary else ():
        against = oracle.by_group(cases, candidate, None, name)["all"]
        _same_metrics(
            found["classes"][name]["metrics"],
            against,
            oracle.shares(cases, candidate, None, name)["all"],
        )


def _groups(found: list[Json], cases: Cases, candidate: str, attribute: str) -> None:
    assert [group["group"] for group in found] == oracle.groups(cases, attribute)
    values = oracle.by_group(cases, candidate, attribute)
    shares = oracle.shares(cases, candidate, attribute)
    for group in found:
        name = group["group"]
        assert group["n"] == shares[name]["selection_rate"][1]
        _same_counts(group["counts"], shares[name]["counts"])
        _same_metrics(group["metrics"], values[name], shares[name])


def _same_counts(found: Json, expected: Any) -> None:  # noqa: ANN401
    assert (found["tp"], found["fp"], found["tn"], found["fn"]) == tuple(expected)


def _same_metrics(found: Json, values: Json, shares: Json) -> None:
    assert set(found) == set(oracle.METRICS)
    for name, estimate in found.items():
        k, n = shares[name]
        assert estimate["value"] == close(values[name]), name
        assert estimate["n"] == n, name
        if values[name] is None:
            assert estimate["low"] is None
            assert estimate["high"] is None
        elif name != "f1":
            low, high = oracle.wilson(k, n)
            assert (estimate["low"], estimate["high"]) == (close(low), close(high)), name


def _gaps(found: Json, cases: Cases, candidate: str, attribute: str) -> None:
    assert set(found) == set(oracle.METRICS)
    for metric, gap in found.items():
        expected = oracle.gap(cases, candidate, attribute, metric)
        assert gap["difference"]["value"] == close(expected["difference"]), metric
        assert gap["ratio"]["value"] == close(expected["ratio"]), metric
        assert gap["p_value"] == close(expected["p_value"]), metric
        for end in ("lowest", "highest"):
            assert gap[end] in (expected[end] or {None}), metric


def _impact(found: list[Json], cases: Cases, candidate: str, attribute: str) -> None:
    expected = oracle.impact(cases, candidate, attribute)
    assert [group["group"] for group in found] == list(expected)
    for group in found:
        wanted = expected[group["group"]]
        assert (group["n"], group["selected"]) == (wanted["n"], wanted["selected"])
        assert group["ratio"]["value"] == close(wanted["ratio"])
        assert group["four_fifths"] == wanted["flag"]
        if wanted["reference"]:
            assert (group["ratio"]["low"], group["ratio"]["high"]) == (None, None)


def _q_values(document: Json) -> None:
    gaps = [
        gap
        for by in document["fairness"].values()
        for found in by.values()
        for gap in found["gaps"].values()
        if gap["p_value"] is not None
    ]
    expected = oracle.q_values([gap["p_value"] for gap in gaps])
    assert [gap["q_value"] for gap in gaps] == pytest.approx(expected, abs=1e-12)
