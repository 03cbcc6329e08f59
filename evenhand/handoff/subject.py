"""What every part of the handoff is worked out from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from evenhand.arrays import Floats, Ints
from evenhand.handoff import arriving
from evenhand.handoff.sweep import sure
from evenhand.review import HandoffPlan, Review
from evenhand.tally import HANDOFF, VALUE, Cells, Tally


@dataclass(frozen=True, slots=True)
class Subject:
    """One candidate's answers, and the review's plan for handing them off.

    Attributes:
        tally: every count.
        review: the nouns, costs and limits; its handoff is the plan.
        plan: the handoff that is worked out, with the cases an hour of the log where the review
            does not say how many come in.
        today: the review's own threshold, where another one is tried.
        cells: the candidate's answered cases of which it said how sure it was.
        stops: the slider's thresholds, rising.
    """

    tally: Tally
    review: Review
    plan: HandoffPlan
    today: float
    cells: Cells
    stops: Floats

    @property
    def threshold(self) -> float:
        """The confidence that is needed to decide alone."""
        return self.plan.threshold

    @property
    def level(self) -> float:
        """Of the intervals."""
        return self.review.method.interval

    @property
    def at(self) -> int:
        """The threshold's place among the stops."""
        return int(np.searchsorted(self.stops, self.threshold))

    @property
    def tells_classes(self) -> bool:
        """Whether it is known which of several classes is taken for which."""
        own = self.review.handoff_candidate.name
        return not self.tally.binary and self.tally.tells_answers(own)

    def attributes(self) -> Iterator[tuple[str, Cells, tuple[str, ...], Ints]]:
        """Each attribute: its name, cells, groups, and the group of each cell.

        Not those of which a kept review does not tell what is handed off.
        """
        for name, columns in self.review.attributes.items():
            cells = self.by(columns)
            if self.tally.apart is not None and not cells.n.sum():
                continue
            yield name, cells, *self.tally.attribute(cells, columns)

    def together(self) -> Cells | None:
        """Of a kept review, what all say of a case by side of its own threshold; None elsewhere."""
        own = self.review.handoff_candidate.name
        if self.tally.apart is None or not self.tally.tells(own, (), VALUE):
            return None
        cells = self.tally.by(own, beside=VALUE)
        told = sure(cells)
        return replace(told, confidence=np.where(told.confidence > 0, self.today, -1.0))

    def by(self, columns: Sequence[str]) -> Cells:
        """The same cases, in cells that tell the groups of some columns."""
        if self.tally.apart is None:
            return self.cells
        return sure(_told(self.tally, self.review, columns))


def subject(
    tally: Tally, review: Review, plan: HandoffPlan, threshold: float | None = None
) -> Subject:
    """The handoff that a review plans, or the same at another threshold.

    Args:
        tally: the counts.
        review: of those counts.
        plan: the review's handoff.
        threshold: one of the slider's stops to try; the plan's own where not given.
    """
    cells = sure(_told(tally, review))
    tried = plan if threshold is None else plan.model_copy(update={"threshold": threshold})
    changed = review.model_copy(update={"handoff": tried})
    if not tally.tells_answers(review.handoff_candidate.name):
        # Only right and wrong are known: what each kind of mistake costs is not, nor any score.
        tally, changed = replace(tally, binary=False), changed.model_copy(update={"costs": None})
    if not tally.tells_people(review.handoff_candidate.name):
        changed = changed.model_copy(update={"costs": None})  # else as if they were never wrong
    full = arriving.planned(tally, review.model_copy(update={"handoff": tried})) or tried
    return Subject(tally, changed, full, plan.threshold, cells, stops(plan.threshold))


def _told(tally: Tally, review: Review, columns: Sequence[str] = ()) -> Cells:
    return tally.by(review.handoff_candidate.name, columns, HANDOFF)


def stops(threshold: float) -> Floats:
    """The slider's thresholds: 50 to 99 in a hundred, and the review's own."""
    return np.array(sorted({*(k / 100 for k in range(50, 100)), threshold}))
