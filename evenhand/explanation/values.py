"""SHAP values of some cases, as a sandboxed process works them out."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from evenhand.arrays import Floats
from evenhand.errors import InputError
from evenhand.explanation.kinds import Shap
from evenhand.models import Heard, Model

_AT_MOST: Final = 1e-3  # of a model that answers in float32


def shap_values(
    model: Model,
    cases: pd.DataFrame,
    usual: pd.DataFrame | None = None,
    heard: Heard | None = None,
) -> Shap:
    """SHAP values with the explainer that is exact for this kind of model.

    Args:
        model: whose answers.
        cases: to explain; in an order by chance where `heard` is given.
        usual: what numbers are compared with, where not with these cases themselves: a single case
            compared with itself would have no reasons.
        heard: is told how many are explained, of how many. Given, the last of them may be left out
            where all would take too long.

    Raises:
        InputError: there is no exact explainer for it here.
    """
    said, numbers = model.ask("explain", cases, usual, heard)
    least = 1 if heard is not None else len(cases)
    return read(model, said, numbers, range(least, len(cases) + 1))


def read(model: Model, said: Mapping[str, Any], numbers: Floats, many: range) -> Shap:
    """What a process said of some cases.

    Args:
        model: whose answers.
        said: its words.
        numbers: its numbers.
        many: how many cases it may have explained.

    Raises:
        InputError: it is no such answer.
    """
    rows, columns = said["shape"]
    names = tuple(said.get("names", model.features))
    if rows not in many or columns != len(names) or numbers.size != rows * (2 * columns + 1):
        raise InputError("gives no answer that can be read", where=model.where)
    inputs, amounts = numbers[: 2 * rows * columns].reshape(2, rows, columns)
    totals = numbers[2 * rows * columns :]
    return Shap(
        names, inputs, amounts.copy(), said["base"], totals, said["about"],
        tuple(map(tuple, said.get("words", ()))), said["unit"], min(said["tolerance"], _AT_MOST),
        said["how"],
    )  # fmt: skip
