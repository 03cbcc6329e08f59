"""Expected accuracy follows what comes true where only cases change, and is withdrawn elsewhere."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from sklearn.isotonic import IsotonicRegression

import evenhand
from evenhand.confidences import Confidences
from evenhand.findings import Health
from evenhand.health.expected import FEWEST, Expected, expected
from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")
SAMPLES = Path(__file__).parents[2] / "sample_data"
MONTHS = 4
KEYS = making.keys(columns={"time": "at", "protected": ["sex"]})


def log(seed: int, size: int, moved: float = 0.0, noise: float = 0.0) -> pd.DataFrame:
    """Months of a score that says too much; cases move after the first, and outcomes lose sense.

    Args:
        seed: of the numbers.
        size: of each month.
        moved: how far the cases of later months are moved.
        noise: how many of the later outcomes are the toss of a coin.
    """
    rng = np.random.default_rng(seed)
    month = np.repeat(np.arange(MONTHS), size)
    later = month > 0
    x = rng.normal(moved * later, 1.5)
    y = rng.random(len(x)) < expit(x)
    y = np.where(later & (rng.random(len(x)) < noise), rng.random(len(x)) < 0.5, y)
    return pd.DataFrame(
        {
            "at": [f"2026-0{one + 1}-15" for one in month],
            "y": y.astype(float),
            "sex": "A",
            "rule": 1,
            "score": np.floor(expit(1.7 * x + 0.3) * 500) / 500,
        }
    )


def found(frame: Any) -> Health:  # noqa: ANN401
    """What is said of a log's health."""
    made = making.audit(frame, KEYS).findings().health
    assert isinstance(made, Health)
    return made


def counted(frame: pd.DataFrame) -> Confidences:
    """The same cases, as they are counted."""
    score = frame["score"].to_numpy()
    return Confidences(
        period=np.array([int(day[6]) - 1 for day in frame["at"]]),
        said=score,
        against=score < 0.5,
        known=frame["y"].notna().to_numpy(),
        true=(frame["y"] == 1).to_numpy(),
        n=np.ones(len(frame), dtype=np.int64),
    )


def told(frame: pd.DataFrame) -> Expected:
    """What is expected of a log."""
    made = expected(counted(frame), 1, np.ones(MONTHS, dtype=bool), 30, 0.95)
    assert isinstance(made, Expected)
    return made


def test_it_is_that_of_scikit_learn_on_the_rows() -> None:
    """Isotonic regression on the reference, the mean of how likely each later answer is right."""
    frame = log(1, 2_000, moved=0.8)
    first = frame["at"] == "2026-01-15"
    model = IsotonicRegression(out_of_bounds="clip").fit(frame["score"][first], frame["y"][first])
    likely = model.predict(frame["score"])
    right = pd.Series(np.where(frame["score"] >= 0.5, likely, 1 - likely))
    want = right.groupby(frame["at"]).mean()
    made = found(frame)
    assert made.expectation is not None
    assert (made.expectation.n, made.expectation.withdrawn) == (2_000, None)
    assert made.periods[0].expected.value is None
    for one, mean in zip(made.periods[1:], want[1:], strict=True):
        assert one.expected.value == pytest.approx(mean, abs=1e-9)
        assert one.expected.n == 2_000


def test_of_several_classes_it_is_how_often_the_answer_is_right() -> None:
    """The confidence against being right, as in the rows."""
    rng = np.random.default_rng(2)
    base = log(2, 1_000)
    kinds = np.array(["a", "b", "c"])
    label, sure = rng.integers(0, 3, len(base)), np.floor(rng.random(len(base)) * 500) / 500
    right = rng.random(len(base)) < sure
    frame = base.assign(
        y=kinds[label], says=kinds[np.where(right, label, (label + 1) % 3)], sure=sure, rule="a"
    )
    keys = KEYS | {
        "columns": KEYS["columns"] | {"positive": "a"},
        "candidates": [
            making.RULE,
            {"name": "model", "role": "model", "prediction": "says", "confidence": "sure"},
        ],
    }
    made = making.audit(frame, keys).findings().health
    assert isinstance(made, Health)
    first = base["at"] == "2026-01-15"
    model = IsotonicRegression(out_of_bounds="clip").fit(sure[first], right[first])
    want = pd.Series(model.predict(sure)).groupby(base["at"]).mean()
    values = [one.expected.value for one in made.periods[1:]]
    assert values == pytest.approx(want[1:].tolist())


@pytest.mark.parametrize("moved", [0.0, 0.8, -1.5])
@pytest.mark.parametrize("size", [FEWEST, 2_000])
def test_where_only_cases_move_95_of_100_intervals_hold_what_comes_true(
    moved: float, size: int
) -> None:
    """And less than one log of 30 is withdrawn."""
    held, withdrawn = [], 0
    for seed in range(60):
        made = told(log(seed, size, moved))
        withdrawn += made.moved is not None
        pairs = zip(made.accuracy[1:], made.realised[1:], strict=True)
        held += [one.low <= two.value <= one.high for one, two in pairs]  # type: ignore[operator]
    assert 0.9 < np.mean(held) < 0.99
    assert withdrawn <= 2


def test_where_being_sure_means_something_else_it_is_withdrawn() -> None:
    """From the first month with outcomes on, in which that is clear, in nearly every log."""
    firsts = [told(log(seed, 1_000, noise=0.4)).moved for seed in range(40)]
    assert firsts.count(1) >= 38
    made = found(log(7, 1_000, noise=0.4))
    assert made.expectation is not None
    gone = made.expectation.withdrawn
    assert gone is not None
    assert gone.since == "2026-02"
    assert gone.realised == made.periods[1].accuracy
    assert [one.expected.value for one in made.periods] == [None] * MONTHS


def test_it_is_withdrawn_for_months_without_outcomes_after_one_that_was_not_as_expected() -> None:
    """Nothing is expected of what comes after it; without any outcome it is not withdrawn."""
    frame = log(7, 1_000, noise=0.4)
    gone = frame.assign(y=frame["y"].mask(frame["at"] > "2026-03"))
    assert [one.expected.value for one in found(gone).periods[1:]] == [None] * 3
    unseen = found(frame.assign(y=frame["y"].mask(frame["at"] > "2026-02")))
    assert unseen.expectation is not None
    assert unseen.expectation.withdrawn is None
    assert all(one.expected.value is not None for one in unseen.periods[1:])


def test_too_few_outcomes_in_the_reference_are_said_and_nothing_is_expected() -> None:
    """How many there are, beside that they are not enough."""
    made = found(log(3, FEWEST - 1))
    assert made.expectation is not None
    assert (made.expectation.n, made.expectation.enough) == (FEWEST - 1, False)
    assert all(one.expected.value is None for one in made.periods)


def test_who_does_not_say_how_sure_it_is_has_no_expectation() -> None:
    """Nor is there one to be missed."""
    keys = KEYS | {"candidates": [{"name": "model", "role": "model", "prediction": "rule"}]}
    made = making.audit(log(3, 100), keys).findings().health
    assert isinstance(made, Health)
    assert made.expectation is None


def test_on_the_sample_with_drift_it_follows_what_came_true() -> None:
    """Every month of the card payments lies in its interval, though columns and accuracy moved."""
    made = evenhand.open(SAMPLES / "fraud" / "review.toml").findings().health
    assert isinstance(made, Health)
    assert made.expectation is not None
    assert made.expectation.withdrawn is None
    assert made.fell is not None
    for one in made.periods[1:]:
        low, value, high = one.expected.low, one.accuracy.value, one.expected.high
        assert low is not None
        assert value is not None
        assert high is not None
        assert low <= value <= high
