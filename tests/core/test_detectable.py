"""The smallest difference that so many cases would show: beside statsmodels, and by simulation."""

import math
from typing import Final

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import power_proportions_2indep

from evenhand import statistics

LEVEL: Final = 0.95
SIZES: Final = st.integers(20, 100_000)


def power_of(gap: float, share: float, n: int, of: int, level: float) -> float:
    """How often a test of both sides finds a difference on its own side, as statsmodels has it."""
    found = power_proportions_2indep(
        diff=-gap,
        prop2=share + gap,
        nobs1=n,
        ratio=of / n,
        alpha=(1 - level) / 2,
        alternative="smaller" if gap > 0 else "larger",
    )
    return float(found.power)


@given(share=st.floats(0.01, 0.99), n=SIZES, of=SIZES, level=st.sampled_from((0.9, 0.95, 0.999)))
def test_a_difference_of_two_samples_has_the_power_that_statsmodels_gives(
    share: float, n: int, of: int, level: float
) -> None:
    """In one of both directions; where nothing would show, not even the largest does in either."""
    gap = float(statistics.between(share, n, of, level))
    ways = (1 - share, -share) if math.isnan(gap) else (gap, -gap)
    powers = [power_of(way, share, n, of, level) for way in ways if 0 <= share + way <= 1]
    if math.isnan(gap):
        assert max(powers) < statistics.POWER
    else:
        assert any(power == pytest.approx(statistics.POWER, abs=1e-6) for power in powers)


@pytest.mark.parametrize(("share", "n", "of"), [(0.3, 2_000, 400), (0.05, 5_000, 5_000)])
def test_so_large_a_difference_of_two_samples_shows_that_often(
    share: float, n: int, of: int
) -> None:
    """Twenty thousand pairs of samples, each tested as two shares are."""
    gap = float(statistics.between(share, n, of, LEVEL))
    rng = np.random.default_rng(1)
    one, other = rng.binomial(n, share, 20_000), rng.binomial(of, share + gap, 20_000)
    both = (one + other) / (n + of)
    z = (other / of - one / n) / np.sqrt(both * (1 - both) * (1 / n + 1 / of))
    shown = float((np.abs(z) > stats.norm.ppf((1 + LEVEL) / 2)).mean())
    assert shown == pytest.approx(statistics.POWER, abs=0.02)


@pytest.mark.parametrize(("disagree", "n"), [(0.2, 1_000), (0.05, 4_000), (0.6, 500)])
def test_so_large_a_difference_of_the_same_cases_shows_that_often(disagree: float, n: int) -> None:
    """Twenty thousand logs in which the two disagree so often, each by McNemar's test."""
    gap = statistics.paired(disagree, n, LEVEL)
    assert gap is not None
    rng, up = np.random.default_rng(1), (disagree + gap) / 2
    drawn = rng.multinomial(n, [up, disagree - up, 1 - disagree], size=20_000)
    z = (drawn[:, 0] - drawn[:, 1]) / np.sqrt(drawn[:, 0] + drawn[:, 1])
    shown = float((np.abs(z) > stats.norm.ppf((1 + LEVEL) / 2)).mean())
    assert shown == pytest.approx(statistics.POWER, abs=0.02)


@given(share=st.floats(0.0, 1.0), n=SIZES, of=SIZES, times=st.integers(2, 10))
def test_more_cases_show_a_smaller_difference(share: float, n: int, of: int, times: int) -> None:
    """And what some cases show at all, more do too."""
    some, more = (float(statistics.between(share, k * n, k * of, LEVEL)) for k in (1, times))
    assert math.isnan(some) or 0 < more <= some <= 1


@given(disagree=st.floats(0.001, 1.0), n=SIZES, times=st.integers(2, 10))
def test_more_of_the_same_cases_show_a_smaller_difference(
    disagree: float, n: int, times: int
) -> None:
    """It is never larger than the share on which the two disagree."""
    some, more = (statistics.paired(disagree, k * n, LEVEL) for k in (1, times))
    assert some is None or (more is not None and 0 < more <= some <= disagree)


def test_where_nothing_can_be_told_apart_nothing_is_said() -> None:
    """Two that never disagree, and no cases at all."""
    assert statistics.paired(0.0, 1_000, LEVEL) is None
    assert statistics.paired(0.1, 0, LEVEL) is None
    assert math.isnan(float(statistics.between(0.5, 2, 2, LEVEL)))
