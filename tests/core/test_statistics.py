"""Intervals and tests equal published values and formulas, and cover as often as they say."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from evenhand import statistics
from evenhand.findings import Estimate
from tests.core import oracle

Pair = tuple[tuple[int, int], tuple[int, int]]
Interval = Callable[[tuple[int, int], tuple[int, int], float], Estimate]


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_equals_the_published_table(k: int, n: int, low: float, high: float) -> None:
    """Newcombe 1998, two-sided intervals for a single proportion, table I, method 3."""
    found = statistics.rate(k, n, 0.95)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)
    assert (found.value, found.n) == (k / n, n)


@pytest.mark.parametrize(
    ("one", "two", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe_equals_the_published_table(
    one: tuple[int, int], two: tuple[int, int], low: float, high: float
) -> None:
    """Newcombe 1998, interval estimation for the difference, table II, method 10."""
    found = statistics.difference(one, two, 0.95)
    assert (found.low, found.high) == pytest.approx((low, high), abs=6e-5)
    assert found.n == one[1] + two[1]


@pytest.mark.parametrize("level", [0.8, 0.95, 0.999])
def test_intervals_equal_their_formulas_at_any_level(level: float) -> None:
    """Wilson, Newcombe and Katz, written out in the oracle, on a grid of counts."""
    for one, two in itertools.product([(1, 9), (30, 100), (7, 7), (99, 400)], repeat=2):
        single = statistics.rate(*one, level)
        assert (single.low, single.high) == pytest.approx(oracle.wilson(*one, level), abs=1e-12)
        gap = statistics.difference(one, two, level)
        assert (gap.low, gap.high) == pytest.approx(oracle.newcombe(one, two, level), abs=1e-12)
        if (7, 7) not in {one, two} and level <= 0.95:
            ratio = statistics.ratio(one, two, level)
            assert (ratio.low, ratio.high) == pytest.approx(oracle.katz(one, two, level), rel=1e-12)


@pytest.mark.parametrize("pair", [((0, 20), (10, 20)), ((0, 15), (15, 15)), ((0, 7), (1, 30))])
def test_a_ratio_with_a_count_of_none_takes_the_score_interval(pair: Pair) -> None:
    """Katz has no interval at zero; Koopman's score interval has, one-sided."""
    high = oracle.koopman(*pair)
    found = statistics.ratio(*pair, 0.95)
    assert (found.value, found.low) == (0.0, 0.0)
    assert found.high == pytest.approx(high, rel=1e-5)
    turned = statistics.ratio(pair[1], pair[0], 0.95)
    assert (turned.value, turned.high) == (None, None)
    assert turned.low == pytest.approx(1 / high, rel=1e-5)


def test_a_ratio_of_all_to_all_is_one_with_an_interval_around_it() -> None:
    """Katz would shrink to a point, as if eight cases had settled it."""
    found = statistics.ratio((8, 8), (8, 8), 0.95)
    high = oracle.koopman((8, 8), (8, 8))
    assert found.value == 1
    assert (found.low, found.high) == pytest.approx((1 / high, high), rel=1e-5)


@pytest.mark.parametrize("pair", [((0, 5), (0, 9)), ((0, 0), (3, 9)), ((3, 9), (0, 0))])
def test_a_ratio_that_is_not_defined_has_no_value(pair: Pair) -> None:
    """None of n against none of m, or a group without cases."""
    found = statistics.ratio(*pair, 0.95)
    assert (found.value, found.low, found.high, found.n) == (
        None,
        None,
        None,
        sum(n for _, n in pair),
    )


def test_no_cases_give_no_estimate() -> None:
    """Never 0 where nothing is known."""
    assert statistics.rate(0, 0, 0.95) == Estimate()
    assert statistics.difference((0, 0), (1, 2), 0.95) == Estimate(n=2)
    assert statistics.f1(0, 0, 9, 0.95, 1) == Estimate(n=9)
    assert statistics.spread(np.array([np.nan]), 0.5, 9, 0.95) == Estimate(n=9)
    assert statistics.spread(np.array([1.0]), None, 9, 0.95) == Estimate(n=9)


def test_wilson_covers_as_it_says_on_average() -> None:
    """Exact coverage at n = 30, averaged over p; the known dip at p = .005 is there too."""
    found = [statistics.rate(k, 30, 0.95) for k in range(31)]
    low, high = (np.array([getattr(one, end) for one in found]) for end in ("low", "high"))
    p = np.linspace(0.005, 0.995, 199)[:, None]
    covered = (stats.binom.pmf(np.arange(31), 30, p) * ((low <= p) & (p <= high))).sum(axis=1)
    assert covered.mean() == pytest.approx(0.95, abs=0.01)
    assert covered[0] == pytest.approx(0.86, abs=0.005)


@pytest.mark.parametrize(
    ("interval", "truth", "least", "most"),
    [
        (statistics.difference, lambda p, q: p - q, 0.945, 0.975),
        (statistics.ratio, lambda p, q: p / q, 0.945, 0.985),
    ],
    ids=["newcombe", "katz"],
)
def test_two_sample_intervals_cover_as_they_say_on_average(
    interval: Interval, truth: Callable[[float, float], float], least: float, most: float
) -> None:
    """Exact coverage at 20 a group, averaged over a grid of both rates; Katz is conservative."""
    n, grid = 15, (0.1, 0.3, 0.5, 0.7, 0.9)
    tables = list(itertools.product(range(n + 1), repeat=2))
    found = [interval((i, n), (j, n), 0.95) for i, j in tables]
    low = np.array([-np.inf if one.low is None else one.low for one in found])
    high = np.array([np.inf if one.high is None else one.high for one in found])
    covered = []
    for p, q in itertools.product(grid, repeat=2):
        chance = np.outer(stats.binom.pmf(range(n + 1), n, p), stats.binom.pmf(range(n + 1), n, q))
        inside = (low <= truth(p, q) + 1e-12) & (truth(p, q) - 1e-12 <= high)
        covered.append((chance.ravel() * inside).sum())
    assert least < np.mean(covered) < most


def test_no_difference_is_fisher_for_two_and_chi_square_for_more() -> None:
    """Groups without cases say nothing; all alike is a p-value of 1; one group has none."""
    two, three = [(3, 10), (8, 10)], [(3, 10), (8, 10), (5, 11)]
    assert statistics.no_difference(two) == pytest.approx(oracle.no_difference(two))
    assert statistics.no_difference([*two, (0, 0)]) == pytest.approx(oracle.no_difference(two))
    assert statistics.no_difference(three) == pytest.approx(oracle.no_difference(three))
    assert statistics.no_difference([(0, 5), (0, 6), (0, 7)]) == 1
    assert statistics.no_difference([(5, 5), (6, 6)]) == 1
    assert statistics.no_difference([(3, 10), (0, 0)]) is None


def test_adjusted_p_values_are_those_of_benjamini_and_hochberg() -> None:
    """Against statsmodels and, for the published example, the paper's own count of rejections."""
    published = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
        0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0,
    ]  # fmt: skip
    found = statistics.adjusted(published)
    assert found == pytest.approx(oracle.q_values(published))
    assert sum(q <= 0.05 for q in found) == 4
    assert statistics.adjusted([]) == []


def test_resampling_the_cells_is_the_row_bootstrap_in_law() -> None:
    """Means and variances of the cell counts are those of drawing rows with replacement."""
    cells = np.array([5, 15, 30])
    drawn = statistics.resampled(cells.tolist(), 3)
    assert drawn.shape == (statistics.REPLICATES, 3)
    assert (drawn.sum(axis=1) == 50).all()
    assert drawn.mean(axis=0) == pytest.approx(cells, rel=0.02)
    assert drawn.var(axis=0) == pytest.approx(cells * (1 - cells / 50), rel=0.05)
    rows = np.repeat([0, 1, 2], cells)
    by_row = np.random.default_rng(1).choice(rows, size=(20_000, 50))
    for cell in range(3):
        ends = np.quantile((by_row == cell).sum(axis=1), [0.025, 0.975])
        assert np.quantile(drawn[:, cell], [0.025, 0.975]) == pytest.approx(ends, abs=1)


def test_the_interval_of_f1_is_that_of_a_bootstrap_of_rows() -> None:
    """Percentiles of F1 over resampled rows, to within their own noise; seeded, so repeatable."""
    tp, fp, fn, tn = 30, 12, 8, 50
    found = statistics.f1(tp, fp + fn, 100, 0.95, 1)
    kinds = np.random.default_rng(5).choice(
        4, size=(20_000, 100), p=np.array([tp, fp, fn, tn]) / 100
    )
    hits, misses = (kinds == 0).sum(axis=1), ((kinds == 1) | (kinds == 2)).sum(axis=1)
    expected = np.quantile(2 * hits / (2 * hits + misses), [0.025, 0.975])
    assert (found.low, found.high) == pytest.approx(expected, abs=0.01)
    assert found.value == pytest.approx(2 * tp / (2 * tp + fp + fn), abs=1e-15)
    assert statistics.f1(tp, fp + fn, 100, 0.95, 1) == found
    assert statistics.f1(3 * tp, 3 * (fp + fn), 300, 0.95, 2) != statistics.f1(
        3 * tp, 3 * (fp + fn), 300, 0.95, 1
    )


def test_replicates_without_a_positive_are_left_out_of_f1() -> None:
    """One positive in forty cases is missing from many replicates, and settles next to nothing."""
    found = statistics.f1(1, 0, 40, 0.95, 1)
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low == 0
    sure = statistics.f1(40, 0, 40, 0.95, 1)
    assert sure.low is not None
    assert 0.9 < sure.low < 1
