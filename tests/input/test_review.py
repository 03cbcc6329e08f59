"""The review file: every key is accepted, what is wrong is named, what parses never crashes."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

import evenhand
from evenhand import review as reviews
from evenhand import words
from evenhand.errors import InputError
from tests.input import making

EVERY_KEY: Final = """
title    = "Every key"
question = "Is each of them known?"
summary  = "Each of them is."
id       = "every-key"
[series]
name = "Card default"
phase = "production"
[[tried]]
name = "two rules"
why = "right less often than one"
on = 2026-01-31
phase = "data_feasibility"
[shadow]
cases = 2000
until = 2026-06-30
min_agreement = 0.9
max_harm = 0.01
look_days = 7
error = 0.05
planned_on = 2026-01-31
[words]
case = "customer"
cases = "customers"
positive = "will default"
person = "credit officer"
label = "what was noted by September"
[data]
path = "log.csv"
reference = "last_year.csv"
synthetic = "gamma-wear sensors, seed 7"
[columns]
id = "id"
label = "y"
positive = "1"
positive_is_good = false
out_of_scope = "9"
protected = ["sex", "age"]
context = ["education"]
crossed = [["sex", "education"]]
edges = { age = [25, 45, 65] }
time = "at"
weight = "n"
observed = "seen"
arm = "arm"
phase = "phase"
rater_agreement = "agree"
features = ["limit", "late"]
text = "said"
image = "photo"
mask = "mask"
image_size = [8, 8, 3]
immutable = ["age"]
[[candidates]]
name = "rule"
role = "baseline"
prediction = "rule"
rule = { column = "late", at_least = 2 }
[[candidates]]
name = "model"
role = "model"
score = "score"
threshold = 0.5
model = "model.skops"
latency_ms = "ms"
cost_per_case = 0.002
planned_share = 0.3
labels = 500
arm = ["model", "new"]
[[candidates]]
name = "words"
role = "model"
prediction = "rule"
confidence = "score"
[candidates.rule]
column = "said"
words = { "1" = ["bad"], "0" = ["good"] }
otherwise = "0"
[handoff]
candidate = "model"
threshold = 0.85
human_accuracy = 0.90
human = "person"
saw_answer = true
cases_per_hour = 20
minutes_per_case = 6
people = 3
shrinkage = 0.3
service_level = 0.8
within_minutes = 10
max_error = 0.04
assurance = 0.90
[costs]
currency = "EUR"
false_positive = 5
false_negative = 120
review = 4
positive_worth = 2.5
waiting_per_second = 0.01
cases_per_year = 1000000
upkeep_per_year = 50000
[[costs.other]]
name = "training"
per_year = 2000
counts = "against"
[method]
interval = 0.95
seed = 1
min_group = 30
min_share = 0.0
privacy_cell = 11
reference = "most_selected"
margin = 0.01
[robustness]
edges.age = [[25, 40, 60], [30, 50]]
thresholds = [0.4, 0.6]
costs = [0.5, 2]
min_group = [10]

[population.sex]
F = 0.51
M = 0.49
[dictionary.late]
name = "months late"
meaning = "How many months behind"
unit = "months"
source = "the bank"
[packs.gdpr.answers]
personal-data = "They are."
[packs.gdpr.does_not_apply]
automated-grounds = "A person decides."
[explanation]
cases = "cases.csv"
overall = "overall.json"
[[criteria]]
finding = "automatic_error"
at_most = 0.04
[[criteria]]
finding = "impact_ratio"
candidate = "model"
attribute = "sex & age"
at_least = 0.8
required = false
[[criteria]]
finding = "true_positive_rate"
attribute = "sex"
gap = "difference"
at_most = 0.1
[[criteria]]
attest = "Is the data sourced legally?"
"""
NAMES: Final = "sex y rule score id age education at n seen arm phase agree limit late said photo mask ms person"  # noqa: E501


def _everything(folder: Path) -> Path:
    body = [
        (sex, int(y), int(rule), score, i, 20 + i, "a", "2026", 1, 1,
         ("rule", "model", "words")[i % 3], "live", 1, 1, 1, "good",
         "p", "m", 3, 1)
        for i, (sex, y, rule, score) in enumerate(making.rows())
    ]  # fmt: skip
    for name in ("log.csv", "last_year.csv"):
        (folder / name).write_text(making.table(body, NAMES.split()))
    path = folder / "review.toml"
    path.write_text(EVERY_KEY)
    return path


def _tables(model: type[BaseModel], keys: Mapping[str, Any]) -> set[str]:
    return set(model.model_fields) - set(keys)


def test_every_key_is_in_our_example() -> None:
    """The example leaves no key of the format out."""
    keys = tomllib.loads(EVERY_KEY)
    assert not _tables(reviews.Review, keys)
    whole = (
        "words", "data", "columns", "handoff", "costs", "method", "explanation", "series", "shadow",
    )  # fmt: skip
    for name in whole:
        assert not _tables(reviews.TABLES[name], keys[name])
    for name in ("candidates", "criteria", "tried", "dictionary", "packs"):
        entries = keys[name].values() if isinstance(keys[name], dict) else keys[name]
        together = {key: value for entry in entries for key, value in entry.items()}
        assert not _tables(reviews.TABLES[name], together)


def test_every_key_is_accepted_and_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A review with every key runs, and of none it is said that nothing is worked out from it."""
    found = making.run(capsys, _everything(tmp_path)).document
    unused = [p for p in found["data_check"]["problems"] if "nothing here uses" in p["message"]]
    assert not unused
    assert found["then_now"]["same_file"]


def test_an_earlier_log_may_lack_every_column_but_the_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever the review uses; each is named, and what hangs on it can't be told."""
    path = _everything(tmp_path)
    (tmp_path / "last_year.csv").write_text(
        making.table([(row[3], 1, ("rule", "model", "words")[i % 3])
                      for i, row in enumerate(making.rows())], ["score", "n", "arm"])
    )  # fmt: skip
    told = making.run(capsys, path).document["then_now"]
    assert {"y", "sex", "at", "id", "age", "seen", "ms", "person"} <= set(told["missing"])
    changes = {one["change"] for page in told["numbers"].values() for one in page}
    assert changes <= {"cannot_tell", "no_clear_change", "higher", "lower"}


@pytest.mark.parametrize(
    ("given_keys", "said"),
    [
        ({"titel": "x"}, r"titel: unknown key; did you mean title"),
        ({"zzz": 1}, r"zzz: unknown key; known are "),
        ({"words": {"caes": "x"}}, r"\[words\] caes: unknown key; did you mean case"),
        ({"columns": {"lable": "y"}}, r"\[columns\] lable: .*label"),
        ({"title": 3}, r"title: expected text in quotes"),
        ({"title": ""}, r"title: is empty"),
        ({"title": "x" * 301}, r"title: should have at most 300 characters"),
        ({"columns": {"protected": "sex"}}, r"\[columns\] protected: expected a list"),
        ({"columns": {"protected": [1]}}, r"\[columns\] protected.0: expected text"),
        ({"columns": {"positive_is_good": 1}}, r"positive_is_good: expected true or false"),
        ({"columns": {"positive": [1]}}, r"\[columns\] positive: expected text"),
        ({"columns": {"edges": {"sex": [3.0, 1.0]}}}, r"\[columns\] edges.sex.*rising"),
        ({"columns": {"edges": {"sex": []}}}, r"\[columns\] edges.sex.*rising"),
        ({"columns": {"edges": {"sex": [float("inf")]}}}, r"edges.sex.*finite"),
        ({"columns": {"label": None, "protected": []}}, r"label or protected"),
        ({"columns": {"protected": ["a", "b"], "context": ["a & b"]}}, r"pair of others"),
        ({"candidates": []}, r"candidates: expected at least one"),
        ({"candidates": "model"}, r"candidates: expected a list"),
        ({"candidates": [3]}, r"\[\[candidates\]\] number 1"),
        ({"candidates": [{"name": "m"}]}, r"number 1 \(m\) role: is missing; it is required"),
        ({"candidates": [{"name": "m", "role": "robot", "score": "s"}]}, r"\(m\) role: .*baseline"),
        ({"candidates": [{"name": "m", "role": "model"}]}, r"either score or prediction"),
        (
            {"candidates": [{"name": "m", "role": "model", "score": "s", "prediction": "p"}]},
            r"either score or prediction",
        ),
        (
            {"candidates": [{"name": "m", "role": "model", "score": "s", "confidence": "c"}]},
            r"confidence only beside prediction",
        ),
        (
            {"candidates": [{"name": "m", "role": "model", "score": "s", "threshold": 1.1}]},
            r"\(m\) threshold: ",
        ),
        (
            {"candidates": [{"name": "m", "role": "model", "score": "s"}] * 2},
            r"different name for every",
        ),
        (
            {"candidates": [{"name": "m", "role": "model", "score": "s", "rule": {"column": "x"}}]},
            r"\(m\) rule",
        ),
        ({"handoff": {"candidate": "nobody"}}, r"\[handoff\] candidate"),
        ({"handoff": {"threshold": "high"}}, r"\[handoff\] threshold: expected a number"),
        ({"handoff": {"people": 2.5}}, r"\[handoff\] people: expected a whole number"),
        ({"handoff": {"people": -1}}, r"\[handoff\] people: "),
        ({"handoff": {"minutes_per_case": 0.0}}, r"\[handoff\] minutes_per_case: "),
        ({"handoff": {"minutes_per_case": float("inf")}}, r"\[handoff\] minutes_per_case: "),
        ({"handoff": {"threshold": float("nan")}}, r"\[handoff\] threshold: "),
        ({"costs": {"review": -1.0}}, r"\[costs\] review: "),
        ({"method": {"seed": -1}}, r"\[method\] seed: "),
        ({"method": {"interval": 1.0}}, r"\[method\] interval: "),
        ({"method": {"interval": 0.99999}}, r"\[method\] interval: "),
        ({"method": {"interval": 1e-300}}, r"\[method\] interval: "),
        ({"criteria": [{}]}, r"\[\[criteria\]\] number 1: expected finding or attest"),
        ({"criteria": [{"finding": "luck", "at_most": 1.0}]}, r"number 1 finding: "),
        ({"criteria": [{"finding": "accuracy"}]}, r"either at_most or at_least"),
        (
            {"criteria": [{"finding": "accuracy", "at_most": 1.0, "at_least": 0.0}]},
            r"either at_most or at_least",
        ),
        (
            {"criteria": [{"finding": "accuracy", "at_most": 1.0, "candidate": "x"}]},
            r"number 1: expected candidate to be the name",
        ),
        (
            {"criteria": [{"finding": "impact_ratio", "at_least": 0.8}]},
            r"attribute with impact_ratio or gap",
        ),
        (
            {"criteria": [{"finding": "impact_ratio", "at_least": 0.8, "attribute": "x"}]},
            r"attribute to be a protected or context column",
        ),
        (
            {"criteria": [
                {"finding": "coverage", "gap": "ratio", "attribute": "sex", "at_most": 1.0}
            ]},
            r"gap only with a metric",
        ),
        ({"criteria": [{"attest": "True?", "finding": "accuracy"}]}, r"attest alone"),
        ({"criteria": [{"attest": "True?", "at_most": 0.5}]}, r"attest alone"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(
    given_keys: dict[str, Any], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong key is named with its table and what was expected, in one line."""
    keys = making.keys(**given_keys)
    with pytest.raises(InputError, match=said) as caught:
        reviews.parse(keys, name="review.toml")
    assert str(caught.value).startswith("review.toml: ")
    path = making.review(tmp_path, keys)
    assert making.run(capsys, path).line.startswith("review.toml: ")


def test_a_table_that_is_none_is_named() -> None:
    """Text where a table is expected is named."""
    with pytest.raises(InputError, match="review: columns: expected a table"):
        reviews.parse(making.keys() | {"columns": "y"})


@pytest.mark.parametrize("key", ["title", "columns", "candidates"])
def test_a_missing_key_is_named(key: str) -> None:
    """What is required is named where it is missing."""
    keys = {name: value for name, value in making.keys().items() if name != key}
    with pytest.raises(InputError, match=f"review: {key}: is missing; it is required"):
        reviews.parse(keys)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"title = ", "not valid TOML"),
        (b"\xff\xfe", "cannot be read as text"),
        (b"", "title: is missing"),
        (b"title = 'a'\ntitle = 'b'", "not valid TOML"),
        (b"[[columns]]\n[columns]", "not valid TOML"),
    ],
)
def test_a_review_that_is_no_toml_gives_one_line(
    content: bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that is not TOML is refused by name."""
    path = tmp_path / "review.toml"
    path.write_bytes(content)
    assert said in making.run(capsys, path).line


@pytest.mark.parametrize("name", ["nothing.toml", ".", "x" * 300])
def test_a_review_that_is_no_file_gives_one_line(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A missing file and a folder are said in one line."""
    assert making.run(capsys, tmp_path / name).line


# Whatever parses gives findings or one line

FINDINGS: Final = st.sampled_from(reviews.FINDINGS)
SHARE: Final = st.sampled_from([0.0, 0.3, 0.5, 0.85, 0.999, 1.0])
COLUMN: Final = st.sampled_from(["a", "b", "c", "s", "t"])
ANSWER: Final = st.one_of(
    st.fixed_dictionaries({"score": st.sampled_from(["s", "t"])}, optional={"threshold": SHARE}),
    st.fixed_dictionaries(
        {"prediction": st.sampled_from(["a", "b", "c"])},
        optional={"confidence": st.sampled_from(["s", "t"])},
    ),
)
ROLE: Final = st.sampled_from(["baseline", "model", "human"])


def _candidates(said: list[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    return [{"name": f"k{i}", "role": role} | answer for i, (role, answer) in enumerate(said)]


CANDIDATES: Final = st.lists(st.tuples(ROLE, ANSWER), min_size=1, max_size=3).map(_candidates)
HANDOFF: Final = st.fixed_dictionaries(
    {},
    optional={
        "candidate": st.sampled_from(["k0", "k1"]),
        "threshold": SHARE,
        "human_accuracy": SHARE,
        "human": COLUMN,
        "cases_per_hour": st.sampled_from([0.0, 20.0, 1e6]),
        "minutes_per_case": st.sampled_from([0.1, 6.0, 1e6]),
        "people": st.sampled_from([0, 1, 1_000_000]),
        "shrinkage": st.sampled_from([0.0, 0.99]),
        "service_level": SHARE,
        "within_minutes": st.sampled_from([0.0, 10.0, 1e6]),
        "max_error": SHARE,
        "assurance": st.sampled_from([0.001, 0.9, 0.999]),
    },
)
COSTS: Final = st.fixed_dictionaries(
    {},
    optional={
        key: st.sampled_from([0.0, 5.0, 1e12])
        for key in ("false_positive", "false_negative", "review")
    },
)  # fmt: skip
METHOD: Final = st.fixed_dictionaries(
    {},
    optional={
        "interval": st.sampled_from([0.5, 0.95, 0.9999]),
        "min_group": st.sampled_from([1, 30, 10**30]),
        "min_share": SHARE,
        "reference": st.sampled_from(["most_selected", "overall", "x", "nobody"]),
    },
)
CRITERION: Final = st.builds(
    lambda finding, attribute, gap, side, limit: {"finding": finding, side: limit}
    | ({"attribute": attribute} if finding == "impact_ratio" else {})
    | ({"gap": gap, "attribute": attribute} if gap and finding in reviews.METRICS else {}),
    FINDINGS, st.sampled_from(["a", "b"]), st.sampled_from([None, "difference", "ratio"]),
    st.sampled_from(["at_most", "at_least"]), st.sampled_from([-1.0, 0.0, 0.5, 1e300]),
)  # fmt: skip
COLUMNS: Final = st.fixed_dictionaries(
    {"protected": st.just(["a"]), "context": st.just(["b"])},
    optional={
        "label": st.sampled_from(["a", "b", "c"]),
        "positive": st.sampled_from(["1", "x", "never"]),
        "positive_is_good": st.booleans(),
        "weight": st.just("w"),
        "observed": st.sampled_from(["w", "s"]),
        "edges": st.just({"b": [0.0, 1.0]}),
    },
)
REVIEW: Final = st.fixed_dictionaries(
    {"title": st.just("t"), "columns": COLUMNS, "candidates": CANDIDATES},
    optional={
        "handoff": HANDOFF,
        "costs": COSTS,
        "method": METHOD,
        "criteria": st.lists(CRITERION, max_size=3),
    },
)
TEXT: Final = st.sampled_from(["1", "0", "x", "yes", None, "Unknown", "nan"])
SCORE: Final = st.sampled_from([0.0, 0.25, 0.5, 0.85, 1.0, None])
ROW: Final = st.tuples(
    TEXT, TEXT, st.sampled_from(["1", "0", None]), SCORE, SCORE, st.integers(0, 3)
)
LOG: Final = st.lists(ROW, min_size=1, max_size=12).flatmap(
    lambda rows: st.integers(1, 20).map(lambda times: rows * times)
)
CHECK: Final = {"rows_read", "rows_used", "rows_reported", "problems"}


def _estimates(value: Any) -> list[dict[str, Any]]:  # noqa: ANN401  # any part of a document
    if isinstance(value, list):
        return [found for item in value for found in _estimates(item)]
    if not isinstance(value, dict):
        return []
    own = [value] if {"value", "low", "high"} <= set(value) else []
    return own + [found for item in value.values() for found in _estimates(item)]


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(REVIEW, LOG)
def test_any_review_of_any_log_gives_findings_or_one_line(
    keys: dict[str, Any], log: list[tuple[Any, ...]]
) -> None:
    """A review that parses gives a valid document, or one line; never another exception."""
    frame = pd.DataFrame(log, columns=["a", "b", "c", "s", "t", "w"])
    try:
        audit = evenhand.open(reviews.parse(keys), frame=frame)
        document = json.loads(audit.findings().to_json())
    except InputError as error:
        assert "\n" not in str(error)  # noqa: PT017  # either is right, and both are looked at
        return
    assert words.summary(audit.findings(), audit.review)
    assert set(document["data_check"]) == CHECK
    assert all("n" in estimate for estimate in _estimates(document))
    assert document["data_check"]["rows_used"] == len(frame)


@pytest.mark.parametrize(
    "given_keys",
    [
        {"handoff": {"people": 3, "cases_per_hour": 20.0}},
        {"handoff": {"threshold": 0.0}},
        {"handoff": {"threshold": 1.0}},
        {"candidates": [{"name": "p", "role": "human", "prediction": "rule"}], "handoff": {}},
        {"candidates": [{"name": "r", "role": "baseline", "prediction": "rule"}]},
        {"candidates": [{"name": "r", "role": "baseline", "score": "score"},
                        {"name": "m", "role": "model", "score": "score"}]},
        {"candidates": [{"name": "m", "role": "model", "score": "score", "threshold": 0.0}]},
        {"candidates": [{"name": "m", "role": "model", "score": "score", "threshold": 1.0}]},
        {"columns": {"label": None}, "handoff": {"max_error": 0.1, "human": "rule"},
         "criteria": [{"finding": "automatic_error", "at_most": 0.1}]},
        {"columns": {"protected": []}},
        {"columns": {"protected": ["sex", "sex"], "context": ["sex"]}},
        {"columns": {"observed": "rule"}},
        {"criteria": [{"attest": "Is it?"}]},
        {"criteria": [{"attest": "Is it?", "required": False}]},
    ],
)  # fmt: skip
def test_reviews_that_leave_things_out_run(
    given_keys: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a review does not ask for hides its part and breaks nothing, in text and as JSON."""
    path = making.saved(tmp_path, making.table(making.rows()), **given_keys)
    assert making.run(capsys, path).document
    assert making.command(capsys, "run", path).out.startswith("A test\n")
