"""Ways to decide on the same cases: for each group and score, how often the answer is yes."""

from collections.abc import Sequence

import numpy as np

from evenhand.arrays import Floats, Ints
from evenhand.findings import MitigatedGroup, Option
from evenhand.mitigation.curves import Scored, share


def by_cuts(found: Scored, cuts: Ints) -> Floats:
    """A yes from a place among the scores on, one place a group; the last place is nobody's."""
    places = np.arange(len(found.scores))
    return (places[None, :] >= np.asarray(cuts)[:, None]).astype(np.float64)


def option(
    found: Scored, policy: Floats, kind: str, constraint: str | None, cuts: Ints | None
) -> Option:
    """What a way to decide gives.

    Args:
        found: the cases.
        policy: how often the answer is yes; groups by scores.
        kind: what it is.
        constraint: what it made equal.
        cuts: each group's place among the scores; None where there is none.
    """
    hits, among = (policy * found.hits).sum(axis=1), found.hits.sum(axis=1)
    right = (policy * found.positive + (1 - policy) * found.negative).sum(axis=1)
    known = (found.positive + found.negative).sum(axis=1)
    gap = hits / among
    tossed = ((policy > 0) & (policy < 1)) * found.answered
    at: Sequence[float | None] = [None] * len(right) if cuts is None else limits(found, cuts)
    return Option(
        kind=kind,
        constraint=constraint,
        accuracy=share(float(right.sum()) + found.elsewhere, found.cases),
        gap=float(gap.max() - gap.min()),
        groups=tuple(
            MitigatedGroup(
                name,
                at[i],
                share(float(hits[i]), int(among[i])),
                share(float(right[i]), int(known[i])),
            )
            for i, name in enumerate(found.names)
        ),
        tossed=float(tossed.sum() / found.answered.sum()),
    )


def limits(found: Scored, cuts: Ints) -> list[float]:
    """The score from which on each group gets a yes; infinite where nobody does."""
    ends = np.append(found.scores, np.inf)
    return [float(end) for end in ends[cuts]]
