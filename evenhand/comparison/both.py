"""The cases on which two are compared."""

import numpy as np

from evenhand.arrays import Ints, Mask
from evenhand.counting import MISSING
from evenhand.findings import Counts
from evenhand.review import Review
from evenhand.tally import MARKS, OTHER, Cells, Tally, added_up

# A case is one of eight kinds: is it positive, and did the baseline, and the model, say so?
TRUE, BASELINE, MODEL = (part.astype(bool) for part in np.unravel_index(np.arange(8), (2, 2, 2)))


def answered(cells: Cells) -> Cells:
    """Those that both answered; the model's answers are the cells' own, the baseline's ride along.

    Args:
        cells: of the model.
    """
    return cells.where((cells.answer != MISSING) & (cells.other != MISSING))


def labelled(tally: Tally, review: Review) -> Cells:
    """Those that both answered and whose outcome is known."""
    both = answered(tally.by(review.handoff_candidate.name, beside=OTHER))
    return both.where(both.label != MISSING)


def judged(tally: Tally, review: Review) -> Cells:
    """The same; of a kept review that tells no more, only whether each of the two is right.

    Its answers are then as if positive of positive cases where they are right.
    """
    own = review.handoff_candidate.name
    if not is_apart(tally, review) or not tally.tells(own, (), MARKS):
        return labelled(tally, review)
    cells = answered(tally.by(own, beside=MARKS))
    return cells.where(cells.label != MISSING)


def is_apart(tally: Tally, review: Review) -> bool:
    """Whether a kept review does not tell what the two say of the same cases and their outcome."""
    return tally.apart is not None and not labelled(tally, review).n.sum()


def each(tally: Tally, review: Review) -> tuple[Ints, Ints]:
    """Kinds of case for either of the two alone, where they are not known of both together.

    Returns:
        Of the baseline, as if the model said no to all, and of the model, likewise.
    """
    sides = []
    for one, place in ((review.baseline, 2), (review.handoff_candidate, 1)):
        cells = tally.by((one or review.handoff_candidate).name)
        known = cells.where((cells.label != MISSING) & (cells.answer != MISSING))
        true, said = ((c == tally.positive).astype(np.int64) for c in (known.label, known.answer))
        sides.append(added_up(known.n, 4 * true + place * said, len(TRUE)))
    return sides[0], sides[1]


def counts(cells: Cells, answer: Ints, positive: int) -> Counts:
    """Right and wrong answers of one side, by the cells' labels."""
    said, true = answer == positive, cells.label == positive
    kinds = (said & true, said & ~true, ~said & ~true, ~said & true)
    return Counts(*(int(cells.n[kind].sum()) for kind in kinds))


def kinds(cells: Cells, positive: int) -> Ints:
    """How many cases there are of each kind, in the order of `TRUE`, `BASELINE` and `MODEL`.

    Args:
        cells: with a label and both answers.
        positive: the place of the positive class.
    """
    true, other, own = (
        (codes == positive).astype(np.int64) for codes in (cells.label, cells.other, cells.answer)
    )
    return added_up(cells.n, 4 * true + 2 * other + own, len(TRUE))


def of_kinds(kinds: Ints, said: Mask) -> Counts:
    """Right and wrong answers of one side.

    Args:
        kinds: cases by truth and both answers, in the order of `kinds`.
        said: `BASELINE` or `MODEL`.
    """
    sides = (TRUE & said, ~TRUE & said, ~TRUE & ~said, TRUE & ~said)
    return Counts(*(int(kinds[side].sum()) for side in sides))
