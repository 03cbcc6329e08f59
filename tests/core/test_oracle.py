"""The findings are the oracle's, on real samples and on any log; the oracle knows nothing of us."""

import ast
import tomllib
from pathlib import Path
from typing import Any

import hypothesis
import pandas as pd
import pytest
import sklearn.metrics
from hypothesis import strategies as st
from scipy import stats

import evenhand
from evenhand import document
from tests.core import making, oracle
from tests.core.agreement import agree, close


def test_the_oracle_imports_nothing_of_the_package() -> None:
    """An oracle that used what it checks would agree with every mistake."""
    tree = ast.parse((Path(__file__).parent / "oracle.py").read_text(encoding="utf-8"))
    imported = [
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (getattr(node, "module", None), *(alias.name for alias in node.names))
        if name
    ]
    assert "fairlearn.metrics" in imported
    assert not [name for name in imported if name.split(".")[0] in {"evenhand", "tests"}]


@pytest.fixture(scope="module", params=making.SAMPLES)
def sample(request: pytest.FixtureRequest) -> tuple[dict[str, Any], oracle.Cases]:
    """The findings document of a sample, and its cases read by the oracle."""
    folder = making.ROOT / "sample_data" / request.param
    keys = tomllib.loads((folder / "review.toml").read_text(encoding="utf-8"))
    cases = oracle.read(pd.read_parquet(folder / keys["data"]["path"]), keys)
    return evenhand.open(folder / "review.toml").findings().to_dict(), cases


def test_every_group_metric_of_the_samples_equals_fairlearn_on_the_rows(
    sample: tuple[dict[str, Any], oracle.Cases],
) -> None:
    """Counts, metrics, intervals, gaps and impact ratios, to 1e-12."""
    agree(*sample)


def test_the_comparison_of_the_samples_is_that_of_the_rows(
    sample: tuple[dict[str, Any], oracle.Cases],
) -> None:
    """The paired table, accuracy, exact McNemar and cost, on rows both answered."""
    found, cases = sample
    check_comparison(found["comparison"], cases)


def test_the_handoff_of_the_samples_is_that_of_the_rows(
    sample: tuple[dict[str, Any], oracle.Cases],
) -> None:
    """Coverage and automatic error at the threshold, by group, and along the whole curve."""
    found, cases = sample
    check_handoff(found["handoff"], cases)


def check_comparison(found: dict[str, Any], cases: oracle.Cases) -> None:
    """The comparison is the oracle's."""
    rule, model = oracle.compared(cases)
    assert (found["baseline"], found["model"]) == (rule, model)
    expected = oracle.paired(cases)
    assert found["paired"] == expected
    n = sum(expected.values())
    assert found["accuracy_difference"]["n"] == n
    if not n:
        assert found["accuracy_difference"]["value"] is None
        return
    gained = (expected["only_model"] - expected["only_baseline"]) / n
    assert found["accuracy_difference"]["value"] == close(gained)
    discordant = expected["only_model"] + expected["only_baseline"]
    exact = stats.binomtest(expected["only_model"], discordant).pvalue if discordant else 1.0
    assert found["mcnemar_p"] == pytest.approx(exact, rel=1e-9, abs=1e-300)
    if "costs" in cases.keys:
        rows = cases.rows.dropna(subset=["label", f"answer {rule}", f"answer {model}"])
        costs = [oracle.spent(cases, name, rows) for name in (rule, model)]
        assert found["cost_per_1000"]["baseline"]["value"] == pytest.approx(costs[0])
        assert found["cost_per_1000"]["model"]["value"] == pytest.approx(costs[1])
        assert found["cost_per_1000"]["difference"]["value"] == pytest.approx(costs[1] - costs[0])


def check_handoff(found: dict[str, Any], cases: oracle.Cases) -> None:
    """The handoff is the oracle's."""
    name, threshold = found["candidate"], found["threshold"]
    n, kept, known, wrong = oracle.alone(cases, name, threshold)
    assert found["coverage"]["value"] == close(kept / n if n else None)
    assert found["automatic_error"]["value"] == close(wrong / known if known else None)
    assert (found["coverage"]["n"], found["automatic_error"]["n"]) == (n, known)
    assert list(found["groups"]) == cases.attributes
    for attribute in cases.attributes:
        assert [g["group"] for g in found["groups"][attribute]] == oracle.groups(cases, attribute)
        for group in found["groups"][attribute]:
            check_group(group, oracle.alone(cases, name, threshold, (attribute, group["group"])))
    for point in found["curve"][::50]:
        n, kept, known, wrong = oracle.alone(cases, name, point["threshold"])
        assert point["coverage"] == close(kept / n if n else 0.0)
        assert point["automatic_error"] == close(wrong / known if known else None)


def check_group(found: dict[str, Any], expected: tuple[int, int, int, int]) -> None:
    """One group of the handoff is the oracle's."""
    n, kept, known, wrong = expected
    assert found["n"] == n
    assert found["coverage"]["value"] == close(kept / n if n else None)
    assert found["handed_off"]["value"] == close((n - kept) / n if n else None)
    assert found["automatic_error"]["value"] == close(wrong / known if known else None)


def test_the_groups_a_page_shows_are_fairlearns_own() -> None:
    """MetricFrame on the tally gives the groups of the document, and touches nothing else."""
    audit = evenhand.open(making.ROOT / "sample_data" / "card_default" / "review.toml")
    found = audit.findings()
    shown = document.by_library(audit.tally, audit.review, found, "model", "sex").to_dict()
    plain = found.to_dict()
    for one, two in zip(
        shown["fairness"]["model"]["sex"].pop("groups"),
        plain["fairness"]["model"]["sex"].pop("groups"),
        strict=True,
    ):
        for name, metric in one["metrics"].items():
            assert metric["value"] == close(two["metrics"][name]["value"])
    assert shown == plain


def test_calibration_and_auc_of_the_credit_sample_are_those_of_the_rows() -> None:
    """Brier is exact, although scores are counted in bins; AUC is within its bound."""
    folder = making.ROOT / "sample_data" / "card_default"
    found = evenhand.open(folder / "review.toml").findings().candidates["model"]
    rows = pd.read_parquet(folder / "decisions.parquet")
    brier = sklearn.metrics.brier_score_loss(rows["defaulted"], rows["model_score"])
    area = sklearn.metrics.roc_auc_score(rows["defaulted"], rows["model_score"])
    assert found.calibration is not None
    assert found.auc is not None
    assert found.auc.value is not None
    assert found.calibration.brier == pytest.approx(brier, abs=1e-9)
    assert abs(found.auc.value - area) <= found.auc.bound
    assert not found.auc.exact


# Any log


GROUPS = st.sampled_from(["A", "B", "C", " A ", "", "nan", None, "Unknown"])
SCORES = st.one_of(
    st.none(),
    st.floats(0, 1, width=32),
    st.integers(0, 1000).map(lambda k: k / 1000),
    st.sampled_from([0.0, 0.5, 1.0, 0.57, 0.43]),
)
ROWS = st.tuples(
    GROUPS,
    st.sampled_from(["X", "Y", None]),
    st.sampled_from(["1", "0", "1.0", "", None]),
    st.sampled_from(["1", "0", "yes", None]),
    SCORES,
    st.integers(0, 12),
)
REVIEWS = st.fixed_dictionaries(
    {
        "min_group": st.integers(1, 20),
        "min_share": st.sampled_from([0.0, 0.02, 0.1]),
        "good": st.booleans(),
        "weighted": st.booleans(),
        "threshold": st.sampled_from([0.0, 0.3, 0.5, 0.57, 1.0]),
        "handoff": st.sampled_from([0.0, 0.57, 0.7, 0.7005, 0.9, 1.0]),
    }
)


def review(chosen: dict[str, Any]) -> dict[str, Any]:
    """The review of a random log."""
    return making.keys(
        columns={
            "positive_is_good": chosen["good"],
            "weight": "n" if chosen["weighted"] else None,
        },
        candidates=[making.RULE, making.MODEL | {"threshold": chosen["threshold"]}],
        handoff={"threshold": chosen["handoff"]},
        costs={"false_positive": 5, "false_negative": 120},
        method={"min_group": chosen["min_group"], "min_share": chosen["min_share"]},
    )


NAMES = ["sex", "race", "y", "rule", "score", "n"]
QUICK = (hypothesis.Phase.explicit, hypothesis.Phase.reuse, hypothesis.Phase.generate)


def judge(rows: list[tuple[Any, ...]], chosen: dict[str, Any], *, library: bool) -> None:
    """Compare the findings of some rows with the oracle's."""
    frame = pd.DataFrame(rows, columns=NAMES).astype({"score": "float64"})
    frame.loc[0, "n"] = 1
    keys = review(chosen)
    cases = oracle.read(frame, keys, library=library)
    hypothesis.assume(cases.binary)
    found = making.document(frame, keys)
    agree(found, cases)
    check_comparison(found["comparison"], cases)
    check_handoff(found["handoff"], cases)


@hypothesis.given(st.lists(ROWS, min_size=1, max_size=60), REVIEWS)
@hypothesis.settings(max_examples=8, phases=QUICK)
def test_findings_equal_fairlearn_on_the_rows_of_any_log(
    rows: list[tuple[Any, ...]], chosen: dict[str, Any]
) -> None:
    """Nulls, one-class and empty groups, weights, two protected columns, two candidates."""
    judge(rows, chosen, library=True)


@hypothesis.given(st.lists(ROWS, min_size=1, max_size=80), REVIEWS)
@hypothesis.settings(max_examples=15)
def test_findings_equal_the_counts_of_the_rows_of_any_log(
    rows: list[tuple[Any, ...]], chosen: dict[str, Any]
) -> None:
    """More logs, judged by dividing counts, which is quicker than asking the library."""
    judge(rows, chosen, library=False)


CLASS_ROWS = st.tuples(
    GROUPS,
    st.sampled_from(["a", "b", "c", None]),
    st.sampled_from(["a", "b", "c", "d", None]),
    st.sampled_from(["a", "b", "c", None]),
    SCORES,
)


@hypothesis.given(st.lists(CLASS_ROWS, min_size=1, max_size=40))
@hypothesis.settings(max_examples=6, phases=QUICK)
def test_findings_of_a_class_review_equal_fairlearn_on_the_rows(
    rows: list[tuple[Any, ...]],
) -> None:
    """Accuracy and errors mean the exact class; the other metrics each class against the rest."""
    frame = pd.DataFrame(rows, columns=["sex", "y", "rule", "said", "sure"])
    frame = pd.concat([frame, frame.iloc[[0, 0, 0]].assign(y=["a", "b", "c"])])
    frame = frame.astype({"sure": "float64"})
    keys = making.keys(
        columns={"positive": "b", "protected": ["sex"]},
        candidates=[
            making.RULE,
            {"name": "model", "role": "model", "prediction": "said", "confidence": "sure"},
        ],
        handoff={"threshold": 0.7},
        method={"min_group": 3},
    )
    cases = oracle.read(frame.reset_index(drop=True), keys)
    found = making.document(frame, keys)
    agree(found, cases)
    check_comparison(found["comparison"], cases)
    check_handoff(found["handoff"], cases)
