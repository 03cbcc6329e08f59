"""What the make scripts of both text samples share: a keyword rule, a word model, its words.

Nothing here runs in the app.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shap
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

SHOWN_WORDS: Final = 30

Floats = npt.NDArray[np.float64]


def keyword_answers(review: Path, texts: pd.Series) -> list[str]:
    """Return what the rule of a review file says: one rule, written in one place."""
    said = tomllib.loads(review.read_text(encoding="utf-8"))
    (rule,) = (c["rule"] for c in said["candidates"] if "rule" in c)
    return [_keyword_answer(text, rule["words"], rule["otherwise"]) for text in texts]


def _keyword_answer(text: str, words: Mapping[str, Sequence[str]], otherwise: str) -> str:
    tokens = set(re.findall(r"[a-z']+", text.casefold()))
    return next((name for name, own in words.items() if tokens & set(own)), otherwise)


def word_model(texts: pd.Series, label: pd.Series, words: TfidfVectorizer) -> Pipeline:
    """Return word counts and logistic regression, trained on these texts."""
    steps = [("words", words), ("classes", LogisticRegression(C=2, max_iter=1000))]
    model = Pipeline(steps).fit(texts, label)
    vars(words).pop("_stop_words_id")  # a memory address: the file would differ each time
    return model


def answered(model: Any, x: Any) -> tuple[npt.NDArray[np.str_], Floats]:  # noqa: ANN401
    """Return a classifier's answers and how sure it is of each."""
    chances = model.predict_proba(x)
    return model.classes_[chances.argmax(axis=1)], chances.max(axis=1)


def word_weights(
    model: Pipeline, texts: pd.Series, target: str, words: Mapping[str, str]
) -> dict[str, Any]:
    """Return which words drive one answer, over these texts.

    Args:
        model: What `word_model` returned.
        texts: Cases that it did not learn from.
        target: The answer.
        words: What to call the `background` and the `target` of the explanation.

    Raises:
        SystemExit: The parts of an explanation do not add up to what the model computed.
    """
    x = model["words"].transform(texts).toarray()
    at = list(model["classes"].classes_).index(target)
    phi, base = _shap(model["classes"], x, at)
    wanted = model["classes"].decision_function(x)[:, at]
    if not np.allclose(phi.sum(axis=1) + base, wanted, rtol=0, atol=1e-9):
        raise SystemExit("explanation: the parts do not add up to the model's output")
    names = model["words"].get_feature_names_out()
    towards = ["raises" if weight > 0 else "lowers" for weight in model["classes"].coef_[at]]
    return {"features": largest(names, np.abs(phi), towards), "n": len(x), **words}


def _shap(model: LogisticRegression, x: Floats, at: int) -> tuple[Floats, float]:
    """Return the SHAP values of one class against a text without words, and the base."""
    nothing = shap.maskers.Independent(np.zeros((1, x.shape[1])))
    explainer = shap.LinearExplainer(model, nothing)
    return explainer.shap_values(x)[:, :, at], float(explainer.expected_value[at])


def largest(
    names: Sequence[str], sizes: Floats, towards: Sequence[str | None]
) -> list[dict[str, str | float | None]]:
    """Return the inputs with the largest mean size, with 95 % intervals of the mean.

    Args:
        names: The inputs.
        sizes: The size of each contribution; a row a case, a column an input.
        towards: Whether more of an input `raises` or `lowers` the answer; None if neither clearly.
    """
    mean = sizes.mean(axis=0)
    error = 1.959964 * sizes.std(axis=0, ddof=1) / np.sqrt(len(sizes))
    return [
        {
            "name": str(names[j]),
            "mean_abs": round(float(mean[j]), 6),
            "low": round(max(0.0, float(mean[j] - error[j])), 6),
            "high": round(float(mean[j] + error[j]), 6),
            "direction": towards[j],
        }
        for j in np.argsort(-mean, kind="stable")[:SHOWN_WORDS]
    ]
