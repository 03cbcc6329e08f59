"""One candidate by the groups of every attribute, put together."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from evenhand import metrics, statistics
from evenhand.fairness.gaps import eligible, gap
from evenhand.fairness.impact import MOST_SELECTED, favourable, impact_ratios, reference
from evenhand.fairness.unknown import unknown
from evenhand.findings import AttributeFindings, ClassGroups, Estimate, Gap, GroupFindings, Omitted
from evenhand.metrics import MEANS, METRICS, Table
from evenhand.review import Criterion, Review
from evenhand.tally import Tally

Tables = Mapping[str, Mapping[str, Table]]


def tables(tally: Tally, review: Review, attributes: Collection[str] | None = None) -> Tables:
    """Counts by candidate, attribute and group: what every group finding is made from.

    Args:
        tally: the counts.
        review: of those counts.
        attributes: which of the review's; all where not given.
    """
    wanted = {
        name: columns
        for name, columns in review.attributes.items()
        if attributes is None or name in attributes
    }
    few = tally.answers()
    return {
        name: {attribute: table(few, name, columns) for attribute, columns in wanted.items()}
        for name in few.cells
    }


def table(tally: Tally, candidate: str, columns: Sequence[str]) -> Table:
    """Counts of one candidate by the groups of one attribute.

    Args:
        tally: the counts.
        candidate: its name.
        columns: one column or two.
    """
    cells = tally.by(candidate, columns)
    groups = tally.attribute(cells, columns)
    return metrics.table(cells, *groups, tally.positive, binary=tally.binary)


def by_attribute(
    counted: Mapping[str, Table], review: Review, candidate: str
) -> dict[str, AttributeFindings]:
    """One candidate by the groups of every attribute; q-values are still those of nobody.

    Args:
        counted: by attribute, the candidate's counts.
        review: of those counts.
        candidate: its name.
    """
    if not counted:
        return {}
    found = iter(metrics.estimates(metrics.stacked(list(counted.values())), review.method))
    return {
        attribute: _attribute(
            table, [next(found) for _ in table.names], review, _limits(review, candidate, attribute)
        )
        for attribute, table in counted.items()
    }


def _limits(review: Review, candidate: str, attribute: str) -> list[Criterion]:
    """The review's own limits on the impact ratio of one candidate by one attribute."""
    own = review.handoff_candidate.name
    asked = ("impact_ratio", candidate, attribute)
    return [c for c in review.criteria if (c.finding, c.candidate or own, c.attribute) == asked]


def _attribute(
    counted: Table,
    found: list[Mapping[str, Estimate]],
    review: Review,
    limits: Sequence[Criterion],
) -> AttributeFindings:
    large = eligible(counted, review.method)
    groups = tuple(
        GroupFindings(name, int(counted.n[i]), bool(large[i]), counted.counts(i), found[i])
        for i, name in enumerate(counted.names)
    )
    gaps = {name: gap(counted, name, large, review.method) for name in (*METRICS, *MEANS)}
    favoured = favourable(counted, good=review.columns.positive_is_good)
    against = reference(counted.names, favoured, large, review.method.reference)
    return AttributeFindings(
        groups,
        gaps,
        tuple(impact_ratios(counted.names, favoured, large, review.method)),
        unknown(counted.names, favoured, large, against, limits),
        against.name if against else MOST_SELECTED,
    )


def by_library(counted: Table, found: AttributeFindings) -> AttributeFindings:
    """The same findings with the groups' values worked out by Fairlearn's `MetricFrame`.

    Above `MOST_FRAME_GROUPS` groups, where that takes seconds, they stay as they are.
    """
    if len(counted.names) > metrics.MOST_FRAME_GROUPS:
        return found
    values = metrics.values(counted, metrics.by_frame)
    return replace(
        found,
        groups=tuple(
            replace(group, metrics=_with_values(group.metrics, values, place))
            for place, group in enumerate(found.groups)
        ),
    )


def _with_values(
    found: Mapping[str, Estimate], values: Mapping[str, list[float | None]], place: int
) -> dict[str, Estimate]:
    """The same intervals, around the values given; a mean is no metric of the library's."""
    return {
        name: replace(one, value=values[name][place]) if name in values else one
        for name, one in found.items()
    }


def adjusted(
    found: Mapping[str, Mapping[str, AttributeFindings]],
) -> dict[str, dict[str, AttributeFindings]]:
    """The same findings with the q-values of all gaps of the document."""
    every = [
        gap
        for by in found.values()
        for one in by.values()
        for gaps in (one.gaps, *(each.gaps for each in _classes(one).values()))
        for gap in gaps.values()
    ]
    q_values = iter(statistics.adjusted([gap.p_value for gap in every if gap.p_value is not None]))

    def with_q(gaps: Mapping[str, Gap]) -> dict[str, Gap]:
        return {
            key: gap if gap.p_value is None else replace(gap, q_value=next(q_values))
            for key, gap in gaps.items()
        }

    def both(one: AttributeFindings) -> AttributeFindings:
        own = replace(one, gaps=with_q(one.gaps))
        if isinstance(one.classes, Omitted):
            return own
        by_class = {key: replace(each, gaps=with_q(each.gaps)) for key, each in one.classes.items()}
        return replace(own, classes=by_class)

    return {
        name: {attribute: both(one) for attribute, one in by.items()} for name, by in found.items()
    }


def _classes(found: AttributeFindings) -> Mapping[str, ClassGroups]:
    return {} if isinstance(found.classes, Omitted) else found.classes
