"""How often a limit can be decided is what an independent simulation says."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from evenhand import pairs, power
from evenhand.pairs import Limit, Means, Question, Shares
from tests.core import oracle

FOUR_FIFTHS = Question(Limit(at_least=0.8), ratio=True)


def test_with_perfect_parity_four_fifths_is_seldom_cleared() -> None:
    """METHODS: 200 a group, 20 % selected: one group against a fixed other clears it in a fifth.

    Which group is the higher is not known beforehand, so the review's own pairs are compared
    whichever is higher, and with that hardly any review of this size can tell.
    """
    rng = np.random.default_rng(1)
    drawn = rng.binomial(200, 0.2, (4000, 2))
    cleared = np.mean([oracle.katz((a, 200), (b, 200))[0] >= 0.8 for a, b in drawn.tolist()])
    assert cleared == pytest.approx(0.2, abs=0.02)
    found = power.chances([200, 200], 0.2, FOUR_FIFTHS)
    assert found.inside == 0
    assert found.outside <= 0.05
    assert found.cannot_tell >= 0.95


@pytest.mark.parametrize(
    ("sizes", "rates", "ratio", "limit"),
    [
        ([400, 700, 900], [0.3, 0.3, 0.3], False, Limit(at_most=0.12)),
        ([400, 700, 900], [0.3, 0.42, 0.3], False, Limit(at_most=0.05)),
        ([3000, 3000], [0.5, 0.5], True, Limit(at_least=0.9)),
        ([3000, 300], [0.5, 0.35], True, Limit(at_least=0.9)),
    ],
)
def test_chances_are_those_of_logs_judged_one_at_a_time(
    sizes: list[int],
    rates: list[float],
    ratio: bool,  # noqa: FBT001
    limit: Limit,
) -> None:
    """Pairs, Bonferroni and intervals from the oracle's formulas, on other draws."""
    found = power.chances(sizes, rates, Question(limit, 0.95, ratio))
    rng = np.random.default_rng(99)
    states = [_state(rng.binomial(sizes, rates).tolist(), sizes, ratio, limit) for _ in range(1000)]
    for name in ("inside", "outside", "cannot_tell"):
        expected = states.count(name) / len(states)
        assert getattr(found, name) == pytest.approx(expected, abs=0.06)
    assert found.inside + found.outside + found.cannot_tell == pytest.approx(1)


def _state(k: list[int], n: list[int], ratio: bool, limit: Limit) -> str:  # noqa: FBT001
    two = list(itertools.combinations(zip(k, n, strict=True), 2))
    ranges = []
    for one, other in two:
        level = 1 - 0.05 / len(two)
        if ratio:
            low, high = sorted((one, other), key=lambda c: c[0] / c[1])
            ranges.append(oracle.katz(low, high, level))
        else:
            low, high = sorted((one, other), key=lambda c: c[0] / c[1])
            ends = oracle.newcombe(high, low, level)
            ranges.append((max(0.0, ends[0]), max(-ends[0], ends[1])))
    most = np.inf if limit.at_most is None else limit.at_most
    least = -np.inf if limit.at_least is None else limit.at_least
    if any(low > most or high < least for low, high in ranges):
        return "outside"
    return "inside" if all(low >= least and high <= most for low, high in ranges) else "cannot_tell"


def test_larger_groups_can_be_told_more_often() -> None:
    """At parity, from a hundred to a hundred thousand a group."""
    found = [power.chances([n] * 3, 0.2, FOUR_FIFTHS) for n in (100, 1000, 5000, 100_000)]
    assert [one.inside for one in found] == sorted(one.inside for one in found)
    assert found[0].inside == 0
    assert found[-1].inside == 1


def test_a_log_at_parity_is_drawn_from_the_pooled_rate_of_the_groups_observed() -> None:
    """The rates observed differ; the logs simulated do not."""
    seen = Shares(np.array([900, 100]), np.array([1000, 1000]))
    limit = Question(Limit(at_most=0.1))
    found = power.at_parity(seen, limit, 1)
    assert found == power.chances([1000, 1000], 0.5, limit)
    assert found.outside == 0
    assert power.at_parity(seen, limit, 1) == found


def test_f1_and_means_have_chances_too() -> None:
    """F1 by its own intervals, means by Welch's."""
    assert power.chances([5000] * 2, 0.5, Question(Limit(at_most=0.1)), f1=True).inside == 1
    means = Means(np.array([0.2, 0.9]), np.array([0.01, 0.01]), np.array([400, 400]))
    assert power.at_parity(means, Question(Limit(at_most=0.05)), 1).inside > 0.5
    assert power.at_parity(means, Question(Limit(at_most=0.001)), 1).inside == 0
    ratio = Question(Limit(at_least=0.8), ratio=True)
    assert power.at_parity(means, ratio, 1).inside == 1
    assert power.at_parity(replace(means, signed=True), ratio, 1).cannot_tell == 1


def test_welchs_interval_is_that_of_scipy() -> None:
    """Two samples whose spreads differ."""
    rng = np.random.default_rng(2)
    one, two = rng.normal(0, 1, 30), rng.normal(0.5, 3, 50)
    means = Means(
        np.array([one.mean(), two.mean()]),
        np.array([stats.sem(one), stats.sem(two)]),
        np.array([30, 50]),
    )
    expected = stats.ttest_ind(one, two, equal_var=False).confidence_interval(0.95)
    found = means.compared(pairs.every(2), 0.95, ratio=False)
    assert (found.low[0], found.high[0]) == pytest.approx((expected.low, expected.high))
