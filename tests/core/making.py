"""Reviews and logs for tests."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import evenhand
from evenhand import review as reviews
from evenhand.audit import Audit

ROOT = Path(__file__).parents[2]
SAMPLES = ("card_default", "lending", "sentiment")
RULE = {"name": "rule", "role": "baseline", "prediction": "rule"}
MODEL = {"name": "model", "role": "model", "score": "score"}


def keys(**given: Any) -> dict[str, Any]:  # noqa: ANN401
    """A review as in its file: label `y`, protected `sex` and `race`, a rule and a model."""
    columns = {"label": "y", "protected": ["sex", "race"]} | given.pop("columns", {})
    columns = {name: value for name, value in columns.items() if value is not None}
    start = {"title": "A test", "candidates": [RULE, MODEL], "columns": columns}
    return start | given


def audit(frame: Any, review: Mapping[str, Any]) -> Audit:  # noqa: ANN401
    """An audit of a frame."""
    return evenhand.open(reviews.parse(review), frame=frame)


def document(frame: Any, review: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    """The findings document of a frame."""
    return audit(frame, review).findings().to_dict()


def log(**columns: Any) -> Any:  # noqa: ANN401
    """A log; columns not given are one-sided fillers of the same length."""
    size = max(len(values) for values in columns.values())
    start = {"y": [1] * size, "sex": ["A"] * size, "race": ["X"] * size}
    start |= {"rule": [1] * size, "score": [0.75] * size}
    return pd.DataFrame(start | columns)


def repeated(counts: Mapping[tuple[Any, ...], int], columns: tuple[str, ...]) -> Any:  # noqa: ANN401
    """A log of so many identical rows of each kind."""
    rows = [kind for kind, n in counts.items() for _ in range(n)]
    return pd.DataFrame(rows, columns=list(columns))


def drawn(rng: np.random.Generator, values: list[Any], size: int, p: Any = None) -> Any:  # noqa: ANN401
    """Values drawn at random, None among them."""
    return rng.choice(np.array(values, dtype=object), size, p=p)
