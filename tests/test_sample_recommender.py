"""The recommender sample is what its description says: invented visits, models that did choose."""

import json
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
import skops.io
from scipy import stats
from sklearn.metrics import roc_auc_score

from components import samples
from sample_data.download import check_invented
from sample_data.recommender import make, visits
from tests.test_samples import SAMPLES, log

FOLDER = SAMPLES / "recommender"


@pytest.fixture(name="tested", scope="module")
def tested_log() -> Any:  # noqa: ANN401
    """The log."""
    return log(FOLDER)


@pytest.fixture(name="found", scope="module")
def findings() -> Any:  # noqa: ANN401
    """Its findings document."""
    return json.loads(samples.findings_text("recommender"))


def test_the_visits_are_those_of_the_description() -> None:
    """Drawn again, they are the same to the letter."""
    past = make.before(np.random.default_rng(visits.SEED))
    assert len(check_invented(past, make.INVENTED, "visits")) == make.LEARNED_FROM


def test_the_scores_are_those_of_the_shipped_model(tested: Any) -> None:  # noqa: ANN401
    """Of the light model's arm; no score was drawn."""
    model = skops.io.load(FOLDER / "model.skops", trusted=[])
    own = tested[tested["arm"] == make.LIGHT]
    said = model.predict_proba(own[visits.FEATURES].astype("float64"))[:, 1]
    np.testing.assert_allclose(said, own["score"], atol=5.1e-7)


def test_figures_of_the_description_are_those_of_the_log(tested: Any) -> None:  # noqa: ANN401
    """Every line of its table is counted again; what nobody waited for was worked out there."""
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([\w ]+?) \| ([\d,]+) \|(.+)\|$", text, re.MULTILINE)
    assert [name for name, *_ in rows] == list(visits.TAKES)
    for name, size, shown in rows:
        own = tested[tested["arm"] == name]
        half, most = (own["latency_ms"].quantile(q) for q in (0.5, 0.95))
        auc = roc_auc_score(own["bought"], own["score"])
        found = [f"{own['bought'].mean():.4f}", f"{half:,.0f}", f"{most:,.0f}", f"{auc:.3f}"]
        assert f"{len(own):,}" == size
        assert [cell.strip() for cell in shown.split("|")][:4] == found


def test_the_lighter_model_earns_more_though_the_heavy_one_ranks_better(found: Any) -> None:  # noqa: ANN401
    """Beyond chance: outcomes and earnings of the light one, AUC of the heavy one where known."""
    arms = {one["name"]: one for one in found["comparison"]["arms"]["arms"]}
    light, heavy = arms[make.LIGHT], arms[make.HEAVY]
    assert light["earned"]["low"] > heavy["earned"]["high"]
    [pair] = [
        pair
        for pair in found["comparison"]["arms"]["pairs"]
        if {pair["one"], pair["other"]} == {make.LIGHT, make.HEAVY}
    ]
    assert pair["q_value"] < 0.001
    auc = {name: found["candidates"][name]["auc"]["value"] for name in (make.LIGHT, make.HEAVY)}
    assert auc[make.HEAVY] > auc[make.LIGHT]
    waits = found["candidates"][make.HEAVY]["latency"]
    assert 1700 < waits["p50"]["value"] < 2300


def test_the_verdict_is_its_own(found: Any) -> None:  # noqa: ANN401
    """Go for the light model; the heavy one is too slow, and sells no more than popular items."""
    assert found["verdict"]["word"] == "Go"
    states = {
        (c["finding"], c["candidate"]): c["state"] for c in found["criteria"] if "finding" in c
    }
    assert states["latency_p95", make.HEAVY] == "outside"
    assert states["outcome_difference", make.HEAVY] != "inside"


def test_who_got_which_candidate_was_drawn_by_lot(tested: Any) -> None:  # noqa: ANN401
    """Nothing known before hangs on it; neither do device, region and visitor on age."""
    for column in ("age", "device", "region", "visitor"):
        assert stats.chi2_contingency(pd.crosstab(tested["arm"], tested[column])).pvalue > 0.01
    for column in ("device", "region", "visitor"):
        assert stats.chi2_contingency(pd.crosstab(tested["age"], tested[column])).pvalue > 0.001


def test_waiting_makes_purchases_rarer_by_what_the_description_says() -> None:
    """exp(-wait / patience), and nothing else hangs on the wait."""
    draw = np.random.default_rng(2)
    made = visits.shown(visits.visits(draw, 500), draw.integers(12, size=500))
    at_once, later = (visits.buys(made, np.full(500, wait)) for wait in (0.0, 2000.0))
    patience = made["device"].map(visits.PATIENCE).to_numpy()
    np.testing.assert_allclose(later / at_once, np.exp(-2 / patience))
