"""Must a trial in shadow stop, may it end, or is it too early to tell?

The rule is the review's. Its limits are looked at again and again, so each is told by an interval
that holds at all looks together; of two limits each has half of the error.
"""

from datetime import date, timedelta
from typing import Final

import numpy as np

from evenhand import statistics
from evenhand.arrays import Floats, Ints, Mask
from evenhand.counting import MISSING
from evenhand.findings import Estimate, State, Trial, TrialLimit, TrialLook, TrialState
from evenhand.review import ShadowTrial
from evenhand.tally import Cells, Dated

_FIRST_DAY: Final = date(1970, 1, 1)


def trial(days: Dated | None, cells: Cells, rule: ShadowTrial) -> Trial:
    """What the rule says of the cases so far.

    Args:
        days: cases of shadow by day; None where the log does not say when: there is one look then.
        cells: the same cases, of those that both answered.
        rule: of the review.
    """
    looks = _looks(_counts(days, cells), rule)
    last = looks[-1] if looks else None
    return Trial(
        state=last.state if last else "go_on",
        limit=_broken(last, rule) if last and last.state == "stop" else None,
        on=last.on if last and last.state != "go_on" else None,
        cases=rule.cases,
        until=rule.until,
        min_agreement=rule.min_agreement,
        max_harm=rule.max_harm,
        error=rule.error,
        planned_on=rule.planned_on,
        looks=looks,
        undated=0 if days is None else _undated(days),
    )


def _undated(days: Dated) -> int:
    both = (days.answer != MISSING) & (days.other != MISSING)
    return int(days.n[both & (days.day == MISSING)].sum())


def _counts(days: Dated | None, cells: Cells) -> tuple[Ints, Ints]:
    """By day with a case: which day, and how many cases of each of five kinds.

    All; decided alike; with an outcome; of them only the candidate wrong, and only the other.
    """
    answer, other, label, n, day = (
        (cells.answer, cells.other, cells.label, cells.n, np.full(len(cells.n), MISSING))
        if days is None
        else (days.answer, days.other, days.label, days.n, days.day)
    )
    kept = (answer != MISSING) & (other != MISSING) & ((day != MISSING) | (days is None))
    known, right, was = label != MISSING, answer == label, other == label
    kinds: tuple[Mask, ...] = (
        kept, kept & (answer == other), kept & known, kept & known & was & ~right,
        kept & known & right & ~was,
    )  # fmt: skip
    each, place = np.unique(day[kept], return_inverse=True)
    counts = [np.bincount(place, (n * kind)[kept], len(each)) for kind in kinds]
    return each.astype(np.int64), np.array(counts, dtype=np.int64).T.reshape(-1, len(kinds))


def _looks(counted: tuple[Ints, Ints], rule: ShadowTrial) -> tuple[TrialLook, ...]:
    """Every look up to the one that ends the trial."""
    days, counts = counted
    if not len(days):
        return ()
    so_far = counts.cumsum(axis=0)
    over = _is_over(days, so_far[:, 0], rule)
    places = _looked_at(days, over, rule)
    agreement, harm = _sequences(so_far[places], rule)
    made: list[TrialLook] = []
    for turn, place in enumerate(places.tolist()):
        state = _state(agreement[turn], harm[turn], rule, over=bool(over[place]))
        made.append(
            TrialLook(
                on=None if days[place] == MISSING else _day(int(days[place])),
                cases=int(so_far[place, 0]),
                labelled=int(so_far[place, 2]),
                agreement=agreement[turn],
                harm=harm[turn],
                state=state,
            )
        )
        if state != "go_on":
            break
    return tuple(made)


def _day(number: int) -> str:
    return (_FIRST_DAY + timedelta(days=number)).isoformat()


def _is_over(days: Ints, cases: Ints, rule: ShadowTrial) -> Mask:
    """After which day the trial is over: enough cases, or the last with a case of its time."""
    over = np.zeros(len(days), dtype=bool)
    if rule.cases is not None:
        over |= cases >= rule.cases
    if rule.until is not None:
        end = (date.fromisoformat(rule.until) - _FIRST_DAY).days
        over |= np.append(days[1:] > end, days[-1:] >= end)  # of later cases none counts
    return over


def _looked_at(days: Ints, over: Mask, rule: ShadowTrial) -> Ints:
    """The places of the days on which one looks: each so many days, and when it is over."""
    end = int(np.argmax(over)) if over.any() else len(days) - 1
    turns = (days[: end + 1] - days[0]) // rule.look_days
    last = np.flatnonzero(np.diff(turns, append=turns[-1] + 1))
    return np.asarray(last, dtype=np.int64)


def _sequences(so_far: Ints, rule: ShadowTrial) -> tuple[list[Estimate], list[Estimate]]:
    """Agreement and harm at every look, each with an interval that holds at all of them."""
    n, same, known, worse, better = so_far.T
    limits = sum(limit is not None for limit in (rule.min_agreement, rule.max_harm))
    level = 1 - rule.error / limits
    agreement = _estimates(same, n, statistics.share_sequence(same, n, level))
    ends = statistics.difference_sequence(worse, better, known, level)
    return agreement, _estimates(worse - better, known, ends)


def _estimates(k: Ints, n: Ints, ends: tuple[Floats, Floats]) -> list[Estimate]:
    low, high = ends
    return [
        Estimate(int(k[i]) / int(n[i]), float(low[i]), float(high[i]), int(n[i]))
        if n[i]
        else Estimate()
        for i in range(len(n))
    ]


def _state(agreement: Estimate, harm: Estimate, rule: ShadowTrial, *, over: bool) -> TrialState:
    kept = [
        _kept(agreement, rule.min_agreement, at_least=True),
        _kept(harm, rule.max_harm, at_least=False),
    ]
    if State.OUTSIDE in kept:
        return "stop"
    if not over:
        return "go_on"
    return "cannot_tell" if State.CANNOT_TELL in kept else "enough"


def _kept(found: Estimate, limit: float | None, *, at_least: bool) -> State:
    """Where an interval lies against a limit; inside where there is none."""
    if limit is None:
        return State.INSIDE
    if found.low is None or found.high is None:
        return State.CANNOT_TELL
    bad, good = (
        (found.high < limit, found.low >= limit)
        if at_least
        else (found.low > limit, found.high <= limit)
    )
    return State.OUTSIDE if bad else State.INSIDE if good else State.CANNOT_TELL


def _broken(look: TrialLook, rule: ShadowTrial) -> TrialLimit:
    """Which limit stops it; harm first, where both do."""
    if _kept(look.harm, rule.max_harm, at_least=False) is State.OUTSIDE:
        return "harm"
    return "agreement"
