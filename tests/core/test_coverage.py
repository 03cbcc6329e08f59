"""Intervals hold the truth about as often as they say, on average over the rates there can be."""

import itertools

import numpy as np
import pytest

from evenhand import statistics
from evenhand.arrays import Floats, Ints
from evenhand.pairs import Shares
from evenhand.statistics import Estimates

LOGS = 400
LEVEL = 0.95
SIZES = [(30, 30), (30, 200), (100, 100), (1000, 300)]
GRID = np.linspace(0.05, 0.95, 19)
PAIRS = np.array(list(itertools.product(GRID, repeat=2)))


def say(line: str) -> None:
    """Print what was measured: `pytest -s` shows it."""
    print(line)  # noqa: T201


def covered(found: Estimates, truth: Floats) -> float:
    """How often the intervals hold the truth; an end that is not there is infinitely far."""
    low = np.where(np.isnan(found.low), -np.inf, found.low)
    high = np.where(np.isnan(found.high), np.inf, found.high)
    return float(((low <= truth + 1e-12) & (truth - 1e-12 <= high)).mean())


def drawn(n: int, rates: Floats, seed: int) -> Ints:
    """So many logs of n cases at every rate."""
    return np.random.default_rng(seed).binomial(n, rates, (LOGS, len(rates)))


@pytest.mark.parametrize("n", [30, 50, 200, 2000])
def test_wilson_covers_a_rate(n: int) -> None:
    """93 to 97 in 100."""
    found = statistics.wilson((drawn(n, GRID, n), np.full((LOGS, len(GRID)), n)), LEVEL)
    assert 0.93 <= covered(found, GRID) <= 0.97


@pytest.mark.parametrize("sizes", SIZES)
def test_newcombe_covers_a_difference(sizes: tuple[int, int]) -> None:
    """93 to 97 in 100, over all pairs of rates."""
    one, two = ((drawn(n, PAIRS[:, i], i), n) for i, n in enumerate(sizes))
    found = statistics.differences(one, two, LEVEL)
    assert 0.93 <= covered(found, PAIRS[:, 0] - PAIRS[:, 1]) <= 0.97


def test_katz_covers_a_ratio() -> None:
    """At least 95 in 100, with the score interval where a count is none or all."""
    shares = []
    for sizes in SIZES:
        one, two = ((drawn(n, PAIRS[:, i], 10 + i), n) for i, n in enumerate(sizes))
        share = covered(statistics.ratios(one, two, LEVEL), PAIRS[:, 0] / PAIRS[:, 1])
        say(f"Katz at {sizes}: {100 * share:.1f} of 100")
        shares.append(share)
    assert np.mean(shares) >= 0.95
    assert all(0.945 <= share <= 0.985 for share in shares)


# F1: shares of true positives and of errors, of all cases

KINDS = [
    (base * f1, 2 * base * (1 - f1))
    for base, f1 in itertools.product((0.2, 0.4, 0.6, 0.8), (0.3, 0.5, 0.7, 0.9))
    if base * f1 + 2 * base * (1 - f1) < 1
]
SCORES = np.array([2 * tp / (2 * tp + errors) for tp, errors in KINDS])


def cases(n: int, logs: int, seed: int) -> tuple[Ints, Ints]:
    """True positives and errors of so many logs of n cases of every kind."""
    shares = [(tp, errors, 1 - tp - errors) for tp, errors in KINDS]
    counts = np.random.default_rng(seed).multinomial(n, shares, (logs, len(KINDS)))
    return counts[..., 0], counts[..., 1]


@pytest.mark.parametrize("n", [30, 60, 300])
@pytest.mark.usefixtures("quick")
def test_the_bootstrap_covers_f1(n: int) -> None:
    """93 to 97 in 100."""
    tp, errors = cases(n, 60, n)
    truth = np.broadcast_to(SCORES, tp.shape)
    found = [
        (statistics.f1(int(t), int(e), n, LEVEL, seed), true)
        for seed, (t, e, true) in enumerate(zip(tp.flat, errors.flat, truth.flat, strict=True))
        if t + e
    ]
    share = np.mean([(one.low or 0) <= true <= (one.high or 0) for one, true in found])
    say(f"bootstrap of F1 at {n}: {100 * share:.1f} of 100")
    assert 0.93 <= share <= 0.97


@pytest.mark.parametrize("n", [30, 60, 300, 3000])
def test_the_closed_form_covers_f1(n: int) -> None:
    """93 to 97 in 100, Wilson's interval transformed."""
    tp, errors = cases(n, LOGS, n)
    assert 0.93 <= covered(statistics.f1_shares(tp, errors, LEVEL), SCORES) <= 0.97


@pytest.mark.parametrize("n", [30, 100, 1000])
@pytest.mark.parametrize("ratio", [False, True])
def test_mover_covers_gaps_of_f1(n: int, *, ratio: bool) -> None:
    """93 to 97 in 100, differences and ratios of two groups; neighbours in the grid are paired."""
    tp, errors = cases(n, LOGS, n)
    groups = Shares(tp, tp + errors, f1=True)
    places = np.array(list(itertools.permutations(range(len(KINDS)), 2))).T
    found = groups.compared((places[0], places[1]), LEVEL, ratio=ratio)
    one, two = SCORES[places[0]], SCORES[places[1]]
    share = covered(found, one / two if ratio else one - two)
    say(f"MOVER on F1 at {n}, {'ratio' if ratio else 'difference'}: {100 * share:.1f} of 100")
    assert 0.93 <= share <= 0.97
