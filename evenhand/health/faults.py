"""What is wrong with the data itself? Each fault is named, with the period that it begins in."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import compress
from typing import Any, Final

import numpy as np

from evenhand import statistics
from evenhand.arrays import Ints, Mask
from evenhand.findings.health import Fault, FaultKind
from evenhand.health.drift import LEVEL
from evenhand.profiles import ColumnProfile, Profile

_LEAST: Final = 0.01  # of the cases more have it than before
_LEAST_REPEATED: Final = 0.1
_ORDERS: Final = 2  # of magnitude, from which on a unit is said to have changed
_LAST: Final = 2  # periods, of which the very last may only have begun
_SURE: Final = 0.99  # area under the ROC curve of one column alone
_FIRST_DAY: Final = date(1970, 1, 1).toordinal()

_COUNTS: Final[Mapping[FaultKind, Callable[[ColumnProfile], Ints]]] = {
    "missing": lambda one: one.unsaid,
    "no_number": lambda one: one.no_numbers,
    "infinite": lambda one: one.infinite,
    "negative": lambda one: one.counts[:, 0].sum(axis=1) * one.is_bounded,
}


@dataclass(frozen=True, slots=True)
class Logged:
    """What a search for faults needs.

    Attributes:
        profile: the counts.
        names: what the periods are called.
        label: the column with outcomes, which come late rather than being missing.
        least: so many cases are enough to judge.
        outcomes: by period, cases that are positive, and those whose outcome is known.
        numbered: whether each case has a number of its own, so that no two rows should be alike.
    """

    profile: Profile
    names: tuple[str, ...]
    label: str | None
    least: int
    outcomes: tuple[Ints, Ints]
    numbered: bool = False


def faults(of: Logged) -> tuple[Fault, ...]:
    """Every fault, the worst first: those of outcomes, then of columns, then of cases.

    Args:
        of: what was counted.
    """
    found = (
        _label_rate(of), _units(of), _shares(of), _infinite(of), _repeated(of), _leaks(of),
        _mails(of),
    )  # fmt: skip
    return tuple(fault for each in found for fault in each)


def beside(
    pairs: tuple[tuple[ColumnProfile, ColumnProfile], ...], label: str | None, least: int
) -> tuple[Fault, ...]:
    """What is wrong with columns of one log that was not so in an earlier one.

    Args:
        pairs: each column in the earlier log and in this one, in the same bins.
        label: the column with outcomes.
        least: so many cases are enough to judge.
    """
    none = np.zeros(2, dtype=np.int64)
    profile = Profile(
        "log", (), 1, tuple(_after(*pair) for pair in pairs), none, none, none, none, None
    )
    of = Logged(profile, ("", ""), label, least, (none, none))
    return tuple(replace(one, since=None) for one in (*_units(of), *_shares(of)))


def _after(one: ColumnProfile, other: ColumnProfile) -> ColumnProfile:
    """One column of two logs, as of two periods."""
    told = {key.name: (getattr(one, key.name), getattr(other, key.name)) for key in fields(one)}
    counts = {name: both for name, both in told.items() if isinstance(both[0], np.ndarray)}
    together: dict[str, Any] = {name: np.concatenate(both) for name, both in counts.items()}
    return replace(one, **together)


def _ends(of: Logged, wrong: Mask, able: Mask) -> tuple[str | None, bool]:
    """The last period with a fault, if later ones are without; whether it is over.

    Args:
        of: what was counted.
        wrong: the periods with it.
        able: those that could have it.
    """
    last = int(np.flatnonzero(wrong)[-1])
    judged = np.flatnonzero(able | wrong)
    return (of.names[last] if judged[-1] > last else None), bool(last < judged[-_LAST:][0])


def uncollected(of: Logged) -> Mask:
    """The periods in which all known outcomes are the same, clearly unlike in all others."""
    positive, known = of.outcomes
    one_sided = ((positive == 0) | (positive == known)) & (known >= of.least)
    rest = np.array([positive.sum() - positive, known.sum() - known])
    clear = _clear(np.array([positive, known]), rest)
    return np.asarray(one_sided & clear, dtype=bool)


def _clear(here: Ints, there: Ints) -> Mask:
    """Where two shares differ by more than chance, among all that are compared.

    Args:
        here: how many, and of how many; one column a comparison.
        there: of what they are compared with, likewise.
    """
    pairs = np.stack([here.T, there.T], axis=1)
    p = [statistics.no_difference(pair) for pair in pairs]
    q = statistics.adjusted([1.0 if one is None else one for one in p])
    return np.array(q) < LEVEL


def _label_rate(of: Logged) -> Iterator[Fault]:
    positive, known = of.outcomes
    wrong = uncollected(of)
    for side in (0, 1):
        here = wrong & (positive == side * known)
        if here.any():
            rest = ~wrong
            until, is_over = _ends(of, here, known >= of.least)
            yield Fault(
                kind="label_rate",
                column=of.label,
                since=of.names[int(np.argmax(here))],
                periods=int(here.sum()),
                rows=int(known[here].sum()),
                share=float(side),
                before=_share(positive[rest].sum(), known[rest].sum()),
                until=until,
                is_over=is_over,
            )


def _units(of: Logged) -> Iterator[Fault]:
    """Columns whose middle value is a hundred times as large as it was, or more, or less."""
    first = of.profile.reference
    for one in of.profile.columns:
        n = one.magnitudes.sum(axis=1)
        if not one.is_numbers or n[:first].sum() < of.least:
            continue
        usual = _middle(one.magnitudes[:first].sum(axis=0))
        moved = np.array([_middle(own) - usual for own in one.magnitudes])
        wrong = (np.abs(moved) >= _ORDERS) & (n >= of.least)
        wrong[:first] = False
        if wrong.any():
            start = int(np.argmax(wrong))
            until, is_over = _ends(of, wrong, n >= of.least)
            yield Fault(
                kind="unit",
                column=one.column,
                since=of.names[start],
                periods=int(wrong.sum()),
                rows=int(n[wrong].sum()),
                share=None,
                factor=10.0 ** int(moved[start]),
                until=until,
                is_over=is_over,
            )


def _middle(counts: Ints) -> int:
    """In which bin the middle case is."""
    return int(np.searchsorted(np.cumsum(counts), counts.sum() / 2))


def _shares(of: Logged) -> Iterator[Fault]:
    """More of a kind of value than there was in the reference, by more than chance."""
    first = of.profile.reference
    asked = [
        (kind, one, counts(one))
        for kind, counts in _COUNTS.items()
        for one in of.profile.columns
        if one.column != of.label
    ]
    here, there = [], []
    for _, one, k in asked:
        n = _cases(one)
        here.append(np.array([k[first:], n[first:]]))
        later = len(n) - first
        there.append(np.tile([[k[:first].sum()], [n[:first].sum()]], later))
    if not asked:
        return
    ours, before = np.concatenate(here, axis=1), np.concatenate(there, axis=1)
    more = ours[0] / np.maximum(ours[1], 1) - before[0] / np.maximum(before[1], 1)
    wrong = (_clear(ours, before) & (more >= _LEAST)).reshape(len(asked), -1)
    for (kind, one, k), late in zip(asked, wrong, strict=True):
        if late.any():
            periods = np.flatnonzero(late) + first
            n = _cases(one)
            until, is_over = _ends(of, np.append(np.zeros(first, dtype=bool), late), n >= of.least)
            yield Fault(
                kind=kind,
                column=one.column,
                since=of.names[periods[0]],
                periods=len(periods),
                rows=int(k[periods].sum()),
                share=_share(k[periods].sum(), n[periods].sum()),
                before=_share(k[:first].sum(), n[:first].sum()),
                until=until,
                is_over=is_over,
            )


def _infinite(of: Logged) -> Iterator[Fault]:
    """Columns that are infinite in the reference already, which no number should be."""
    first = of.profile.reference
    for one in of.profile.columns:
        n = _cases(one)
        share = _share(one.infinite[:first].sum(), n[:first].sum())
        if share is not None and share >= _LEAST:
            has = one.infinite > 0
            yield Fault(
                kind="infinite",
                column=one.column,
                since=None,
                periods=int(has.sum()),
                rows=int(one.infinite.sum()),
                share=_share(one.infinite.sum(), n.sum()),
            )


def _cases(one: ColumnProfile) -> Ints:
    """All cases of a column, by period."""
    told = one.counts.sum(axis=(1, 2))
    return np.asarray(told + one.unsaid + one.no_numbers + one.infinite, dtype=np.int64)


def _repeated(of: Logged) -> Iterator[Fault]:
    """Days of which many cases are there twice, clearly more than of all other days.

    Where no day stands out and cases have a number, many of the whole log.
    """
    found = of.profile.repeats
    if found is None or not found.more.any():
        return
    here = np.array([found.more, found.rows])
    there = here.sum(axis=1, keepdims=True) - here
    more = here[0] / here[1] - there[0] / np.maximum(there[1], 1)
    wrong = _clear(here, there) & (more >= _LEAST_REPEATED)
    if wrong.any():
        rest = ~wrong
        first, last = (int(found.day[wrong][place]) for place in (0, -1))
        until = None if last == found.day[-1] else _named(last)
        yield Fault(
            kind="repeated",
            column=None,
            since=_named(first),
            periods=int(wrong.sum()),
            rows=int(found.more[wrong].sum()),
            share=_share(found.more[wrong].sum(), found.rows[wrong].sum()),
            before=_share(found.more[rest].sum(), found.rows[rest].sum()),
            until=until,
            is_over=_named(last) < of.profile.starts[-_LAST:][0].isoformat(),
        )
    elif of.numbered and found.more.sum() >= _LEAST_REPEATED * found.rows.sum():
        yield Fault(
            kind="repeated",
            column=None,
            since=None,
            periods=int((found.more > 0).sum()),
            rows=int(found.more.sum()),
            share=_share(found.more.sum(), found.rows.sum()),
        )


def _named(day: int) -> str:
    return date.fromordinal(_FIRST_DAY + day).isoformat()


def _leaks(of: Logged) -> Iterator[Fault]:
    """Inputs by whose value alone the outcome is told, nearly always."""
    for one in of.profile.columns:
        counts = one.counts.sum(axis=0)[:, 1:]
        n = counts.sum(axis=0)
        if not one.is_input or n.min() < of.least:
            continue
        told = _area(counts)
        if told >= _SURE:
            yield Fault("leak", one.column, None, len(of.names), int(n.sum()), told)


def _area(counts: Ints) -> float:
    """How often the likelier bin is that of a positive, of one positive and one other (AUC).

    Args:
        counts: by bin, cases that are not positive and those that are.

    >>> _area(np.array([[9, 1], [1, 9]]))
    0.9
    """
    negative, positive = (counts / counts.sum(axis=0)).T
    order = np.argsort(positive / np.maximum(negative + positive, 1e-300))
    below = np.cumsum(negative[order]) - negative[order] / 2
    return float(round(positive[order] @ below, 12))


def _mails(of: Logged) -> Iterator[Fault]:
    for one in of.profile.columns:
        has = one.mails > 0
        if has.any():
            rows = int(one.mails.sum())
            yield Fault(
                kind="mail",
                column=one.column,
                since=next(compress(of.names, has)),
                periods=int(has.sum()),
                rows=rows,
                share=_share(rows, _cases(one)[has].sum()),
            )


def _share(k: int, n: int) -> float | None:
    return int(k) / int(n) if n else None
