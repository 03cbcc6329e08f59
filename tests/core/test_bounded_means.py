"""Intervals of costs: they cover where dear mistakes are hardly ever seen."""

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as st
from scipy import special

from benchmarks import coverage
from evenhand import statistics

SETTINGS = [(n, p, dear) for n in (100, 1000) for p in (0.5, 0.1, 0.02, 0.005) for dear in (1, 100)]


def every_log(n: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Each way in which n cases can be of four kinds."""
    bars = np.array(np.meshgrid(*3 * [np.arange(n + 1)], indexing="ij")).reshape(3, -1).T
    some = bars[bars.sum(axis=1) <= n]
    return np.column_stack([n - some.sum(axis=1), some])


@pytest.mark.parametrize("dear", [1.0, 5.0, 20.0, 100.0])
@pytest.mark.parametrize("share", [0.5, 0.1, 0.02, 0.005])
def test_of_30_cases_intervals_cover_as_often_as_they_say(share: float, dear: float) -> None:
    """Over all logs that 30 cases can give, each with its probability: in 93 of 100 or more."""
    logs, way = every_log(30), coverage.WAYS["alone"]
    chances, values = way.chances(share), way.values(dear)
    ways = special.gammaln(31) - special.gammaln(logs + 1).sum(axis=1) + logs @ np.log(chances)
    found, truth = statistics.bounded_means(values, logs, 0.95), chances @ values
    inside = (found.low <= truth) & (truth <= found.high)
    assert np.exp(ways).sum() == pytest.approx(1.0)
    assert np.exp(ways)[inside].sum() >= 0.93


@pytest.mark.parametrize("way", coverage.WAYS)
def test_intervals_cover_where_dear_mistakes_are_rare(way: str) -> None:
    """Simulated logs of each kind of question: the truth is held in 93 of 100 or more."""
    found = [coverage.covered(coverage.WAYS[way], *one, coverage.bounded)[0] for one in SETTINGS]
    assert min(found) >= 0.93


def test_the_difference_of_two_arms_covers_too() -> None:
    """Each arm with its own interval, put together."""
    assert min(coverage.between_arms(*one, coverage.bounded) for one in SETTINGS) >= 0.93


def test_where_everything_was_seen_often_it_is_the_usual_interval() -> None:
    """Of many cases it is no wider than it need be, by 2 of 100."""
    way = coverage.WAYS["two"]
    assert coverage.covered(way, 10_000, 0.1, 100.0, coverage.bounded)[1] <= 1.02


KINDS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(-10_000, 10_000).map(lambda k: k / 100)),
    min_size=1,
    max_size=6,
).filter(lambda kinds: any(n for n, _ in kinds))


@hypothesis.given(KINDS, st.floats(0.5, 50), st.floats(-50, 50))
def test_the_value_is_the_mean_and_the_interval_holds_it(
    kinds: list[tuple[int, float]], scale: float, shift: float
) -> None:
    """It stays within what a case can be; other units or an amount more move it as they should."""
    counts, values = np.array([n for n, _ in kinds]), np.array([value for _, value in kinds])
    found = statistics.bounded_means(values, counts, 0.95).one(0)
    assert found.value == pytest.approx(counts @ values / counts.sum())
    assert found.low is not None
    assert found.high is not None
    assert values.min() - 1e-9 <= found.low <= (found.value or 0.0) <= found.high
    assert found.high <= values.max() + 1e-9
    moved = statistics.bounded_means(scale * values + shift, counts, 0.95).one(0)
    for end in ("value", "low", "high"):
        wanted = scale * getattr(found, end) + shift
        assert getattr(moved, end) == pytest.approx(wanted, abs=1e-5 * scale)


def test_kinds_that_no_case_can_be_widen_nothing() -> None:
    """A dear kind that is not possible does not count, and nothing is made of nothing."""
    values, counts = np.array([0.0, 1.0, 100.0]), np.array([90, 10, 0])
    able = np.array([True, True, False])
    without = statistics.bounded_means(values[:2], counts[:2], 0.95).one(0)
    assert statistics.bounded_means(values, counts, 0.95, able).one(0) == without
    assert statistics.bounded_means(values, counts, 0.95).one(0).high > 4.0  # type: ignore[operator]
    assert statistics.bounded_means(values, np.zeros(3, dtype=np.int64), 0.95).one(0).value is None
