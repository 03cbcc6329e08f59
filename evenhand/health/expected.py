"""How often should the candidate be right, by how sure it is, where outcomes are not known yet?

What it is worth to be so sure is learned on the reference; that it is still worth the same later is
assumed. Where outcomes come, the two are compared, and where they differ nothing more is expected.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import special

from evenhand import statistics
from evenhand.arrays import Floats, Ints, Mask
from evenhand.confidences import Confidences
from evenhand.findings import Estimate
from evenhand.health.drift import LEVEL

FEWEST: Final = 300
"""Outcomes in the reference, below which nothing is expected of later periods."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected of each period, and where it did not come true.

    Attributes:
        accuracy: by period, on the cases that were answered; empty in the reference.
        judged: by period, the same on the cases alone whose outcome is known.
        realised: by period, of these.
        q_value: by period, of "as expected" among all periods with enough outcomes; None elsewhere.
        n: known outcomes of the reference, which it was learned from.
    """

    accuracy: tuple[Estimate, ...]
    judged: tuple[Estimate, ...]
    realised: tuple[Estimate, ...]
    q_value: tuple[float | None, ...]
    n: int

    @property
    def moved(self) -> int | None:
        """The first period that is clearly not as expected."""
        clear = (place for place, q in enumerate(self.q_value) if q is not None and q < LEVEL)
        return next(clear, None)


def expected(
    found: Confidences, reference: int, believed: Mask, least: int, level: float
) -> Expected | int:
    """Calibrated on the reference, expected of every later period (the CBPE method).

    Args:
        found: how sure the candidate was.
        reference: how many of the first periods it is.
        believed: by period, whether its outcomes can be.
        least: so many outcomes of a period are enough to compare.
        level: of the intervals.

    Returns:
        How many outcomes the reference has, where these are too few, or only of right answers or
        of wrong ones.
    """
    known = found.known & believed[found.period]
    first = known & (found.period < reference)
    right = found.true != found.against
    n = int(found.n[first].sum())
    if n < FEWEST or int(found.n[first & right].sum()) in (0, n):
        return n
    learned = _Learned.of(found, first)
    places = range(len(believed))
    later = [found.period == place for place in places]
    nobody = np.zeros(len(found.n), dtype=bool)
    whole = [learned.of_cases(one if at >= reference else nobody) for at, one in enumerate(later)]
    told = [learned.of_cases(one & known) for one in later]
    seen = [int(found.n[one & known & right].sum()) for one in later]
    return Expected(
        accuracy=tuple(one.estimate(level) for one in whole),
        judged=tuple(one.estimate(level) for one in told),
        realised=tuple(statistics.rate(k, one.n, level) for k, one in zip(seen, told, strict=True)),
        q_value=_q_values(told, seen, reference, least),
        n=n,
    )


@dataclass(frozen=True, slots=True)
class _Share:
    """An expected share of right answers.

    Attributes:
        value: the share.
        likely: the same, never 0 or 1.
        cases: how many would vary as much by chance alone; fewer than there are.
        n: how many there are.
    """

    value: float
    likely: float
    cases: float
    n: int

    def estimate(self, level: float) -> Estimate:
        """Wilson's interval, as of so many cases."""
        if not self.n:
            return Estimate()
        made = statistics.wilson((self.value * self.cases, self.cases), level).one(0)
        return Estimate(made.value, made.low, made.high, self.n)

    def chance(self, seen: int) -> float:
        """The p-value of so many right answers, or further from what is expected."""
        k = seen / self.n * self.cases
        wrong = self.cases - k
        fewer = special.betainc(wrong, k + 1, 1 - self.likely) if wrong > 0 else 1.0
        more = special.betainc(k, wrong + 1, self.likely) if k > 0 else 1.0
        return float(min(1.0, 2 * min(fewer, more)))


@dataclass(frozen=True, slots=True)
class _Learned:
    """What it is worth to be so sure.

    Attributes:
        found: the cases.
        right: by kind of case, how likely its answer is right.
        block: by kind of case, to which step of the rising curve it belongs.
        true: by step, how often it came true in the reference; never 0 or 1.
        n: by step, how many outcomes of the reference it was learned from.
    """

    found: Confidences
    right: Floats
    block: Ints
    true: Floats
    n: Ints

    @classmethod
    def of(cls, found: Confidences, first: Mask) -> "_Learned":
        """The rising curve through the known outcomes of the reference."""
        curve = statistics.isotonic(found.said[first], found.true[first], found.n[first])
        worth = curve(found.said)
        steps = np.unique(worth[first])
        block = np.searchsorted((steps[1:] + steps[:-1]) / 2, worth)
        n, true = (
            np.bincount(block[kept], found.n[kept], len(steps))
            for kept in (first, first & found.true)
        )
        return cls(
            found=found,
            right=np.where(found.against, 1 - worth, worth),
            block=block,
            true=(true + 0.5) / (n + 1),
            n=n.astype(np.int64),
        )

    def of_cases(self, kept: Mask) -> _Share:
        """What is expected of some cases.

        It varies by the chance of their outcomes, and by that of those that were learned from: of
        a step with share s of n outcomes by s(1 - s)/n times the square of its weight.
        """
        n = self.found.n * kept
        cases = int(n.sum())
        if not cases:
            return _Share(0.0, 0.5, 0.0, 0)
        true = self.true[self.block]
        likely = float((n * np.where(self.found.against, 1 - true, true)).sum() / cases)
        sign = np.where(self.found.against, -1.0, 1.0)
        weight = np.bincount(self.block, n * sign, len(self.n)) / cases
        spread = self.true * (1 - self.true)
        varies = float((n * (true * (1 - true))).sum()) / cases**2
        varies += float((weight**2 * spread / np.maximum(self.n, 1)).sum())
        value = float((n * self.right).sum() / cases)
        return _Share(value, likely, likely * (1 - likely) / varies, cases)


def _q_values(
    told: list[_Share], seen: list[int], reference: int, least: int
) -> tuple[float | None, ...]:
    """Of every later period with enough outcomes, corrected for all of them."""
    able = [place for place in range(reference, len(told)) if told[place].n >= least]
    q = statistics.adjusted([told[place].chance(seen[place]) for place in able])
    found = dict(zip(able, q, strict=True))
    return tuple(found.get(place) for place in range(len(told)))
