"""Model files, explanations and the form: only what is trusted, agrees and adds up is shown."""

import csv
import io
import json
import pickle
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pytest
from sklearn.decomposition import TruncatedSVD
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from skops import io as skops

import evenhand
from evenhand import case_ids, explanation, models, scoring
from evenhand import review as reviews
from evenhand.audit import Audit
from evenhand.errors import InputError
from evenhand.explanation import Explanation, single
from tests.input import making

SAMPLES: Final = Path(__file__).parents[2] / "sample_data"
RNG: Final = np.random.default_rng(1)
FEATURES: Final = pd.DataFrame({"late": RNG.integers(0, 5, 120), "limit": RNG.normal(size=120)})
LABEL: Final = ((FEATURES["late"] + FEATURES["limit"]) > 2).astype(int)
TEXTS: Final = ("good and quick", "bad and slow", "so so", "good", "bad bad") * 8
MOODS: Final = ("positive", "negative", "neutral", "positive", "negative") * 8


def _numbers(folder: Path, model: Any, **given: Any) -> Audit:  # noqa: ANN401
    """An audit of a log whose scores are the model's, which is saved beside it."""
    model.fit(FEATURES.astype(float), LABEL)
    skops.dump(model, folder / "model.skops")
    score = model.predict_proba(FEATURES.astype(float))[:, 1]
    log = FEATURES.assign(y=LABEL, sex=["F", "M"] * 60, score=score, id=range(500, 620))
    log["rule"] = (log["late"] >= 2).astype(int)
    return _opened(folder, log, **given)


def _opened(folder: Path, log: pd.DataFrame, **given: Any) -> Audit:  # noqa: ANN401
    candidates = [
        {"name": "rule", "role": "baseline", "prediction": "rule",
         "rule": {"column": "late", "at_least": 2}},
        {"name": "model", "role": "model", "score": "score", "model": "model.skops"},
    ]  # fmt: skip
    columns = {"features": ["late", "limit"], "id": "id"} | given.pop("columns", {})
    usual = {"candidates": candidates, "handoff": {"threshold": 0.7}, "columns": columns}
    keys = making.keys(**(usual | given))
    return evenhand.open(reviews.parse(keys, folder=folder), frame=log)


def _words(folder: Path, model: Any, **given: Any) -> Audit:  # noqa: ANN401
    """A class review of texts, with the cases to explain in a file of their own."""
    model.fit(list(TEXTS), list(MOODS))
    skops.dump(model, folder / "model.skops")
    sure = model.predict_proba(list(TEXTS)).max(axis=1)
    log = pd.DataFrame({"text": TEXTS, "y": MOODS, "said": model.predict(list(TEXTS))})
    log = log.assign(sure=sure, sex="F")
    rule = {"column": "text", "words": {"negative": ["bad"]}, "otherwise": "neutral"}
    keys = making.keys(
        columns={"text": "text", "positive": "negative"},
        candidates=[
            {"name": "words", "role": "baseline", "prediction": "said", "rule": rule},
            {"name": "model", "role": "model", "prediction": "said", "confidence": "sure",
             "model": "model.skops"},
        ], **given,
    )  # fmt: skip
    return evenhand.open(reviews.parse(keys, folder=folder), frame=log)


def _text_model() -> Any:  # noqa: ANN401
    return make_pipeline(CountVectorizer(), LogisticRegression())


MODELS: Final = {
    "trees": lambda: GradientBoostingClassifier(n_estimators=10, random_state=1),
    "linear": LogisticRegression,
}


@pytest.mark.parametrize("kind", MODELS)
def test_a_model_of_numbers_is_explained(kind: str, tmp_path: Path) -> None:
    """Overall and for four kinds of case, each adding up to the model's own output."""
    found = _numbers(tmp_path, MODELS[kind]()).explanation()
    assert found.reason is None
    assert found.overall is not None
    assert [f.name for f in found.overall.features] == ["late", "limit"]
    assert {f.direction for f in found.overall.features} == {"raises"}
    numbers = {case_ids.of(number) for number in range(500, 500 + len(FEATURES))}
    for case in found.cases:
        assert case.base + sum(c.amount for c in case.contributions) == pytest.approx(case.total)
        assert 1 / (1 + np.exp(-case.total)) == pytest.approx(case.score)
        assert case.case in numbers
    assert {case.kind for case in found.cases} >= {"random", "close call", "right and confident"}


@pytest.mark.parametrize("kind", MODELS)
def test_one_case_is_found_by_its_number(kind: str, tmp_path: Path) -> None:
    """It adds up to the model's own output; one that is not there is said without its number."""
    audit = _numbers(tmp_path, MODELS[kind]())
    found = audit.case(" 503 ")
    assert found.kind == "asked for"
    inputs = {one.name: float(one.value) for one in found.contributions}
    assert inputs == pytest.approx(FEATURES.iloc[3].to_dict(), rel=1e-4)
    assert found.base + sum(c.amount for c in found.contributions) == pytest.approx(found.total)
    with pytest.raises(InputError, match="no case with this number") as missing:
        audit.case("4711")
    assert "4711" not in str(missing.value)


def test_a_case_is_compared_with_the_usual_ones_and_not_with_itself(tmp_path: Path) -> None:
    """The base of a linear model is its mean output over a sample, whichever case is shown."""
    model = LogisticRegression()
    audit = _numbers(tmp_path, model)
    base = model.decision_function(FEATURES.astype(float)).mean()
    cases = (*audit.explanation().cases, audit.case("503"))
    assert [one.base for one in cases] == pytest.approx([base] * len(cases))


def test_a_feature_may_have_any_name(tmp_path: Path) -> None:
    """Features called id, label or logged are features, and the case is still known by its id."""
    features = FEATURES.assign(extra=1.0).set_axis(["id", "label", "logged"], axis=1).astype(float)
    model = LogisticRegression().fit(features, LABEL)
    skops.dump(model, tmp_path / "model.skops")
    score = model.predict_proba(features)[:, 1]
    log = features.assign(y=LABEL, sex="F", score=score, late=0, rule=0)
    columns = {"features": ["id", "label", "logged"], "id": "id"}
    found = _opened(tmp_path, log, columns=columns).explanation()
    assert found.reason is None
    assert found.overall is not None
    assert {f.name for f in found.overall.features} == {"id", "label", "logged"}
    assert {case.case for case in found.cases} <= {case_ids.of(late) for late in range(5)}


def test_a_model_of_words_is_explained(tmp_path: Path) -> None:
    """Every word of a text gets its mark; without cases of its own the log's are explained."""
    found = _words(tmp_path, _text_model()).explanation()
    assert found.reason is None
    for case in found.cases:
        assert case.text is not None
        assert [word for word, _ in case.marks] == case.text.split()


def test_cases_of_their_own_are_explained(tmp_path: Path) -> None:
    """Where rows may not be shown, made-up texts are, and the summary made beforehand."""
    (tmp_path / "cases.csv").write_text("text,note\ngood,1\nbad and slow,2\n")
    feature = {"name": "bad", "mean_abs": 0.5, "low": 0.4, "high": 0.6, "direction": "raises"}
    summary = {"target": "t", "n": 10, "background": "b", "features": [feature]}
    (tmp_path / "overall.json").write_text(json.dumps(summary))
    both = {"cases": "cases.csv", "overall": "overall.json"}
    found = _words(tmp_path, _text_model(), explanation=both).explanation()
    assert [case.kind for case in found.cases] == ["example"] * 2
    assert found.overall is not None
    assert found.overall.n == 10
    only = _words(tmp_path, _text_model(), explanation={"cases": "cases.csv"}).explanation()
    assert (only.overall, only.reason) == (None, None)


def _nothing(found: Explanation, reason: str) -> None:
    assert (found.overall, found.cases) == (None, ())
    assert found.reason is not None
    assert reason in found.reason
    assert "\n" not in found.reason
    assert len(found.reason) < 300


@pytest.mark.parametrize(
    ("explained", "reason"),
    [
        ({"cases": "no.csv"}, "no.csv: there is no such file"),
        ({"cases": "other.csv"}, "other.csv: there is no column text"),
        ({"overall": "no.json"}, "no.json: not a readable summary"),
        ({"overall": "broken.json"}, "broken.json: not a readable summary"),
        ({"overall": "short.json"}, "short.json: not a readable summary"),
        ({"overall": "odd.json"}, "odd.json: not a readable summary"),
    ],
)
def test_files_of_an_explanation_that_are_wrong_are_named(
    explained: dict[str, str], reason: str, tmp_path: Path
) -> None:
    """A missing or broken file beside the review is the reason, and the findings are not hurt."""
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "short.json").write_text("{}")
    (tmp_path / "odd.json").write_text('{"features": [{"nom": 1}]}')
    _nothing(_words(tmp_path, _text_model(), explanation=explained).explanation(), reason)


def test_without_a_model_there_is_a_reason(tmp_path: Path) -> None:
    """No model file, or nothing it could read: what to add is said, and the form has no fields."""
    candidate = {"name": "m", "role": "model", "score": "score"}
    audit = _numbers(tmp_path, LogisticRegression(), candidates=[candidate])
    _nothing(audit.explanation(), "without a model file, a stand-in needs 400 cases")
    form = scoring.open_form(audit.log)
    assert form.fields == ()
    with pytest.raises(InputError, match="no candidate"):
        form.decide({})
    with_model = candidate | {"model": "model.skops"}
    blind = _numbers(
        tmp_path, LogisticRegression(), candidates=[with_model], columns={"features": []}
    )
    _nothing(blind.explanation(), "No model file")


def test_contributions_that_do_not_add_up_are_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One tampered SHAP value of one case, and nothing is shown, here and in the form."""
    true = explanation.shap_values

    def tampered(
        model: models.Model,
        cases: pd.DataFrame,
        usual: pd.DataFrame | None = None,
        heard: models.Heard | None = None,
    ) -> explanation.Shap:
        found = true(model, cases, usual, heard)
        found.amounts[0, 0] += 0.001
        return found

    audit = _numbers(tmp_path, LogisticRegression())
    monkeypatch.setattr(single, "shap_values", tampered)
    monkeypatch.setattr(explanation, "shap_values", tampered)
    _nothing(audit.explanation(), "do not add up")
    form = scoring.open_form(audit.log)
    assert form.decide(form.examples[0]).reasons is None


def test_a_model_that_disagrees_with_the_log_is_not_explained(tmp_path: Path) -> None:
    """A file that does not give the log's scores is not the model that decided."""
    audit = _numbers(tmp_path, LogisticRegression())
    other = LogisticRegression(C=0.01).fit(FEATURES.astype(float), LABEL)
    skops.dump(other, tmp_path / "model.skops")
    _nothing(audit.explanation(), "does not give the scores in the log")


class _Harm:
    """A type that nobody trusts."""


def test_types_that_are_not_trusted_are_refused_by_name(tmp_path: Path) -> None:
    """A model file with a type of its own is not opened."""
    audit = _numbers(tmp_path, LogisticRegression())
    skops.dump(
        make_pipeline(FunctionTransformer(_Harm), LogisticRegression()), tmp_path / "x.skops"
    )
    shutil.move(tmp_path / "x.skops", tmp_path / "model.skops")
    _nothing(audit.explanation(), "not trusted")
    assert "_Harm" in str(audit.explanation().reason)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("model.pkl", "could run any code and is not opened"),
        ("no.skops", "no.skops: there is no such file"),
        ("broken.skops", "broken.skops: not a readable .skops file"),
        ("line.skops", "gives no probabilities"),
        ("unknown.skops", "does not know the positive class"),
        ("wide.skops", "cannot be asked about these cases"),
    ],
)
def test_a_model_file_that_cannot_be_used_is_the_reason(
    name: str, reason: str, tmp_path: Path
) -> None:
    """Every other file is refused in one line that names it or what is wrong."""
    (tmp_path / "model.pkl").write_bytes(pickle.dumps(LogisticRegression()))
    (tmp_path / "broken.skops").write_bytes(b"PK\x03\x04")
    numbers = FEATURES.astype(float)
    made = {
        "line": LinearRegression().fit(numbers, LABEL),
        "unknown": LogisticRegression().fit(numbers, LABEL.map({0: "a", 1: "b"})),
        "wide": LogisticRegression().fit(numbers.assign(third=0.0), LABEL),
    }
    for stem, model in made.items():
        skops.dump(model, tmp_path / f"{stem}.skops")
    candidate = {"name": "m", "role": "model", "prediction": "rule", "confidence": "none"}
    log = FEATURES.assign(y=LABEL, sex="F", rule=1, none=np.nan, id=1)
    audit = _opened(tmp_path, log, candidates=[candidate | {"model": name}])
    _nothing(audit.explanation(), reason)


def test_features_that_are_text_are_named(tmp_path: Path) -> None:
    """A feature that holds text is not silently turned into a number."""
    audit = _numbers(tmp_path, LogisticRegression())
    log = FEATURES.assign(y=LABEL, sex="F", score=0.5, rule=1, id=1, limit="much")
    _nothing(_opened(tmp_path, log).explanation(), "expected numbers")
    assert audit.explanation().reason is None


# The form


def _rows(name: str) -> list[Mapping[str, Any]]:
    frame = pd.read_parquet(SAMPLES / name / "decisions.parquet").head(200)
    return list(csv.DictReader(io.StringIO(frame.to_csv(index=False))))


def test_the_form_answers_as_the_log_says() -> None:
    """On rows of the sample, rule, model and handoff are those of the log."""
    audit = evenhand.open(SAMPLES / "card_default" / "review.toml")
    form = scoring.open_form(audit.log)
    plan = audit.review.handoff
    assert plan is not None
    for row in _rows("card_default")[::40]:
        decision = form.decide(row)
        rule, model = decision.candidates
        assert scoring.rule_says(audit.review.candidates[0], row, audit.review) == row["rule_says"]
        score = float(row["model_score"])
        assert model.confidence == pytest.approx(max(score, 1 - score))
        assert (model.sentence == rule.sentence) is ((score >= 0.5) == (row["rule_says"] == "1"))
        assert decision.hand_to_person is (max(score, 1 - score) < plan.threshold)
        assert decision.reasons
        assert decision.reasons[0].amount


@pytest.mark.parametrize(
    ("sure", "threshold", "said"),
    [
        (0.891, 0.8, "the model is 89% sure of its answer, and 80% is asked for."),
        (0.9999, 0.97, "the model is more than 99% sure of its answer, and 97% is asked for."),
        (0.7996, 0.8, "the model is just under 80% sure of its answer, and 80% is asked for."),
        (0.13, 0.0, "here the model answers every case."),
    ],
)
def test_how_sure_is_said_so_that_it_agrees_with_who_decides(
    sure: float, threshold: float, said: str
) -> None:
    """Never sure of all, never as sure as asked for where a person looks, nothing asked for 0."""
    review = reviews.parse(making.keys())
    whole = scoring.who_decides(review, sure, threshold)
    assert whole.endswith(f": {said}")
    assert whole.startswith("Decided without") is (sure >= threshold)


def test_the_form_of_numbers_has_ranges_and_examples(tmp_path: Path) -> None:
    """A field knows the least and the most of the log, and starts from a case in it."""
    form = scoring.open_form(_numbers(tmp_path, LogisticRegression()).log)
    late = form.fields[0]
    assert (late.name, late.kind, late.minimum, late.maximum) == ("late", "number", 0.0, 4.0)
    assert len(form.examples) == 6


def test_the_form_says_what_would_change_the_answer(tmp_path: Path) -> None:
    """Typed in again with that change, the form gives the other answer."""
    form = scoring.open_form(_numbers(tmp_path, LogisticRegression()).log)
    case = {"late": 0.0, "limit": 0.0}
    before = form.decide(case)
    found = re.fullmatch(r"With (late|limit) at (\S+) instead of 0, it would .*", before.instead)
    assert found is not None
    after = form.decide(case | {found[1]: float(found[2])})
    assert after.candidates[1].sentence != before.candidates[1].sentence


def test_the_form_of_texts_starts_from_the_cases(tmp_path: Path) -> None:
    """A text field starts from the made-up cases where there are any, else empty."""
    (tmp_path / "cases.csv").write_text("text,note\ngood,1\n")
    with_cases = _words(tmp_path, _text_model(), explanation={"cases": "cases.csv"})
    assert scoring.open_form(with_cases.log).fields[0].default == "good"
    form = scoring.open_form(_words(tmp_path, _text_model()).log)
    assert form.fields[0].default == ""
    said = [answer.sentence for answer in form.decide({"text": "BAD, so bad"}).candidates]
    assert said[0] == said[1]
    assert form.decide({"text": "good"}).candidates[0].sentence.count("neutral")


@pytest.mark.parametrize("values", [{}, {"late": None}, {"late": "x", "limit": 1}, {"late": [1]}])
def test_a_form_that_is_not_filled_in_gives_one_line(
    values: dict[str, Any], tmp_path: Path
) -> None:
    """A missing or wrong value is named by its field."""
    form = scoring.open_form(_numbers(tmp_path, LogisticRegression()).log)
    with pytest.raises(InputError, match="late: expected a number"):
        form.decide(values)


@pytest.mark.parametrize("value", ["nan", "inf", None.__class__, 1e308])
def test_a_number_that_is_none_gives_one_line(value: object, tmp_path: Path) -> None:
    """Not-a-numbers and numbers beyond all sense are refused."""
    form = scoring.open_form(_numbers(tmp_path, LogisticRegression()).log)
    with pytest.raises(InputError):
        form.decide({"late": value, "limit": 1})


@pytest.mark.parametrize("text", ["", "  ", None])
def test_an_empty_text_gives_one_line(text: str | None, tmp_path: Path) -> None:
    """Nothing written is said."""
    form = scoring.open_form(_words(tmp_path, _text_model()).log)
    with pytest.raises(InputError, match="write something first"):
        form.decide({"text": text})


def test_a_rule_without_its_column_gives_one_line(tmp_path: Path) -> None:
    """A case that lacks the rule's column is refused in the rule's name."""
    review = _numbers(tmp_path, LogisticRegression()).review
    for candidate in review.candidates:
        with pytest.raises(InputError, match=f"{candidate.name}: the rule's column is missing"):
            scoring.rule_says(candidate, {"limit": 1.0}, review)


SLOWER: Final = {
    "scaled": lambda: make_pipeline(StandardScaler(), LogisticRegression()),
    "naive": GaussianNB,
}


@pytest.mark.parametrize("kind", SLOWER)
def test_a_model_without_a_quick_explainer_is_asked_again_and_again(
    kind: str, tmp_path: Path
) -> None:
    """Whatever its steps are, in the log's own columns; how that was done is said."""
    found = _numbers(tmp_path, SLOWER[kind]()).explanation()
    assert found.reason is None
    assert found.overall is not None
    assert found.overall.how == "exact, by all sets of inputs"
    assert {feature.name for feature in found.overall.features} == {"late", "limit"}
    for case in found.cases:
        assert case.base + sum(c.amount for c in case.contributions) == pytest.approx(case.total)


def test_a_pipeline_that_nothing_explains_is_the_reason(tmp_path: Path) -> None:
    """Steps between words and the linear model leave no exact explanation."""
    squeezed = make_pipeline(CountVectorizer(), TruncatedSVD(2), LogisticRegression())
    _nothing(_words(tmp_path, squeezed).explanation(), "cannot be explained exactly")
