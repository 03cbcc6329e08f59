"""What drives the gap between two groups: its parts, beside other ways to work them out."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from skops import io as skops
from statsmodels.stats.weightstats import CompareMeans

import evenhand
from evenhand import figures
from evenhand import review as reviews
from evenhand.audit import Audit
from evenhand.errors import InputError
from evenhand.findings import Estimate
from evenhand.score_gap import GapPart, ScoreGap
from evenhand.words import score_gap as words
from tests.input import making

_N: Final = 300
_RNG: Final = np.random.default_rng(5)
_SEX: Final = np.where(np.arange(_N) % 3 == 0, "F", "M")
_INPUTS: Final = pd.DataFrame(
    {
        "late": _RNG.poisson(np.where(_SEX == "F", 0.5, 1.5)).astype(float),
        "limit": _RNG.normal(size=_N),
    }
)
_LABEL: Final = (_INPUTS["late"] + _INPUTS["limit"] + _RNG.normal(size=_N) > 1).astype(int)
_MODELS: Final = {
    "linear": LogisticRegression,
    "trees": lambda: GradientBoostingClassifier(n_estimators=20, random_state=1),
}


def _audit(folder: Path, model: Any, **columns: Any) -> Audit:  # noqa: ANN401
    """A log whose scores are the model's."""
    model.fit(_INPUTS, _LABEL)
    skops.dump(model, folder / "model.skops")
    score = model.predict_proba(_INPUTS)[:, 1]
    log = _INPUTS.assign(y=_LABEL, sex=_SEX, score=score, age=range(_N))
    candidates = [{"name": "model", "role": "model", "score": "score", "model": "model.skops"}]
    given = {"features": ["late", "limit"], "protected": ["sex"]} | columns
    keys = making.keys(candidates=candidates, columns=given, method={"min_group": 20})
    return evenhand.open(reviews.parse(keys, folder=folder), frame=log)


def _amount(part: GapPart) -> float:
    assert part.amount.value is not None
    return part.amount.value


@pytest.mark.parametrize("kind", _MODELS)
def test_the_parts_add_up_to_the_gap_of_the_model_s_own_outputs(kind: str, tmp_path: Path) -> None:
    """For every kind of model; the interval is Welch's, each input's AUC scikit-learn's."""
    model: Any = _MODELS[kind]()
    found = _audit(tmp_path, model).score_gap("sex")
    outputs = model.decision_function(_INPUTS)
    men, women = outputs[_SEX == "M"], outputs[_SEX == "F"]
    assert (found.higher, found.lower, found.explained) == ("M", "F", (200, 100))
    assert found.gap.value == pytest.approx(men.mean() - women.mean(), abs=1e-9)
    total = sum(_amount(part) for part in found.parts)
    assert total == pytest.approx(found.gap.value, abs=1e-9)
    ends = CompareMeans.from_data(men, women).zconfint_diff(usevar="unequal")
    assert (found.gap.low, found.gap.high) == pytest.approx(ends)
    for part in found.parts:
        assert part.apart.value == pytest.approx(roc_auc_score(_SEX == "M", _INPUTS[part.name]))


def test_a_linear_model_s_parts_are_its_weights_times_the_groups_distance(tmp_path: Path) -> None:
    """So an input that both groups have alike has no part, however much it weighs."""
    model = LogisticRegression()
    found = _audit(tmp_path, model).score_gap("sex")
    means = _INPUTS[_SEX == "M"].mean() - _INPUTS[_SEX == "F"].mean()
    wanted = dict(zip(_INPUTS, model.coef_[0] * means, strict=True))
    assert {part.name: part.amount.value for part in found.parts} == pytest.approx(wanted)
    sizes = [abs(_amount(part)) for part in found.parts]
    assert sizes == sorted(sizes, reverse=True)


def test_groups_may_be_crossed_or_cut_from_numbers(tmp_path: Path) -> None:
    """They are called as everywhere else."""
    columns = {
        "protected": ["sex", "age"], "edges": {"age": [100, 200]}, "crossed": [["sex", "age"]],
    }  # fmt: skip
    audit = _audit(tmp_path, LogisticRegression(), **columns)
    ages = {"under 100", "100 to under 200", "200 and over"}
    found = {name: audit.score_gap(name) for name in audit.review.attributes}
    assert {found["age"].higher, found["age"].lower} <= ages
    both = {found["sex & age"].higher, found["sex & age"].lower}
    assert both <= {f"{sex} & {age}" for sex in "FM" for age in ages}


def test_an_input_that_makes_the_groups_is_told(tmp_path: Path) -> None:
    """It is no stand-in: it is the group."""
    columns = {"protected": ["late"], "edges": {"late": [1]}}
    found = _audit(tmp_path, LogisticRegression(), **columns).score_gap("late")
    assert {part.name: part.is_group for part in found.parts} == {"late": True, "limit": False}


def test_what_cannot_be_said_is_one_line(tmp_path: Path) -> None:
    """No two groups large enough; a model that is not the log's; no model at all."""
    audit = _audit(tmp_path, LogisticRegression(), protected=["age"])
    with pytest.raises(InputError, match="fewer than two groups have at least 20 cases"):
        audit.score_gap("age")
    other = LogisticRegression(C=1e-3).fit(_INPUTS, _LABEL)
    skops.dump(other, tmp_path / "model.skops")
    with pytest.raises(InputError, match="gives other scores than the log"):
        audit.score_gap("age")
    log = pd.DataFrame({"y": [0, 1] * 30, "sex": ["F", "M"] * 30, "said": [0, 1] * 30})
    none = evenhand.open(
        reviews.parse(
            making.keys(candidates=[{"name": "a", "role": "model", "prediction": "said"}]),
            folder=tmp_path,
        ),
        frame=log,
    )
    with pytest.raises(InputError, match="no model file"):
        none.score_gap("sex")


def _gap(low: float = 0.1, **more: Any) -> ScoreGap:  # noqa: ANN401
    clear = (Estimate(0.2, 0.1, 0.3, 400), Estimate(0.7, 0.6, 0.8, 400))
    none = (Estimate(0.1, -0.1, 0.3, 400), Estimate(0.5, 0.4, 0.6, 400))
    parts = tuple(
        GapPart(name, *told, is_group=False) for name, told in (("late", clear), ("limit", none))
    )
    found = ScoreGap(
        "model", "sex", "M", "F", "log-odds", (200, 200), (900, 800), (0.31, 0.27),
        Estimate(0.3, low, 0.5, 400), parts,
    )  # fmt: skip
    return replace(found, **more)


def test_the_title_says_who_scores_higher_and_through_what() -> None:
    """Most of it, or a part; nothing where the gap is not told apart from none."""
    review = reviews.parse(making.keys())
    assert words.gap_title(_gap(), review) == (
        "By sex, M scores 31 of 100 and F 27, mostly through late"
    )
    unsure = replace(_gap().parts[1], amount=Estimate(0.6, -0.1, 1.3, 400))
    said = words.gap_title(_gap(parts=(_gap().parts[0], unsure)), review)
    assert said.endswith("mostly through late; how much through limit can't be told")
    wide = _gap(gap=Estimate(0.9, 0.1, 1.7, 400))
    assert words.gap_title(wide, review).endswith("partly through late")
    none = _gap(parts=_gap().parts[1:])
    assert words.gap_title(none, review).endswith("no single input clearly adds to that")
    assert "can't be told" in words.gap_title(_gap(low=-0.1), review)


def test_the_meaning_names_what_may_stand_in_for_the_group() -> None:
    """And says every time that this justifies nothing."""
    review = reviews.parse(making.keys())
    said = words.gap_meaning(_gap(), review)
    assert said.startswith(
        "On average the model's output is 0.3 higher for M than for F: 0.2 of it"
    )
    assert "Late may stand in for the group: in 70 of 100 pairs of one of each, M has more" in said
    assert said.endswith("It is no legal reason.")
    even = _gap(parts=_gap().parts[1:])
    assert "No single input tells the two groups apart well" in words.gap_meaning(even, review)
    own = _gap(parts=(replace(_gap().parts[0], is_group=True),))
    assert "The model reads late itself" in words.gap_meaning(own, review)


def test_rare_scores_are_counts_and_no_part_is_more_than_its_whole() -> None:
    """Scores below 1 of 100 are of 1,000; what others take back is said, not called a part."""
    review = reviews.parse(making.keys())
    rare = _gap(scores=(0.0079, 0.0062))
    assert "M scores 7.9 of 1,000 and F 6.2, " in words.gap_title(rare, review)
    part = _gap().parts[0]
    more = _gap(parts=(replace(part, amount=Estimate(0.4, 0.3, 0.5, 400)), *_gap().parts[1:]))
    said = words.gap_meaning(more, review)
    assert "0.4 comes through late, and other inputs take some of that back." in said
    assert "of it comes" not in said


def test_the_figure_draws_the_whole_and_its_parts() -> None:
    """Every row is as wide as the head; the whole stands first and apart by its shape."""
    figure = figures.score_gap(_gap(), reviews.parse(making.keys()))
    parts, pairs = figure.panels
    assert [dot.label for dot in parts.dots] == ["All inputs together", "late", "limit"]
    assert [dot.value for dot in pairs.dots] == [70.0, 50.0]
    assert {len(row) for row in figure.rows} == {len(figure.columns)}
    assert all((figure.alt, figure.how, figure.meaning))
