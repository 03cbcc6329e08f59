"""The shipped samples are what their descriptions say."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import skops.io
from sklearn.metrics import accuracy_score, precision_score, recall_score, roc_auc_score

SAMPLES = Path(__file__).parent.parent / "sample_data"
FOLDERS = sorted(path.parent for path in SAMPLES.glob("*/review.toml"))
COLUMN_ROLES = ("id", "label", "time", "weight", "observed", "arm", "phase", "rater_agreement")
COLUMN_LISTS = ("protected", "context", "features", "immutable")
ANSWERS = ("prediction", "score", "confidence", "latency_ms")
SHIPPED = (".py", ".md", ".toml", ".parquet", ".skops", ".csv", ".json")
# Accuracy to be found again on the held-out half: column, source, figure.
PUBLISHED = [
    ("vader_says", "tweet", 0.91),
    ("vader_says", "Amazon review", 0.58),
    ("model_says", "tweet", 0.80),
    ("model_says", "Amazon review", 0.66),
    ("minilm_says", "tweet", 0.83),
    ("minilm_says", "Amazon review", 0.71),
    ("rater_says", "tweet", 0.79),
    ("rater_says", "Amazon review", 0.84),
]

each_sample = pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)


def review(folder: Path) -> dict[str, Any]:
    """Return a sample's review file as it is written."""
    return tomllib.loads((folder / "review.toml").read_text(encoding="utf-8"))


def log(folder: Path) -> pd.DataFrame:
    """Return a sample's decision log."""
    return pd.read_parquet(folder / review(folder)["data"]["path"])


def named_columns(folder: Path) -> Iterator[str]:
    """Yield every log column that a review names, its text aside."""
    said = review(folder)
    columns = said["columns"]
    yield from (columns[role] for role in COLUMN_ROLES if role in columns)
    yield from (name for role in COLUMN_LISTS for name in columns.get(role, []))
    yield from columns.get("edges", {})
    yield from (c[key] for c in said["candidates"] for key in ANSWERS if key in c)
    handoff = said.get("handoff", {})
    yield from (handoff[key] for key in ("human",) if key in handoff)


def ours() -> list[Path]:
    """Return every shipped sample file."""
    return [p for p in SAMPLES.rglob("*") if p.suffix in SHIPPED]


@pytest.fixture(name="card", scope="module")
def card_log() -> pd.DataFrame:
    """Return the log of the card sample."""
    return log(SAMPLES / "card_default")


@pytest.fixture(name="sentiment", scope="module")
def sentiment_log() -> pd.DataFrame:
    """Return the log of the sentiment sample."""
    return log(SAMPLES / "sentiment")


def test_all_samples_are_found() -> None:
    """A folder with a review file is a sample."""
    names = {folder.name for folder in FOLDERS}
    assert {"card_default", "fraud", "lending", "sentiment", "support", "turbine"} <= names


@each_sample
def test_review_names_only_columns_of_its_log(folder: Path) -> None:
    """Every column that a review names is in its log."""
    assert set(named_columns(folder)) <= set(log(folder).columns)


@each_sample
def test_files_a_review_names_are_there(folder: Path) -> None:
    """Model files, example cases and summaries that a review names exist beside it."""
    said = review(folder)
    models = [c["model"] for c in said["candidates"] if "model" in c]
    names = [*models, *said.get("explanation", {}).values()]
    assert [name for name in names if not (folder / name).is_file()] == []


@each_sample
def test_no_message_text_is_shipped(folder: Path) -> None:
    """No log has its review's text column, nor any value as long as a sentence."""
    frame = log(folder)
    words = [frame[name] for name in frame if pd.api.types.is_string_dtype(frame[name])]
    assert review(folder)["columns"].get("text") not in frame.columns
    assert max(column.str.len().max() for column in words) <= 20


@each_sample
def test_every_case_has_its_own_id(folder: Path) -> None:
    """No case is in a log twice."""
    assert log(folder)[review(folder)["columns"]["id"]].is_unique


@each_sample
def test_readme_names_licence_and_checksum(folder: Path) -> None:
    """A sample's README says under which licence it is and which bytes were downloaded."""
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert "licence" in text.casefold()
    assert re.search(r"\b[0-9a-f]{64}\b", text)


@each_sample
def test_checksums_of_readme_are_those_checked(folder: Path) -> None:
    """The script checks exactly the checksums that the README names."""
    found = [
        set(re.findall(r"\b[0-9a-f]{64}\b", (folder / name).read_text(encoding="utf-8")))
        for name in ("README.md", "make.py")
    ]
    assert found[0] == found[1]


def test_every_file_has_a_licence() -> None:
    """The list of licences names every shipped file."""
    listed = (SAMPLES / "LICENSES.md").read_text(encoding="utf-8")
    names = [path.relative_to(SAMPLES).as_posix() for path in ours()]
    assert [name for name in names if f"| `{name}` |" not in listed] == []


def test_samples_are_small() -> None:
    """All samples together take less than 5 MB."""
    assert sum(path.stat().st_size for path in ours()) < 5_000_000


def test_card_model_file_gives_the_scores_of_the_log(card: pd.DataFrame) -> None:
    """The model file's scores are the log's, to the last bit."""
    folder = SAMPLES / "card_default"
    model = skops.io.load(folder / "model.skops", trusted=["sklearn.tree._tree.Tree"])
    features = card[review(folder)["columns"]["features"]]
    np.testing.assert_array_equal(model.predict_proba(features)[:, 1], card["model_score"])


def test_card_model_does_not_see_what_is_protected() -> None:
    """Neither protected nor context columns are among the model's inputs."""
    columns = review(SAMPLES / "card_default")["columns"]
    assert not set(columns["features"]) & {*columns["protected"], *columns["context"]}


def test_card_rule_gives_the_answers_of_the_log(card: pd.DataFrame) -> None:
    """The rule as the review writes it gives the log's answers."""
    rule = review(SAMPLES / "card_default")["candidates"][0]["rule"]
    said = (card[rule["column"]] >= rule["at_least"]).astype(int)
    np.testing.assert_array_equal(said, card["rule_says"])


def test_card_rule_has_the_published_figures(card: pd.DataFrame) -> None:
    """Accuracy, precision and recall of the rule are those known of the whole data."""
    said, label = card["rule_says"], card["defaulted"]
    figures = [f(label, said) for f in (accuracy_score, precision_score, recall_score)]
    np.testing.assert_allclose(figures, [0.819, 0.698, 0.323], atol=0.01)


def test_card_model_is_hardly_better_than_the_rule(card: pd.DataFrame) -> None:
    """The model's accuracy is within half a point of the rule's, its AUC about .77."""
    label, score = card["defaulted"], card["model_score"]
    gain = accuracy_score(label, score >= 0.5) - accuracy_score(label, card["rule_says"])
    assert abs(gain) < 0.005
    assert roc_auc_score(label, score) == pytest.approx(0.77, abs=0.015)


@pytest.mark.parametrize(("column", "source", "figure"), PUBLISHED)
def test_sentiment_candidates_have_the_published_accuracy(
    sentiment: pd.DataFrame, column: str, source: str, figure: float
) -> None:
    """Each candidate is about as accurate on each source as its description says."""
    rows = sentiment[sentiment["source"] == source]
    assert (rows[column] == rows["panel_says"]).mean() == pytest.approx(figure, abs=0.025)


def test_sentiment_keywords_are_24_and_hardly_help(sentiment: pd.DataFrame) -> None:
    """The rule has 24 different words and is right for about a third of the messages."""
    rule = next(c["rule"] for c in review(SAMPLES / "sentiment")["candidates"] if "rule" in c)
    assert len({word for words in rule["words"].values() for word in words}) == 24
    right = (sentiment["keywords_says"] == sentiment["panel_says"]).mean()
    assert right == pytest.approx(0.34, abs=0.03)


def test_sentiment_model_answers_the_examples() -> None:
    """The model file needs no trust beyond skops' own and answers every example."""
    folder = SAMPLES / "sentiment"
    model = skops.io.load(folder / "model.skops", trusted=[])
    cases = pd.read_csv(folder / "examples.csv")
    answers = model.predict_proba(cases["text"])
    assert len(cases) == 12
    assert list(model.classes_) == ["negative", "neutral", "positive"]
    np.testing.assert_allclose(answers.sum(axis=1), 1.0)


def test_sentiment_summary_is_of_the_words_the_model_knows(sentiment: pd.DataFrame) -> None:
    """Every word of the summary is an input of the model, within its interval, largest first."""
    folder = SAMPLES / "sentiment"
    overall = json.loads((folder / "overall.json").read_text(encoding="utf-8"))
    known = skops.io.load(folder / "model.skops", trusted=[])["words"].vocabulary_
    sizes = [word["mean_abs"] for word in overall["features"]]
    assert overall["n"] == len(sentiment)
    assert {word["name"] for word in overall["features"]} <= set(known)
    assert all(word["low"] <= word["mean_abs"] <= word["high"] for word in overall["features"])
    assert sizes == sorted(sizes, reverse=True)
