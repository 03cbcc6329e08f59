"""What drives a model over many cases."""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from evenhand import statistics
from evenhand.arrays import Floats
from evenhand.errors import InputError
from evenhand.explanation.cases import (
    SAMPLE,
    answered_in_log,
    asked,
    check_agrees,
    drawn,
    file_in,
    unanswered,
    with_answers,
)
from evenhand.explanation.kinds import LOG_ODDS, NO_SUM, Importance, Overall, Points, Shap
from evenhand.explanation.values import read, shap_values
from evenhand.log import Log
from evenhand.models import Heard, Model
from evenhand.review import Review

_CLEAR: Final = 0.2  # a correlation of value and contribution below this has no clear direction


def drives(log: Log, heard: Heard) -> tuple[Model, pd.DataFrame, Overall | None]:
    """The model, the cases that it answered, and importance in a sample of them.

    Raises:
        InputError: contributions do not add up, or the model cannot be explained.
    """
    review = log.review
    if review.explanation.overall is not None:
        model, cases = asked(log)
        return model, cases, _from_file(review, model)
    if review.explanation.cases is not None:
        return *asked(log), None
    model, cases, found = _studied(log, heard)
    if not found.adds_up():
        raise InputError(NO_SUM)
    features = sorted(importance(found, review.method.interval), key=lambda f: -f.mean_abs)
    drives = Overall(
        model.candidate.name, target_of(review, found.unit), len(found.amounts), found.background,
        tuple(features), min(SAMPLE, len(cases)), len(cases),
        Points(found.names, found.inputs, found.amounts), found.how,
    )  # fmt: skip
    return model, cases, drives


def _studied(log: Log, heard: Heard) -> tuple[Model, pd.DataFrame, Shap]:
    """The model, the cases that it answered, and SHAP values of a sample: one opening of its file.

    Raises:
        InputError: it cannot be asked or explained, or does not give the scores in the log.
    """
    file = file_in(log)
    rows = unanswered(log, file)
    kept = rows.index.get_indexer(answered_in_log(rows).index)
    places = kept[drawn(log.review, len(kept))]
    told = file.studied(rows, places, heard)
    cases = with_answers(rows, told.model, told.probabilities)
    check_agrees(told.model, cases)
    if told.why is None:
        found = shap_values(told.model, cases.iloc[places], heard=heard)
    else:
        found = read(told.model, *told.why, range(1, len(places) + 1))
    return told.model, answered_in_log(cases), found


def target_of(review: Review, unit: str = LOG_ODDS) -> str:
    """What SHAP values are amounts of."""
    return f"{unit} that the {review.words.case} {review.words.positive}"


def importance(found: Shap, level: float) -> Iterator[Importance]:
    """How much each input moves the output on average.

    Args:
        found: SHAP values of a sample.
        level: of the interval.
    """
    n = len(found.amounts)
    for i, name in enumerate(found.names):
        size = np.abs(found.amounts[:, i])
        mean = float(size.mean())
        error = float(size.std(ddof=1)) / math.sqrt(n) if n > 1 else 0.0
        wide = statistics.critical(level) * error
        direction = _direction(found.inputs[:, i], found.amounts[:, i])
        yield Importance(name, mean, max(0.0, mean - wide), mean + wide, direction)


def _direction(values: Floats, amounts: Floats) -> str | None:
    known = np.isfinite(values)
    values, amounts = values[known], amounts[known]
    if not known.any() or np.ptp(values) == 0 or np.ptp(amounts) == 0:
        return None
    together = float(np.corrcoef(values, amounts)[0, 1])
    if abs(together) < _CLEAR:
        return None
    return "raises" if together > 0 else "lowers"


def _from_file(review: Review, model: Model) -> Overall:
    path = review.folder / str(review.explanation.overall)
    try:
        kept: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        features = tuple(Importance(**feature) for feature in kept["features"])
        return Overall(
            model.candidate.name, kept["target"], kept["n"], kept["background"], features
        )
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError("not a readable summary of SHAP values", where=path.name) from None
