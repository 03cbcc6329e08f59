"""What is to be said of the groups of a log before anything is worked out from them."""

from collections.abc import Iterator

from evenhand.arrays import Ints
from evenhand.fairness.impact import MOST_SELECTED, OVERALL
from evenhand.review import Method, Review
from evenhand.sources import Problem
from evenhand.tally import UNKNOWN, Tally, added_up


def small(n: int, method: Method) -> bool:
    """Whether a count is too small for anything that is shared, and yet not nothing.

    >>> [small(n, Method()) for n in (0, 10, 11)]
    [False, True, False]
    """
    return 0 < n < method.privacy_cell


def sizes(tally: Tally, review: Review) -> dict[str, tuple[tuple[str, ...], Ints]]:
    """By attribute, its groups and how many cases of the log each holds, answered or not."""
    found = {}
    for name, columns in review.attributes.items():
        cells = tally.by(review.handoff_candidate.name, columns)
        names, codes = tally.attribute(cells, columns)
        found[name] = names, added_up(cells.n, codes, len(names))
    return found


_SHOWN = "their counts are shown, not masked: take them out before you share them."


def problems(tally: Tally, review: Review) -> Iterator[Problem]:
    """Groups that are too small to be shared, and a reference that no attribute has."""
    found = sizes(tally, review)
    for name, (_, n) in found.items():
        few = sum(small(size, review.method) for size in n.tolist())
        if few:
            cell = review.method.privacy_cell
            groups = f"{few:,} {'group has' if few == 1 else 'groups have'} fewer than {cell} cases"
            yield Problem("note", name, None, f"{groups}; {_SHOWN}")
    wanted = review.method.reference
    known = {MOST_SELECTED, OVERALL}.union(*(names for names, _ in found.values())) - {UNKNOWN}
    if wanted not in known:
        message = "[method] reference names no group of this log; the most selected one is taken."
        yield Problem("warning", None, None, message)
