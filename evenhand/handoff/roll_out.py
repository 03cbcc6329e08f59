"""Start small: which category of cases to automate first."""

from collections.abc import Sequence

from evenhand.findings import RollOut
from evenhand.handoff.halves import Halves
from evenhand.handoff.promise import Promised, by_group
from evenhand.handoff.subject import Subject


def roll_out(of: Subject, halves: Halves) -> dict[str, tuple[RollOut, ...]]:
    """By context column, its categories in the order in which they can be taken over.

    A plan to start with one category and to add the next rests on all of its promises, and its
    order is picked by looking at all of them. So the promises of a column's categories hold
    together with the plan's assurance: each may be broken with that share of the probability
    (Bonferroni), which no dependence between them can spoil and which costs little, since the
    cases a promise takes grow with the logarithm of the number of categories.

    Args:
        of: whose plan says what is promised.
        halves: of its cases.

    Returns:
        The category that can be decided alone most often is first; then by share of all cases,
        and by name. Unknown and small groups are no categories.
    """
    everybody = int(of.cells.n.sum())
    return {
        column: _in_order([
            _category(name, found, everybody)
            for name, found in by_group(of, halves.attributes[column], together=True)
        ])
        for column in of.review.columns.context
        if column in halves.attributes  # a kept review may not tell it
    }  # fmt: skip


def _category(name: str, found: Promised, everybody: int) -> RollOut:
    return RollOut(
        category=name,
        n=found.n,
        threshold=found.threshold,
        coverage=found.coverage,
        cases_needed=found.cases_needed,
        share_of_all=found.alone / everybody,
        automatic_error=found.reporting.automatic_error,
    )


def _in_order(found: Sequence[RollOut]) -> tuple[RollOut, ...]:
    return tuple(sorted(found, key=lambda c: (-(c.coverage or 0.0), -c.share_of_all, c.category)))
