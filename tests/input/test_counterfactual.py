"""What would have changed an answer: it does, nothing smaller does, and some things stay."""

from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from skops import io as skops

from evenhand import review as reviews
from evenhand.counterfactual import Change, Counterfactual, counterfactuals
from evenhand.models import Model, model_of
from evenhand.words import explain as words
from tests import factory_findings as made
from tests.input import making

_RNG: Final = np.random.default_rng(3)
_CASES: Final = pd.DataFrame(
    {
        "late": _RNG.integers(0, 5, 200).astype(float),
        "limit": _RNG.integers(1, 9, 200) * 10.0,
        "age": _RNG.integers(20, 30, 200).astype(float),
    }
)
_LABEL: Final = (_CASES["late"] * 20 - _CASES["limit"] + _CASES["age"] > 25).astype(int)
_KINDS: Final = {
    "linear": LogisticRegression,
    "trees": lambda: GradientBoostingClassifier(n_estimators=20, random_state=1),
}


def _model(folder: Path, estimator: Any) -> Model:  # noqa: ANN401
    skops.dump(estimator, folder / "model.skops")
    keys = making.keys(
        columns={"features": list(_CASES)},
        candidates=[{"name": "m", "role": "model", "score": "s", "model": "model.skops"}],
    )
    model = model_of(reviews.parse(keys, folder=folder))
    assert model is not None
    return model


def _changed(case: dict[str, float], *changes: Change) -> pd.DataFrame:
    """The case with what was changed."""
    return pd.DataFrame([case | {one.name: one.to for one in changes}])


def _records(cases: pd.DataFrame) -> list[dict[str, float]]:
    return [dict(zip(map(str, cases), row, strict=True)) for row in cases.to_numpy().tolist()]


@pytest.mark.parametrize("kind", _KINDS)
def test_the_change_fed_back_through_the_model_changes_its_answer(
    kind: str, tmp_path: Path
) -> None:
    """Asked without our code; to values that other cases have, and never of what is fixed."""
    estimator: Any = _KINDS[kind]()
    estimator.fit(_CASES, _LABEL)
    cases = _CASES.head(12)
    found = counterfactuals(_model(tmp_path, estimator), cases, _CASES, {"age"})
    for case, one in zip(_records(cases), found, strict=True):
        before, after = (
            estimator.predict(_changed(case, *changes)) for changes in ((), one.changes)
        )
        assert one.changes
        assert (before != after).all()
        assert one.answer == str(after[0])
        for change in one.changes:
            assert change.name != "age"
            assert change.was == case[change.name] != change.to
            assert change.to in set(_CASES[change.name])


def test_no_change_of_one_input_is_smaller(tmp_path: Path) -> None:
    """By the share of cases between the two values, beside trying every value there is."""
    estimator = LogisticRegression().fit(_CASES, _LABEL)
    cases = _CASES.head(12)
    found = counterfactuals(_model(tmp_path, estimator), cases, _CASES, ())
    singles = 0
    for case, one in zip(_records(cases), found, strict=True):
        own = estimator.predict(_changed(case))
        tries = [Change(name, case[name], to) for name in case for to in set(_CASES[name])]
        enough = [each for each in tries if (estimator.predict(_changed(case, each)) != own).all()]
        assert len(one.changes) == (1 if enough else 2)
        if enough:
            singles += 1
            assert _size(one.changes[0]) == pytest.approx(min(map(_size, enough)))
    assert singles > 1


def _size(change: Change) -> float:
    return abs(_rank(change.name, change.to) - _rank(change.name, change.was))


def _rank(name: str, value: float) -> float:
    column = _CASES[name]
    return float((column < value).mean() + (column == value).mean() / 2)


def test_two_inputs_are_changed_only_where_one_is_not_enough(tmp_path: Path) -> None:
    """And where two are not enough either, that is said."""
    both = (_CASES["late"] >= 4) & (_CASES["limit"] >= 80)
    trees = GradientBoostingClassifier(n_estimators=30, random_state=1)
    model = _model(tmp_path, trees.fit(_CASES, both.astype(int)))
    case = pd.DataFrame({"late": [0.0], "limit": [10.0], "age": [25.0]})
    [found] = counterfactuals(model, case, _CASES, ())
    assert {change.name for change in found.changes} == {"late", "limit"}
    assert trees.predict(_changed(_records(case)[0], *found.changes)).all()
    [none] = counterfactuals(model, case, _CASES, {"late"})
    assert (none.changes, none.answer) == ((), "0")


def test_it_is_said_in_one_sentence_and_is_no_advice() -> None:
    """Of one input or of two; where there is none, that there is none."""
    review = made.review()
    one = Counterfactual((Change("months_late", 3.0, 1.0),), "1", 0.6)
    assert words.instead_sentence(one, review) == (
        "With months late at 1 instead of 3, it would have said “will default”. It need not "
        "change what happens: this is no advice."
    )
    two = Counterfactual((*one.changes, Change("credit_limit", 10.0, 20.5)), "0", 0.6)
    said = words.instead_sentence(two, review)
    assert said.startswith("With months late at 1 instead of 3 and credit limit at 20.5 instead")
    assert "it would not have said “will default”" in said
    below = Counterfactual((Change("months_late", -2.0, 2.0),), "1", 0.6)
    assert "2 instead of \N{MINUS SIGN}2, it" in words.instead_sentence(below, review)
    none = words.instead_sentence(Counterfactual((), "0", 0.9), review)
    assert none.startswith("No change of one or two inputs, to values that other customers have")
    assert words.instead_sentence(None, review) == ""
