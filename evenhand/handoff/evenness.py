"""Is the handoff even-handed? Who is sent to a person, and how good the rest is, group by group.

Each group stands beside what it would get from a handoff that is blind to groups: one that keeps
the same share of right answers and the same share of wrong ones of everybody (Jones et al., ICLR
2021). A threshold that helps overall can make the answers that a group gets alone worse.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from evenhand import pairs, statistics
from evenhand.arrays import Floats, Ints, Mask
from evenhand.counting import MISSING
from evenhand.findings import Agnostic, EvenCurve, EvenGap, EvenGroup, Evenness
from evenhand.handoff import people
from evenhand.handoff.subject import Subject
from evenhand.handoff.sweep import above
from evenhand.statistics import Estimates
from evenhand.tally import Cells


@dataclass(frozen=True, slots=True)
class Kept:
    """Counts of each group along the stops; every array is of groups by stops.

    The last two have an axis more in front: cases that the candidate answered rightly, and wrongly.

    Attributes:
        names: of the groups.
        n: all cases of the group, at every stop.
        alone: cases decided alone.
        right: those of them that are right.
        wrong: those of them that are wrong.
        all_right: right ones among all of the group, decided alone or not.
        all_wrong: wrong ones.
        judged: cases handed off, with a label, that a person judged.
        mended: those of them that the person got right.
    """

    names: tuple[str, ...]
    n: Ints
    alone: Ints
    right: Ints
    wrong: Ints
    all_right: Ints
    all_wrong: Ints
    judged: Ints
    mended: Ints

    @property
    def handed_off(self) -> Ints:
        """Cases with a label that go to a person: answered rightly by the candidate, wrongly."""
        return np.stack([self.all_right - self.right, self.all_wrong - self.wrong])

    @property
    def labelled(self) -> Ints:
        """Cases with a label."""
        return self.all_right + self.all_wrong


def kept(cells: Cells, names: tuple[str, ...], codes: Ints, stops: Floats) -> Kept:
    """Count what is decided alone, and what people make of the rest.

    Args:
        cells: one candidate's, answered and with a confidence.
        names: of the groups.
        codes: each cell's group.
        stops: thresholds, rising.
    """
    known = cells.label != MISSING
    right, wrong = known & (cells.answer == cells.label), known & (cells.answer != cells.label)
    judged = cells.human != MISSING
    mended = judged & (cells.human == cells.label)
    everything = np.ones(len(known), dtype=bool)
    kinds = (everything, right, wrong, *(k & j for j in (judged, mended) for k in (right, wrong)))
    counts = above(cells, stops, codes, len(names), kinds)
    alone, rights, wrongs = (reaching[:, 1:] for reaching in counts[:3])
    n, all_right, all_wrong = (np.broadcast_to(c[:, :1], alone.shape) for c in counts[:3])
    off = np.stack([reaching[:, :1] - reaching[:, 1:] for reaching in counts[3:]])
    return Kept(names, n, alone, rights, wrongs, all_right, all_wrong, off[:2], off[2:])


# People


def _share(k: Ints | Floats, n: Ints | Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(k / n, dtype=np.float64)


def _people(judged: Ints, mended: Ints, of: Subject) -> Floats:
    """How often people are right on such cases: measured, or what the review assumes; or NaN."""
    if of.plan.human is not None:
        return _share(mended, judged)
    accuracy = of.plan.human_accuracy
    return np.full(judged.shape, np.nan if accuracy is None else accuracy)


def team_right(counts: Kept, of: Subject) -> Estimates:
    """Share of each group's labelled cases that are right in the end, groups by stops.

    Args:
        counts: of the groups.
        of: whose handoff it is.
    """
    judged, mended, off = (
        part.sum(axis=0) for part in (counts.judged, counts.mended, counts.handed_off)
    )
    ends = (counts.right, counts.wrong, mended, judged - mended, off - judged)
    return people.together(np.stack(ends, axis=-1), of.plan, of.level)


# Blind to groups


@dataclass(frozen=True, slots=True)
class Blind:
    """What each group would get from a handoff that is blind to groups; groups by stops.

    Attributes:
        handed_off: share of the labelled cases that go to a person.
        automatic_error: share of those decided alone that are wrong.
        team_error: share of all that are wrong in the end.
    """

    handed_off: Floats
    automatic_error: Floats
    team_error: Floats


def blind(counts: Kept, of: Subject) -> Blind:
    """Keep of every group the share of right and of wrong answers that is kept of all.

    acc_g(t) = C_g·C(t)/C(0) / [C_g·C(t)/C(0) + I_g·I(t)/I(0)], with C and I the counts of right
    and wrong answers decided alone. People are on those handed off as they are on all of them.

    Args:
        counts: of the groups.
        of: whose handoff it is.
    """
    whole = np.stack([counts.all_right, counts.all_wrong])
    part = np.stack([counts.right, counts.wrong])
    unknown = people.source(of.plan) is None
    share = np.nan_to_num(_share(part.sum(axis=1), whole.sum(axis=1)))[:, None, :]
    stay, leave = whole * share, whole * (1 - share)
    accuracy = _people(counts.judged.sum(axis=1), counts.mended.sum(axis=1), of)[:, None, :]
    mended = leave * np.where((leave > 0) | unknown, accuracy, 0.0)
    return Blind(
        handed_off=_share(leave.sum(axis=0), counts.labelled),
        automatic_error=_share(stay[1], stay.sum(axis=0)),
        team_error=1 - _share(stay[0] + mended.sum(axis=0), counts.labelled),
    )


# By attribute


@dataclass(frozen=True, slots=True)
class _Measured:
    """The groups of one attribute at every stop; every estimate is of groups by stops.

    Attributes:
        counts: of the groups.
        large: which groups are known and large enough.
        blind: what a handoff blind to groups would give.
        waits: the mean wait in minutes of a case handed off, at each stop; NaN where that is not
            known, or the queue never settles.
        handed_off: share of all cases.
        automatic_error: share of those decided alone.
        team_error: share of all that are wrong in the end.
        gain: how much more often the cases decided alone are right than all would be.
    """

    counts: Kept
    large: Mask
    blind: Blind
    waits: Floats
    handed_off: Estimates
    automatic_error: Estimates
    team_error: Estimates
    gain: Estimates


def evenness(
    of: Subject, waits: tuple[float | None, ...]
) -> tuple[Mapping[str, Evenness], Mapping[str, tuple[EvenCurve, ...]]]:
    """The handoff by the groups of every attribute, at the threshold and along the stops.

    Args:
        of: whose handoff it is.
        waits: the mean wait of a case handed off, at each stop; empty where nothing is known.

    Returns:
        By attribute what is found, and the curves that the slider shows.
    """
    at = of.at
    minutes = np.array(waits or (None,) * len(of.stops), dtype=np.float64)
    measured = {
        name: _measured(kept(cells, names, codes, of.stops), of, minutes)
        for name, cells, names, codes in of.attributes()
    }
    found = {
        name: Evenness(_groups(one, of.stops, at), _gaps(one, at, of.level))
        for name, one in measured.items()
    }
    return found, {name: _curves(one) for name, one in measured.items()}


def moved(
    of: Subject, waits: tuple[float | None, ...], known: Mapping[str, Evenness]
) -> Mapping[str, Evenness]:
    """The same at the threshold alone: a fiftieth of the work where another one was worked out.

    Args:
        of: whose handoff it is.
        waits: the mean wait of a case handed off, at each stop; empty where nothing is known.
        known: what is found at another threshold; along all stops a group's gain is as it was.
    """
    here = replace(of, stops=of.stops[[of.at]])
    found, _ = evenness(here, waits[of.at : of.at + 1])
    return {name: _along(one, known[name]) for name, one in found.items()}


def _along(found: Evenness, known: Evenness) -> Evenness:
    """What is found at one stop, with the stops at which a handoff lowers what a group gets."""
    pairs_of = zip(found.groups, known.groups, strict=True)
    return replace(
        found, groups=tuple(replace(one, lowered=other.lowered) for one, other in pairs_of)
    )


def _measured(counts: Kept, of: Subject, waits: Floats) -> _Measured:
    large = pairs.eligible(counts.names, counts.n[:, 0], of.review.method)
    together = 1 - (1 - of.level) / max(1, int(large.sum()))
    right = team_right(counts, of)
    return _Measured(
        counts=counts,
        large=large,
        blind=blind(counts, of),
        waits=waits,
        handed_off=_wilson(counts.n - counts.alone, counts.n, of.level),
        automatic_error=_wilson(counts.wrong, counts.right + counts.wrong, of.level),
        team_error=Estimates(1 - right.value, 1 - right.high, 1 - right.low, right.n),
        gain=gain(counts, together),
    )


def _wilson(k: Ints, n: Ints, level: float) -> Estimates:
    return statistics.wilson((k, n), level)


def gain(counts: Kept, level: float) -> Estimates:
    """How much more often the cases decided alone are right than all the group's cases would be.

    That is the share handed off times the difference in accuracy between the cases kept and those
    handed off, which are different cases: Newcombe's interval, times that share.

    Args:
        counts: of the groups.
        level: of each interval.
    """
    off_right, off_wrong = counts.handed_off
    stay, leave = counts.right + counts.wrong, off_right + off_wrong
    found = statistics.differences((counts.right, stay), (off_right, leave), level)
    share = _share(leave, stay + leave)
    value, low, high = (
        np.where((leave == 0) & (stay > 0), 0.0, end * share)
        for end in (found.value, found.low, found.high)
    )
    return Estimates(value, low, high, stay + leave)


def _groups(one: _Measured, stops: Floats, at: int) -> tuple[EvenGroup, ...]:
    columns = (one.handed_off, one.automatic_error, one.team_error, one.gain)
    handed, automatic, team, gained = (_column(estimates, at).each() for estimates in columns)
    lower = one.large[:, None] & (one.gain.high < 0)
    higher = one.large & (one.gain.low[:, at] >= 0)
    waits, agnostic = one.waits[at] * one.handed_off.value[:, at], _agnostic(one, at)
    return tuple(
        EvenGroup(
            group=name,
            n=int(one.counts.n[i, 0]),
            handed_off=handed[i],
            automatic_error=automatic[i],
            team_error=team[i],
            wait_minutes=_known(waits[i]),
            agnostic=agnostic[i],
            gain=gained[i],
            lowers=True if lower[i, at] else False if higher[i] else None,
            lowered=_ends(stops[lower[i]]),
        )
        for i, name in enumerate(one.counts.names)
    )


def _column(estimates: Estimates, at: int) -> Estimates:
    """All groups at one stop."""
    value, low, high = (ends[:, at] for ends in (estimates.value, estimates.low, estimates.high))
    return Estimates(value, low, high, estimates.n[:, at])


def _agnostic(one: _Measured, at: int) -> list[Agnostic]:
    """All groups at one stop."""
    shares = [
        rates[:, at].tolist()
        for rates in (one.blind.handed_off, one.blind.automatic_error, one.blind.team_error)
    ]
    waits = (one.waits[at] * one.blind.handed_off[:, at]).tolist()
    return [Agnostic(*map(_known, group)) for group in zip(*shares, waits, strict=True)]


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _ends(stops: Floats) -> tuple[float, float] | None:
    return (float(stops[0]), float(stops[-1])) if len(stops) else None


def _curves(one: _Measured) -> tuple[EvenCurve, ...]:
    by_stop = [_agnostic(one, at) for at in range(one.counts.alone.shape[1])]
    team, waits = one.team_error, one.waits * one.handed_off.value
    return tuple(
        EvenCurve(
            name,
            tuple(Estimates(team.value[i], team.low[i], team.high[i], team.n[i]).each()),
            tuple(map(_known, waits[i].tolist())),
            tuple(stop[i] for stop in by_stop),
        )
        for i, name in enumerate(one.counts.names)
    )


def _gaps(one: _Measured, at: int, level: float) -> dict[str, EvenGap]:
    counts = one.counts
    labelled = (counts.right + counts.wrong)[:, at]
    shares = {
        "handed_off": pairs.Shares((counts.n - counts.alone)[:, at], counts.n[:, at]),
        "automatic_error": pairs.Shares(counts.wrong[:, at], labelled),
    }
    return {
        name: _gap(one, name, at, level, shares.get(name))
        for name in ("handed_off", "automatic_error", "team_error")
    }


def _gap(
    one: _Measured, measure: str, at: int, level: float, shares: pairs.Shares | None
) -> EvenGap:
    found: Estimates = getattr(one, measure)
    values = found.value[:, at]
    able = np.flatnonzero(one.large & np.isfinite(values))
    if len(able) < 2:  # noqa: PLR2004  # one group has no gap
        return EvenGap(statistics.rate(0, 0, level), None, None, None, None)
    low, high = pairs.ends(values, able)
    by_group = _column(found, at)
    beside: Floats = getattr(one.blind, measure)[:, at]
    return EvenGap(
        statistics.apart(by_group.at(np.array([high])), by_group.at(np.array([low]))).one(0),
        _known(beside[high] - beside[low]),
        one.counts.names[low],
        one.counts.names[high],
        shares.only(able).no_difference() if shares else None,
    )
