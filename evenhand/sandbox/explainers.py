"""Which explainer is right for which kind of model, and its work done a part at a time.

A model is opened and its explainer made once; then come parts of some cases each, so that whoever
waits hears how far it is, and a model that takes long is explained on fewer cases.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import numpy as np
import pandas as pd
import shap
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Part: TypeAlias = tuple[Floats, Floats, Floats]
"""Of some cases: each input, what it added, and the model's own outputs."""
Heard: TypeAlias = Callable[[int, int], None]

SIZES: Final = (1_000, 500, 200, 100, 50, 20)
"""How many cases are explained where all would take too long: round numbers, so that the same
model gets the same sample on machines that are alike."""

SECONDS: Final = 10.0
"""Of computing for the parts together; below `walls.SECONDS`, which ends the process."""

_FIRST: Final = 16  # cases, after which it is known how long one takes
_PART: Final = 0.3  # seconds


@dataclass(frozen=True, slots=True)
class Prepared:
    """A model that can be explained a part of the cases at a time.

    Attributes:
        part: explains some cases.
        base: the output without knowing a case.
        about: what the base is of, with its size.
        unit: what the amounts are of.
        told: what else the answer needs to know of cases.
        tolerance: how far the sum may be from the output.
        how: the method, in words.
    """

    part: Callable[[Any], Part]
    base: float
    about: str
    unit: str = "log-odds"
    told: Callable[[Any], Mapping[str, Any]] = field(default=lambda _cases: {})
    tolerance: float = 1e-6
    how: str = "exact"


def in_parts(prepared: Prepared, cases: Any, heard: Heard, *, fewer: bool) -> Part:  # noqa: ANN401
    """Explain cases a part after another.

    Args:
        prepared: the model.
        cases: in an order by chance where `fewer`: those at the end may be left out.
        heard: is told after each part how many are explained, of how many.
        fewer: whether fewer may be explained, where all would take too long.
    """
    done, of, size = 0, len(cases), _FIRST
    found: list[Part] = []
    start = time.process_time()
    while done < of:
        found.append(prepared.part(cases[done : min(done + size, of)]))
        done = min(done + size, of)
        each = (time.process_time() - start) / done
        if fewer:
            of = max(done, affordable(len(cases), each))
        size = max(1, round(_PART / max(each, 1e-9)))
        heard(done, of)
    given, amounts, totals = zip(*found, strict=True)
    return np.concatenate(given), np.concatenate(amounts), np.concatenate(totals)


def affordable(cases: int, seconds: float) -> int:
    """How many cases can be explained in the time there is.

    >>> affordable(1_000, 0.003), affordable(1_000, 0.02), affordable(300, 0.19)
    (1000, 500, 50)
    """
    if cases * seconds <= SECONDS:
        return cases
    return next((size for size in SIZES if size < cases and size * seconds <= SECONDS), 1)


def _boosted(estimator: Any, _cases: Any, _usual: Any, positive: int) -> Prepared:  # noqa: ANN401
    """Boosted trees, path-dependent: compared with the cases the trees were grown on.

    The other way, "interventional", gives wrong values for HistGradientBoosting in shap 0.51.
    """
    explainer = shap.TreeExplainer(estimator, feature_perturbation="tree_path_dependent")

    def part(cases: pd.DataFrame) -> Part:
        values = cases.to_numpy()
        amounts = np.asarray(explainer.shap_values(values, check_additivity=False))
        totals = np.asarray(estimator.decision_function(cases), dtype=np.float64)
        return values, _of_class(amounts, positive, 2), _of_class(totals, positive, 1)

    base = _base(explainer.expected_value, positive)
    return Prepared(part, base, "the cases it was trained on")


def _averaged(estimator: Any, _cases: Any, _usual: Any, positive: int) -> Prepared:  # noqa: ANN401
    """Trees whose probabilities are averaged: amounts are of the probability itself."""
    explainer = shap.TreeExplainer(estimator, feature_perturbation="tree_path_dependent")

    def part(cases: pd.DataFrame) -> Part:
        values = cases.to_numpy()
        amounts = np.asarray(explainer.shap_values(values, check_additivity=False))
        return values, amounts[:, :, positive], estimator.predict_proba(cases)[:, positive]

    base = float(np.ravel(explainer.expected_value)[positive])
    return Prepared(part, base, "the cases it was trained on", unit="probability")


def _linear(estimator: Any, cases: Any, usual: Any, positive: int) -> Prepared:  # noqa: ANN401
    """Linear models: words against a text without any, numbers against the mean of usual cases.

    The masker is told to keep every row: left to itself the explainer keeps 100 of them.
    """
    reads, background, about = _background(estimator, cases, usual)
    masker = shap.maskers.Independent(background, max_samples=len(background))
    explainer = shap.LinearExplainer(_last(estimator), masker)

    def part(some: Any) -> Part:  # noqa: ANN401
        given = reads(some)
        amounts = np.asarray(explainer.shap_values(given), dtype=np.float64)
        totals = np.asarray(estimator.decision_function(some), dtype=np.float64)
        return given, _of_class(amounts, positive, 2), _of_class(totals, positive, 1)

    base = _base(explainer.expected_value, positive)
    return Prepared(part, base, about, told=_words_of(estimator))


def _background(estimator: Any, cases: Any, usual: Any) -> tuple[Callable[[Any], Floats], Any, str]:  # noqa: ANN401
    """How inputs become numbers, what they are compared with, and that in words."""
    if isinstance(cases, pd.DataFrame):
        against = (cases if usual is None else usual).to_numpy()
        return pd.DataFrame.to_numpy, against, f"the mean of {len(against):,} cases"
    vectorizer = estimator[0]
    width = len(vectorizer.get_feature_names_out())
    return (
        lambda texts: vectorizer.transform(texts).toarray(),
        np.zeros((1, width)),
        "a text without words",
    )


def _words_of(estimator: Any) -> Callable[[Any], Mapping[str, Any]]:  # noqa: ANN401
    """Of texts: the words that a model knows, and those that it reads in each."""

    def told(cases: Any) -> Mapping[str, Any]:  # noqa: ANN401
        if isinstance(cases, pd.DataFrame):
            return {}
        read = estimator[0].build_analyzer()
        names = estimator[0].get_feature_names_out().tolist()
        return {"words": [list(read(text)) for text in cases], "names": names}

    return told


def _of_class(numbers: Any, positive: int, dimensions: int) -> Floats:  # noqa: ANN401
    """Amounts for the positive class, where a model of two gives those for the second alone."""
    found = np.asarray(numbers, dtype=np.float64)
    if found.ndim > dimensions:
        return found[..., positive]
    if found.ndim == dimensions:
        return found if positive else -found
    return found


def _base(expected: Any, positive: int) -> float:  # noqa: ANN401
    """The output without knowing a case, for the positive class likewise."""
    values = np.ravel(expected)
    if len(values) > 1:
        return float(values[positive])
    return float(values[0]) if positive else -float(values[0])


def _last(estimator: Any) -> Any:  # noqa: ANN401
    """The estimator itself, or the last step of a pipeline."""
    return estimator[-1] if hasattr(estimator, "steps") else estimator


def kind_of(estimator: Any) -> str:  # noqa: ANN401
    """What kind of model it is: the name of what decides; of steps that change numbers, that."""
    if not hasattr(estimator, "steps"):
        return type(estimator).__name__
    reads_text = hasattr(estimator[0], "build_analyzer")
    return type(estimator[-1]).__name__ if reads_text or len(estimator) == 1 else "Pipeline"


EXPLAINERS: Final[Mapping[str, Callable[[Any, Any, Any, int], Prepared]]] = {
    "DecisionTreeClassifier": _averaged,
    "ExtraTreesClassifier": _averaged,
    "GradientBoostingClassifier": _boosted,
    "HistGradientBoostingClassifier": _boosted,
    "LogisticRegression": _linear,
    "RandomForestClassifier": _averaged,
}
"""For each kind of model: an estimator, the cases, usual ones or None, the positive class's place;
gives what explains them."""
