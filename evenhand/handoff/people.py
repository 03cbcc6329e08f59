"""How good people and the model are together, and beside each of them alone."""

from typing import Final

import numpy as np

from evenhand import statistics
from evenhand.arrays import Floats, Ints, Mask
from evenhand.counting import MISSING
from evenhand.findings import OMITTED, Estimate, Omitted, Team, TeamPoint
from evenhand.handoff.subject import Subject
from evenhand.handoff.sweep import sides
from evenhand.review import HandoffPlan, Review
from evenhand.statistics import UNSEEN, Estimates
from evenhand.tally import Cells

# The kinds of case that matter: whether the model is right, and a person wrong, right or not asked.
_MODEL: Final[Mask] = np.repeat([False, True], 3)
_PERSON: Final[Mask] = np.tile([False, True, False], 2)
_ASKED: Final[Mask] = np.tile([True, True, False], 2)
_ENDS: Final = (_PERSON, _ASKED & ~_PERSON, ~_ASKED)
_KINDS: Final = len(_MODEL)
_HALF: Final[Floats] = 0.5 * (_ASKED & (_MODEL != _PERSON))
"""Half a case more of either kind in which the two differ (Agresti and Min 2005)."""


def source(plan: HandoffPlan) -> str | None:
    """Where it is known from how good people are: `measured`, `assumed`, or None: not known."""
    if plan.human is not None:
        return "measured"
    return None if plan.human_accuracy is None else "assumed"


def accuracy(of: Subject, counts: Ints) -> Estimate:
    """How often both together are right at the threshold.

    Args:
        of: whose handoff it is.
        counts: all of it, from `counted`.
    """
    at = counts[[of.at]]
    return together(_ends(at), of.plan, of.level).one(0)


def team_accuracy(cells: Cells, review: Review, level: float) -> Estimate:
    """Share of cases decided right by the model alone and a person on the rest together."""
    plan = review.handoff
    if plan is None:
        return Estimate()
    return together(_ends(_counts(cells, np.array([plan.threshold]))), plan, level).one(0)


def counted(of: Subject) -> Ints:
    """Labelled cases by stop of the slider, side (decided alone, handed off) and kind."""
    return _counts(of.cells, of.stops)


def team_curve(of: Subject, counts: Ints) -> tuple[TeamPoint, ...] | Omitted:
    """How often both together are right at each stop; left out where people are not known.

    Args:
        of: whose handoff it is.
        counts: all of it, from `counted`.
    """
    if source(of.plan) is None:
        return OMITTED
    found = together(_ends(counts), of.plan, of.level).each()
    return tuple(TeamPoint(*pair) for pair in zip(of.stops.tolist(), found, strict=True))


def together(kinds: Ints, plan: HandoffPlan, level: float) -> Estimates:
    """How often the model and people together are right; empty where people are not known.

    A person's part is measured on the cases handed off that one judged, and stands for the others;
    or it is assumed. Where every case was judged this is a share, and its interval Wilson's.

    Args:
        kinds: labelled cases decided alone rightly, wrongly; handed off with the person right,
            wrong, or not asked: along the last axis.
        plan: what is known of people.
        level: of each interval.
    """
    asked = np.array([True, True, False])
    person = _people_on(kinds[..., 2:], np.array([1.0, 0.0, 0.0]), asked, plan)
    alone = np.broadcast_to([1.0, 0.0], (*person.shape[:-1], 2))
    values = np.concatenate([alone, person], axis=-1)
    values = np.where(source(plan) is None, np.nan, values)
    unseen = np.concatenate([unseen_of(kinds[..., :2]), unseen_of(kinds[..., 2:])], axis=-1)
    found = statistics.score_means(values, kinds, level, unseen)
    low, high = (np.clip(end, 0.0, 1.0) for end in (found.low, found.high))
    return Estimates(found.value, low, high, found.n)


def team(of: Subject, counts: Ints) -> Team | Omitted | None:
    """Both together beside each alone; None without labels, left out where people are not known.

    Args:
        of: whose handoff it is.
        counts: all of it, from `counted`.
    """
    if source(of.plan) is None:
        return OMITTED
    at = counts[[of.at]]
    if not at.sum():
        return None
    here = at[0]
    beside = _beyond_model(here, of), _beyond_people(here, of)
    stands = dict(zip(("model", "people"), map(_stands, beside), strict=True))

    def named(state: str) -> tuple[str, ...]:
        return tuple(name for name, found in stands.items() if found == state)

    every, handed, alone = _people(here, of)
    return Team(
        team=together(_ends(at), of.plan, of.level).one(0),
        model_alone=statistics.rate(int(here[:, _MODEL].sum()), int(here.sum()), of.level),
        people_alone=every,
        people_on_handed_off=handed,
        people_on_automatic=alone,
        team_minus_model=beside[0],
        team_minus_people=beside[1],
        worse_than=named("worse"),
        better_than=named("better"),
        cannot_tell=named("cannot_tell"),
    )


def _stands(gap: Estimate) -> str:
    """Where the whole interval lies; `same` where nothing is handed off, or nothing else is."""
    if gap.low is None or gap.high is None:
        return "unknown"
    if gap.low == gap.high == 0:
        return "same"
    return "worse" if gap.high < 0 else "better" if gap.low > 0 else "cannot_tell"


# Labelled cases by threshold, side (decided alone, handed off) and kind


def _counts(cells: Cells, thresholds: Floats) -> Ints:
    known = cells.where(cells.label != MISSING)
    person = np.where(known.human == MISSING, 2, known.human == known.label)
    return sides(known, thresholds, 3 * (known.answer == known.label) + person, _KINDS)


def _ends(counts: Ints) -> Ints:
    """The same by how each case ends, as `together` takes them."""
    alone = [counts[..., 0, which].sum(axis=-1) for which in (_MODEL, ~_MODEL)]
    handed = [counts[..., 1, which].sum(axis=-1) for which in _ENDS]
    return np.stack([*alone, *handed], axis=-1)


def _people_on(kinds: Ints, right: Floats, asked: Mask, plan: HandoffPlan) -> Floats:
    """How rightly a person decides each kind of case, those not judged as those that were."""
    if plan.human is not None:
        return statistics.standing_in(right, asked, kinds)
    accuracy = np.nan if plan.human_accuracy is None else plan.human_accuracy
    return np.full(kinds.shape, accuracy, dtype=np.float64)


def unseen_of(kinds: Ints) -> Floats:
    """A trace of each kind that was not seen, where there are cases at all.

    Args:
        kinds: counts, the kinds along the last axis.
    """
    missing = (kinds == 0) & (kinds.sum(axis=-1, keepdims=True) > 0)
    return np.where(missing, UNSEEN, 0.0)


# Differences, on the same cases


def _beyond_model(counts: Ints, of: Subject) -> Estimate:
    """How much more rightly the team decides than the model alone: on cases handed off only."""
    person = _people_on(counts[1], _PERSON.astype(np.float64), _ASKED, of.plan)
    return _gap(counts, np.stack([np.zeros(_KINDS), person - _MODEL]), 1, of)


def _beyond_people(counts: Ints, of: Subject) -> Estimate:
    """How much more rightly than people alone: on cases decided alone only."""
    person = _people_on(counts[0], _PERSON.astype(np.float64), _ASKED, of.plan)
    if of.plan.human is not None and not counts[:, _ASKED].sum():
        return Estimate(n=int(counts.sum()))
    return _gap(counts, np.stack([_MODEL - person, np.zeros(_KINDS)]), 0, of)


def _gap(counts: Ints, values: Floats, side: int, of: Subject) -> Estimate:
    """The mean of a gain that cases of one side alone can have."""
    unseen = np.zeros(counts.shape)
    unseen[side] = unseen_of(counts[side])
    if counts[side, _ASKED].any() and of.plan.human is not None:
        unseen[side] = np.maximum(unseen[side], _HALF)
    row = (1, -1)
    found = statistics.score_means(
        values.reshape(row), counts.reshape(row), of.level, unseen.reshape(row)
    ).one(0)
    if found.low is None or found.high is None:
        return found
    return Estimate(found.value, max(-1.0, found.low), min(1.0, found.high), found.n)


def _people(counts: Ints, of: Subject) -> tuple[Estimate, Estimate, Estimate]:
    """People alone: on all cases that they judged, on those handed off, on those decided alone."""
    if of.plan.human is None:
        assumed = Estimate(of.plan.human_accuracy)
        return assumed, assumed, Estimate()
    right, asked = (counts[:, kinds].sum(axis=1).tolist() for kinds in (_PERSON, _ASKED))
    ks, ns = [sum(right), *reversed(right)], [sum(asked), *reversed(asked)]
    every, handed, alone = statistics.rates(ks, ns, of.level)
    return every, handed, alone
