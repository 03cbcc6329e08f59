"""How often does an interval of what cases cost hold the truth? `python -m benchmarks.coverage`.

Simulated logs whose truth is known, of 30 to 10,000 cases, half to .5 % of them positive, and a
missed one 1 to 100 times as dear as a wrong yes; of a candidate alone, of two on the same cases, of
two arms, and of a model that hands cases to people. Takes about two minutes.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np

from evenhand import statistics
from evenhand.arrays import Floats, Ints
from evenhand.statistics import Estimates

LEVEL: Final = 0.95
CASES: Final = (30, 100, 300, 1000, 10_000)
POSITIVE: Final = (0.5, 0.1, 0.02, 0.005)
DEAR: Final = (1.0, 5.0, 20.0, 100.0)
_LOGS: Final = 2000
_BOOTSTRAPPED: Final = 150
_LOOK: Final = 0.8
_ENOUGH: Final = 0.93

Method = Callable[[Floats, Ints], Estimates]


@dataclass(frozen=True, slots=True)
class Deciding:
    """A way of deciding: how often cases end how, and what that costs.

    Attributes:
        negative: chance of each end for a case that is not positive.
        positive: for one that is.
        wrong_yes: prices of a wrong yes that each end of a negative has, and...
        missed: of a missed one that each end of a positive has.
        looks: looks by a person, the same for both.
    """

    negative: tuple[float, ...]
    positive: tuple[float, ...]
    wrong_yes: tuple[float, ...]
    missed: tuple[float, ...]
    looks: tuple[float, ...]

    def chances(self, share: float) -> Floats:
        """Of each kind of case, where this share is positive."""
        return np.array([
            *((1 - share) * np.array(self.negative)), *(share * np.array(self.positive))
        ])  # fmt: skip

    def values(self, dear: float) -> Floats:
        """What each kind of case costs, in prices of a wrong yes."""
        own = np.array([*self.wrong_yes, *(dear * np.array(self.missed))])
        return np.asarray(own + _LOOK * np.tile(self.looks, 2), dtype=np.float64)


_GAPS: Final = ((0, 1, -1, 0), (0, -1, 1, 0), (0, 0, 0, 0))
WAYS: Final = {
    "alone": Deciding((0.95, 0.05), (0.6, 0.4), (0, 1), (0, 1), (0, 0)),
    "two": Deciding((0.91, 0.04, 0.03, 0.02), (0.3, 0.3, 0.1, 0.3), *_GAPS),
    "two good ones": Deciding((0.95, 0.02, 0.02, 0.01), (0.04, 0.06, 0.01, 0.89), *_GAPS),
    "with people": Deciding(
        (0.7, 0.02, 0.26, 0.02), (0.4, 0.1, 0.45, 0.05), (0, 1, 0, 1), (0, 1, 0, 1), (0, 0, 1, 1)
    ),
}


def bounded(values: Floats, logs: Ints) -> Estimates:
    """What Evenhand does."""
    return statistics.bounded_means(values, logs, LEVEL)


def score(values: Floats, logs: Ints) -> Estimates:
    """Score intervals with no more than a trace of what was not seen."""
    return statistics.score_means(values, logs, LEVEL, statistics.UNSEEN)


def bootstrap(values: Floats, logs: Ints) -> Estimates:
    """Bootstraps in which a kind that was not seen counts as half a case."""
    rng, ends = np.random.default_rng(1), []
    for log in logs[:_BOOTSTRAPPED]:
        shares = np.maximum(log, 0.5)
        drawn = rng.multinomial(log.sum(), shares / shares.sum(), size=2000) @ values / log.sum()
        own = log @ values / log.sum()
        ends.append([own, *np.quantile([*drawn, own], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])])
    value, low, high = np.array(ends).T
    return Estimates(value, np.minimum(low, value), np.maximum(high, value), logs.sum(axis=1))


METHODS: Final[dict[str, Method]] = {"bounded": bounded, "score": score, "bootstrap": bootstrap}


def covered(way: Deciding, n: int, share: float, dear: float, method: Method) -> tuple[float, ...]:
    """How often the truth is held; and how wide intervals are beside the width that none can beat.

    Args:
        way: of deciding.
        n: cases of a log.
        share: of them that is positive.
        dear: price of a missed one.
        method: the intervals.
    """
    chances, values = way.chances(share), way.values(dear)
    logs = np.random.default_rng(7).multinomial(n, chances, size=_LOGS)
    found, truth = method(values, logs), float(chances @ values)
    usual = 2 * statistics.critical(LEVEL) * np.sqrt(chances @ (values - truth) ** 2 / n)
    inside = (found.low <= truth + 1e-12) & (truth <= found.high + 1e-12)
    return float(inside.mean()), float((found.high - found.low).mean() / usual)


def between_arms(n: int, share: float, dear: float, method: Method) -> float:
    """How often the difference of two arms of n cases each is held, which are in truth different.

    Args:
        n: cases of each arm.
        share: of them that is positive.
        dear: price of a missed one.
        method: the intervals of either arm.
    """
    ways = Deciding((0.95, 0.05), (0.6, 0.4), *_ALONE), Deciding((0.9, 0.1), (0.8, 0.2), *_ALONE)
    values, rng = ways[0].values(dear), np.random.default_rng(8)
    chances = [way.chances(share) for way in ways]
    own, other = (method(values, rng.multinomial(n, chance, size=_LOGS)) for chance in chances)
    found, truth = statistics.apart(own, other), float((chances[0] - chances[1]) @ values)
    return float(((found.low <= truth) & (truth <= found.high)).mean())


_ALONE: Final = ((0, 1), (0, 1), (0, 0))


def lines(name: str, method: Method) -> Iterator[str]:
    """What is found of a method.

    Args:
        name: what it is called.
        method: it.
    """
    grid = list(product(CASES, POSITIVE, DEAR))
    found = {
        (way, *setting): covered(decided, *setting, method)
        for way, decided in WAYS.items()
        for setting in grid
    }
    held, wide = np.array(list(found.values())).T
    few, worst = int((held < _ENOUGH).sum()), min(found, key=lambda one: found[one][0])
    yield f"{name}: holds the truth in {100 * held.min():.1f} of 100 logs at worst, in "
    yield f"  {100 * held.mean():.1f} on average; in under 93 in {few} of {len(held)} settings"
    yield f"  worst: {worst[0]}, {worst[1]:,} cases, {worst[2]} positive, a missed one {worst[3]:g}"
    yield f"  width beside the usual one: median {np.median(wide):.2f}, at most {wide.max():.1f}"
    arms = [between_arms(*setting, method) for setting in grid]
    yield f"  between arms: {100 * min(arms):.1f} at worst, {100 * np.mean(arms):.1f} on average"


def main() -> None:
    """Print what is found of each method."""
    for name, method in METHODS.items():
        for line in lines(name, method):
            print(line, flush=True)


if __name__ == "__main__":
    main()
