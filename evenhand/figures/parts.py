"""What there is to show on groups, and on the handoff: the one list of page and report for each.

To show a new finding, make its figure and add a line here; the page and every report then have it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from evenhand.figures import (
    believed,
    classes,
    cost,
    evenness,
    fairness,
    handoff,
    local_law,
    people,
    population,
    promise,
    queue,
    scope,
    strata,
    tried,
)
from evenhand.figures.kinds import Figure
from evenhand.findings import Findings
from evenhand.review import Review


@dataclass(frozen=True, slots=True)
class Part:
    """A figure on one candidate by one attribute.

    Attributes:
        key: its name on the page.
        make: from findings, review, candidate and attribute; None where there is nothing to show.
        first: whether it stands on the page at once, and not under More.
    """

    key: str
    make: Callable[[Findings, Review, str, str], Figure | None]
    first: bool = False


BY_ATTRIBUTE: Final[tuple[Part, ...]] = (
    Part("impact_ratios", fairness.impact_ratios, first=True),
    Part("gaps", fairness.gaps, first=True),
    Part("strata", strata.strata),
    Part("classes", classes.classes),
    Part("scores", population.scores),
    Part("local_law_selection", local_law.selection),
    Part("local_law_scoring", local_law.scoring),
    Part("representation", population.representation),
    Part("bounds", population.bounds),
)


@dataclass(frozen=True, slots=True)
class HandoffPart:
    """A figure on the handoff.

    Attributes:
        key: its name on the page, and to `words.missing`.
        make: from findings, review and the attribute that was chosen, if the review has any; None
            where there is nothing to show.
        first: whether it stands on the page at once, and not under More.
        by_group: whether it hangs on the attribute; a report then has one of each attribute.
        by_context: whether it hangs on a context column; a report then has one of each of those.
        unsure: whether it is there also where the candidate does not say how sure it is.
    """

    key: str
    make: Callable[[Findings, Review, str | None], Figure | None]
    first: bool = False
    by_group: bool = False
    by_context: bool = False
    unsure: bool = False

    def each(self, findings: Findings, review: Review) -> Iterator[Figure]:
        """All that a report has of it.

        Args:
            findings: what was found.
            review: the nouns, and the columns.
        """
        asked: tuple[str | None, ...] = (None,)
        if self.by_group:
            asked = tuple(review.attributes)
        elif self.by_context:
            asked = review.columns.context or asked
        made = (self.make(findings, review, attribute) for attribute in asked)
        yield from (figure for figure in made if figure is not None)


BY_HANDOFF: Final[tuple[HandoffPart, ...]] = (
    HandoffPart("tried", lambda f, r, _: tried.tried(f, r)),
    HandoffPart("reliability", lambda f, r, _: believed.confidence(f, r), first=True),
    HandoffPart("risk_coverage", lambda f, r, _: handoff.risk_coverage(f, r)),
    HandoffPart("handoff_groups", evenness.handoff_groups, first=True, by_group=True),
    HandoffPart(
        "tried_groups",
        tried.tried_groups,
        by_group=True,
    ),
    HandoffPart("guarantee", lambda f, r, _: promise.guarantee(f, r)),
    HandoffPart("guarantee_groups", promise.guarantee_groups, by_group=True),
    HandoffPart("roll_out", promise.roll_out, by_context=True),
    HandoffPart("costs_of_deciding", lambda f, r, _: cost.deciding(f, r)),
    HandoffPart("team", lambda f, r, _: people.team(f, r)),
    HandoffPart("overrides", lambda f, r, _: people.overrides(f, r), unsure=True),
    HandoffPart("override_groups", people.override_groups, by_group=True, unsure=True),
    HandoffPart("staffing", lambda f, r, _: queue.staffing(f, r)),
    HandoffPart("out_of_scope", lambda f, r, _: scope.out_of_scope(f, r)),
    HandoffPart("confusions", lambda f, r, _: scope.confusions(f, r)),
    HandoffPart("arrivals", lambda f, r, _: queue.arrivals(f, r)),
    HandoffPart("brier", lambda f, r, _: believed.brier(f, r)),
    HandoffPart("best_cut", lambda f, r, _: believed.best_cut(f, r)),
    HandoffPart("scores", lambda f, r, _: handoff.scores(f, r)),
)
