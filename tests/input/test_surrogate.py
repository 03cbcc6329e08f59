"""A log without its model's file: a stand-in, said to be one, and how well it follows the model."""

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import r2_score

import evenhand
from evenhand import figures, models, surrogate, words
from evenhand import review as reviews
from evenhand.arrays import Floats
from evenhand.explanation import Explanation, Follows
from evenhand.figures.kinds import Dots, Table
from evenhand.findings import Estimate
from evenhand.words.surrogate import stand_in_line, stand_in_title
from tests.input import making

RANDOM: Final = np.random.default_rng(5)
ROWS: Final = pd.DataFrame(RANDOM.normal(size=(2_000, 3)), columns=["late", "limit", "age"])
LABEL: Final = (ROWS["late"] + ROWS["limit"] + RANDOM.normal(size=2_000) > 0).astype(int)
MODEL: Final = GradientBoostingClassifier(n_estimators=30, random_state=1).fit(ROWS, LABEL)
SCORE: Final = MODEL.predict_proba(ROWS)[:, 1]


def _explained(
    said: NDArray[np.generic],
    *,
    prediction: bool = False,
    rows: pd.DataFrame = ROWS,
) -> Explanation:
    log = rows.assign(y=LABEL[: len(rows)], sex="F", said=said[: len(rows)])
    candidate = {"name": "model", "role": "model", "prediction" if prediction else "score": "said"}
    keys = making.keys(
        candidates=[candidate], columns={"features": ["late", "limit", "age"]}, handoff={}
    )
    del keys["handoff"]
    return evenhand.open(reviews.parse(keys, folder=Path()), frame=log).explanation()


@pytest.mark.parametrize("prediction", [False, True])
def test_a_stand_in_finds_what_drives_the_model(*, prediction: bool) -> None:
    """From scores or from answers alone; it says that it is one, and shows no single case."""
    said = (SCORE >= 0.5).astype(int) if prediction else SCORE
    found = _explained(said, prediction=prediction)
    assert found.reason is None
    assert found.overall is not None
    assert [each.name for each in found.overall.features][2] == "age"
    assert found.cases == ()
    assert found.follows is not None
    assert found.follows.is_close
    assert (found.follows.r2 is None) is prediction
    assert found.follows.learned == 1_200
    assert found.follows.agreement.n == 800


def test_how_many_cases_it_learned_from_is_counted_and_not_worked_back() -> None:
    """40 of 100 of 403 cases are 161; the other 242 are learned from, not 241."""
    follows = _explained(SCORE, rows=ROWS[:403]).follows
    assert follows is not None
    assert (follows.agreement.n, follows.learned) == (161, 242)


def test_how_well_it_follows_is_told_by_cases_that_it_never_saw() -> None:
    """R² and agreement are those of scikit-learn's on the held-out outputs."""
    target = np.log(SCORE) - np.log1p(-SCORE)
    found = models.stand_in(
        ROWS.to_numpy()[:1_200], target[:1_200], ROWS.to_numpy()[1_200:], scores=True, most=100
    )
    assert found.amounts.sum(axis=1) + found.base == pytest.approx(found.outputs[:100], abs=1e-9)
    held: Floats = target[1_200:]
    exact = r2_score(held, found.outputs)
    r2 = surrogate._r2(reviews.parse(making.keys()), held, found.outputs)  # noqa: SLF001
    assert r2.value == pytest.approx(exact)
    assert r2.low is not None
    assert r2.high is not None
    assert r2.low < exact < r2.high


def test_a_stand_in_of_noise_says_first_that_it_follows_badly() -> None:
    """Scores that have nothing to do with the features are no reason to show reasons."""
    found = _explained(RANDOM.uniform(size=2_000))
    assert found.follows is not None
    assert not found.follows.is_close
    assert found.overall is not None
    assert found.overall.points is None
    review = reviews.parse(making.keys())
    assert words.explain_title(found, review) == (
        "A stand-in follows the model too badly to say what drives it"
    )
    figure = figures.importance(found, review)
    assert isinstance(figure, Table)  # no bars, which its title would deny
    assert figure.title == words.explain_title(found, review)
    assert figure.meaning.startswith("There is no model file, and a stand-in that learned from 1,2")
    assert "so it is not shown. In 800 others" in figure.meaning
    assert "R²" not in figure.meaning
    assert "R² of their log-odds" in figure.how
    assert figure.rows[0][0] == "Same answer in other cases"
    assert found.follows.agreement.value is not None
    assert figure.rows[0][1] == pytest.approx(100 * found.follows.agreement.value, abs=0.1)


def test_too_few_cases_or_text_are_one_line() -> None:
    """Nothing is learned from a handful of cases, or from words."""
    few = _explained(SCORE, rows=ROWS[:300])
    assert few.reason == (
        "[columns] features: without a model file, a stand-in needs 400 cases with an answer"
    )
    text = _explained(SCORE, rows=ROWS.assign(age="old"))
    assert text.reason is not None
    assert "expected numbers" in text.reason


def _follows(share: float, usual: float, r2: float | None = None) -> Follows:
    n = 1_000
    spread = None if r2 is None else Estimate(r2, r2 - 0.02, r2 + 0.02, n)
    return Follows(Estimate(share, share - 0.02, share + 0.02, n), usual, spread, 1_500)


@pytest.mark.parametrize(
    ("follows", "close"),
    [
        (_follows(0.95, 0.6), True),
        (_follows(0.95, 0.6, 0.9), True),
        (_follows(0.95, 0.6, 0.7), False),
        (_follows(0.88, 0.5), False),
        (_follows(0.96, 0.95), False),
    ],
)
def test_a_stand_in_is_close_where_both_agree_and_not_by_the_usual_answer(
    follows: Follows, *, close: bool
) -> None:
    """Ninety of 100 surely, half of the errors of the most frequent answer, and an R² of 0.8."""
    assert follows.is_close is close


def test_what_is_said_of_a_stand_in() -> None:
    """That it is one, from how many cases, and how far it can be trusted; of a model nothing."""
    found = _explained(SCORE)
    review = reviews.parse(making.keys())
    told = str(stand_in_line(found, review))
    assert told.startswith(
        "There is no model file, so this is of a stand-in that learned from 1,200 cases to "
        "answer as the model did. In 800 others the two give the same answer in "
    )
    assert "of 100 parts of what sets their scores apart (" in told
    assert "log-odds" not in told
    figure = figures.importance(found, review)
    assert isinstance(figure, Dots)
    assert figure.panels[0].dots
    assert "R² of their log-odds" in figure.how
    assert told.endswith("Single cases need the model.")
    assert stand_in_title(found, "a") == "What drives a stand-in for the model most: a"
    assert stand_in_line(Explanation(found.overall, ()), review) is None
    assert stand_in_title(Explanation(found.overall, ()), "a") is None
