"""What each table of a candidate's cells may tell, from the most to the least, before groups.

The tables of the handoff's candidate are all of the same cells, so that whatever two of them tell
is the same; a few cases that lack something are left out of all of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any, Final, TypeVar

import numpy as np

from evenhand.arms import ArmCounts
from evenhand.arrays import Floats, Ints, Mask
from evenhand.counting import MISSING
from evenhand.kept.merging import against, by_kind, fits, steps
from evenhand.periods import PeriodCounts
from evenhand.review import Review
from evenhand.tally import HANDOFF, HUMAN, MARKS, OTHER, VALUE, Cells, Tally

_Counts = TypeVar("_Counts", Cells, PeriodCounts)
Key = tuple[str, str]  # a table: its candidate, and what is looked at beside its answers
Told = tuple[str, ...]
NOTHING: Final[Told] = ("nothing",)  # how many cases there are, and no more
# What the cells of a table tell, from the most to the least.
_SURE: Final = (("label", "answer", "side"), ("label", "answer"), ("answer",), NOTHING)
_EVERYBODY: Final = (("label", "answer", "side", "human"), *_SURE)
_HANDED: Final = (("label", "side", "human"), ("label", "side"), NOTHING)
_PAIRED: Final = (("label", "answer", "other"), ("answer", "other"), NOTHING)
_MARKED: Final = (("label", "answer", "other"), NOTHING)
_JUDGED: Final = (("label", "answer", "human"), ("answer", "human"), NOTHING)
_VALUED: Final = (("label", "answer", "other", "human", "side"), NOTHING)
_AXES: Final = ("label", "answer", "other", "human")
_DENSE: Final = 8  # a number may be this many times as large as there are of them
_CLASSES: Final = ("another class (merged)", "a wrong class (merged)", "one more class (merged)")


def code(*keys: Ints) -> Ints:
    """Several keys as one, numbered from 0."""

    def crossed(one: Ints, two: Ints) -> Ints:
        flat = one * (int(two.max(initial=0)) + 2) + two + 1
        if int(flat.max(initial=0)) > _DENSE * len(flat):
            return np.asarray(np.unique(flat, return_inverse=True)[1], dtype=np.int64)
        there = np.bincount(flat) > 0  # quicker than to sort, where not most numbers are left out
        return np.asarray(np.cumsum(there)[flat] - 1, dtype=np.int64)

    return reduce(crossed, keys, np.zeros(len(keys[0]), dtype=np.int64))


def few_classes(tally: Tally) -> Tally:
    """Of three classes and more, the positive one against the rest: right and wrong stay exact."""
    positive = tally.positive
    cells = {name: reclassed(one, positive, "other", "human") for name, one in tally.cells.items()}
    return replace(tally, classes=(tally.classes[positive], *_CLASSES), positive=0, cells=cells)


def reclassed(found: _Counts, positive: int, *others: str) -> _Counts:
    """The same counts in three classes; answers that are equal to the label or the answer stay so.

    Args:
        found: counts by label, answer and more.
        positive: the place of the positive class.
        others: the names of what else was answered.
    """
    label, answer = found.label, found.answer
    more: dict[str, Any] = {
        name: against(positive, getattr(found, name), label, answer) for name in others
    }
    return replace(
        found,
        label=against(positive, label, label),
        answer=against(positive, answer, label),
        **more,
    )


@dataclass(frozen=True, slots=True)
class Draft:
    """The cells of one table, before they are put together.

    Attributes:
        cells: one candidate's.
        side: on which side of the handoff's threshold; 0 where it is not known how sure it was.
        chain: what the table may tell, from the most to the least.
    """

    cells: Cells
    side: Ints
    chain: tuple[Told, ...]

    def kinds(self, told: Sequence[str]) -> Ints:
        """Which kind each cell is of, by some of what it tells."""
        return code(np.zeros_like(self.side), *(self.axis(name) for name in told))

    def axis(self, name: str) -> Ints:
        """One of the things that cells tell."""
        if name == NOTHING[0]:
            return np.zeros_like(self.side)
        found: Ints = self.side if name == "side" else getattr(self.cells, name)
        return found

    def level(self, least: int, first: int = 0) -> int:
        """The first level of the chain, from some level on, at which no count is small."""
        for level, told in enumerate(self.chain[first:], first):
            counts = np.bincount(self.kinds(told), self.cells.n)
            if fits(counts[None], least).all():
                return level
        return len(self.chain) - 1

    def without_sides(self, level: int) -> "Draft":
        """The same, of which it is not known how sure the candidate was, if no side is told.

        Args:
            level: of the chain, that is told of everybody.
        """
        if "side" in self.chain[level]:
            return self
        return replace(self, cells=unsure(self.cells), side=0 * self.side)

    def edges(self, streams: Ints, least: int) -> Floats:
        """Of each cell the lower edge of its step; NaN where it is not known how sure it was.

        Args:
            streams: kinds of which no step may have a small count.
            least: the smallest count that may be kept.
        """
        found = np.full(len(self.side), np.nan)
        for block in self.blocks():
            values, place = np.unique(self.cells.confidence[block], return_inverse=True)
            counts = np.zeros((len(values), int(streams.max()) + 1), dtype=np.int64)
            np.add.at(counts, (place, streams[block]), self.cells.n[block])
            found[block] = values[steps(counts, least)][place]
        return found

    def blocks(self) -> Iterator[Ints]:
        """The cells of each answer on each side of the threshold, of which it is known how sure."""
        blocks = code(self.cells.answer, self.side)
        for block in range(int(blocks.max(initial=-1)) + 1):
            cells = np.flatnonzero((blocks == block) & (self.side > 0))
            if len(cells):
                yield cells


def in_steps(cells: Cells, places: Ints) -> Cells:
    """Cells with the confidence of each as the lower edge of its step.

    How sure the candidate was is then known to a step alone, by its middle: sums over cases with
    different values would tell how many cases have which.

    Args:
        cells: of which it is known how sure the candidate was wherever they are in a step.
        places: the step of each; 0 where it is in none.
    """
    inside = places > 0
    low = np.full(int(places.max(initial=0)) + 1, np.inf)
    high = -low
    np.minimum.at(low, places[inside], cells.confidence[inside])
    np.maximum.at(high, places[inside], cells.confidence[inside])
    sure, middle = (np.full(len(places), np.nan) for _ in range(2))
    sure[inside] = low[places[inside]]
    middle[inside] = (sure[inside] + high[places[inside]]) / 2
    total = np.where(inside, cells.n * middle, 0.0)
    square = np.where(inside, cells.n * middle**2, 0.0)
    return replace(cells, confidence=sure, confidence_sum=total, confidence_square=square)


def unsure(cells: Cells) -> Cells:
    """The same, of which it is not known how sure the candidate was."""
    nothing, unsaid = np.zeros(len(cells.n)), np.full(len(cells.n), np.nan)
    return replace(cells, confidence=unsaid, confidence_sum=nothing, confidence_square=nothing)


def marked(cells: Cells, positive: int) -> Cells:
    """The same where both answers are only right, as if positive of a positive case, or wrong."""
    right, wrong = positive, 1 - min(positive, 1)
    known = (cells.label != MISSING) & (cells.answer != MISSING) & (cells.other != MISSING)

    def mark(said: Ints) -> Ints:
        return np.where(known, np.where(said == cells.label, right, wrong), MISSING)

    label = np.where(known, right, MISSING)
    return replace(cells, label=label, answer=mark(cells.answer), other=mark(cells.other))


def right_or_wrong(cells: Cells, positive: int) -> Cells:
    """The same where answers are only right, as if positive of a positive case, or wrong."""
    right, wrong = positive, 1 - min(positive, 1)
    label = np.where(cells.label == cells.answer, right, wrong)
    person = np.where(cells.human == cells.label, label, right + wrong - label)
    return replace(
        cells,
        label=np.where(cells.label == MISSING, MISSING, label),
        answer=np.where(cells.answer == MISSING, MISSING, right),
        human=np.where((cells.human == MISSING) | (cells.label == MISSING), MISSING, person),
    )


def sides(cells: Cells, edge: float) -> Ints:
    """On which side of a threshold each cell is; 0 where it is not known how sure it was."""
    known = np.isfinite(cells.confidence)
    return np.where(known, 1 + (cells.confidence >= edge), 0).astype(np.int64)


def complete(tally: Tally, review: Review) -> Tally:
    """The tally without the few cases of a small kind that lack an outcome or an answer.

    They are left out of every table of the handoff's candidate, and of the baseline that rode
    along with it, so that no two tables differ by them. So are all cases of no arm, where they, or
    those of an outcome, are few.
    """
    own, riding = review.handoff_candidate, review.baseline
    cells, arms = tally.cells[own.name], tally.arms
    nobody = _of_no_arm(cells, arms, review.method.privacy_cell)
    left = ~(nobody | _incomplete(cells, review, has_arms=arms is not None))
    found = {own.name: cells.where(left)}
    if riding is not None and len(tally.cells[riding.name].n) == len(left):
        found[riding.name] = tally.cells[riding.name].where(left)
    if arms is not None and nobody.any():
        arms = replace(arms, nobody=0)
    return replace(tally, cells={**tally.cells, **found}, arms=arms)


def _incomplete(cells: Cells, review: Review, *, has_arms: bool) -> Mask:
    """The cells of a small kind that lack an outcome or an answer; not those of the other arm."""
    least, own = review.method.privacy_cell, review.handoff_candidate
    elsewhere = has_arms & (cells.other != MISSING)
    told = [*_AXES[:2], "side"] if own.is_sure else [*_AXES[:2]]
    draft = Draft(cells, sides(cells, review.handoff_threshold), ())
    unsaid = cells.answer == MISSING
    if own.is_sure:
        unsaid |= draft.side == 0
    missing = (cells.label == MISSING) | (unsaid & ~elsewhere)
    return np.asarray(
        missing & (_few(draft, told, least) | _few(draft, [*told, "other"], least)), dtype=bool
    )


def _of_no_arm(cells: Cells, arms: ArmCounts | None, least: int) -> Mask:
    """The cells of no arm, where some outcome of theirs is rare; none where they are not known."""
    nobody = (cells.answer == MISSING) & (cells.other == MISSING)
    outcomes = np.bincount(cells.label[nobody] - MISSING, cells.n[nobody])
    is_known = arms is not None and int(outcomes.sum()) == arms.nobody
    is_few = is_known and not bool(fits(outcomes[None], least).all())
    return np.asarray(nobody & is_few, dtype=bool)


def _few(draft: Draft, told: Sequence[str], least: int) -> Mask:
    """Which cells are of a small kind."""
    kinds = draft.kinds(told)
    return by_kind(draft.cells.n, kinds, int(kinds.max(initial=0)) + 1)[kinds] < least


def drafts(tally: Tally, review: Review) -> Iterator[tuple[Key, Draft]]:
    """The tables there are of everybody.

    Of a candidate that is counted by itself, and with a few cases that the others lack, nothing is
    told: the difference would say how many of which group these are.
    """
    mine = tally.cells[review.handoff_candidate.name]
    for one in review.candidates:
        cells, own = tally.cells[one.name], one is review.handoff_candidate
        if int(cells.n.sum()) != int(mine.n.sum()):
            nobody = np.full(len(mine.n), MISSING)
            same = replace(unsure(mine), other=nobody, human=nobody)
            yield (one.name, ""), Draft(same, np.zeros(len(mine.n), dtype=np.int64), (NOTHING,))
            continue
        nobody = np.full(len(cells.n), MISSING)
        side = sides(cells, review.handoff_threshold if own else 0.0)
        human = cells.human if own else nobody
        judged = bool(np.any(human != MISSING))
        alone = replace(cells, other=nobody, human=human)
        yield (one.name, ""), Draft(alone, side, _EVERYBODY if judged else _SURE)
        if own:
            yield from _beside(one.name, tally, side, is_sure=one.is_sure)


def _beside(own: str, tally: Tally, side: Ints, *, is_sure: bool) -> Iterator[tuple[Key, Draft]]:
    """The tables of what the handoff's candidate, others and people say of the same cases."""
    cells = tally.cells[own]
    nobody = np.full(len(cells.n), MISSING)
    plain, flat = unsure(cells), 0 * side
    judged, paired = (bool(np.any(c != MISSING)) for c in (cells.human, cells.other))
    if is_sure:
        handed = right_or_wrong(replace(cells, other=nobody), tally.positive)
        yield (own, HANDOFF), Draft(handed, side, _HANDED if judged else _HANDED[1:])
    if paired:
        both = replace(plain, human=nobody)
        yield (own, OTHER), Draft(both, flat, _PAIRED)
        yield (own, MARKS), Draft(marked(both, tally.positive), flat, _MARKED)
    if judged:
        yield (own, HUMAN), Draft(replace(plain, other=nobody), flat, _JUDGED)
    if is_sure and paired:
        edges = np.where(side > 0, (side > 1).astype(np.float64), np.nan)
        yield (own, VALUE), Draft(replace(plain, confidence=edges), side, _VALUED)


def by_group(
    found: Mapping[Key, Draft], own: str, rides: str | None, *, is_large: bool
) -> dict[Key, Draft]:
    """The tables that groups have; how sure a candidate was only of the one that hands off.

    Of candidates that are counted by themselves groups have none where a count of the log is small:
    nothing is known of what the same cases got from two of them, so that nobody can work out what
    their tables give away together.

    Args:
        found: those of everybody.
        own: the candidate that hands off.
        rides: the one whose answers are counted beside its own, if one's are.
        is_large: whether no count that a review of the whole log shows is small.
    """
    made: dict[Key, Draft] = {}
    for (name, seen), draft in found.items():
        if seen:
            made[name, seen] = draft
            continue
        nobody = np.full(len(draft.cells.n), MISSING)
        chain = _SURE if name == own else _SURE[1:] if is_large or name == rides else (NOTHING,)
        made[name, seen] = Draft(replace(draft.cells, human=nobody), draft.side, chain)
    return {key: draft for key, draft in made.items() if key[1] != VALUE}


def ranks(values: Floats) -> Ints:
    """The place of each value among the different ones; what is not known comes first."""
    known = np.isfinite(values)
    found = np.unique(np.where(known, values, -1.0), return_inverse=True)[1]
    return np.asarray(found, dtype=np.int64)
