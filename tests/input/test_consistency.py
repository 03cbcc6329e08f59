"""Whether the same case gets the same answer: in another group, and when asked again."""

from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from skops import io as skops
from statsmodels.stats.proportion import proportion_confint

import evenhand
from evenhand import figures
from evenhand import review as reviews
from evenhand.arrays import Floats
from evenhand.audit import Audit
from evenhand.models import Model
from evenhand.review import Review
from evenhand.scoring import open_form
from evenhand.words import consistency as words
from tests.input import making

_N: Final = 300
_RNG: Final = np.random.default_rng(8)
_INPUTS: Final = pd.DataFrame(
    {
        "sex": np.where(np.arange(_N) % 3 == 0, 1.0, 2.0),
        "age": _RNG.integers(20, 70, _N).astype(float),
        "late": _RNG.normal(size=_N),
    }
)
_LABEL: Final = (_INPUTS["sex"] + _INPUTS["late"] + _RNG.normal(size=_N) > 1.5).astype(int)
_SAME: Final = "were only that different, its answer would be the same."
_REVIEW: Final[Review] = reviews.parse(making.keys())


def _audit(folder: Path, read: list[str], **columns: Any) -> tuple[Audit, Any]:  # noqa: ANN401
    """A log whose scores are those of a model that reads some columns; and the model."""
    model = LogisticRegression().fit(_INPUTS[read], _LABEL)
    skops.dump(model, folder / "model.skops")
    log = _INPUTS.assign(y=_LABEL, score=model.predict_proba(_INPUTS[read])[:, 1])
    candidates = [{"name": "model", "role": "model", "score": "score", "model": "model.skops"}]
    given = {"features": read, "protected": ["sex", "age"]} | columns
    given = {"edges": {"age": [30, 50]}} | given
    keys = making.keys(candidates=candidates, columns=given, method={"min_group": 20})
    return evenhand.open(reviews.parse(keys, folder=folder), frame=log), model


def test_each_answer_is_the_model_s_own_to_the_case_with_another_group(tmp_path: Path) -> None:
    """Counted again row by row; the interval is Wilson's."""
    audit, model = _audit(tmp_path, ["sex", "late"])
    found = audit.consistency("sex")
    other = _INPUTS[["sex", "late"]].assign(sex=3 - _INPUTS["sex"])
    before, after = (model.predict(rows) for rows in (_INPUTS[["sex", "late"]], other))
    changed = int((before != after).sum())
    assert found.read == ("sex",)
    assert 0 < changed < _N
    assert found.changed.value == pytest.approx(changed / _N)
    assert found.changed.n == _N
    ends = proportion_confint(changed, _N, method="wilson")
    assert (found.changed.low, found.changed.high) == pytest.approx(ends)
    by_group = {one.group: one for one in found.swapped}
    for group, code in (("1", 1), ("2", 2)):
        able = (_INPUTS["sex"] != code).to_numpy()
        one = by_group[group]
        assert one.changed.n == able.sum()
        assert one.to_yes == (able & (before == 0) & (after == 1)).sum()
        assert one.to_no == (able & (before == 1) & (after == 0)).sum()
        assert one.moved == one.to_yes + one.to_no


def test_a_group_cut_from_numbers_gets_a_value_that_was_observed_in_it(tmp_path: Path) -> None:
    """The middle one; a case in its own group stays as it is."""
    audit, model = _audit(tmp_path, ["age", "late"])
    found = audit.consistency("age")
    rows, age = _INPUTS[["age", "late"]], _INPUTS["age"]
    before = model.predict(rows)
    names = ["under 30", "30 to under 50", "50 and over"]
    bands = pd.cut(age, [0, 30, 50, 99], right=False, labels=names)
    any_way = np.zeros(_N, dtype=bool)
    for one in found.swapped:
        inside = (bands == one.group).to_numpy()
        middle = age[inside].quantile(interpolation="nearest")
        assert middle in set(age[inside])
        moved = (model.predict(rows.assign(age=middle)) != before) & ~inside
        assert one.moved == moved.sum()
        any_way |= moved
    assert found.changed.value == pytest.approx(any_way.mean())


def test_a_model_that_does_not_read_the_group_is_said_not_to(tmp_path: Path) -> None:
    """Nothing is counted then, but that it says the same when asked again."""
    audit, _ = _audit(tmp_path, ["late"])
    found = audit.consistency("sex")
    assert (found.read, found.swapped, found.changed.n) == ((), (), 0)
    assert (found.again.value, found.again.n, found.apart) == (0, _N, 0)
    assert words.swap_title(found, audit.review).startswith("The model does not read sex: ")
    assert words.asked_again(found, audit.review).startswith("Asked about twice, each of 300 ")


def test_answers_that_vary_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that answers by chance is asked twice about the same cases."""
    audit, _ = _audit(tmp_path, ["late"])
    plain, asked = Model.probabilities, []

    def varying(self: Model, cases: pd.DataFrame) -> Floats:
        asked.append(len(cases))
        said, fifth = plain(self, cases), np.arange(len(cases))[:, None] % 5 == 0
        return np.where(fifth & (len(asked) > 1), said[:, ::-1], said)

    monkeypatch.setattr(Model, "probabilities", varying)
    found = audit.consistency("sex")
    assert found.again.value == pytest.approx(0.2)
    assert found.apart > 0.1
    said = words.asked_again(found, audit.review)
    assert said.startswith("Asked about twice, 20 of 100 ")
    assert "got another answer" in said


def test_the_figure_has_a_row_for_each_group(tmp_path: Path) -> None:
    """Its title counts cases; each dot says which way answers go."""
    audit, _ = _audit(tmp_path, ["sex", "late"])
    found = audit.consistency("sex")
    figure = figures.consistency(found, audit.review)
    assert figure.title.startswith("If only sex were different, ")
    assert {len(row) for row in figure.rows} == {len(figure.columns)}
    [panel] = figure.panels
    for dot, one in zip(panel.dots, found.swapped, strict=True):
        assert dot.note.startswith(f"of {one.changed.n:,}, ")
    assert "see what drives the gap" in figure.meaning
    assert "Counterfactual flip test" in figure.how


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({}, ""),
        (
            {"sex": {}, "age": {}},
            f"The model does not read sex or age: {_SAME}",
        ),
        ({"sex": {"F": "1"}}, "If only sex were different, the answer would be the same."),
        (
            {"sex": {"F": "1", "X": "0"}, "age": {}},
            "If only sex were different: as X it would have not said yes. The model does not ",
        ),
    ],
)
def test_one_case_is_told_in_a_sentence(answers: dict[str, dict[str, str]], said: str) -> None:
    """Which groups would get another answer, and which columns the model does not read."""
    assert words.swapped_sentence(answers, "1", _REVIEW).startswith(said)


def test_of_a_band_only_what_is_usual_in_it_is_said_to_be_tried() -> None:
    """Another value of a number may well change the answer: no sentence denies it."""
    columns = _REVIEW.columns.model_copy(update={"edges": {"age": (30.0, 50.0)}})
    banded = _REVIEW.model_copy(update={"columns": columns})
    said = words.swapped_sentence({"age": {"30 to under 50": "1"}}, "1", banded)
    assert said == (
        "If only age were as usual in another of its bands, the answer would be the same."
    )


def test_the_form_asks_the_model_about_the_same_case_in_each_group(tmp_path: Path) -> None:
    """Only attributes of one column that it reads; of the others it is said that it does not."""
    audit, model = _audit(tmp_path, ["sex", "late"])
    form = open_form(audit.log)
    for late in np.linspace(-3, 3, 13):
        said = form.decide({"sex": 1.0, "late": late}).swapped
        one, two = model.predict(pd.DataFrame({"sex": [1.0, 2.0], "late": late}))
        assert ("the answer would be the same" in said) == (one == two)
        assert said.endswith(
            "does not read age: were only that different, its answer would be the same."
        )
