"""What does the size of a log allow to say? The smallest differences that so many cases would show.

From findings alone: nothing is counted again. A rate that a difference hangs on is taken from the
largest group, or from all cases; which of two is better is not looked at.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from evenhand import statistics
from evenhand.findings import AttributeFindings, Comparison, Estimate, Findings, GroupFindings
from evenhand.review import Method, Review
from evenhand.statistics import needed
from evenhand.tally import UNKNOWN

METRICS: Final = ("selection_rate", "accuracy", "true_positive_rate", "false_positive_rate")
"""The rates of groups that differences are worked out for."""


@dataclass(frozen=True, slots=True)
class Sized:
    """One group, and how large a difference its cases would show.

    Attributes:
        group: its name.
        n: answered cases.
        known: those whose outcome is known.
        more: how many more cases it needs to be judged; 0 where it is, None where it never is.
        gaps: by metric, the smallest difference to the largest group that would show; None for
            that group itself, for groups that are not judged, and where none would show.
    """

    group: str
    n: int
    known: int
    more: int | None
    gaps: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Beside:
    """The two compared on the same cases.

    Attributes:
        n: cases that both answered, with a known outcome.
        gap: the smallest difference in how often each is right that would show; None where none
            would.
        margin: what the review calls small enough not to matter.
        more: about how many more cases would show a difference as large as that; 0 where it would
            show, None where it cannot be said.
    """

    n: int
    gap: float | None
    margin: float
    more: int | None


def by_group(found: AttributeFindings, method: Method) -> tuple[Sized, ...]:
    """The groups of one attribute with the smallest differences that would show.

    Each is set beside the largest group, at a level that allows for all of these comparisons
    (Bonferroni).

    Args:
        found: one candidate by this attribute.
        method: the level, and which groups are judged.
    """
    judged = [group for group in found.groups if group.eligible]
    largest = max(judged, key=lambda group: group.n, default=None)
    level = 1 - (1 - method.interval) / max(1, len(judged) - 1)
    gaps = {metric: _gaps(judged, largest, metric, level) for metric in METRICS}
    total = sum(group.n for group in found.groups)
    return tuple(
        Sized(
            group.group,
            group.n,
            sum((group.counts.tp, group.counts.fp, group.counts.tn, group.counts.fn)),
            0 if group.eligible else _to_be_judged(group, total, method),
            {metric: gaps[metric].get(group.group) for metric in METRICS},
        )
        for group in found.groups
    )


def _gaps(
    judged: list[GroupFindings], largest: GroupFindings | None, metric: str, level: float
) -> dict[str, float | None]:
    """By group, the smallest difference of a metric to the largest that would show."""
    whole = largest.metrics.get(metric, Estimate()) if largest else Estimate()
    others = [group for group in judged if group is not largest]
    if whole.value is None or not others:
        return {}
    sizes = np.array([group.metrics.get(metric, Estimate()).n for group in others])
    found = statistics.between(whole.value, whole.n, sizes, level)
    return {
        group.group: None if math.isnan(gap) else gap
        for group, gap in zip(others, found.tolist(), strict=True)
    }


def _to_be_judged(group: GroupFindings, total: int, method: Method) -> int | None:
    """How many more cases a group needs, the others as many as now; None for the unknown ones."""
    if group.group == UNKNOWN:
        return None
    by_share = 0
    if method.min_share:
        by_share = math.ceil((method.min_share * total - group.n) / (1 - method.min_share))
    return max(method.min_group - group.n, by_share, 1)


def beside(findings: Findings, review: Review) -> Beside | None:
    """What the same cases would show of the two; None where they are not compared on the same.

    Args:
        findings: what was found.
        review: its margin.
    """
    found = findings.comparison
    if found is None or found.paired is None or not found.n:
        return None
    disagree = _disagree(found)
    margin, level = review.method.margin, review.method.interval
    gap = statistics.paired(disagree, found.n, level)
    return Beside(found.n, gap, margin, _more(disagree, found.n, margin, level))


def _disagree(found: Comparison) -> float:
    """The share of cases that only one of the two answers rightly."""
    pair = found.paired
    return (pair.only_baseline + pair.only_model) / found.n if pair else 0.0


def _more(disagree: float, n: int, margin: float, level: float) -> int | None:
    """About how many more cases would show a difference as large as the margin."""
    if not disagree or not margin:
        return None
    wanted = min(margin, disagree)  # they cannot be further apart than they disagree

    def shows(times: float) -> bool:
        gap = statistics.paired(disagree, math.ceil(n * times), level)
        return gap is not None and gap <= wanted

    return 0 if shows(1) else needed.more(shows, n)


def half_width(found: Estimate) -> float | None:
    """How far a share may be from what was measured, on either side; None without an interval.

    >>> round(half_width(Estimate(0.5, 0.45, 0.55, 400)), 3), half_width(Estimate())
    (0.05, None)
    """
    if found.low is None or found.high is None:
        return None
    return (found.high - found.low) / 2


def judged(sizes: tuple[Sized, ...]) -> tuple[Sized, ...]:
    """The groups that are known and large enough."""
    return tuple(one for one in sizes if one.more == 0)
