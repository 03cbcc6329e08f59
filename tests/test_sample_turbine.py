"""The turbine sample is what its description says: invented wear, models that did not see it."""

import re

import numpy as np
import pandas as pd
import pytest
import skops.io

from components import samples
from evenhand.findings import CriterionResult, State
from sample_data.download import check_invented
from sample_data.turbine import make, sensors
from tests.test_samples import SAMPLES, log, review

FOLDER = SAMPLES / "turbine"


@pytest.fixture(name="turbine", scope="module")
def turbine_log() -> pd.DataFrame:
    """Return the log."""
    return log(FOLDER)


@pytest.fixture(name="told", scope="module")
def told_again() -> pd.DataFrame:
    """Return every turbine-week, invented again, with what the weeks before say of it."""
    return make.described(check_invented(sensors.weeks(), make.INVENTED, "turbine-weeks"))


def test_the_whole_log_is_made_again(turbine: pd.DataFrame, told: pd.DataFrame) -> None:
    """Every row, and every score by a model trained again on the first two years."""
    again, learned = make.logged(told), make.learned_from(told)
    plain, extra = make.trained(learned), make.trained(make.with_simulations(learned))
    columns = [name for name in make.LOGGED if not name.endswith("_score")]
    pd.testing.assert_frame_equal(again[columns], turbine[columns], check_dtype=False)
    for name, model in (("model_score", plain), ("with_simulations_score", extra)):
        score = model.predict_proba(again[list(make.FEATURES)])[:, 1]
        np.testing.assert_allclose(score, turbine[name], rtol=1e-9)


def test_models_learned_only_from_the_years_before(
    turbine: pd.DataFrame, told: pd.DataFrame
) -> None:
    """No turbine-week of the log was learned from."""
    assert make.learned_from(told)["read_at"].max() < turbine["read_at"].min()
    assert len(make.learned_from(told)) + len(turbine) == len(told)


def test_no_simulated_bearing_is_in_the_log(turbine: pd.DataFrame, told: pd.DataFrame) -> None:
    """They are learned from by one model, and counted by nobody."""
    learned = make.learned_from(told)
    extra = make.with_simulations(learned).iloc[len(learned) :]
    assert extra["failure"].sum() > 100
    assert extra["read_at"].isna().all()
    assert turbine["read_at"].notna().all()
    assert len(turbine) == sensors.TURBINES * (sensors.WEEKS - make.FIRST_WEEK)


def test_what_is_known_of_a_week_hangs_on_no_later_week(told: pd.DataFrame) -> None:
    """Were all later weeks left out, its inputs would be the same."""
    cut = 150
    columns = sensors.weeks().columns
    earlier = make.described(told.loc[told["week"] <= cut, list(columns)])
    same = told[told["week"] <= cut].reset_index(drop=True)
    pd.testing.assert_frame_equal(earlier, same)


def test_the_shipped_model_gives_the_scores_of_the_log(turbine: pd.DataFrame) -> None:
    """To the last bit, and it sees neither site nor season."""
    model = skops.io.load(FOLDER / "model.skops", trusted=["sklearn.tree._tree.Tree"])
    columns = review(FOLDER)["columns"]
    score = model.predict_proba(turbine[columns["features"]])[:, 1]
    np.testing.assert_array_equal(score, turbine["model_score"])
    assert not set(columns["features"]) & set(columns["context"])


def test_the_alarm_is_the_rule_of_the_review(turbine: pd.DataFrame) -> None:
    """The rule as the review writes it gives the log's answers."""
    rule = review(FOLDER)["candidates"][0]["rule"]
    said = (turbine[rule["column"]] >= rule["at_least"]).astype(int)
    np.testing.assert_array_equal(said, turbine["alarm_says"])


def test_failures_are_rare_and_come_of_wear_that_only_grows(turbine: pd.DataFrame) -> None:
    """Under one in a hundred; between two failures wear never falls."""
    assert 0.005 < turbine["failure"].mean() < 0.01
    draw = np.random.default_rng(3)
    worn = sensors.wearing(draw, np.ones((50, 200)), np.zeros(50), 0.0)
    grows = np.diff(worn.wear, axis=1) >= 0
    assert (grows | worn.fails[:, :-1]).all()
    assert (worn.wear[:, 1:][worn.fails[:, :-1]] == 0).all()


def test_wear_of_a_year_has_the_mean_and_spread_of_a_gamma_process() -> None:
    """Of 20,000 bearings alike: mean WEAR a week, variance WEAR squared over STEPS."""
    draw, weeks = np.random.default_rng(4), 52
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sensors, "SPREAD", 0.0)
        patch.setattr(sensors, "LIMIT", np.inf)
        worn = sensors.wearing(draw, np.ones((20_000, weeks + 1)), np.zeros(20_000), 0.0)
    year = worn.wear[:, weeks]
    assert year.mean() == pytest.approx(weeks * sensors.WEAR, rel=0.01)
    assert year.var() == pytest.approx(weeks * sensors.WEAR**2 / sensors.STEPS, rel=0.04)


def test_the_verdict_is_can_not_tell_yet_and_says_how_many_more_failures() -> None:
    """What is asked for hangs on a few dozen failures."""
    found = samples.audit("turbine").findings()
    assert found.verdict.word == "Can't tell yet"
    asked = [r for r in found.criteria if isinstance(r, CriterionResult)]
    recall = next(r for r in asked if r.finding == "true_positive_rate")
    assert recall.state is State.CANNOT_TELL
    assert recall.value.n == 36
    assert recall.needed_among is not None
    assert recall.cases_needed is not None
    assert recall.needed_among / recall.cases_needed == pytest.approx(36 / 4160, rel=0.02)


def test_figures_of_the_description_are_those_of_the_log(turbine: pd.DataFrame) -> None:
    """Every line of its table is counted again."""
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([\w ]+) \| (\d+) \| (\d+) \| (\d+) \|$", text, re.MULTILINE)
    said = {
        one["name"]: turbine["alarm_says"] == 1
        if "prediction" in one
        else turbine[one["score"]] >= one["threshold"]
        for one in review(FOLDER)["candidates"]
    }
    failure = turbine["failure"] == 1
    counted = [
        (
            name,
            *(
                str(n)
                for n in ((own & failure).sum(), (~own & failure).sum(), (own & ~failure).sum())
            ),
        )
        for name, own in said.items()
    ]
    assert rows == counted
