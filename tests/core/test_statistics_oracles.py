"""The closed forms over arrays equal the libraries that have them, one pair at a time."""

import itertools
import math
from typing import Any

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from evenhand import statistics
from evenhand.statistics import MOST_EXACT
from tests.core import oracle

GRID = [(0, 30), (1, 30), (15, 30), (29, 30), (30, 30), (7, 100), (99, 100), (400, 5000)]
PAIRS = list(itertools.product(GRID, repeat=2))


def columns(pairs: list[Any], place: int) -> tuple[list[int], list[int]]:
    """The k and the n of the first or the second of each pair."""
    return [p[place][0] for p in pairs], [p[place][1] for p in pairs]


@pytest.mark.parametrize("level", [0.9, 0.95, 1 - 0.05 / 19_900])
def test_wilson_and_newcombe_are_those_of_statsmodels(level: float) -> None:
    """Every pair of a grid with counts of none and all."""
    single = statistics.wilson(columns(PAIRS, 0), level)
    gaps = statistics.differences(columns(PAIRS, 0), columns(PAIRS, 1), level)
    for place, (one, two) in enumerate(PAIRS):
        low, high = proportion_confint(*one, alpha=1 - level, method="wilson")
        ends = single.low[place], single.high[place]
        assert ends == pytest.approx((max(0, low), min(1, high)), abs=1e-14)
        expected = confint_proportions_2indep(
            *one, *two, compare="diff", method="newcomb", alpha=1 - level
        )
        assert (gaps.low[place], gaps.high[place]) == pytest.approx(expected, abs=1e-12)


def test_katz_is_that_of_statsmodels_wherever_it_is_defined() -> None:
    """At none and all the score interval stands in; the one oracle for it is our own root."""
    found = statistics.ratios(columns(PAIRS, 0), columns(PAIRS, 1), 0.95)
    for place, (one, two) in enumerate(PAIRS):
        ends = found.low[place], found.high[place]
        if all(0 < k < n for k, n in (one, two)):
            expected = confint_proportions_2indep(
                *one, *two, compare="ratio", method="log", alpha=0.05, correction=False
            )
            assert ends == pytest.approx(expected, rel=1e-12)
        elif two[0]:
            assert ends[1] == pytest.approx(oracle.koopman(one, two), rel=1e-6)


COUNT = st.integers(0, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
LEVEL = st.sampled_from([0.8, 0.95, 0.999])


@hypothesis.given(st.lists(st.tuples(COUNT, COUNT), min_size=1, max_size=20), LEVEL)
def test_many_at_once_are_each_as_one_alone(pairs: list[Any], level: float) -> None:
    """Also where groups are empty, and where a count is none or all."""
    one, two = columns(pairs, 0), columns(pairs, 1)
    many = statistics.ratios(one, two, level).each()
    assert many == [statistics.ratio(a, b, level) for a, b in pairs]
    gaps = statistics.differences(one, two, level).each()
    assert gaps == [statistics.difference(a, b, level) for a, b in pairs]
    assert statistics.wilson(one, level).each() == [
        statistics.rate(k, n, level) for (k, n), _ in pairs
    ]


@hypothesis.given(COUNT, COUNT, LEVEL)
def test_intervals_hold_their_value_and_turn_with_the_pair(
    one: tuple[int, int], two: tuple[int, int], level: float
) -> None:
    """Swapped groups swap the signs of a difference and the ends of a ratio; F1's too."""
    gap, back = (statistics.difference(*pair, level) for pair in ((one, two), (two, one)))
    if gap.value is None or gap.low is None or gap.high is None or back.low is None:
        assert 0 in {one[1], two[1]}
        return
    assert -1 <= gap.low <= gap.value <= gap.high <= 1
    assert (gap.low, gap.high) == pytest.approx((-(back.high or 0), -back.low))
    scores = [statistics.f1_shares(k, n - k, level) for k, n in (one, two)]
    ratio, turned = statistics.over(*scores).one(0), statistics.over(*scores[::-1]).one(0)
    if ratio.value and ratio.low is not None:
        top = math.inf if ratio.high is None else ratio.high
        assert ratio.low <= ratio.value <= top
        assert turned.low == pytest.approx(1 / top if math.isfinite(top) else 0, abs=1e-9)


def test_f1_in_closed_form_is_close_to_its_bootstrap() -> None:
    """Both ends within a hundredth or two, at a few hundred cases and more."""
    for tp, errors, rest in itertools.product([40, 120, 400], [30, 90, 500], [0, 200]):
        closed = statistics.f1_shares(tp, errors, 0.95).one(0)
        drawn = statistics.f1(tp, errors, tp + errors + rest, 0.95, 1)
        assert closed.value == pytest.approx(drawn.value)
        assert (closed.low, closed.high) == pytest.approx((drawn.low, drawn.high), abs=0.02)


@hypothesis.given(COUNT, COUNT)
def test_fishers_test_is_that_of_scipy(one: tuple[int, int], two: tuple[int, int]) -> None:
    """Every two-by-two table, ties in probability among them."""
    if one[1] and two[1]:
        table = np.array([[k, n - k] for k, n in (one, two)])
        expected = stats.fisher_exact(table).pvalue
        assert statistics.no_difference([one, two]) == pytest.approx(expected, rel=1e-9)


def test_fishers_test_is_that_of_scipy_at_millions() -> None:
    """Where logarithms of factorials run out of digits."""
    one, two = (300_400, 1_000_000), (600_000, 2_000_300)
    expected = stats.fisher_exact(np.array([[k, n - k] for k, n in (one, two)])).pvalue
    assert statistics.no_difference([one, two]) == pytest.approx(expected, rel=1e-5)
    far = statistics.no_difference([(1000, 100_000), (90_000, 100_000)])
    assert far == pytest.approx(0, abs=1e-300)


def test_fishers_test_of_a_table_far_out_does_not_go_through_all_tables_up_to_it() -> None:
    """At a thousand million cases that would take gigabytes; nearer, the value is that of scipy."""
    n = MOST_EXACT // 2
    assert statistics.no_difference([(3 * n // 5, n), (3 * n // 10, n)]) == 0
    for k in (600, 700, 770):
        one, two = (k, 1000), (200, 1000)
        expected = stats.fisher_exact(np.array([[k, n - k] for k, n in (one, two)])).pvalue
        assert 0 < expected == pytest.approx(statistics.no_difference([one, two]), rel=1e-6)


@hypothesis.given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemars_test_is_that_of_statsmodels(one: int, other: int) -> None:
    """Exact, and never above 1."""
    expected = mcnemar([[0, one], [other, 0]], exact=True).pvalue if one + other else 1.0
    assert statistics.mcnemar(one, other) == pytest.approx(min(1.0, expected))


def test_draws_are_shared_by_groups() -> None:
    """Few groups get all replicates, hundreds as many as there is time for, none under 2,000."""
    assert len(statistics.f1_draws(3, 2, 9, 1)) == statistics.REPLICATES
    assert len(statistics.f1_draws(3, 2, 9, 1, groups=200)) == 2_500
    assert len(statistics.f1_draws(3, 2, 9, 1, groups=10**6)) == statistics.FEWEST


@hypothesis.given(st.lists(st.tuples(COUNT, COUNT), min_size=1, max_size=20), LEVEL)
def test_where_a_ratio_lies_beside_a_limit_is_where_its_interval_lies(
    pairs: list[Any], level: float
) -> None:
    """Without searching for the ends of a score interval."""
    one, two = columns(pairs, 0), columns(pairs, 1)
    found = statistics.ratios(one, two, level)
    for at in (0.31, 0.8, 1.25, 4.1):
        below, above = statistics.ratios_beside(one, two, at, level)
        assert below.tolist() == (found.high < at).tolist()
        assert above.tolist() == (found.low > at).tolist()


@pytest.mark.parametrize("n", [1, 7, 100, 2_000, 10**6, 10**9, 3 * 10**13])
@pytest.mark.parametrize("share", [0.0, 0.03, 0.5, 1.0])
def test_the_binomial_tail_is_scipys_at_any_size(n: int, share: float) -> None:
    """Around its middle and at both ends, where another of SciPy's own functions breaks down."""
    middle = round(n * share)
    near = [-1, 0, middle - 1, middle, middle + round(n**0.5), n - 1, n]
    k = np.array([count for count in near if -1 <= count <= n])
    found = statistics.at_most(k, np.full(len(k), n), share)
    assert found == pytest.approx(stats.binom.cdf(k, n, share), rel=1e-9, abs=1e-300)
