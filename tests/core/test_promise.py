"""The promised threshold keeps its promise as often as it says."""

import numpy as np
import pytest
from scipy import stats

from evenhand.arrays import Floats, Ints, Mask
from evenhand.findings import Guarantee
from evenhand.handoff import THRESHOLDS
from evenhand.handoff.promise import guarantee


def counts(sure: Floats, wrong: Mask) -> tuple[Ints, Ints]:
    """Cases, and wrong ones, at or above each threshold, counted one threshold at a time."""
    order = np.sort(sure)
    bad = np.sort(sure[wrong])
    return (
        len(order) - np.searchsorted(order, THRESHOLDS, side="left"),
        len(bad) - np.searchsorted(bad, THRESHOLDS, side="left"),
    )


def promised(
    sure: Floats, wrong: Mask, max_error: float = 0.1, assurance: float = 0.9
) -> Guarantee:
    """The guarantee of some cases."""
    return guarantee(THRESHOLDS, *counts(sure, wrong), max_error=max_error, assurance=assurance)


def error_above(threshold: float) -> float:
    """The true automatic error where confidence is uniform on [.5, 1] and right that often."""
    return (1 - threshold) / 2


def test_the_promise_is_broken_no_more_often_than_it_says() -> None:
    """In simulated audits of 300 cases; the lowest passing threshold breaks it far more often."""
    rng = np.random.default_rng(11)
    broken = naive = made = 0
    runs = 600
    for _ in range(runs):
        sure = rng.uniform(0.5, 1, 300)
        wrong = rng.random(300) > sure
        found = promised(sure, wrong)
        if found.threshold is not None:
            made += 1
            broken += error_above(max(found.threshold, 0.5)) > 0.1
        n, k = counts(sure, wrong)
        passing = np.flatnonzero((n > 0) & (stats.binom.cdf(k, np.maximum(n, 1), 0.1) <= 0.1))
        naive += len(passing) > 0 and error_above(max(THRESHOLDS[passing[0]], 0.5)) > 0.1
    assert made > runs / 10
    assert broken / runs <= 0.1 + 3 * np.sqrt(0.09 / runs)
    assert naive > 2 * broken


def test_the_threshold_is_the_lowest_that_a_fixed_sequence_reaches() -> None:
    """Worked out with plain loops: three starts, a third of the error probability each."""
    rng = np.random.default_rng(12)
    sure = rng.uniform(0.5, 1, 2000)
    wrong = rng.random(2000) > sure
    lowest = []
    for share in (0.25, 0.5, 0.75):
        start = max(t for t in THRESHOLDS if (sure >= t).mean() >= share)
        reached = None
        for threshold in sorted((t for t in THRESHOLDS if t <= start), reverse=True):
            above = sure >= threshold
            tail = stats.binom.cdf(wrong[above].sum(), above.sum(), 0.15)
            if tail > 0.1 / 3:
                break
            reached = threshold
        if reached is not None:
            lowest.append(reached)
    found = promised(sure, wrong, max_error=0.15)
    assert found.threshold == min(lowest)
    assert found.coverage == pytest.approx((sure >= min(lowest)).mean())
    assert (found.max_error, found.assurance, found.cases_needed) == (0.15, 0.9, None)


def test_too_few_cases_say_about_how_many_more_it_takes() -> None:
    """With that many more of the same, the promise holds."""
    sure = np.full(20, 0.95)
    wrong = np.arange(20) < 1
    found = promised(sure, wrong)
    assert (found.threshold, found.coverage) == (None, None)
    assert found.cases_needed is not None
    times = (20 + found.cases_needed) / 20
    again = promised(
        np.full(round(20 * times), 0.95), np.arange(round(20 * times)) < np.floor(times)
    )
    assert again.threshold is not None


@pytest.mark.parametrize(("wrong", "max_error"), [(10, 0.1), (0, 0.0)])
def test_errors_above_the_promise_cannot_be_cured_by_more_cases(
    wrong: int, max_error: float
) -> None:
    """Half of all wrong, or a promise of none at all."""
    found = promised(np.full(20, 0.95), np.arange(20) < wrong, max_error=max_error)
    assert (found.threshold, found.cases_needed) == (None, None)


def test_no_cases_promise_nothing() -> None:
    """Nothing was decided, so nothing is known."""
    found = promised(np.array([]), np.array([], dtype=bool))
    assert (found.threshold, found.coverage, found.cases_needed) == (None, None, None)
