"""Each rule of the findings document that the design writes under "Exactly"."""

import hashlib
import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import evenhand
from evenhand import statistics
from evenhand.errors import InputError
from tests.core import making, oracle

pytestmark = pytest.mark.usefixtures("quick")
SAID = {"name": "model", "role": "model", "prediction": "said"}


def counts(found: dict[str, Any], name: str = "model") -> tuple[int, ...]:
    """tp, fp, tn, fn of a candidate."""
    return tuple(found["candidates"][name]["counts"][kind] for kind in ("tp", "fp", "tn", "fn"))


def test_the_metrics_are_these_with_wilson_except_f1() -> None:
    """METRIC: shares with Wilson's interval, f1 with a multinomial bootstrap, and two means."""
    log = making.log(y=[1, 1, 1, 0, 0, 0, 1], rule=[1, 1, 0, 0, 1, 0, 1])
    found = making.document(log, making.keys())["candidates"]["rule"]["metrics"]
    assert set(found) == {
        "selection_rate", "accuracy", "true_positive_rate", "false_positive_rate",
        "false_negative_rate", "precision", "f1", "mean_score", "calibration",
    }  # fmt: skip
    assert (found["accuracy"]["low"], found["accuracy"]["high"]) == pytest.approx(
        oracle.wilson(5, 7)
    )
    f1 = statistics.f1(3, 2, 7, 0.95, 1)
    assert (found["f1"]["low"], found["f1"]["high"]) == (f1.low, f1.high)


@pytest.mark.parametrize(
    ("labels", "positive", "positives"),
    [
        ([True, False, None], 1, 1),
        ([1.0, 0.0, np.nan], "1", 1),
        ([" 1.00 ", "0", "1.0"], 1, 2),
        (["yes ", "Yes", "no"], "yes", 1),
        (["01", "1", "0"], "1", 1),
        ([2.5, 0.0, 2.5], 2.5, 2),
        (["-1.0", "1", "x"], -1, 1),
        (["1.0.0", "1", "x"], "1.0", 1),
    ],
)
def test_labels_and_predictions_are_compared_as_text(
    labels: list[Any],
    positive: Any,  # noqa: ANN401
    positives: int,
) -> None:
    """Booleans become 1/0, numbers by value, space around goes, `1.0` loses its zeros; no more."""
    log = pd.DataFrame({"said": labels, "sex": "A"})
    keys = making.keys(
        columns={"label": None, "protected": ["sex"], "positive": positive}, candidates=[SAID]
    )
    found = making.document(log, keys)["candidates"]["model"]["metrics"]["selection_rate"]
    assert round(found["value"] * found["n"]) == positives


def test_at_most_two_labels_make_a_binary_review() -> None:
    """Whatever is not positive is negative, in labels and in predictions of any text."""
    log = making.log(y=["a", "b", "a", "b"]).assign(said=["a", "c", "d", "a"])
    found = making.document(log, making.keys(candidates=[SAID], columns={"positive": "a"}))
    assert counts(found) == (1, 1, 1, 1)
    assert found["candidates"]["model"]["metrics"]["accuracy"]["value"] == 0.5
    assert "classes" not in found["candidates"]["model"]


def test_three_labels_make_a_class_review() -> None:
    """Accuracy and errors mean the exact class; counts and rates positive against the rest."""
    log = making.log(y=["a", "b", "c", "c"]).assign(
        said=["a", "c", "b", "c"], sure=[0.9, 0.9, 0.9, 0.1]
    )
    keys = making.keys(
        candidates=[SAID | {"confidence": "sure"}],
        columns={"positive": "a"},
        handoff={"threshold": 0.5},
    )
    found = making.document(log, keys)
    assert counts(found) == (1, 0, 3, 0)
    assert found["candidates"]["model"]["metrics"]["accuracy"]["value"] == 0.5
    assert found["handoff"]["automatic_error"]["value"] == pytest.approx(2 / 3)
    classes = found["candidates"]["model"]["classes"]
    assert list(classes) == ["a", "b", "c"]
    assert classes["c"]["metrics"]["precision"]["value"] == 0.5
    assert classes["b"]["metrics"]["true_positive_rate"]["value"] == 0


def test_a_class_review_with_a_score_is_an_error() -> None:
    """It needs prediction; the line names the column, the count and the candidate, no value."""
    with pytest.raises(
        InputError, match=r"column y has 3 different labels.*give prediction"
    ) as error:
        making.document(making.log(y=["alpha", "beta", "gamma"]), making.keys())
    assert "alpha" not in str(error.value)


def test_a_score_answers_positive_from_its_threshold_on() -> None:
    """Positive where score >= threshold, which is .5 where the review gives none."""
    log = making.log(y=[1, 1, 0, 0], score=[0.5, np.nextafter(0.5, 0), 0.7, 0.69])
    assert counts(making.document(log, making.keys())) == (1, 2, 0, 1)
    keys = making.keys(candidates=[making.RULE, making.MODEL | {"threshold": 0.7}])
    assert counts(making.document(log, keys)) == (0, 1, 1, 2)


@pytest.mark.parametrize("many", [False, True])
def test_a_baseline_answers_from_its_threshold_on_too(*, many: bool) -> None:
    """Although its answers ride along with the model's, or its scores are counted in bins."""
    fill = np.linspace(0.0001, 0.4, 1500) if many else np.array([])
    score = np.append(fill, [0.7, np.nextafter(0.7, 0), 0.7])
    log = making.log(y=[0] * len(score), score=score, points=score)
    log.loc[log.index[-1], "score"] = None
    one = {"name": "rule", "role": "baseline", "score": "points", "threshold": 0.7}
    found = making.document(log, making.keys(candidates=[one, making.MODEL | {"threshold": 0.7}]))
    assert counts(found, "rule") == (0, 2, len(score) - 2, 0)
    assert found["comparison"]["paired"]["both_wrong"] == 1
    assert found["comparison"]["paired"]["both_right"] == len(score) - 2


def test_confidence_is_the_score_or_one_minus_it() -> None:
    """Decided alone where confidence >= the handoff's threshold."""
    log = making.log(y=[1] * 5, score=[0.8, 0.79, 0.2, 0.21, 0.5])
    found = making.document(log, making.keys(handoff={"threshold": 0.8}))["handoff"]
    assert found["coverage"]["value"] == 2 / 5
    assert found["automatic_error"]["value"] == 1 / 2
    low = making.keys(
        candidates=[making.RULE, making.MODEL | {"threshold": 0.1}], handoff={"threshold": 0.5}
    )
    assert making.document(log, low)["handoff"]["coverage"]["value"] == 3 / 5


def test_a_handoff_threshold_of_zero_reproduces_candidates() -> None:
    """Everything answered is decided alone, with the candidate's own error."""
    rng = np.random.default_rng(1)
    log = making.log(y=rng.integers(0, 2, 200), score=rng.random(200))
    found = making.document(log, making.keys(handoff={}))
    accuracy = found["candidates"]["model"]["metrics"]["accuracy"]
    assert found["handoff"]["coverage"]["value"] == 1
    assert found["handoff"]["automatic_error"]["value"] == pytest.approx(1 - accuracy["value"])
    assert found["handoff"]["automatic_error"]["n"] == accuracy["n"]


def test_a_prediction_without_confidence_cannot_be_handed_off() -> None:
    """The handoff block says so, with nothing estimated."""
    log = making.log(y=[1, 0]).assign(said=[1, 1])
    keys = making.keys(candidates=[SAID], handoff={"max_error": 0.1, "people": 2})
    found = making.document(log, keys)["handoff"]
    assert "give it a score, or a confidence column" in found["reason"]
    assert found["coverage"] == {"value": None, "low": None, "high": None, "n": 0}
    assert (found["curve"], found["guarantee"], found["staffing"]) == ([], None, None)
    assert found["groups"] == {"sex": [], "race": [], "sex & race": []}


THREE = [
    {"name": "old", "role": "baseline", "prediction": "rule"},
    {"name": "older", "role": "baseline", "prediction": "said"},
    {"name": "first", "role": "model", "prediction": "said"},
    {"name": "second", "role": "model", "score": "score"},
]


@pytest.mark.parametrize(
    ("handoff", "model"), [({"candidate": "second"}, "second"), (None, "first")]
)
def test_the_comparison_is_the_first_baseline_against_the_handoffs_candidate(
    handoff: dict[str, Any] | None, model: str
) -> None:
    """Else against the first model."""
    log = making.log(y=[1, 0]).assign(said=[1, 1])
    keys = making.keys(candidates=THREE) | ({"handoff": handoff} if handoff else {})
    found = making.document(log, keys)["comparison"]
    assert (found["baseline"], found["model"]) == ("old", model)


def test_the_comparison_uses_rows_with_a_label_and_both_answers() -> None:
    """A null answer leaves out that candidate only."""
    log = making.log(y=[1, 1, 1, None], rule=[1, None, 0, 1], score=[0.9, 0.9, np.nan, 0.9])
    found = making.document(log, making.keys())
    assert found["comparison"]["n"] == 1
    assert found["comparison"]["paired"] == {
        "both_right": 1, "only_baseline": 0, "only_model": 0, "both_wrong": 0,
    }  # fmt: skip
    assert [sum(counts(found, name)) for name in ("rule", "model")] == [2, 2]


def test_rows_without_a_label_count_in_selection_and_coverage_only() -> None:
    """A group's n is its answered cases; an EST's n is its own denominator."""
    log = making.log(y=[1, 0, None, None], score=[0.9, 0.2, 0.9, np.nan], rule=[1, 1, 1, 1])
    found = making.document(log, making.keys(handoff={"threshold": 0.85}))
    group = found["fairness"]["model"]["sex"]["groups"][0]
    assert group["n"] == 3
    assert group["metrics"]["selection_rate"]["value"] == pytest.approx(2 / 3)
    assert group["metrics"]["selection_rate"]["n"] == 3
    assert group["metrics"]["accuracy"]["n"] == 2
    assert group["metrics"]["true_positive_rate"]["n"] == 1
    assert (found["handoff"]["coverage"]["n"], found["handoff"]["automatic_error"]["n"]) == (3, 1)
    assert (found["review"]["rows"], found["review"]["labelled_rows"]) == (4, 2)


def by_sex(log: Any, **given: Any) -> dict[str, Any]:  # noqa: ANN401
    """The rule's findings by sex."""
    found: dict[str, Any] = making.document(log, making.keys(**given))["fairness"]["rule"]["sex"]
    return found


def test_an_estimate_of_two_samples_has_their_sum_as_n() -> None:
    """For gaps and ratios."""
    log = making.log(sex=list("AAABB"), rule=[1, 1, 0, 1, 0])
    found = by_sex(log, method={"min_group": 1})
    assert found["gaps"]["selection_rate"]["difference"]["n"] == 5
    assert found["impact_ratio"][1]["ratio"]["n"] == 5


def test_the_impact_ratio_uses_the_favourable_answer() -> None:
    """selection_rate is always of positive; the ratio uses 1 - it where positive is not good."""
    log = making.log(sex=list("AAAABBBB"), rule=[1, 1, 1, 0, 1, 0, 0, 0])
    good = by_sex(log, method={"min_group": 1})
    bad = by_sex(log, method={"min_group": 1}, columns={"positive_is_good": False})
    for found in (good, bad):
        rates = [g["metrics"]["selection_rate"]["value"] for g in found["groups"]]
        assert rates == [0.75, 0.25]
    assert [one["selected"] for one in good["impact_ratio"]] == [3, 1]
    assert [one["selected"] for one in bad["impact_ratio"]] == [1, 3]
    assert [one["ratio"]["value"] for one in good["impact_ratio"]] == [1, pytest.approx(1 / 3)]
    assert [one["ratio"]["value"] for one in bad["impact_ratio"]] == [pytest.approx(1 / 3), 1]


def test_the_reference_is_the_highest_rate_among_eligible_groups_first_by_name() -> None:
    """Its own ratio is 1 with a null interval; ties go to the first name; small ones are none."""
    log = making.log(sex=["C"] * 4 + ["B"] * 4 + ["A"] * 2, rule=[1, 1, 0, 0, 1, 1, 0, 0, 1, 1])
    ratios = by_sex(log, method={"min_group": 3})["impact_ratio"]
    assert [one["group"] for one in ratios] == ["A", "B", "C"]
    assert ratios[1]["ratio"] == {"value": 1.0, "low": None, "high": None, "n": 4}
    assert ratios[2]["ratio"]["value"] == 1
    assert ratios[2]["ratio"]["low"] is not None
    assert (ratios[0]["ratio"]["value"], ratios[0]["four_fifths"]) == (2, None)


def test_four_fifths_compares_points_in_whole_numbers() -> None:
    """2 of 3 against 5 of 6 is exactly four fifths, and not under it, though floats say so."""
    assert (2 / 3) / (5 / 6) < 0.8
    log = making.log(sex=["A"] * 6 + ["B"] * 3, rule=[1] * 5 + [0] + [1] * 2 + [0])
    ratios = by_sex(log, method={"min_group": 1})["impact_ratio"]
    assert [one["four_fifths"] for one in ratios] == ["not_flagged", "not_flagged"]


def test_eligible_groups_are_known_and_large() -> None:
    """Not "Unknown", n >= min_group and min_share; others take no part in gaps or tests."""
    sizes = {"A": 30, "B": 29, "C": 31, "": 40}
    sex = [name for name, n in sizes.items() for _ in range(n)]
    log = making.log(sex=sex, rule=[i % 2 for i in range(130)])
    found = by_sex(log)
    assert {g["group"]: g["eligible"] for g in found["groups"]} == {
        "A": True, "B": False, "C": True, "Unknown": False,
    }  # fmt: skip
    gap = found["gaps"]["selection_rate"]
    assert {gap["lowest"], gap["highest"]} == {"A", "C"}
    share = by_sex(log, method={"min_group": 1, "min_share": 0.235})
    assert [g["group"] for g in share["groups"] if g["eligible"]] == ["C"]
    assert share["gaps"]["selection_rate"]["difference"]["value"] is None


def test_a_gap_is_highest_minus_lowest_and_lowest_over_highest() -> None:
    """With Newcombe's and Katz's intervals; the groups are named."""
    log = making.log(
        sex=["A"] * 10 + ["B"] * 10 + ["C"] * 10,
        rule=[1] * 8 + [0] * 2 + ([1] + [0] * 4) * 2 + [1, 0] * 5,
    )
    gap = by_sex(log, method={"min_group": 10})["gaps"]["selection_rate"]
    assert (gap["lowest"], gap["highest"]) == ("B", "A")
    assert gap["difference"]["value"] == pytest.approx(0.6)
    assert gap["ratio"]["value"] == pytest.approx(0.25)
    ends = (gap["difference"]["low"], gap["difference"]["high"])
    assert ends == pytest.approx(oracle.newcombe((8, 10), (2, 10)))
    assert (gap["ratio"]["low"], gap["ratio"]["high"]) == pytest.approx(
        oracle.katz((2, 10), (8, 10))
    )


def test_p_values_are_fisher_or_chi_square_among_all_eligible_groups() -> None:
    """And q-values are Benjamini-Hochberg over all gaps of the document."""
    rng = np.random.default_rng(2)
    log = making.log(sex=rng.choice(list("ABC"), 300), race=rng.choice(list("XY"), 300))
    log["rule"] = (rng.random(300) < np.where(log["sex"] == "A", 0.7, 0.4)).astype(int)
    log["y"] = rng.integers(0, 2, 300)
    found = making.document(log, making.keys())
    rates = {
        column: [
            (int(k), int(n))
            for k, n in log.groupby(column)["rule"].agg(["sum", "count"]).to_numpy()
        ]
        for column in ("sex", "race")
    }
    gaps = [
        g for by in found["fairness"].values() for one in by.values() for g in one["gaps"].values()
    ]
    known = [gap for gap in gaps if gap["p_value"] is not None]
    by = found["fairness"]["rule"]
    for column in ("sex", "race"):
        p_value = by[column]["gaps"]["selection_rate"]["p_value"]
        assert p_value == pytest.approx(oracle.no_difference(rates[column]))
    assert [g["q_value"] for g in known] == pytest.approx(
        oracle.q_values([g["p_value"] for g in known])
    )
    assert all(
        gap["p_value"] is not None
        for one in by.values()
        for name, gap in one["gaps"].items()
        if name not in oracle.MEANS
    )


def test_unknown_groups_are_null_empty_and_nan() -> None:
    """A pair with an Unknown part is Unknown; surrounding space goes; other words are groups."""
    log = making.log(
        sex=[None, "", "nan", " NaN ", "A ", "A", "none", "A"], race=["X"] * 7 + [None]
    )
    found = making.document(log, making.keys())["fairness"]["rule"]
    assert {g["group"]: g["n"] for g in found["sex"]["groups"]} == {"A": 3, "Unknown": 4, "none": 1}
    pairs = {g["group"]: g["n"] for g in found["sex & race"]["groups"]}
    assert pairs == {"A & X": 2, "Unknown": 5, "none & X": 1}


def test_every_attribute_is_present_and_named_in_the_reviews_order() -> None:
    """Protected and context columns singly, all pairs of protected ones, in both blocks."""
    log = making.log(y=[1, 0]).assign(age=[20, 50], region="n")
    columns = {
        "protected": ["race", "sex", "age"],
        "context": ["region"],
        "edges": {"age": [25, 45]},
    }
    found = making.document(log, making.keys(columns=columns, handoff={}))
    names = ["race", "sex", "age", "region", "race & sex", "race & age", "sex & age"]
    assert list(found["fairness"]["rule"]) == list(found["fairness"]["model"]) == names
    assert list(found["handoff"]["groups"]) == names
    crossed = [g["group"] for g in found["fairness"]["rule"]["sex & age"]["groups"]]
    assert crossed == ["A & 45 and over", "A & under 25"]


def test_edges_cut_numbers_into_groups_closed_on_the_left() -> None:
    """25 is in the second of two groups; what is no number is Unknown."""
    log = making.log(y=[1] * 6).assign(age=["24.9", "25", "44.999", "45", "x", ""])
    columns = {"protected": ["age"], "edges": {"age": [25, 45]}}
    found = making.document(log, making.keys(columns=columns))["fairness"]["rule"]["age"]
    assert {g["group"]: g["n"] for g in found["groups"]} == {
        "under 25": 1, "25 to under 45": 2, "45 and over": 1, "Unknown": 2,
    }  # fmt: skip


def test_unknown_people_bound_the_smallest_impact_ratio() -> None:
    """A group's rate lies in [k/(n+u-s), (k+s)/(n+s)]."""
    log = making.log(
        sex=["A"] * 10 + ["B"] * 10 + [""] * 5,
        rule=[1] * 6 + [0] * 4 + [1] * 5 + [0] * 5 + [1, 1, 0, 0, 0],
    )
    found = by_sex(log, method={"min_group": 1})["unknown"]
    assert found["n"] == 5
    assert found["ratio_low"] == pytest.approx((5 / 13) / (8 / 12))
    assert found["ratio_high"] == 1
    wide = making.log(sex=["A"] * 9 + ["B"] * 9 + [""], rule=[1] * 8 + [0] + [1] + [0] * 8 + [0])
    assert by_sex(wide, method={"min_group": 1})["unknown"]["ratio_high"] == pytest.approx(
        (1 / 9) / (8 / 10)
    )


def test_groups_are_sorted_by_name() -> None:
    """Everywhere."""
    log = making.log(sex=["b", "a", "B", "", "10", "9"])
    found = making.document(log, making.keys(handoff={}))
    names = ["10", "9", "B", "Unknown", "a", "b"]
    for where in (found["fairness"]["rule"]["sex"]["groups"], found["handoff"]["groups"]["sex"]):
        assert [g["group"] for g in where] == names
    assert [g["group"] for g in found["comparison"]["switched"]["sex"]] == names


def test_a_missing_key_was_not_asked_for_and_null_cannot_be_known() -> None:
    """No promise and no people: no such key; a promise without labels: null."""
    log = making.log(y=[None, None])
    asked = making.keys(handoff={"max_error": 0.1})
    assert making.document(log, asked)["handoff"]["guarantee"] is None
    plain = making.document(log, making.keys(handoff={}))["handoff"]
    assert not {"guarantee", "staffing"} & set(plain)
    assert plain["automatic_error"]["value"] is None


def test_the_curve_has_the_thresholds_k_of_1000() -> None:
    """K = 0 … 1000."""
    found = making.document(making.log(y=[1]), making.keys(handoff={}))["handoff"]["curve"]
    assert [point["threshold"] for point in found] == [k / 1000 for k in range(1001)]
    assert [p["coverage"] for p in found if p["threshold"] in {0.75, 0.751}] == [1, 0]
    assert found[-1]["automatic_error"] is None


@pytest.mark.parametrize("many", [False, True])
def test_a_weight_stands_for_that_many_identical_cases_everywhere(*, many: bool) -> None:
    """The document of weighted rows is that of the rows repeated, but for the rows read."""
    rng = np.random.default_rng(3)
    size = 2500 if many else 60
    log = making.log(
        y=rng.choice([1.0, 0.0, np.nan], size), score=rng.random(size).round(9 if many else 2),
        rule=rng.integers(0, 2, size), sex=rng.choice(["A", "B", ""], size),
        race=rng.choice(["X", "Y"], size),
        n=rng.integers(0, 4, size), points=rng.random(size).round(3),
        hand=rng.integers(0, 2, size),
    )  # fmt: skip
    log.loc[0, ["sex", "n"]] = ["only one of weight 0", 0]
    repeated = log.loc[log.index.repeat(log["n"])].reset_index(drop=True)
    keys = making.keys(
        handoff={"threshold": 0.7, "max_error": 0.4, "human": "hand", "people": 2,
                 "cases_per_hour": 9.0, "minutes_per_case": 4.0},
        costs={"false_positive": 5.0, "review": 1.0},
        criteria=[{"finding": "impact_ratio", "attribute": "sex", "at_least": 0.8}],
        candidates=[{"name": "rule", "role": "baseline", "score": "points"}, making.MODEL],
    )  # fmt: skip
    weighted = keys | {"columns": keys["columns"] | {"weight": "n"}}
    one, two = making.document(log, weighted), making.document(repeated, keys)
    assert one.pop("data_check")["rows_used"] == size
    two.pop("data_check")
    for found in (one, two):
        assert found.pop("dictionary")  # which describes the columns as they stand, row by row
    assert near(one, two)


def near(one: Any, two: Any) -> bool:  # noqa: ANN401
    """Equal, but for the last digits of sums of floats."""
    if isinstance(one, dict):
        return one.keys() == two.keys() and all(near(one[key], two[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(two) and all(itertools.starmap(near, zip(one, two, strict=True)))
    if isinstance(one, float):
        return bool(one == pytest.approx(two, rel=1e-9, abs=1e-12))
    return bool(one == two)


def test_up_to_1001_different_scores_are_kept_as_they_are() -> None:
    """1,001 are exact, nulls aside; one more is binned, and said."""
    for size, exact in ((1001, True), (1002, False)):
        score = np.append((np.arange(size) + 0.5) / size, [np.nan] * 3)
        log = making.log(y=np.arange(size + 3) % 2, score=score)
        found = making.document(log, making.keys())
        assert found["candidates"]["model"]["auc"]["exact"] is exact
        said = [p["message"] for p in found["data_check"]["problems"] if p["column"] == "score"]
        assert any("AUC has a bound" in message for message in said) is not exact


def test_observed_hides_labels_that_could_not_be_seen() -> None:
    """1 where the outcome could be seen."""
    log = making.log(y=[1, 0, 1, 0], score=[0.9] * 4).assign(seen=[1, 0, None, 1])
    found = making.document(log, making.keys(columns={"observed": "seen"}))
    assert counts(found) == (1, 1, 0, 0)


def test_the_document_names_the_data_by_its_fingerprint(tmp_path: Path) -> None:
    """sha256 of the file, and null for a frame."""
    file = tmp_path / "log.csv"
    making.log(y=[1, 0]).to_csv(file, index=False)
    review = evenhand.review.parse(making.keys(data={"path": "log.csv"}), folder=tmp_path)
    found = evenhand.open(review).findings().to_dict()
    assert found["schema"] == "evenhand.findings/1"
    assert (
        found["review"]["fingerprint"] == f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"
    )
    assert making.document(making.log(y=[1]), making.keys())["review"]["fingerprint"] is None
