"""How large groups are in a log that there is already, so that nothing need be supposed of it."""

from collections.abc import Mapping

from evenhand import fairness, pairs
from evenhand.review import Review
from evenhand.tally import Tally


def measured(tally: Tally, review: Review) -> Mapping[str, tuple[float, ...]]:
    """By attribute that a limit is on, how large each group is that can take part.

    Args:
        tally: the counts of the log.
        review: of those counts.

    Returns:
        Cases of each group that the handoff's candidate answered; an attribute of which fewer
        than two groups can take part is left out.
    """
    asked = {c.attribute for c in review.criteria if c.attribute}
    tables = fairness.tables(tally, review, asked)[review.handoff_candidate.name]
    found = {
        name: tuple(counted.n[pairs.eligible(counted.names, counted.n, review.method)].tolist())
        for name, counted in tables.items()
    }
    return {name: sizes for name, sizes in found.items() if len(sizes) > 1}
