"""What one candidate's group findings hold beyond metrics and impact ratios, put together."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from evenhand import metrics
from evenhand.arrays import Ints
from evenhand.fairness.gaps import eligible, gap
from evenhand.fairness.impact import favourable
from evenhand.fairness.local_law import local_law_144
from evenhand.fairness.partial import bounds
from evenhand.fairness.representation import representation
from evenhand.fairness.scores import Scored, distributions, scored
from evenhand.findings import (
    OMITTED,
    AttributeFindings,
    ClassGroups,
    GroupFindings,
    LocalLaw144,
    Omitted,
    Representation,
    ScoreDistribution,
)
from evenhand.metrics import Table
from evenhand.review import Review
from evenhand.tally import Cells, Tally, added_up

BY_CLASS: Final = (
    "selection_rate",
    "true_positive_rate",
    "false_positive_rate",
    "false_negative_rate",
    "precision",
    "f1",
)
"""Metrics that are another one for each class; accuracy and calibration mean the exact class."""


def with_details(
    tally: Tally,
    review: Review,
    candidate: str,
    counted: Mapping[str, Table],
    found: Mapping[str, AttributeFindings],
) -> dict[str, AttributeFindings]:
    """One candidate's group findings with classes, Local Law 144, scores, population and bounds.

    Args:
        tally: the counts.
        review: of those counts.
        candidate: its name.
        counted: its counts by attribute and group.
        found: its findings by attribute.
    """
    everybody = tally.by(candidate)
    all_scores = scored(tally, candidate, everybody)
    made = {}
    for name, one in found.items():
        columns = review.attributes[name]
        cells = tally.by(candidate, columns)
        codes = tally.attribute(cells, columns)[1]
        scores = all_scores if cells is everybody else scored(tally, candidate, cells)
        asked = _Asked(tally, review, candidate, name, counted[name], cells, codes, scores)
        made[name] = replace(
            one,
            groups=asked.groups(one),
            classes=asked.classes(),
            local_law_144=asked.local_law(),
            scores=asked.scores_by_group(one),
            representation=asked.representation(),
        )
    return made


@dataclass(frozen=True, slots=True)
class _Asked:
    """One candidate by one attribute."""

    tally: Tally
    review: Review
    candidate: str
    attribute: str
    counted: Table
    cells: Cells
    codes: Ints
    scores: Scored | None

    def groups(self, found: AttributeFindings) -> tuple[GroupFindings, ...]:
        """The groups, with bounds where outcomes were seen of some cases only."""
        if self.review.columns.observed is None:
            return found.groups
        ends = bounds(self.counted)
        return tuple(replace(one, bounds=own) for one, own in zip(found.groups, ends, strict=True))

    def local_law(self) -> LocalLaw144 | Omitted:
        """The tables, where every column is a protected one."""
        if not set(self.review.attributes[self.attribute]) <= set(self.review.columns.protected):
            return OMITTED
        favoured = favourable(self.counted, good=self.review.columns.positive_is_good)
        return local_law_144(
            self.counted.names, favoured, self.review.method, self.scores, self.codes
        )

    def scores_by_group(self, found: AttributeFindings) -> tuple[ScoreDistribution, ...] | Omitted:
        """How scores are spread, where there are any."""
        if self.scores is None:
            return OMITTED
        means = [one.metrics["mean_score"] for one in found.groups]
        return distributions(self.counted.names, self.codes, self.scores, means)

    def representation(self) -> Representation | Omitted:
        """The log beside the population, where the review names one."""
        population = self.review.population.get(self.attribute)
        if population is None:
            return OMITTED
        names = self.counted.names
        sizes = added_up(self.cells.n, self.codes, len(names)).tolist()
        level = self.review.method.interval
        return representation(dict(zip(names, sizes, strict=True)), population, level)

    def classes(self) -> Mapping[str, ClassGroups] | Omitted:
        """Each class against the rest, where there are three or more."""
        if self.tally.binary:
            return OMITTED
        return {name: self._class(place) for place, name in enumerate(self.tally.classes)}

    def _class(self, place: int) -> ClassGroups:
        names = self.counted.names
        counted = metrics.table(self.cells, names, self.codes, place, binary=False)
        method = self.review.method
        large = eligible(counted, method)
        tables = len(self.tally.classes) * len(self.review.attributes)
        found = metrics.estimates(counted, method, tables=tables)
        groups = tuple(
            GroupFindings(name, int(counted.n[i]), bool(large[i]), counted.counts(i), found[i])
            for i, name in enumerate(names)
        )
        return ClassGroups(
            groups, {name: gap(counted, name, large, method, tables) for name in BY_CLASS}
        )
