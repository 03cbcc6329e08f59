"""Each kind of model has the explainer that is right for it, by the definition."""

import itertools
import math
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd
import pytest
import shap
from sklearn import ensemble, tree
from sklearn.linear_model import LogisticRegression

from evenhand.sandbox import explainers

RNG: Final = np.random.default_rng(3)
CASES: Final = pd.DataFrame(RNG.normal(size=(400, 3)), columns=["a", "b", "c"])
LABEL: Final = (CASES.a + CASES.b * CASES.c + RNG.normal(size=400) > 0).astype(int)
FEW: Final = CASES[:12]

MODELS: Final[dict[str, Callable[[], Any]]] = {
    "DecisionTreeClassifier": lambda: tree.DecisionTreeClassifier(max_depth=3),
    "ExtraTreesClassifier": lambda: ensemble.ExtraTreesClassifier(5, max_depth=3, random_state=1),
    "GradientBoostingClassifier": lambda: ensemble.GradientBoostingClassifier(n_estimators=8),
    "HistGradientBoostingClassifier": lambda: ensemble.HistGradientBoostingClassifier(max_iter=8),
    "LogisticRegression": LogisticRegression,
    "RandomForestClassifier": lambda: ensemble.RandomForestClassifier(
        5, max_depth=3, random_state=1
    ),
}


def _explained(
    model: Any,  # noqa: ANN401
    positive: int = 1,
    cases: pd.DataFrame = FEW,
    usual: pd.DataFrame | None = None,
) -> tuple[explainers.Prepared, explainers.Part]:
    kind = explainers.kind_of(model)
    prepared = explainers.EXPLAINERS[kind](model, cases, usual, positive)
    return prepared, explainers.in_parts(prepared, cases, lambda *_: None, fewer=False)


@pytest.mark.parametrize("positive", [0, 1])
@pytest.mark.parametrize("kind", explainers.EXPLAINERS)
def test_contributions_add_up_to_the_output_for_the_positive_class(
    kind: str, positive: int
) -> None:
    """Whichever of the two it is: base and contributions give its probability or log-odds."""
    model = MODELS[kind]().fit(CASES, LABEL)
    prepared, (given, amounts, totals) = _explained(model, positive)
    assert np.abs(prepared.base + amounts.sum(axis=1) - totals).max() < 1e-9
    probability = totals if prepared.unit == "probability" else 1 / (1 + np.exp(-totals))
    assert probability == pytest.approx(model.predict_proba(FEW)[:, positive])
    assert (given == FEW.to_numpy()).all()


def _shapley(value: Callable[[Sequence[int]], float], inputs: int) -> list[float]:
    """The definition: each input's mean addition over all orders in which inputs become known."""
    found = [0.0] * inputs
    for order in itertools.permutations(range(inputs)):
        for place, one in enumerate(order):
            found[one] += value(order[: place + 1]) - value(order[:place])
    return [each / math.factorial(inputs) for each in found]


def _sklearn_tree(one: Any, case: Any, known: Sequence[int], out: Any, at: int = 0) -> float:  # noqa: ANN401
    """A tree's mean output where only some inputs are known, by how many cases went each way."""
    left, right = int(one.children_left[at]), int(one.children_right[at])
    if left < 0:
        return float(out(one.value[at]))
    if (feature := int(one.feature[at])) in known:
        to = left if np.float32(case[feature]) <= one.threshold[at] else right
        return _sklearn_tree(one, case, known, out, to)
    weight = one.weighted_n_node_samples
    means = (_sklearn_tree(one, case, known, out, to) * weight[to] for to in (left, right))
    return float(sum(means) / weight[at])


def _hist_tree(nodes: Any, case: Any, known: Sequence[int], at: int = 0) -> float:  # noqa: ANN401
    """The same of a tree of HistGradientBoosting."""
    node = nodes[at]
    if node["is_leaf"]:
        return float(node["value"])
    ways = (int(node["left"]), int(node["right"]))
    if (feature := int(node["feature_idx"])) in known:
        return _hist_tree(nodes, case, known, ways[int(case[feature] > node["num_threshold"])])
    means = (_hist_tree(nodes, case, known, to) * float(nodes[to]["count"]) for to in ways)
    return sum(means) / float(node["count"])


def _of_trees(model: Any, case: Any, known: Sequence[int]) -> float:  # noqa: ANN401
    if isinstance(model, ensemble.HistGradientBoostingClassifier):
        return sum(_hist_tree(one.nodes, case, known) for (one,) in model._predictors)  # noqa: SLF001
    if isinstance(model, ensemble.GradientBoostingClassifier):
        rate = model.learning_rate
        trees = [one.tree_ for one in model.estimators_[:, 0]]
        return float(
            sum(rate * _sklearn_tree(one, case, known, lambda v: v[0, 0]) for one in trees)
        )
    share = [
        _sklearn_tree(one.tree_, case, known, lambda v: v[0, 1] / v.sum())
        for one in model.estimators_
    ]
    return sum(share) / len(share)


@pytest.mark.parametrize(
    "kind",
    ["GradientBoostingClassifier", "HistGradientBoostingClassifier", "RandomForestClassifier"],
)
def test_trees_are_explained_as_the_definition_says(kind: str) -> None:
    """Over all orders of the inputs, an unknown one averaged by how many cases went each way."""
    model = MODELS[kind]().fit(CASES, LABEL)
    _, (_, amounts, _) = _explained(model)
    for case, found in zip(FEW.to_numpy()[:4], amounts, strict=False):
        exact = _shapley(partial(_of_trees, model, case), 3)
        assert found == pytest.approx(exact, abs=1e-9)


def test_the_other_way_of_trees_is_wrong_for_histogram_boosting_and_not_used() -> None:
    """In this shap `interventional` does not even add up: if this fails, it may be used again."""
    model = ensemble.HistGradientBoostingClassifier(max_iter=100).fit(CASES, LABEL)
    other = shap.TreeExplainer(model, CASES.to_numpy(), feature_perturbation="interventional")
    amounts = other.shap_values(FEW.to_numpy(), check_additivity=False)
    off = np.abs(other.expected_value + amounts.sum(axis=1) - model.decision_function(FEW)).max()
    prepared, (_, ours, totals) = _explained(model)
    assert np.abs(prepared.base + ours.sum(axis=1) - totals).max() < 1e-9
    assert off > 0.01


def test_a_linear_model_is_compared_with_every_usual_case() -> None:
    """Left to itself it keeps 100 of 400 rows; here each amount is b (x - mean of 400)."""
    model = LogisticRegression().fit(CASES, LABEL)
    prepared, (_, amounts, _) = _explained(model, usual=CASES)
    exact = model.coef_[0] * (FEW.to_numpy() - CASES.to_numpy().mean(axis=0))
    assert amounts == pytest.approx(exact, abs=1e-12)
    assert prepared.about == "the mean of 400 cases"
    shap_alone = shap.LinearExplainer(model, CASES.to_numpy()).shap_values(FEW.to_numpy())
    assert np.abs(shap_alone - exact).max() > 0.01


def test_parts_are_the_whole_and_each_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same values as of one call; the last that is told is that all are done."""
    monkeypatch.setattr(explainers, "_PART", 0.0)
    model = MODELS["HistGradientBoostingClassifier"]().fit(CASES, LABEL)
    prepared = explainers.EXPLAINERS["HistGradientBoostingClassifier"](model, CASES, None, 1)
    told: list[tuple[int, int]] = []
    parts = explainers.in_parts(prepared, CASES[:40], lambda *far: told.append(far), fewer=True)
    whole = prepared.part(CASES[:40])
    assert all((one == other).all() for one, other in zip(parts, whole, strict=True))
    assert told[0] == (16, 40)
    assert told[-1] == (40, 40)
    assert [done for done, _ in told] == sorted({done for done, _ in told})


def test_fewer_cases_are_explained_where_each_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """At .1 seconds a case 100 of 400 fit into 10 seconds; where all are needed, all are done."""
    seconds = [0.0]

    def part(cases: pd.DataFrame) -> explainers.Part:
        seconds[0] += 0.1 * len(cases)
        return cases.to_numpy(), cases.to_numpy(), np.zeros(len(cases))

    monkeypatch.setattr(time, "process_time", lambda: seconds[0])
    slow = explainers.Prepared(part, 0.0, "nothing")
    told: list[tuple[int, int]] = []
    given, _, _ = explainers.in_parts(slow, CASES, lambda *far: told.append(far), fewer=True)
    assert (given == CASES.to_numpy()[:100]).all()
    assert told[0] == (16, 100)
    assert told[-1] == (100, 100)
    given, _, _ = explainers.in_parts(slow, CASES, lambda *_: None, fewer=False)
    assert len(given) == 400
