"""Whether the same inputs got the same answer, told by the log alone."""

from typing import Any, Final

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

import evenhand
from evenhand import review as reviews
from evenhand import statistics
from evenhand.log import Log
from evenhand.repeated import Repeated, repeated
from evenhand.review import Review
from evenhand.words import consistency as words
from tests.input import making

_RNG: Final = np.random.default_rng(4)
_N: Final = 2_000
_ROWS: Final = pd.DataFrame(
    {
        "late": _RNG.integers(0, 40, _N).astype(float),
        "limit": _RNG.choice([1.0, 2.0, np.nan], _N),
        "said": [None if chance < 0.02 else bool(chance < 0.04) for chance in _RNG.random(_N)],
        "y": _RNG.integers(0, 2, _N),
    }
)
_REVIEW: Final[Review] = reviews.parse(making.keys())


def _log(rows: pd.DataFrame, **more: Any) -> Log:  # noqa: ANN401
    """A log in which a model says yes or no."""
    columns = {"features": ["late", "limit"], "protected": [], **more}
    candidates = [{"name": "model", "role": "model", "prediction": "said"}]
    keys = making.keys(candidates=candidates, columns=columns)
    return evenhand.open(reviews.parse(keys), frame=rows).log


def _counted(rows: pd.DataFrame) -> tuple[int, int, int]:
    """Groups of at least two rows with the same inputs, those with one answer, and their rows."""
    known = rows[rows["said"].notna()]
    by_inputs = known.groupby(["late", "limit"], dropna=False)["said"]
    answers = by_inputs.agg(["size", "nunique"])
    again = answers[answers["size"] > 1]
    return len(again), int((again["nunique"] == 1).sum()), int(again["size"].sum())


def test_it_is_what_counting_the_rows_gives() -> None:
    """A missing input is like a missing one, a missing answer counts nowhere; Wilson's interval."""
    sets, same, cases = _counted(_ROWS)
    found = repeated(_log(_ROWS))
    assert found is not None
    assert 0 < same < sets
    assert (found.candidate, found.same.n, found.cases) == ("model", sets, cases)
    assert found.same.value == pytest.approx(same / sets)
    ends = proportion_confint(same, sets, method="wilson")
    assert (found.same.low, found.same.high) == pytest.approx(ends)


def test_a_weight_is_as_many_cases() -> None:
    """One row that stands for three is a case that was asked about three times; of 0, never."""
    rows = pd.DataFrame(
        {"late": [1.0, 2.0, 2.0], "limit": 1.0, "said": True, "y": 1, "n": [3, 0, 1]}
    )
    found = repeated(_log(rows, weight="n"))
    assert found is not None
    assert (found.same.n, found.same.value, found.cases) == (1, 1.0, 3)


def test_texts_are_compared_as_they_stand() -> None:
    """Of a model that reads a text."""
    rows = pd.DataFrame({"text": ["a", "a", "A"], "said": [True, False, True], "y": 1})
    found = repeated(_log(rows, features=[], text="text"))
    assert found is not None
    assert (found.same.n, found.same.value, found.cases) == (1, 0.0, 2)


def test_without_inputs_in_the_log_nothing_is_said() -> None:
    """They may stand in a file of their own."""
    assert repeated(_log(_ROWS.drop(columns="limit"), features=[])) is None


@pytest.mark.parametrize(
    ("sets", "same", "cases", "said"),
    [
        (0, 0, 0, "No two cases in the log have the same inputs"),
        (1, 1, 3, "The 3 cases in the log that have the same inputs always got the same answer."),
        (1, 0, 3, "The 3 cases in the log that have the same inputs did not all get one answer."),
        (40, 40, 90, "in 40 sets of the same inputs: within each, all got the same answer."),
        (400, 300, 900, "within 75 of 100 (71 to 79) of these sets all got the same"),
    ],
)
def test_the_sentence_says_what_was_counted(sets: int, same: int, cases: int, said: str) -> None:
    """None, one group, and shares with their interval."""
    found = Repeated("model", statistics.rate(same, sets, 0.95), cases)
    assert said in words.repeated_sentence(found, _REVIEW)
