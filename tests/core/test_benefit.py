"""Net benefit along thresholds, and DeLong's test on counts, against computations on rows."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from tests.core import making

pytestmark = pytest.mark.usefixtures("quick")
BOTH = [{"name": "rule", "role": "baseline", "score": "points"}, making.MODEL]


def scored(seed: int, rows: int = 4000, digits: int = 2) -> Any:  # noqa: ANN401
    """A log with two scores and a rule's answers."""
    rng = np.random.default_rng(seed)
    y = rng.random(rows) < 0.2
    score, points = (
        np.clip(rng.normal(0.3 + shift * y, 0.2), 0, 1).round(digits) for shift in (0.3, 0.2)
    )
    rule = np.where(y, rng.random(rows) < 0.5, rng.random(rows) < 0.1)
    return making.log(y=y.astype(int), rule=rule.astype(int), score=score, points=points)


def benefit(y: Any, yes: Any, at: float) -> float:  # noqa: ANN401
    """Net benefit of rows, as in the paper."""
    n = len(y)
    return float((yes & (y == 1)).sum() / n - (yes & (y == 0)).sum() / n * at / (1 - at))


@pytest.mark.parametrize("both", [False, True])
def test_net_benefit_is_that_of_the_rows(both: bool) -> None:  # noqa: FBT001
    """At every stop of the curve, of both, and of acting on everybody."""
    log = scored(1)
    keys = making.keys(
        costs={"false_positive": 1.0, "false_negative": 3.0},
        **({"candidates": BOTH} if both else {}),
    )
    found = making.document(log, keys)["comparison"]["net_benefit"]
    assert (found["threshold"], found["source"], found["exact"]) == (0.25, "costs", True)
    for point in found["curve"]:
        at = point["threshold"]
        rule = log.points >= at if both else log.rule == 1
        assert point["model"] == pytest.approx(benefit(log.y, log.score >= at, at))
        assert point["baseline"] == pytest.approx(benefit(log.y, rule, at))
        assert point["everybody"] == pytest.approx(benefit(log.y, log.score >= -1, at))
    here = next(p for p in found["curve"] if p["threshold"] == 0.25)
    for name in ("model", "baseline", "everybody"):
        assert found[name]["value"] == pytest.approx(here[name])
    assert found["difference"]["value"] == pytest.approx(here["model"] - here["baseline"])


def test_many_scores_are_counted_in_steps_and_end_where_the_rows_do() -> None:
    """At whole steps the curve is that of the rows, on either side of the answer's threshold."""
    log = scored(2, digits=9)
    found = making.document(log, making.keys())["comparison"]["net_benefit"]
    assert (found["exact"], found["source"], found["threshold"]) == (False, "threshold", 0.5)
    for point in found["curve"]:
        at = point["threshold"]
        assert point["model"] == pytest.approx(benefit(log.y, log.score >= at, at))


def test_the_interval_of_the_difference_is_that_of_a_bootstrap_of_rows() -> None:
    """Paired, at the odds of the review's prices."""
    log, at, rng = scored(3), 0.25, np.random.default_rng(4)
    keys = making.keys(costs={"false_positive": 1.0, "false_negative": 3.0})
    found = making.document(log, keys)["comparison"]["net_benefit"]["difference"]
    worth = np.where(log.y == 1, 1.0, -at / (1 - at))
    gain = worth * ((log.score >= at).astype(float) - log.rule)
    draws = gain.to_numpy()[rng.integers(0, len(gain), (4000, len(gain)))].mean(axis=1)
    ends = np.quantile(draws, [0.025, 0.975])
    assert [found["low"], found["high"]] == pytest.approx(list(ends), abs=0.15 * draws.std())


def test_without_a_score_or_cases_there_is_no_net_benefit() -> None:
    """Nor in a class review."""
    said = {"name": "model", "role": "model", "prediction": "rule"}
    keys = making.keys(candidates=[making.RULE, said])
    assert making.document(scored(5, 50), keys)["comparison"]["net_benefit"] is None
    none = making.document(scored(5, 50).assign(y=None), making.keys())
    assert none["comparison"]["net_benefit"] is None


def midranks(values: Any) -> Any:  # noqa: ANN401
    """Ranks with ties in the middle."""
    return stats.rankdata(values)


def test_delong_on_weighted_placements_is_that_of_rows_to_ten_digits() -> None:
    """Sun and Xu's way by midranks on the rows repeated: difference, error and p-value."""
    log = scored(6, digits=2).assign(w=np.arange(4000) % 3)
    keys = making.keys(candidates=BOTH, columns={"weight": "w"})
    found = making.document(log, keys)["comparison"]["auc_difference"]
    rows = log.loc[log.index.repeat(log.w)]
    yes = (rows.y == 1).to_numpy()
    m, n = int(yes.sum()), int((~yes).sum())
    parts = []
    for column in (rows.points, rows.score):
        every, ones = midranks(column), midranks(column[yes])
        others = midranks(column[~yes])
        parts.append(((every[yes] - ones) / n, 1 - (every[~yes] - others) / m))
    value = parts[1][0].mean() - parts[0][0].mean()
    error = np.sqrt(
        (parts[1][0] - parts[0][0]).var(ddof=1) / m + (parts[1][1] - parts[0][1]).var(ddof=1) / n
    )
    assert abs(found["value"] - value) < 1e-10
    assert abs((found["high"] - found["low"]) / 2 / stats.norm.ppf(0.975) - error) < 1e-10
    assert abs(found["p_value"] - 2 * stats.norm.sf(abs(value) / error)) < 1e-10
