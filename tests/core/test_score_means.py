"""Score intervals of means over kinds of case: Wilson's where they can be, and they cover."""

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as st

from evenhand import statistics
from evenhand.statistics import UNSEEN


@hypothesis.given(st.integers(1, 500), st.integers(0, 500), st.sampled_from([0.8, 0.95, 0.999]))
def test_of_a_share_the_interval_is_wilsons(n: int, k: int, level: float) -> None:
    """Whatever the two values are called; at none and all, a trace of the other is enough."""
    k = min(k, n)
    for low, high in ((0.0, 1.0), (-3.0, 120.0)):
        counts = np.array([n - k, k])
        found = statistics.score_means(np.array([low, high]), counts, level, UNSEEN * (counts == 0))
        wilson = statistics.wilson((k, n), level)
        for end in ("value", "low", "high"):
            expected = low + (high - low) * getattr(wilson, end)[0]
            assert getattr(found, end) == pytest.approx(expected, abs=1e-4 * (high - low) / n)


COSTS = np.array([0.0, 5.0, 120.0, 4.0, 124.0])


@pytest.mark.parametrize(
    ("chances", "n"),
    [
        ([0.6, 0.1, 0.1, 0.15, 0.05], 100),
        ([0.9, 0.04, 0.01, 0.04, 0.01], 1000),
        ([0.96, 0.02, 0.002, 0.016, 0.002], 1000),
        ([0.5, 0.0, 0.0, 0.5, 0.0], 50),
    ],
)
def test_intervals_of_rare_and_dear_mistakes_cover(chances: list[float], n: int) -> None:
    """In 93 of 100 simulated logs at least, and not in all of them."""
    counts = np.random.default_rng(1).multinomial(n, chances, size=4000)
    found = statistics.score_means(COSTS, counts, 0.95, UNSEEN * (counts == 0))
    inside = (found.low <= COSTS @ chances) & (COSTS @ chances <= found.high)
    assert 0.93 <= inside.mean() <= 0.985


@pytest.mark.parametrize(("gain", "loss", "n"), [(0.1, 0.1, 60), (0.02, 0.05, 300), (0.3, 0.2, 40)])
def test_intervals_of_gains_and_losses_cover(gain: float, loss: float, n: int) -> None:
    """With half a case more of each, as in the paired difference of accuracy."""
    values, chances = np.array([0.0, 1.0, -1.0]), [1 - gain - loss, gain, loss]
    counts = np.random.default_rng(2).multinomial(n, chances, size=4000)
    found = statistics.score_means(values, counts, 0.95, np.array([0.0, 0.5, 0.5]))
    inside = (found.low <= gain - loss) & (gain - loss <= found.high)
    assert 0.935 <= inside.mean() <= 0.98


def test_a_part_stands_in_for_all_with_its_own_spread() -> None:
    """The interval is that of the part; nothing is gained from cases that nobody judged."""
    values, known = np.array([1.0, 0.0, 0.0]), np.array([True, True, False])
    counts = np.array([30, 10, 400])
    stood = statistics.standing_in(values, known, counts)
    found = statistics.score_means(stood, counts, 0.95)
    part = statistics.wilson((30, 40), 0.95)
    assert found.value == pytest.approx(0.75)
    assert found.low == pytest.approx(part.low[0], abs=0.01)
    assert found.high == pytest.approx(part.high[0], abs=0.01)


@pytest.mark.parametrize(
    ("right", "asked", "n"), [(0.9, 0.3, 300), (0.97, 0.2, 1000), (0.6, 0.5, 60)]
)
def test_intervals_of_what_was_judged_in_part_cover(right: float, asked: float, n: int) -> None:
    """In 93 of 100 simulated logs at least."""
    chances = [asked * right, asked * (1 - right), 1 - asked]
    counts = np.random.default_rng(3).multinomial(n, chances, size=4000)
    values, known = np.array([1.0, 0.0, 0.0]), np.array([True, True, False])
    stood = statistics.standing_in(values, known, counts)
    found = statistics.score_means(stood, counts, 0.95, UNSEEN * (counts == 0))
    inside = (found.low <= right) & (right <= found.high)
    assert 0.93 <= inside.mean() <= 0.98


def test_nothing_is_made_of_nothing() -> None:
    """No case, or a value that nobody knows, gives no estimate; one value alone has no spread."""
    nothing = statistics.score_means(np.zeros(2), np.zeros((1, 2), dtype=np.int64), 0.95)
    unknown = statistics.score_means(np.array([[np.nan, 1.0]]), np.array([[1, 1]]), 0.95)
    assert nothing.one(0).value is None
    assert unknown.one(0).value is None
    alone = statistics.score_means(np.array([[4.0, 9.0]]), np.array([[7, 0]]), 0.95).one(0)
    assert (alone.value, alone.low, alone.high) == (4.0, 4.0, 4.0)
