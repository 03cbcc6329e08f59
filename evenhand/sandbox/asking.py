"""What explains a model of any format: its own explainer, else its answers to mixed cases."""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

import numpy as np
import pandas as pd

from evenhand.sandbox import permutations
from evenhand.sandbox.answer import RefusedError
from evenhand.sandbox.explainers import EXPLAINERS, Floats, Part, Prepared
from evenhand.sandbox.opened import Opened

_Prepare: TypeAlias = Callable[[Any, Any, Any, int], Prepared]
_FURTHEST: Final = 1e-6  # from 0 and 1 that a probability is taken for, so that it has log-odds
_SINGLE, _DOUBLE = 1e-3, 1e-6  # how far sums may be off, by the model's own numbers
_GROWN_ON: Final = "the cases it was trained on"
_ALL_SETS: Final = "exact, by all sets of inputs"
_ORDERS: Final = "estimated, by {} orders of the inputs drawn by chance"


def prepared(model: Opened, cases: Any, usual: Any, positive: int) -> Prepared:  # noqa: ANN401
    """What explains a model a part of the cases at a time.

    Args:
        model: of any format.
        cases: to explain.
        usual: what they are compared with; None: these themselves.
        positive: the place of the positive class.

    Raises:
        RefusedError: nothing here explains it.
    """
    if model.kind in EXPLAINERS:
        return EXPLAINERS[model.kind](model.estimator, cases, usual, positive)
    prepare: _Prepare = _OTHERS.get(model.kind, _by_asking)
    return prepare(model, cases, usual, positive)


def _booster(model: Any, cases: pd.DataFrame, _usual: Any, positive: int) -> Prepared:  # noqa: ANN401
    """LightGBM's own, which is what shap calls for its models."""
    order = model.order(list(cases.columns))
    many = len(order) + 1
    several = model.estimator.num_model_per_iteration() > 1
    of_class = slice(positive * many, (positive + 1) * many) if several else slice(many)
    sign = 1 if several or positive else -1  # the trees of two classes speak for the second

    def contributions(some: pd.DataFrame) -> Floats:
        found: Floats = sign * model.asked(some, pred_contrib=True)[:, of_class]
        return found

    def part(some: pd.DataFrame) -> Part:
        amounts = np.empty((len(some), len(order)))
        amounts[:, order] = contributions(some)[:, :-1]
        totals = model.asked(some, raw_score=True)
        return some.to_numpy(), amounts, totals[:, positive] if several else sign * totals

    base = float(contributions(cases[:1])[0, -1])
    return Prepared(part, base, _GROWN_ON)


def _by_asking(model: Opened, cases: Any, usual: Any, positive: int) -> Prepared:  # noqa: ANN401
    """Any model of numbers, asked about cases that are mixed with usual ones: of its log-odds."""
    if not isinstance(cases, pd.DataFrame):
        raise RefusedError("kind", kind=model.kind, known=", ".join(sorted(EXPLAINERS)))
    names = cases.columns

    def log_odds(rows: Floats) -> Floats:
        asked = model.probabilities(pd.DataFrame(rows, columns=names))
        chance = np.clip(asked[:, positive], _FURTHEST, 1 - _FURTHEST)
        return np.asarray(np.log(chance) - np.log1p(-chance), dtype=np.float64)

    beside = permutations.spread((cases if usual is None else usual).to_numpy())

    def part(some: pd.DataFrame) -> Part:
        rows = some.to_numpy()
        return rows, permutations.shapley(log_odds, rows, beside), log_odds(rows)

    few = len(names) <= permutations.EXACT_UP_TO
    return Prepared(
        part,
        float(log_odds(beside).mean()),
        f"{len(beside)} of these cases",
        tolerance=_SINGLE if model.is_single else _DOUBLE,
        how=_ALL_SETS if few else _ORDERS.format(2 * len(beside)),
    )


_OTHERS: Final[Mapping[str, _Prepare]] = {"Booster": _booster}
