"""All that is said of health, from what was counted by period."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from evenhand import periods, statistics
from evenhand.arrays import Ints, Mask
from evenhand.counting import MISSING
from evenhand.findings import (
    OMITTED,
    AccuracyFell,
    ColumnDrift,
    Estimate,
    Expectation,
    Health,
    HealthPeriod,
    Omitted,
    Withdrawn,
)
from evenhand.health import cusum
from evenhand.health.drift import LARGE, LEVEL, change
from evenhand.health.expected import Expected, expected
from evenhand.health.faults import Logged, faults, uncollected
from evenhand.health.gaps import Asked, gaps
from evenhand.profiles import Profile
from evenhand.review import Method, Review
from evenhand.tally import Tally


def health(tally: Tally, review: Review) -> Health | Omitted:
    """Has it changed, since when, does it matter?

    Args:
        tally: the counts.
        review: of those counts.

    Returns:
        Omitted where the log does not say when, or where all cases are of one period.
    """
    found = tally.profile
    if found is None:
        return OMITTED
    names = tuple(periods.named(found.unit, day) for day in found.starts)
    known = found.label != MISSING
    outcomes = _by_period(found, found.label == tally.positive), _by_period(found, known)
    columns, least = review.columns, review.method.min_group
    logged = Logged(found, names, columns.label, least, outcomes, columns.id is not None)
    believed = ~uncollected(logged)
    right = _by_period(found, known & (found.answer == found.label)) * believed
    judged = _by_period(found, known & (found.answer != MISSING)) * believed
    sums = _sums(right, judged, found.reference, review.method)
    hoped = _hoped(found, believed, review.method)
    return Health(
        unit=found.unit,
        candidate=review.handoff_candidate.name,
        faults=faults(logged),
        fell=_fell(right, judged, names, sums, review.method),
        periods=_with_expected(_periods(logged, right, judged, sums, review.method), hoped),
        drift=_drift(found, names, review),
        expectation=_expectation(hoped, names),
        gaps=gaps(found.groups, _asked(tally, review, names, believed)),
    )


def _asked(tally: Tally, review: Review, names: tuple[str, ...], believed: Mask) -> Asked:
    """What gaps are asked with, of a log whose profile is known."""
    found = tally.profile
    return Asked(
        names=names,
        reference=found.reference if found else 0,
        believed=believed,
        groups=tally.groups,
        positive=tally.positive,
        binary=tally.binary,
        method=review.method,
    )


def _hoped(found: Profile, believed: Mask, method: Method) -> Expected | int | None:
    """What accuracy is expected; None where the candidate does not say how sure it is."""
    if found.confidences is None:
        return None
    return expected(found.confidences, found.reference, believed, method.min_group, method.interval)


def _expectation(hoped: Expected | int | None, names: tuple[str, ...]) -> Expectation | None:
    if hoped is None:
        return None
    if isinstance(hoped, int):
        return Expectation(hoped, enough=False, withdrawn=None)
    at = hoped.moved
    gone = None
    if at is not None and (q_value := hoped.q_value[at]) is not None:
        gone = Withdrawn(names[at], hoped.judged[at], hoped.realised[at], q_value)
    return Expectation(hoped.n, enough=True, withdrawn=gone)


def _with_expected(
    periods: Iterator[HealthPeriod], hoped: Expected | int | None
) -> tuple[HealthPeriod, ...]:
    """With what was expected of each, up to the first that was not as expected."""
    if not isinstance(hoped, Expected):
        return tuple(periods)
    end = len(hoped.accuracy) if hoped.moved is None else hoped.moved
    told = (*hoped.accuracy[:end], *(Estimate() for _ in hoped.accuracy[end:]))
    return tuple(replace(one, expected=own) for one, own in zip(periods, told, strict=True))


def _by_period(found: Profile, mask: Mask) -> Ints:
    """How many cases of a kind each period has."""
    added = np.bincount(found.period, found.n * mask, len(found.starts))
    return np.asarray(added, dtype=np.int64)


def _sums(right: Ints, judged: Ints, first: int, method: Method) -> list[float | None]:
    """The cumulative sum after each period with enough outcomes; None in the reference."""
    of = int(right[:first].sum()), int(judged[:first].sum())
    enough = judged >= method.min_group
    enough[:first] = False
    if of[1] < method.min_group:
        return [None] * len(judged)
    n = np.where(enough, judged, 0)[first:]
    told = [None] * first + cusum.sums(right[first:].astype(float), n.astype(float), of).tolist()
    return [one if known else None for one, known in zip(told, enough, strict=True)]


def _fell(
    right: Ints, judged: Ints, names: tuple[str, ...], sums: list[float | None], method: Method
) -> AccuracyFell | None:
    """Since when accuracy is lower; None where it is not, or where that can't be told."""
    told = [place for place, one in enumerate(sums) if one is not None]
    start = cusum.began(np.array([sums[place] for place in told], dtype=np.float64))
    if start is None:
        return None
    first = next(place for place, one in enumerate(sums) if one is not None)
    reference = slice(0, first)
    after = [place for place in told if place >= told[start]]
    ends = [(int(right[part].sum()), int(judged[part].sum())) for part in (after, reference)]
    own, other = ends
    return AccuracyFell(
        since=names[told[start]],
        before=statistics.rate(*other, method.interval),
        after=statistics.rate(*own, method.interval),
        difference=statistics.difference(own, other, method.interval),
    )


def _periods(
    of: Logged, right: Ints, judged: Ints, sums: list[float | None], method: Method
) -> Iterator[HealthPeriod]:
    found = of.profile
    positive, known = of.outcomes
    cases = _by_period(found, np.ones(len(found.n), dtype=bool))

    def rate(k: Ints, n: Ints, place: int) -> Estimate:
        return statistics.rate(int(k[place]), int(n[place]), method.interval)

    for place, name in enumerate(of.names):
        yield HealthPeriod(
            period=name,
            is_reference=place < found.reference,
            cases=int(cases[place]),
            labelled=rate(known, cases, place),
            positive=rate(positive, known, place),
            accuracy=rate(right, judged, place),
            cusum=sums[place],
            expected=Estimate(),
        )


def _drift(found: Profile, names: tuple[str, ...], review: Review) -> tuple[ColumnDrift, ...]:
    """Every column in every later period, with what its p-value is among all of them."""
    made: list[ColumnDrift] = []
    first, least = found.reference, review.method.min_group
    for one in found.columns:
        counts = one.counts.sum(axis=2)
        if _says_when(counts, once=one.column in review.columns.context):
            continue
        before = counts[:first].sum(axis=0)
        for place in range(first, len(names)):
            after = counts[place]
            if min(before.sum(), after.sum()) < least:
                continue
            apart = change(before, after, ordered=one.is_numbers)
            if apart is not None:
                made.append(
                    ColumnDrift(
                        column=one.column,
                        period=names[place],
                        n=int(after.sum()),
                        psi=apart.psi,
                        psi_p_value=apart.psi_p_value,
                        distance=apart.distance,
                        p_value=apart.p_value,
                        q_value=1.0,
                        matters=False,
                        wasserstein=apart.wasserstein,
                    )
                )
    q_values = statistics.adjusted([one.p_value for one in made])
    return tuple(
        replace(one, q_value=q, matters=q < LEVEL and one.psi >= LARGE)
        for one, q in zip(made, q_values, strict=True)
    )


def _says_when(counts: Ints, *, once: bool) -> bool:
    """Whether a column follows the calendar, as a month or a season does.

    Most periods have one value only, and it changes more than once. Where each has one and it
    changes once, it may be a year, or the fault of an input: only a value of the first period alone
    is taken for the calendar, as later ones may be put together.

    Args:
        counts: by period and value.
        once: whether one change is the calendar's, whenever it comes.

    >>> _says_when(np.array([[5, 0], [0, 5], [5, 0]]), once=False)
    True
    >>> [_says_when(np.array([[5, 0], [5, 0], [0, 5]]), once=once) for once in (True, False)]
    [True, False]
    """
    values = (counts > 0).sum(axis=1)
    counts, alone = counts[values > 0], values[values > 0] == 1
    changes = np.diff(counts[alone].argmax(axis=1)) != 0
    most = 2 * alone.sum() >= len(alone) and changes.sum() > 1
    return bool(most or (alone.all() and (once or changes[:1].all())))
