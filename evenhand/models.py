"""A candidate's model file: opened with trust in named types only, asked for probabilities."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from evenhand.arrays import Floats
from evenhand.errors import InputError
from evenhand.log import NO_NUMBER
from evenhand.review import Candidate, Review
from evenhand.text import canonical

TRUSTED: Final = ("sklearn.tree._tree.Tree",)
"""Types that skops does not trust by itself and that only hold numbers."""


@dataclass(frozen=True, slots=True)
class Model:
    """A scikit-learn estimator that can be asked about new cases.

    Attributes:
        candidate: whose model it is.
        estimator: the estimator or pipeline.
        features: the columns it reads; none for a model that reads a text.
        text: the column with the text, for a model that reads one.
        classes: the classes of its probabilities, as text.
        positive: the place of the positive class.
    """

    candidate: Candidate
    estimator: Any
    features: tuple[str, ...]
    text: str | None
    classes: tuple[str, ...]
    positive: int

    def probabilities(self, cases: pd.DataFrame) -> Floats:
        """The probability of each class; one row a case."""
        inputs = self.inputs(cases)
        try:
            return np.asarray(self.estimator.predict_proba(inputs), dtype=np.float64)
        except Exception as error:  # noqa: BLE001  # whatever a model raises, and it may quote the data
            message = f"cannot be asked about these cases ({type(error).__name__})"
            raise InputError(message, where=str(self.candidate.model)) from None

    def inputs(self, cases: pd.DataFrame) -> Any:  # noqa: ANN401  # what the estimator takes
        """What the estimator was trained to read: numbers in the features' order, or texts."""
        if self.text is not None:
            return cases[self.text].astype(object).fillna("").astype(str).tolist()
        wanted = cases[list(self.features)].astype(np.float64)
        if (wanted.abs() >= NO_NUMBER).to_numpy().any():
            raise InputError("a feature holds text; expected numbers", where="[columns] features")
        return wanted

    def said(self, probabilities: Floats) -> tuple[str, float]:
        """What the candidate answers to one case, as text, and how sure it is of that."""
        if self.candidate.score is None:
            best = int(np.argmax(probabilities))
            return self.classes[best], float(probabilities[best])
        score = float(probabilities[self.positive])
        positive = self.classes[self.positive]
        if score >= self.candidate.threshold:
            return positive, score
        return negative_text(positive), 1.0 - score


def negative_text(positive: str) -> str:
    """How the other answer of a binary review is written, whatever the log calls it."""
    return "1" if positive == "0" else "0"


def model_of(review: Review) -> Model | None:
    """The model file of the handoff's candidate, else of the first that has one; None without any.

    Raises:
        InputError: the file cannot be opened, holds types we do not trust, or lacks the class.
    """
    own = review.handoff_candidate
    candidate = next((c for c in (own, *review.candidates) if c.model), None)
    if candidate is None or candidate.model is None:
        return None
    text = review.columns.text if not review.columns.features else None
    if text is None and not review.columns.features:
        return None
    estimator = _opened(review.folder / candidate.model)
    if not (hasattr(estimator, "classes_") and hasattr(estimator, "predict_proba")):
        raise InputError("gives no probabilities of classes", where=candidate.model)
    classes = tuple(canonical(value) or "" for value in estimator.classes_.tolist())
    positive = canonical(review.columns.positive) or ""
    if positive not in classes:
        raise InputError("the model does not know the positive class", where=candidate.model)
    return Model(
        candidate, estimator, review.columns.features, text, classes, classes.index(positive)
    )


def _opened(path: Path) -> Any:  # noqa: ANN401  # any estimator
    from skops import io  # noqa: PLC0415  # half a second to import

    if path.suffix != ".skops":
        message = "a model must be a .skops file; a pickle could run any code and is not opened"
        raise InputError(message, where=path.name)
    try:
        untrusted = set(io.get_untrusted_types(file=path)) - set(TRUSTED)
        if not untrusted:
            return io.load(path, trusted=list(TRUSTED))
    except FileNotFoundError:
        raise InputError("there is no such file", where=path.name) from None
    except Exception:  # noqa: BLE001  # whatever a broken file raises, the reader gets one line
        raise InputError("not a readable .skops file", where=path.name) from None
    raise InputError(
        f"holds types that are not trusted: {', '.join(sorted(untrusted))}", where=path.name
    )
