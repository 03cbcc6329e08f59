"""What every part of the handoff is worked out from."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from evenhand.arrays import Floats, Ints
from evenhand.handoff import arriving
from evenhand.handoff.sweep import sure
from evenhand.review import HandoffPlan, Review
from evenhand.tally import Cells, Tally


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

    def attributes(self) -> Iterator[tuple[str, tuple[str, ...], Ints]]:
        """Each attribute of the review: its name, its groups, and which of them each cell is in."""
        for name, columns in self.review.attributes.items():
            yield name, *self.tally.attribute(self.cells, columns)


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
    cells = sure(tally.cells[review.handoff_candidate.name])
    tried = plan if threshold is None else plan.model_copy(update={"threshold": threshold})
    changed = review.model_copy(update={"handoff": tried})
    full = arriving.planned(tally, changed) or tried
    return Subject(tally, changed, full, plan.threshold, cells, stops(plan.threshold))


def stops(threshold: float) -> Floats:
    """The slider's thresholds: 50 to 99 in a hundred, and the review's own."""
    return np.array(sorted({*(k / 100 for k in range(50, 100)), threshold}))
