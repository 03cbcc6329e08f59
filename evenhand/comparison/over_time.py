"""Did the difference hold? The same comparison in each calendar period."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy import special

from evenhand import periods, statistics
from evenhand.arrays import Ints, Mask
from evenhand.comparison.paired import accuracy_difference, mcnemar
from evenhand.counting import MISSING
from evenhand.findings import (
    OMITTED,
    ComparedPeriod,
    Estimate,
    Omitted,
    OverTime,
    Paired,
    PeriodRates,
)
from evenhand.periods import PeriodCounts
from evenhand.review import Method, Review
from evenhand.tally import Tally

_RARE: Final = 0.1
_FEWEST: Final = 2


def over_time(tally: Tally, review: Review) -> OverTime | Omitted:
    """Both in each period; omitted where no day is known, or all cases are of one period.

    On cases that both answered; where nobody's cases are the other's, as between arms, each on its
    own cases, and the difference is that of two samples.

    Args:
        tally: the counts.
        review: of those counts.
    """
    found = tally.periods
    if found is None or len(found.starts) < _FEWEST:
        return OMITTED
    of = _subject(found, tally)
    if not of.known.any():
        return OMITTED
    each = _corrected(
        _period(of, place, name, review.method) for place, name in enumerate(_names(found))
    )
    able = [one.difference for one in each if one.eligible]
    return OverTime(
        found.unit if found.ends is None else "period",
        "true_positive_rate" if of.rare else "accuracy",
        each,
        _same(able, review.method.interval),
        found.earlier,
    )


@dataclass(frozen=True, slots=True)
class _Subject:
    """Kinds of case, and what is looked at.

    Attributes:
        counts: by kind of case.
        positive: the place of the positive class.
        paired: whether the same cases were answered by both.
        rare: whether so few are positive that how often one is right says little.
    """

    counts: PeriodCounts
    positive: int
    paired: bool
    rare: bool = False

    @property
    def compared(self) -> Mask:
        """Cases that take part: answered by both, or between arms by one."""
        answered = self.counts.answer != MISSING, self.counts.other != MISSING
        return np.asarray(
            answered[0] & answered[1] if self.paired else answered[0] | answered[1], dtype=bool
        )

    @property
    def known(self) -> Mask:
        """Those with a label."""
        return np.asarray(self.compared & (self.counts.label != MISSING), dtype=bool)

    @property
    def real(self) -> Mask:
        """Those with the positive one."""
        return np.asarray(self.counts.label == self.positive, dtype=bool)


def _subject(found: PeriodCounts, tally: Tally) -> _Subject:
    both = (found.answer != MISSING) & (found.other != MISSING)
    of = _Subject(found, tally.positive, paired=bool(both.any()))
    n = found.n[of.known].sum()
    few = found.n[of.known & of.real].sum() < _RARE * n
    return _Subject(found, tally.positive, of.paired, rare=tally.binary and bool(few))


def _names(found: PeriodCounts) -> tuple[str, ...]:
    """What each period is called; where several are put together, its first and its last."""
    ends = found.starts if found.ends is None else found.ends
    pairs = [
        [periods.named(found.unit, day) for day in (start, end)]
        for start, end in zip(found.starts, ends, strict=True)
    ]
    return tuple(" to ".join(dict.fromkeys(pair)) for pair in pairs)


def _period(of: _Subject, place: int, name: str, method: Method) -> ComparedPeriod:
    here = of.counts.period == place
    measured = of.known & here & (of.real if of.rare else True)
    own, other = (_rates(of, here, codes, method) for codes in (of.counts.answer, of.counts.other))
    n = int(of.counts.n[of.known & here].sum())
    enough = int(of.counts.n[measured].sum()) >= method.min_group
    difference, p_value = _difference(of, measured, method.interval)
    eligible = enough and difference.value is not None
    return ComparedPeriod(
        period=name,
        cases=int(of.counts.n[of.compared & here].sum()),
        n=n,
        eligible=eligible,
        baseline=other,
        model=own,
        difference=difference,
        q_value=p_value if eligible else None,
    )


def _corrected(periods: Iterable[ComparedPeriod]) -> tuple[ComparedPeriod, ...]:
    """With what are p-values yet corrected for so many periods (Benjamini-Hochberg)."""
    made = tuple(periods)
    left = iter(statistics.adjusted([one.q_value for one in made if one.q_value is not None]))
    return tuple(one if one.q_value is None else replace(one, q_value=next(left)) for one in made)


def _rates(of: _Subject, here: Mask, answer: Ints, method: Method) -> PeriodRates:
    """Of one candidate, on the cases that are compared and that it answered."""
    found, seen = of.counts, here & of.compared & (answer != MISSING)
    known, said = seen & (found.label != MISSING), answer == of.positive

    def rate(kept: Mask, among: Mask) -> Estimate:
        k, n = (int(found.n[mask].sum()) for mask in (kept & among, among))
        return statistics.rate(k, n, method.interval)

    return PeriodRates(
        accuracy=rate(answer == found.label, known),
        true_positive_rate=rate(said, known & of.real),
        selection_rate=rate(said, seen),
    )


def _difference(of: _Subject, measured: Mask, level: float) -> tuple[Estimate, float | None]:
    """How much more often the model is right of the measured cases; the p-value of "no more"."""
    found = of.counts
    right = [codes == found.label for codes in (found.answer, found.other)]

    def cases(kept: Mask) -> int:
        return int(found.n[measured & kept].sum())

    if of.paired:
        hit, also = right
        kinds = (hit & also, also & ~hit, hit & ~also, ~hit & ~also)
        pair = Paired(*(cases(kind) for kind in kinds))
        return accuracy_difference(pair, level), mcnemar(pair)
    sides = [
        (cases(hit), cases(codes != MISSING))
        for hit, codes in zip(right, (found.answer, found.other), strict=True)
    ]
    if not all(n for _, n in sides):
        return Estimate(), None
    own, other = sides
    return statistics.difference(own, other, level), statistics.no_difference(sides)


def _same(differences: list[Estimate], level: float) -> float | None:
    """Cochran's Q: the p-value of one difference in all periods, from the widths of intervals."""
    if len(differences) < _FEWEST:
        return None
    values = np.array([one.value for one in differences], dtype=np.float64)
    widths = np.array([(one.high or 0.0) - (one.low or 0.0) for one in differences])
    weights = (2 * statistics.critical(level) / widths) ** 2
    q = float((weights * (values - np.average(values, weights=weights)) ** 2).sum())
    return float(special.chdtrc(len(values) - 1, q))
