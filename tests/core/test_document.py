"""The findings document has the keys of the contract, and nothing that changes from run to run."""

import json
from typing import Any

import pytest

from evenhand.findings import OMITTED, Estimate, Findings
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")
ESTIMATE = {"value", "low", "high", "n"}


@pytest.fixture(scope="module")
def found() -> Findings:
    """The findings of a log for which everything was asked."""
    log = making.log(
        y=[1, 0, 1, 0] * 20,
        sex=["A", "B"] * 40,
        score=[0.9, 0.2, 0.4, 0.1] * 20,
        rule=[1, 1, 0, 0] * 20,
    )
    keys = making.keys(
        handoff={"threshold": 0.8, "people": 2, "cases_per_hour": 5.0, "minutes_per_case": 5.0,
                 "max_error": 0.2, "human_accuracy": 0.9},
        costs={"false_positive": 1.0, "false_negative": 2.0, "review": 0.1},
        criteria=[{"finding": "coverage", "at_least": 0.1}, {"attest": "Asked", "required": False}],
    )  # fmt: skip
    return making.audit(log, keys).findings()


def test_every_key_of_the_contract_is_there(found: Findings) -> None:
    """Extended, never renamed."""
    document = found.to_dict()
    expected = {
        "review": {"title", "rows", "labelled_rows", "fingerprint", "versions"},
        "data_check": {"rows_read", "rows_used", "rows_reported", "problems"},
        "comparison": {"baseline", "model", "paired", "accuracy_difference", "mcnemar_p",
                       "auc_difference", "cost_per_1000"},
        "handoff": {"candidate", "threshold", "coverage", "automatic_error", "team_accuracy",
                    "cost_per_1000", "curve", "groups", "guarantee", "staffing"},
        "verdict": {"word", "reasons"},
    }  # fmt: skip
    for name, keys in expected.items():
        assert keys <= set(document[name]), name
    handoff = document["handoff"]
    assert set(handoff["curve"][0]) == {"threshold", "coverage", "automatic_error"}
    assert set(handoff["groups"]["sex"][0]) == {
        "group",
        "n",
        "coverage",
        "handed_off",
        "automatic_error",
    }
    assert set(handoff["guarantee"]) == {
        "max_error",
        "assurance",
        "threshold",
        "coverage",
        "cases_needed",
        "split",
        "calibration_n",
        "reporting",
        "groups",
    }
    assert {
        "people",
        "utilisation",
        "wait_minutes",
        "probability_of_waiting",
        "people_needed",
    } <= set(handoff["staffing"])
    model = document["candidates"]["model"]
    assert {"counts", "metrics", "auc", "calibration"} <= set(model)
    sex = document["fairness"]["model"]["sex"]
    assert {"groups", "gaps", "impact_ratio", "unknown"} <= set(sex)
    assert {"group", "n", "counts", "metrics"} <= set(sex["groups"][0])
    assert {"difference", "ratio", "lowest", "highest", "p_value", "q_value"} <= set(
        sex["gaps"]["accuracy"]
    )
    assert {"group", "n", "selected", "rate", "ratio", "four_fifths"} <= set(sex["impact_ratio"][0])
    assert {"n", "ratio_low", "ratio_high"} <= set(sex["unknown"])
    for estimate in (handoff["coverage"], model["metrics"]["f1"], sex["gaps"]["f1"]["ratio"]):
        assert set(estimate) == ESTIMATE


def test_criteria_and_attestations_have_their_keys(found: Findings) -> None:
    """One limit each, a state, and what is not asked is not there."""
    computed, attested = found.to_dict()["criteria"]
    assert {
        "finding",
        "candidate",
        "attribute",
        "gap",
        "at_least",
        "value",
        "state",
        "cases_needed",
        "required",
    } <= set(computed)
    assert "at_most" not in computed
    assert computed["state"] in {"inside", "outside", "cannot_tell"}
    assert {"attest", "answer", "by", "on"} <= set(attested)


def test_the_text_is_json_with_sorted_keys_and_no_nan(found: Findings) -> None:
    """Every key sorted at every level, the same text twice."""
    text = found.to_json()
    assert text == found.to_json()
    assert "NaN" not in text
    assert "Infinity" not in text

    def is_sorted(value: Any) -> bool:  # noqa: ANN401
        if isinstance(value, dict):
            return list(value) == sorted(value) and all(map(is_sorted, value.values()))
        return all(map(is_sorted, value)) if isinstance(value, list) else True

    assert is_sorted(json.loads(text))


def test_what_only_screens_need_is_not_in_the_document(found: Findings) -> None:
    """The slider's counts are on the findings, not in the JSON."""
    assert found.handoff is not None
    assert found.handoff.all_cases is not None
    assert not {"all_cases", "group_curves", "stops", "stop_costs", "stop_waits", "presets"} & set(
        found.to_dict()["handoff"]
    )


def test_a_hostile_name_is_kept_as_it_is() -> None:
    """Names are data: they are neither shortened nor escaped here."""
    names = ["<b>x</b>", "=1+1", "'; DROP TABLE log; --", "\u202eevil", "🙂" * 300]
    log = making.log(sex=names).rename(columns={"sex": '"c0", <i>'})
    keys = making.keys(columns={"protected": ['"c0", <i>']})
    found = making.document(log, keys)["fairness"]["rule"]['"c0", <i>']["groups"]
    assert [g["group"] for g in found] == sorted(names)


def test_omitted_and_empty_are_told_apart() -> None:
    """An empty estimate is null; an omitted one is no key."""
    assert Estimate() == Estimate(None, None, None, 0)
    assert OMITTED.value == "omitted"
