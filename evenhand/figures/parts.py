"""What there is to show of one candidate by one attribute: the one list of page and report.

To show a new finding on groups, make its figure and add a line here; the Fairness page and every
report then have it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from evenhand.figures import classes, fairness, local_law, population, strata
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
