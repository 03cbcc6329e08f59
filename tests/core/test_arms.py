"""An A/B test: each candidate on its own arm, and what came of it, as on the rows."""

import math
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from scipy import stats
from sklearn.metrics import roc_auc_score
from statsmodels.stats.proportion import confint_proportions_2indep

from evenhand.counting import MISSING
from evenhand.errors import InputError
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")

SIZE = 1500
NAMES = ["rule", "model", "heavy"]
HEAVY = {"name": "heavy", "role": "model", "score": "score", "latency_ms": "ms"}
CANDIDATES: list[dict[str, Any]] = [
    {"name": "rule", "role": "baseline", "score": "points", "cost_per_case": 0.001},
    making.MODEL | {"latency_ms": "ms", "cost_per_case": 0.002},
    HEAVY,
]
COSTS = {"false_positive": 1.0, "false_negative": 3.0, "positive_worth": 4.0,
         "waiting_per_second": 0.05}  # fmt: skip


def log(seed: int = 1) -> Any:  # noqa: ANN401
    """A log of three arms in which each has another share of positive outcomes."""
    rng = np.random.default_rng(seed)
    arm = rng.choice(NAMES, SIZE)
    score = rng.integers(0, 101, SIZE) / 100
    chance = 0.2 + 0.3 * score + 0.1 * (arm == "model")
    return pd.DataFrame(
        {
            "y": (rng.random(SIZE) < chance).astype(int),
            "sex": rng.choice(["A", "B"], SIZE),
            "race": rng.choice(["X", "Y", "Z"], SIZE),
            "arm": arm,
            "score": score,
            "points": np.where(rng.random(SIZE) < 0.5, 0.3, 0.6),
            "ms": rng.integers(20, 3000, SIZE),
            "at": pd.to_datetime(1_767_225_600 + rng.integers(0, 21 * 86_400, SIZE), unit="s"),
        }
    )


def few(**given: Any) -> dict[str, Any]:  # noqa: ANN401
    """The same by one column of groups alone, which is quicker."""
    columns = {"protected": [], "context": ["sex"]} | given.pop("columns", {})
    return keys(columns=columns, **given)


def keys(**given: Any) -> dict[str, Any]:  # noqa: ANN401
    """A review with arms."""
    columns = {"arm": "arm", "time": "at"} | given.pop("columns", {})
    return making.keys(columns=columns, candidates=CANDIDATES, costs=COSTS, **given)


@pytest.fixture(name="found", scope="module")
def findings(quick: None) -> dict[str, Any]:  # noqa: ARG001  # short bootstraps here too
    """The document of the log."""
    return making.document(log(), keys(handoff={"threshold": 0.7}))


def own(name: str) -> Any:  # noqa: ANN401
    """The rows of one arm."""
    frame = log()
    return frame[frame["arm"] == name]


def test_a_candidate_counts_on_its_own_arm_alone(found: dict[str, Any]) -> None:
    """Candidates, fairness and handoff alike."""
    for name in NAMES:
        rows = own(name)
        said = rows["points" if name == "rule" else "score"] >= 0.5
        one = found["candidates"][name]
        assert one["n"] == len(rows)
        assert one["counts"]["tp"] == int((said & (rows["y"] == 1)).sum())
        by_sex = found["fairness"][name]["sex"]["groups"]
        assert [g["n"] for g in by_sex] == rows.groupby("sex").size().tolist()
    assert found["handoff"]["n"] == len(own("model"))
    assert found["review"]["labelled_rows"] == SIZE


def test_who_is_right_more_often_is_a_difference_of_two_samples(found: dict[str, Any]) -> None:
    """Newcombe's, as statsmodels has it; nothing is paired."""
    compared = found["comparison"]
    right = {
        name: int(((own(name)[column] >= 0.5) == own(name)["y"]).sum())
        for name, column in (("model", "score"), ("rule", "points"))
    }
    sizes = len(own("model")), len(own("rule"))
    low, high = confint_proportions_2indep(
        right["model"], sizes[0], right["rule"], sizes[1], compare="diff", method="newcomb"
    )
    got = compared["accuracy_difference"]
    assert got["value"] == pytest.approx(right["model"] / sizes[0] - right["rule"] / sizes[1])
    assert (got["low"], got["high"]) == (pytest.approx(low), pytest.approx(high))
    assert (compared["paired"], compared["mcnemar_p"], compared["switched"]) == (None, None, {})
    assert compared["n"] == sum(sizes)


def placed(score: Any, y: Any) -> float:  # noqa: ANN401
    """DeLong's standard error of one AUC, every pair of rows looked at."""
    above = score[y == 1].to_numpy()[:, None] - score[y == 0].to_numpy()[None]
    right = (np.sign(above) + 1) / 2
    parts = (right.mean(axis=axis).var(ddof=1) / right.shape[1 - axis] for axis in (0, 1))
    return float(np.sqrt(sum(parts)))


def test_the_difference_of_auc_is_delong_on_each_arm_by_itself(found: dict[str, Any]) -> None:
    """Its value that of scikit-learn, its error from the placements of every row of both arms."""
    got = found["comparison"]["auc_difference"]
    two = own("model"), own("rule")
    values = [roc_auc_score(r["y"], r[c]) for r, c in zip(two, ("score", "points"), strict=True)]
    assert got["value"] == pytest.approx(values[0] - values[1])
    errors = [
        placed(rows["score" if i == 0 else "points"], rows["y"]) for i, rows in enumerate(two)
    ]
    error = (got["high"] - got["low"]) / 2 / stats.norm.ppf(0.975)
    assert error == pytest.approx(math.hypot(*errors), rel=1e-10)
    assert got["p_value"] == pytest.approx(2 * stats.norm.sf(abs(got["value"]) / error), rel=1e-3)


def test_costs_are_of_two_samples(found: dict[str, Any]) -> None:
    """Each mean that of its rows; the difference's interval that of two independent means."""
    got = found["comparison"]["cost_per_1000"]
    spent = {}
    for name, column, running in (("baseline", "points", 0.001), ("model", "score", 0.002)):
        rows = own("rule" if name == "baseline" else name)
        said = rows[column] >= 0.5
        wrong = 1.0 * (said & (rows["y"] == 0)) + 3.0 * (~said & (rows["y"] == 1))
        spent[name] = wrong + running
        assert got[name]["value"] == pytest.approx(1000 * spent[name].mean())
    error = 1000 * math.hypot(*(stats.sem(one) for one in spent.values()))
    wide = got["difference"]["high"] - got["difference"]["low"]
    assert wide == pytest.approx(2 * 1.96 * error, rel=0.08)


def test_outcomes_of_every_arm_and_every_two(found: dict[str, Any]) -> None:
    """Shares, Fisher's test, and Benjamini-Hochberg over the pairs."""
    got = found["comparison"]["arms"]
    assert [one["name"] for one in got["arms"]] == NAMES
    for one in got["arms"]:
        rows = own(one["name"])
        assert one["outcome"]["value"] == pytest.approx(rows["y"].mean())
        days = rows["at"].dt.date
        assert (one["first"], one["last"]) == (str(days.min()), str(days.max()))
    pairs = [(pair["one"], pair["other"]) for pair in got["pairs"]]
    assert pairs == [("model", "rule"), ("heavy", "rule"), ("heavy", "model")]
    for pair in got["pairs"]:
        table = np.array(
            [own(name)["y"].value_counts().loc[[1, 0]] for name in (pair["one"], pair["other"])]
        )
        assert pair["p_value"] == pytest.approx(stats.fisher_exact(table).pvalue)
    tests = [pair["p_value"] for pair in got["pairs"]]
    expected = stats.false_discovery_control(tests)
    assert [pair["q_value"] for pair in got["pairs"]] == pytest.approx(list(expected))


def test_what_an_arm_earns_is_a_mean_over_its_cases(found: dict[str, Any]) -> None:
    """Outcomes by their worth, minus running and waiting, each case with its own wait."""
    costs = {"rule": 0.001, "model": 0.002, "heavy": 0.0}
    means, errors = {}, {}
    for one in found["comparison"]["arms"]["arms"]:
        rows = own(one["name"])
        waited = 0 if one["name"] == "rule" else rows["ms"] / 1000 * 0.05
        earned = 1000 * (4.0 * rows["y"] - costs[one["name"]] - waited)
        means[one["name"]], errors[one["name"]] = earned.mean(), stats.sem(earned)
        assert one["earned"]["value"] == pytest.approx(earned.mean(), rel=1e-3)
        wide = one["earned"]["high"] - one["earned"]["low"]
        assert wide == pytest.approx(2 * 1.96 * errors[one["name"]], rel=0.02)
    first = found["comparison"]["arms"]["pairs"][0]["earned"]
    assert first["value"] == pytest.approx(means["model"] - means["rule"], rel=1e-3)
    wide = first["high"] - first["low"]
    assert wide == pytest.approx(2 * 1.96 * np.hypot(errors["model"], errors["rule"]), rel=0.02)


def test_balance_of_the_arms_is_chi_square_and_a_standardized_difference(
    found: dict[str, Any],
) -> None:
    """By column, least even first."""
    got = found["comparison"]["arms"]["balance"]
    assert [one["difference"] for one in got] == sorted(
        (one["difference"] for one in got), reverse=True
    )
    for one in got:
        table = pd.crosstab(log()["arm"], log()[one["column"]])
        expected = stats.chi2_contingency(table, correction=False).pvalue
        assert one["p_value"] == pytest.approx(expected)
        share = table.div(table.sum(axis=1), axis=0)[one["group"]]
        spread = (share * (1 - share)).to_numpy()
        apart = [
            abs(share.iloc[i] - share.iloc[j]) / np.sqrt((spread[i] + spread[j]) / 2)
            for i, j in ((0, 1), (0, 2), (1, 2))
        ]
        assert one["difference"] == pytest.approx(max(apart))


def test_the_comparison_within_groups_is_that_of_their_rows(found: dict[str, Any]) -> None:
    """The outcome itself, model minus baseline."""
    for one in found["comparison"]["arms"]["groups"]["race"]:
        means = [r[r["race"] == one["group"]]["y"].mean() for r in (own("model"), own("rule"))]
        assert one["difference"]["value"] == pytest.approx(means[0] - means[1])


def test_quarters_by_how_long_it_took_hold_all_cases_of_the_arm(found: dict[str, Any]) -> None:
    """From the quickest to the slowest; an arm without times has none."""
    got = found["comparison"]["arms"]["waited"]
    assert set(got) == {"model", "heavy"}
    bands = got["heavy"]["bands"]
    assert sum(band["outcome"]["n"] for band in bands) == len(own("heavy"))
    sizes = [band["outcome"]["n"] for band in bands]
    assert max(sizes) - min(sizes) <= 0.05 * len(own("heavy"))
    slow = own("heavy")["ms"] >= bands[-1]["low"] - 5
    assert bands[-1]["outcome"]["value"] == pytest.approx(own("heavy")["y"][slow].mean(), abs=0.02)
    apart = bands[-1]["outcome"]["value"] - bands[0]["outcome"]["value"]
    assert got["heavy"]["difference"]["value"] == pytest.approx(apart)


@pytest.mark.parametrize("names", [["rule", "model"], NAMES])
def test_a_split_that_is_not_as_planned_is_found(names: list[str]) -> None:
    """Exact for two arms, chi-square for more; nothing where no shares are planned."""
    frame = log()[log()["arm"].isin(names)]
    own_keys = few()
    planned = [one | {"planned_share": 1 / len(names)} for one in CANDIDATES[: len(names)]]
    cases = [int((frame["arm"] == name).sum()) for name in names]
    got = making.document(frame, {**own_keys, "candidates": planned})["comparison"]["arms"]
    expected = float(stats.chisquare(cases).pvalue)
    if len(names) == 2:
        tail = min(stats.binom.cdf(cases[0], sum(cases), 0.5),
                   stats.binom.sf(cases[0] - 1, sum(cases), 0.5))  # fmt: skip
        expected = 2 * float(tail)
    assert got["split_p_value"] == pytest.approx(expected)
    without = making.document(frame, own_keys | {"candidates": CANDIDATES[: len(names)]})
    assert "split_p_value" not in without["comparison"]["arms"]


@pytest.mark.parametrize(
    ("criterion", "expected"),
    [
        ({"finding": "outcome_difference"}, lambda d: d["arms"]["pairs"][0]["outcome"]),
        ({"finding": "earned_difference"}, lambda d: d["arms"]["pairs"][0]["earned"]),
        (
            {"finding": "outcome_difference", "candidate": "heavy"},
            lambda d: d["arms"]["pairs"][1]["outcome"],
        ),
        ({"finding": "accuracy_difference"}, lambda d: d["accuracy_difference"]),
        ({"finding": "cost_difference"}, lambda d: d["cost_per_1000"]["difference"]),
    ],
)
def test_criteria_between_arms_are_judged(criterion: dict[str, Any], expected: Any) -> None:  # noqa: ANN401
    """One alone has the interval of the page; where it can't be told, how many cases would."""
    document = making.document(log(), few(criteria=[criterion | {"at_least": -1000.0}]))
    [got] = document["criteria"]
    assert got["value"] == expected(document["comparison"])
    assert got["state"] == "inside"
    limit = got["value"]["value"] * 0.9
    [near] = making.document(log(), few(criteria=[criterion | {"at_least": limit}]))["criteria"]
    assert near["state"] == "cannot_tell"
    assert near["cases_needed"] > 0


def test_a_threshold_moved_judges_the_arms_again() -> None:
    """The choices that could have been made otherwise are worked out between arms too."""
    limit = {"finding": "accuracy_difference", "at_least": -0.5}
    found = making.document(log(), few(criteria=[limit]))["robustness"]
    assert (found["holds"], found["of"]) == (3, 3)


def test_rows_of_no_arm_are_said_and_left_out() -> None:
    """Names that are no candidate's, and empty ones."""
    frame = log()
    frame.loc[:9, "arm"] = "modle"
    frame.loc[10:14, "arm"] = None
    frame.loc[15:20, "arm"] = " rule "
    audit = making.audit(frame, few())
    said = [(p.severity, p.rows) for p in audit.data_check.problems if p.column == "arm"]
    assert said == [("warning", 10), ("note", 5)]
    compared = audit.findings().comparison
    assert compared is not None
    assert compared.arms is not None
    assert compared.arms.nobody == 15
    assert sum(one.n for one in compared.arms.arms) == SIZE - 15
    assert compared.arms.arm("rule").n == int((frame["arm"].str.strip() == "rule").sum())
    assert not [p for p in audit.data_check.problems if "have no answer" in p.message]


def test_an_arm_without_a_case_is_an_error_that_says_what_to_do() -> None:
    """It names the column and the candidate, never a cell."""
    with pytest.raises(InputError, match="column arm: no row says that rule acted; write") as error:
        making.audit(log().replace({"arm": {"rule": "secret"}}), keys())
    assert "secret" not in str(error.value)
    with pytest.raises(InputError, match="column arm: expected names"):
        making.audit(log().assign(arm=pd.Timestamp("2026-01-31")), keys())


SAID: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "words": ({"rule": "old", "model": "B", "heavy": "C"}, {}),
    "numbers": ({"rule": 0, "model": 1, "heavy": 2}, {"rule": [0], "model": "1", "heavy": 2}),
    "text of numbers": ({"rule": "0.0", "model": "1.0", "heavy": "2"}, {"rule": 0, "model": 1}),
    "fractions": ({"rule": 0.0, "model": 1.0, "heavy": float("nan")}, {"rule": 0, "model": 1}),
    "truth": ({"rule": False, "model": True, "heavy": True}, {"rule": 0, "model": [1, "x"]}),
}


@pytest.mark.parametrize("polars", [False, True])
@pytest.mark.parametrize("way", SAID)
def test_arms_may_be_called_otherwise(way: str, polars: bool) -> None:  # noqa: FBT001
    """What the log writes for a candidate may be text, a number or a truth value."""
    written, said = SAID[way]
    names = said or written
    frame = log()
    told = frame.assign(arm=pd.Series([written[one] for one in frame["arm"]]))
    candidates = [one | {"arm": names[one["name"]]} for one in CANDIDATES if one["name"] in names]
    review = few() | {"candidates": candidates}
    counted = making.audit(pl.from_pandas(told) if polars else told, review).tally
    acted = [str(written[one["name"]]) for one in candidates]
    assert counted.arms is not None
    expected = told["arm"].astype(str).value_counts()
    assert [counted.arms.of(one["name"]) for one in candidates] == [expected[one] for one in acted]
    for one, said_so in zip(candidates, acted, strict=True):
        cells = counted.by(one["name"])
        assert int(cells.n[cells.answer != MISSING].sum()) == expected[said_so]


def test_two_candidates_cannot_have_one_arm() -> None:
    """Nobody could say which of them acted."""
    candidates = [one | {"arm": "A"} for one in CANDIDATES[:2]]
    with pytest.raises(InputError, match="a different arm"):
        making.audit(log(), few() | {"candidates": candidates})


WAYS: dict[str, Any] = {
    "polars": pl.from_pandas,
    "lazy polars": lambda frame: pl.from_pandas(frame).lazy(),
    "DuckDB": lambda frame: duckdb.connect().from_arrow(pa.Table.from_pandas(frame)),
    "categories": lambda frame: frame.assign(arm=frame["arm"].astype("category")),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_engine_counts_the_same_arms(way: str) -> None:
    """Cases, groups, days and cells; arms with spaces around them and without any."""
    frame = log().assign(n=2)
    frame.loc[:3, "arm"] = [" rule ", "", None, "other"]
    weighed = few(columns={"weight": "n"})
    found, expected = (making.audit(f, weighed).tally for f in (WAYS[way](frame), frame))
    assert found.arms is not None
    assert expected.arms is not None
    np.testing.assert_array_equal(found.arms.cases, expected.arms.cases)
    for column, (names, cases) in expected.arms.groups.items():
        assert found.arms.groups[column][0] == names
        np.testing.assert_array_equal(found.arms.groups[column][1], cases)
    assert (found.arms.nobody, found.arms.days) == (expected.arms.nobody, expected.arms.days)
    for name in NAMES:
        np.testing.assert_array_equal(found.cells[name].n, expected.cells[name].n)
        np.testing.assert_array_equal(found.cells[name].answer, expected.cells[name].answer)


def test_numbers_name_arms_too() -> None:
    """Candidates that are called 0 and 1."""
    frame = log()[log()["arm"] != "heavy"].assign(arm=lambda f: (f["arm"] == "model").astype(int))
    named = [one | {"name": str(i)} for i, one in enumerate(CANDIDATES[:2])]
    found = making.document(frame, few() | {"candidates": named})["comparison"]["arms"]
    assert [one["n"] for one in found["arms"]] == [len(own("rule")), len(own("model"))]


def test_weights_stand_for_that_many_cases() -> None:
    """A log with each row three times is the log with weight 3."""
    weighed = making.document(log().assign(n=3), few(columns={"weight": "n"}))
    repeated = making.document(pd.concat([log()] * 3), few())
    for name in ("comparison", "candidates"):
        assert weighed[name] == repeated[name]


def test_a_row_that_stands_for_no_case_is_no_arms_first_or_last_day() -> None:
    """Days are those of cases."""
    frame = log().sort_values("at", ignore_index=True).assign(n=1)
    frame.loc[[0, len(frame) - 1], "n"] = 0
    frame.loc[0, "at"] -= pd.Timedelta(days=9)
    frame.loc[len(frame) - 1, "at"] += pd.Timedelta(days=9)
    found = making.audit(frame, few(columns={"weight": "n"})).tally.arms
    assert found is not None
    days = frame.loc[frame["n"] == 1, "at"].dt.date
    ends = [day for two in found.days.values() for day in two]
    assert (min(ends), max(ends)) == (days.min(), days.max())
