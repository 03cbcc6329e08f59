"""What a score becomes, learned from what came true: a curve of two numbers, or steps."""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from scipy import special

from evenhand.arrays import Floats, Ints, Mask

Map = Callable[[Floats], Floats]
"""From what is said to what it becomes."""

FEW: Final = 1_000
"""Below so many labelled cases a curve of two numbers is fitted, and not steps."""

_SURE: Final = 0.0005  # half a step of the tally: the logit of 0 and 1 has no end


def platt(said: Floats, true: Mask, n: Ints) -> Map:
    """A logistic curve of two numbers on the logit of what is said (Platt 1999).

    On the logit, and not on the score itself, so that the curve can leave a score as it is.

    Args:
        said: scores.
        true: whether they came true.
        n: how many cases.
    """
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  # a second to import

    kept = n > 0
    model = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-10)
    model.fit(_logits(said[kept]), true[kept], sample_weight=n[kept])
    return lambda scores: np.asarray(model.predict_proba(_logits(scores))[:, 1], dtype=np.float64)


def _logits(said: Floats) -> Any:  # noqa: ANN401  # scikit-learn is untyped
    return special.logit(np.clip(said, _SURE, 1 - _SURE))[:, None]


def isotonic(said: Floats, true: Mask, n: Ints) -> Map:
    """The rising curve that lies closest to what came true (Zadrozny and Elkan 2002).

    Args:
        said: scores.
        true: whether they came true.
        n: how many cases.
    """
    from sklearn.isotonic import IsotonicRegression  # noqa: PLC0415  # a second to import

    kept = n > 0
    model = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip")
    model.fit(said[kept], true[kept].astype(np.float64), sample_weight=n[kept])
    return lambda scores: np.asarray(model.predict(scores), dtype=np.float64)
