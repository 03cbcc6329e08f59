"""The promised threshold keeps its promise as often as it says."""

from dataclasses import astuple

import numpy as np
import pytest
from scipy import stats

from evenhand.arrays import Floats, Ints, Mask
from evenhand.findings import Reporting
from evenhand.handoff import THRESHOLDS, Sweep
from evenhand.handoff.promise import promised
from evenhand.handoff.sequence import STARTS, cases_needed, lowest, passed_run, passes

NONE = len(THRESHOLDS)
MAX_ERROR, DELTA = 0.04, 0.1
RUNS = 1000


# The test of a threshold, and the sequence


def test_a_threshold_passes_exactly_where_the_binomial_tail_is_small_enough() -> None:
    """Every count of errors among 0 to 60 cases, and counts around the limit among many."""
    few = [(n, k) for n in range(61) for k in range(n + 1)]
    rng = np.random.default_rng(3)
    sizes = rng.integers(100, 10**6, 3000)
    limits = np.asarray(stats.binom.ppf(0.05, sizes, MAX_ERROR)).astype(int)
    many = zip(sizes, np.maximum(limits + rng.integers(-3, 4, 3000), 0), strict=True)
    n, k = np.array([*few, *many]).T
    for max_error, delta in ((0.04, 1 / 30), (0.5, 0.3), (0.3, 0.001), (0.0, 0.1), (1.0, 0.1)):
        found = passes(n[None], k[None], max_error, delta)[0]
        tails = np.where(n > 0, stats.binom.cdf(k, n, max_error), 1)
        clear = np.abs(tails - delta) > 1e-12
        np.testing.assert_array_equal(found[clear], (tails <= delta)[clear])


def by_hand(sure: Floats, wrong: Mask, max_error: float, delta: float) -> float | None:
    """The lowest promised threshold with plain loops over rows, a third of `delta` a start."""
    reached = []
    for share in STARTS:
        start = max(t for t in THRESHOLDS if (sure >= t).mean() >= share)
        for threshold in sorted((t for t in THRESHOLDS if t <= start), reverse=True):
            above = sure >= threshold
            tail = stats.binom.cdf(wrong[above].sum(), above.sum(), max_error)
            if tail > delta / 3:
                break
            reached.append(threshold)
    return min(reached, default=None)


def counts(sure: Floats, wrong: Mask) -> tuple[Ints, Ints]:
    """Cases, and wrong ones, at or above each threshold, counted one threshold at a time."""
    each = [(sure >= t) for t in THRESHOLDS]
    return np.array([[e.sum() for e in each]]), np.array([[wrong[e].sum() for e in each]])


@pytest.mark.parametrize("seed", range(6))
def test_the_threshold_is_the_lowest_that_a_fixed_sequence_reaches(seed: int) -> None:
    """Three starts, a third of the error probability each, down until one fails; on rows."""
    rng = np.random.default_rng(seed)
    sure = rng.choice([0.55, 0.7, 0.705, 0.9, 0.99], 400) if seed % 2 else rng.uniform(0.5, 1, 400)
    wrong = rng.random(400) > sure
    max_error = (0.02, 0.1, 0.15, 0.2, 0.25, 0.3)[seed]
    place = lowest(*counts(sure, wrong), max_error, DELTA)[0]
    expected = by_hand(sure, wrong, max_error, DELTA)
    assert (None if place == NONE else THRESHOLDS[place]) == expected


def test_a_sequence_does_not_jump_over_a_threshold_that_fails() -> None:
    """Four steps of 100 cases; the third from above is bad, the fourth would pass again."""
    alone = np.array([[400, 300, 200, 100]])
    wrong = np.array([[6, 14, 1, 0]])
    passed = np.asarray(stats.binom.cdf(wrong, alone, 0.05)) <= DELTA / 3
    assert passed.tolist() == [[True, False, True, True]]
    assert lowest(alone, wrong, 0.05, DELTA).tolist() == [2]  # from 25 % and from 50 %
    assert lowest(alone[:, :2], wrong[:, :2], 0.05, DELTA).tolist() == [2]  # both starts fail


def test_a_later_start_reaches_what_an_earlier_one_cannot() -> None:
    """At 25 % too many are wrong, at 75 % few: one start is enough."""
    alone, wrong = np.array([[400, 300, 100]]), np.array([[30, 2, 20]])
    assert lowest(alone, wrong, 0.05, DELTA).tolist() == [1]


def test_between_a_start_and_what_it_reaches_everything_passed() -> None:
    """The start from which the lowest threshold was reached, and not a higher one that failed."""
    alone, wrong = np.array([[400, 300, 100]]), np.array([[30, 2, 20]])
    assert [place.tolist() for place in passed_run(alone, wrong, 0.05, DELTA)] == [[1], [1]]
    rng = np.random.default_rng(6)
    alone, wrong = simulated(rng, 0.4, 50, 2000)
    low, high = passed_run(alone, wrong, 0.06, DELTA)
    good = passes(alone, wrong, 0.06, DELTA / 3)
    for group in np.flatnonzero(low < NONE):
        assert good[group, low[group] : high[group] + 1].all()
        assert high[group] >= low[group]
        assert low[group] == 0 or not good[group, low[group] - 1]


def test_groups_do_not_touch_each_other() -> None:
    """Each row of counts gives what it gives alone."""
    rng = np.random.default_rng(5)
    alone, wrong = simulated(rng, 0.4, 12, 800)
    single = [lowest(a[None], w[None], 0.1, 0.2)[0] for a, w in zip(alone, wrong, strict=True)]
    assert lowest(alone, wrong, 0.1, 0.2).tolist() == single
    assert len(set(single)) > 2


# How many cases it takes


@pytest.mark.parametrize(("n", "k", "max_error"), [(20, 1, 0.1), (20, 0, 0.04), (200, 7, 0.04)])
def test_with_as_many_cases_as_it_says_something_can_be_promised(
    n: int, k: int, max_error: float
) -> None:
    """All alike in confidence, errors in the same share: not with a tenth fewer cases."""
    needed = cases_needed(np.array([[n]]), np.array([[k]]), max_error, DELTA)[0]
    assert lowest(np.array([[n]]), np.array([[k]]), max_error, DELTA).tolist() == [1]
    for times, expected in ((1.02, [0]), (0.9, [1])):
        size = round(times * needed)
        errors = np.array([[np.floor(k / n * size)]], dtype=int)
        more = errors if expected == [0] else np.ceil(np.array([[k / n * size]])).astype(int)
        assert lowest(np.array([[size]]), more, max_error, DELTA).tolist() == expected


def test_no_errors_at_all_need_what_a_logarithm_says() -> None:
    """(1 - 4 %) to the power of n is at most a thirtieth: 83.3 cases."""
    needed = cases_needed(np.array([[10]]), np.array([[0]]), MAX_ERROR, DELTA)[0]
    assert needed == pytest.approx(np.log(DELTA / 3) / np.log(1 - MAX_ERROR), rel=1e-3)


@pytest.mark.parametrize(("wrong", "max_error"), [(10, 0.1), (0, 0.0), (2, 0.1)])
def test_errors_above_the_promise_cannot_be_cured_by_more_cases(
    wrong: int, max_error: float
) -> None:
    """Half of all wrong, a promise of none at all, or exactly as many as the limit."""
    alone, bad = np.array([[20]]), np.array([[wrong]])
    assert lowest(alone, bad, max_error, DELTA).tolist() == [1]
    assert np.isnan(cases_needed(alone, bad, max_error, DELTA)).all()


def test_a_threshold_that_no_start_reaches_gives_no_hope() -> None:
    """Few errors at a low threshold do not help where a start above it always fails."""
    alone, wrong = np.array([[1000, 740]]), np.array([[20, 100]])
    assert np.isfinite(cases_needed(alone, wrong, MAX_ERROR, 0.001)[0]) == (
        lowest(100 * alone, 100 * wrong, MAX_ERROR, 0.001)[0] < 2
    )


def test_no_cases_promise_nothing() -> None:
    """Nothing was decided, so nothing is known."""
    nothing = np.zeros((1, NONE), dtype=int)
    assert lowest(nothing, nothing, MAX_ERROR, DELTA).tolist() == [NONE]
    assert np.isnan(cases_needed(nothing, nothing, MAX_ERROR, DELTA)).all()


# Simulated audits: is the promise kept?


def true_error(threshold: Floats, gamma: float) -> Floats:
    """Confidence uniform on [.5, 1], error probability gamma (1 - confidence): the mean above."""
    return gamma * (1 - np.maximum(threshold, 0.5)) / 2


def is_broken(threshold: Floats, gamma: float) -> Mask:
    """Whether more than 4 % are wrong, in truth."""
    return true_error(threshold, gamma) > MAX_ERROR + 1e-12


def coverage_above(threshold: float | Floats) -> Floats:
    """The share of cases that are at least so sure, in truth."""
    return np.asarray(2 - 2 * np.maximum(threshold, 0.5))


def simulated(rng: np.random.Generator, gamma: float, runs: int, size: int) -> tuple[Ints, Ints]:
    """Counts at or above each threshold in simulated audits; in law, rows drawn one by one.

    Confidence is uniform on each step of 1/1000 in [.5, 1], and the chance of an error the mean of
    the step's.
    """
    low = THRESHOLDS[500:-1]
    chance = gamma * (1 - low - 0.0005)
    kinds = np.concatenate([1 - chance, chance]) / len(low)
    drawn = rng.multinomial(size, kinds, size=runs).reshape(runs, 2, len(low))
    steps = np.zeros((runs, 2, NONE), dtype=np.int64)
    steps[:, :, 500:-1] = drawn
    above = steps[:, :, ::-1].cumsum(axis=2)[:, :, ::-1]
    return above.sum(axis=1), above[:, 1]


def at_most(probability: float, runs: int) -> float:
    """A share of runs beyond which chance goes in one of a thousand."""
    return float(stats.binom.ppf(0.999, runs, probability) / runs)


def test_the_promise_is_broken_no_more_often_than_it_says() -> None:
    """1,000 audits of each of three generators, 4 %, δ .1, n 5,000; what can't be is refused.

    The oracle knows the generator: it takes the lowest threshold whose true error is at most 4 %.
    The naive pick takes the lowest threshold at which at most 4 % were wrong, on the same cases.
    """
    naive_broken = []
    for gamma in (0.3, 0.5, 1.0):
        alone, wrong = simulated(np.random.default_rng(11), gamma, RUNS, 5000)
        place = lowest(alone, wrong, MAX_ERROR, DELTA)
        made = place < NONE
        oracle = coverage_above(1 - 2 * MAX_ERROR / gamma)
        mean = np.where(made, coverage_above(np.append(THRESHOLDS, 1)[place]), 0).mean()
        naive = ((wrong <= MAX_ERROR * alone) & (alone > 0)).argmax(axis=1)
        naive_broken.append(is_broken(THRESHOLDS[naive], gamma).mean())
        broken = is_broken(THRESHOLDS[place[made]], gamma).sum() / RUNS
        print(  # noqa: T201  # the figures behind the claim
            f"\ngamma {gamma}: promised in {made.mean():.3f} of {RUNS} audits, broken in "
            f"{broken:.4f}, mean coverage {mean:.3f} where the oracle has {oracle:.3f}; "
            f"the naive pick is broken in {naive_broken[-1]:.3f}"
        )
        assert broken <= at_most(DELTA, RUNS)
        assert made.any() == (gamma < 1)  # 16 in 100 could be promised: fewer than at any start
        assert made.all() or gamma > 0.3 or mean > 0.75 * oracle
    assert max(naive_broken) > 0.3


def test_where_too_many_are_wrong_everywhere_nothing_is_promised() -> None:
    """6 % wrong at every confidence: broken whenever it is promised, and that is hardly ever."""
    rng = np.random.default_rng(2)
    alone = np.broadcast_to(np.arange(5000, 0, -500), (RUNS, 10))
    wrong = rng.binomial(500, 0.06, alone.shape)[:, ::-1].cumsum(axis=1)[:, ::-1]
    made = lowest(alone, wrong, MAX_ERROR, DELTA) < 10
    assert made.mean() <= at_most(DELTA, RUNS)


def test_what_the_other_half_reports_covers_the_truth() -> None:
    """Audits of 5,000 cases, halved; the interval of the automatic error and of coverage."""
    gamma, covered, right = 0.3, [], []
    rng = np.random.default_rng(13)
    both = [simulated(rng, gamma, RUNS, 2500) for _ in range(2)]
    half, other = (Sweep(alone, alone, wrong) for alone, wrong in both)
    everybody = Sweep(*(one + two for one, two in zip(astuple(half), astuple(other), strict=True)))
    found = promised(everybody, half, max_error=MAX_ERROR, delta=DELTA, level=0.95)
    broken = 0
    for one in found:
        assert (one.n, one.calibration_n, one.reporting.n) == (5000, 2500, 2500)
        if one.threshold is None:
            assert one.reporting == Reporting(2500)
            continue
        truth = float(true_error(np.array(one.threshold), gamma))
        broken += truth > MAX_ERROR + 1e-12
        error, coverage = one.reporting.automatic_error, one.reporting.coverage
        covered.append((error.low or 0) <= truth <= (error.high or 0))
        right.append((coverage.low or 0) <= coverage_above(one.threshold) <= (coverage.high or 0))
    print(f"\ncovered: error {np.mean(covered):.3f}, coverage {np.mean(right):.3f}")  # noqa: T201
    assert 0.93 <= np.mean(covered) <= 0.97
    assert 0.93 <= np.mean(right) <= 0.97
    assert broken / RUNS <= at_most(DELTA, RUNS)


def test_promises_of_categories_hold_together() -> None:
    """12 categories of 400 calibration cases: all promises are kept in at least 90 % of audits.

    Their errors at the highest start lie just above the limit, where each is broken most easily.
    Were each held to δ alone, some promise would be broken in more audits than that.
    """
    rng = np.random.default_rng(14)
    alone = np.broadcast_to([400, 300, 200, 100], (RUNS * 12, 4))
    wrong = rng.binomial(100, 0.041, alone.shape)[:, ::-1].cumsum(axis=1)[:, ::-1]
    apart, together = (
        (lowest(alone, wrong, MAX_ERROR, delta) < 4).reshape(RUNS, 12).any(axis=1).mean()
        for delta in (DELTA, DELTA / 12)
    )
    assert together <= at_most(DELTA, RUNS)
    assert apart > 0.3
