"""The comparison of a findings document with the oracle."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from tests.core import oracle
from tests.core.oracle import Cases

Json = Mapping[str, Any]
TOLERANCE = 1e-12
STEP = 2.0**-32
WIDE = 3e-6  # a spread from sums of squares is known to half of their digits
NARROW = 1e-3


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
            _classes(found, cases, candidate, attribute)
    _q_values(document)


def _candidate(found: Json, cases: Cases, candidate: str) -> None:
    shares = oracle.shares(cases, candidate, None)["all"]
    values = oracle.by_group(cases, candidate, None)["all"]
    _same_counts(found["counts"], shares["counts"])
    _same_metrics(found["metrics"], values, shares)
    _same_means(
        found["metrics"], oracle.told(cases, candidate, None)["all"], _tolerance(cases, candidate)
    )
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
    told = oracle.told(cases, candidate, attribute)
    tolerance = _tolerance(cases, candidate)
    for group in found:
        name = group["group"]
        assert group["n"] == shares[name]["selection_rate"][1]
        _same_counts(group["counts"], shares[name]["counts"])
        _same_metrics(group["metrics"], values[name], shares[name])
        _same_means(group["metrics"], told[name], tolerance)


def _classes(found: Json, cases: Cases, candidate: str, attribute: str) -> None:
    """Each class against the rest, by group, where there are three or more."""
    assert ("classes" in found) == (not cases.binary)
    for name in cases.classes if not cases.binary else ():
        values = oracle.by_group(cases, candidate, attribute, name)
        shares = oracle.shares(cases, candidate, attribute, name)
        for group in found["classes"][name]["groups"]:
            one = group["group"]
            _same_counts(group["counts"], shares[one]["counts"])
            _same_metrics(group["metrics"], values[one], shares[one])


def _same_counts(found: Json, expected: Any) -> None:  # noqa: ANN401
    assert (found["tp"], found["fp"], found["tn"], found["fn"]) == tuple(expected)


def _same_metrics(found: Json, values: Json, shares: Json) -> None:
    assert set(found) == {*oracle.METRICS, *oracle.MEANS}
    for name in oracle.METRICS:
        estimate, (k, n) = found[name], shares[name]
        assert estimate["value"] == close(values[name]), name
        assert estimate["n"] == n, name
        if values[name] is None:
            assert estimate["low"] is None
            assert estimate["high"] is None
        elif name != "f1":
            low, high = oracle.wilson(k, n)
            assert (estimate["low"], estimate["high"]) == (close(low), close(high)), name


def _tolerance(cases: Cases, candidate: str) -> float:
    """Where a log has many scores, each is kept to the step of a whole-number sum."""
    many = len(set(cases.rows[f"score {candidate}"])) > 1000
    return STEP if many else TOLERANCE


def _same_means(found: Json, told: Json, tolerance: float) -> None:
    """To 1e-12, or to the step of the tally's whole-number sums where scores are many."""
    for name in oracle.MEANS:
        estimate, numbers = found[name], told[name]
        assert estimate["n"] == len(numbers), name
        assert estimate["value"] == _near(oracle.mean(numbers), tolerance), name
        if len(numbers) < 2:
            assert (estimate["low"], estimate["high"]) == (None, None)
            continue
        low, high = oracle.student(numbers)
        bound = 0.0 if name == "mean_score" else -1.0
        assert estimate["low"] == pytest.approx(max(bound, low), abs=WIDE), name
        assert estimate["high"] == pytest.approx(min(1.0, high), abs=WIDE), name


def _near(value: float | None, tolerance: float) -> Any:  # noqa: ANN401
    return None if value is None else pytest.approx(value, abs=tolerance, rel=0)


def _gaps(found: Json, cases: Cases, candidate: str, attribute: str) -> None:
    assert set(found) == {*oracle.METRICS, *oracle.MEANS}
    for metric in oracle.MEANS:
        expected = oracle.mean_gap(cases, candidate, attribute, metric)
        _mean_gap(found[metric], expected, _tolerance(cases, candidate))
    for metric in oracle.METRICS:
        gap = found[metric]
        expected = oracle.gap(cases, candidate, attribute, metric)
        assert gap["difference"]["value"] == close(expected["difference"]), metric
        assert gap["ratio"]["value"] == close(expected["ratio"]), metric
        assert gap["p_value"] == close(expected["p_value"]), metric
        for end in ("lowest", "highest"):
            assert gap[end] in (expected[end] or {None}), metric


def _mean_gap(found: Json, expected: Json, tolerance: float) -> None:
    samples = expected["samples"]
    for key in ("difference", "ratio"):
        wanted = expected[key]
        if key == "ratio" and wanted is not None and found["lowest"]:
            assert found[key]["value"] == pytest.approx(wanted, abs=1e-6)
        else:
            assert found[key]["value"] == _near(wanted, 2 * tolerance), key
    if not samples:
        assert (found["lowest"], found["highest"], found["p_value"]) == (None, None, None)
        return
    for end, best in (("lowest", min), ("highest", max)):
        values = expected["values"]
        assert values[found[end]] == pytest.approx(best(values.values()), abs=1e-9)
    if expected["p_value"] is not None and min(np.ptp(s) for s in samples) > NARROW:
        assert found["p_value"] == pytest.approx(expected["p_value"], abs=1e-6, rel=1e-3)


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
        for one in (found, *found.get("classes", {}).values())
        for gap in one["gaps"].values()
        if gap["p_value"] is not None
    ]
    expected = oracle.q_values([gap["p_value"] for gap in gaps])
    assert [gap["q_value"] for gap in gaps] == pytest.approx(expected, abs=1e-12)
